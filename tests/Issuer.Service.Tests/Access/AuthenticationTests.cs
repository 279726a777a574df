using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Access;
using Issuer.Service.Tests.Institutions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Issuer.Service.Tests.Access;

/// <summary>Who gets in: keys, scopes, expiry, revocation, rotation, over HTTP on a real host.</summary>
public sealed class AuthenticationTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestClock _clock = new(new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_key_opens_the_routes_of_its_scopes_and_no_others()
    {
        await using var service = await StartAsync();
        var institution = await service.RegisterAsync("alpha");
        foreach (var scope in Scopes.All)
        {
            var client = await service.ClientAsync(institution, scope);
            foreach (var asked in Scopes.All)
            {
                var response = await client.GetAsync($"/test/{asked}");
                if (asked == scope)
                {
                    (await response.Content.ReadAsStringAsync()).Should().Contain(institution.Id.ToString());
                    continue;
                }

                response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
                response.Headers.WwwAuthenticate.ToString().Should().Be($"Bearer realm=\"issuer\", error=\"insufficient_scope\", scope=\"{asked}\"");
                (await Problem(response))["code"]!.GetValue<string>().Should().Be("forbidden");
            }
        }
    }

    [Fact]
    public async Task Without_a_good_key_every_closed_route_answers_401_and_says_how()
    {
        await using var service = await StartAsync();
        var institution = await service.RegisterAsync("alpha");
        var good = (await service.Get<ApiKeys>().CreateAsync(institution.Id, new NewApiKey("test", [Scopes.Read]))).Text;
        string[] bad =
        [
            "Bearer", "Bearer ", "Basic " + good, good.ToString(), "Bearer " + good + "A", "Bearer " + good.ToString()[..^1], "Bearer " + good.ToString().ToUpperInvariant(),
            $"Bearer iss_{good.Prefix}_{ApiKeyText.Generate().Secret}", $"Bearer iss_zzzzzzzz_{good.Secret}", "Bearer " + new string('A', 100_000), "Bearer iss_%27%20OR%201=1",
        ];
        foreach (var header in bad)
        {
            var context = await service.SendAsync(http =>
            {
                http.Request.Path = "/test/read";
                http.Request.Headers.Authorization = header;
            });
            context.Response.StatusCode.Should().Be(401, header.Length > 80 ? header[..80] : header);
            context.Response.Headers.WWWAuthenticate.ToString().Should().Be("Bearer realm=\"issuer\", error=\"invalid_token\"");
            context.Response.ContentType.Should().Be("application/problem+json");
        }

        var anonymous = await service.Client().GetAsync("/test/read");
        anonymous.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        anonymous.Headers.WwwAuthenticate.ToString().Should().Be("Bearer realm=\"issuer\"");
        (await Problem(anonymous))["type"]!.GetValue<string>().Should().Be("/problems/unauthorized");
        (await service.Client().GetAsync($"/test/read?access_token={good}&api_key={good}")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);

        var twice = await service.SendAsync(http =>
        {
            http.Request.Path = "/test/read";
            http.Request.Headers.Authorization = new([$"Bearer {good}", $"Bearer {good}"]);
        });
        twice.Response.StatusCode.Should().Be(401);
        (await service.Client(good.ToString()).GetAsync("/test/read")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_route_that_says_nothing_is_closed_even_to_good_keys()
    {
        await using var service = await StartAsync();
        (await service.Client().GetAsync("/test/forgotten")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        var client = await service.ClientAsync(await service.RegisterAsync("alpha"), [.. Scopes.All]);
        (await client.GetAsync("/test/forgotten")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await service.Client().GetAsync("/test/open")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_expired_key_is_refused_from_that_instant()
    {
        await using var service = await StartAsync();
        var institution = await service.RegisterAsync("alpha");
        var key = await service.Get<ApiKeys>().CreateAsync(institution.Id, new NewApiKey("short", [Scopes.Read], _clock.GetUtcNow().AddHours(1)));
        var client = service.Client(key.Text.ToString());
        _clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        (await client.GetAsync("/test/read")).StatusCode.Should().Be(HttpStatusCode.OK);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        (await client.GetAsync("/test/read")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_key_is_made_listed_and_revoked_over_the_api_and_its_secret_shown_once()
    {
        await using var service = await StartAsync();
        var institution = await service.RegisterAsync("alpha");
        var admin = await service.ClientAsync(institution, Scopes.Admin);

        var response = await admin.PostAsJsonAsync("/v1/api-keys", new { name = "registry", scopes = new[] { "read", "issue" }, expiresAt = "2027-01-01T00:00:00Z" });
        response.StatusCode.Should().Be(HttpStatusCode.Created);
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        var made = await response.Content.ReadFromJsonAsync<JsonElement>();
        var prefix = made.GetProperty("prefix").GetString()!;
        made.GetProperty("apiKey").GetString().Should().MatchRegex($"^iss_{prefix}_[A-Za-z0-9_-]{{43}}$");
        made.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()).Should().BeEquivalentTo("issue", "read");
        var client = service.Client(made.GetProperty("apiKey").GetString());
        (await client.GetAsync("/test/issue")).StatusCode.Should().Be(HttpStatusCode.OK);

        var list = await admin.GetStringAsync("/v1/api-keys");
        list.Should().Contain(prefix).And.NotContain(made.GetProperty("apiKey").GetString()!.Split('_', 3)[2]);

        (await admin.DeleteAsync($"/v1/api-keys/{prefix}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await client.GetAsync("/test/issue")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await admin.DeleteAsync($"/v1/api-keys/{prefix}")).StatusCode.Should().Be(HttpStatusCode.NoContent, "repeating it changes nothing");
        (await admin.GetStringAsync("/v1/api-keys")).Should().Contain("revoked");
    }

    [Fact]
    public async Task Another_institutions_key_is_not_found_and_stays()
    {
        await using var service = await StartAsync();
        var alpha = await service.RegisterAsync("alpha");
        var beta = await service.RegisterAsync("beta");
        var key = await service.Get<ApiKeys>().CreateAsync(alpha.Id, new NewApiKey("alpha's", [Scopes.Read]));
        var stranger = await service.ClientAsync(beta, Scopes.Admin);

        var absent = await stranger.DeleteAsync("/v1/api-keys/zzzzzzzz");
        var theirs = await stranger.DeleteAsync($"/v1/api-keys/{key.Key.Prefix}");
        theirs.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await theirs.Content.ReadAsStringAsync()).Should().Be(await absent.Content.ReadAsStringAsync());
        (await stranger.PostAsJsonAsync("/v1/api-keys", new { rotates = key.Key.Prefix })).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await stranger.GetStringAsync("/v1/api-keys")).Should().NotContain(key.Key.Prefix);
        (await service.Client(key.Text.ToString()).GetAsync("/test/read")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_rotated_key_works_beside_its_successor_for_the_overlap()
    {
        await using var service = await StartAsync();
        var institution = await service.RegisterAsync("alpha");
        var admin = await service.ClientAsync(institution, Scopes.Admin);
        var old = await service.Get<ApiKeys>().CreateAsync(institution.Id, new NewApiKey("registry", [Scopes.Issue, Scopes.Read], _clock.GetUtcNow().AddDays(30)));
        _clock.Advance(TimeSpan.FromDays(10));

        var response = await admin.PostAsJsonAsync("/v1/api-keys", new { rotates = old.Key.Prefix, overlapSeconds = 60 });
        response.StatusCode.Should().Be(HttpStatusCode.Created);
        var made = await response.Content.ReadFromJsonAsync<JsonElement>();
        made.GetProperty("name").GetString().Should().Be("registry");
        made.GetProperty("expiresAt").GetDateTimeOffset().Should().Be(_clock.GetUtcNow().AddDays(30), "a successor lives as long as its predecessor was meant to");
        var (before, after) = (service.Client(old.Text.ToString()), service.Client(made.GetProperty("apiKey").GetString()));
        (await before.GetAsync("/test/issue")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await after.GetAsync("/test/issue")).StatusCode.Should().Be(HttpStatusCode.OK);

        (await admin.PostAsJsonAsync("/v1/api-keys", new { rotates = old.Key.Prefix })).StatusCode.Should().Be(HttpStatusCode.Conflict, "one key has one successor");
        _clock.Advance(TimeSpan.FromSeconds(60));
        (await before.GetAsync("/test/issue")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await after.GetAsync("/test/issue")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Fifty_rotations_at_once_make_one_successor()
    {
        await using var service = await StartAsync();
        var institution = await service.RegisterAsync("alpha");
        var keys = service.Get<ApiKeys>();
        var old = await keys.CreateAsync(institution.Id, new NewApiKey("registry", [Scopes.Issue]));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => keys.RotateAsync(institution.Id, old.Key.Prefix, TimeSpan.Zero))));
        outcomes.OfType<ApiKeyOutcome.Created>().Should().ContainSingle();
        outcomes.OfType<ApiKeyOutcome.NotLive>().Should().HaveCount(49);
        service.Get<ApiKeyDirectory>().Of(institution.Id).Should().HaveCount(2);
    }

    [Theory]
    [InlineData("""{}""", "/name", "/scopes")]
    [InlineData("""{"name":"x","scopes":[]}""", "/scopes")]
    [InlineData("""{"name":"x","scopes":["issue","root"]}""", "/scopes/1")]
    [InlineData("""{"name":"x","scopes":["issue"],"institutionId":"0190c0de-0000-7000-8000-000000000000"}""", "/institutionId")]
    [InlineData("""{"name":"x","scopes":["issue"],"expiresAt":"2020-01-01T00:00:00Z"}""", "/expiresAt")]
    [InlineData("""{"name":"x","scopes":["issue"],"overlapSeconds":5}""", "/overlapSeconds")]
    [InlineData("""{"rotates":"abcdefgh","overlapSeconds":-1}""", "/overlapSeconds")]
    [InlineData("""{"rotates":"abcdefgh","overlapSeconds":1e99}""", "/overlapSeconds")]
    [InlineData("""{"name":"a\u202eb","scopes":["issue"]}""", "/name")]
    [InlineData("""[]""", "")]
    public async Task Every_fault_of_a_request_is_named(string body, params string[] pointers)
    {
        await using var service = await StartAsync();
        var admin = await service.ClientAsync(await service.RegisterAsync("alpha"), Scopes.Admin);
        var response = await admin.PostAsync("/v1/api-keys", new StringContent(body, null, "application/json"));
        response.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await Problem(response))["errors"]!.AsArray().Select(error => error!["pointer"]!.GetValue<string>()).Should().BeEquivalentTo(pointers);
    }

    [Fact]
    public async Task No_secret_is_in_the_store()
    {
        string secret;
        await using (var service = await StartAsync())
        {
            var institution = await service.RegisterAsync("alpha");
            secret = (await service.Get<ApiKeys>().CreateAsync(institution.Id, new NewApiKey("test", [Scopes.Read]))).Text.Secret;
        }

        foreach (var file in Directory.GetFiles(_folder.Data))
            System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).Should().NotContain(secret);
    }

    [Fact]
    public async Task A_key_made_or_revoked_by_another_program_is_known_within_a_second()
    {
        await using var running = await StartAsync();
        var institution = await running.RegisterAsync("alpha");
        await using var other = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var key = await other.Get<ApiKeys>().CreateAsync(institution.Id, new NewApiKey("from outside", [Scopes.Read]));
        var client = running.Client(key.Text.ToString());

        (await Eventually(async () => (await client.GetAsync("/test/read")).StatusCode == HttpStatusCode.OK)).Should().BeTrue();
        await other.Get<ApiKeys>().RevokeAsync(institution.Id, key.Key.Prefix);
        (await Eventually(async () => (await client.GetAsync("/test/read")).StatusCode == HttpStatusCode.Unauthorized)).Should().BeTrue();
    }

    internal static async Task<bool> Eventually(Func<Task<bool>> condition)
    {
        // Generous, for a busy machine; the promise of one second is the interval of half a second and a query.
        for (var i = 0; i < 400; i++)
        {
            if (await condition())
                return true;
            await Task.Delay(50);
        }

        return false;
    }

    internal static async Task<JsonObject> Problem(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        problem["status"]!.GetValue<int>().Should().Be((int)response.StatusCode);
        problem["title"]!.GetValue<string>().Should().NotBeEmpty();
        return problem;
    }

    private Task<InstitutionHost> StartAsync() => InstitutionHost.StartAsync(_folder.Settings(), _clock, app =>
    {
        foreach (var scope in Scopes.All)
            app.MapGet($"/test/{scope}", (HttpContext http) => http.User.InstitutionId().ToString()).RequireScope(scope);
        app.MapGet("/test/forgotten", () => "secret");
        app.MapGet("/test/open", () => "open").AllowAnonymous();
    });
}
