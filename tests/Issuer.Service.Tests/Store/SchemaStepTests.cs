using FluentAssertions;
using Issuer.Service.Store;
using Issuer.Service.Tests.Host;
using Xunit;
using static Issuer.Service.Tests.Store.StoreUnderTest;

namespace Issuer.Service.Tests.Store;

/// <summary>Schemas grow by numbered steps: what only adds is taken at a start, what ends older programs by a command, and no program opens what it does not know.</summary>
public sealed class SchemaStepTests
{
    private static readonly DateTimeOffset Now = Noon;

    [Fact]
    public async Task On_PostgreSQL_steps_expand_at_a_start_and_contract_by_command()
    {
        await using var temporary = new TemporaryPostgres();
        var sources = new PostgresSources(temporary.ConnectionString);
        SchemaStep<PostgresSchemaChange> expand = new(98, "adds", Contracts: false, change => change.Execute("CREATE TABLE {schema}.issuer_more (id int)"));
        SchemaStep<PostgresSchemaChange> contract = new(99, "takes away", Contracts: true, change => change.Execute("DROP TABLE {schema}.issuer_more"));
        IReadOnlyList<SchemaStep<PostgresSchemaChange>> newer = [.. PostgresSchema.Steps, expand, contract];

        PostgresSchema.Prepare(sources, [], Now, steps: newer);
        PostgresSchema.Prepare(sources, [], Now, steps: newer);
        temporary.Count("issuer_more").Should().Be(0);
        await temporary.Open().AppendAsync(Events(NewId(), 0, "{}"));
        PostgresStore.Status(temporary.ConnectionString)!.Steps.Should().OnlyContain(step => step.Taken);

        PostgresSchema.Prepare(sources, [], Now, contract: true, steps: newer);
        using (var database = new RawPostgres(temporary.ConnectionString))
            database.Lines("SELECT version, contracts FROM issuer_schema ORDER BY 1").Should().Equal("1|False", "2|False", "98|False", "99|True");
        var older = () => temporary.Open();
        older.Should().Throw<StoreRefusedException>().WithMessage("*schema 99*");
    }

    [Fact]
    public async Task On_SQLite_steps_expand_at_a_start_and_contract_by_command()
    {
        await using var temporary = new TemporaryStore();
        SchemaStep<SqliteSession> expand = new(98, "adds", Contracts: false, session => session.Execute("CREATE TABLE issuer_more (id INTEGER PRIMARY KEY)"));
        SchemaStep<SqliteSession> contract = new(99, "takes away", Contracts: true, session => session.Execute("DROP TABLE issuer_more"));
        IReadOnlyList<SchemaStep<SqliteSession>> newer = [.. SqliteSchema.Steps, expand, contract];

        Prepare(contract: false);
        Prepare(contract: false);
        temporary.Count("issuer_more").Should().Be(0);
        await temporary.Open().AppendAsync(Events(NewId(), 0, "{}"));
        SqliteStore.Status(temporary.Database).Steps.Should().OnlyContain(step => step.Taken);

        Prepare(contract: true);
        var older = () => temporary.Open();
        older.Should().Throw<StoreRefusedException>().WithMessage("*schema 99*");
        using var database = new RawDatabase(temporary.Database);
        database.Scalar("PRAGMA user_version").Should().Be(99L, "programs from before steps were remembered refuse as well");

        void Prepare(bool contract)
        {
            using var session = SqliteSession.Open(temporary.Database, readOnly: false, TimeSpan.FromSeconds(5));
            SqliteSchema.Prepare(session, [], Now, contract, newer);
        }
    }

    [Fact]
    public async Task A_PostgreSQL_store_of_the_first_schema_is_brought_to_this_one_and_what_it_deleted_is_cleaned()
    {
        using var cluster = PostgresCluster.Start();
        await using var temporary = new TemporaryPostgres(cluster: cluster);
        using var database = new RawPostgres(temporary.ConnectionString);
        database.Execute("""
            DROP TABLE issuer_scrub; DELETE FROM issuer_schema WHERE version = 2; ALTER TABLE issuer_schema DROP COLUMN contracts;
            CREATE TABLE learner_keys (id int); INSERT INTO learner_keys VALUES (1); DELETE FROM learner_keys; CREATE EXTENSION pgstattuple SCHEMA pg_catalog
            """);
        PostgresStore.Status(temporary.ConnectionString)!.Steps.Select(step => step.Taken).Should().Equal(true, false);

        await temporary.Open().ScrubAsync();

        PostgresStore.Status(temporary.ConnectionString)!.Steps.Should().OnlyContain(step => step.Taken);
        database.Scalar("SELECT dead_tuple_count FROM pgstattuple('learner_keys')").Should().Be(0L);
    }

    [Fact]
    public async Task Db_status_says_which_steps_are_due_and_changes_nothing()
    {
        await using var service = await TestService.StartAsync();
        await service.StopAsync();
        var path = Path.Combine(service.DataDirectory, "issuer.db");
        using (var database = new RawDatabase(path))
            database.Execute("DROP TABLE issuer_log; DROP TABLE issuer_schema; PRAGMA user_version = 1");

        var status = await service.CommandAsync("db status");
        status.Output.Should().Contain("step 1\ttaken").And.Contain("step 2\tdue: taken at the next start");
        (await service.CommandAsync("db status")).Output.Should().Be(status.Output);
        (await service.CommandAsync("db migrate")).Code.Should().Be(0);
        (await service.CommandAsync("db status")).Output.Should().NotContain("due");
        (await service.CommandAsync("log verify")).Code.Should().Be(0);
    }
}
