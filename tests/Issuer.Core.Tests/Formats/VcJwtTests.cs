using System.Security.Cryptography;
using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Xunit;

namespace Issuer.Core.Tests.Formats;

public class VcJwtTests
{
    private const string Kid = "did:web:badges.example.org:institutions:cardiff-met#k1-jwk";

    private static readonly byte[] Document = OpenBadge.Write(Badges.Full, Badges.FactsOf(Badges.Full));

    public static TheoryData<string> SigningAlgorithms() => new("Ed25519", "P-256", "P-384");

    [Theory]
    [MemberData(nameof(SigningAlgorithms))]
    public void A_signed_badge_verifies_over_what_it_says(string name)
    {
        using var key = SigningKey.Generate(Algorithm(name));

        var signed = VcJwt.Sign(Document, key, Kid);

        var parts = signed.Compact.Split('.');
        parts.Should().HaveCount(3);
        parts[0].Should().Be(signed.ProtectedHeader);
        parts[2].Should().Be(signed.Signature);
        var input = System.Text.Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]);
        key.PublicKey.Verify(input, FromBase64Url(parts[2])).Should().BeTrue();
        signed.Digest.Should().Equal(SHA256.HashData(input));
        Text(parts[0]).Should().Be($$"""{"alg":"{{key.Algorithm.JwsName}}","kid":"{{Kid}}","typ":"vc+jwt"}""");
    }

    [Theory]
    [MemberData(nameof(SigningAlgorithms))]
    public void The_token_comes_back_from_what_is_stored(string name)
    {
        using var key = SigningKey.Generate(Algorithm(name));
        var signed = VcJwt.Sign(Document, key, Kid);

        VcJwt.Restore(Document, signed.ProtectedHeader, signed.Signature).Should().Be(signed.Compact);
    }

    /// <summary>Ed25519 signatures do not vary, so the whole token is golden: key of RFC 8037 appendix A.</summary>
    [Fact]
    public void An_Ed25519_token_is_the_golden_one()
    {
        using var jwk = JsonDocument.Parse("""{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""");
        SigningKey.TryFromJwk(jwk.RootElement, out var key, out _).Should().BeTrue();
        using (key)
        {
            var compact = VcJwt.Sign(Document, key!, Kid).Compact;

            Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(compact)))
                .Should().Be("379bd610c99a9d31f7004fe53f62347135385bf441f273d3529df7fbd37e594c");
        }
    }

    [Fact]
    public void The_payload_is_the_document_with_the_claims_before_its_last_brace()
    {
        var payload = System.Text.Encoding.UTF8.GetString(VcJwt.Payload(Document));

        payload.Should().Be(System.Text.Encoding.UTF8.GetString(Document)[..^1]
            + ",\"iss\":\"did:web:badges.example.org:institutions:cardiff-met\",\"sub\":\"urn:uuid:0198c0de-0000-4000-8000-00000000abcd\""
            + ",\"jti\":\"https://badges.example.org/credentials/AAECAwQFBgcICQoLDA0ODw\",\"nbf\":1795253415,\"exp\":1953071999}");
    }

    [Fact]
    public void Without_end_and_without_subject_id_there_is_no_exp_and_no_sub()
    {
        var payload = VcJwt.Payload("""{"id":"urn:x:1","issuer":"did:web:a.example","validFrom":"2026-01-01T00:00:00Z","credentialSubject":{"name":"x"}}"""u8.ToArray());

        Utf8(payload).Should().EndWith(""","credentialSubject":{"name":"x"},"iss":"did:web:a.example","jti":"urn:x:1","nbf":1767225600}""");
    }

    [Fact]
    public void A_claim_is_spelled_as_the_member_it_mirrors()
    {
        var payload = VcJwt.Payload("""{"id":"https://a.example/\u0077ŵ","issuer":{"id":"did:web:a.example"}}"""u8.ToArray());

        Utf8(payload).Should().Be("""{"id":"https://a.example/\u0077ŵ","issuer":{"id":"did:web:a.example"},"iss":"did:web:a.example","jti":"https://a.example/\u0077ŵ"}""");
    }

    [Theory]
    [InlineData("""{"id":"urn:x:1"}""")]
    [InlineData("""{"issuer":{"name":"x"}}""")]
    [InlineData("""{"issuer":"did:web:a.example","nbf":1}""")]
    [InlineData("""{"issuer":"did:web:a.example"} """)]
    [InlineData("""{"issuer":"did:web:a.example","validFrom":"yesterday"}""")]
    [InlineData("[]")]
    public void What_is_no_document_D_is_not_signed(string document) =>
        FluentActions.Invoking(() => VcJwt.Payload(System.Text.Encoding.UTF8.GetBytes(document))).Should().Throw<ArgumentException>();

    [Fact]
    public void A_token_is_taken_apart_as_it_was_put_together()
    {
        using var key = SigningKey.Generate(SignatureAlgorithm.P256);
        var signed = VcJwt.Sign(Document, key, Kid);

        var token = VcJwt.Parse(signed.Compact).Token!;

        token.Alg.Should().Be("ES256");
        token.Kid.Should().Be(Kid);
        token.Typ.Should().Be("vc+jwt");
        token.PayloadBytes.Should().Equal(VcJwt.Payload(Document));
        SHA256.HashData(token.SigningInput).Should().Equal(signed.Digest);
        key.PublicKey.Verify(token.SigningInput, token.Signature).Should().BeTrue();
        VcJwt.WithoutRegisteredClaims(token.Payload).GetRawText().Should().Be(Utf8(Document));
    }

    [Fact]
    public void Registered_claims_leave_and_all_else_keeps_its_bytes()
    {
        using var payload = JsonDocument.Parse("""{"iss":"a","a":1.50,"sub":"b","aud":[],"b":"\u0077","exp":1,"nbf":1,"c":{"iss":"stays"},"iat":1,"jti":"c"}""");

        VcJwt.WithoutRegisteredClaims(payload.RootElement).GetRawText().Should().Be("""{"a":1.50,"b":"\u0077","c":{"iss":"stays"}}""");
    }

    public static TheoryData<string, string> BadHeaders() => new()
    {
        { """{"alg":"ES256","crit":["exp"]}""", "header-crit" },
        { """{"alg":"ES256","crit":null}""", "header-crit" },
        { """{"alg":"ES256","b64":true}""", "header-b64" },
        { """{"alg":"ES256","zip":"DEF"}""", "header-zip" },
        { """{"alg":"ES256","enc":"A128GCM"}""", "header-enc" },
        { """{"typ":"vc+jwt"}""", "header-alg" },
        { """{"alg":null}""", "header-alg" },
        { """{"alg":["ES256"]}""", "header-alg" },
        { """{"alg":"ES256","kid":1}""", "header-kid" },
        { """{"alg":"ES256","typ":{}}""", "header-typ" },
        { """{"alg":"ES256","cty":"JWT"}""", "nested-jwt" },
        { """{"alg":"ES256","cty":"application/jwt"}""", "nested-jwt" },
        { """["alg"]""", "not-an-object" },
        { "\"ES256\"", "not-an-object" },
        { """{"alg":"ES256","alg":"ES256"}""", "json-duplicate-member" },
        { """{"alg":"ES256","\u0061lg":"none"}""", "json-duplicate-member" },
        { """{"alg":"ES256"} {}""", "json-syntax" },
        { "", "json-syntax" },
        { "\uFEFF{}", "json-not-utf8" },
    };

    [Theory]
    [MemberData(nameof(BadHeaders))]
    public void An_unusable_header_is_refused(string header, string code) =>
        FaultOf($"{Encode(header)}.{Encode("{}")}.AAAA").Should().Be(code);

    public static TheoryData<string, string> BadTokens()
    {
        const string Header = "eyJhbGciOiJFUzI1NiJ9";
        return new()
        {
            { "", "not-compact-jws" },
            { "a", "not-compact-jws" },
            { Header, "not-compact-jws" },
            { Header + ".e30", "not-compact-jws" },
            { Header + ".e30.AAAA.", "not-compact-jws" },
            { Header + ".e30.AAAA.AAAA.AAAA", "not-compact-jws" },
            { new string('.', 1_000_000), "not-compact-jws" },
            { new string('a', VcJwt.MaximumLength + 1), "too-large" },
            { new string('.', 40_000_000), "too-large" },
            { Header + "=.e30.AAAA", "not-base64url" },
            { Header + ".e30=.AAAA", "not-base64url" },
            { Header + ".e30.AAA=", "not-base64url" },
            { Header + ".e30.AAAA\n", "not-base64url" },
            { " " + Header + ".e30.AAAA", "not-base64url" },
            { Header + ".e3 0.AAAA", "not-base64url" },
            { Header + ".e30.AA+/", "not-base64url" },
            { Header + ".e30.AAAAA", "not-base64url" },
            { Header + ".e31.AAAA", "not-base64url" },
            { Header + ".e30.AB", "not-base64url" },
            { Header + ".\u0435e30.AAAA", "not-base64url" },
            { Header + ".W10.AAAA", "not-an-object" },
            { Header + ".bnVsbA.AAAA", "not-an-object" },
            { Header + "..AAAA", "json-syntax" },
            { Header + "." + Encode("""{"a":1,"a":1}""") + ".AAAA", "json-duplicate-member" },
            { Header + "." + Encode("""{"a":"\ud800"}""") + ".AAAA", "json-lone-surrogate" },
            { Header + "." + Encode("""{"a":1e400}""") + ".AAAA", "json-number-range" },
            { Header + "." + Encode(new string('[', 100_000)) + ".AAAA", "json-too-deep" },
            { Header + "." + Encode("eyJhbGciOiJFUzI1NiJ9.e30.AAAA") + ".AAAA", "json-syntax" },
        };
    }

    [Theory]
    [MemberData(nameof(BadTokens), DisableDiscoveryEnumeration = true)]
    public void What_is_no_token_is_refused(string compact, string code) => FaultOf(compact).Should().Be(code);

    [Fact]
    public void A_token_without_a_signature_is_only_taken_apart() =>
        VcJwt.Parse($"{Encode("""{"alg":"none"}""")}.{Encode("{}")}.").Token!.Signature.Should().BeEmpty();

    /// <summary>Whatever is done to one character, the token is refused or says and signs something else: never a second spelling of the same.</summary>
    [Fact]
    public void No_other_text_is_the_same_token()
    {
        using var key = SigningKey.Generate(SignatureAlgorithm.Ed25519);
        var compact = VcJwt.Sign("""{"issuer":"did:web:a.example"}"""u8.ToArray(), key, "did:web:a.example#k").Compact;
        for (var i = 0; i < compact.Length; i++)
        {
            foreach (var changed in (char[])['A', 'B', 'w', '_', '-', '.', '=', ' ', '\n'])
            {
                if (changed == compact[i])
                    continue;
                var other = VcJwt.Parse(compact[..i] + changed + compact[(i + 1)..]).Token;
                if (other is not null)
                    key.PublicKey.Verify(other.SigningInput, other.Signature).Should().BeFalse();
            }
        }
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("vc+jwt", true)]
    [InlineData("VC+JWT", true)]
    [InlineData("application/vc+jwt", true)]
    [InlineData("Application/VC+JWT", true)]
    [InlineData("JWT", true)]
    [InlineData("jwt", true)]
    [InlineData("vp+jwt", false)]
    [InlineData("kb+jwt", false)]
    [InlineData("statuslist+jwt", false)]
    [InlineData("dc+sd-jwt", false)]
    [InlineData("application/application/vc+jwt", false)]
    [InlineData("vc+jwt ", false)]
    [InlineData("", false)]
    public void Only_these_types_are_credentials(string? typ, bool isCredential) => VcJwt.TypIsCredential(typ).Should().Be(isCredential);

    /// <summary>Those of the published attacks that a parser alone can stop, stop here; all others come apart without a throw.</summary>
    [Fact]
    public void Published_attacks_are_refused_or_come_apart()
    {
        using var set = JsonDocument.Parse(File.ReadAllBytes(TestData.Shared("attacks/vc-jwt-attacks.json")));
        var vectors = set.RootElement.GetProperty("vectors").EnumerateArray().ToDictionary(
            vector => vector.GetProperty("id").GetString()!, vector => VcJwt.Parse(vector.GetProperty("token").GetString()!));
        vectors.Should().HaveCountGreaterThan(50);

        vectors.Where(vector => vector.Value.Token is not null).Select(vector => vector.Key).Should().Contain(["ctl-eddsa-didkey", "ctl-unicode", "typ-VC_JWT", "typ-missing"]);
        vectors.Where(vector => vector.Value.Fault is not null).ToDictionary(vector => vector.Key, vector => vector.Value.Fault!.Code).Should().BeEquivalentTo(
            new Dictionary<string, string>
            {
                ["alg-missing"] = "header-alg",
                ["alg-type-null"] = "header-alg",
                ["alg-type-array"] = "header-alg",
                ["alg-type-object"] = "header-alg",
                ["alg-type-number"] = "header-alg",
                ["cty-nested-jwt"] = "nested-jwt",
            });
        VcJwt.TypIsCredential(vectors["typ-at_jwt"].Token!.Typ).Should().BeFalse();
        VcJwt.TypIsCredential(vectors["typ-application_vc_jwt"].Token!.Typ).Should().BeTrue();
    }

    private static string? FaultOf(string compact)
    {
        var parsed = VcJwt.Parse(compact);
        (parsed.Token is null).Should().Be(parsed.Fault is not null);
        return parsed.Fault?.Code;
    }

    private static string Encode(string text) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(text));

    private static string Utf8(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);

    private static SignatureAlgorithm Algorithm(string name) => name switch
    {
        "Ed25519" => SignatureAlgorithm.Ed25519,
        "P-256" => SignatureAlgorithm.P256,
        _ => SignatureAlgorithm.P384,
    };

    private static byte[] FromBase64Url(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);

    private static string Text(string base64Url) => System.Text.Encoding.UTF8.GetString(FromBase64Url(base64Url));
}
