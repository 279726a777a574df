namespace Issuer.Service.Store;

/// <summary>Something was written.</summary>
/// <param name="Anything">True: it is not known what; whoever keeps anything in memory looks again.</param>
/// <param name="Rows">Rows of announced tables, as <c>table/key</c>.</param>
public sealed record StoreChange(bool Anything, IReadOnlyList<string> Rows)
{
    /// <summary>Not known what.</summary>
    public static readonly StoreChange Unknown = new(true, []);

    /// <summary>What an append writes to announced tables; keys are short words without spaces.</summary>
    internal static StoreChange Of(IEnumerable<RowWrite> rows)
    {
        HashSet<string> told = [];
        foreach (var row in rows)
        {
            if (!row.Table.Announced)
                continue;
            var key = row switch
            {
                RowWrite.Insert insert => insert.Values[0] as string,
                RowWrite.Upsert upsert => upsert.Values[0] as string,
                RowWrite.Delete delete when delete.Column == row.Table.Key => delete.Value as string,
                RowWrite.Require => "",
                _ => null,
            };
            if (key is null || key.Contains(' '))
                return Unknown;
            if (key.Length > 0)
                told.Add($"{row.Table.Name}/{key}");
        }

        return new(false, [.. told]);
    }

    /// <summary>Keys of the table's rows that changed.</summary>
    public IEnumerable<string> KeysOf(TableDefinition table) =>
        Rows.Where(row => row.StartsWith(table.Name + "/", StringComparison.Ordinal)).Select(row => row[(table.Name.Length + 1)..]);
}

/// <summary>
/// Tells whoever keeps something of the store in memory that it changed. Handlers run on a thread of the store: they take a note and return.
/// A notice can be late by milliseconds, come twice, and, while the way is broken, not at all: it saves looking often, never looking.
/// </summary>
public sealed class StoreChanges
{
    private readonly Action _begin;
    private Action<StoreChange>? _handlers;
    private int _begun;
    private volatile bool _everywhere;

    internal StoreChanges(Action begin) => _begin = begin;

    /// <summary>From now on the handler is told of each commit.</summary>
    public void Listen(Action<StoreChange> handler)
    {
        lock (_begin)
            _handlers += handler;
        if (Interlocked.Exchange(ref _begun, 1) == 0)
            _begin();
    }

    /// <summary>No more.</summary>
    public void Leave(Action<StoreChange> handler)
    {
        lock (_begin)
            _handlers -= handler;
    }

    /// <summary>Whether every program's changes are told now. False: this program's own at most, so look often.</summary>
    public bool Everywhere
    {
        get => _everywhere;
        internal set => _everywhere = value;
    }

    /// <summary>How long to go without looking.</summary>
    public TimeSpan Interval => Everywhere ? TimeSpan.FromSeconds(3) : TimeSpan.FromMilliseconds(500);

    internal void Tell(StoreChange change) => Volatile.Read(ref _handlers)?.Invoke(change);
}

/// <summary>One who is woken by changes.</summary>
public sealed class ChangeWaiter : IDisposable
{
    private readonly StoreChanges _changes;
    private readonly Func<StoreChange, bool> _concerns;
    private readonly SemaphoreSlim _woken = new(0);

    /// <summary>Begins to listen.</summary>
    public ChangeWaiter(StoreChanges changes, Func<StoreChange, bool> concerns)
    {
        (_changes, _concerns) = (changes, concerns);
        changes.Listen(Wake);
    }

    /// <summary>Returns after a change that concerns this one, at once where there was one since the last call, or when it is time to look all the same.</summary>
    public async Task WaitAsync(CancellationToken ct)
    {
        await _woken.WaitAsync(_changes.Interval, ct);
        while (_woken.Wait(0, CancellationToken.None))
        {
        }
    }

    /// <summary>Ends listening.</summary>
    public void Dispose() => _changes.Leave(Wake);

    // The semaphore is not disposed: a change may be told in this moment, and nobody asks for its wait handle.
    private void Wake(StoreChange change)
    {
        if (_woken.CurrentCount == 0 && _concerns(change))
            _woken.Release();
    }
}
