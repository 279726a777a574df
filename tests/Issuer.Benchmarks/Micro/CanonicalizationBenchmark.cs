using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Issuer.Core.Formats;
using Issuer.Core.JsonLd;
using Issuer.Core.Model;
using Issuer.Core.Rules;

namespace Issuer.Benchmarks.Micro;

/// <summary>From a badge of the samples to what Data Integrity hashes: expansion, statements, canonical form; contexts are compiled, as after the first document.</summary>
[MemoryDiagnoser]
public class CanonicalizationBenchmark
{
    private const string Origin = "https://issuer.example.org";
    private readonly byte[] _digest = new byte[32];
    private JsonElement _badge;
    private JsonElement _proof;

    [GlobalSetup]
    public void Setup()
    {
        var unitedKingdom = CodeLists.Countries.Find("GBR")!;
        var name = LocalizedText.Of("en", "University of Example");
        var now = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
        var defaults = new IssuingDefaults(unitedKingdom, null, [new Organisation { LegalName = name, Country = unitedKingdom }], DateOnly.FromDateTime(now.UtcDateTime), now, ["vc+jwt"]);
        using var request = JsonDocument.Parse(CourseRequest.Json("20231234"));
        var did = "did:web:issuer.example.org:institutions:university-of-example";
        var facts = new BadgeFacts(
            $"{Origin}/credentials/AAAAAAAAAAAAAAAAAAAAAA", $"{Origin}/achievements/AAAAAAAAAAAAAAAAAAAAAA", "urn:uuid:0189c0a0-0000-7000-8000-000000000000", now,
            new BadgeIssuer(did, name, null, null, null, unitedKingdom, null, []), new StatusEntry("revocation", $"{Origin}/status/AAAAAAAAAAAAAAAAAAAAAA", 94567));
        using var badge = JsonDocument.Parse(OpenBadge.Write(RequestCheck.Run(request.RootElement, defaults).Value!, facts));
        _badge = badge.RootElement.Clone();
        using var proof = JsonDocument.Parse($$"""
            {"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022","created":"2026-11-21T12:00:00Z","verificationMethod":"{{did}}#k1","proofPurpose":"assertionMethod","proofValue":"z"}
            """);
        _proof = proof.RootElement.Clone();
        var nquads = Canonicalization.Canonize(_badge, RdfHash.Sha256).NQuads!;
        Console.WriteLine($"// {nquads.AsSpan().Count((byte)'\n')} statements, {nquads.Length} bytes, from {_badge.GetRawText().Length} bytes of JSON");
    }

    [Benchmark]
    public CanonicalizationResult Canonize() => Canonicalization.Canonize(_badge, RdfHash.Sha256);

    [Benchmark]
    public JsonLdFault? Digest() => Canonicalization.Digest(_badge, new DocumentView { Without = "proof" }, RdfHash.Sha256, _digest);

    [Benchmark]
    public JsonLdFault? DigestOfProof() =>
        Canonicalization.Digest(_proof, new DocumentView { Context = _badge.GetProperty("@context"), Without = "proofValue" }, RdfHash.Sha256, _digest);
}
