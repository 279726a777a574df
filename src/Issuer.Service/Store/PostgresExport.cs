using Npgsql;
using SQLitePCL;

namespace Issuer.Service.Store;

/// <summary>
/// A PostgreSQL store, whole, as of one moment, into a new SQLite file, beside running appends: a backup that either store can be restored from. For large
/// databases PostgreSQL's own tools are quicker, and alone can go to a point in time.
/// </summary>
/// <param name="source">Where from.</param>
internal sealed class PostgresExport(PostgresStore source)
{
    private readonly PostgresSources _sources = source.Sources;

    /// <summary>Writes the file; it appears under its name only when complete.</summary>
    /// <exception cref="IOException">The file exists already.</exception>
    public async Task RunAsync(string path, TimeProvider clock, CancellationToken ct)
    {
        if (File.Exists(path))
            throw new IOException($"{path} exists already.");
        var partial = path + ".partial";
        File.Delete(partial);
        await SqliteStore.Open(partial, [.. source.Tables], clock).DisposeAsync();
        try
        {
            await using var connection = _sources.Single();
            await connection.OpenAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
            using var session = SqliteSession.Open(partial, readOnly: false, TimeSpan.FromSeconds(1));
            // Nobody else has the file, and one that is not complete is thrown away.
            session.ScalarText("PRAGMA journal_mode = DELETE");
            session.Execute("PRAGMA synchronous = OFF");
            session.Execute("BEGIN IMMEDIATE");
            await CopyAsync(connection, session, ct);
            session.Execute("COMMIT");
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            throw PostgresFault.From(failure);
        }

        DurableFile.MoveIntoPlace(partial, path);
    }

    private async Task CopyAsync(NpgsqlConnection connection, SqliteSession session, CancellationToken ct)
    {
        await EachAsync(
            connection,
            $"SELECT id, type, version, timestamp, created FROM {_sources.Name("mt_streams")}",
            session,
            "INSERT INTO mt_streams (id, type, version, timestamp, created) VALUES (?1, ?2, ?3, ?4, ?5)",
            static (reader, insert) =>
            {
                insert.Bind(1, reader.GetGuid(0));
                insert.Bind(2, reader.IsDBNull(1) ? null : reader.GetString(1));
                insert.Bind(3, reader.GetInt64(2));
                insert.Bind(4, Time(reader, 3));
                insert.Bind(5, Time(reader, 4));
            },
            ct);
        await EachAsync(
            connection,
            $"SELECT seq_id, id, stream_id, version, type, timestamp, data::text FROM {_sources.Name("mt_events")} ORDER BY seq_id",
            session,
            "INSERT INTO mt_events (seq_id, id, stream_id, version, type, timestamp, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            static (reader, insert) =>
            {
                insert.Bind(1, reader.GetInt64(0));
                insert.Bind(2, reader.GetGuid(1));
                insert.Bind(3, reader.GetGuid(2));
                insert.Bind(4, reader.GetInt64(3));
                insert.Bind(5, reader.GetString(4));
                insert.Bind(6, Time(reader, 5));
                insert.Bind(7, reader.GetString(6));
            },
            ct);
        await EachAsync(
            connection,
            $"SELECT number, first_seq, last_seq, leaves, hash FROM {_sources.Name("issuer_log")} ORDER BY number",
            session,
            "INSERT INTO issuer_log (number, first_seq, last_seq, leaves, hash) VALUES (?1, ?2, ?3, ?4, ?5)",
            static (reader, insert) =>
            {
                for (var i = 0; i < reader.FieldCount; i++)
                    insert.Bind(i + 1, reader.IsDBNull(i) ? null : reader.GetValue(i));
            },
            ct);
        foreach (var table in source.Tables)
        {
            await EachAsync(
                connection,
                $"SELECT {string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\""))} FROM {_sources.Name(table.Name)}",
                session,
                $"INSERT INTO \"{table.Name}\" VALUES ({string.Join(", ", table.Columns.Select((_, i) => $"?{i + 1}"))})",
                static (reader, insert) =>
                {
                    for (var i = 0; i < reader.FieldCount; i++)
                        insert.Bind(i + 1, reader.IsDBNull(i) ? null : reader.GetValue(i));
                },
                ct);
        }
    }

    private static long Time(NpgsqlDataReader reader, int column) => SqliteTime.Microseconds(new DateTimeOffset(reader.GetDateTime(column)));

    private static async Task EachAsync(
        NpgsqlConnection connection, string select, SqliteSession session, string insert, Action<NpgsqlDataReader, SqliteStatement> bind, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(select, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var statement = session.Statement(insert);
        while (await reader.ReadAsync(ct))
        {
            bind(reader, statement);
            var code = statement.Run();
            if (code != raw.SQLITE_DONE)
                throw SqliteFault.From(session.Handle, code);
        }
    }
}
