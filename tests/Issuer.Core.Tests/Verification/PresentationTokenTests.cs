using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

/// <summary>Presentations in tokens: enveloped, bare, and in the claim <c>vp</c> of the data model 1.1; and what an attacker makes of them.</summary>
public sealed class PresentationTokenTests : IDisposable
{
    private static readonly VerifyOptions Asked = new(Nonce: "c1", Audience: "https://employer.example");
    private readonly World _world = new(SignatureAlgorithm.Ed25519);
    private readonly SigningKey _holder = SigningKey.Generate(SignatureAlgorithm.P256);

    public void Dispose()
    {
        _holder.Dispose();
        _world.Dispose();
    }

    private string Holder => DidKey.Of(_holder.PublicKey);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_is_a_presentation_in_an_envelope_and_without(bool enveloped)
    {
        var token = Token(Claims(Envelope(_world.Sign(World.Plain())), Credential()));
        var report = await _world.VerifyAsync(enveloped ? Enveloped(token) : token, Asked);
        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        report.Of("format").Code.Should().Be("presentation");
        report.Of("signature").Code.Should().Be("signature-good");
        report.Of("status").Code.Should().Be("credentials-valid");
        report.Related.Select(related => (related.Pointer, related.Report.Verdict)).Should().Equal(
            ("/verifiableCredential/0", Verdict.Valid), ("/verifiableCredential/1", Verdict.Valid));
        report.Credential!.Value.TryGetProperty("aud", out _).Should().BeFalse("claims of the token are none of the presentation's members");
    }

    [Theory]
    [InlineData("JWT")]
    [InlineData(null)]
    public async Task The_claim_vp_of_the_older_data_model_is_read(string? typ)
    {
        var report = await _world.VerifyAsync(Token(Legacy(Credential1()), typ), Asked);
        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        report.Credential!.Value.GetProperty("holder").GetString().Should().Be(Holder);
        report.Related.Single().Report.Of("format").Code.Should().Be("vcdm-1.1");
    }

    [Theory]
    [InlineData("c2", "https://employer.example", "nonce-mismatch")]
    [InlineData("c1", "https://other.example", "audience-mismatch")]
    [InlineData("c1", null, "audience-mismatch")]
    public async Task One_made_for_another_occasion_is_refused(string nonce, string? audience, string code)
    {
        foreach (var token in new[] { Token(Claims(Credential())), Token(Legacy(Credential1()), "JWT") })
            (await _world.VerifyAsync(token, new(Nonce: nonce, Audience: audience))).Of("validity").Code.Should().Be(code);
    }

    [Theory]
    [InlineData("exp", "1000", "expired")]
    [InlineData("nbf", "99999999999", "not-yet-valid")]
    [InlineData("iat", "99999999999", "proof-not-yet-made")]
    public async Task Its_times_count(string claim, string seconds, string code)
    {
        var claims = Claims(Credential());
        claims[claim] = JsonNode.Parse(seconds);
        (await _world.VerifyAsync(Token(claims), Asked)).Of("validity").Code.Should().Be(code);
    }

    [Fact]
    public async Task The_holder_must_have_signed_with_a_key_for_that()
    {
        using var thief = SigningKey.Generate(SignatureAlgorithm.P256);
        // The thief's key under the holder's name, and under its own.
        (await Check(Claims(Credential()), thief)).Of("signature").Code.Should().Be("signature-mismatch");
        (await Check(Claims(Credential()), thief, DidKey.MethodOf(thief.PublicKey))).Of("issuer").Code.Should().Be("issuer-mismatch");

        // iss and holder are two parties.
        var torn = Claims(Credential());
        torn["iss"] = DidKey.Of(thief.PublicKey);
        (await Check(torn, thief, DidKey.MethodOf(thief.PublicKey))).Of("format").Code.Should().Be("claim-conflict");

        // Nobody is named: then whoever signed presents.
        var unnamed = Claims(Credential());
        unnamed.Remove("holder");
        unnamed.Remove("iss");
        (await Check(unnamed)).Verdict.Should().Be(Verdict.Valid);

        // The institution's keys are listed for assertion alone, whether the token names one or not.
        foreach (var kid in new[] { World.Kid, null })
        {
            var institution = Claims(Credential());
            (institution["holder"], institution["iss"]) = (World.Did, World.Did);
            var header = new JsonObject { ["alg"] = "EdDSA", ["typ"] = "vp+jwt" };
            if (kid is not null)
                header["kid"] = kid;
            var report = await _world.VerifyAsync(World.Sign(institution.ToJsonString(), header.ToJsonString(), _world.Key), Asked);
            report.Verdict.Should().Be(Verdict.Invalid, report.Told());
            report.Checks.Select(check => check.Code).Should().Contain(kid is null ? "key-not-found" : "key-not-for-authentication");
        }
    }

    [Fact]
    public async Task A_changed_token_or_credential_is_invalid()
    {
        var token = Token(Claims(Credential()));
        var parts = token.Split('.');
        var claims = Claims(Credential());
        claims["nonce"] = "c1";
        claims["id"] = "urn:uuid:7d1c0f0e-0000-4000-8000-0000000000aa";
        var swapped = $"{parts[0]}.{Token(claims).Split('.')[1]}.{parts[2]}";
        (await _world.VerifyAsync(swapped, Asked)).Of("signature").Code.Should().Be("signature-mismatch");

        var changed = Credential();
        changed["credentialSubject"]!["name"] = "Somebody else";
        var report = await Check(Claims(Credential(), changed));
        report.Of("signature").Outcome.Should().Be(Outcome.Passed);
        report.Of("status").Should().BeEquivalentTo(new { Outcome = Outcome.Failed, Code = "credential-invalid" });
    }

    [Fact]
    public async Task Envelopes_hold_what_they_say()
    {
        var credential = _world.Sign(World.Plain());
        var presentation = Token(Claims(Envelope(credential)));
        (await _world.VerifyAsync(Enveloped(credential), Asked)).Verdict.Should().Be(Verdict.Invalid, "a credential is no presentation");
        var report = await _world.VerifyAsync(Envelope(presentation).ToJsonString(), Asked);
        report.Of("format").Code.Should().Be("wrong-type-of-token", "a presentation is no credential");
        (await _world.VerifyAsync(Envelope(Token(Claims(Envelope(credential)), typ: null)).ToJsonString(), Asked)).Of("format").Code.Should().Be("presentation");
    }

    [Fact]
    public async Task Presentations_in_presentations_are_not_opened_however_deep()
    {
        JsonNode inner = Credential();
        for (var depth = 0; depth < 8; depth++)
        {
            var report = await _world.VerifyAsync(Token(Claims(inner)), Asked);
            report.Related.Should().ContainSingle();
            report.Related[0].Report.Related.Should().BeEmpty("only the outermost presentation is opened");
            report.Verdict.Should().Be(depth == 0 ? Verdict.Valid : Verdict.Invalid, report.Told());
            inner = JsonNode.Parse(Enveloped(Token(Claims(inner))))!;
        }

        var asked = _world.Asked.Count;
        // The same by a credential's envelope, by a bare text, and as an object: nobody is asked for anything in them.
        foreach (var hidden in new[] { Envelope(Token(Claims(Credential()))), JsonNode.Parse(Enveloped(Token(Claims(Credential()))))! })
        {
            var report = await Check(Claims(hidden));
            report.Related.Single().Report.Verdict.Should().Be(Verdict.Invalid);
        }

        (await _world.VerifyAsync(Token(Legacy(Token(Legacy(Credential1()), "JWT")), "JWT"), Asked)).Related.Single().Report.Of("format").Code.Should().Be("not-a-credential");
        _world.Asked.Should().HaveCount(asked);
    }

    [Fact]
    public async Task A_thousand_credentials_are_not_looked_at()
    {
        var one = Envelope("a.b.c");
        var report = await Check(Claims([.. Enumerable.Range(0, 1000).Select(_ => one.DeepClone())]));
        report.Of("format").Code.Should().Be("too-many-credentials");
        report.Related.Should().BeEmpty();
        _world.Asked.Should().BeEmpty();
    }

    [Theory]
    [InlineData("typ", "\"vc+jwt\"", "presentation")]
    [InlineData("typ", "\"kb+jwt\"", "wrong-type-of-token")]
    [InlineData("cty", "\"vc\"", "wrong-type-of-content")]
    [InlineData("cty", "\"JWT\"", "nested-jwt")]
    [InlineData("crit", "[\"b64\"]", "header-crit")]
    public async Task A_header_that_says_something_else_is_refused(string name, string value, string code)
    {
        var header = Header();
        header[name] = JsonNode.Parse(value);
        (await _world.VerifyAsync(World.Sign(Claims(Credential()).ToJsonString(), header.ToJsonString(), _holder), Asked)).Of("format").Code.Should().Be(code);
    }

    [Theory]
    [InlineData("aud", "5", "claim-malformed")]
    [InlineData("nonce", "[]", "claim-malformed")]
    [InlineData("exp", "\"soon\"", "claim-malformed")]
    [InlineData("holder", "[]", "claim-conflict")]
    [InlineData("jti", "\"urn:uuid:7d1c0f0e-0000-4000-8000-0000000000bb\"", "claim-conflict")]
    [InlineData("@context", "\"https://www.w3.org/2018/credentials/v1\"", "context-not-base")]
    [InlineData("type", "\"VerifiableCredential\"", "type-missing")]
    [InlineData("vp", "{}", "vp-claim-ambiguous")]
    [InlineData("vp", "5", "vp-claim-ambiguous")]
    [InlineData("verifiableCredential", "\"a.b.c\"", "object-with-only-value")]
    [InlineData("undefinedTerm", "\"x\"", "term-undefined")]
    public async Task A_payload_that_is_not_in_order_is_refused(string member, string value, string code)
    {
        var claims = Claims(Credential());
        claims["id"] = "urn:uuid:7d1c0f0e-0000-4000-8000-0000000000aa";
        claims[member] = JsonNode.Parse(value);
        var report = await Check(claims);
        report.Of("format").Code.Should().Be(code);
        report.Verdict.Should().Be(Verdict.Invalid);
    }

    [Fact]
    public async Task No_algorithm_of_the_attackers_choice_is_taken()
    {
        foreach (var algorithm in new[] { "none", "HS256", "ES384" })
        {
            var header = Header();
            header["alg"] = algorithm;
            var report = await _world.VerifyAsync(World.Sign(Claims(Credential()).ToJsonString(), header.ToJsonString(), _holder), Asked);
            report.Verdict.Should().Be(Verdict.Invalid, report.Told());
        }
    }

    private async Task<VerificationReport> Check(JsonObject claims, SigningKey? key = null, string? kid = null) =>
        await _world.VerifyAsync(World.Sign(claims.ToJsonString(), Header(kid).ToJsonString(), key ?? _holder), Asked);

    private JsonObject Header(string? kid = null) => new() { ["alg"] = "ES256", ["kid"] = kid ?? DidKey.MethodOf(_holder.PublicKey), ["typ"] = "vp+jwt" };

    private string Token(JsonObject claims, string? typ = "vp+jwt")
    {
        var header = Header();
        header.Remove("typ");
        if (typ is not null)
            header["typ"] = typ;
        return World.Sign(claims.ToJsonString(), header.ToJsonString(), _holder);
    }

    private JsonObject Claims(params JsonNode[] credentials) => new()
    {
        ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
        ["type"] = new JsonArray("VerifiablePresentation"),
        ["holder"] = Holder,
        ["iss"] = Holder,
        ["aud"] = "https://employer.example",
        ["nonce"] = "c1",
        ["iat"] = World.Now.ToUnixTimeSeconds(),
        ["verifiableCredential"] = new JsonArray([.. credentials.Select(credential => credential.DeepClone())]),
    };

    private JsonObject Legacy(string credential) => new()
    {
        ["iss"] = Holder,
        ["aud"] = new JsonArray("https://employer.example"),
        ["nonce"] = "c1",
        ["jti"] = "urn:uuid:7d1c0f0e-0000-4000-8000-0000000000aa",
        ["vp"] = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/2018/credentials/v1"),
            ["type"] = new JsonArray("VerifiablePresentation"),
            ["verifiableCredential"] = new JsonArray(credential),
        },
    };

    private string Credential1() => _world.Sign(
        JsonNode.Parse($$$"""
            {"iss":"{{{World.Did}}}","jti":"urn:uuid:7d1c0f0e-0000-4000-8000-000000000009","nbf":1767225600,"sub":"did:example:learner",
             "vc":{"@context":["https://www.w3.org/2018/credentials/v1"],"type":["VerifiableCredential"],"credentialSubject":{"id":"did:example:learner"} } }
            """)!,
        new() { ["alg"] = "EdDSA", ["kid"] = World.Kid, ["typ"] = "JWT" });

    private JsonObject Credential()
    {
        var document = System.Text.Encoding.UTF8.GetBytes(World.Plain().ToJsonString());
        return JsonNode.Parse(DataIntegrity.Sign(document, _world.Key, World.Did + "#k1", Cryptosuite.EddsaRdfc2022, World.Now).Document)!.AsObject();
    }

    private static JsonObject Envelope(string token) => new()
    {
        ["@context"] = "https://www.w3.org/ns/credentials/v2",
        ["type"] = "EnvelopedVerifiableCredential",
        ["id"] = "data:application/vc+jwt," + token,
    };

    private static string Enveloped(string token) =>
        $$"""{ "@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiablePresentation", "id": "data:application/vp+jwt,{{token}}" }""";
}
