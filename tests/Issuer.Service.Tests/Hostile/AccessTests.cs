using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Access;
using Issuer.Service.Institutions;
using Issuer.Service.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
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
                using var message = new HttpRequestMessage(new HttpMethod(verb.ToUpperInvariant()), path.Replace("{learnerId}", "5cf41171-99a1-4b1b-8158-a5027b607fbc").Replace("{", "").Replace("}", ""))
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

    [Fact]
    public async Task What_belongs_to_another_institution_is_as_absent_as_what_never_was()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement(email: "isolated@example.org", number: "42"));
        using var stranger = _service.NewClient(await NewInstitutionAsync("other-university"));
        var id = issued["id"]!.ToString();
        var learner = issued["learnerId"]!.ToString();
        (HttpMethod Method, string Path, string Absent, JsonNode? Body)[] requests =
        [
            (HttpMethod.Get, $"/v1/credentials/{id}", "/v1/credentials/AAAAAAAAAAAAAAAAAAAAAA", null),
            (HttpMethod.Get, $"/v1/credentials/{id}/events", "/v1/credentials/AAAAAAAAAAAAAAAAAAAAAA/events", null),
            (HttpMethod.Post, $"/v1/credentials/{id}/revoke", "/v1/credentials/AAAAAAAAAAAAAAAAAAAAAA/revoke", new JsonObject()),
            (HttpMethod.Post, $"/v1/credentials/{id}/suspend", "/v1/credentials/AAAAAAAAAAAAAAAAAAAAAA/suspend", new JsonObject()),
            (HttpMethod.Post, $"/v1/credentials/{id}/reinstate", "/v1/credentials/AAAAAAAAAAAAAAAAAAAAAA/reinstate", new JsonObject()),
            (HttpMethod.Post, $"/v1/credentials/{id}/correct", "/v1/credentials/AAAAAAAAAAAAAAAAAAAAAA/correct", Requests.SportManagement()),
            (HttpMethod.Get, $"/v1/learners/{learner}", "/v1/learners/5cf41171-99a1-4b1b-8158-a5027b607fbc", null),
            (HttpMethod.Delete, $"/v1/learners/{learner}", "/v1/learners/5cf41171-99a1-4b1b-8158-a5027b607fbc", null),
        ];
        foreach (var (method, path, absent, body) in requests)
        {
            var (status, problem) = await _service.SendAsync(method, path, body?.DeepClone(), stranger);
            var (absentStatus, absentProblem) = await _service.SendAsync(method, absent, body?.DeepClone(), stranger);
            status.Should().Be(HttpStatusCode.NotFound, "{0} {1}", method, path);
            absentStatus.Should().Be(HttpStatusCode.NotFound);
            problem!.ToJsonString().Should().Be(absentProblem!.ToJsonString());
        }

        (await _service.SendAsync(HttpMethod.Get, "/v1/credentials", client: stranger)).Body!["items"]!.AsArray().Should().BeEmpty();
        (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials?learnerId={learner}", client: stranger)).Body!["items"]!.AsArray().Should().BeEmpty();
        (await _service.SendAsync(HttpMethod.Post, "/v1/credentials/search", new JsonObject { ["email"] = "isolated@example.org" }, stranger))
            .Body!["items"]!.AsArray().Should().BeEmpty();
        (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials?cursor={id}", client: stranger)).Status.Should().Be(HttpStatusCode.BadRequest);
        (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{id}")).Body!["status"]!.ToString().Should().Be("active");
    }

    [Fact]
    public async Task One_idempotency_key_of_two_institutions_is_two()
    {
        using var stranger = _service.NewClient(await NewInstitutionAsync("third-university"));
        var ours = await _service.IssueAsync(Requests.SportManagement(), "shared-key");
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/credentials") { Content = TestService.Json(Requests.SportManagement()) };
        message.Headers.Add("Idempotency-Key", "shared-key");
        using var theirs = await stranger.SendAsync(message);
        theirs.StatusCode.Should().Be(HttpStatusCode.Created);
        JsonNode.Parse(await theirs.Content.ReadAsStringAsync())!["id"]!.ToString().Should().NotBe(ours["id"]!.ToString());
    }

    private async Task<string> NewInstitutionAsync(string slug)
    {
        var register = _service.Services.GetRequiredService<InstitutionRegister>();
        var profile = _service.Services.GetRequiredService<InstitutionDirectory>().All.First().Profile;
        var done = (InstitutionOutcome.Done)await register.RegisterAsync(new NewInstitution(slug, null, profile));
        var key = await _service.Services.GetRequiredService<ApiKeys>().CreateAsync(done.Institution.Id, new NewApiKey("test", Scopes.All));
        await _service.Services.GetRequiredService<InstitutionDirectory>().RefreshAsync();
        return key.Text.ToString();
    }

    private async Task<string> NewKeyAsync(params string[] scopes)
    {
        var (status, body) = await _service.SendAsync(
            HttpMethod.Post, "/v1/api-keys", new JsonObject { ["name"] = "test", ["scopes"] = new JsonArray([.. scopes.Select(s => (JsonNode)s)]) });
        ((int)status).Should().BeInRange(200, 201);
        return body!["apiKey"]!.ToString();
    }
}
