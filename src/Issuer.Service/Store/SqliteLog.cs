using SQLitePCL;

namespace Issuer.Service.Store;

/// <summary>The chain of hashes over SQLite's log: a link for each transaction that wrote events, in the same transaction.</summary>
internal static class SqliteLog
{
    public const string Table = """
        CREATE TABLE IF NOT EXISTS issuer_log (
            number INTEGER PRIMARY KEY,
            first_seq INTEGER,
            last_seq INTEGER,
            leaves BLOB NOT NULL,
            hash BLOB NOT NULL
        ) STRICT
        """;

    private const int BackfillEvents = 256;

    /// <summary>Adds the link of the newest events.</summary>
    /// <param name="session">In a transaction.</param>
    /// <param name="last">Position of the last of them; the others stand right before it.</param>
    /// <param name="leaves">In the order of positions.</param>
    public static void Write(SqliteSession session, long last, List<byte[]> leaves)
    {
        var (number, previous) = Last(session);
        byte[] together = [.. leaves.SelectMany(leaf => leaf)];
        var insert = session.Statement("INSERT INTO issuer_log (number, first_seq, last_seq, leaves, hash) VALUES (?1, ?2, ?3, ?4, ?5)");
        insert.Bind(1, number + 1);
        insert.Bind(2, last - leaves.Count + 1);
        insert.Bind(3, last);
        insert.Bind(4, together.AsSpan());
        insert.Bind(5, EventLeaf.Link(previous, together).AsSpan());
        var code = insert.Run();
        if (code != raw.SQLITE_DONE)
            throw SqliteFault.From(session.Handle, code);
    }

    /// <summary>Links for a log that was begun before there were any: from now on it is tamper-evident as it is now.</summary>
    public static void Backfill(SqliteSession session)
    {
        var leaves = new List<byte[]>();
        var last = 0L;
        using var events = new SqliteStatement(session.Handle, "SELECT seq_id, id, stream_id, version, type, timestamp, data FROM mt_events ORDER BY seq_id");
        while (events.Next())
        {
            // Positions of one link have no gap between them.
            if (leaves.Count == BackfillEvents || (leaves.Count > 0 && events.Integer(0) != last + 1))
                Flush();
            last = events.Integer(0);
            leaves.Add(EventLeaf.Of(SqliteStore.Event(events)));
        }

        if (leaves.Count > 0)
            Flush();

        void Flush()
        {
            Write(session, last, leaves);
            leaves.Clear();
        }
    }

    private static (long Number, byte[] Hash) Last(SqliteSession session)
    {
        var statement = session.Statement("SELECT number, hash FROM issuer_log ORDER BY number DESC LIMIT 1");
        try
        {
            return statement.Next() ? (statement.Integer(0), statement.Bytes(1).ToArray()) : (0, []);
        }
        finally
        {
            statement.Reset();
        }
    }
}
