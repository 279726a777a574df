using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

public class FormatCheckTests : IDisposable
{
    private readonly World _world = new();

    public void Dispose()
    {
        _world.Dispose();
        GC.SuppressFinalize(this);
    }

    // What an issuer refuses by VCDM 2.0, a verifier refuses too: member, value as JSON (nothing: leave it out), code.
    [Theory]
    [InlineData("@context", null, "context-missing")]
    [InlineData("@context", "[]", "context-not-base")]
    [InlineData("@context", "\"https://www.w3.org/2018/credentials/v1\"", "context-not-base")]
    [InlineData("@context", "[{}, \"https://www.w3.org/ns/credentials/v2\"]", "context-not-base")]
    [InlineData("@context", "[\"https://www.w3.org/ns/credentials/v2\", 1]", "context-malformed")]
    [InlineData("@context", "[\"https://www.w3.org/ns/credentials/v2\", \"relative\"]", "context-malformed")]
    [InlineData("type", null, "type-missing")]
    [InlineData("type", "[]", "type-missing")]
    [InlineData("type", "\"OpenBadgeCredential\"", "type-missing")]
    [InlineData("type", "[\"VerifiableCredential\", 1]", "type-malformed")]
    [InlineData("type", "[\"VerifiableCredential\", \"OpenBadgeCredential\"]", "type-undefined")]
    [InlineData("type", "[\"VerifiableCredential\", \"MyCredential\"]", "type-undefined")]
    [InlineData("type", "[\"VerifiableCredential\", \"VerifiablePresentation\"]", "presentation")]
    [InlineData("id", "null", "id-malformed")]
    [InlineData("id", "[\"urn:a:b\"]", "id-malformed")]
    [InlineData("id", "\"not a url\"", "id-malformed")]
    [InlineData("issuer", null, "issuer-malformed")]
    [InlineData("issuer", "null", "issuer-malformed")]
    [InlineData("issuer", "\"Cardiff\"", "issuer-malformed")]
    [InlineData("issuer", "{}", "issuer-malformed")]
    [InlineData("issuer", "{\"id\": \"Cardiff\"}", "issuer-malformed")]
    [InlineData("issuer", "[\"did:web:badges.example.org:institutions:cardiff-met\"]", "issuer-malformed")]
    [InlineData("credentialSubject", null, "subject-missing")]
    [InlineData("credentialSubject", "[]", "subject-missing")]
    [InlineData("credentialSubject", "{}", "subject-malformed")]
    [InlineData("credentialSubject", "[{\"id\": \"did:example:a\"}, {}]", "subject-malformed")]
    [InlineData("credentialSubject", "\"did:example:a\"", "subject-malformed")]
    [InlineData("credentialSubject", "{\"id\": \"a\"}", "id-malformed")]
    [InlineData("validFrom", "null", "date-malformed")]
    [InlineData("validFrom", "\"2026-01-01\"", "date-malformed")]
    [InlineData("validFrom", "\"2026-01-01T00:00:00\"", "date-malformed")]
    [InlineData("validUntil", "1893456000", "date-malformed")]
    [InlineData("validUntil", "\"2025-01-01T00:00:00Z\"", "dates-reversed")]
    [InlineData("credentialStatus", "{}", "member-without-type")]
    [InlineData("credentialStatus", "\"https://a.example\"", "member-without-type")]
    [InlineData("credentialSchema", "{\"id\": \"https://a.example\"}", "member-without-type")]
    [InlineData("credentialSchema", "{\"type\": \"JsonSchema\"}", "id-missing")]
    [InlineData("termsOfUse", "[{\"type\": \"A\"}, {}]", "member-without-type")]
    [InlineData("evidence", "{\"id\": \"https://a.example\"}", "member-without-type")]
    [InlineData("refreshService", "{\"type\": \"A\", \"id\": \"a\"}", "id-malformed")]
    [InlineData("name", "1", "text-malformed")]
    [InlineData("name", "{\"@value\": \"a\", \"extra\": 1}", "text-malformed")]
    [InlineData("description", "{\"en\": \"a\"}", "text-malformed")]
    [InlineData("relatedResource", "\"https://a.example\"", "related-resource-malformed")]
    [InlineData("relatedResource", "{\"id\": \"https://a.example\"}", "related-resource-malformed")]
    [InlineData("relatedResource", "[{\"id\": \"https://a.example\", \"digestSRI\": \"a\"}, {\"id\": \"https://a.example\", \"digestSRI\": \"b\"}]", "related-resource-malformed")]
    [InlineData("iss", "\"did:web:attacker.example\"", "claim-conflict")]
    [InlineData("iss", "1", "claim-malformed")]
    [InlineData("sub", "\"did:example:other\"", "claim-conflict")]
    [InlineData("jti", "\"urn:uuid:other\"", "claim-conflict")]
    [InlineData("nbf", "\"1767225600\"", "claim-malformed")]
    [InlineData("exp", "null", "claim-malformed")]
    [InlineData("iat", "{}", "claim-malformed")]
    [InlineData("aud", "[1]", "claim-malformed")]
    [InlineData("vp", "{}", "presentation")]
    [InlineData("vc", "{}", "vc-claim-ambiguous")]
    public async Task A_fault_is_named(string member, string? value, string code)
    {
        var payload = World.Plain();
        if (value is null)
            payload.Remove(member);
        else
            payload[member] = JsonNode.Parse(value);
        var report = await _world.VerifyAsync(_world.Sign(payload));
        report.Verdict.Should().Be(Verdict.Invalid);
        report.Of("format").Should().BeEquivalentTo(new { Outcome = Outcome.Failed, Code = code });
        _world.Asked.Should().BeEmpty();
    }

    [Theory]
    [InlineData("id", null)]
    [InlineData("validFrom", null)]
    [InlineData("validFrom", "\"2026-01-01T00:00:00.123+02:00\"")]
    [InlineData("@context", "\"https://www.w3.org/ns/credentials/v2\"")]
    [InlineData("type", "\"VerifiableCredential\"")]
    [InlineData("type", "[\"https://types.example/A\", \"VerifiableCredential\"]")]
    [InlineData("issuer", "{\"id\": \"did:web:badges.example.org:institutions:cardiff-met\", \"name\": \"Cardiff\"}")]
    [InlineData("credentialSubject", "{\"id\": \"did:example:learner\"}")]
    [InlineData("credentialSubject", "[{\"id\": \"did:example:learner\"}, {\"name\": \"Second\"}]")]
    [InlineData("name", "[{\"@value\": \"a\", \"@language\": \"en\", \"@direction\": \"ltr\"}, \"b\"]")]
    [InlineData("credentialSchema", "[{\"id\": \"https://a.example/1\", \"type\": \"JsonSchema\"}]")]
    [InlineData("relatedResource", "{\"id\": \"https://a.example\", \"digestMultibase\": \"uAA\"}")]
    [InlineData("iss", "\"did:web:badges.example.org:institutions:cardiff-met\"")]
    [InlineData("sub", "\"did:example:learner\"")]
    [InlineData("jti", "\"urn:uuid:7d1c0f0e-0000-4000-8000-000000000001\"")]
    [InlineData("nbf", "1767225601")]
    [InlineData("iat", "1767225600")]
    public async Task What_the_data_model_allows_is_valid(string member, string? value)
    {
        var payload = World.Plain();
        if (value is null)
            payload.Remove(member);
        else
            payload[member] = JsonNode.Parse(value);
        var report = await _world.VerifyAsync(_world.Sign(payload));
        report.Verdict.Should().Be(Verdict.Valid, report.Told());
    }

    // Contexts that could rename validUntil or credentialStatus away: never valid, whatever the signature says.
    [Theory]
    [InlineData("[\"https://www.w3.org/ns/credentials/v2\", \"https://contexts.example/mine\"]")]
    [InlineData("[\"https://www.w3.org/ns/credentials/v2\", {\"validUntil\": null}]")]
    [InlineData("[\"https://www.w3.org/ns/credentials/v2\", {}]")]
    [InlineData("[\"https://www.w3.org/ns/credentials/v2\", \"https://www.w3.org/ns/credentials/v2\"]")]
    public async Task An_unknown_context_is_never_valid(string context)
    {
        var payload = World.Plain();
        payload["@context"] = JsonNode.Parse(context);
        var report = await _world.VerifyAsync(_world.Sign(payload));
        report.Verdict.Should().Be(Verdict.Indeterminate, report.Told());
        foreach (var name in new[] { "format", "issuer", "validity", "status" })
            report.Of(name).Should().BeEquivalentTo(new { Outcome = Outcome.CannotTell, Code = "context-unknown" }, name);
        report.Of("signature").Outcome.Should().Be(Outcome.Passed);

        payload["validUntil"] = "2026-02-01T00:00:00Z";
        (await _world.VerifyAsync(_world.Sign(payload))).Verdict.Should().Be(Verdict.Invalid);
    }

    [Theory]
    [InlineData("{\"id\": \"did:example:a\", \"@context\": {\"name\": null}}", "context-nested")]
    [InlineData("{\"id\": \"did:example:a\", \"deep\": [[{\"@context\": \"https://a.example\"}]]}", "context-nested")]
    [InlineData("{\"id\": \"did:example:a\", \"@graph\": []}", "json-ld-keyword")]
    [InlineData("{\"@id\": \"did:example:a\"}", "json-ld-keyword")]
    public async Task Contexts_and_keywords_below_the_top_are_never_valid(string subject, string code)
    {
        var payload = World.Plain();
        payload["credentialSubject"] = JsonNode.Parse(subject);
        var report = await _world.VerifyAsync(_world.Sign(payload));
        report.Verdict.Should().Be(Verdict.Indeterminate);
        report.Of("format").Code.Should().Be(code);
    }

    [Theory]
    [InlineData("typ", "\"kb+jwt\"", "wrong-type-of-token")]
    [InlineData("typ", "\"vp+jwt\"", "type-missing")]
    [InlineData("typ", "1", "header-typ")]
    [InlineData("cty", "\"JWT\"", "nested-jwt")]
    [InlineData("cty", "\"vp\"", "wrong-type-of-content")]
    [InlineData("cty", "[]", "wrong-type-of-content")]
    [InlineData("crit", "[\"exp\"]", "header-crit")]
    [InlineData("b64", "false", "header-b64")]
    [InlineData("zip", "\"DEF\"", "header-zip")]
    [InlineData("enc", "\"A128GCM\"", "header-enc")]
    [InlineData("alg", "null", "header-alg")]
    [InlineData("kid", "{}", "header-kid")]
    public async Task A_header_that_says_something_else_is_refused(string member, string value, string code)
    {
        var header = World.Header();
        header[member] = JsonNode.Parse(value);
        var report = await _world.VerifyAsync(_world.Sign(World.Plain(), header));
        report.Verdict.Should().Be(Verdict.Invalid);
        report.Of("format").Code.Should().Be(code);
    }

    [Fact]
    public async Task A_badges_nbf_is_its_validFrom_and_it_needs_an_id_and_a_start()
    {
        var badge = JsonNode.Parse(JsonSerializer.Serialize(
            (await _world.VerifyAsync(_world.Badge())).Credential!.Value))!.AsObject();
        badge["nbf"] = 1795253415 + 1;
        (await _world.VerifyAsync(_world.Sign(badge))).Of("format").Code.Should().Be("claim-conflict");
        badge.Remove("nbf");
        (await _world.VerifyAsync(_world.Sign(badge))).Verdict.Should().Be(Verdict.Valid);
        badge.Remove("validFrom");
        (await _world.VerifyAsync(_world.Sign(badge))).Of("format").Code.Should().Be("date-missing");
        badge.Remove("id");
        (await _world.VerifyAsync(_world.Sign(badge))).Of("format").Code.Should().Be("id-missing");
    }

    [Fact]
    public async Task A_credential_of_data_model_1_1_is_read_from_its_claims()
    {
        var claims = Legacy();
        var report = await _world.VerifyAsync(_world.Sign(claims, new JsonObject { ["alg"] = "ES256", ["typ"] = "JWT", ["kid"] = World.Kid }));
        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        report.Of("format").Code.Should().Be("vcdm-1.1");
        var credential = report.Credential!.Value;
        credential.GetProperty("issuer").GetString().Should().Be(World.Did);
        credential.GetProperty("id").GetString().Should().Be("urn:uuid:1");
        credential.GetProperty("issuanceDate").GetString().Should().Be("2026-01-01T00:00:00Z");
        credential.GetProperty("expirationDate").GetString().Should().Be("2030-01-01T00:00:00Z");
        credential.GetProperty("credentialSubject").GetProperty("id").GetString().Should().Be("did:example:learner");
    }

    [Theory]
    [InlineData("iss", "\"did:web:attacker.example\"", "claim-conflict")]
    [InlineData("exp", "\"soon\"", "claim-malformed")]
    [InlineData("exp", "1e300", "claim-malformed")]
    [InlineData("sub", "5", "claim-malformed")]
    [InlineData("nbf", null, "date-missing")]
    [InlineData("iss", null, "issuer-malformed")]
    [InlineData("vc", "[]", "vc-claim-malformed")]
    [InlineData("vc", "{}", "context-missing")]
    public async Task A_fault_in_data_model_1_1_is_named(string claim, string? value, string code)
    {
        var claims = Legacy();
        if (claim == "iss" && value is not null)
            claims["vc"]!["issuer"] = World.Did;
        if (value is null)
            claims.Remove(claim);
        else
            claims[claim] = JsonNode.Parse(value);
        var report = await _world.VerifyAsync(_world.Sign(claims));
        report.Verdict.Should().Be(Verdict.Invalid);
        report.Of("format").Code.Should().Be(code);
    }

    private static JsonObject Legacy() => JsonNode.Parse($$"""
        {
          "iss": "{{World.Did}}", "sub": "did:example:learner", "jti": "urn:uuid:1", "nbf": 1767225600, "exp": 1893456000,
          "vc": {
            "@context": ["https://www.w3.org/2018/credentials/v1", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"],
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "credentialSubject": { "type": ["AchievementSubject"], "achievement": { "id": "https://a.example/1", "type": ["Achievement"], "name": "A" } }
          }
        }
        """)!.AsObject();
}
