using Issuer.Service.Store;

namespace Issuer.Service.Tests.Store;

/// <summary>SQLite, in a directory of its own.</summary>
internal sealed class TemporaryStore : StoreUnderTest
{
    private readonly List<SqliteStore> _stores = [];

    public TemporaryStore(SqliteStoreOptions? options = null)
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("issuer-store-").FullName;
        Store = Open(options);
    }

    public string Directory { get; }

    public string Database => Path.Combine(Directory, "issuer.db");

    public override SqliteStore Store { get; }

    public SqliteStore Open(SqliteStoreOptions? options = null)
    {
        var store = SqliteStore.Open(Database, [Cards, Boards, Signs], TimeProvider.System, options);
        _stores.Add(store);
        return store;
    }

    public override IEventStore OpenAnother(int queueLength = 4096) => Open(new SqliteStoreOptions { QueueLength = queueLength });

    public override IDisposable HoldWrites()
    {
        var other = new RawDatabase(Database);
        other.Execute("BEGIN IMMEDIATE");
        return other;
    }

    public override void Poison(string owner)
    {
        using var other = new RawDatabase(Database);
        other.Execute($"CREATE TRIGGER poison BEFORE INSERT ON cards WHEN new.owner = '{owner}' BEGIN SELECT RAISE(ABORT, 'poison'); END");
    }

    public override long Count(string fromTable)
    {
        using var other = new RawDatabase(Database);
        return (long)other.Scalar($"SELECT count(*) FROM {fromTable}")!;
    }

    public override void Execute(string sql)
    {
        using var other = new RawDatabase(Database);
        other.Execute(sql);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
