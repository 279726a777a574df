using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Institutions;

/// <summary>What the life of a key means for the credentials that it signed, on the whole service.</summary>
public sealed class KeysAndCredentialsTests
{
    [Fact]
    public async Task A_credential_outlives_the_rotation_and_the_compromise_of_its_key_and_only_later_ones_fall()
    {
        await using var service = await TestService.StartAsync();
        var before = DateTimeOffset.Parse((string)(await service.SendAsync(HttpMethod.Get, "/v1/institution")).Body!["registeredAt"]!, CultureInfo.InvariantCulture);
        var compact = (string)(await service.IssueAsync(Requests.SportManagement()))["formats"]!["vc+jwt"]!;
        ((string)(await service.VerifyAsync(compact))["verdict"]!).Should().Be("valid");

        (await service.SendAsync(HttpMethod.Post, "/v1/institution/keys/rotate", new JsonObject { ["algorithm"] = "ES256", ["now"] = true })).Status.Should().Be(HttpStatusCode.Created);
        ((string)(await service.VerifyAsync(compact))["verdict"]!).Should().Be("valid", "a retired key stays published");
        var next = (string)(await service.IssueAsync(Requests.SportManagement()))["formats"]!["vc+jwt"]!;
        Kid(next).Should().EndWith("#k3-jwk");

        (await service.SendAsync(HttpMethod.Post, "/v1/institution/keys/k1/compromise")).Status.Should().Be(HttpStatusCode.OK);
        ((string)(await service.VerifyAsync(compact))["verdict"]!).Should().Be("valid", "the log shows that it was signed before");
        (await service.Anyone.GetStringAsync("/institutions/university-of-example/jwks.json")).Should().NotContain("#k1-jwk", "others have no log");

        var told = new JsonObject { ["at"] = before.AddSeconds(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) };
        (await service.SendAsync(HttpMethod.Post, "/v1/institution/keys/k1/compromise", told)).Status.Should().Be(HttpStatusCode.OK);
        var report = await service.VerifyAsync(compact);
        ((string)report["verdict"]!).Should().Be("invalid");
        report["checks"]!.AsArray().Single(check => (string)check!["check"]! == "issuer")!["code"]!.GetValue<string>().Should().Be("key-compromised");
        ((string)(await service.VerifyAsync(next))["verdict"]!).Should().Be("valid");
    }

    [Fact]
    public async Task Without_an_active_key_of_the_algorithm_nothing_is_issued_and_nothing_breaks()
    {
        await using var service = await TestService.StartAsync();
        (await service.SendAsync(HttpMethod.Post, "/v1/institution/keys/k1/compromise")).Status.Should().Be(HttpStatusCode.OK);
        var (status, problem) = await service.SendAsync(HttpMethod.Post, "/v1/credentials", Requests.SportManagement());
        ((int)status).Should().BeOneOf(409, 503);
        ((string)problem!["code"]!).Should().NotBe("internal-error");
        (await service.SendAsync(HttpMethod.Get, "/health/ready", client: service.Anyone)).Status.Should().Be(HttpStatusCode.ServiceUnavailable);

        (await service.SendAsync(HttpMethod.Post, "/v1/institution/keys/rotate", new JsonObject { ["algorithm"] = "ES256", ["now"] = true })).Status.Should().Be(HttpStatusCode.Created);
        await service.IssueAsync(Requests.SportManagement());
        (await service.SendAsync(HttpMethod.Get, "/health/ready", client: service.Anyone)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_lines_that_a_first_start_prints_are_the_requests_that_the_service_takes()
    {
        await using var service = await TestService.StartAsync();
        var body = await service.IssueAsync(JsonNode.Parse(Issuer.Service.Institutions.InstitutionStart.SampleRequest)!);
        // What grep takes out of the answer in the printed lines.
        var text = body.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var page = System.Text.RegularExpressions.Regex.Match(text, "http[^\"]*/s/[A-Za-z0-9_-]*").Value;
        page.Should().Be((string)body["links"]!["page"]!);
        (await service.Anyone.GetAsync(page)).StatusCode.Should().Be(HttpStatusCode.OK);
        var compact = System.Text.RegularExpressions.Regex.Match(text, "eyJ[A-Za-z0-9._-]*").Value;
        ((string)(await service.VerifyAsync(compact))["verdict"]!).Should().Be("valid");
    }

    private static string Kid(string compact) =>
        (string)JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(compact.Split('.')[0]))!["kid"]!;
}
