using FluentAssertions;
using Issuer.Service.Store;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;
using static Issuer.Service.Tests.Store.StoreUnderTest;

namespace Issuer.Service.Tests.Store;

/// <summary>
/// VACUUM says "done" while another session's snapshot still sees the deleted rows. The store does not: each on a server of its own, where nobody
/// else's snapshots are.
/// </summary>
public sealed class PostgresScrubTests
{
    [Theory]
    [InlineData("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM cards", "session")]
    [InlineData("BEGIN; CREATE TABLE other (id int); SELECT 1", "session")]
    [InlineData("BEGIN; CREATE TABLE other (id int); PREPARE TRANSACTION 'held'", "prepared transaction held")]
    public async Task Rows_that_somebody_may_still_see_are_not_called_gone_until_they_are(string hold, string keeper)
    {
        using var cluster = PostgresCluster.Start("max_prepared_transactions=2");
        var log = new Lines();
        await using var temporary = new TemporaryPostgres(new PostgresStoreOptions { Log = log }, cluster);
        using var database = new RawPostgres(temporary.ConnectionString);
        database.Execute("CREATE EXTENSION pgstattuple SCHEMA pg_catalog");
        await FillAsync(temporary.Store);
        using var other = new RawPostgres(temporary.ConnectionString);
        other.Execute(hold);

        await temporary.Store.AppendAsync(Rows(new RowWrite.Delete(Cards, "owner", "nia")));
        var early = () => temporary.Store.ScrubAsync();
        await early.Should().ThrowAsync<StoreUnavailableException>();
        Dead(database).Should().Be(100, "the test can fail: VACUUM alone leaves them");
        database.Scalar("SELECT count(*) FROM issuer_scrub").Should().Be(1L);

        while (log.Messages.Count == 0)
            await Task.Delay(20);
        log.Messages.Single().Should().Contain(keeper).And.Contain("cannot leave");
        other.Execute(keeper.StartsWith("prepared", StringComparison.Ordinal) ? "ROLLBACK PREPARED 'held'" : "ROLLBACK");
        while ((long)database.Scalar("SELECT count(*) FROM issuer_scrub")! > 0)
            await temporary.Store.ScrubAsync();
        Dead(database).Should().Be(0);
        while (log.Messages.Count == 1)
            await Task.Delay(20);
        log.Messages[1].Should().Contain("left their tables now");
    }

    [Fact]
    public async Task What_a_program_that_died_left_due_is_cleaned_by_the_next_without_anybody_asking()
    {
        using var cluster = PostgresCluster.Start();
        await using var temporary = new TemporaryPostgres(cluster: cluster);
        using var database = new RawPostgres(temporary.ConnectionString);
        database.Execute("CREATE EXTENSION pgstattuple SCHEMA pg_catalog");
        await FillAsync(temporary.Store);
        database.Execute("DELETE FROM cards; INSERT INTO issuer_scrub VALUES ('cards', 1, now())");
        Dead(database).Should().Be(100);

        temporary.Open();

        while ((long)database.Scalar("SELECT count(*) FROM issuer_scrub")! > 0)
            await Task.Delay(20);
        Dead(database).Should().Be(0);
    }

    [Fact]
    public async Task A_user_who_may_not_see_the_sessions_of_others_believes_nothing_but_the_count()
    {
        using var cluster = PostgresCluster.Start();
        using var administrator = new RawPostgres(cluster.ConnectionString("public"));
        administrator.Execute("CREATE EXTENSION pgstattuple SCHEMA pg_catalog; CREATE ROLE issuer LOGIN; CREATE SCHEMA mine AUTHORIZATION issuer");
        var text = new NpgsqlConnectionStringBuilder(cluster.ConnectionString("mine")) { Username = "issuer" }.ConnectionString;
        await using var store = PostgresStore.Open(text, [Cards, Boards], TimeProvider.System);
        await FillAsync(store);
        administrator.Execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM mine.cards");
        await store.AppendAsync(Rows(new RowWrite.Delete(Cards, "owner", "nia")));
        var early = () => store.ScrubAsync();
        await early.Should().ThrowAsync<StoreUnavailableException>();

        administrator.Execute("ROLLBACK");
        await store.ScrubAsync();
        administrator.Scalar("SELECT dead_tuple_count FROM pgstattuple('mine.cards')").Should().Be(0L);
    }

    [Fact]
    public async Task Readers_and_writers_in_their_hundreds_do_not_keep_deleted_rows()
    {
        using var cluster = PostgresCluster.Start();
        await using var temporary = new TemporaryPostgres(cluster: cluster);
        using var stop = new CancellationTokenSource();
        var busy = Enumerable.Range(0, 16).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                await temporary.Store.AppendAsync(Card(i, $"worker{worker}"));
                await temporary.Store.QueryAsync(new TableQuery(Cards, [Filter.Is("owner", $"worker{worker}")], Limit: 5), default);
            }
        })).ToList();
        for (var i = 0; i < 10; i++)
        {
            await temporary.Store.AppendAsync(Rows(new RowWrite.Delete(Cards, "owner", $"worker{i}")));
            await temporary.Store.ScrubAsync();
        }

        await stop.CancelAsync();
        await Task.WhenAll(busy);
    }

    private static Task<AppendResult> FillAsync(PostgresStore store) =>
        store.AppendAsync(Rows([.. Enumerable.Range(0, 100).Select(i => new RowWrite.Insert(Cards, [$"{i}", "nia", (long)i, null]))]));

    private static long Dead(RawPostgres database) => (long)database.Scalar("SELECT dead_tuple_count FROM pgstattuple('cards')")!;

    private sealed class Lines : ILogger
    {
        private readonly List<string> _messages = [];

        public IReadOnlyList<string> Messages
        {
            get
            {
                lock (_messages)
                    return [.. _messages];
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_messages)
                _messages.Add(formatter(state, exception));
        }
    }
}
