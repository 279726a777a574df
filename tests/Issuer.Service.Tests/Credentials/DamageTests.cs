using System.Net;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Tests.Host;
using Issuer.Service.Tests.Store;
using Xunit;

namespace Issuer.Service.Tests.Credentials;

/// <summary>One bit of a stored event is another: that credential is refused, whichever part it is, and everything else is served.</summary>
public sealed class DamageTests
{
    [Theory]
    [InlineData("{", 0)]
    [InlineData("\"document\":\"", 60)]
    [InlineData("\"request\":\"", 60)]
    [InlineData("\"validFrom\":\"", 13)]
    public async Task A_damaged_event_refuses_its_credential_and_no_other(string behind, int places)
    {
        await using var service = await TestService.StartAsync();
        var damaged = (await service.IssueAsync(Requests.SportManagement()))["id"]!.ToString();
        var whole = (await service.IssueAsync(Requests.SportManagement()))["id"]!.ToString();
        using (var database = new RawDatabase(Path.Combine(service.DataDirectory, "issuer.db")))
        {
            // One byte in the place of another.
            var place = $"(instr(data, '{behind}') + {places})";
            database.Execute($"""
                UPDATE mt_events SET data = substr(data, 1, {place} - 1) || CASE substr(data, {place}, 1) WHEN 'A' THEN 'B' ELSE 'A' END || substr(data, {place} + 1)
                WHERE type = 'credential_issued' AND data LIKE '%{damaged}%'
                """);
        }

        var (status, body) = await service.SendAsync(HttpMethod.Get, $"/v1/credentials/{damaged}");
        status.Should().Be(HttpStatusCode.ServiceUnavailable);
        body!["code"]!.ToString().Should().Be("damaged");
        (await service.SendAsync(HttpMethod.Get, $"/v1/credentials/{whole}")).Status.Should().Be(HttpStatusCode.OK);
        (await service.IssueAsync(Requests.SportManagement()))["status"]!.ToString().Should().Be("active");
        var (code, _, error) = await service.CommandAsync("log verify");
        code.Should().Be(1);
        error.Should().Contain("event-altered");
    }
}
