using System.Text;
using FluentAssertions;
using Issuer.Service.Store;
using Xunit;
using static Issuer.Service.Tests.Store.TemporaryStore;

namespace Issuer.Service.Tests.Store;

/// <summary>What every caller of the store may rely on.</summary>
public sealed class SqliteStoreTests
{
    [Fact]
    public async Task Events_come_back_as_they_were_written_and_in_order()
    {
        await using var temporary = new TemporaryStore();
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
        await using var temporary = new TemporaryStore();
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
        await using var temporary = new TemporaryStore();
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
        await using var temporary = new TemporaryStore();
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
        await using var temporary = new TemporaryStore();
        var text = new StringBuilder().Insert(0, "Tŷ bach twt. ", 400_000).ToString();
        var stream = NewId();
        await temporary.Store.AppendAsync(Events(stream, 0, $$"""{"text":"{{text}}"}"""));
        (await temporary.Store.ReadStreamAsync(stream, default)).Single().Data.GetProperty("text").GetString().Should().Be(text);
    }
}
