using System.Diagnostics.Metrics;
using Npgsql;

namespace Issuer.Service.Store;

/// <summary>
/// Takes deleted rows out of their tables (VACUUM) soon after a delete. VACUUM leaves alone what the snapshot of any session, prepared
/// transaction, standby or replication slot may still see, and says so to nobody: so it is only believed after all of those have moved past
/// the delete. What is due stands in <c>issuer_scrub</c>, written with the delete, and is tried again until it is done, also after a crash and by
/// whichever node comes first. A row's bytes may stay in a page's free space, in the write-ahead log, its archive and standbys: an erasure rests on
/// the destroyed wrapping key, not on this.
/// </summary>
internal sealed class PostgresScrubber : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly PostgresSources _sources;
    private readonly ILogger _log;
    private readonly Meter _meter = new("Issuer");
    private readonly SemaphoreSlim _asked = new(0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _cleaner;

    // Guarded by itself: who waits until nothing is due.
    private readonly List<TaskCompletionSource> _waiting = [];
    private long _dueSince;

    public PostgresScrubber(PostgresSources sources, ILogger log)
    {
        (_sources, _log) = (sources, log);
        _meter.CreateObservableGauge(
            "issuer.store.deleted_rows_kept_seconds", KeptSeconds, description: "How long deleted rows have been waiting to leave their table; 0 where none wait");
        _cleaner = Task.Run(RunAsync);
    }

    /// <summary>These were written: where one of them deletes, its tables are cleaned in the background.</summary>
    public void After(IEnumerable<PostgresAppend> written)
    {
        if (written.Any(append => append.Append.Rows.Any(row => row is RowWrite.Delete)))
            Ask();
    }

    /// <summary>Completes when what was deleted before, by any node, has left its table.</summary>
    public async Task ScrubAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
            _waiting.Add(done);
        Ask();
        try
        {
            await done.Task.WaitAsync(Patience);
        }
        catch (TimeoutException late)
        {
            lock (_waiting)
                _waiting.Remove(done);
            throw new StoreUnavailableException("Deleted rows could not be cleaned yet; the store goes on trying.", late);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _cleaner;
        _meter.Dispose();
        _closing.Dispose();
        _asked.Dispose();
    }

    private void Ask()
    {
        try
        {
            _asked.Release();
        }
        catch (ObjectDisposedException)
        {
            // What is due stands in the database; the next start cleans it.
        }
    }

    private long KeptSeconds() => Volatile.Read(ref _dueSince) is > 0 and var since ? (long)TimeProvider.System.GetElapsedTime(since).TotalSeconds : 0;

    private async Task RunAsync()
    {
        var pause = TimeSpan.Zero;
        string? said = null;
        while (!_closing.IsCancellationRequested)
        {
            var kept = await TryCleanAsync();
            if (kept is not null && Volatile.Read(ref _dueSince) == 0)
                Volatile.Write(ref _dueSince, TimeProvider.System.GetTimestamp());
            if (kept is null)
                Volatile.Write(ref _dueSince, 0);
            said = Say(kept, said);
            pause = kept is null ? Timeout.InfiniteTimeSpan : Longer(pause);
            try
            {
                // Somebody who asks wants to know now, whatever the pause has grown to.
                if (await _asked.WaitAsync(pause, _closing.Token))
                    pause = TimeSpan.Zero;
                while (_asked.Wait(0))
                {
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause <= TimeSpan.Zero ? FirstPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;

    // One line when it has become long, one when it is over.
    private string? Say(string? kept, string? said)
    {
        if (kept is null && said is not null)
            _log.LogInformation("The deleted rows have left their tables now.");
        else if (kept is not null && said is null && KeptSeconds() >= Patience.TotalSeconds)
            _log.LogWarning("Deleted rows cannot leave their tables yet: {Reason}. The store goes on trying.", said = kept);
        return kept is null ? null : said;
    }

    // Null when nothing is due any more, otherwise why something still is.
    private async Task<string?> TryCleanAsync()
    {
        TaskCompletionSource[] waiting;
        lock (_waiting)
            waiting = [.. _waiting];
        try
        {
            await using var connection = _sources.Single();
            await connection.OpenAsync(_closing.Token);
            // VACUUM waits for whoever changes the table's form; at shutdown this waits for VACUUM.
            await using (var limit = new NpgsqlCommand("SET lock_timeout = '4s'", connection))
                await limit.ExecuteNonQueryAsync(_closing.Token);
            foreach (var due in await PostgresScrub.DueAsync(connection, _sources))
            {
                if (await PostgresScrub.CleanAsync(connection, _sources, due, _closing.Token) is { } kept)
                    return kept;
            }
        }
        catch (Exception fault) when (PostgresFault.IsOutage(fault) || fault is PostgresException or OperationCanceledException)
        {
            return $"PostgreSQL does not answer ({fault.GetType().Name})";
        }

        lock (_waiting)
            _waiting.RemoveAll(done => waiting.Contains(done));
        foreach (var done in waiting)
            done.TrySetResult();
        return null;
    }
}
