using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Encoding;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Checking;

/// <summary>Trust over HTTP: the real program with a registry and a root, and an issuer elsewhere that it lists.</summary>
public sealed class IssuerTrustTests : IAsyncLifetime
{
    private readonly SigningKey _registrar = SigningKey.Generate(SignatureAlgorithm.Ed25519);
    private readonly SigningKey _signing = SigningKey.Generate(SignatureAlgorithm.P256);
    private readonly LoopbackHost _elsewhere;
    private readonly string _folder = Directory.CreateTempSubdirectory("issuer-roots-").FullName;
    private readonly X509Certificate2 _root;
    private SignedCredential? _signed;
    private byte[]? _list;
    private TestService _service = null!;

    public IssuerTrustTests()
    {
        _elsewhere = new((request, stream, ct) => request.Split(' ')[1] switch
        {
            "/registry" when _list is { } list => LoopbackHost.WriteAsync(stream, list, "", ct),
            "/status/1" => LoopbackHost.WriteAsync(stream, Encoding.ASCII.GetBytes(_signed!.StatusList), "", ct),
            "/.well-known/did.json" => LoopbackHost.WriteAsync(stream, _signed!.DidDocument, "", ct),
            _ => stream.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), ct).AsTask(),
        });
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Root, O=Sector Authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _root = request.CreateSelfSigned(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2050, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private string Did => $"did:web:localhost%3A{_elsewhere.Port}";

    public async ValueTask InitializeAsync()
    {
        _signed = SignedCredential.Make(Did, _elsewhere.Origin + "/status/1");
        await File.WriteAllTextAsync(Path.Combine(_folder, "root.pem"), _root.ExportCertificatePem());
        _service = await TestService.StartAsync(new()
        {
            ["Issuer:Outbound:AllowedTestOrigins"] = _elsewhere.Origin,
            ["Issuer:Registries:0:Name"] = "Cofrestr y sector",
            ["Issuer:Registries:0:Location"] = _elsewhere.Origin + "/registry",
            ["Issuer:Registries:0:Signer"] = DidKey.Of(_registrar.PublicKey),
            ["Issuer:TrustedRoots"] = _folder,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _elsewhere.DisposeAsync();
        _registrar.Dispose();
        _signing.Dispose();
        _root.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_listed_issuer_is_called_what_the_registry_calls_it()
    {
        _list = SignedList.Make(_registrar, "did:web:register.example", Did, "Prifysgol Ŵyn");
        var answer = await _service.VerifyAsync(_signed!.Compact);
        answer["verdict"]!.ToString().Should().Be("valid", answer.ToJsonString());
        Check(answer, "trust")["outcome"]!.ToString().Should().Be("passed");
        Check(answer, "trust")["code"]!.ToString().Should().Be("in-registry");
        Check(answer, "trust")["detail"]!.ToString().Should().Be($"Cofrestr y sector lists the issuer as \"Prifysgol Ŵyn\". It is shown to control localhost:{_elsewhere.Port}.");
        var issuer = answer["issuer"]!;
        issuer["id"]!.ToString().Should().Be(Did);
        issuer["nameFromRegistry"]!.ToString().Should().Be("Prifysgol Ŵyn");
        issuer["domain"]!.ToString().Should().Be($"localhost:{_elsewhere.Port}");
        issuer["own"]!.GetValue<bool>().Should().BeFalse();
        issuer["registries"]![0]!["name"]!.ToString().Should().Be("Cofrestr y sector");
        issuer["key"]!["id"]!.ToString().Should().StartWith(Did + "#");

        using var form = new FormUrlEncodedContent([new("credential", _signed.Compact)]);
        using var page = await _service.Anyone.PostAsync("/verify?lang=en", form);
        var html = await page.Content.ReadAsStringAsync();
        html.Should().Contain("lists the identifier under this name").And.Contain("Prifysgol Ŵyn").And.Contain("A registry that this service relies on lists the issuer.").And.NotContain("registered with this service");
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_or_is_forged_changes_no_verdict()
    {
        using var attacker = SigningKey.Generate(SignatureAlgorithm.Ed25519);
        _list = SignedList.Make(attacker, "did:web:register.example", Did, "Forged");
        var answer = await _service.VerifyAsync(_signed!.Compact);
        answer["verdict"]!.ToString().Should().Be("valid");
        Check(answer, "trust")["outcome"]!.ToString().Should().Be("warning");
        Check(answer, "trust")["code"]!.ToString().Should().Be("issuer-unknown");
        Check(answer, "trust")["detail"]!.ToString().Should().Contain("Cofrestr y sector cannot be told");
        answer["issuer"]!["registriesUnread"]![0]!.ToString().Should().Be("Cofrestr y sector");
        answer.ToJsonString().Should().NotContain("Forged");
    }

    [Fact]
    public async Task Our_own_institution_needs_no_registry()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());
        var answer = await _service.VerifyAsync(issued["formats"]!["vc+jwt"]!.ToString());
        Check(answer, "trust")["code"]!.ToString().Should().Be("own-institution");
        answer["issuer"]!["own"]!.GetValue<bool>().Should().BeTrue();
        answer["issuer"]!["nameFromRegistry"]!.ToString().Should().Be(answer["issuer"]!["name"]!.ToString());
        answer["issuer"]!["key"]!["since"].Should().NotBeNull();
    }

    [Fact]
    public async Task A_certificate_under_the_operators_root_shows_whose_key_it_is()
    {
        var good = Certified("https://university.example/", "university.example");
        var answer = await _service.VerifyAsync(good);
        answer["verdict"]!.ToString().Should().Be("valid", answer.ToJsonString());
        Check(answer, "issuer")["code"]!.ToString().Should().Be("issuer-certificate");
        answer["issuer"]!["certificate"]!["organisation"]!.ToString().Should().Be("University");
        answer["issuer"]!["certificate"]!["authority"]!.ToString().Should().Be("Sector Authority");

        var other = await _service.VerifyAsync(Certified("https://university.example/", "attacker.example"));
        other["verdict"]!.ToString().Should().Be("invalid");
        other["issuer"]!["certificate"].Should().BeNull();
    }

    private string Certified(string issuer, string dns)
    {
        using var subject = ECDsa.Create();
        subject.ImportSubjectPublicKeyInfo(_signing.PublicKey.ToSpki(), out _);
        var request = new CertificateRequest("O=University", subject, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(dns);
        request.CertificateExtensions.Add(names.Build());
        using var leaf = request.Create(_root, new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2049, 1, 1, 0, 0, 0, TimeSpan.Zero), [1]);
        var header = new JsonObject { ["alg"] = "ES256", ["typ"] = "vc+jwt", ["x5c"] = new JsonArray(Convert.ToBase64String(leaf.RawData)) };
        var payload = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
            ["type"] = new JsonArray("VerifiableCredential"),
            ["issuer"] = issuer,
            ["validFrom"] = "2026-01-01T00:00:00Z",
            ["credentialSubject"] = new JsonObject { ["id"] = "did:example:learner" },
        };
        var input = Base64UrlText.Encode(Encoding.UTF8.GetBytes(header.ToJsonString())) + "." + Base64UrlText.Encode(Encoding.UTF8.GetBytes(payload.ToJsonString()));
        return input + "." + Base64UrlText.Encode(_signing.Sign(Encoding.ASCII.GetBytes(input)));
    }

    private static JsonNode Check(JsonNode answer, string name) => answer["checks"]!.AsArray().Single(check => check!["check"]!.ToString() == name)!;
}
