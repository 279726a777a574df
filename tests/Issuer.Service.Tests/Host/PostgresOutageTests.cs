using System.Net;
using FluentAssertions;
using Issuer.Service.Tests.Store;
using Xunit;

namespace Issuer.Service.Tests.Host;

public sealed class PostgresOutageTests
{
    [Fact]
    public async Task Without_its_server_the_service_says_when_to_come_back_and_then_goes_on()
    {
        using var cluster = PostgresCluster.Start();
        await using var service = await TestService.StartOnPostgresAsync(cluster);
        var issued = await service.IssueAsync(Requests.SportManagement());

        cluster.StopServer("immediate");
        using (var refused = await service.Registrar.PostAsync("/v1/credentials", TestService.Json(Requests.SportManagement())))
        {
            refused.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter!.Delta.Should().BePositive();
            (await refused.Content.ReadAsStringAsync()).Should().NotContain("127.0.0.1").And.NotContain("Npgsql");
        }

        (await service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}")).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await service.SendAsync(HttpMethod.Get, "/health/ready")).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        cluster.StartServer();

        (await service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}")).Status.Should().Be(HttpStatusCode.OK);
        var another = await service.IssueAsync(Requests.SportManagement());
        (await service.VerifyAsync(another["formats"]!["vc+jwt"]!.ToString()))["verdict"]!.ToString().Should().Be("valid");
    }
}
