using System.Net;
using FluentAssertions;
using Issuer.Service.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Issuer.Service.Tests.Operations;

public sealed class DrainingTests
{
    [Fact]
    public async Task A_node_that_is_told_to_stop_says_so_and_serves_on_before_it_stops()
    {
        await using var service = await TestService.StartAsync(new() { ["Issuer:DrainSeconds"] = "5" });
        (await service.SendAsync(HttpMethod.Get, "/health/ready")).Status.Should().Be(HttpStatusCode.OK);

        var stopping = service.Services.GetRequiredService<IHost>().StopAsync();
        using var fresh = service.NewClient(service.ApiKey);
        while ((await service.SendAsync(HttpMethod.Get, "/health/ready", client: fresh)).Status == HttpStatusCode.OK)
            await Task.Delay(10);
        (await service.SendAsync(HttpMethod.Get, "/health/ready", client: fresh)).Body!["detail"]!.ToString().Should().Contain("stop");
        (await service.SendAsync(HttpMethod.Get, "/health/live", client: fresh)).Status.Should().Be(HttpStatusCode.OK);
        using var anew = service.NewClient(service.ApiKey);
        (await service.SendAsync(HttpMethod.Post, "/v1/credentials", Requests.SportManagement(), anew)).Status.Should().Be(HttpStatusCode.Created, "a new connection is still taken");

        await stopping;
    }
}
