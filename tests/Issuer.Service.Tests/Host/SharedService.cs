using Xunit;

namespace Issuer.Service.Tests.Host;

/// <summary>One service for all tests of a class.</summary>
public sealed class SharedService : IAsyncLifetime
{
    public TestService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Service = await TestService.StartAsync();

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}
