using System.Threading.Channels;
using Npgsql;

namespace Issuer.Service.Store;

/// <summary>
/// The one flusher. It takes whatever waits, at most <see cref="MaximumItems"/> appends or <see cref="MaximumBytes"/>, as one statement in one
/// round trip, and answers each caller by itself. There is no delay to fill a batch: the longer a commit takes, the more waits for the
/// next one.
/// </summary>
internal sealed class PostgresWriter : IAsyncDisposable
{
    private const int MaximumItems = 256;
    private const int MaximumBytes = 1 << 20;

    // Marten programs do not take our lock; each of these attempts means that one of them was in the way.
    private const int MaximumRaces = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private readonly PostgresSources _sources;
    private readonly Dictionary<string, TableDefinition> _tables;
    private readonly TimeProvider _clock;
    private readonly PostgresStoreOptions _options;
    private readonly PostgresFlush _flush;
    private readonly PostgresSteps _steps;
    private readonly PostgresResolution _resolution;
    private readonly PostgresScrubber _scrubber;
    private readonly Channel<PostgresAppend> _channel = Channel.CreateUnbounded<PostgresAppend>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _flusher;

    // Held back by the flusher because they touch what an append of the present batch touches.
    private readonly LinkedList<PostgresAppend> _heldBack = new();
    private int _queued;
    private long _queuedBytes;

    public PostgresWriter(PostgresSources sources, IReadOnlyList<TableDefinition> tables, PostgresScrubber scrubber, TimeProvider clock, PostgresStoreOptions options)
    {
        (_sources, _scrubber, _clock, _options) = (sources, scrubber, clock, options);
        _tables = tables.ToDictionary(table => table.Name, StringComparer.Ordinal);
        _flush = new PostgresFlush(sources, tables);
        _steps = new PostgresSteps(sources, _flush);
        _resolution = new PostgresResolution(sources);
        _flusher = Task.Run(RunAsync);
    }

    /// <summary>Queues an append. Its caller stops waiting after a while; what was started is finished all the same.</summary>
    public async Task<AppendResult> AppendAsync(Append append)
    {
        var pending = PostgresAppend.Prepare(append, AppendCheck.Run(append, _tables), _tables, _clock);
        Admit(pending);
        if (!_channel.Writer.TryWrite(pending))
        {
            Leave(pending);
            throw new ObjectDisposedException(nameof(PostgresStore));
        }

        try
        {
            return await pending.Answer.Task.WaitAsync(_options.Patience);
        }
        catch (TimeoutException late)
        {
            var what = pending.TryAbandon() ? "was not begun" : "was begun, and nobody knows yet what became of it";
            throw new StoreUnavailableException($"PostgreSQL does not answer; the append {what}.", late);
        }
    }

    /// <summary>Finishes what waits, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _channel.Writer.TryComplete();
        await _flusher;
    }

    private void Admit(PostgresAppend pending)
    {
        var others = Interlocked.Increment(ref _queued) - 1;
        var bytes = Interlocked.Add(ref _queuedBytes, pending.Bytes);
        // A single large append is always admitted to an empty queue.
        if (others < _options.QueueLength && (others == 0 || bytes <= _options.QueueBytes))
            return;
        Leave(pending);
        throw new StoreUnavailableException("Too many appends are waiting.") { RetryAfter = TimeSpan.FromSeconds(1) };
    }

    private void Leave(PostgresAppend pending)
    {
        Interlocked.Decrement(ref _queued);
        Interlocked.Add(ref _queuedBytes, -pending.Bytes);
    }

    private async Task RunAsync()
    {
        while (_heldBack.Count > 0 || await _channel.Reader.WaitToReadAsync())
        {
            var batch = Take();
            if (batch.Count > 0)
                await WriteAsync(batch);
        }
    }

    private List<PostgresAppend> Take()
    {
        var batch = new List<PostgresAppend>();
        var touched = new Footprint();
        var bytes = 0;
        for (var node = _heldBack.First; node is not null && batch.Count < MaximumItems;)
        {
            var (next, pending) = (node.Next, node.Value);
            if (!Join(batch, touched, ref bytes, pending))
            {
                node = next;
                continue;
            }

            _heldBack.Remove(node);
            node = next;
        }

        while (batch.Count < MaximumItems && bytes < MaximumBytes && _heldBack.Count < MaximumItems && _channel.Reader.TryRead(out var pending))
        {
            if (!Join(batch, touched, ref bytes, pending))
                _heldBack.AddLast(pending);
        }

        return batch;
    }

    // True when it was taken, or needs not be: then it has left the queue.
    private bool Join(List<PostgresAppend> batch, Footprint touched, ref int bytes, PostgresAppend pending)
    {
        var alone = batch.Count == 0;
        var fits = alone || (!pending.StepByStep && !batch[0].StepByStep && bytes + pending.Bytes <= MaximumBytes);
        if (!fits || !touched.TryMerge(pending.Touched))
            return false;
        Leave(pending);
        if (!pending.TryStart())
            return true;
        batch.Add(pending);
        bytes += pending.Bytes;
        return true;
    }

    private async Task WriteAsync(List<PostgresAppend> batch)
    {
        try
        {
            await WriteOrSplitAsync(batch, _clock.GetTimestamp());
        }
        catch (Exception fault)
        {
            // Nobody's append may stop the flusher; whoever was not answered yet learns of the fault.
            foreach (var pending in batch)
                pending.Answer.TrySetException(PostgresFault.From(fault));
        }
    }

    private async Task WriteOrSplitAsync(List<PostgresAppend> batch, long since)
    {
        try
        {
            var results = await UntilKnownAsync(batch, since);
            for (var i = 0; i < batch.Count; i++)
                batch[i].Answer.TrySetResult(results[i]);
            _scrubber.After(batch.Where((_, i) => results[i] is AppendResult.Done));
        }
        catch (Exception poison) when (batch.Count > 1 && !PostgresFault.IsOutage(poison) && poison is not StoreUnavailableException)
        {
            // One of them is what the server does not take: halves find it, and the others are written.
            await WriteOrSplitAsync(batch[..(batch.Count / 2)], since);
            await WriteOrSplitAsync(batch[(batch.Count / 2)..], since);
        }
        catch (Exception fault)
        {
            foreach (var pending in batch)
                pending.Answer.TrySetException(PostgresFault.From(fault));
        }
    }

    private async Task<AppendResult[]> UntilKnownAsync(List<PostgresAppend> batch, long since)
    {
        var races = 0;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var id = Guid.CreateVersion7(_clock.GetUtcNow());
            try
            {
                return await AttemptAsync(id, batch);
            }
            catch (Exception race) when (PostgresFault.IsRace(race) && races++ < MaximumRaces)
            {
            }
            catch (Exception outage) when (PostgresFault.IsOutage(outage))
            {
                if (await ResolveAsync(id, batch, since) is { } results)
                    return results;
            }

            await Task.Delay(pause);
        }
    }

    private async Task<AppendResult[]> AttemptAsync(Guid id, List<PostgresAppend> batch)
    {
        await using var connection = await _sources.Writer.OpenConnectionAsync(CancellationToken.None);
        return batch[0].StepByStep ? await _steps.SendAsync(connection, id, batch[0]) : await _flush.SendAsync(connection, id, batch, withRows: true);
    }

    // Null: certainly not written, do it again.
    private async Task<AppendResult[]?> ResolveAsync(Guid id, List<PostgresAppend> batch, long since)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                var results = await _resolution.AskAsync(id, batch);
                if (results is null && _clock.GetElapsedTime(since) > _options.Persistence)
                    throw new StoreUnavailableException("PostgreSQL does not answer; the append was not written.");
                return results;
            }
            catch (Exception outage) when (PostgresFault.IsOutage(outage))
            {
                if (_clock.GetElapsedTime(since) > _options.Persistence)
                    throw new StoreUnavailableException("PostgreSQL does not answer; nobody knows yet whether the append was written.", outage);
            }

            await Task.Delay(pause);
        }
    }
}
