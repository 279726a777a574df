using System.Text;
using Npgsql;

namespace Issuer.Service.Store;

/// <summary>
/// Marten's event tables as Marten 9 makes them, the store's own beside them, and the declared ones. Nothing of ours stands in Marten's tables:
/// Marten drops columns that it does not know, with what is in them.
/// </summary>
internal static class PostgresSchema
{
    /// <summary>Schema this program writes. A newer one is refused; older ones are migrated by numbered steps.</summary>
    public const int Version = 1;

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
        CREATE TABLE IF NOT EXISTS {schema}.issuer_void (id uuid NOT NULL PRIMARY KEY);
        CREATE TABLE IF NOT EXISTS {schema}.issuer_schema (version int NOT NULL PRIMARY KEY, applied timestamptz NOT NULL)
        """;

    /// <summary>Creates what is missing, and refuses what this program does not understand; one transaction under a lock, so that nodes may start together.</summary>
    public static void Prepare(PostgresSources sources, IReadOnlyList<TableDefinition> tables, DateTimeOffset now)
    {
        using var connection = sources.Single();
        connection.Open();
        CheckServer(connection);
        using var transaction = connection.BeginTransaction();
        Execute(connection, $"SELECT pg_advisory_xact_lock({sources.SchemaLock})");
        if (Scalar(connection, $"SELECT 1 FROM pg_namespace WHERE nspname = '{sources.Schema}'") is null)
            Execute(connection, $"CREATE SCHEMA \"{sources.Schema}\"");
        if (Found(connection, sources) is var found && found > Version)
            throw new StoreRefusedException($"The database has schema {found}; this program knows schemas up to {Version}. Start the newer program again.");
        if (found == 0)
        {
            Execute(connection, Events.Replace("{schema}", $"\"{sources.Schema}\"", StringComparison.Ordinal));
            using var record = new NpgsqlCommand($"INSERT INTO {sources.Name("issuer_schema")} VALUES ({Version}, $1)", connection) { Parameters = { new() { Value = now.UtcDateTime } } };
            record.ExecuteNonQuery();
        }

        foreach (var table in tables)
            Declare(connection, sources, table);
        transaction.Commit();
    }

    /// <summary>Version of the schema that is there; 0 where there is none.</summary>
    public static int Found(NpgsqlConnection connection, PostgresSources sources) =>
        Scalar(connection, $"SELECT 1 FROM pg_tables WHERE schemaname = '{sources.Schema}' AND tablename = 'issuer_schema'") is null
            ? 0
            : (int)(Scalar(connection, $"SELECT max(version) FROM {sources.Name("issuer_schema")}") ?? 0);

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
        var columns = table.Columns.Select((c, i) =>
            $"\"{c.Name}\" {Declaration(c.Type)}{(c.Nullable ? "" : " NOT NULL")}{(i == 0 ? " PRIMARY KEY" : "")}");
        Execute(connection, $"CREATE TABLE IF NOT EXISTS {sources.Name(table.Name)} ({string.Join(", ", columns)})");
        foreach (var index in table.Indexes ?? [])
            Index(connection, sources, table, index, unique: false);
        foreach (var index in table.UniqueIndexes ?? [])
            Index(connection, sources, table, index, unique: true);
        Compare(connection, sources, table);
    }

    private static void Index(NpgsqlConnection connection, PostgresSources sources, TableDefinition table, string[] columns, bool unique)
    {
        var list = string.Join(", ", columns.Select(c => $"\"{AppendCheck.Column(table, c).Name}\""));
        var name = $"{(unique ? "ux" : "ix")}_{table.Name}_{string.Join('_', columns)}";
        Execute(connection, $"CREATE {(unique ? "UNIQUE " : "")}INDEX IF NOT EXISTS \"{name}\" ON {sources.Name(table.Name)} ({list})");
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

    private static void Execute(NpgsqlConnection connection, string sql)
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
