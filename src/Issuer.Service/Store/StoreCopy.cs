using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Issuer.Service.Store;

/// <summary>What was copied.</summary>
/// <param name="Events">Events.</param>
/// <param name="Rows">Rows of all tables beside them.</param>
/// <param name="Links">Number of the last link.</param>
/// <param name="Hash">Its hash, base16.</param>
public sealed record CopiedStore(long Events, long Rows, long Links, string Hash);

/// <summary>
/// A SQLite store, whole, into an empty PostgreSQL store, in one transaction: streams, events with their ids and positions, the chain of
/// hashes, the declared tables. Nobody may append to the source meanwhile; the source is left as it is.
/// </summary>
/// <param name="source">Where from.</param>
/// <param name="target">Where to; nothing may be in it.</param>
public sealed class StoreCopy(SqliteStore source, PostgresStore target)
{
    private readonly PostgresSources _sources = target.Sources;

    /// <summary>Copies.</summary>
    /// <exception cref="StoreRefusedException">The target holds something already.</exception>
    public async Task<CopiedStore> RunAsync(CancellationToken ct)
    {
        try
        {
            await using var connection = _sources.Single();
            await connection.OpenAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({_sources.AppendLock})", ct);
            await RefuseWhatIsNotEmptyAsync(connection, ct);
            await StreamsAsync(connection, ct);
            var events = await EventsAsync(connection, ct);
            var (links, hash) = await LinksAsync(connection, ct);
            var rows = 0L;
            foreach (var table in target.Tables)
                rows += await TableAsync(connection, table, ct);
            if (events.Last > 0)
                await ExecuteAsync(connection, $"SELECT setval('{_sources.Name("mt_events_sequence")}', {events.Last})", ct);
            await transaction.CommitAsync(ct);
            return new CopiedStore(events.Count, rows, links, Convert.ToHexStringLower(hash));
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
        {
            throw PostgresFault.From(failure);
        }
    }

    private async Task RefuseWhatIsNotEmptyAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        foreach (var table in target.Tables.Select(table => table.Name).Append("mt_events"))
        {
            await using var look = new NpgsqlCommand($"SELECT EXISTS (SELECT FROM {_sources.Name(table)})", connection);
            if (await look.ExecuteScalarAsync(ct) is true)
                throw new StoreRefusedException($"The PostgreSQL schema is not empty: there are rows in {table}. Choose another schema with Search Path.");
        }
    }

    private async Task StreamsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var import = await connection.BeginBinaryImportAsync(
            $"COPY {_sources.Name("mt_streams")} (id, type, version, timestamp, created, tenant_id, is_archived) FROM STDIN (FORMAT BINARY)", ct);
        foreach (var stream in source.ReadStreams())
        {
            await import.StartRowAsync(ct);
            await import.WriteAsync(stream.Id, NpgsqlDbType.Uuid, ct);
            await WriteAsync(import, ColumnType.Text, stream.Type, ct);
            await import.WriteAsync(stream.Version, NpgsqlDbType.Bigint, ct);
            await import.WriteAsync(stream.Timestamp.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
            await import.WriteAsync(stream.Created.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
            await import.WriteAsync("*DEFAULT*", NpgsqlDbType.Varchar, ct);
            await import.WriteAsync(false, NpgsqlDbType.Boolean, ct);
        }

        await import.CompleteAsync(ct);
    }

    private async Task<(long Count, long Last)> EventsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        const int Page = 500;
        await using var import = await connection.BeginBinaryImportAsync(
            $"COPY {_sources.Name("mt_events")} (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, is_archived) FROM STDIN (FORMAT BINARY)", ct);
        var (count, last) = (0L, 0L);
        while (await source.ReadAllAsync(last, Page, ct) is { Count: > 0 } page)
        {
            foreach (var stored in page)
            {
                await import.StartRowAsync(ct);
                await import.WriteAsync(stored.Sequence, NpgsqlDbType.Bigint, ct);
                await import.WriteAsync(stored.Id, NpgsqlDbType.Uuid, ct);
                await import.WriteAsync(stored.StreamId, NpgsqlDbType.Uuid, ct);
                await import.WriteAsync(stored.Version, NpgsqlDbType.Bigint, ct);
                await import.WriteAsync(stored.Data.GetRawText(), NpgsqlDbType.Jsonb, ct);
                await import.WriteAsync(stored.Type, NpgsqlDbType.Varchar, ct);
                await import.WriteAsync(stored.Timestamp.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
                await import.WriteAsync("*DEFAULT*", NpgsqlDbType.Varchar, ct);
                await import.WriteAsync(false, NpgsqlDbType.Boolean, ct);
            }

            (count, last) = (count + page.Count, page[^1].Sequence);
        }

        await import.CompleteAsync(ct);
        return (count, last);
    }

    private async Task<(long Number, byte[] Hash)> LinksAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        const int Page = 500;
        await using var import = await connection.BeginBinaryImportAsync(
            $"COPY {_sources.Name("issuer_log")} (number, id, first_seq, last_seq, leaves, hash) FROM STDIN (FORMAT BINARY)", ct);
        var (number, hash) = (0L, Array.Empty<byte>());
        while (await source.ReadLinksAsync(number, Page, ct) is { Count: > 0 } page)
        {
            foreach (var link in page)
            {
                await import.StartRowAsync(ct);
                await import.WriteAsync(link.Number, NpgsqlDbType.Bigint, ct);
                await import.WriteAsync(RandomUuid.Create(), NpgsqlDbType.Uuid, ct);
                await WriteAsync(import, ColumnType.Integer, link.FirstSequence, ct);
                await WriteAsync(import, ColumnType.Integer, link.LastSequence, ct);
                await import.WriteAsync(link.Leaves, NpgsqlDbType.Bytea, ct);
                await import.WriteAsync(link.Hash, NpgsqlDbType.Bytea, ct);
            }

            (number, hash) = (page[^1].Number, page[^1].Hash);
        }

        await import.CompleteAsync(ct);
        return (number, hash);
    }

    private async Task<long> TableAsync(NpgsqlConnection connection, TableDefinition table, CancellationToken ct)
    {
        const int Page = 500;
        var columns = new StringBuilder().AppendJoin(", ", table.Columns.Select(column => $"\"{column.Name}\""));
        await using var import = await connection.BeginBinaryImportAsync($"COPY {_sources.Name(table.Name)} ({columns}) FROM STDIN (FORMAT BINARY)", ct);
        var count = 0L;
        object? last = null;
        while (await source.QueryAsync(new TableQuery(table, last is null ? [] : [new Filter(table.Key, Comparison.Greater, last)], table.Key, Limit: Page), ct) is { Count: > 0 } page)
        {
            foreach (var row in page)
            {
                await import.StartRowAsync(ct);
                for (var i = 0; i < table.Columns.Count; i++)
                    await WriteAsync(import, table.Columns[i].Type, row.Values[i], ct);
            }

            (count, last) = (count + page.Count, page[^1].Values[0]);
        }

        await import.CompleteAsync(ct);
        return count;
    }

    private static Task WriteAsync(NpgsqlBinaryImporter import, ColumnType type, object? value, CancellationToken ct) => value switch
    {
        null => import.WriteNullAsync(ct),
        long number => import.WriteAsync(number, NpgsqlDbType.Bigint, ct),
        byte[] bytes => import.WriteAsync(bytes, NpgsqlDbType.Bytea, ct),
        string text => import.WriteAsync(text, NpgsqlDbType.Text, ct),
        _ => throw new ArgumentException($"A value of a {type} column is not a {value.GetType().Name}.", nameof(value)),
    };

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
