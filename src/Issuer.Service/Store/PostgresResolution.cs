using Npgsql;

namespace Issuer.Service.Store;

/// <summary>
/// What became of a flush whose answer was lost. The question is asked under the lock of appends: either the flush was committed, then its
/// link is in the log; or its id is declared void, and the statement, should the server still have it before it, rejects everything in it.
/// Either way the answer stays true.
/// </summary>
internal sealed class PostgresResolution(PostgresSources sources)
{
    /// <summary>The results, or null: it was not committed, and never will be.</summary>
    public async Task<AppendResult[]?> AskAsync(Guid id, IReadOnlyList<PostgresAppend> appends)
    {
        await using var connection = await sources.Writer.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        await using (var take = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection) { Parameters = { new() { Value = sources.AppendLock } } })
            await take.ExecuteNonQueryAsync(CancellationToken.None);
        if (await CommittedAsync(connection, id) is { } rejected)
            return await ResultsAsync(connection, rejected, appends);

        await using var declare = new NpgsqlCommand($"INSERT INTO {sources.Name("issuer_void")} VALUES ($1) ON CONFLICT DO NOTHING", connection) { Parameters = { new() { Value = id } } };
        await declare.ExecuteNonQueryAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return null;
    }

    private async Task<int[]?> CommittedAsync(NpgsqlConnection connection, Guid id)
    {
        await using var look = new NpgsqlCommand($"SELECT coalesce(rejected, '{{}}') FROM {sources.Name("issuer_log")} WHERE id = $1", connection) { Parameters = { new() { Value = id } } };
        return (int[]?)await look.ExecuteScalarAsync(CancellationToken.None);
    }

    private async Task<AppendResult[]> ResultsAsync(NpgsqlConnection connection, int[] rejected, IReadOnlyList<PostgresAppend> appends)
    {
        var results = new AppendResult[appends.Count];
        for (var i = 0; i < rejected.Length; i += 2)
            results[rejected[i]] = PostgresFlush.Conflict(appends[rejected[i]].Append, rejected[i + 1]);
        for (var i = 0; i < results.Length; i++)
            results[i] ??= new AppendResult.Done(await PositionAsync(connection, appends[i]));
        return results;
    }

    private async Task<long> PositionAsync(NpgsqlConnection connection, PostgresAppend append)
    {
        // By the event's place, for Marten has no index on its id; nothing but this very event can stand there.
        var where = append.Events.Length == 0 ? "" : " WHERE stream_id = $1 AND version = $2";
        await using var look = new NpgsqlCommand($"SELECT coalesce(max(seq_id), 0) FROM {sources.Name("mt_events")}{where}", connection);
        if (append.Events.Length > 0)
        {
            look.Parameters.Add(new NpgsqlParameter { Value = append.Events[^1].Stream });
            look.Parameters.Add(new NpgsqlParameter { Value = append.Events[^1].Version });
        }

        return (long)(await look.ExecuteScalarAsync(CancellationToken.None))!;
    }
}
