using System.Text.Json;
using FluentAssertions;
using Issuer.Core.JsonLd;
using Xunit;

namespace Issuer.Core.Tests.JsonLd;

/// <summary>The published signed documents: each canonical form byte by byte, each hash.</summary>
public class DataIntegrityVectorTests
{
    /// <summary>Folder, suffix of its files, hash function.</summary>
    public static TheoryData<string, string, RdfHash> Documents() => new()
    {
        { "vc-di-eddsa/TestVectors/eddsa-rdfc-2022", "DataInt", RdfHash.Sha256 },
        { "vc-di-eddsa/TestVectors/eddsa-rdfc-2022/employ", "DataInt", RdfHash.Sha256 },
        { "vc-di-eddsa/TestVectors/Ed25519Signature2020", "EdSig", RdfHash.Sha256 },
        { "vc-di-ecdsa/TestVectors/ecdsa-rdfc-2019-p256", "ECDSAP256", RdfHash.Sha256 },
        { "vc-di-ecdsa/TestVectors/ecdsa-rdfc-2019-p256/employ", "ECDSAP256", RdfHash.Sha256 },
        { "vc-di-ecdsa/TestVectors/ecdsa-rdfc-2019-p384", "ECDSAP384", RdfHash.Sha384 },
        { "vc-di-ecdsa/TestVectors/ecdsa-rdfc-2019-p384/employ", "ECDSAP384", RdfHash.Sha384 },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_signed_document_has_the_published_canonical_forms_and_hashes(string folder, string suffix, RdfHash hash)
    {
        folder = TestData.Shared("vectors/" + folder);
        using var signed = Read($"signed{suffix}.json");
        using var config = Read($"proofConfig{suffix}.json");
        var document = new DocumentView { Without = "proof" };
        var proof = new DocumentView { Without = "proofValue", Context = signed.RootElement.GetProperty("@context") };

        Text(Canonicalization.Canonize(signed.RootElement, document, hash)).Should().Be(File.ReadAllText(Path.Combine(folder, $"canonDoc{suffix}.txt")));
        Text(Canonicalization.Canonize(config.RootElement, hash)).Should().Be(File.ReadAllText(Path.Combine(folder, $"proofCanon{suffix}.txt")));
        Text(Canonicalization.Canonize(signed.RootElement.GetProperty("proof"), proof, hash)).Should().Be(File.ReadAllText(Path.Combine(folder, $"proofCanon{suffix}.txt")));
        Digest(signed.RootElement, document).Should().Be(File.ReadAllText(Path.Combine(folder, $"docHash{suffix}.txt")).Trim());
        Digest(signed.RootElement.GetProperty("proof"), proof).Should().Be(File.ReadAllText(Path.Combine(folder, $"proofHash{suffix}.txt")).Trim());

        JsonDocument Read(string file) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, file)));

        string Digest(JsonElement element, DocumentView view)
        {
            var digest = new byte[hash == RdfHash.Sha256 ? 32 : 48];
            Canonicalization.Digest(element, view, hash, digest).Should().BeNull();
            return Convert.ToHexStringLower(digest);
        }
    }

    private static string Text(CanonicalizationResult result)
    {
        result.Fault.Should().BeNull();
        return System.Text.Encoding.UTF8.GetString(result.NQuads!);
    }
}
