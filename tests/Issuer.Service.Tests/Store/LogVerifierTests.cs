using FluentAssertions;
using Issuer.Service.Store;
using Xunit;
using static Issuer.Service.Tests.Store.StoreUnderTest;

namespace Issuer.Service.Tests.Store;

/// <summary>Whoever changes the log behind the store's back is found, and the first bad event is named. The same for both stores.</summary>
public abstract class LogVerifierTests
{
    protected abstract StoreUnderTest Make();

    /// <summary>SQL that sets the data of the event at position 5 to other JSON.</summary>
    protected abstract string Alteration { get; }

    [Fact]
    public async Task An_untouched_log_is_whole_whatever_was_appended_and_however()
    {
        await using var temporary = Make();
        (await VerifyAsync(temporary)).Should().Be(new LogReport.Whole(0, 0, ""));
        await FillAsync(temporary);
        var another = temporary.OpenAnother();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => (i % 2 == 0 ? temporary.Store : another).AppendAsync(Card(i, "nia"))));
        await temporary.Store.AppendAsync(Rows(new RowWrite.Delete(Cards, "owner", "nia")));
        await temporary.Store.AppendAsync(Events(NewId(), 0, """{"z":1.50,"a":[1e2,-0.0,"\u00e9\u2028"],"m":{"b":null,"a":true}}"""));

        (await VerifyAsync(temporary)).Should().BeOfType<LogReport.Whole>().Which.Events.Should().Be(69);
    }

    [Fact]
    public async Task Changes_behind_the_stores_back_are_found_and_the_first_bad_event_is_named()
    {
        (string Sql, string Code, long? Sequence)[] changes =
        [
            (Alteration, "event-altered", 5),
            ("UPDATE mt_events SET type = 'card_burnt' WHERE seq_id = 5", "event-altered", 5),
            ("UPDATE mt_events SET version = 9 WHERE seq_id = 5", "event-altered", 5),
            ("DELETE FROM mt_events WHERE seq_id = 5", "event-missing", 5),
            ("DELETE FROM mt_events WHERE seq_id = 3", "event-missing", 4),
            ("DELETE FROM mt_events WHERE seq_id = 8", "event-missing", 8),
            ("DELETE FROM mt_events", "event-missing", 1),
            ("UPDATE mt_events SET seq_id = -1 WHERE seq_id = 4; UPDATE mt_events SET seq_id = 4 WHERE seq_id = 5; UPDATE mt_events SET seq_id = 5 WHERE seq_id = -1", "event-altered", 4),
            ("UPDATE mt_events SET seq_id = -1 WHERE seq_id = 2; UPDATE mt_events SET seq_id = 2 WHERE seq_id = 3; UPDATE mt_events SET seq_id = 3 WHERE seq_id = -1", "event-missing", 2),
            ("INSERT INTO mt_events (seq_id, id, stream_id, version, type, timestamp, data) SELECT 100, id, stream_id, version + 100, type, timestamp, data FROM mt_events WHERE seq_id = 5", "event-unknown", 100),
            ("DELETE FROM issuer_log WHERE number = 3", "link-missing", null),
            ("DELETE FROM issuer_log WHERE number = 6", "event-unknown", 8),
            ("UPDATE issuer_log SET leaves = hash WHERE number = 3", "link-altered", 5),
            ("UPDATE issuer_log SET hash = leaves WHERE number = 3", "link-altered", 5),
        ];
        foreach (var (sql, code, sequence) in changes)
        {
            await using var temporary = Make();
            await FillAsync(temporary);
            foreach (var statement in sql.Split("; "))
                temporary.Execute(statement);

            var report = (await VerifyAsync(temporary)).Should().BeOfType<LogReport.Bad>(sql).Subject;
            (report.Code, report.Sequence).Should().Be((code, sequence), sql);
        }
    }

    [Fact]
    public async Task A_log_that_was_cut_at_its_end_is_whole_but_no_longer_holds_an_earlier_head()
    {
        await using var temporary = Make();
        await FillAsync(temporary);
        var head = (await VerifyAsync(temporary)).Should().BeOfType<LogReport.Whole>().Subject;
        await temporary.Store.AppendAsync(Events(NewId(), 0, "{}"));
        (await new LogVerifier(temporary.Store).RunAsync((head.Links, head.Hash), default)).Should().BeOfType<LogReport.Whole>("it has grown");

        temporary.Execute("DELETE FROM issuer_log WHERE number >= 6");
        temporary.Execute("DELETE FROM mt_events WHERE seq_id >= 8");

        (await VerifyAsync(temporary)).Should().BeOfType<LogReport.Whole>();
        (await new LogVerifier(temporary.Store).RunAsync((head.Links, head.Hash), default)).Should().BeOfType<LogReport.Bad>().Which.Code.Should().Be("head-missing");
    }

    // Six links: positions 1, 2-4, 5, 6, 7, 8.
    protected static async Task FillAsync(StoreUnderTest temporary)
    {
        await temporary.Store.AppendAsync(Events(NewId(), 0, """{"n":1}"""));
        await temporary.Store.AppendAsync(Events(NewId(), 0, """{"n":2}""", """{"n":3}""", """{"n":4}"""));
        for (var i = 5; i <= 8; i++)
            await temporary.Store.AppendAsync(Events(NewId(), 0, $$"""{"n":{{i}},"word":"five"}"""));
    }

    protected static Task<LogReport> VerifyAsync(StoreUnderTest temporary) => new LogVerifier(temporary.Store).RunAsync(null, default);
}

public sealed class SqliteLogVerifierTests : LogVerifierTests
{
    protected override string Alteration => "UPDATE mt_events SET data = replace(data, 'five', 'fiwe') WHERE seq_id = 5";

    protected override StoreUnderTest Make() => new TemporaryStore();

    [Fact]
    public async Task An_event_that_is_no_JSON_any_more_is_named()
    {
        await using var temporary = Make();
        await FillAsync(temporary);
        temporary.Execute("UPDATE mt_events SET data = '{' WHERE seq_id = 7");
        (await VerifyAsync(temporary)).Should().BeOfType<LogReport.Bad>().Which.Should().BeEquivalentTo(new { Code = "event-altered", Sequence = 7L });
    }

    [Fact]
    public async Task A_log_from_before_there_was_a_chain_gets_one_when_it_is_opened()
    {
        await using var temporary = new TemporaryStore();
        await FillAsync(temporary);
        await temporary.Store.DisposeAsync();
        temporary.Execute("DROP TABLE issuer_log");
        temporary.Execute("DROP TABLE issuer_schema");
        temporary.Execute("PRAGMA user_version = 1");

        await using var store = temporary.Open();
        (await new LogVerifier(store).RunAsync(null, default)).Should().BeOfType<LogReport.Whole>().Which.Events.Should().Be(8);
        await store.AppendAsync(Events(NewId(), 0, "{}"));
        (await new LogVerifier(store).RunAsync(null, default)).Should().BeOfType<LogReport.Whole>().Which.Events.Should().Be(9);
    }
}

public sealed class PostgresLogVerifierTests : LogVerifierTests
{
    protected override string Alteration => "UPDATE mt_events SET data = replace(data::text, 'five', 'fiwe')::jsonb WHERE seq_id = 5";

    protected override StoreUnderTest Make() => new TemporaryPostgres();

    [Fact]
    public async Task A_store_that_is_copied_from_SQLite_keeps_every_event_row_and_link()
    {
        await using var source = new TemporaryStore();
        await using var target = new TemporaryPostgres();
        await FillAsync(source);
        await source.Store.AppendAsync(Rows(new RowWrite.Insert(Cards, ["a", "nia", long.MinValue, new byte[] { 0, 1, 255 }]), new RowWrite.Insert(Cards, ["ŵ", "", null, null])));
        await Task.WhenAll(Enumerable.Range(0, 700).Select(i => source.Store.AppendAsync(Card(i, "nia"))));
        var head = (await VerifyAsync(source)).Should().BeOfType<LogReport.Whole>().Subject;

        var copied = await new StoreCopy(source.Store, target.Store).RunAsync(default);

        copied.Should().Be(new CopiedStore(708, 702, head.Links, head.Hash));
        (await VerifyAsync(target)).Should().Be(head, "ids, positions, times and data are all in the hashes");
        var rows = new TableQuery(Cards, [], "id", Limit: 1000);
        (await target.Store.QueryAsync(rows, default)).Select(row => row.Values).Should().BeEquivalentTo((await source.Store.QueryAsync(rows, default)).Select(row => row.Values), o => o.WithStrictOrdering());
        var stream = (await source.Store.ReadAllAsync(1, 1, default)).Single().StreamId;
        (await target.Store.AppendAsync(Events(stream, 3, "{}"))).Should().Be(new AppendResult.Done(709));
        (await VerifyAsync(target)).Should().BeOfType<LogReport.Whole>("it goes on from the copied chain");
        var again = () => new StoreCopy(source.Store, target.Store).RunAsync(default);
        await again.Should().ThrowAsync<StoreRefusedException>();
    }
}
