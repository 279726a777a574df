using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.JsonLd;
using Issuer.Core.Keys;
using Issuer.Core.Model;
using Issuer.Core.Rules;
using Issuer.Core.Verification;

namespace Issuer.Benchmarks.Micro;

/// <summary>
/// Embedded proofs on the badge of <see cref="CourseRequest"/>, without a status entry: signing from document D to the signed document, verifying from bytes to a
/// report with every check, and the two parts that take the time.
/// </summary>
[MemoryDiagnoser]
public class DataIntegrityBenchmark
{
    private const string Did = "did:web:issuer.example.org:institutions:university-of-example";
    private const string Method = Did + "#k1";
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly byte[] _digest = new byte[32];
    private SigningKey _key = null!;
    private Cryptosuite _suite = null!;
    private byte[] _document = null!;
    private JsonDocument _parsed = null!;
    private byte[] _signed = null!;
    private CredentialVerifier _verifier = null!;

    [Params("eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019")]
    public string Suite { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _suite = Cryptosuite.FromName(Suite)!;
        _key = SigningKey.Generate(_suite.Algorithms[0]);
        _document = Badge();
        _parsed = JsonDocument.Parse(_document);
        _signed = Sign().Document;
        var files = new OfflineVerificationSources();
        files.TryAddDidDocument(DidDocumentWriter.Write(Did, [("k1", _key.PublicKey)]));
        _verifier = new CredentialVerifier(files);
        if (Verify().AsTask().GetAwaiter().GetResult() is { Verdict: not Verdict.Valid } report)
            throw new InvalidOperationException(string.Join('\n', report.Checks));
        Console.WriteLine($"// {_signed.Length} bytes, {Canonicalization.Canonize(_parsed.RootElement, RdfHash.Sha256).NQuads!.Count(c => c == (byte)'\n')} statements");
    }

    [GlobalCleanup]
    public void Cleanup() => _key.Dispose();

    [Benchmark]
    public SignedDocument Sign() => DataIntegrity.Sign(_document, _key, Method, _suite, Now);

    /// <summary>Every check but the status, and the report of the EU elements; the DID document is at hand.</summary>
    [Benchmark]
    public ValueTask<VerificationReport> Verify() => _verifier.VerifyAsync(CredentialInput.Read(_signed), VerifyOptions.None, Now);

    /// <summary>Expansion, statements, RDFC-1.0 and SHA-256 of the document alone.</summary>
    [Benchmark]
    public JsonLdFault? Canonize() => Canonicalization.Digest(_parsed.RootElement, default, RdfHash.Sha256, _digest);

    /// <summary>Reading the bytes strictly.</summary>
    [Benchmark]
    public StrictJsonResult Parse() => StrictJson.Parse(_signed);

    /// <summary>Looking for the EU's elements, a part of every report.</summary>
    [Benchmark]
    public object Elements() => ElementReport.Of(_parsed.RootElement);

    private static byte[] Badge()
    {
        var unitedKingdom = CodeLists.Countries.Find("GBR")!;
        var name = LocalizedText.Of("en", "University of Example");
        var defaults = new IssuingDefaults(
            unitedKingdom, null, [new Organisation { LegalName = name, Country = unitedKingdom }], DateOnly.FromDateTime(Now.UtcDateTime), Now, ["vc"]);
        using var request = JsonDocument.Parse(CourseRequest.Json("20231234"));
        var facts = new BadgeFacts(
            "https://issuer.example.org/credentials/AAAAAAAAAAAAAAAAAAAAAA",
            "https://issuer.example.org/achievements/AAAAAAAAAAAAAAAAAAAAAA",
            "urn:uuid:0189c0a0-0000-7000-8000-000000000000",
            Now,
            new BadgeIssuer(Did, name, null, null, null, unitedKingdom, null, []),
            new StatusEntry("revocation", "https://issuer.example.org/status/AAAAAAAAAAAAAAAAAAAAAA", 94567));
        var document = JsonNode.Parse(OpenBadge.Write(RequestCheck.Run(request.RootElement, defaults).Value!, facts))!.AsObject();
        document.Remove("credentialStatus");
        return Encoding.UTF8.GetBytes(document.ToJsonString());
    }
}
