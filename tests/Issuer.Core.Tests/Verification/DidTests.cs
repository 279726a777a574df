using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

public class DidTests
{
    // did:key specification (w3c-ccg), test vectors: one Ed25519, two P-256, two P-384 keys.
    [Theory]
    [InlineData("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp", "EdDSA")]
    [InlineData("did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169", "ES256")]
    [InlineData("did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv", "ES256")]
    [InlineData("did:key:z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9", "ES384")]
    [InlineData("did:key:z82LkvCwHNreneWpsgPEbV3gu1C6NFJEBg4srfJ5gdxEsMGRJUz2sG9FE42shbn2xkZJh54", "ES384")]
    public void A_did_key_is_its_own_document(string did, string algorithm)
    {
        DidKey.TryResolve(did, out var document, out _).Should().BeTrue();
        var method = document!.Methods.Should().ContainSingle().Subject;
        method.Id.Should().Be(did + "#" + did["did:key:".Length..]);
        method.Controller.Should().Be(did);
        document.MayAssert(method.Id).Should().BeTrue();
        method.TryGetKey(algorithm, out var key, out _).Should().BeTrue();
        DidKey.Of(key!).Should().Be(did);
        DidKey.MethodOf(key!).Should().Be(method.Id);
        foreach (var other in new[] { "EdDSA", "ES256", "ES384", "RS256", "none", "" }.Where(name => name != algorithm))
        {
            method.TryGetKey(other, out _, out var fault).Should().BeFalse(other);
            fault.Should().Be(KeyFault.AlgorithmMismatch);
        }
    }

    [Theory]
    [InlineData("did:key:")]
    [InlineData("did:key:6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp")]
    [InlineData("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooW")]
    [InlineData("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp#z")]
    [InlineData("did:key:z6LSeu9HkTHSfLLeUs2nnzUSNedgDUevfNQgQjQC23ZCit6F")]
    [InlineData("did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme")]
    [InlineData("did:web:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp")]
    public void A_did_key_of_another_kind_is_refused(string did) => DidKey.TryResolve(did, out _, out _).Should().BeFalse();

    [Fact]
    public void A_did_jwk_is_its_own_document()
    {
        // did:jwk specification, the P-256 example.
        const string Did = "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9";
        DidJwk.TryResolve(Did, out var document, out _).Should().BeTrue();
        document!.Find(Did + "#0")!.TryGetKey("ES256", out var key, out _).Should().BeTrue();
        document.MayAssert(Did + "#0").Should().BeTrue();
        document.Find(Did + "#1").Should().BeNull();
        key!.ToJwk().ToJsonString().Should().Contain("acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0");
        DidJwk.TryResolve(DidJwk.Of(key), out var again, out _).Should().BeTrue();
        again!.Methods.Single().TryGetKey("ES256", out var same, out _).Should().BeTrue();
        same.Should().Be(key);
    }

    [Theory]
    [InlineData("did:jwk:")]
    [InlineData("did:jwk:bm90IGpzb24")]
    [InlineData("did:jwk:eyJrdHkiOiJFQyIsImt0eSI6IkVDIn0")] // kty twice
    [InlineData("did:jwk:e30=")]
    public void A_did_jwk_that_is_no_json_is_refused(string did) => DidJwk.TryResolve(did, out _, out _).Should().BeFalse();

    [Fact]
    public void What_is_written_is_read_and_names_each_key_in_two_forms()
    {
        const string Did = "did:web:example.org:institutions:a";
        using var first = SigningKey.Generate(SignatureAlgorithm.P256);
        using var second = SigningKey.Generate(SignatureAlgorithm.Ed25519);
        var written = DidDocumentWriter.Write(Did, [("k1", first.PublicKey), ("k2", second.PublicKey)]);
        DidDocumentWriter.Write(Did, [("k1", first.PublicKey), ("k2", second.PublicKey)]).Should().Equal(written);

        using (var json = JsonDocument.Parse(written))
        {
            var root = json.RootElement;
            root.GetProperty("id").GetString().Should().Be(Did);
            root.GetProperty("assertionMethod").EnumerateArray().Select(id => id.GetString()).Should()
                .Equal(Did + "#k1", Did + "#k1-jwk", Did + "#k2", Did + "#k2-jwk");
            foreach (var method in root.GetProperty("verificationMethod").EnumerateArray())
            {
                method.GetProperty("controller").GetString().Should().Be(Did);
                var isJwk = method.GetProperty("id").GetString()!.EndsWith("-jwk", StringComparison.Ordinal);
                method.GetProperty("type").GetString().Should().Be(isJwk ? "JsonWebKey" : "Multikey");
                method.TryGetProperty("publicKeyJwk", out var jwk).Should().Be(isJwk);
                method.TryGetProperty("publicKeyMultibase", out _).Should().Be(!isJwk);
                if (isJwk)
                    jwk.GetProperty("kid").GetString().Should().Be(method.GetProperty("id").GetString());
            }
        }

        DidDocument.TryRead(written, Did, out var document, out _).Should().BeTrue();
        foreach (var (id, algorithm, key) in new[] { ("#k1", "ES256", first.PublicKey), ("#k1-jwk", "ES256", first.PublicKey), ("#k2", "EdDSA", second.PublicKey), ("#k2-jwk", "EdDSA", second.PublicKey) })
        {
            document!.Find(Did + id)!.TryGetKey(algorithm, out var read, out _).Should().BeTrue();
            read.Should().Be(key);
            document.MayAssert(Did + id).Should().BeTrue();
        }
    }

    [Fact]
    public void Sets_and_bare_keys_name_the_key_by_its_full_url_and_hold_nothing_private()
    {
        const string Did = "did:web:example.org";
        using var signing = SigningKey.Generate(SignatureAlgorithm.P256);
        using var set = JsonDocument.Parse(JwksWriter.Write(Did, [("k1", signing.PublicKey)]));
        using var bare = JsonDocument.Parse(JwksWriter.WriteKey(Did, "k1", signing.PublicKey));
        foreach (var jwk in new[] { set.RootElement.GetProperty("keys")[0], bare.RootElement })
        {
            jwk.EnumerateObject().Select(member => member.Name).Should().BeEquivalentTo("kty", "crv", "x", "y", "kid", "use", "alg");
            jwk.GetProperty("kid").GetString().Should().Be(Did + "#k1-jwk");
            jwk.GetProperty("use").GetString().Should().Be("sig");
            jwk.GetProperty("alg").GetString().Should().Be("ES256");
            PublicKey.TryFromJwk(jwk, out var key, out _).Should().BeTrue();
            key.Should().Be(signing.PublicKey);
        }
    }

    [Fact]
    public void Relative_and_embedded_methods_are_read_and_others_passed_over()
    {
        var document = Read("""
            {"id":"did:web:a.example","verificationMethod":[
              {"id":"#k1","type":"Multikey","controller":"did:web:a.example","publicKeyMultibase":"z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"},
              {"id":"did:web:a.example#k2","controller":"did:web:b.example","publicKeyMultibase":"z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"},
              {"type":"nameless"}, "text", 1, null],
             "assertionMethod":["#k1","did:web:a.example#unknown",
              {"id":"#k3","controller":"did:web:a.example","publicKeyMultibase":"z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"}]}
            """)!;
        document.Methods.Select(method => method.Id).Should().BeEquivalentTo("did:web:a.example#k1", "did:web:a.example#k2", "did:web:a.example#k3");
        document.AssertionMethods.Select(method => method.Id).Should().BeEquivalentTo("did:web:a.example#k1", "did:web:a.example#k3");
        document.Find("did:web:a.example#k2")!.Controller.Should().Be("did:web:b.example");
        document.Find("#k1").Should().BeNull();
    }

    [Theory]
    [InlineData("""{"id":"did:web:b.example"}""", "did-document-of-another")]
    [InlineData("""{"id":1}""", "did-document-of-another")]
    [InlineData("""[]""", "did-document-malformed")]
    [InlineData("""{"id":"did:web:a.example","id":"did:web:a.example"}""", "json-duplicate-member")]
    [InlineData("""{"id":"did:web:a.example","verificationMethod":[{"id":"#k1"},{"id":"did:web:a.example#k1"}]}""", "did-document-ambiguous")]
    [InlineData("<html>", "json-syntax")]
    public void A_document_that_is_not_this_dids_is_refused(string json, string fault)
    {
        DidDocument.TryRead(System.Text.Encoding.UTF8.GetBytes(json), "did:web:a.example", out _, out var found).Should().BeFalse();
        found.Should().Be(fault);
    }

    [Fact]
    public void A_method_with_both_forms_of_key_has_none()
    {
        var document = Read("""
            {"id":"did:web:a.example","verificationMethod":{"id":"#k1","publicKeyMultibase":"z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",
              "publicKeyJwk":{"kty":"OKP","crv":"Ed25519","x":"O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik"}}}
            """)!;
        document.Find("did:web:a.example#k1")!.TryGetKey("EdDSA", out _, out var fault).Should().BeFalse();
        fault.Should().Be("key-ambiguous");
    }

    [Fact]
    public void The_end_of_a_method_is_the_earlier_of_its_dates_and_an_unreadable_one_ends_it_at_once()
    {
        var document = Read("""
            {"id":"did:web:a.example","verificationMethod":[
              {"id":"#a","expires":"2026-01-01T00:00:00Z","revoked":"2025-01-01T00:00:00Z"},
              {"id":"#b","expires":"soon"},{"id":"#c"}]}
            """)!;
        document.Find("did:web:a.example#a")!.EndsAt.Should().Be(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
        document.Find("did:web:a.example#b")!.EndsAt.Should().Be(DateTimeOffset.MinValue);
        document.Find("did:web:a.example#c")!.EndsAt.Should().BeNull();
    }

    private static DidDocument? Read(string json)
    {
        DidDocument.TryRead(System.Text.Encoding.UTF8.GetBytes(json), "did:web:a.example", out var document, out var fault).Should().BeTrue(fault);
        return document;
    }
}
