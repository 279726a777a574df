namespace Issuer.Service.Store;

/// <summary>A row of a view.</summary>
public sealed record ViewRow(TableDefinition Table, object?[] Values);

/// <summary>
/// Tables whose rows follow from the events alone. Each stream makes its rows by itself, from its whole history; streams that make the same row make it
/// the same. What is written beside the events and is not in them (wrapped keys, keyed hashes, counters) is no view but a record, and is never rebuilt.
/// </summary>
/// <param name="Name">For people.</param>
/// <param name="Tables">All of the view; rows once made are changed, never taken away.</param>
/// <param name="BeginsWith">Types of the events with which the view's streams begin.</param>
/// <param name="Rows">The rows of one stream.</param>
/// <param name="Stamps">Rows by which every node learns that what it keeps in memory of the view may be old; null where none keeps anything.</param>
public sealed record ViewDefinition(
    string Name,
    IReadOnlyList<TableDefinition> Tables,
    IReadOnlyList<string> BeginsWith,
    Func<IReadOnlyList<StoredEvent>, IEnumerable<ViewRow>> Rows,
    Func<IEventStore, DateTimeOffset, Task<IReadOnlyList<RowWrite>>>? Stamps = null);

/// <summary>Tables that are built beside those in use, and then take their place.</summary>
internal interface IViewTables : IAsyncDisposable
{
    /// <summary>Makes empty tables; what an earlier attempt left is thrown away.</summary>
    Task BeginAsync(CancellationToken ct);

    /// <summary>Inserts rows, or replaces those with the same key.</summary>
    Task PutAsync(IReadOnlyList<ViewRow> rows, CancellationToken ct);

    /// <summary>Makes the indexes.</summary>
    Task IndexAsync(CancellationToken ct);

    /// <summary>Lets nobody append, runs the last step, and then swaps (or compares only), in one transaction.</summary>
    /// <param name="last">Puts what is missing.</param>
    /// <param name="compare">True: counts rows that differ, and throws the new tables away.</param>
    /// <param name="ct">Gives up; nothing has changed then.</param>
    Task<IReadOnlyList<RebuiltTable>> EndAsync(Func<Task> last, bool compare, CancellationToken ct);
}

/// <summary>What became of a table.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Rows">Rows it has now, or would have.</param>
/// <param name="Different">Rows that only one of the two has; null where they were not compared.</param>
public sealed record RebuiltTable(string Table, long Rows, long? Different);
