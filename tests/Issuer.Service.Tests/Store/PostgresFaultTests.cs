using System.Collections.Concurrent;
using System.Diagnostics;
using FluentAssertions;
using Issuer.Service.Store;
using Xunit;
using static Issuer.Service.Tests.Store.StoreUnderTest;

namespace Issuer.Service.Tests.Store;

/// <summary>Servers die, connections break in the middle of a commit: what was acknowledged is there, once; nothing hangs; it goes on by itself.</summary>
public sealed class PostgresFaultTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_or_a_question_that_is_lost_on_the_way_is_cleared_up_and_nothing_is_written_twice(bool answers)
    {
        var cluster = SharedCluster.Get();
        await using var proxy = new CuttingProxy(cluster.Port);
        await using var direct = new TemporaryPostgres();
        await using var store = PostgresStore.Open(direct.ConnectionString.Replace($"Port={cluster.Port}", $"Port={proxy.Port}"), [Cards, Boards], TimeProvider.System);
        var streams = new ConcurrentBag<Guid>();
        var taken = NewId();
        await store.AppendAsync(Events(taken, 0, "{}"));

        var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                var stream = NewId();
                (await store.AppendAsync(Events(stream, 0, "{}", "{}") with { Rows = [new RowWrite.Insert(Cards, [$"{writer}-{i}", "nia", null, null])] }))
                    .Should().BeOfType<AppendResult.Done>();
                streams.Add(stream);
                (await store.AppendAsync(Events(taken, 0, "{}"))).Should().Be(new AppendResult.Conflict(taken, null));
                (await store.AppendAsync(Rows(new RowWrite.Delete(Cards, "id", $"{writer}-{i}")))).Should().BeOfType<AppendResult.Done>();
            }
        })).ToList();
        var done = Task.WhenAll(writers);
        for (var seen = 0; !done.IsCompleted; await Task.Delay(5))
        {
            if (streams.Count < seen + 12)
                continue;
            seen = streams.Count;
            if (answers)
                proxy.LoseAnAnswer();
            else
                proxy.LoseAQuestion();
        }

        await done;
        proxy.Cuts.Should().BeGreaterThan(3);
        var all = await direct.Store.ReadAllAsync(0, int.MaxValue, default);
        all.Should().HaveCount((8 * 40 * 2) + 1);
        all.Select(e => e.StreamId).Distinct().Should().BeEquivalentTo(streams.Append(taken));
        direct.Count("cards").Should().Be(0);
    }

    [Fact]
    public async Task A_server_that_dies_under_load_loses_nothing_and_the_store_goes_on_when_it_is_back()
    {
        using var cluster = PostgresCluster.Start();
        await using var temporary = new TemporaryPostgres(new PostgresStoreOptions { Persistence = TimeSpan.FromSeconds(1) }, cluster);
        var acknowledged = new ConcurrentBag<Guid>();
        var failed = 0;
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var stream = NewId();
                try
                {
                    (await temporary.Store.AppendAsync(Events(stream, 0, "{}"))).Should().BeOfType<AppendResult.Done>();
                    acknowledged.Add(stream);
                }
                catch (StoreUnavailableException)
                {
                    Interlocked.Increment(ref failed);
                }
            }
        })).ToList();

        await MoreAsync(acknowledged);
        KillBackend(temporary);
        await MoreAsync(acknowledged);
        foreach (var kill in (Action[])[() => cluster.StopServer("immediate"), () => KillServer(cluster)])
        {
            var before = failed;
            kill();
            while (failed == before)
                await Task.Delay(20);
            cluster.StartServer();
            await MoreAsync(acknowledged);
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        var all = await temporary.Store.ReadAllAsync(0, int.MaxValue, default);
        all.Select(e => e.StreamId).Should().OnlyHaveUniqueItems().And.Contain(acknowledged);
        failed.Should().BeGreaterThan(0, "the server was away");
    }

    [Fact]
    public void A_connection_that_broke_between_two_statements_is_an_outage() =>
        PostgresFault.From(new ObjectDisposedException("ManualResetEventSlim")).Should().BeOfType<StoreUnavailableException>();

    [Fact]
    public async Task A_server_that_holds_its_answer_back_is_an_outage_and_what_was_begun_is_finished()
    {
        await using var temporary = new TemporaryPostgres(new PostgresStoreOptions { Patience = TimeSpan.FromMilliseconds(500) });
        var stream = NewId();
        var held = temporary.HoldWrites();
        var begun = () => temporary.Store.AppendAsync(Events(stream, 0, "{}"));
        await begun.Should().ThrowAsync<StoreUnavailableException>().WithMessage("*was begun*");
        var behind = () => temporary.Store.AppendAsync(Card(1, "nia"));
        await behind.Should().ThrowAsync<StoreUnavailableException>().WithMessage("*was not begun*");
        (await temporary.Store.HeadAsync(default)).Should().Be(0, "reads go on");
        held.Dispose();

        AppendResult? result = null;
        while (result is null)
        {
            try
            {
                result = await temporary.Store.AppendAsync(Card(1, "nia"));
            }
            catch (StoreUnavailableException)
            {
                // The lock is not free yet.
            }
        }

        result.Should().BeOfType<AppendResult.Done>("what was not begun was not written");
        (await temporary.Store.ReadStreamAsync(stream, default)).Should().ContainSingle();
    }

    private static async Task MoreAsync(ConcurrentBag<Guid> acknowledged)
    {
        var before = acknowledged.Count;
        while (acknowledged.Count < before + 50)
            await Task.Delay(10);
    }

    // PostgreSQL ends every session when one backend dies like this, and recovers.
    private static void KillBackend(TemporaryPostgres temporary)
    {
        using var database = new RawPostgres(temporary.ConnectionString);
        var backend = (int)database.Scalar("SELECT pid FROM pg_stat_activity WHERE application_name = 'issuer' ORDER BY state_change DESC LIMIT 1")!;
        using var process = Process.GetProcessById(backend);
        process.Kill();
    }

    private static void KillServer(PostgresCluster cluster)
    {
        using var process = Process.GetProcessById(cluster.ServerProcess);
        process.Kill();
        process.WaitForExit();
    }
}
