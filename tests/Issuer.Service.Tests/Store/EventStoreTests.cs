using System.Text;
using FluentAssertions;
using Issuer.Service.Store;
using Xunit;
using static Issuer.Service.Tests.Store.StoreUnderTest;

namespace Issuer.Service.Tests.Store;

/// <summary>What every caller of a store may rely on; the same for both.</summary>
public abstract class EventStoreTests
{
    protected abstract StoreUnderTest Make();

    [Fact]
    public async Task Events_come_back_as_they_were_written_and_in_order()
    {
        await using var temporary = Make();
        var stream = NewId();
        var first = await temporary.Store.AppendAsync(Events(stream, 0, """{"n":1,"text":"Gŵyl ❤ \u2028"}""", """{"n":2}"""));
        var second = await temporary.Store.AppendAsync(Events(stream, 2, """{"n":3}"""));

        first.Should().Be(new AppendResult.Done(2));
        second.Should().Be(new AppendResult.Done(3));
        var events = await temporary.Store.ReadStreamAsync(stream, default);
        events.Select(e => e.Version).Should().Equal(1, 2, 3);
        events.Select(e => e.Sequence).Should().Equal(1, 2, 3);
        events.Select(e => e.Data.GetProperty("n").GetInt32()).Should().Equal(1, 2, 3);
        events[0].Data.GetProperty("text").GetString().Should().Be("Gŵyl ❤ \u2028");
        events.Should().OnlyContain(e => e.StreamId == stream && e.Type == "card_drawn" && e.Timestamp == Noon && e.Id.Version == 7);
        (await temporary.Store.HeadAsync(default)).Should().Be(3);
        (await temporary.Store.ReadStreamAsync(NewId(), default)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_stream_that_is_not_at_the_expected_version_is_a_conflict_and_nothing_is_written(long expected)
    {
        await using var temporary = Make();
        var stream = NewId();
        var other = NewId();
        await temporary.Store.AppendAsync(Events(stream, 0, "{}", "{}"));

        var row = new RowWrite.Insert(Cards, ["a", "nia", 1L, null]);
        var append = new Append([new(other, "card", 0, [Event("{}")]), new(stream, "card", expected, [Event("{}")])], [row], Noon);
        (await temporary.Store.AppendAsync(append)).Should().Be(new AppendResult.Conflict(stream, null));

        (await temporary.Store.HeadAsync(default)).Should().Be(2);
        (await temporary.Store.ReadStreamAsync(other, default)).Should().BeEmpty();
        (await temporary.Store.QueryAsync(new TableQuery(Cards, []), default)).Should().BeEmpty();
    }

    [Fact]
    public async Task Rows_are_inserted_replaced_deleted_and_found()
    {
        await using var temporary = Make();
        var store = temporary.Store;
        var photo = new byte[] { 0, 1, 255 };
        await store.AppendAsync(Rows(
            new RowWrite.Insert(Cards, ["a", "nia", 1L, photo]),
            new RowWrite.Insert(Cards, ["b", "nia", null, Array.Empty<byte>()]),
            new RowWrite.Insert(Cards, ["c", "", long.MinValue, null])));
        await store.AppendAsync(Rows(new RowWrite.Upsert(Cards, ["b", "rhys", 7L, null]), new RowWrite.Upsert(Cards, ["d", "nia", 3L, null])));
        (await store.AppendAsync(Rows(new RowWrite.Delete(Cards, "owner", "nobody")))).Should().BeOfType<AppendResult.Done>();

        var nia = await store.QueryAsync(new TableQuery(Cards, [Filter.Is("owner", "nia")], OrderBy: "points", Descending: true), default);
        nia.Select(r => r.Text("id")).Should().Equal("d", "a");
        nia[1].Blob("photo").Should().Equal(photo);
        var all = await store.QueryAsync(new TableQuery(Cards, [new Filter("points", Comparison.AtMost, 7L), new Filter("id", Comparison.Greater, "a")], "id", Limit: 2), default);
        all.Select(r => r.Text("id")).Should().Equal("b", "c");
        all[0].TextOrNull("owner").Should().Be("rhys");
        all[1].Text("owner").Should().BeEmpty();
        all[1].Integer("points").Should().Be(long.MinValue);

        await store.AppendAsync(Rows(new RowWrite.Delete(Cards, "owner", "nia")));
        (await store.QueryAsync(new TableQuery(Cards, [], "id"), default)).Select(r => r.Text("id")).Should().Equal("b", "c");
    }

    [Fact]
    public async Task A_row_that_exists_makes_the_whole_append_a_conflict_that_names_the_table()
    {
        await using var temporary = Make();
        var stream = NewId();
        await temporary.Store.AppendAsync(Rows(new RowWrite.Insert(Cards, ["a", "nia", 1L, null])));

        RowWrite[] clashes = [new RowWrite.Insert(Cards, ["a", "x", 2L, null]), new RowWrite.Insert(Cards, ["b", "x", 1L, null]), new RowWrite.Upsert(Cards, ["b", "x", 1L, null])];
        foreach (var clash in clashes)
        {
            var append = Events(stream, 0, "{}") with { Rows = [new RowWrite.Insert(Cards, ["z", "z", 9L, null]), clash] };
            (await temporary.Store.AppendAsync(append)).Should().Be(new AppendResult.Conflict(null, "cards"));
        }

        (await temporary.Store.HeadAsync(default)).Should().Be(0);
        (await temporary.Store.QueryAsync(new TableQuery(Cards, []), default)).Should().ContainSingle();
    }

    [Fact]
    public async Task An_event_of_five_megabytes_comes_back_whole()
    {
        await using var temporary = Make();
        var text = new StringBuilder().Insert(0, "Tŷ bach twt. ", 400_000).ToString();
        var stream = NewId();
        await temporary.Store.AppendAsync(Events(stream, 0, $$"""{"text":"{{text}}"}"""));
        (await temporary.Store.ReadStreamAsync(stream, default)).Single().Data.GetProperty("text").GetString().Should().Be(text);
    }

    public static TheoryData<string> BadEvents => ["", "{", "{}{}", "{\"a\":\"\\u0000\"}", "{\"\\u0000\":1}", "{\"a\":1,}", "nul", "{\"a\":\"\\ud800\"}"];

    [Theory]
    [MemberData(nameof(BadEvents))]
    public async Task An_event_that_another_store_could_not_take_is_refused_here_too(string data)
    {
        await using var temporary = Make();
        var append = () => temporary.Store.AppendAsync(Events(NewId(), 0, data));
        await append.Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task An_event_that_is_not_UTF_8_is_refused()
    {
        await using var temporary = Make();
        byte[] overlong = [(byte)'"', 0xC0, 0xAF, (byte)'"'];
        var append = () => temporary.Store.AppendAsync(new([new(NewId(), "card", 0, [new NewEvent("card_drawn", overlong)])], [], Noon));
        await append.Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Mistakes_of_the_caller_are_refused_before_they_reach_a_batch()
    {
        await using var temporary = Make();
        var stranger = new TableDefinition("strangers", [new("id", ColumnType.Text)]);
        var stream = NewId();
        Append[] mistakes =
        [
            new([], [], Noon),
            Events(stream, -1, "{}"),
            Events(stream, 0),
            Events(Guid.Empty, 0, "{}"),
            new([new(stream, "Card", 0, [Event("{}")])], [], Noon),
            new([new(stream, "card", 0, [new NewEvent("x;y", "{}"u8.ToArray())])], [], Noon),
            new([new(stream, "card", 0, [Event("{}")]), new(stream, "card", 1, [Event("{}")])], [], Noon),
            Rows(new RowWrite.Insert(stranger, ["a"])),
            Rows(new RowWrite.Insert(Cards, ["a"])),
            Rows(new RowWrite.Insert(Cards, [null, "nia", null, null])),
            Rows(new RowWrite.Insert(Cards, ["a", 1L, null, null])),
            Rows(new RowWrite.Insert(Cards, ["a", "nia", 1, null])),
            Rows(new RowWrite.Insert(Cards, ["a\0b", "nia", 1L, null])),
            Rows(new RowWrite.Delete(Cards, "owner\" OR 1=1 --", "x")),
        ];
        foreach (var mistake in mistakes)
        {
            var append = () => temporary.Store.AppendAsync(mistake);
            await append.Should().ThrowAsync<ArgumentException>();
        }

        TableQuery[] queries =
        [
            new(stranger, []),
            new(Cards, [Filter.Is("nobody", "x")]),
            new(Cards, [Filter.Is("owner", 1L)]),
            new(Cards, [], OrderBy: "owner; DROP TABLE cards"),
        ];
        foreach (var query in queries)
        {
            var read = () => temporary.Store.QueryAsync(query, default);
            await read.Should().ThrowAsync<ArgumentException>();
        }
    }

    [Fact]
    public async Task A_required_row_guards_an_append()
    {
        await using var temporary = Make();
        await temporary.Store.AppendAsync(Rows(new RowWrite.Insert(Cards, ["a", "nia", null, null])));
        var guarded = (string key) => Events(NewId(), 0, "{}") with { Rows = [new RowWrite.Require(Cards, key)] };
        (await temporary.Store.AppendAsync(guarded("a"))).Should().BeOfType<AppendResult.Done>();
        (await temporary.Store.AppendAsync(guarded("b"))).Should().Be(new AppendResult.Conflict(null, "cards"));
        (await temporary.Store.HeadAsync(default)).Should().Be(1);
    }

    [Fact]
    public async Task Rows_of_one_append_are_written_in_their_order()
    {
        await using var temporary = Make();
        var store = temporary.Store;
        await store.AppendAsync(Rows(new RowWrite.Insert(Cards, ["a", "nia", 1L, null])));
        var replace = Events(NewId(), 0, "{}") with
        {
            Rows = [new RowWrite.Require(Cards, "a"), new RowWrite.Delete(Cards, "id", "a"), new RowWrite.Insert(Cards, ["a", "rhys", 1L, null]), new RowWrite.Upsert(Cards, ["a", "ffion", 2L, null])],
        };
        (await store.AppendAsync(replace)).Should().BeOfType<AppendResult.Done>();
        var row = (await store.QueryAsync(new TableQuery(Cards, []), default)).Single();
        (row.Text("owner"), row.Integer("points")).Should().Be(("ffion", 2L));

        var missing = Events(NewId(), 0, "{}") with { Rows = [new RowWrite.Delete(Cards, "owner", "ffion"), new RowWrite.Require(Cards, "a")] };
        (await store.AppendAsync(missing)).Should().Be(new AppendResult.Conflict(null, "cards"));
        temporary.Count("cards").Should().Be(1, "nothing of it was written");
        temporary.Count("mt_events").Should().Be(1);
        await store.ScrubAsync();
    }

    [Fact]
    public async Task Text_is_ordered_by_its_bytes()
    {
        await using var temporary = Make();
        string[] ids = ["Z", "a", "B", "ŵ", "_", "é", "z"];
        await temporary.Store.AppendAsync(Rows([.. ids.Select(id => new RowWrite.Insert(Cards, [id, "nia", null, null]))]));
        var rows = await temporary.Store.QueryAsync(new TableQuery(Cards, [new Filter("id", Comparison.Greater, "B")], "id"), default);
        rows.Select(row => row.Text("id")).Should().Equal("Z", "_", "a", "z", "é", "ŵ");
    }
}
