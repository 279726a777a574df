using System.Text;
using Issuer.Service.Store;

namespace Issuer.Service.Tests.Store;

/// <summary>A directory of its own for one test, with a store and a few tables in it.</summary>
internal sealed class TemporaryStore : IAsyncDisposable
{
    public static readonly TableDefinition Cards = new(
        "cards",
        [new("id", ColumnType.Text), new("owner", ColumnType.Text), new("points", ColumnType.Integer, Nullable: true), new("photo", ColumnType.Blob, Nullable: true)],
        Indexes: [["owner"]],
        UniqueIndexes: [["points"]]);

    private readonly List<SqliteStore> _stores = [];

    public TemporaryStore(SqliteStoreOptions? options = null)
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("issuer-store-").FullName;
        Store = Open(options);
    }

    public string Directory { get; }

    public string Database => Path.Combine(Directory, "issuer.db");

    public SqliteStore Store { get; }

    public static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public SqliteStore Open(SqliteStoreOptions? options = null)
    {
        var store = SqliteStore.Open(Database, [Cards], TimeProvider.System, options);
        _stores.Add(store);
        return store;
    }

    public static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    public static NewEvent Event(string json) => new("card_drawn", Encoding.UTF8.GetBytes(json));

    public static Append Events(Guid stream, long expected, params string[] data) =>
        new([new StreamAppend(stream, "card", expected, [.. data.Select(Event)])], [], Noon);

    public static Append Rows(params RowWrite[] rows) => new([], rows, Noon);

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
