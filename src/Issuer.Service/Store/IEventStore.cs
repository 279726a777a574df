using System.Text.Json;

namespace Issuer.Service.Store;

/// <summary>
/// The event log and the tables that change with it. One append is one transaction: its events and its rows are durable together
/// when the returned task completes, or nothing of it happened. Callers cancel their wait, never a started append.
/// </summary>
public interface IEventStore
{
    /// <summary>Appends; answers after the durable commit. A conflict of one caller never fails another.</summary>
    Task<AppendResult> AppendAsync(Append append);

    /// <summary>All events of one stream in version order; empty when there is no such stream.</summary>
    Task<IReadOnlyList<StoredEvent>> ReadStreamAsync(Guid streamId, CancellationToken ct);

    /// <summary>Events of all streams after a position, in commit order, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<StoredEvent>> ReadAllAsync(long afterSequence, int limit, CancellationToken ct);

    /// <summary>Position of the newest event; 0 in an empty log.</summary>
    Task<long> HeadAsync(CancellationToken ct);

    /// <summary>
    /// Events of all streams after a position, in commit order, page by page, then whatever is appended, by any program, as it is; no page is empty. It ends with
    /// <paramref name="ct"/> alone: an outage only holds it up.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<StoredEvent>> SubscribeAsync(long afterSequence, CancellationToken ct) => StoreSubscription.RunAsync(this, afterSequence, ct);

    /// <summary>Tells what changes.</summary>
    StoreChanges Changes { get; }

    /// <summary>Links of the chain of hashes over the log after a number, at most <paramref name="limit"/>; a transaction that wrote events wrote one.</summary>
    Task<IReadOnlyList<LogLink>> ReadLinksAsync(long afterNumber, int limit, CancellationToken ct);

    /// <summary>Rows of one of the tables that were declared to the store.</summary>
    Task<IReadOnlyList<Row>> QueryAsync(TableQuery query, CancellationToken ct);

    /// <summary>
    /// Completes when the rows that were deleted before, whichever program deleted them, have left their tables: on SQLite nothing of them is left in the
    /// store's files, on PostgreSQL no query and no snapshot finds them any more. The store does so by itself soon after a delete; this waits for it.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Not within five seconds, because somebody may still see them (a long read, a backup); the store goes on trying until it is done.</exception>
    Task ScrubAsync();
}

/// <summary>An event as a feature writes it.</summary>
/// <param name="Type">Snake case name, written by hand: <c>credential_issued</c>.</param>
/// <param name="Data">camelCase JSON, UTF-8.</param>
public sealed record NewEvent(string Type, ReadOnlyMemory<byte> Data);

/// <summary>An event as it came back.</summary>
public sealed record StoredEvent(long Sequence, Guid Id, Guid StreamId, long Version, string Type, JsonElement Data, DateTimeOffset Timestamp);

/// <summary>A link of the chain of hashes.</summary>
/// <param name="Number">1, 2, 3, … without a gap.</param>
/// <param name="FirstSequence">Position of its first event; null where it covers rows only.</param>
/// <param name="LastSequence">Position of its last event.</param>
/// <param name="Leaves">A hash of 32 bytes for each of its events, in the order of positions.</param>
/// <param name="Hash">Over the previous link's hash and the leaves.</param>
public sealed record LogLink(long Number, long? FirstSequence, long? LastSequence, byte[] Leaves, byte[] Hash);

/// <summary>Events for one stream.</summary>
/// <param name="StreamId">UUIDv7, never public.</param>
/// <param name="StreamType">Snake case name of what the stream is: <c>credential</c>.</param>
/// <param name="ExpectedVersion">Version the caller folded; 0 for a new stream.</param>
/// <param name="Events">At least one.</param>
public sealed record StreamAppend(Guid StreamId, string StreamType, long ExpectedVersion, IReadOnlyList<NewEvent> Events);

/// <summary>One atomic append over any number of streams and rows.</summary>
public sealed record Append(IReadOnlyList<StreamAppend> Streams, IReadOnlyList<RowWrite> Rows, DateTimeOffset Timestamp);

/// <summary>Outcome of an append.</summary>
public abstract record AppendResult
{
    private AppendResult()
    {
    }

    /// <summary>Durable.</summary>
    /// <param name="LastSequence">Position of the last event written (the head, where no event was written).</param>
    public sealed record Done(long LastSequence) : AppendResult;

    /// <summary>Nothing was written: a stream was not at the expected version (<paramref name="Table"/> null), or a row to insert was there already.</summary>
    public sealed record Conflict(Guid? StreamId, string? Table) : AppendResult;
}

/// <summary>Type of a column.</summary>
public enum ColumnType
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>64-bit integer.</summary>
    Integer,

    /// <summary>Bytes.</summary>
    Blob,
}

/// <summary>A column; null only where said.</summary>
public sealed record Column(string Name, ColumnType Type, bool Nullable = false);

/// <summary>A table beside the events. The first column is the primary key.</summary>
/// <param name="Name">Snake case.</param>
/// <param name="Columns">First: the key.</param>
/// <param name="Indexes">Column lists, each an index.</param>
/// <param name="UniqueIndexes">Column lists, each unique.</param>
/// <param name="Announced">Whether every program is told which rows change (<see cref="StoreChanges"/>): for few rows, with text keys, that rarely change.</param>
public sealed record TableDefinition(
    string Name, IReadOnlyList<Column> Columns, IReadOnlyList<string[]>? Indexes = null, IReadOnlyList<string[]>? UniqueIndexes = null, bool Announced = false)
{
    /// <summary>Name of the primary key column.</summary>
    public string Key => Columns[0].Name;

    /// <summary>Every index, as both stores make it; those that are not unique first.</summary>
    internal IReadOnlyList<TableIndex> AllIndexes =>
        [.. (Indexes ?? []).Select(columns => TableIndex.Of(this, columns, unique: false)), .. (UniqueIndexes ?? []).Select(columns => TableIndex.Of(this, columns, unique: true))];
}

/// <summary>An index of a table.</summary>
/// <param name="Name">Its name in a database.</param>
/// <param name="Columns">The list of its columns in SQL.</param>
/// <param name="Unique">Whether it is unique.</param>
internal sealed record TableIndex(string Name, string Columns, bool Unique)
{
    /// <summary>How the statement begins that makes it.</summary>
    public string Create => Unique ? "CREATE UNIQUE INDEX" : "CREATE INDEX";

    /// <summary>The index over these columns.</summary>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    public static TableIndex Of(TableDefinition table, string[] columns, bool unique) => new(
        $"{(unique ? "ux" : "ix")}_{table.Name}_{string.Join('_', columns)}", string.Join(", ", columns.Select(column => $"\"{AppendCheck.Column(table, column).Name}\"")), unique);
}

/// <summary>A change of one row; values are <see cref="string"/>, <see cref="long"/>, <c>byte[]</c> or null, in column order.</summary>
public abstract record RowWrite(TableDefinition Table)
{
    /// <summary>A new row; an existing key (or unique index) makes the whole append a conflict that names the table.</summary>
    public sealed record Insert(TableDefinition Table, object?[] Values) : RowWrite(Table);

    /// <summary>Inserts or replaces.</summary>
    public sealed record Upsert(TableDefinition Table, object?[] Values) : RowWrite(Table);

    /// <summary>Deletes the rows in which <paramref name="Column"/> has the value; securely (overwritten on disk).</summary>
    public sealed record Delete(TableDefinition Table, string Column, object Value) : RowWrite(Table);

    /// <summary>Writes nothing: where no row has the key, the whole append is a conflict that names the table.</summary>
    public sealed record Require(TableDefinition Table, object Key) : RowWrite(Table);
}

/// <summary>A row in column order.</summary>
public sealed class Row(TableDefinition table, object?[] values)
{
    /// <summary>A text column.</summary>
    public string Text(string column) => (string)Value(column)!;

    /// <summary>A text column that may be null.</summary>
    public string? TextOrNull(string column) => (string?)Value(column);

    /// <summary>An integer column.</summary>
    public long Integer(string column) => (long)Value(column)!;

    /// <summary>An integer column that may be null.</summary>
    public long? IntegerOrNull(string column) => (long?)Value(column);

    /// <summary>A column of bytes.</summary>
    public byte[] Blob(string column) => (byte[])Value(column)!;

    /// <summary>All values in column order.</summary>
    public IReadOnlyList<object?> Values => values;

    private object? Value(string column)
    {
        for (var i = 0; i < table.Columns.Count; i++)
        {
            if (table.Columns[i].Name == column)
                return values[i];
        }

        throw new ArgumentException($"Table {table.Name} has no column {column}.", nameof(column));
    }
}

/// <summary>Comparison in a <see cref="Filter"/>.</summary>
public enum Comparison
{
    /// <summary>Equal.</summary>
    Equal,

    /// <summary>Less than.</summary>
    Less,

    /// <summary>Greater than.</summary>
    Greater,

    /// <summary>At least.</summary>
    AtLeast,

    /// <summary>At most.</summary>
    AtMost,
}

/// <summary>A condition on one column; the value is never null.</summary>
public sealed record Filter(string Column, Comparison Comparison, object Value)
{
    /// <summary>Equality.</summary>
    public static Filter Is(string column, object value) => new(column, Comparison.Equal, value);
}

/// <summary>Rows of a table that meet all filters, ordered.</summary>
public sealed record TableQuery(TableDefinition Table, IReadOnlyList<Filter> Filters, string? OrderBy = null, bool Descending = false, int Limit = 1000);
