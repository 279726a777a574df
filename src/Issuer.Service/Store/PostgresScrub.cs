using Npgsql;

namespace Issuer.Service.Store;

/// <summary>A table from which rows were deleted, and which deletes that covers.</summary>
internal sealed record DueScrub(string Table, long Generation);

/// <summary>One table's cleaning, and what can stand in its way.</summary>
internal static class PostgresScrub
{
    private const int FirstWithExactStatistics = 150000;

    /// <summary>Written in the transaction that deletes.</summary>
    public static async Task MarkAsync(NpgsqlConnection connection, PostgresSources sources, string table)
    {
        var text = $"INSERT INTO {sources.Name("issuer_scrub")} AS x VALUES ($1, 1, now()) ON CONFLICT (table_name) DO UPDATE SET generation = x.generation + 1";
        await using var mark = new NpgsqlCommand(text, connection) { Parameters = { new() { Value = table } } };
        await mark.ExecuteNonQueryAsync(CancellationToken.None);
    }

    public static async Task<IReadOnlyList<DueScrub>> DueAsync(NpgsqlConnection connection, PostgresSources sources)
    {
        await using var look = new NpgsqlCommand($"SELECT table_name, generation FROM {sources.Name("issuer_scrub")} ORDER BY since", connection);
        await using var reader = await look.ExecuteReaderAsync(CancellationToken.None);
        var due = new List<DueScrub>();
        while (await reader.ReadAsync(CancellationToken.None))
            due.Add(new DueScrub(reader.GetString(0), reader.GetInt64(1)));
        return due;
    }

    /// <summary>Null when the deleted rows have left the table, otherwise who keeps them.</summary>
    /// <param name="connection">Open, outside the pools.</param>
    /// <param name="sources">Where the tables are.</param>
    /// <param name="due">What is to be cleaned; it is due no more afterwards, unless more was deleted meanwhile.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<string?> CleanAsync(NpgsqlConnection connection, PostgresSources sources, DueScrub due, CancellationToken ct)
    {
        // The deletes are committed: every snapshot taken from here on, and every transaction number given from here on, is past them.
        var limit = await NextTransactionAsync(connection);
        if (await KeeperAsync(connection, limit) is { } before)
            return before;

        // FREEZE, because VACUUM otherwise passes over a page that somebody looks at in this moment; with it, it waits for the page.
        await using (var vacuum = new NpgsqlCommand($"VACUUM (FREEZE, INDEX_CLEANUP ON) {sources.Name(due.Table)}", connection) { CommandTimeout = 0 })
            await vacuum.ExecuteNonQueryAsync(ct);

        // A standby's feedback can take the horizon back.
        if (await KeeperAsync(connection, limit) is { } after)
            return after;
        if (await HidesSessionsAsync(connection) && !await IsEmptyOfDeadAsync(connection, sources.Name(due.Table)))
            return "sessions of other database users may still see them, and this user may not look (GRANT pg_read_all_stats)";
        await using var forget = new NpgsqlCommand($"DELETE FROM {sources.Name("issuer_scrub")} WHERE table_name = $1 AND generation = $2", connection)
        {
            Parameters = { new() { Value = due.Table }, new() { Value = due.Generation } },
        };
        await forget.ExecuteNonQueryAsync(CancellationToken.None);
        return null;
    }

    private static async Task<string> NextTransactionAsync(NpgsqlConnection connection)
    {
        await using var look = new NpgsqlCommand("SELECT pg_snapshot_xmax(pg_current_snapshot())::text", connection);
        return (string)(await look.ExecuteScalarAsync(CancellationToken.None))!;
    }

    /// <summary>
    /// Whoever holds VACUUM's horizon before the limit (ComputeXidHorizons in PostgreSQL's procarray.c): snapshots in this database or of a standby
    /// that reports to us, transactions of any database (a snapshot taken here reaches back to the oldest of them), prepared ones, slots.
    /// Sessions that vacuum themselves do not count.
    /// </summary>
    private static async Task<string?> KeeperAsync(NpgsqlConnection connection, string limit)
    {
        const string Text = """
            SELECT 'session ' || pid || coalesce(' (' || nullif(application_name, '') || ')', '') FROM pg_stat_activity a
                WHERE pid <> pg_backend_pid() AND NOT EXISTS (SELECT FROM pg_stat_progress_vacuum v WHERE v.pid = a.pid)
                AND (age(backend_xid) > age($1::xid8::xid)
                    OR (age(backend_xmin) > age($1::xid8::xid) AND (datid IS NULL OR datname = current_database())))
            UNION ALL SELECT 'prepared transaction ' || gid FROM pg_prepared_xacts WHERE age(transaction) > age($1::xid8::xid)
            UNION ALL SELECT 'replication slot ' || slot_name FROM pg_replication_slots WHERE age(xmin) > age($1::xid8::xid)
            LIMIT 1
            """;
        await using var look = new NpgsqlCommand(Text, connection) { Parameters = { new() { Value = limit, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text } } };
        return await look.ExecuteScalarAsync(CancellationToken.None) is string keeper ? $"{keeper} may still see them" : null;
    }

    // pg_stat_activity shows another user's snapshot only to members of pg_read_all_stats, and hides it without a word.
    private static async Task<bool> HidesSessionsAsync(NpgsqlConnection connection)
    {
        const string Text = """
            SELECT NOT pg_has_role('pg_read_all_stats', 'USAGE') AND EXISTS (SELECT FROM pg_stat_activity
                WHERE CASE WHEN usesysid IS NULL THEN datname = current_database()
                    ELSE NOT pg_has_role(usesysid, 'USAGE') AND (datid IS NULL OR datname = current_database()) END)
            """;
        await using var look = new NpgsqlCommand(Text, connection);
        return (bool)(await look.ExecuteScalarAsync(CancellationToken.None))!;
    }

    // VACUUM itself has just counted what it had to leave; before 15 the count arrives too late to be believed.
    private static async Task<bool> IsEmptyOfDeadAsync(NpgsqlConnection connection, string table)
    {
        await using var look = new NpgsqlCommand(
            $"SELECT current_setting('server_version_num')::int >= {FirstWithExactStatistics} AND n_dead_tup = 0 FROM pg_stat_all_tables WHERE relid = '{table}'::regclass", connection);
        return await look.ExecuteScalarAsync(CancellationToken.None) is true;
    }
}
