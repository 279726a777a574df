using Issuer.Service.Store;

namespace Issuer.Service.Tests.Store;

/// <summary>PostgreSQL, in a schema of its own.</summary>
internal sealed class TemporaryPostgres : StoreUnderTest
{
    private readonly List<PostgresStore> _stores = [];

    public TemporaryPostgres(PostgresStoreOptions? options = null, PostgresCluster? cluster = null)
    {
        Schema = SharedCluster.NewSchema();
        ConnectionString = (cluster ?? SharedCluster.Get()).ConnectionString(Schema);
        Store = Open(options);
    }

    public string Schema { get; }

    public string ConnectionString { get; }

    public override PostgresStore Store { get; }

    public PostgresStore Open(PostgresStoreOptions? options = null)
    {
        var store = PostgresStore.Open(ConnectionString, [Cards, Boards, Signs], TimeProvider.System, options);
        _stores.Add(store);
        return store;
    }

    public override IEventStore OpenAnother(int queueLength = 4096) => Open(new PostgresStoreOptions { QueueLength = queueLength });

    public override IDisposable HoldWrites()
    {
        var other = new RawPostgres(ConnectionString);
        other.Execute($"BEGIN; SELECT pg_advisory_xact_lock({new PostgresSources(ConnectionString).AppendLock})");
        return other;
    }

    public override void Poison(string owner)
    {
        using var other = new RawPostgres(ConnectionString);
        other.Execute($$"""
            CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF new.owner = '{{owner}}' THEN RAISE EXCEPTION 'poison'; END IF; RETURN new; END $$;
            CREATE TRIGGER poison BEFORE INSERT ON cards FOR EACH ROW EXECUTE FUNCTION poison();
            """);
    }

    public override long Count(string fromTable)
    {
        using var other = new RawPostgres(ConnectionString);
        return (long)other.Scalar($"SELECT count(*) FROM {fromTable}")!;
    }

    public override void Execute(string sql)
    {
        using var other = new RawPostgres(ConnectionString);
        other.Execute(sql);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
        using var other = new RawPostgres(ConnectionString);
        other.Execute($"DROP SCHEMA {Schema} CASCADE");
    }
}
