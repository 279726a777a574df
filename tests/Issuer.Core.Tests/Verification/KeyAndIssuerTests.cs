using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

public class KeyAndIssuerTests : IDisposable
{
    private const string KeyUrl = "https://badges.example.org/keys/1";
    private readonly World _world = new();
    private readonly SigningKey _attacker = SigningKey.Generate(SignatureAlgorithm.P256);

    public void Dispose()
    {
        _world.Dispose();
        _attacker.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(World.Kid)]
    [InlineData(World.Did + "#k1")]
    [InlineData("#k1-jwk")]
    [InlineData("https://elsewhere.example/key")]
    [InlineData(null)]
    public async Task A_key_of_the_issuers_own_document_is_the_issuers_however_the_token_names_it(string? kid)
    {
        var report = await _world.VerifyAsync(_world.Sign(World.Plain(), World.Header(kid: kid)));
        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        _world.Asked.Distinct().Should().BeEquivalentTo(World.Did, World.ListUrl);
    }

    [Theory]
    [InlineData("did:web:badges.example.org:institutions:cardiff-met", "kid-unusable")]
    [InlineData("did:web:badges.example.org:institutions:cardiff-met#", "kid-unusable")]
    [InlineData("did:web:badges.example.org:institutions:cardiff-met/path#k1", "kid-unusable")]
    [InlineData("did:web:badges.example.org:institutions:cardiff-met?versionId=1#k1", "kid-unusable")]
    [InlineData("k1-jwk", "kid-unusable")]
    [InlineData("../../../etc/passwd", "kid-unusable")]
    [InlineData("' OR 1=1 --", "kid-unusable")]
    [InlineData("#k1\r\nX-Header: 1", "key-not-found")]
    [InlineData("javascript:alert(1)", "kid-unusable")]
    [InlineData("file:///etc/passwd", "kid-unusable")]
    [InlineData("", "kid-unusable")]
    [InlineData("#k2", "key-not-found")]
    [InlineData("#K1", "key-not-found")]
    public async Task A_kid_that_names_no_key_of_the_issuer_fails(string kid, string code)
    {
        var report = await _world.VerifyAsync(_world.Sign(World.Plain(), World.Header(kid: kid)));
        report.Verdict.Should().Be(Verdict.Invalid);
        report.Of("signature").Code.Should().Be(code);
        report.Of("issuer").Outcome.Should().Be(Outcome.CannotTell);
    }

    [Fact]
    public async Task A_kid_of_half_a_megabyte_fails()
    {
        var report = await _world.VerifyAsync(_world.Sign(World.Plain(), World.Header(kid: "did:web:" + new string('a', 500_000) + "#k")));
        report.Verdict.Should().Be(Verdict.Invalid);
        _world.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task Another_identitys_key_never_signs_for_the_issuer_and_a_stranger_is_not_asked()
    {
        var foreign = await _world.VerifyAsync(_world.Sign(World.Plain(), World.Header(kid: "did:web:attacker.example#k1"), _attacker));
        foreign.Verdict.Should().Be(Verdict.Invalid);
        foreign.Of("issuer").Code.Should().Be("issuer-mismatch");
        _world.Asked.Should().BeEmpty();

        var self = await _world.VerifyAsync(_world.Sign(World.Plain(), World.Header(kid: DidKey.MethodOf(_attacker.PublicKey)), _attacker));
        self.Verdict.Should().Be(Verdict.Invalid);
        self.Of("signature").Outcome.Should().Be(Outcome.Passed, "the signature is good; it is just not the issuer's");
        self.Of("issuer").Code.Should().Be("issuer-mismatch");
        self.Of("trust").Code.Should().Be("issuer-not-shown");
        _world.Asked.Should().BeEmpty();
    }

    [Theory]
    [InlineData("jwk")]
    [InlineData("jku")]
    [InlineData("x5u")]
    [InlineData("x5c")]
    public async Task Keys_in_the_header_are_neither_trusted_nor_fetched(string name)
    {
        var header = World.Header();
        header[name] = name switch
        {
            "jwk" => _attacker.PublicKey.ToJwk(),
            "x5c" => new JsonArray("MIIB"),
            _ => "https://attacker.example/keys",
        };
        var forged = await _world.VerifyAsync(_world.Sign(World.Plain(), header, _attacker));
        forged.Verdict.Should().Be(Verdict.Invalid);
        forged.Of("signature").Code.Should().Be("signature-mismatch");
        _world.Asked.Should().Equal(World.Did);
    }

    [Fact]
    public async Task The_algorithm_is_the_keys()
    {
        (await _world.VerifyAsync(_world.Sign(World.Plain(), World.Header("EdDSA")))).Of("signature").Code.Should().Be("algorithm-mismatch");
        foreach (var algorithm in new[] { "none", "None", "HS256", "RS1", "es256", "" })
            (await _world.VerifyAsync(_world.Sign(World.Plain(), World.Header(algorithm)))).Of("signature").Code.Should().Be("algorithm-not-accepted", algorithm);
    }

    [Fact]
    public async Task A_key_must_be_listed_for_assertion_and_controlled_by_the_issuer()
    {
        (await WithDocumentAsync(document => document.Remove("assertionMethod"))).Of("issuer").Code.Should().Be("key-not-for-assertion");
        (await WithDocumentAsync(document => document["verificationMethod"]![1]!["controller"] = "did:web:attacker.example")).Of("issuer").Code
            .Should().Be("controller-mismatch");
        (await WithDocumentAsync(document => document["verificationMethod"]![1]!.AsObject().Remove("controller"))).Of("issuer").Code.Should().Be("controller-mismatch");
        (await WithDocumentAsync(document => document["verificationMethod"]![1]!["revoked"] = "2026-11-21T12:00:00Z")).Of("signature").Code.Should().Be("key-ended");
        (await WithDocumentAsync(document => document["verificationMethod"]![1]!["expires"] = "2026-11-21T12:00:01Z")).Verdict.Should().Be(Verdict.Valid);
        (await WithDocumentAsync(document => document["verificationMethod"]![1]!["publicKeyJwk"]!["d"] = "AA")).Of("signature").Code.Should().Be("key-unusable");
        (await WithDocumentAsync(document => document["verificationMethod"]![1]!["publicKeyJwk"] = new JsonObject { ["kty"] = "EC", ["crv"] = "secp256k1" }))
            .Of("signature").Should().BeEquivalentTo(new { Outcome = Outcome.CannotTell, Code = "key-not-supported" });
    }

    [Fact]
    public async Task An_identity_that_cannot_be_resolved_is_told_apart_from_one_that_does_not_exist()
    {
        _world.Documents.Remove(World.Did);
        var unreachable = await _world.VerifyAsync(_world.Sign(World.Plain()));
        unreachable.Verdict.Should().Be(Verdict.Indeterminate);
        unreachable.Of("signature").Code.Should().Be("key-unreachable");
        unreachable.Of("status").Code.Should().Be("not-looked-up");

        _world.Nonexistent.Add(World.Did);
        var absent = await _world.VerifyAsync(_world.Sign(World.Plain()));
        absent.Verdict.Should().Be(Verdict.Invalid);
        absent.Of("signature").Code.Should().Be("did-not-found");

        _world.Documents[World.Did] = "<html>not found</html>"u8.ToArray();
        (await _world.VerifyAsync(_world.Sign(World.Plain()))).Of("signature").Should().BeEquivalentTo(
            new { Outcome = Outcome.CannotTell, Code = "did-document-unreadable" });

        var other = World.Plain();
        other["issuer"] = "did:ion:abc";
        (await _world.VerifyAsync(_world.Sign(other, World.Header(kid: "did:ion:abc#k1")))).Of("signature").Code.Should().Be("did-method-not-supported");
        other["issuer"] = "did:web:127.0.0.1%3A9911";
        (await _world.VerifyAsync(_world.Sign(other, World.Header(kid: "#k1")))).Of("signature").Code.Should().Be("did-malformed");
    }

    [Fact]
    public async Task A_key_address_belongs_to_an_issuer_on_the_same_host()
    {
        _world.Keys[KeyUrl] = JwksWriter.WriteKey(World.Did, "k1", _world.Key.PublicKey);
        var payload = World.Plain();
        payload.Remove("credentialStatus");
        payload["issuer"] = "https://badges.example.org/issuers/1";
        var good = await _world.VerifyAsync(_world.Sign(payload, World.Header(kid: KeyUrl)));
        good.Verdict.Should().Be(Verdict.Valid, good.Told());
        _world.Asked.Should().Equal(KeyUrl);

        foreach (var issuer in new[] { "https://other.example.org/issuers/1", "https://badges.example.org:444/", "http://badges.example.org/", "urn:uuid:0" })
        {
            payload["issuer"] = issuer;
            var report = await _world.VerifyAsync(_world.Sign(payload, World.Header(kid: KeyUrl)));
            report.Of("issuer").Code.Should().Be("issuer-mismatch", issuer);
            report.Verdict.Should().Be(Verdict.Invalid);
        }

        _world.Asked.Should().HaveCount(1);
        payload["issuer"] = "https://badges.example.org/issuers/1";
        (await _world.VerifyAsync(_world.Sign(payload, World.Header(kid: null)))).Of("signature").Code.Should().Be("kid-missing");
        _world.Keys[KeyUrl] = JwksWriter.Write(World.Did, [("k1", _world.Key.PublicKey)]);
        (await _world.VerifyAsync(_world.Sign(payload, World.Header(kid: KeyUrl)))).Of("signature").Outcome.Should().Be(Outcome.CannotTell, "a set is no bare JWK");
        _world.Keys.Clear();
        (await _world.VerifyAsync(_world.Sign(payload, World.Header(kid: KeyUrl)))).Of("signature").Code.Should().Be("key-unreachable");
    }

    private async Task<VerificationReport> WithDocumentAsync(Action<JsonObject> change)
    {
        var document = JsonNode.Parse(DidDocumentWriter.Write(World.Did, [("k1", _world.Key.PublicKey)]))!.AsObject();
        change(document);
        _world.Documents[World.Did] = System.Text.Encoding.UTF8.GetBytes(document.ToJsonString());
        // The list is signed with the Multikey method, which stays as it is.
        return await _world.VerifyAsync(_world.Sign(World.Plain()));
    }
}
