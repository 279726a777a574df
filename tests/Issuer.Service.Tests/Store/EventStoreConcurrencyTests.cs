using System.Collections.Concurrent;
using FluentAssertions;
using Issuer.Service.Store;
using Xunit;
using static Issuer.Service.Tests.Store.StoreUnderTest;

namespace Issuer.Service.Tests.Store;

/// <summary>Many callers and several programs at once: nobody loses an append, and nobody pays for another's. The same for both stores.</summary>
public abstract class EventStoreConcurrencyTests
{
    protected abstract StoreUnderTest Make();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Writers_that_retry_conflicts_leave_versions_1_to_n_and_positions_in_commit_order(int programs)
    {
        const int Writers = 16;
        const int AppendsEach = 12;
        await using var temporary = Make();
        IEventStore[] stores = [temporary.Store, .. Enumerable.Range(1, programs - 1).Select(_ => temporary.OpenAnother())];
        var streams = Enumerable.Range(0, 3).Select(_ => NewId()).ToArray();
        var acknowledged = new ConcurrentBag<(long Sequence, int Writer, int I)>();

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
                        acknowledged.Add((done.LastSequence, writer, i));
                        break;
                    }

                    result.Should().Be(new AppendResult.Conflict(stream, null));
                }
            }
        })));

        var all = await temporary.Store.ReadAllAsync(0, int.MaxValue, default);
        all.Select(e => e.Sequence).Should().Equal(Enumerable.Range(1, Writers * AppendsEach).Select(i => (long)i));
        all.Select(e => (e.Sequence, e.Data.GetProperty("writer").GetInt32(), e.Data.GetProperty("i").GetInt32())).Should().BeEquivalentTo(acknowledged);
        foreach (var stream in streams)
        {
            var versions = (await temporary.Store.ReadStreamAsync(stream, default)).Select(e => e.Version).ToList();
            versions.Should().Equal(Enumerable.Range(1, versions.Count).Select(i => (long)i));
        }
    }

    [Fact]
    public async Task In_one_batch_a_conflict_and_a_poison_item_fail_alone()
    {
        await using var temporary = Make();
        var taken = NewId();
        await temporary.Store.AppendAsync(Events(taken, 0, "{}"));
        temporary.Poison("poison");

        var held = temporary.HoldWrites();
        var good = Enumerable.Range(0, 20).Select(i => temporary.Store.AppendAsync(Card(i, "nia"))).ToList();
        var conflict = temporary.Store.AppendAsync(Events(taken, 0, "{}") with { Rows = [new RowWrite.Insert(Cards, ["lost", "x", null, null])] });
        var poison = temporary.Store.AppendAsync(Card(100, "poison"));
        good.AddRange(Enumerable.Range(20, 20).Select(i => temporary.Store.AppendAsync(Card(i, "nia"))));
        held.Dispose();

        (await conflict).Should().Be(new AppendResult.Conflict(taken, null));
        var bad = () => poison;
        await bad.Should().ThrowAsync<InvalidOperationException>();
        foreach (var task in good)
            (await task).Should().BeOfType<AppendResult.Done>();
        (await temporary.Store.QueryAsync(new TableQuery(Cards, []), default)).Should().HaveCount(40).And.OnlyContain(row => row.Text("owner") == "nia");
        (await temporary.Store.ReadAllAsync(0, 100, default)).Should().HaveCount(41);
    }

    [Fact]
    public async Task Appends_to_one_stream_in_one_batch_see_each_other()
    {
        await using var temporary = Make();
        var stream = NewId();
        var held = temporary.HoldWrites();
        var results = Enumerable.Range(0, 10).Select(i => temporary.Store.AppendAsync(Events(stream, i / 2, "{}"))).ToList();
        held.Dispose();

        (await Task.WhenAll(results)).OfType<AppendResult.Done>().Should().HaveCount(5);
        (await temporary.Store.ReadStreamAsync(stream, default)).Select(e => e.Version).Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task Too_much_waiting_work_is_refused_at_once_and_what_was_taken_is_done()
    {
        await using var temporary = Make();
        var store = temporary.OpenAnother(queueLength: 10);
        var held = temporary.HoldWrites();
        var taken = new List<Task<AppendResult>>();
        var refuse = async () =>
        {
            // The writer holds the first batch; then ten fit into the queue.
            while (true)
            {
                var append = store.AppendAsync(Card(taken.Count, "nia"));
                if (append.IsFaulted)
                    await append;
                taken.Add(append);
            }
        };
        await refuse.Should().ThrowAsync<StoreUnavailableException>();
        held.Dispose();

        taken.Count.Should().BeInRange(10, 20);
        foreach (var task in taken)
            (await task).Should().BeOfType<AppendResult.Done>();
        (await temporary.Store.HeadAsync(default)).Should().Be(taken.Count);
    }

    [Fact]
    public async Task What_waits_when_the_store_closes_is_finished_first()
    {
        await using var temporary = Make();
        var held = temporary.HoldWrites();
        var waiting = Enumerable.Range(0, 300).Select(i => temporary.Store.AppendAsync(Card(i, "nia"))).ToList();
        var closing = ((IAsyncDisposable)temporary.Store).DisposeAsync();
        held.Dispose();
        await closing;

        waiting.Should().OnlyContain(task => task.IsCompletedSuccessfully);
        temporary.Count("mt_events").Should().Be(300);
        var late = () => temporary.Store.AppendAsync(Card(301, "nia"));
        await late.Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task A_read_that_is_given_up_disturbs_nothing()
    {
        await using var temporary = Make();
        await temporary.Store.AppendAsync(Card(1, "nia"));
        var read = () => temporary.Store.ReadAllAsync(0, 10, new CancellationToken(canceled: true));
        await read.Should().ThrowAsync<OperationCanceledException>();
        (await temporary.Store.ReadAllAsync(0, 10, default)).Should().ContainSingle();
    }

    [Fact]
    public async Task Appends_that_write_the_same_row_go_together_and_the_last_one_stands()
    {
        await using var temporary = Make();
        var held = temporary.HoldWrites();
        var appends = Enumerable.Range(0, 50).Select(i => temporary.Store.AppendAsync(
            Events(NewId(), 0, "{}") with { Rows = [new RowWrite.Upsert(Boards, ["main", "nia", (long)i]), new RowWrite.Insert(Cards, [$"{i}", "nia", (long)i, null])] })).ToList();
        held.Dispose();

        (await Task.WhenAll(appends)).Should().AllBeOfType<AppendResult.Done>();
        var row = (await temporary.Store.QueryAsync(new TableQuery(Boards, []), default)).Single();
        row.Text("leader").Should().Be("nia");
        row.Integer("score").Should().Be(49);
    }

    [Fact]
    public async Task Of_many_inserts_of_one_key_or_one_unique_value_one_is_done()
    {
        await using var temporary = Make();
        var held = temporary.HoldWrites();
        var keys = Enumerable.Range(0, 10).Select(_ => temporary.Store.AppendAsync(Rows(new RowWrite.Insert(Cards, ["a", "nia", null, null])))).ToList();
        var values = Enumerable.Range(0, 10).Select(i => temporary.Store.AppendAsync(Rows(new RowWrite.Insert(Cards, [$"v{i}", "nia", 7L, null])))).ToList();
        held.Dispose();

        foreach (var group in new[] { keys, values })
        {
            var results = await Task.WhenAll(group);
            results.OfType<AppendResult.Done>().Should().ContainSingle();
            results.Where(result => result is not AppendResult.Done).Should().OnlyContain(result => result == new AppendResult.Conflict(null, "cards"));
        }

        temporary.Count("cards").Should().Be(2);
    }
}
