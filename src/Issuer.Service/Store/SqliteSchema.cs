using System.Text;

namespace Issuer.Service.Store;

/// <summary>
/// The SQLite form of Marten's event tables, and the declared tables beside them. Same columns as in PostgreSQL; ids are the 16 bytes
/// of the UUID in network order (they sort like PostgreSQL's uuid, and an event and its indexes are 100 bytes smaller than with text),
/// times are microseconds since 1970 in UTC (PostgreSQL's resolution). <c>data</c> stands last so that the other columns of a large
/// event are read without its overflow pages.
/// </summary>
internal static class SqliteSchema
{
    /// <summary>"ISSR" in the file header marks a database of this program.</summary>
    public const int ApplicationId = 0x49535352;

    /// <summary>From an empty file to this program's schema.</summary>
    public static readonly IReadOnlyList<SchemaStep<SqliteSession>> Steps =
    [
        new(1, "Marten's event tables", Contracts: false, static session =>
        {
            foreach (var statement in Events.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                session.Execute(statement);
        }),
        new(2, "the log of hashes, over what is there already as well", Contracts: false, static session =>
        {
            session.Execute(SqliteLog.Table);
            SqliteLog.Backfill(session);
        }),
    ];

    // In the file's header, for programs from before steps were remembered one by one: what a program must know to open the file.
    private const int LeastKnown = 2;

    private const string Record = "CREATE TABLE IF NOT EXISTS issuer_schema (version INTEGER PRIMARY KEY, applied INTEGER NOT NULL, contracts INTEGER NOT NULL) STRICT";

    private const string Events = """
        CREATE TABLE IF NOT EXISTS mt_streams (
            id BLOB NOT NULL PRIMARY KEY,
            type TEXT,
            version INTEGER NOT NULL,
            timestamp INTEGER NOT NULL,
            created INTEGER NOT NULL,
            tenant_id TEXT DEFAULT '*DEFAULT*',
            is_archived INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE IF NOT EXISTS mt_events (
            seq_id INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            stream_id BLOB NOT NULL REFERENCES mt_streams (id),
            version INTEGER NOT NULL,
            type TEXT NOT NULL,
            timestamp INTEGER NOT NULL,
            tenant_id TEXT DEFAULT '*DEFAULT*',
            mt_dotnet_type TEXT,
            is_archived INTEGER NOT NULL DEFAULT 0,
            bdata BLOB,
            data TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX IF NOT EXISTS pk_mt_events_stream_and_version ON mt_events (stream_id, version);
        """;

    /// <summary>Settings of the one connection that writes.</summary>
    public static void Configure(SqliteSession session)
    {
        session.Execute("PRAGMA page_size = 8192");
        if (session.ScalarText("PRAGMA journal_mode = WAL") != "wal")
            throw new StoreRefusedException("SQLite cannot use a write-ahead log here; the data directory must be on a local file system.");
        // NORMAL would lose acknowledged appends at a power cut.
        session.Execute("PRAGMA synchronous = FULL");
        session.Execute("PRAGMA secure_delete = ON");
        // 32 MB for the writer: an index over random keys is touched all over, and 2 MB spill into the log before the commit and are read again after it.
        session.Execute("PRAGMA cache_size = -32768");
        // Write the log back every 32 MB in place of 8: a page of an index that many commits touched is then written once.
        session.Execute("PRAGMA wal_autocheckpoint = 4096");
        // The pages that a savepoint may have to put back.
        session.Execute("PRAGMA temp_store = MEMORY");
        session.Execute("PRAGMA foreign_keys = ON");
        session.Execute("PRAGMA trusted_schema = OFF");
    }

    /// <summary>Takes the steps that are due, creates declared tables, and refuses what this program does not understand; in one transaction.</summary>
    /// <param name="session">Opened to write.</param>
    /// <param name="tables">The declared tables.</param>
    /// <param name="now">Recorded with each step.</param>
    /// <param name="contract">Whether steps that end older programs are taken as well.</param>
    /// <param name="steps">This program's.</param>
    public static void Prepare(
        SqliteSession session, IReadOnlyList<TableDefinition> tables, DateTimeOffset now, bool contract = false, IReadOnlyList<SchemaStep<SqliteSession>>? steps = null)
    {
        session.Execute("BEGIN IMMEDIATE");
        var empty = session.Scalar("SELECT count(*) FROM sqlite_schema") == 0;
        if (!empty && session.Scalar("PRAGMA application_id") != ApplicationId)
            throw new StoreRefusedException("The database file belongs to another program; check Issuer__DataDirectory.");
        var taken = Taken(session);
        SchemaSteps.Run(steps ?? Steps, taken, contract, step =>
        {
            step.Apply(session);
            taken.Add(new TakenStep(step.Number, step.Contracts));
        });
        session.Execute(Record);
        foreach (var step in taken)
            session.Execute($"INSERT INTO issuer_schema VALUES ({step.Number}, {SqliteTime.Microseconds(now)}, {(step.Contracts ? 1 : 0)}) ON CONFLICT DO NOTHING");
        foreach (var table in tables)
            Declare(session, table);
        session.Execute($"PRAGMA application_id = {ApplicationId}");
        session.Execute($"PRAGMA user_version = {taken.Where(step => step.Contracts).Select(step => step.Number).Append(LeastKnown).Max()}");
        session.Execute("COMMIT");
    }

    /// <summary>The steps, and which of them the file has taken.</summary>
    public static IReadOnlyList<SchemaStepState> States(SqliteSession session) => SchemaSteps.States(Steps, Taken(session));

    private static List<TakenStep> Taken(SqliteSession session)
    {
        var header = (int)session.Scalar("PRAGMA user_version");
        if (session.Scalar("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'issuer_schema'") == 0)
            return [.. Enumerable.Range(1, header).Select(number => new TakenStep(number, Contracts: number > LeastKnown))];
        var taken = new List<TakenStep>();
        using (var statement = new SqliteStatement(session.Handle, "SELECT version, contracts FROM issuer_schema ORDER BY version"))
        {
            while (statement.Next())
                taken.Add(new TakenStep((int)statement.Integer(0), statement.Integer(1) == 1));
        }

        if (taken.All(step => step.Number < header))
            taken.Add(new TakenStep(header, Contracts: true));
        return taken;
    }

    /// <summary>The statement that makes a declared table, under its own name or another.</summary>
    public static string CreateText(TableDefinition table, string name)
    {
        var columns = table.Columns.Select((c, i) =>
            $"\"{c.Name}\" {TypeName(c.Type)}{(c.Nullable ? "" : " NOT NULL")}{(i == 0 ? " PRIMARY KEY" : "")}");
        return $"CREATE TABLE IF NOT EXISTS \"{name}\" ({string.Join(", ", columns)}) STRICT";
    }

    /// <summary>The statements that make a table's indexes.</summary>
    /// <param name="table">As it was declared.</param>
    /// <param name="on">The table's name.</param>
    /// <param name="choose">The index's name, from the usual one.</param>
    public static IEnumerable<(string Text, string Name)> Indexes(TableDefinition table, string on, Func<string, string> choose)
    {
        foreach (var index in table.AllIndexes)
            yield return ($"{index.Create} \"{choose(index.Name)}\" ON \"{on}\" ({index.Columns})", index.Name);
    }

    /// <summary>An index cannot be renamed: that of a table that was built beside another has the one name or the other.</summary>
    public static string OtherName(string index) => "r" + index;

    private static void Declare(SqliteSession session, TableDefinition table)
    {
        AppendCheck.TableNames(table);
        session.Execute(CreateText(table, table.Name));
        foreach (var (text, name) in Indexes(table, table.Name, static usual => usual))
        {
            if (session.Scalar($"SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name = '{table.Name}' AND name IN ('{name}', '{OtherName(name)}')") == 0)
                session.Execute(text);
        }

        Compare(session, table);
    }

    // A declaration that changed needs a numbered migration; an automatic difference at start would hide it.
    private static void Compare(SqliteSession session, TableDefinition table)
    {
        var found = new StringBuilder();
        using (var statement = new SqliteStatement(session.Handle, $"SELECT name, type, \"notnull\" FROM pragma_table_info('{table.Name}') ORDER BY cid"))
        {
            while (statement.Next())
                found.Append(statement.Text(0)).Append(' ').Append(statement.Text(1)).Append(statement.Integer(2) == 0 ? "?" : "").Append(", ");
        }

        var declared = string.Concat(table.Columns.Select(c => $"{c.Name} {TypeName(c.Type)}{(c.Nullable ? "?" : "")}, "));
        if (found.ToString() != declared)
            throw new StoreRefusedException($"Table {table.Name} in the database has columns ({found}), this program expects ({declared}).");
    }

    private static string TypeName(ColumnType type) => type switch
    {
        ColumnType.Text => "TEXT",
        ColumnType.Integer => "INTEGER",
        ColumnType.Blob => "BLOB",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
