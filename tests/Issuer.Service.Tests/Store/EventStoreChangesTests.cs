using System.Collections.Concurrent;
using FluentAssertions;
using Issuer.Service.Store;
using Xunit;
using static Issuer.Service.Tests.Store.StoreUnderTest;

namespace Issuer.Service.Tests.Store;

public sealed class SqliteStoreChangesTests : EventStoreChangesTests
{
    protected override StoreUnderTest Make() => new TemporaryStore();
}

public sealed class PostgresStoreChangesTests : EventStoreChangesTests
{
    protected override StoreUnderTest Make() => new TemporaryPostgres();

    [Fact]
    public async Task A_listener_whose_connection_dies_listens_again_and_misses_nothing()
    {
        await using var temporary = new TemporaryPostgres();
        using var stop = new CancellationTokenSource();
        var seen = new ConcurrentQueue<long>();
        var following = FollowAsync(temporary.OpenAnother(), 0, seen, stop.Token);
        using var database = new RawPostgres(temporary.ConnectionString);
        var listener = $"FROM pg_stat_activity WHERE query = 'LISTEN {new PostgresSources(temporary.ConnectionString).Channel}'";
        for (var i = 1; i <= 5; i++)
        {
            await UntilAsync(() => (long)database.Scalar($"SELECT count(*) {listener}")! == 1);
            database.Execute($"SELECT pg_terminate_backend(pid) {listener}");
            await temporary.Store.AppendAsync(Events(NewId(), 0, "{}"));
            await UntilAsync(() => seen.Count == i);
        }

        await stop.CancelAsync();
        await following;
        seen.Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task Every_program_is_told_of_announced_rows_and_knows_when_it_is()
    {
        await using var temporary = new TemporaryPostgres();
        var other = temporary.OpenAnother();
        var told = new ConcurrentQueue<string>();
        other.Changes.Everywhere.Should().BeFalse("nobody listens yet");
        other.Changes.Listen(change =>
        {
            foreach (var key in change.KeysOf(Signs))
                told.Enqueue(key);
        });
        await UntilAsync(() => other.Changes.Everywhere);

        await temporary.Store.AppendAsync(Rows(new RowWrite.Upsert(Signs, ["left", 1L]), new RowWrite.Upsert(Boards, ["silent", "nia", 1L])));
        await temporary.Store.AppendAsync(Rows(new RowWrite.Delete(Cards, "id", "none"), new RowWrite.Upsert(Signs, ["right", 1L])));

        await UntilAsync(() => told.Count == 2);
        told.Should().Equal("left", "right");
    }

    [Fact]
    public async Task More_rows_than_a_notice_holds_are_told_as_anything()
    {
        await using var temporary = new TemporaryPostgres();
        var anything = 0;
        temporary.Store.Changes.Listen(change => anything += change.Anything ? 1 : 0);
        await UntilAsync(() => anything == 1);
        await temporary.Store.AppendAsync(Rows([.. Enumerable.Range(0, 1000).Select(i => new RowWrite.Upsert(Signs, [$"sign-{i}", 1L]))]));
        await UntilAsync(() => anything == 2);
    }
}

/// <summary>Whoever follows the log gets every event once and in order, those that were there and those that come, from any program. The same for both stores.</summary>
public abstract class EventStoreChangesTests
{
    protected abstract StoreUnderTest Make();

    [Fact]
    public async Task A_subscription_gives_what_was_there_and_what_comes_once_each_in_commit_order()
    {
        const int Appends = 1500;
        await using var temporary = Make();
        var other = temporary.OpenAnother();
        for (var i = 0; i < 3; i++)
            await temporary.Store.AppendAsync(Events(NewId(), 0, "{}"));
        using var stop = new CancellationTokenSource();
        var (early, late) = (new ConcurrentQueue<long>(), new ConcurrentQueue<long>());
        Task[] following = [FollowAsync(temporary.Store, 1, early, stop.Token), FollowAsync(other, 0, late, stop.Token)];

        await Task.WhenAll(Enumerable.Range(0, Appends).Select(i => (i % 2 == 0 ? temporary.Store : other).AppendAsync(Events(NewId(), 0, "{}"))));

        await UntilAsync(() => early.Count == Appends + 2 && late.Count == Appends + 3);
        await stop.CancelAsync();
        await Task.WhenAll(following);
        early.Should().Equal(Enumerable.Range(2, Appends + 2).Select(i => (long)i));
        late.Should().Equal(Enumerable.Range(1, Appends + 3).Select(i => (long)i));
    }

    [Fact]
    public async Task A_program_is_told_of_its_own_changes_after_they_are_durable()
    {
        await using var temporary = Make();
        var seen = new TaskCompletionSource<StoreChange>();
        temporary.Store.Changes.Listen(change =>
        {
            if (change.KeysOf(Signs).Any())
                seen.TrySetResult(change);
        });
        await UntilAsync(async () =>
        {
            await temporary.Store.AppendAsync(Rows(new RowWrite.Upsert(Signs, ["left", 1L])));
            return seen.Task.IsCompleted;
        });
        (await seen.Task).KeysOf(Signs).Should().Equal("left");
    }

    protected static async Task FollowAsync(IEventStore store, long after, ConcurrentQueue<long> seen, CancellationToken ct)
    {
        try
        {
            await foreach (var page in store.SubscribeAsync(after, ct))
            {
                foreach (var stored in page)
                    seen.Enqueue(stored.Sequence);
            }
        }
        catch (OperationCanceledException)
        {
            // The test has seen enough.
        }
    }

    protected static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
            await Task.Delay(10);
    }
}
