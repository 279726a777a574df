namespace Issuer.Service.Tests.Store;

public sealed class SqliteStoreTests : EventStoreTests
{
    protected override StoreUnderTest Make() => new TemporaryStore();
}

public sealed class SqliteStoreConcurrencyTests : EventStoreConcurrencyTests
{
    protected override StoreUnderTest Make() => new TemporaryStore();
}
