using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

/// <summary>Certificates in a token's header or in a JWK: what they show, and what they never can.</summary>
public sealed class CertifiedKeyTests : IDisposable
{
    private const string Issuer = "https://badges.example.org/issuers/1";
    private readonly World _world = new();
    private readonly Authority _root = Authority.Root();

    public void Dispose()
    {
        _world.Dispose();
        _root.Dispose();
    }

    [Theory]
    [InlineData(Issuer, null, "badges.example.org", null)]
    [InlineData(Issuer, "BADGES.example.ORG", null, null)]
    [InlineData(Issuer, null, null, Issuer)]
    [InlineData("https://badges.example.org:8443/", null, "badges.example.org", null)]
    [InlineData("did:web:badges.example.org%3A8443:a", null, "badges.example.org", null)]
    [InlineData("did:ion:abc", null, null, "did:ion:abc")]
    public async Task A_chain_to_a_trusted_root_for_the_issuers_name_shows_the_key_to_be_the_issuers(string issuer, string? spelled, string? dns, string? uri)
    {
        _world.TrustedRoots = _root.AsRoots();
        using var between = _root.Intermediate();
        var leaf = between.Certify(_world.Key, (dns ?? spelled) is { } name ? [name] : null, uri is null ? null : [uri]);
        var report = await VerifyAsync(issuer, Authority.X5c(leaf, between.Certificate));
        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        report.Of("issuer").Code.Should().Be("issuer-certificate");
        report.Of("issuer").Detail.Should().Contain("not looked up", "nobody was asked whether the certificate was withdrawn");
        report.Of("trust").Should().BeEquivalentTo(new { Outcome = Outcome.Warning, Code = "issuer-unknown" });
        report.Of("trust").Detail.Should().Contain("Prifysgol Ŵyn").And.Contain("Test Authority");
        report.Issuer!.Certificate.Should().Be(new CertificateFacts("Prifysgol Ŵyn", "Test Authority"));
        report.Issuer.Key!.Id.Should().StartWith("x5t#S256=");
    }

    [Fact]
    public async Task Without_roots_or_under_another_root_nobody_can_tell()
    {
        var leaf = _root.Certify(_world.Key, ["badges.example.org"]);
        var none = await VerifyAsync(Issuer, Authority.X5c(leaf));
        none.Verdict.Should().Be(Verdict.Indeterminate);
        none.Of("issuer").Should().BeEquivalentTo(new { Outcome = Outcome.CannotTell, Code = "no-trusted-roots" });
        none.Of("signature").Outcome.Should().Be(Outcome.Passed);
        none.Issuer!.Certificate.Should().BeNull();

        using var other = Authority.Root("CN=Other");
        _world.TrustedRoots = other.AsRoots();
        foreach (var x5c in new[] { Authority.X5c(leaf), Authority.X5c(leaf, _root.Certificate) })
        {
            var unknown = await VerifyAsync(Issuer, x5c);
            unknown.Verdict.Should().Be(Verdict.Indeterminate, unknown.Told());
            unknown.Of("issuer").Code.Should().Be("certificate-authority-unknown");
        }

        // The intermediate is missing, and it is not fetched from anywhere.
        _world.TrustedRoots = _root.AsRoots();
        using var between = _root.Intermediate();
        (await VerifyAsync(Issuer, Authority.X5c(between.Certify(_world.Key, ["badges.example.org"])))).Of("issuer").Code.Should().Be("certificate-authority-unknown");
    }

    [Theory]
    [InlineData("other.example.org", null)]
    [InlineData("*.example.org", null)]
    [InlineData("example.org", null)]
    [InlineData("badges.example.org.attacker.example", null)]
    [InlineData(null, "https://badges.example.org/issuers/2")]
    [InlineData(null, "https://badges.example.org/")]
    [InlineData(null, null)]
    public async Task A_certificate_for_another_name_fails(string? dns, string? uri)
    {
        _world.TrustedRoots = _root.AsRoots();
        var leaf = _root.Certify(_world.Key, dns is null ? null : [dns], uri is null ? null : [uri]);
        var report = await VerifyAsync(Issuer, Authority.X5c(leaf));
        report.Verdict.Should().Be(Verdict.Invalid);
        report.Of("issuer").Code.Should().Be("certificate-of-another");
        report.Of("trust").Code.Should().Be("issuer-not-shown");
    }

    [Fact]
    public async Task The_leafs_key_must_have_signed()
    {
        _world.TrustedRoots = _root.AsRoots();
        using var attacker = SigningKey.Generate(SignatureAlgorithm.P256);
        var report = await VerifyAsync(Issuer, Authority.X5c(_root.Certify(_world.Key, ["badges.example.org"])), attacker);
        report.Verdict.Should().Be(Verdict.Invalid);
        report.Of("signature").Code.Should().Be("signature-mismatch");
        (await VerifyAsync(Issuer, Authority.X5c(_root.Certify(_world.Key, ["badges.example.org"])), algorithm: "ES384")).Of("signature").Code.Should().Be("algorithm-mismatch");
    }

    [Fact]
    public async Task A_chain_is_good_when_in_force_now_or_when_the_credential_was_signed()
    {
        _world.TrustedRoots = _root.AsRoots();
        // The credential is of 2026-01-01, now is 2026-11-21.
        var ended = _root.Certify(_world.Key, ["badges.example.org"], until: new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
        var report = await VerifyAsync(Issuer, Authority.X5c(ended));
        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        report.Of("issuer").Detail.Should().Contain("has ended since");

        var before = _root.Certify(_world.Key, ["badges.example.org"], until: new(2025, 6, 1, 0, 0, 0, TimeSpan.Zero));
        var late = await VerifyAsync(Issuer, Authority.X5c(before));
        late.Verdict.Should().Be(Verdict.Invalid);
        late.Of("issuer").Code.Should().Be("certificate-not-in-force");
        // iat says when it was signed, and goes before validFrom.
        (await VerifyAsync(Issuer, Authority.X5c(before), change: payload => payload["iat"] = new DateTimeOffset(2025, 2, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds()))
            .Of("issuer").Code.Should().Be("issuer-certificate");
        (await VerifyAsync(Issuer, Authority.X5c(ended), change: payload => payload["iat"] = new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds()))
            .Of("issuer").Code.Should().Be("certificate-not-in-force");
        var future = _root.Certify(_world.Key, ["badges.example.org"], from: new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
        (await VerifyAsync(Issuer, Authority.X5c(future), change: payload => payload["iat"] = new DateTimeOffset(2028, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds()))
            .Of("issuer").Code.Should().Be("certificate-not-in-force");

        using var between = _root.Intermediate(until: new(2025, 6, 1, 0, 0, 0, TimeSpan.Zero));
        (await VerifyAsync(Issuer, Authority.X5c(between.Certify(_world.Key, ["badges.example.org"], until: new(2025, 6, 1, 0, 0, 0, TimeSpan.Zero)), between.Certificate)))
            .Of("issuer").Code.Should().Be("certificate-not-in-force");
    }

    [Fact]
    public async Task Authorities_and_leaves_keep_to_their_kinds()
    {
        _world.TrustedRoots = _root.AsRoots();
        (await VerifyAsync(Issuer, Authority.X5c(_root.Certify(_world.Key, ["badges.example.org"], change: Constraints(true))))).Of("issuer").Code.Should().Be("certificate-is-authority");
        (await VerifyAsync(Issuer, Authority.X5c(_root.Certify(_world.Key, ["badges.example.org"], change: Usage(X509KeyUsageFlags.KeyEncipherment))))).Of("issuer").Code
            .Should().Be("certificate-not-for-signing");
        (await VerifyAsync(Issuer, Authority.X5c(_root.Certify(_world.Key, ["badges.example.org"], change: Usage(X509KeyUsageFlags.NonRepudiation))))).Verdict.Should().Be(Verdict.Valid);
        (await VerifyAsync(Issuer, Authority.X5c(_root.Certify(_world.Key, ["badges.example.org"], change: UnknownCritical)))).Of("issuer").Code.Should().Be("certificate-chain-broken");

        // A leaf of somebody who is no authority, signed all the same.
        using var notAuthority = _root.Intermediate(isAuthority: false);
        var forged = await VerifyAsync(Issuer, Authority.X5c(notAuthority.Certify(_world.Key, ["badges.example.org"]), notAuthority.Certificate));
        forged.Verdict.Should().Be(Verdict.Invalid, forged.Told());
        forged.Of("issuer").Code.Should().Be("certificate-chain-broken");

        static Action<CertificateRequest> Constraints(bool authority) => request => request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, true));
        static Action<CertificateRequest> Usage(X509KeyUsageFlags usage) => request => request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, true));
        static void UnknownCritical(CertificateRequest request) => request.CertificateExtensions.Add(new X509Extension("1.2.3.4.5", [5, 0], critical: true));
    }

    [Fact]
    public async Task A_name_that_only_looks_like_the_authoritys_signs_nothing()
    {
        _world.TrustedRoots = _root.AsRoots();
        using var impostor = Authority.Root();
        var report = await VerifyAsync(Issuer, Authority.X5c(impostor.Certify(_world.Key, ["badges.example.org"]), impostor.Certificate));
        report.Verdict.Should().NotBe(Verdict.Valid, report.Told());
        report.Of("issuer").Outcome.Should().NotBe(Outcome.Passed);
    }

    [Fact]
    public async Task Hostile_lists_are_refused_and_cost_little()
    {
        _world.TrustedRoots = _root.AsRoots();
        var good = Convert.ToBase64String(_root.Certify(_world.Key, ["badges.example.org"]).RawData);
        JsonNode?[] lists =
        [
            null, 1, "text", new JsonObject(), new JsonArray(), new JsonArray(1), new JsonArray((JsonNode?)null), new JsonArray(""), new JsonArray("MIIB"),
            new JsonArray(good + "\n"), new JsonArray(good[..^4]), new JsonArray(good, "AAAA"), new JsonArray(good + "AAAA"),
            new JsonArray(good.Replace('+', '-').Replace('/', '_') + "-_"), new JsonArray(new string('A', 600_000)),
            new JsonArray([.. Enumerable.Repeat(good, 9).Select(one => (JsonNode)one)]),
        ];
        foreach (var list in lists)
        {
            var report = await VerifyAsync(Issuer, list);
            report.Verdict.Should().Be(Verdict.Invalid, list?.ToJsonString());
            report.Of("signature").Code.Should().Be("certificate-malformed", list?.ToJsonString());
        }

        // The same certificate eight times leads nowhere new.
        var repeated = new JsonArray([.. Enumerable.Repeat(good, 8).Select(one => (JsonNode)one)]);
        (await VerifyAsync(Issuer, repeated)).Verdict.Should().Be(Verdict.Valid);
    }

    [Fact]
    public async Task What_the_issuers_own_document_says_goes_before_any_certificate()
    {
        _world.TrustedRoots = _root.AsRoots();
        using var stolen = SigningKey.Generate(SignatureAlgorithm.P256);
        var x5c = Authority.X5c(_root.Certify(stolen, ["badges.example.org"]));
        // The document answers: it does not know the key.
        var report = await VerifyAsync(World.Did, x5c, stolen, kid: World.Kid);
        report.Verdict.Should().Be(Verdict.Invalid);
        report.Of("signature").Code.Should().Be("signature-mismatch");
        (await VerifyAsync(World.Did, x5c, stolen, kid: World.Did + "#gone")).Of("signature").Code.Should().Be("key-not-found");
        (await VerifyAsync(World.Did, x5c, stolen, kid: "did:web:attacker.example#k1")).Of("issuer").Code.Should().Be("issuer-mismatch");

        // It does not answer any more: then the certificate counts.
        _world.Documents.Clear();
        (await VerifyAsync(World.Did, x5c, stolen, kid: World.Kid)).Of("issuer").Code.Should().Be("issuer-certificate");
    }

    [Fact]
    public async Task A_jwk_with_certificates_is_their_leafs_key_or_none()
    {
        using var other = SigningKey.Generate(SignatureAlgorithm.P256);
        foreach (var (certified, expected) in new[] { (_world.Key, Verdict.Valid), (other, Verdict.Invalid) })
        {
            foreach (var roots in new[] { TrustedRoots.None, _root.AsRoots() })
            {
                _world.TrustedRoots = roots;
                var document = JsonNode.Parse(DidDocumentWriter.Write(World.Did, [("k1", _world.Key.PublicKey)]))!;
                document["verificationMethod"]![1]!["publicKeyJwk"]!["x5c"] = Authority.X5c(_root.Certify(certified, ["badges.example.org"]));
                _world.Documents[World.Did] = System.Text.Encoding.UTF8.GetBytes(document.ToJsonString());
                var payload = World.Plain();
                payload.Remove("credentialStatus");
                var report = await _world.VerifyAsync(_world.Sign(payload));
                report.Verdict.Should().Be(expected, report.Told());
                report.Issuer!.Certificate.Should().Be(
                    expected == Verdict.Valid && !roots.IsEmpty ? new CertificateFacts("Prifysgol Ŵyn", "Test Authority") : null);
                if (expected == Verdict.Invalid)
                    report.Of("signature").Detail.Should().Contain("key-not-of-certificate");
            }
        }
    }

    [Fact]
    public void Roots_are_self_signed_authorities_in_pem_form()
    {
        var leaf = _root.Certify(_world.Key, ["badges.example.org"]).ExportCertificatePem();
        using var between = _root.Intermediate();
        foreach (var bad in new[] { "", "no pem", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", leaf, between.Certificate.ExportCertificatePem() })
        {
            TrustedRoots.TryRead([_root.Certificate.ExportCertificatePem(), bad], out _, out var fault).Should().BeFalse(bad);
            fault!.Value.File.Should().Be(1);
        }

        TrustedRoots.TryRead(["Subject: Root\n" + _root.Certificate.ExportCertificatePem() + "\n"], out var roots, out _).Should().BeTrue();
        roots!.IsEmpty.Should().BeFalse();
        TrustedRoots.None.IsEmpty.Should().BeTrue();
    }

    private async Task<VerificationReport> VerifyAsync(
        string issuer, JsonNode? x5c, SigningKey? key = null, string? kid = null, string algorithm = "ES256", Action<JsonObject>? change = null)
    {
        var payload = World.Plain();
        payload.Remove("credentialStatus");
        payload["issuer"] = issuer;
        change?.Invoke(payload);
        var header = World.Header(algorithm, kid);
        header["x5c"] = x5c?.DeepClone();
        return await _world.VerifyAsync(_world.Sign(payload, header, key));
    }
}
