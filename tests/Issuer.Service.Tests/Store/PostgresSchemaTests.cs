using System.Text.RegularExpressions;
using FluentAssertions;
using Issuer.Service.Store;
using Npgsql;
using Xunit;
using static Issuer.Service.Tests.Store.StoreUnderTest;

namespace Issuer.Service.Tests.Store;

/// <summary>The tables are Marten's: a Marten program opens the same database, reads, appends and projects.</summary>
public sealed partial class PostgresSchemaTests
{
    /// <summary>Marten 9's event tables: name, type, whether null is allowed, default.</summary>
    private const string Listed = """
        mt_events.seq_id bigint NOT NULL
        mt_events.id uuid NOT NULL
        mt_events.stream_id uuid NULL
        mt_events.version bigint NOT NULL
        mt_events.data jsonb NOT NULL
        mt_events.bdata bytea NULL
        mt_events.type character varying(500) NOT NULL
        mt_events.timestamp timestamp with time zone NOT NULL DEFAULT (a time)
        mt_events.tenant_id character varying NULL DEFAULT '*DEFAULT*'::character varying
        mt_events.mt_dotnet_type character varying NULL
        mt_events.is_archived boolean NULL DEFAULT false
        mt_event_progression.name character varying NOT NULL
        mt_event_progression.last_seq_id bigint NULL
        mt_event_progression.last_updated timestamp with time zone NULL DEFAULT transaction_timestamp()
        mt_streams.id uuid NOT NULL
        mt_streams.type character varying NULL
        mt_streams.version bigint NULL
        mt_streams.timestamp timestamp with time zone NOT NULL DEFAULT now()
        mt_streams.created timestamp with time zone NOT NULL DEFAULT now()
        mt_streams.tenant_id character varying NULL DEFAULT '*DEFAULT*'::character varying
        mt_streams.is_archived boolean NULL DEFAULT false
        """;

    [Fact]
    public async Task The_event_tables_are_Martens_column_by_column()
    {
        await using var temporary = new TemporaryPostgres();
        using var database = new RawPostgres(temporary.ConnectionString);

        var columns = database.Lines($"""
            SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE ' NULL' END
                || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
            WHERE c.relnamespace = '{temporary.Schema}'::regnamespace AND c.relkind = 'r' AND c.relname LIKE 'mt\_%'
            ORDER BY CASE c.relname WHEN 'mt_events' THEN 1 WHEN 'mt_event_progression' THEN 2 ELSE 3 END, a.attnum
            """);

        columns.Select(column => FrozenTime().Replace(column, "(a time)")).Should().Equal(Listed.Split('\n', StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task Its_constraints_indexes_and_sequence_have_Martens_names()
    {
        await using var temporary = new TemporaryPostgres();
        using var database = new RawPostgres(temporary.ConnectionString);
        var inSchema = $"= '{temporary.Schema}'::regnamespace";

        database.Lines($"SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace {inSchema} AND conrelid::regclass::text LIKE 'mt\\_%' AND contype <> 'n' ORDER BY 1")
            .Should().Equal(
                "fkey_mt_events_stream_id FOREIGN KEY (stream_id) REFERENCES mt_streams(id) ON DELETE CASCADE",
                "pk_mt_event_progression PRIMARY KEY (name)",
                "pkey_mt_events_seq_id PRIMARY KEY (seq_id)",
                "pkey_mt_streams_id PRIMARY KEY (id)");
        database.Lines($"SELECT indexdef FROM pg_indexes WHERE schemaname = '{temporary.Schema}' AND tablename LIKE 'mt\\_%' AND indexname NOT LIKE 'pk%\\_id' AND indexname <> 'pk_mt_event_progression'")
            .Should().Equal($"CREATE UNIQUE INDEX pk_mt_events_stream_and_version ON {temporary.Schema}.mt_events USING btree (stream_id, version)");
        database.Scalar("SELECT pg_get_serial_sequence('mt_events', 'seq_id')").Should().Be($"{temporary.Schema}.mt_events_sequence");
        database.Lines($"SELECT relname FROM pg_class WHERE relnamespace {inSchema} AND relkind = 'r' ORDER BY 1")
            .Should().Equal("boards", "cards", "issuer_log", "issuer_schema", "issuer_scrub", "issuer_void", "mt_event_progression", "mt_events", "mt_streams", "signs");
    }

    [Fact]
    public async Task Rows_keep_the_rules_that_a_Marten_program_rests_on()
    {
        await using var temporary = new TemporaryPostgres();
        var stream = NewId();
        await temporary.Store.AppendAsync(Events(stream, 0, """{"camelCase":1}""", "{}"));
        await temporary.Store.AppendAsync(Events(stream, 2, "{}"));
        using var database = new RawPostgres(temporary.ConnectionString);

        database.Lines("SELECT type, version, timestamp = created, tenant_id, is_archived FROM mt_streams").Should().Equal("card|3|True|*DEFAULT*|False");
        database.Lines("SELECT DISTINCT type, mt_dotnet_type, bdata, tenant_id, is_archived, extract(epoch FROM timestamp)::bigint FROM mt_events")
            .Should().Equal($"card_drawn|||*DEFAULT*|False|{Noon.ToUnixTimeSeconds()}");
        database.Lines("SELECT seq_id, version FROM mt_events ORDER BY 1").Should().Equal("1|1", "2|2", "3|3");
        database.Scalar("SELECT nextval('mt_events_sequence')").Should().Be(4L, "Marten's next append must not meet a number of ours");
    }

    [Fact]
    public async Task A_program_that_appends_as_Marten_does_and_this_one_share_streams()
    {
        await using var temporary = new TemporaryPostgres();
        var (ours, theirs) = (NewId(), NewId());
        await temporary.Store.AppendAsync(Events(ours, 0, "{}"));
        using var marten = new RawPostgres(temporary.ConnectionString);
        marten.Execute($$"""
            BEGIN;
            INSERT INTO mt_streams (id, type, version, tenant_id) VALUES ('{{theirs}}', 'card', 1, '*DEFAULT*');
            UPDATE mt_streams SET version = 2 WHERE id = '{{ours}}' AND version = 1;
            INSERT INTO mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id) VALUES
                (nextval('mt_events_sequence'), gen_random_uuid(), '{{theirs}}', 1, '{"by":"marten"}', 'card_drawn', now(), '*DEFAULT*'),
                (nextval('mt_events_sequence'), gen_random_uuid(), '{{ours}}', 2, '{"by":"marten"}', 'card_drawn', now(), '*DEFAULT*');
            COMMIT
            """);

        (await temporary.Store.AppendAsync(Events(ours, 1, "{}"))).Should().Be(new AppendResult.Conflict(ours, null));
        (await temporary.Store.AppendAsync(Events(ours, 2, "{}"))).Should().Be(new AppendResult.Done(4));
        (await temporary.Store.AppendAsync(Events(theirs, 0, "{}"))).Should().Be(new AppendResult.Conflict(theirs, null));
        (await temporary.Store.ReadStreamAsync(ours, default)).Select(e => e.Version).Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task Of_Marten_and_us_in_the_middle_of_one_new_stream_exactly_one_succeeds()
    {
        await using var temporary = new TemporaryPostgres();
        var stream = NewId();
        using var marten = new RawPostgres(temporary.ConnectionString);
        marten.Execute($"BEGIN; INSERT INTO mt_streams (id, type, version, tenant_id) VALUES ('{stream}', 'card', 1, '*DEFAULT*')");
        var others = Enumerable.Range(0, 5).Select(i => temporary.Store.AppendAsync(Card(i, "nia"))).ToList();
        var append = temporary.Store.AppendAsync(Events(stream, 0, "{}"));
        // Our statement must be waiting for Marten's row before that is committed.
        using var watcher = new RawPostgres(temporary.ConnectionString);
        while ((long)watcher.Scalar("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'issuer' AND query LIKE '%mt_streams%'")! == 0)
            await Task.Delay(10);
        // Where each waits for the other, the server ends one of them: an error for the loser, never two appends.
        var martenLost = false;
        try
        {
            marten.Execute($"INSERT INTO mt_events (seq_id, id, stream_id, version, data, type) VALUES (nextval('mt_events_sequence'), gen_random_uuid(), '{stream}', 1, '{{}}', 'card_drawn'); COMMIT");
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            martenLost = true;
        }

        if (martenLost)
            (await append).Should().BeOfType<AppendResult.Done>();
        else
            (await append).Should().Be(new AppendResult.Conflict(stream, null));
        foreach (var other in others)
            (await other).Should().BeOfType<AppendResult.Done>();
    }

    [Fact]
    public async Task Databases_that_this_program_does_not_understand_are_refused()
    {
        await using var temporary = new TemporaryPostgres();
        Opening([Cards with { Columns = [.. Cards.Columns, new Column("more", ColumnType.Text)] }]).Should().Throw<StoreRefusedException>().WithMessage("*cards*");
        Opening([Cards with { Name = "issuer_cards" }]).Should().Throw<ArgumentException>();
        using (var database = new RawPostgres(temporary.ConnectionString))
            database.Execute("INSERT INTO issuer_schema VALUES (98, now(), false)");
        // A newer program added something that this one need not know.
        await Opening([Cards])().DisposeAsync();

        using (var database = new RawPostgres(temporary.ConnectionString))
            database.Execute("INSERT INTO issuer_schema VALUES (99, now(), true)");
        Opening([Cards]).Should().Throw<StoreRefusedException>().WithMessage("*schema 99*");
        Opening([Cards], temporary.ConnectionString.Replace("Database=postgres", "Database=nowhere")).Should().Throw<StoreRefusedException>().WithMessage("*nowhere*");
        Opening([Cards], "Host=127.0.0.1;Port=1;Database=postgres;Username=postgres").Should().Throw<StoreUnavailableException>();
        Opening([Cards], "Host=127.0.0.1").Should().Throw<StoreRefusedException>();

        Func<PostgresStore> Opening(TableDefinition[] tables, string? text = null) => () => PostgresStore.Open(text ?? temporary.ConnectionString, tables, TimeProvider.System);
    }

    [Fact]
    public async Task Connections_are_set_as_the_store_needs_them()
    {
        await using var sources = new PostgresSources(SharedCluster.Get().ConnectionString("public"));
        await using var writer = sources.Writer.CreateCommand("SELECT current_setting('jit') || current_setting('plan_cache_mode') || current_setting('synchronous_commit')");
        (await writer.ExecuteScalarAsync()).Should().Be("offforce_generic_planon");
        await using var reader = sources.Reader.CreateCommand("SELECT current_setting('jit') || current_setting('transaction_read_only')");
        (await reader.ExecuteScalarAsync()).Should().Be("offon");
    }

    [GeneratedRegex(@"'\d{4}-\d\d-\d\d [^']*'::timestamp with time zone")]
    private static partial Regex FrozenTime();
}
