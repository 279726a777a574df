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
                .Should().Be("45e7e01430940b6c848866c5a17968abffe9c5419f43a0aeefb223407c0b877a");
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

    private static SignatureAlgorithm Algorithm(string name) => name switch
    {
        "Ed25519" => SignatureAlgorithm.Ed25519,
        "P-256" => SignatureAlgorithm.P256,
        _ => SignatureAlgorithm.P384,
    };

    private static byte[] FromBase64Url(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);

    private static string Text(string base64Url) => System.Text.Encoding.UTF8.GetString(FromBase64Url(base64Url));
}
