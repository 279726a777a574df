using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Service.Tests.VcApi;

/// <summary>Presentations, signed by a holder's <c>did:key</c> as the W3C's suites sign them, and enveloped ones.</summary>
public sealed class VcApiPresentationTests(VcApiService api) : IClassFixture<VcApiService>, IDisposable
{
    private readonly SigningKey _holder = SigningKey.Generate(SignatureAlgorithm.Ed25519);

    public void Dispose() => _holder.Dispose();

    [Fact]
    public async Task A_presentation_of_every_kind_of_credential_verifies()
    {
        JsonNode[] credentials = [.. await Task.WhenAll(((string[])["eddsa-rdfc", "did-p384-jcs", "jwt", "revocable"]).Select(name => api.IssueAsync(name, api.Credential(name))))];
        await AcceptsAsync(Sign(Presentation(credentials)), new JsonObject { ["checks"] = new JsonArray() });
        await AcceptsAsync(Envelop(Presentation(credentials)), null);
        await AcceptsAsync(Sign(Presentation()), null);
    }

    [Fact]
    public async Task Domain_and_challenge_are_held_to()
    {
        var options = new JsonObject { ["domain"] = "https://verifier.example", ["challenge"] = "u-123" };
        var made = Sign(Presentation(), "https://verifier.example", "u-123");
        await AcceptsAsync(made, options);
        await RefusesAsync(made, null, "audience-mismatch");
        await RefusesAsync(made, new JsonObject { ["domain"] = "https://another.example", ["challenge"] = "u-123" }, "audience-mismatch");
        await RefusesAsync(made, new JsonObject { ["domain"] = "https://verifier.example", ["challenge"] = "u-124" }, "nonce-mismatch");
        await RefusesAsync(Sign(Presentation()), options, "nonce-mismatch");

        var claims = new JsonObject { ["aud"] = "https://verifier.example", ["nonce"] = "u-123" };
        await AcceptsAsync(Envelop(Presentation(), claims), options);
        await RefusesAsync(Envelop(Presentation(), claims), null, "audience-mismatch");
        await RefusesAsync(Envelop(Presentation(), new JsonObject { ["nonce"] = "u-124", ["aud"] = "https://verifier.example" }), options, "nonce-mismatch");
    }

    [Fact]
    public async Task What_is_changed_unsigned_or_another_holders_is_refused()
    {
        var credential = await api.IssueAsync("eddsa-rdfc", api.Credential("eddsa-rdfc"));
        await RefusesAsync(Presentation(credential), null, "no-proof");
        var changed = Sign(Presentation(credential));
        changed["verifiableCredential"]![0]!["credentialSubject"]!["name"] = "Mallory";
        await RefusesAsync(changed, null, "signature-mismatch");
        var inside = credential.DeepClone();
        inside["credentialSubject"]!["name"] = "Mallory";
        await RefusesAsync(Sign(Presentation(inside)), null, "credential-invalid");
        var stranger = Presentation(credential);
        stranger["holder"] = "did:example:acme";
        var (status, body) = await VerifyAsync(Sign(stranger), null);
        status.Should().Be(HttpStatusCode.UnprocessableEntity, body!.ToJsonString());
        var asCredential = Sign(Presentation(credential), purpose: ProofOptions.Assertion);
        await RefusesAsync(asCredential, null, "proof-purpose-mismatch");
        await RefusesAsync(credential, null, "not-a-presentation");
        (await api.VerifyAsync("eddsa-rdfc", Sign(Presentation(credential)))).Body!["errors"]![0]!["code"]!.ToString().Should().Be("presentation");
    }

    [Fact]
    public async Task An_enveloped_presentation_says_what_it_is_and_whose()
    {
        await RefusesAsync(Envelop(Presentation(), typ: "vc+jwt"), null, "wrong-type-of-token");
        await RefusesAsync(Envelop(Presentation(), new JsonObject { ["iss"] = "did:example:acme" }), null, "claim-conflict");
        var named = Presentation();
        named["id"] = "urn:uuid:0189c0a0-0000-7000-8000-000000000000";
        await RefusesAsync(Envelop(named, new JsonObject { ["jti"] = "urn:x" }), null, "claim-conflict");
        await RefusesAsync(Envelop(Presentation(), new JsonObject { ["exp"] = 1 }), null, "expired");
        await RefusesAsync(Envelop(Presentation(), new JsonObject { ["nbf"] = "soon" }), null, "claim-malformed");
        await RefusesAsync(Envelop(Presentation(), new JsonObject { ["vp"] = new JsonObject() }), null, "vp-claim-ambiguous");
        var whole = Envelop(Presentation());
        whole["id"] = whole["id"]!.ToString()[..^4] + "AAAA";
        await RefusesAsync(whole, null, "signature-mismatch");
        whole["id"] = "data:application/vp+jwt,not-a-token";
        await RefusesAsync(whole, null, "not-compact-jws");
        whole["id"] = "data:application/vc+jwt,a.b.c";
        await RefusesAsync(whole, null, "envelope-not-supported");
        var stranger = Presentation();
        stranger["holder"] = "did:example:acme";
        var (status, _) = await VerifyAsync(Envelop(stranger), null);
        status.Should().Be(HttpStatusCode.UnprocessableEntity);
    }

    private JsonObject Presentation(params JsonNode[] credentials) => new()
    {
        ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
        ["type"] = new JsonArray("VerifiablePresentation"),
        ["holder"] = DidKey.Of(_holder.PublicKey),
        ["verifiableCredential"] = new JsonArray([.. credentials.Select(credential => credential.DeepClone())]),
    };

    private JsonObject Sign(JsonObject presentation, string? domain = null, string? challenge = null, string purpose = ProofOptions.Authentication)
    {
        var document = Encoding.UTF8.GetBytes(presentation.ToJsonString());
        using var unsigned = new UnsignedDocument(document);
        var proof = unsigned.Sign(_holder, new()
        {
            Suite = Cryptosuite.EddsaRdfc2022,
            VerificationMethod = DidKey.MethodOf(_holder.PublicKey),
            Created = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Purpose = purpose,
            Domain = domain,
            Challenge = challenge,
        });
        return JsonNode.Parse(DataIntegrity.Restore(document, [proof.Json]))!.AsObject();
    }

    private JsonObject Envelop(JsonObject presentation, JsonObject? claims = null, string typ = "vp+jwt")
    {
        var payload = presentation.DeepClone().AsObject();
        foreach (var (name, value) in claims ?? [])
            payload[name] = value?.DeepClone();
        var input = VcJwt.SigningInput(VcJwt.Header(_holder.Algorithm, DidKey.MethodOf(_holder.PublicKey), typ), Encoding.UTF8.GetBytes(payload.ToJsonString()));
        return new()
        {
            ["@context"] = "https://www.w3.org/ns/credentials/v2",
            ["id"] = $"data:application/vp+jwt,{Encoding.ASCII.GetString(input)}.{Base64UrlText.Encode(_holder.Sign(input))}",
            ["type"] = "EnvelopedVerifiablePresentation",
        };
    }

    private Task<(HttpStatusCode Status, JsonNode? Body)> VerifyAsync(JsonObject presentation, JsonObject? options) => api.PostAsync(
        "eddsa-rdfc/presentations/verify", new JsonObject { ["verifiablePresentation"] = presentation.DeepClone(), ["options"] = options?.DeepClone() }, api.Service.Anyone);

    private async Task AcceptsAsync(JsonObject presentation, JsonObject? options)
    {
        var (status, body) = await VerifyAsync(presentation, options);
        status.Should().Be(HttpStatusCode.OK, body!.ToJsonString());
        body["verified"]!.GetValue<bool>().Should().BeTrue();
    }

    private async Task RefusesAsync(JsonObject presentation, JsonObject? options, string code)
    {
        var (status, body) = await VerifyAsync(presentation, options);
        status.Should().Be(HttpStatusCode.UnprocessableEntity, body!.ToJsonString());
        body["errors"]!.AsArray().Select(error => error!["code"]!.ToString()).Should().Contain(code, body.ToJsonString());
    }
}
