using System.Collections.Concurrent;
using FluentAssertions;
using Issuer.Service.Store;
using Xunit;
using static Issuer.Service.Tests.Store.TemporaryStore;

namespace Issuer.Service.Tests.Store;

/// <summary>Many callers and several programs at once: nobody loses an append, and nobody pays for another's.</summary>
public sealed class SqliteStoreConcurrencyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Writers_that_retry_conflicts_leave_versions_1_to_n_and_positions_in_commit_order(int programs)
    {
        const int Writers = 16;
        const int AppendsEach = 12;
        await using var temporary = new TemporaryStore();
        SqliteStore[] stores = [temporary.Store, .. Enumerable.Range(1, programs - 1).Select(_ => temporary.Open())];
        var streams = Enumerable.Range(0, 3).Select(_ => NewId()).ToArray();
        var acknowledged = new ConcurrentBag<(long Sequence, string Data)>();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var store = stores[writer % programs];
            for (var i = 0; i < AppendsEach; i++)
            {
                var stream = streams[(writer + i) % streams.Length];
                var data = $$"""{"writer":{{writer}},"i":{{i}}}""";
                while (true)
                {
                    var version = (await store.ReadStreamAsync(stream, default)).Count;
                    var result = await store.AppendAsync(Events(stream, version, data));
                    if (result is AppendResult.Done done)
                    {
                        acknowledged.Add((done.LastSequence, data));
                        break;
                    }

                    result.Should().Be(new AppendResult.Conflict(stream, null));
                }
            }
        })));

        var all = await temporary.Store.ReadAllAsync(0, int.MaxValue, default);
        all.Select(e => e.Sequence).Should().Equal(Enumerable.Range(1, Writers * AppendsEach).Select(i => (long)i));
        all.Select(e => (e.Sequence, e.Data.GetRawText())).Should().BeEquivalentTo(acknowledged);
        foreach (var stream in streams)
        {
            var versions = (await temporary.Store.ReadStreamAsync(stream, default)).Select(e => e.Version).ToList();
            versions.Should().Equal(Enumerable.Range(1, versions.Count).Select(i => (long)i));
        }
    }

    [Fact]
    public async Task In_one_batch_a_conflict_and_a_poison_item_fail_alone()
    {
        await using var temporary = new TemporaryStore();
        var taken = NewId();
        await temporary.Store.AppendAsync(Events(taken, 0, "{}"));
        using var other = new RawDatabase(temporary.Database);
        other.Execute("CREATE TRIGGER poison BEFORE INSERT ON cards WHEN new.owner = 'poison' BEGIN SELECT RAISE(ABORT, 'poison'); END");

        // While another program holds the write lock, everything below gathers for one batch.
        other.Execute("BEGIN IMMEDIATE");
        var good = Enumerable.Range(0, 20).Select(i => temporary.Store.AppendAsync(Card(i, "nia"))).ToList();
        var conflict = temporary.Store.AppendAsync(Events(taken, 0, "{}") with { Rows = [new RowWrite.Insert(Cards, ["lost", "x", null, null])] });
        var poison = temporary.Store.AppendAsync(Card(100, "poison"));
        good.AddRange(Enumerable.Range(20, 20).Select(i => temporary.Store.AppendAsync(Card(i, "nia"))));
        other.Execute("COMMIT");

        (await conflict).Should().Be(new AppendResult.Conflict(taken, null));
        var bad = () => poison;
        await bad.Should().ThrowAsync<InvalidOperationException>();
        foreach (var task in good)
            (await task).Should().BeOfType<AppendResult.Done>();
        (await temporary.Store.QueryAsync(new TableQuery(Cards, []), default)).Should().HaveCount(40).And.OnlyContain(row => row.Text("owner") == "nia");
        (await temporary.Store.HeadAsync(default)).Should().Be(41);
    }

    [Fact]
    public async Task Appends_to_one_stream_in_one_batch_see_each_other()
    {
        await using var temporary = new TemporaryStore();
        using var other = new RawDatabase(temporary.Database);
        var stream = NewId();
        other.Execute("BEGIN IMMEDIATE");
        var results = Enumerable.Range(0, 10).Select(i => temporary.Store.AppendAsync(Events(stream, i / 2, "{}"))).ToList();
        other.Execute("COMMIT");

        (await Task.WhenAll(results)).OfType<AppendResult.Done>().Should().HaveCount(5);
        (await temporary.Store.ReadStreamAsync(stream, default)).Select(e => e.Version).Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task A_lock_that_another_program_keeps_is_an_outage_that_ends_with_the_lock()
    {
        await using var temporary = new TemporaryStore(new SqliteStoreOptions { BusyTimeout = TimeSpan.FromMilliseconds(300) });
        using var other = new RawDatabase(temporary.Database);
        other.Execute("BEGIN IMMEDIATE");
        var blocked = () => temporary.Store.AppendAsync(Card(1, "nia"));
        await blocked.Should().ThrowAsync<StoreUnavailableException>();
        (await temporary.Store.HeadAsync(default)).Should().Be(0, "reads go on");
        other.Execute("ROLLBACK");

        (await temporary.Store.AppendAsync(Card(1, "nia"))).Should().Be(new AppendResult.Done(1));
    }

    [Fact]
    public async Task Too_much_waiting_work_is_refused_at_once_and_what_was_taken_is_done()
    {
        await using var temporary = new TemporaryStore(new SqliteStoreOptions { QueueLength = 10 });
        using var other = new RawDatabase(temporary.Database);
        other.Execute("BEGIN IMMEDIATE");
        var taken = new List<Task<AppendResult>>();
        var refuse = async () =>
        {
            // The writer holds the first batch; then ten fit into the queue.
            while (true)
                taken.Add(temporary.Store.AppendAsync(Card(taken.Count, "nia")));
        };
        await refuse.Should().ThrowAsync<StoreUnavailableException>();
        other.Execute("COMMIT");

        taken.Count.Should().BeInRange(10, 20);
        foreach (var task in taken)
            (await task).Should().BeOfType<AppendResult.Done>();
        (await temporary.Store.HeadAsync(default)).Should().Be(taken.Count);
    }

    [Fact]
    public async Task What_waits_when_the_store_closes_is_finished_first()
    {
        await using var temporary = new TemporaryStore();
        using var other = new RawDatabase(temporary.Database);
        other.Execute("BEGIN IMMEDIATE");
        var waiting = Enumerable.Range(0, 300).Select(i => temporary.Store.AppendAsync(Card(i, "nia"))).ToList();
        var closing = temporary.Store.DisposeAsync();
        other.Execute("COMMIT");
        await closing;

        waiting.Should().OnlyContain(task => task.IsCompletedSuccessfully);
        other.Scalar("SELECT count(*) FROM mt_events").Should().Be(300);
        var late = () => temporary.Store.AppendAsync(Card(301, "nia"));
        await late.Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task A_read_that_is_given_up_disturbs_nothing()
    {
        await using var temporary = new TemporaryStore();
        await temporary.Store.AppendAsync(Card(1, "nia"));
        var read = () => temporary.Store.ReadAllAsync(0, 10, new CancellationToken(canceled: true));
        await read.Should().ThrowAsync<OperationCanceledException>();
        (await temporary.Store.ReadAllAsync(0, 10, default)).Should().ContainSingle();
    }

    private static Append Card(int i, string owner) => Events(NewId(), 0, "{}") with { Rows = [new RowWrite.Insert(Cards, [$"{owner}-{i}", owner, null, null])] };
}
