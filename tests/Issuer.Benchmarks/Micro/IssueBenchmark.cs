using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Model;
using Issuer.Core.Rules;
using Issuer.Core.Status;
using Issuer.Core.Verification;

namespace Issuer.Benchmarks.Micro;

/// <summary>The way from a request to a signed token, step by step, and back to a verdict, without storage or HTTP.</summary>
[MemoryDiagnoser]
public class IssueBenchmark
{
    private const string Origin = "https://issuer.example.org";
    private const string Did = "did:web:issuer.example.org:institutions:university-of-example";
    private const string List = $"{Origin}/status/AAAAAAAAAAAAAAAAAAAAAA";

    private static readonly string Kid = DidDocumentWriter.JwkMethod(Did, "k1");

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly byte[] _request = CourseRequest.Json("20231234");
    private readonly SigningKey _es256 = SigningKey.Generate(SignatureAlgorithm.P256);
    private readonly SigningKey _edDsa = SigningKey.Generate(SignatureAlgorithm.Ed25519);
    private IssuingDefaults _defaults = null!;
    private BadgeFacts _facts = null!;
    private MicroCredential _credential = null!;
    private byte[] _document = null!;
    private SignedJwt _signed = null!;
    private CredentialVerifier _verifier = null!;

    [GlobalSetup]
    public void Setup()
    {
        var unitedKingdom = CodeLists.Countries.Find("GBR")!;
        var name = LocalizedText.Of("en", "University of Example");
        _defaults = new IssuingDefaults(unitedKingdom, null, [new Organisation { LegalName = name, Country = unitedKingdom }], DateOnly.FromDateTime(Now.UtcDateTime), Now, ["vc+jwt"]);
        _facts = new BadgeFacts(
            $"{Origin}/credentials/AAAAAAAAAAAAAAAAAAAAAA",
            $"{Origin}/achievements/AAAAAAAAAAAAAAAAAAAAAA",
            "urn:uuid:0189c0a0-0000-7000-8000-000000000000",
            Now,
            new BadgeIssuer(Did, name, null, null, null, unitedKingdom, null, []),
            new StatusEntry("revocation", List, 94567));
        _credential = Check().Value ?? throw new InvalidOperationException(string.Join('\n', Check().Findings));
        _document = Write();
        _signed = SignEs256();
        var files = new OfflineVerificationSources();
        files.TryAddDidDocument(DidDocumentWriter.Write(Did, [("k1", _es256.PublicKey)]));
        var list = StatusListCredential.Write(List, Did, "revocation", BitstringStatusList.Empty(), Now, 300_000);
        files.TryAddStatusList(Encoding.ASCII.GetBytes(VcJwt.Sign(list, _es256, Kid).Compact));
        _verifier = new CredentialVerifier(files);
        if (Verify().AsTask().GetAwaiter().GetResult() is { Verdict: not Verdict.Valid } report)
            throw new InvalidOperationException(string.Join('\n', report.Checks));
    }

    [Benchmark]
    public CheckedRequest Check()
    {
        using var document = JsonDocument.Parse(_request);
        return RequestCheck.Run(document.RootElement, _defaults);
    }

    [Benchmark]
    public byte[] Write() => OpenBadge.Write(_credential, _facts);

    [Benchmark]
    public SignedJwt SignEs256() => VcJwt.Sign(_document, _es256, Kid);

    [Benchmark]
    public SignedJwt SignEdDsa() => VcJwt.Sign(_document, _edDsa, Kid);

    /// <summary>What a replay does: the same token again from what is stored.</summary>
    [Benchmark]
    public string Restore() => VcJwt.Restore(_document, _signed.ProtectedHeader, _signed.Signature);

    /// <summary>Strict parse of a received token.</summary>
    [Benchmark]
    public JwtParse Parse() => VcJwt.Parse(_signed.Compact);

    /// <summary>All checks, with two signatures (the credential's and the status list's) and the list's decoding; nothing is cached.</summary>
    [Benchmark]
    public ValueTask<VerificationReport> Verify() =>
        _verifier.VerifyAsync(CredentialInput.Read(Encoding.ASCII.GetBytes(_signed.Compact)), VerifyOptions.None, Now);
}
