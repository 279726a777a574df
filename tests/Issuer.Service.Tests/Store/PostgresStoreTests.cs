namespace Issuer.Service.Tests.Store;

public sealed class PostgresStoreTests : EventStoreTests
{
    protected override StoreUnderTest Make() => new TemporaryPostgres();
}

public sealed class PostgresStoreConcurrencyTests : EventStoreConcurrencyTests
{
    protected override StoreUnderTest Make() => new TemporaryPostgres();
}
