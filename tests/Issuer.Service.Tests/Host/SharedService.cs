using Xunit;

namespace Issuer.Service.Tests.Host;

/// <summary>One service for all tests of a class, on SQLite.</summary>
public class SharedService : IAsyncLifetime
{
    private TestService? _service;

    public TestService Service => _service!;

    public async ValueTask InitializeAsync() => _service = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
            await _service.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual Task<TestService> StartAsync() => TestService.StartAsync();
}

/// <summary>One service for all tests of a class, on PostgreSQL.</summary>
public sealed class SharedPostgresService : SharedService
{
    protected override Task<TestService> StartAsync() => TestService.StartOnPostgresAsync();
}
