using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Keys;
using Issuer.Service.Access;
using Issuer.Service.Institutions;
using Issuer.Service.Tests.Access;
using Xunit;

namespace Issuer.Service.Tests.Institutions;

/// <summary>Profile, keys and public identity over HTTP.</summary>
public sealed class InstitutionApiTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestClock _clock = new(new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_put_comes_back_and_can_be_put_again()
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var admin = await service.ClientAsync(await service.RegisterAsync("alpha"), Scopes.Admin, Scopes.Read);
        const string Profile = """
            {"legalName":{"en":"Ŵyr & Sons <b>","cy":"Ŵyr a'i Feibion"},"country":"GBR","region":"UKL","identifiers":[{"type":"ukprn","value":"10007854"}],
             "address":{"street":"1 Heol","locality":"Caerdydd","postalCode":"CF5 2YB"},"homePage":"https://example.ac.uk/a?b=c","email":"registry@example.ac.uk","linkedInOrganisation":"104563921",
             "accreditation":[{"type":"institutional-quality-assurance","agent":{"legalName":{"en":"QAA"},"country":"GBR","identifiers":[],"homePage":null},"decision":"https://qaa.example/1","deqar":null}]}
            """;
        var put = await admin.PutAsync("/v1/institution", Json(Profile));
        put.StatusCode.Should().Be(HttpStatusCode.OK);
        var got = JsonNode.Parse(await admin.GetStringAsync("/v1/institution"))!;
        got["slug"]!.GetValue<string>().Should().Be("alpha");
        got["did"]!.GetValue<string>().Should().Be("did:web:localhost%3A5080:institutions:alpha");
        JsonNode.DeepEquals(got["profile"], JsonNode.Parse(Profile)).Should().BeTrue(got["profile"]!.ToJsonString());

        var version = service.Institutions.BySlug("alpha")!.Version;
        (await admin.PutAsync("/v1/institution", Json(got["profile"]!.ToJsonString()))).StatusCode.Should().Be(HttpStatusCode.OK);
        service.Institutions.BySlug("alpha")!.Version.Should().Be(version, "a profile that is the same already is no event");
    }

    [Theory]
    [InlineData("""{}""", "/legalName", "/country")]
    [InlineData("""{"legalName":{"en":"x"},"country":"XYZ"}""", "/country")]
    [InlineData("""{"legalName":{"en":"x"},"country":"FRA","region":"UKL"}""", "/region")]
    [InlineData("""{"legalName":{"en":"x"},"country":"GBR","slug":"other","did":"did:web:evil.example","keys":[]}""", "/slug", "/did", "/keys")]
    [InlineData("""{"legalName":{"en":"x"},"country":"GBR","homePage":"javascript:alert(1)","email":"nobody"}""", "/homePage", "/email")]
    public async Task Every_fault_of_a_profile_is_named_and_nothing_changes(string body, params string[] pointers)
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var before = await service.RegisterAsync("alpha");
        var admin = await service.ClientAsync(before, Scopes.Admin);
        var response = await admin.PutAsync("/v1/institution", Json(body));
        response.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await AuthenticationTests.Problem(response))["errors"]!.AsArray().Select(error => error!["pointer"]!.GetValue<string>()).Should().BeEquivalentTo(pointers);
        service.Institutions.BySlug("alpha").Should().BeEquivalentTo(before);
    }

    [Fact]
    public async Task If_Match_keeps_two_administrators_from_overwriting_each_other()
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var admin = await service.ClientAsync(await service.RegisterAsync("alpha"), Scopes.Admin, Scopes.Read);
        var tag = (await admin.GetAsync("/v1/institution")).Headers.ETag!;
        async Task<HttpStatusCode> PutAsync(string name, string match)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, "/v1/institution") { Content = Json($$"""{"legalName":{"en":"{{name}}"},"country":"GBR"}""") };
            request.Headers.TryAddWithoutValidation("If-Match", match);
            return (await admin.SendAsync(request)).StatusCode;
        }

        (await PutAsync("first", tag.ToString())).Should().Be(HttpStatusCode.OK);
        (await PutAsync("second", tag.ToString())).Should().Be(HttpStatusCode.PreconditionFailed);
        (await PutAsync("third", "nonsense")).Should().Be(HttpStatusCode.PreconditionFailed);
        (await PutAsync("fourth", "*")).Should().Be(HttpStatusCode.OK);
        service.Institutions.BySlug("alpha")!.Profile.LegalName.ToString().Should().Be("fourth");
    }

    [Fact]
    public async Task A_logo_is_served_by_us_alone_and_only_as_a_picture()
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var admin = await service.ClientAsync(await service.RegisterAsync("alpha"), Scopes.Admin);
        (await service.Client().GetAsync("/institutions/alpha/logo")).StatusCode.Should().Be(HttpStatusCode.NotFound);

        (await admin.PutAsync("/v1/institution/logo", Picture(LogoTests.Png(3, 2), "image/png"))).StatusCode.Should().Be(HttpStatusCode.OK);
        (await admin.PutAsync("/v1/institution", Json("""{"legalName":{"en":"New"},"country":"GBR"}"""))).StatusCode.Should().Be(HttpStatusCode.OK);
        var logo = await service.Client().GetAsync("/institutions/alpha/logo");
        (await logo.Content.ReadAsByteArrayAsync()).Should().Equal(LogoTests.Png(3, 2), "a new profile keeps the logo");
        logo.Content.Headers.ContentType!.MediaType.Should().Be("image/png");
        logo.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        logo.Headers.GetValues("Content-Security-Policy").Single().Should().Contain("sandbox");

        (await admin.PutAsync("/v1/institution/logo", Picture("<svg onload='x'/>"u8.ToArray(), "image/png"))).StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await admin.PutAsync("/v1/institution/logo", Picture(LogoTests.Png(3, 2), "image/jpeg"))).StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await admin.PutAsync("/v1/institution/logo", Picture("<svg/>"u8.ToArray(), "image/svg+xml"))).StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
        (await admin.PutAsync("/v1/institution/logo", Picture(new byte[LogoImage.MaxBytes + 1], "image/png"))).StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);

        (await admin.DeleteAsync("/v1/institution/logo")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await service.Client().GetAsync("/institutions/alpha/logo")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Keys_are_made_rotated_retired_and_compromised_over_the_api()
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var institution = await service.RegisterAsync("alpha");
        var admin = await service.ClientAsync(institution, Scopes.Admin, Scopes.Read);

        var rotated = await admin.PostAsJsonAsync("/v1/institution/keys/rotate", new { algorithm = "ES256" });
        rotated.StatusCode.Should().Be(HttpStatusCode.Created);
        var k3 = await rotated.Content.ReadFromJsonAsync<JsonElement>();
        k3.GetProperty("keyId").GetString().Should().Be("k3");
        k3.GetProperty("state").GetString().Should().Be("published");
        k3.GetProperty("kid").GetString().Should().Be("did:web:localhost%3A5080:institutions:alpha#k3-jwk");
        (await admin.PostAsJsonAsync("/v1/institution/keys/rotate", new { algorithm = "ES256" })).StatusCode.Should().Be(HttpStatusCode.Conflict);

        using (var own = SigningKey.Generate(SignatureAlgorithm.P384))
        {
            var jwk = JsonNode.Parse(own.ExportPrivateJwk());
            var imported = await admin.PostAsync("/v1/institution/keys", Json(new JsonObject { ["privateKeyJwk"] = jwk, ["now"] = true }.ToJsonString()));
            imported.StatusCode.Should().Be(HttpStatusCode.Created);
            (await imported.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("thumbprint").GetString().Should().Be(own.PublicKey.Thumbprint());
        }

        (await State(admin, "/v1/institution/keys/k4/retire", null)).Should().Be("retired");
        (await State(admin, "/v1/institution/keys/k2/compromise", """{"at":"2026-11-21T08:00:00+00:00"}""")).Should().Be("compromised");
        (await admin.PostAsync("/v1/institution/keys/k9/retire", null)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await admin.PostAsync("/v1/institution/keys/k1/compromise", Json("""{"at":"2026-11-21"}"""))).StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);

        var list = await admin.GetFromJsonAsync<JsonElement>("/v1/institution/keys");
        list.GetProperty("keys").EnumerateArray().Select(key => $"{key.GetProperty("keyId").GetString()} {key.GetProperty("algorithm").GetString()} {key.GetProperty("state").GetString()}")
            .Should().Equal("k1 ES256 active", "k2 EdDSA compromised", "k3 ES256 published", "k4 ES384 retired");
        list.GetRawText().Should().NotContain("\"d\":");
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"algorithm":"RS256"}""")]
    [InlineData("""{"algorithm":"none"}""")]
    [InlineData("""{"algorithm":"ES256","privateKeyJwk":{"kty":"EC"}}""")]
    [InlineData("""{"privateKeyJwk":{"kty":"oct","k":"AAAA"}}""")]
    [InlineData("""{"privateKeyJwk":"x"}""")]
    [InlineData("""{"algorithm":"ES256","keyId":"k1"}""")]
    public async Task A_bad_request_for_a_key_is_refused_and_adds_none(string body)
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var admin = await service.ClientAsync(await service.RegisterAsync("alpha"), Scopes.Admin);
        (await admin.PostAsync("/v1/institution/keys", Json(body))).StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        service.Institutions.BySlug("alpha")!.Keys.Should().HaveCount(2);
        Directory.GetFiles(Path.Combine(_folder.Keys, "alpha")).Should().HaveCount(2);
    }

    [Theory]
    [InlineData("/institutions/alpha/did.json", "application/json")]
    [InlineData("/institutions/alpha/jwks.json", "application/jwk-set+json")]
    [InlineData("/institutions/alpha/keys.json", "application/json")]
    [InlineData("/institutions/alpha/keys/k1", "application/jwk+json")]
    public async Task Identity_is_public_cacheable_for_less_than_the_publish_delay_and_revalidates(string path, string mediaType)
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var institution = await service.RegisterAsync("alpha");
        var client = service.Client();
        var first = await client.GetAsync(path);
        first.StatusCode.Should().Be(HttpStatusCode.OK);
        first.Content.Headers.ContentType!.MediaType.Should().Be(mediaType);
        first.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("*");
        first.Headers.CacheControl!.Public.Should().BeTrue();
        first.Headers.CacheControl.MaxAge.Should().BeLessThan(KeyDecisions.PublishDelay);
        (await first.Content.ReadAsStringAsync()).Should().NotContain("\"d\":");

        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        (await client.SendAsync(again)).StatusCode.Should().Be(HttpStatusCode.NotModified);
        if (path.EndsWith("k1", StringComparison.Ordinal))
            return;
        await service.Register.NewKeyAsync(institution.Id, SignatureAlgorithm.P256, rotate: true, TimeSpan.Zero);
        (await client.GetAsync(path)).Headers.ETag.Should().NotBe(first.Headers.ETag);
    }

    [Fact]
    public async Task Unknown_institutions_and_keys_are_not_found_and_compromised_keys_gone()
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var institution = await service.RegisterAsync("alpha");
        await service.Register.CompromiseKeyAsync(institution.Id, "k2");
        var client = service.Client();
        foreach (var path in (string[])["/institutions/beta/did.json", "/institutions/alpha/keys/k7", "/institutions/..%2falpha/did.json", "/.well-known/did.json"])
        {
            var response = await client.GetAsync(path);
            response.StatusCode.Should().Be(HttpStatusCode.NotFound, path);
            response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        }

        (await client.GetAsync("/institutions/alpha/keys/k2")).StatusCode.Should().Be(HttpStatusCode.Gone);
        (await client.GetStringAsync("/institutions/alpha/keys.json")).Should().Contain("compromisedAt");
    }

    [Fact]
    public async Task An_institution_may_be_the_host_itself_and_then_its_document_is_well_known()
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        await service.RegisterAsync("alpha", "did:web:localhost%3A5080");
        var document = await service.Client().GetFromJsonAsync<JsonElement>("/.well-known/did.json");
        document.GetProperty("id").GetString().Should().Be("did:web:localhost%3A5080");
        (await service.Client().GetStringAsync("/institutions/alpha/did.json")).Should().Be(document.GetRawText());
    }

    [Fact]
    public async Task The_host_of_a_request_is_never_repeated()
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var institution = await service.RegisterAsync("alpha");
        var client = await service.ClientAsync(institution, Scopes.Admin, Scopes.Read);
        foreach (var path in (string[])["/institutions/alpha/did.json", "/institutions/alpha/keys.json", "/v1/institution", "/v1/institution/keys", "/nowhere"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = "evil.example";
            request.Headers.TryAddWithoutValidation("X-Forwarded-Host", "evil.example");
            var response = await client.SendAsync(request);
            (response.Headers.ToString() + await response.Content.ReadAsStringAsync()).Should().NotContain("evil.example");
        }
    }

    private static async Task<string?> State(HttpClient client, string path, string? body)
    {
        var response = await client.PostAsync(path, body is null ? null : Json(body));
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString();
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static ByteArrayContent Picture(byte[] data, string mediaType) => new(data) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
}
