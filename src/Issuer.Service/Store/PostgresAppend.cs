using System.Globalization;

namespace Issuer.Service.Store;

/// <summary>An append on its way: what was checked and computed on its caller's thread, and who waits for the answer.</summary>
internal sealed class PostgresAppend
{
    private int _state;

    private PostgresAppend(Append append, int bytes, PreparedEvent[] events, Footprint touched) =>
        (Append, Bytes, Events, Touched) = (append, bytes, events, touched);

    public Append Append { get; }

    public int Bytes { get; }

    /// <summary>The events of all streams, in order.</summary>
    public PreparedEvent[] Events { get; }

    /// <summary>What it writes.</summary>
    public Footprint Touched { get; }

    /// <summary>Whether the order of its own rows matters (a delete, or two writes of one row): then they are written one after the other.</summary>
    public bool StepByStep { get; private init; }

    // The flusher must not run its callers' code.
    public TaskCompletionSource<AppendResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The flusher takes it, unless its caller gave up before.</summary>
    public bool TryStart() => Interlocked.CompareExchange(ref _state, 1, 0) == 0;

    /// <summary>The caller gives up, unless it was started: a started append is finished.</summary>
    public bool TryAbandon() => Interlocked.CompareExchange(ref _state, 2, 0) == 0;

    public static PostgresAppend Prepare(Append append, int bytes, IReadOnlyDictionary<string, TableDefinition> tables, TimeProvider clock)
    {
        var touched = new Footprint();
        var ordered = append.Rows.Any(row => row is RowWrite.Delete);
        foreach (var stream in append.Streams)
            touched.TryAdd($"{stream.StreamId:N}", shared: false);
        foreach (var row in append.Rows)
        {
            var table = tables[row.Table.Name];
            ordered |= row switch
            {
                RowWrite.Insert insert => !Touch(touched, table, insert.Values, shared: false),
                // Many appends write the very same row (that of a status list goes with each credential in it): the last one stands.
                RowWrite.Upsert upsert => !Touch(touched, table, upsert.Values, shared: table.UniqueIndexes is null),
                _ => false,
            };
        }

        return new PostgresAppend(append, bytes, PreparedEvent.Of(append, clock), touched) { StepByStep = ordered };
    }

    // False when the append touched it before.
    private static bool Touch(Footprint touched, TableDefinition table, object?[] values, bool shared)
    {
        var good = touched.TryAdd($"{table.Name}/{Text(values[0])}", shared);
        foreach (var index in table.UniqueIndexes ?? [])
        {
            var parts = index.Select(name => values[Position(table, name)]).ToArray();
            // Nulls are never equal to one another.
            if (!parts.Contains(null))
                good &= touched.TryAdd($"{table.Name}/{string.Join(',', index)}/{string.Join('|', parts.Select(Text))}", shared: false);
        }

        return good;
    }

    internal static int Position(TableDefinition table, string column)
    {
        for (var i = 0; i < table.Columns.Count; i++)
        {
            if (table.Columns[i].Name == column)
                return i;
        }

        throw new ArgumentException($"Table {table.Name} has no column {column}.", nameof(column));
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToHexString(bytes),
        _ => throw new ArgumentException($"A value is a string, a long, bytes or null, not {value.GetType().Name}.", nameof(value)),
    };
}

/// <summary>
/// Streams, keys and unique values that are written. Appends that touch the same go into different flushes, because one statement cannot
/// see what it writes itself.
/// </summary>
internal sealed class Footprint
{
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);
    private readonly HashSet<string> _shared = new(StringComparer.Ordinal);

    /// <summary>False when it is there already.</summary>
    public bool TryAdd(string what, bool shared) => !_own.Contains(what) && !_shared.Contains(what) && (shared ? _shared : _own).Add(what);

    /// <summary>Takes the other in, unless the two touch the same.</summary>
    public bool TryMerge(Footprint other)
    {
        if (_own.Overlaps(other._own) || _own.Overlaps(other._shared) || _shared.Overlaps(other._own))
            return false;
        _own.UnionWith(other._own);
        _shared.UnionWith(other._shared);
        return true;
    }
}
