using System.Collections.Concurrent;

namespace Issuer.Core.Keys;

/// <summary>
/// Instances of a framework type that is not documented as thread-safe, each used by one thread at a time. Without contention a rental costs one
/// compare-and-swap; under contention further instances are made, and as many as there are processors are kept.
/// </summary>
internal sealed class InstancePool<T>(Func<T> create)
    where T : class, IDisposable
{
    private static readonly int MostKept = Environment.ProcessorCount;

    private readonly ConcurrentQueue<T> _others = new();
    private T? _first;
    private int _otherCount;
    private volatile bool _closed;

    public T Rent()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_first is { } first && Interlocked.CompareExchange(ref _first, null, first) == first)
            return first;
        if (!_others.TryDequeue(out var other))
            return create();
        Interlocked.Decrement(ref _otherCount);
        return other;
    }

    public void Return(T instance)
    {
        if (_first is null && Interlocked.CompareExchange(ref _first, instance, null) is null)
        {
            DropIfClosed();
            return;
        }

        if (Interlocked.Increment(ref _otherCount) < MostKept)
        {
            _others.Enqueue(instance);
            DropIfClosed();
            return;
        }

        Interlocked.Decrement(ref _otherCount);
        instance.Dispose();
    }

    /// <summary>Disposes what is kept, and from now on whatever comes back. Without it, the instances' own finalizers do so when the pool is forgotten.</summary>
    public void Close()
    {
        _closed = true;
        DropIfClosed();
    }

    /// <summary>Runs after each return as well: an instance that was out while the pool was closed must not survive in it.</summary>
    private void DropIfClosed()
    {
        if (!_closed)
            return;
        Interlocked.Exchange(ref _first, null)?.Dispose();
        while (_others.TryDequeue(out var other))
            other.Dispose();
    }
}
