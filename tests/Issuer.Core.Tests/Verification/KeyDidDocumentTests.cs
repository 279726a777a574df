using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Encoding;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

/// <summary>The documents of did:key and did:jwk are those of their specifications' examples.</summary>
public class KeyDidDocumentTests
{
    [Fact]
    public void A_did_keys_document_is_that_of_the_specification()
    {
        // did:key 1.0, example 1 and section 3.1, without the derived encryption key, which is optional.
        const string Did = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
        const string Method = Did + "#z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
        Same(Write(Did), $$"""
            {"@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"], "id": "{{Did}}",
             "verificationMethod": [{"id": "{{Method}}", "type": "Multikey", "controller": "{{Did}}", "publicKeyMultibase": "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"}],
             "assertionMethod": ["{{Method}}"], "authentication": ["{{Method}}"], "capabilityInvocation": ["{{Method}}"], "capabilityDelegation": ["{{Method}}"]}
            """);
    }

    [Fact]
    public void A_did_jwks_document_is_that_of_the_specification()
    {
        // did:jwk, the P-256 example, and the X25519 one, which may only encrypt.
        const string P256 = "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9";
        Same(Write(P256), $$"""
            {"@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"], "id": "{{P256}}",
             "verificationMethod": [{"id": "{{P256}}#0", "type": "JsonWebKey2020", "controller": "{{P256}}", "publicKeyJwk": {
               "crv": "P-256", "kty": "EC", "x": "acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0", "y": "_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE"} }],
             "assertionMethod": ["{{P256}}#0"], "authentication": ["{{P256}}#0"], "capabilityInvocation": ["{{P256}}#0"], "capabilityDelegation": ["{{P256}}#0"],
             "keyAgreement": ["{{P256}}#0"]}
            """);

        const string X25519 = "did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJYMjU1MTkiLCJ1c2UiOiJlbmMiLCJ4IjoiM3A3YmZYdDl3YlRUVzJIQzdPUTFOei1EUThoYmVHZE5yZngtRkctSUswOCJ9";
        Same(Write(X25519), $$"""
            {"@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"], "id": "{{X25519}}",
             "verificationMethod": [{"id": "{{X25519}}#0", "type": "JsonWebKey2020", "controller": "{{X25519}}", "publicKeyJwk": {
               "kty": "OKP", "crv": "X25519", "use": "enc", "x": "3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"} }],
             "keyAgreement": ["{{X25519}}#0"]}
            """);
    }

    [Theory]
    [InlineData("EdDSA")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    public void What_is_written_is_what_verification_uses(string algorithm)
    {
        using var key = SigningKey.Generate(SignatureAlgorithm.FromJwsName(algorithm)!);
        foreach (var did in new[] { DidKey.Of(key.PublicKey), DidJwk.Of(key.PublicKey) })
        {
            DidDocument.TryRead(System.Text.Encoding.UTF8.GetBytes(Write(did)), did, out var document, out _).Should().BeTrue();
            var method = document!.AssertionMethods.Should().ContainSingle().Subject;
            method.TryGetKey(algorithm, out var read, out _).Should().BeTrue();
            read.Should().Be(key.PublicKey);
        }
    }

    [Theory]
    [InlineData("did:key:z6LSeu9HkTHSfLLeUs2nnzUSNedgDUevfNQgQjQC23ZCit6F", KeyFault.MultikeyUnsupported)] // X25519
    [InlineData("did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme", KeyFault.MultikeyUnsupported)] // secp256k1
    [InlineData("did:key:", KeyFault.MultikeyMalformed)]
    [InlineData("did:key:z", KeyFault.MultikeyMalformed)]
    [InlineData("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK:a", KeyFault.MultikeyMalformed)]
    [InlineData("did:jwk:!", KeyFault.NotAnObject)]
    [InlineData("did:jwk:W10", KeyFault.NotAnObject)]
    [InlineData("did:jwk:e30", KeyFault.KeyTypeUnsupported)]
    [InlineData("did:web:example.org", KeyFault.MultikeyMalformed)]
    public void What_is_no_key_that_is_known_is_refused(string did, string fault)
    {
        KeyDidDocumentWriter.TryWrite(did, out var document, out var found).Should().BeFalse();
        document.Should().BeNull();
        found.Should().Be(fault);
    }

    [Fact]
    public void A_private_key_is_not_repeated()
    {
        var did = DidJwk.Prefix + Base64UrlText.Encode("""{"kty":"OKP","crv":"Ed25519","x":"AA","d":"AA"}"""u8);
        KeyDidDocumentWriter.TryWrite(did, out _, out var fault).Should().BeFalse();
        fault.Should().Be(KeyFault.PrivateKey);
    }

    private static string Write(string did)
    {
        KeyDidDocumentWriter.TryWrite(did, out var document, out var fault).Should().BeTrue(fault);
        return System.Text.Encoding.UTF8.GetString(document!);
    }

    private static void Same(string written, string expected) =>
        JsonNode.DeepEquals(JsonNode.Parse(written), JsonNode.Parse(expected)).Should().BeTrue("{0} should be {1}", written, expected);
}
