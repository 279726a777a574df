namespace Issuer.Service.Checking;

/// <summary>
/// Remembers what was fetched, and for a short time also that nothing was. Many askers of one address share one fetch;
/// count and bytes are bounded, the longest unused goes first. Safe to call from many threads.
/// </summary>
/// <param name="clock">Ages entries.</param>
/// <param name="positive">How long an answer is good.</param>
/// <param name="negative">How long a failure is.</param>
/// <param name="maximumCount">Entries held.</param>
/// <param name="maximumBytes">Bytes of bodies held.</param>
public sealed class FetchCache(TimeProvider clock, TimeSpan positive, TimeSpan negative, int maximumCount = 1024, long maximumBytes = 32 * 1024 * 1024)
{
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();
    private readonly Dictionary<string, Task<byte[]?>> _underWay = [];
    private long _bytes;

    /// <summary>The remembered answer for <paramref name="key"/>, or that of <paramref name="fetch"/>; null is a failure.</summary>
    /// <param name="key">The address.</param>
    /// <param name="fetch">Bounded in time by itself: it goes on when an asker leaves, for the others who wait.</param>
    /// <param name="ct">Ends this asker's wait.</param>
    public Task<byte[]?> GetAsync(string key, Func<Task<byte[]?>> fetch, CancellationToken ct)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var node))
            {
                if (clock.GetUtcNow() < node.Value.Until)
                {
                    _byUse.Remove(node);
                    _byUse.AddFirst(node);
                    return Task.FromResult(node.Value.Body);
                }

                Forget(node);
            }

            if (!_underWay.TryGetValue(key, out var running))
            {
                running = Task.Run(() => FetchAsync(key, fetch), CancellationToken.None);
                _underWay.Add(key, running);
            }

            return running.WaitAsync(ct);
        }
    }

    private async Task<byte[]?> FetchAsync(string key, Func<Task<byte[]?>> fetch)
    {
        try
        {
            var body = await fetch();
            Remember(key, body);
            return body;
        }
        finally
        {
            lock (_gate)
                _underWay.Remove(key);
        }
    }

    private void Remember(string key, byte[]? body)
    {
        var size = body?.Length ?? 0;
        if (size > maximumBytes)
            return;
        lock (_gate)
        {
            while (_byUse.Last is { } oldest && (_entries.Count >= maximumCount || _bytes + size > maximumBytes))
                Forget(oldest);
            _entries[key] = _byUse.AddFirst(new Entry(key, body, clock.GetUtcNow() + (body is null ? negative : positive)));
            _bytes += size;
        }
    }

    private void Forget(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _entries.Remove(node.Value.Key);
        _bytes -= node.Value.Body?.Length ?? 0;
    }

    private sealed record Entry(string Key, byte[]? Body, DateTimeOffset Until);
}
