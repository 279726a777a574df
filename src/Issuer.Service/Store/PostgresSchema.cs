using System.Text;
using Npgsql;

namespace Issuer.Service.Store;

/// <summary>
/// Marten's event tables as Marten 9 makes them, the store's own beside them, and the declared ones. Nothing of ours stands in Marten's tables:
/// Marten drops columns that it does not know, with what is in them.
/// </summary>
internal static class PostgresSchema
{
    /// <summary>From an empty schema to this program's.</summary>
    public static readonly IReadOnlyList<SchemaStep<PostgresSchemaChange>> Steps =
    [
        new(1, "Marten's event tables, the log of hashes", Contracts: false, change => change.Execute(Events)),
        new(2, "remembers which tables still hold deleted rows", Contracts: false, change => change.Execute(Scrub)),
    ];

    private const int OldestServer = 140000;

    // "timestamp" has Marten's own default, which PostgreSQL evaluates once, when the table is made: every append writes the column.
    private const string Events = """
        CREATE TABLE IF NOT EXISTS {schema}.mt_streams (
            id uuid NOT NULL,
            type varchar NULL,
            version bigint NULL,
            timestamp timestamptz NOT NULL DEFAULT (now()),
            created timestamptz NOT NULL DEFAULT (now()),
            tenant_id varchar NULL DEFAULT '*DEFAULT*',
            is_archived bool NULL DEFAULT FALSE,
            CONSTRAINT pkey_mt_streams_id PRIMARY KEY (id)
        );
        CREATE TABLE IF NOT EXISTS {schema}.mt_events (
            seq_id bigint NOT NULL,
            id uuid NOT NULL,
            stream_id uuid NULL,
            version bigint NOT NULL,
            data jsonb NOT NULL,
            bdata bytea NULL,
            type varchar(500) NOT NULL,
            timestamp timestamptz NOT NULL DEFAULT '(now())',
            tenant_id varchar NULL DEFAULT '*DEFAULT*',
            mt_dotnet_type varchar NULL,
            is_archived bool NULL DEFAULT FALSE,
            CONSTRAINT pkey_mt_events_seq_id PRIMARY KEY (seq_id),
            CONSTRAINT fkey_mt_events_stream_id FOREIGN KEY (stream_id) REFERENCES {schema}.mt_streams (id) ON DELETE CASCADE
        );
        CREATE UNIQUE INDEX IF NOT EXISTS pk_mt_events_stream_and_version ON {schema}.mt_events (stream_id, version);
        CREATE SEQUENCE IF NOT EXISTS {schema}.mt_events_sequence OWNED BY {schema}.mt_events.seq_id;
        CREATE TABLE IF NOT EXISTS {schema}.mt_event_progression (
            name varchar NOT NULL,
            last_seq_id bigint NULL,
            last_updated timestamptz NULL DEFAULT (transaction_timestamp()),
            CONSTRAINT pk_mt_event_progression PRIMARY KEY (name)
        );
        CREATE TABLE IF NOT EXISTS {schema}.issuer_log (
            number bigint NOT NULL PRIMARY KEY,
            id uuid NOT NULL UNIQUE,
            first_seq bigint NULL,
            last_seq bigint NULL,
            rejected int[] NULL,
            leaves bytea NOT NULL,
            hash bytea NOT NULL
        );
        CREATE TABLE IF NOT EXISTS {schema}.issuer_void (id uuid NOT NULL PRIMARY KEY)
        """;

    // What an earlier program deleted is due as well: it remembered nothing over a crash.
    private const string Scrub = """
        CREATE TABLE {schema}.issuer_scrub (table_name text NOT NULL PRIMARY KEY, generation bigint NOT NULL, since timestamptz NOT NULL);
        INSERT INTO {schema}.issuer_scrub SELECT relname, 1, now() FROM pg_class
        WHERE relnamespace = '{schema}'::regnamespace AND relkind = 'r' AND relname IN ('learner_keys', 'learner_tokens')
        """;

    private const string Record = """
        CREATE TABLE IF NOT EXISTS {schema}.issuer_schema (version int NOT NULL PRIMARY KEY, applied timestamptz NOT NULL);
        ALTER TABLE {schema}.issuer_schema ADD COLUMN IF NOT EXISTS contracts bool NOT NULL DEFAULT false
        """;

    /// <summary>Takes the steps that are due, creates declared tables, and refuses what this program does not understand; one transaction under a lock, so that nodes may start together.</summary>
    /// <param name="sources">Where.</param>
    /// <param name="tables">The declared tables.</param>
    /// <param name="now">Recorded with each step.</param>
    /// <param name="contract">Whether steps that end older programs are taken as well.</param>
    /// <param name="steps">This program's.</param>
    public static void Prepare(
        PostgresSources sources, IReadOnlyList<TableDefinition> tables, DateTimeOffset now, bool contract = false, IReadOnlyList<SchemaStep<PostgresSchemaChange>>? steps = null)
    {
        using var connection = sources.Single();
        connection.Open();
        CheckServer(connection);
        using var transaction = connection.BeginTransaction();
        Execute(connection, $"SELECT pg_advisory_xact_lock({sources.SchemaLock})");
        if (Scalar(connection, $"SELECT 1 FROM pg_namespace WHERE nspname = '{sources.Schema}'") is null)
            Execute(connection, $"CREATE SCHEMA \"{sources.Schema}\"");
        var change = new PostgresSchemaChange(connection, sources.Schema);
        if (!RemembersKind(connection, sources))
            change.Execute(Record);
        SchemaSteps.Run(steps ?? Steps, Taken(connection, sources), contract, step =>
        {
            step.Apply(change);
            using var record = new NpgsqlCommand($"INSERT INTO {sources.Name("issuer_schema")} (version, applied, contracts) VALUES ($1, $2, $3)", connection)
            {
                Parameters = { new() { Value = step.Number }, new() { Value = now.UtcDateTime }, new() { Value = step.Contracts } },
            };
            record.ExecuteNonQuery();
        });
        foreach (var table in tables)
            Declare(connection, sources, table);
        transaction.Commit();
    }

    /// <summary>The steps, and which of them the schema has taken; none where there is no store.</summary>
    public static IReadOnlyList<SchemaStepState> States(NpgsqlConnection connection, PostgresSources sources) => SchemaSteps.States(Steps, Taken(connection, sources));

    private static List<TakenStep> Taken(NpgsqlConnection connection, PostgresSources sources)
    {
        var taken = new List<TakenStep>();
        if (Scalar(connection, $"SELECT 1 FROM pg_tables WHERE schemaname = '{sources.Schema}' AND tablename = 'issuer_schema'") is null)
            return taken;
        var kind = RemembersKind(connection, sources) ? "contracts" : "false";
        using var command = new NpgsqlCommand($"SELECT version, {kind} FROM {sources.Name("issuer_schema")}", connection);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            taken.Add(new TakenStep(reader.GetInt32(0), reader.GetBoolean(1)));
        return taken;
    }

    private static bool RemembersKind(NpgsqlConnection connection, PostgresSources sources) => Scalar(
        connection, $"SELECT 1 FROM information_schema.columns WHERE table_schema = '{sources.Schema}' AND table_name = 'issuer_schema' AND column_name = 'contracts'") is not null;

    private static void CheckServer(NpgsqlConnection connection)
    {
        var version = (string)Scalar(connection, "SHOW server_version_num")!;
        if (int.Parse(version) < OldestServer)
            throw new StoreRefusedException($"PostgreSQL {connection.ServerVersion} is too old: 14 or later.");
        if ((string)Scalar(connection, "SHOW server_encoding")! != "UTF8")
            throw new StoreRefusedException("The database's encoding must be UTF8.");
        foreach (var setting in new[] { "fsync", "synchronous_commit" })
        {
            if ((string)Scalar(connection, $"SHOW {setting}")! == "off")
                throw new StoreRefusedException($"PostgreSQL runs with {setting}=off, which loses acknowledged credentials at a power cut: turn it on.");
        }

        if ((bool)Scalar(connection, "SELECT pg_is_in_recovery()")!)
            throw new StoreUnavailableException("PostgreSQL is a standby: ConnectionStrings__Issuer must lead to the primary.");
    }

    private static void Declare(NpgsqlConnection connection, PostgresSources sources, TableDefinition table)
    {
        AppendCheck.TableNames(table);
        Execute(connection, CreateText(table, sources.Name(table.Name)));
        foreach (var index in table.AllIndexes)
            Execute(connection, $"{index.Create} IF NOT EXISTS \"{index.Name}\" ON {sources.Name(table.Name)} ({index.Columns})");
        Compare(connection, sources, table);
    }

    /// <summary>The statement that makes a declared table, under its own name or another (quoted, with its schema).</summary>
    public static string CreateText(TableDefinition table, string name)
    {
        var columns = table.Columns.Select((c, i) =>
            $"\"{c.Name}\" {Declaration(c.Type)}{(c.Nullable ? "" : " NOT NULL")}{(i == 0 ? " PRIMARY KEY" : "")}");
        return $"CREATE TABLE IF NOT EXISTS {name} ({string.Join(", ", columns)})";
    }

    // A declaration that changed needs a numbered migration; an automatic difference at start would hide it.
    private static void Compare(NpgsqlConnection connection, PostgresSources sources, TableDefinition table)
    {
        var found = new StringBuilder();
        using var command = new NpgsqlCommand(
            $"SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = '{sources.Schema}' AND table_name = '{table.Name}' ORDER BY ordinal_position",
            connection);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            found.Append(reader.GetString(0)).Append(' ').Append(reader.GetString(1)).Append(reader.GetString(2) == "YES" ? "?" : "").Append(", ");

        var declared = string.Concat(table.Columns.Select(c => $"{c.Name} {TypeName(c.Type)}{(c.Nullable ? "?" : "")}, "));
        if (found.ToString() != declared)
            throw new StoreRefusedException($"Table {table.Name} in the database has columns ({found}), this program expects ({declared}).");
    }

    /// <summary>PostgreSQL's name of a column's type.</summary>
    public static string TypeName(ColumnType type) => type switch
    {
        ColumnType.Text => "text",
        ColumnType.Integer => "bigint",
        ColumnType.Blob => "bytea",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    // Text compares by its bytes, as in SQLite, whatever the database's own language.
    private static string Declaration(ColumnType type) => type == ColumnType.Text ? "text COLLATE \"C\"" : TypeName(type);

    internal static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static object? Scalar(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }
}

/// <summary>A schema in the transaction that changes it.</summary>
internal sealed record PostgresSchemaChange(NpgsqlConnection Connection, string Schema)
{
    /// <summary>Runs statements in which <c>{schema}</c> stands for the schema's quoted name.</summary>
    public void Execute(string sql) => PostgresSchema.Execute(Connection, sql.Replace("{schema}", $"\"{Schema}\"", StringComparison.Ordinal));
}
