using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Hostile;

/// <summary>Closed by default: without a key, with a bad key, with another institution's key, with a key that lacks the scope.</summary>
public sealed class AccessTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task Every_operation_of_the_description_is_closed_unless_it_says_otherwise()
    {
        var description = JsonNode.Parse(await _service.Anyone.GetStringAsync("/openapi/v1.json"))!;
        var closed = 0;
        foreach (var (path, item) in description["paths"]!.AsObject())
        {
            foreach (var (verb, operation) in item!.AsObject())
            {
                if (operation!["security"] is not JsonArray { Count: > 0 })
                    continue;
                using var message = new HttpRequestMessage(new HttpMethod(verb.ToUpperInvariant()), path.Replace("{", "").Replace("}", ""))
                {
                    Content = operation["requestBody"]?["content"]?.AsObject().First().Key is { } type ? new StringContent("{}", Encoding.UTF8, type) : null,
                };
                using var response = await _service.Anyone.SendAsync(message);
                response.StatusCode.Should().Be(HttpStatusCode.Unauthorized, "{0} {1}", verb, path);
                response.Headers.WwwAuthenticate.Should().NotBeEmpty();
                closed++;
            }
        }

        closed.Should().BeGreaterThan(10);
    }

    [Theory]
    [InlineData("")]
    [InlineData("iss_")]
    [InlineData("iss_AAAAAAAA_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("' OR 1=1 --")]
    public async Task A_bad_key_is_unauthorized(string key)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, "/v1/credentials");
        message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        using var response = await _service.Anyone.SendAsync(message);
        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_key_is_not_taken_from_the_query_string()
    {
        using var response = await _service.Anyone.GetAsync($"/v1/credentials?api_key={_service.ApiKey}&access_token={_service.ApiKey}");
        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_key_without_the_scope_is_forbidden_and_changes_nothing()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());
        using var reader = _service.NewClient(await NewKeyAsync("read"));

        (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}", client: reader)).Status.Should().Be(HttpStatusCode.OK);
        (await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/revoke", new JsonObject(), reader)).Status.Should().Be(HttpStatusCode.Forbidden);
        (await _service.SendAsync(HttpMethod.Post, "/v1/credentials", Requests.SportManagement(), reader)).Status.Should().Be(HttpStatusCode.Forbidden);
        (await _service.SendAsync(HttpMethod.Delete, $"/v1/learners/{issued["learnerId"]}", client: reader)).Status.Should().Be(HttpStatusCode.Forbidden);
        (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}")).Body!["status"]!.ToString().Should().Be("active");
    }

    private async Task<string> NewKeyAsync(params string[] scopes)
    {
        var (status, body) = await _service.SendAsync(
            HttpMethod.Post, "/v1/api-keys", new JsonObject { ["name"] = "test", ["scopes"] = new JsonArray([.. scopes.Select(s => (JsonNode)s)]) });
        ((int)status).Should().BeInRange(200, 201);
        return body!["apiKey"]!.ToString();
    }
}
