using Npgsql;

namespace Issuer.Service.Store;

/// <summary>
/// Takes deleted rows out of their tables (VACUUM) soon after a delete. PostgreSQL then cannot find them any more, but their bytes may stay in a
/// page's free space, in the write-ahead log, its archive and standbys: an erasure rests on the destroyed wrapping key, not on this.
/// </summary>
internal sealed class PostgresScrubber(PostgresSources sources) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _due = [];
    private readonly SemaphoreSlim _running = new(1);
    private Task _last = Task.CompletedTask;

    /// <summary>These were written: where one of them deletes, its tables are cleaned in the background.</summary>
    public void After(IEnumerable<PostgresAppend> written)
    {
        var tables = written.SelectMany(append => append.Append.Rows).OfType<RowWrite.Delete>().Select(delete => delete.Table.Name).ToList();
        if (tables.Count == 0)
            return;
        lock (_gate)
        {
            _due.UnionWith(tables);
            _last = Task.Run(CleanQuietlyAsync);
        }
    }

    /// <summary>Completes when what was deleted before is cleaned.</summary>
    public async Task ScrubAsync()
    {
        try
        {
            await CleanAsync().WaitAsync(Patience);
        }
        catch (Exception fault) when (fault is TimeoutException || PostgresFault.IsOutage(fault))
        {
            throw new StoreUnavailableException("Deleted rows could not be cleaned yet; the store goes on trying.", fault);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Whoever cleans now finishes; SemaphoreSlim has nothing to dispose of as long as nobody asks for its wait handle.
        await _last;
        await _running.WaitAsync();
        _running.Release();
    }

    private async Task CleanQuietlyAsync()
    {
        try
        {
            await CleanAsync();
        }
        catch (Exception fault) when (PostgresFault.IsOutage(fault) || fault is PostgresException)
        {
            // The tables stay due: the next delete or ScrubAsync tries again, and PostgreSQL's own autovacuum works as well.
        }
    }

    private async Task CleanAsync()
    {
        await _running.WaitAsync();
        try
        {
            string[] tables;
            lock (_gate)
                tables = [.. _due];
            if (tables.Length == 0)
                return;
            await using var connection = sources.Single();
            await connection.OpenAsync();
            foreach (var table in tables)
            {
                await using var vacuum = new NpgsqlCommand($"VACUUM (INDEX_CLEANUP ON) {sources.Name(table)}", connection) { CommandTimeout = 0 };
                lock (_gate)
                    _due.Remove(table);
                try
                {
                    await vacuum.ExecuteNonQueryAsync();
                }
                catch
                {
                    lock (_gate)
                        _due.Add(table);
                    throw;
                }
            }
        }
        finally
        {
            _running.Release();
        }
    }
}
