using System.Text;
using Issuer.Service.Store;

namespace Issuer.Service.Tests.Store;

/// <summary>A database of its own for one test, with a store and a table in it, and what tests do to it from outside.</summary>
public abstract class StoreUnderTest : IAsyncDisposable
{
    public static readonly TableDefinition Cards = new(
        "cards",
        [new("id", ColumnType.Text), new("owner", ColumnType.Text), new("points", ColumnType.Integer, Nullable: true), new("photo", ColumnType.Blob, Nullable: true)],
        Indexes: [["owner"]],
        UniqueIndexes: [["points"]]);

    /// <summary>A table whose rows many appends write at once.</summary>
    public static readonly TableDefinition Boards = new("boards", [new("id", ColumnType.Text), new("leader", ColumnType.Text), new("score", ColumnType.Integer)]);

    /// <summary>A table whose changes every program is told of.</summary>
    public static readonly TableDefinition Signs = new("signs", [new("id", ColumnType.Text), new("points", ColumnType.Integer)], Announced: true);

    public static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public abstract IEventStore Store { get; }

    /// <summary>Another program's store over the same database.</summary>
    public abstract IEventStore OpenAnother(int queueLength = 4096);

    /// <summary>Keeps everything from being written until it is disposed, so that appends gather for one batch.</summary>
    public abstract IDisposable HoldWrites();

    /// <summary>Makes the database itself refuse a card of this owner, which no check of the store foresees.</summary>
    public abstract void Poison(string owner);

    /// <summary>A number from the database, past the store.</summary>
    public abstract long Count(string fromTable);

    /// <summary>Changes the database past the store, in SQL that both understand.</summary>
    public abstract void Execute(string sql);

    public abstract ValueTask DisposeAsync();

    public static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    public static NewEvent Event(string json) => new("card_drawn", Encoding.UTF8.GetBytes(json));

    public static Append Events(Guid stream, long expected, params string[] data) =>
        new([new StreamAppend(stream, "card", expected, [.. data.Select(Event)])], [], Noon);

    public static Append Rows(params RowWrite[] rows) => new([], rows, Noon);

    public static Append Card(int i, string owner) => Events(NewId(), 0, "{}") with { Rows = [new RowWrite.Insert(Cards, [$"{owner}-{i}", owner, null, null])] };
}
