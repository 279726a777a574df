using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.JsonLd;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Formats;

/// <summary>The published vectors of the EdDSA and ECDSA cryptosuites, step by step.</summary>
public class DataIntegrityVectorTests
{
    public static TheoryData<string, string> WithHashes => new(DataIntegrityVectors.WithHashes.Select(vector => (vector.Folder, vector.Suffix)));

    [Theory]
    [MemberData(nameof(WithHashes))]
    public void Every_intermediate_value_is_the_published_one(string folder, string suffix)
    {
        var signed = DataIntegrityVectors.Json($"{folder}/signed{suffix}.json");
        var (proof, fault) = EmbeddedProof.Read(signed.GetProperty("proof"));
        fault.Should().BeNull();
        var hash = suffix.EndsWith("P384", StringComparison.Ordinal) ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256;
        var hashing = new ProofHashing(signed);
        var (document, configuration) = proof!.Suite.IsJcs
            ? (CanonicalJson.Canonicalize(ProofDocument.Unsecured(signed, context: null, previous: [])), CanonicalJson.Canonicalize(ProofDocument.Configuration(proof.Json)))
            : (Statements(signed, hashing.Unsecured()), Statements(proof.Json, hashing.Configuration()));

        System.Text.Encoding.UTF8.GetString(document).Should().Be(Published("canonDoc"));
        System.Text.Encoding.UTF8.GetString(configuration).Should().Be(Published("proofCanon"));
        Hex(CryptographicOperations.HashData(hash, document)).Should().Be(Published("docHash"));
        Hex(CryptographicOperations.HashData(hash, configuration)).Should().Be(Published("proofHash"));
        Hex(hashing.HashData(proof.Json, proof.Suite, hash, out _)!).Should().Be(Published("combinedHash"));
        Hex(proof.Signature).Should().Be(Published("sigHex"));
        proof.Json.GetProperty("proofValue").GetString().Should().Be(Published("sigBTC58"));

        byte[] Statements(JsonElement value, DocumentView view) =>
            Canonicalization.Canonize(value, view, hash == HashAlgorithmName.SHA384 ? RdfHash.Sha384 : RdfHash.Sha256).NQuads!;
        string Published(string name) => DataIntegrityVectors.Text($"{folder}/{name}{suffix}.txt");
    }

    [Theory]
    [InlineData("eddsa-jcs-2022", "signedJCS")]
    [InlineData("eddsa-rdfc-2022", "signedDataInt")]
    [InlineData("eddsa-rdfc-2022/employ", "signedDataInt")]
    public void Signing_gives_the_published_proof(string folder, string name)
    {
        const string Set = "vectors/vc-di-eddsa/TestVectors/";
        var published = DataIntegrityVectors.Json($"{Set}{folder}/{name}.json");
        using var key = DataIntegrityVectors.Key(DataIntegrityVectors.Json(Set + "keyPair.json"));
        var document = System.Text.Encoding.UTF8.GetBytes(ProofDocument.Unsecured(published, context: null, previous: []).GetRawText());

        var signed = DataIntegrity.Sign(document, key, DataIntegrityVectors.MethodOf(key), Cryptosuite.FromName(folder.Split('/')[0])!, At("2023-02-24T23:36:38Z"));

        JsonElement.DeepEquals(JsonDocument.Parse(signed.Document).RootElement, published).Should().BeTrue(signed.Proof.Json);
        var hashData = Convert.FromHexString(DataIntegrityVectors.Text($"{Set}{folder}/combinedHash{name["signed".Length..]}.txt"));
        signed.Proof.Digest.Should().Equal(SHA256.HashData(hashData));
    }

    [Fact]
    public void A_set_and_a_chain_over_it_are_made_as_published()
    {
        const string Set = "vectors/vc-di-eddsa/TestVectors/proof-set-chain/";
        var pairs = DataIntegrityVectors.Json(Set + "multiKeyPairs.json");
        var published = DataIntegrityVectors.Json(Set + "signedProofChain2.json");
        using var document = new UnsignedDocument(System.Text.Encoding.UTF8.GetBytes(ProofDocument.Unsecured(published, context: null, previous: []).GetRawText()));

        var first = Sign(1, "2023-02-24T23:36:38Z", "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544");
        var second = Sign(2, "2023-02-24T23:36:38Z", "urn:uuid:8cc9022b-6b14-4cf3-8571-74972c5feb54");
        var third = Sign(3, "2023-02-26T22:06:38Z", "urn:uuid:d94f792a-c546-4d06-b38a-da070ab56c23", first, second);
        var fourth = Sign(4, "2023-02-26T22:16:38Z", null, third);

        var proofs = published.GetProperty("proof").EnumerateArray().ToList();
        foreach (var (made, expected) in new[] { first, second, third, fourth }.Zip(proofs))
            JsonElement.DeepEquals(JsonDocument.Parse(made.Json).RootElement, expected).Should().BeTrue(made.Json);

        SignedProof Sign(int number, string created, string? id, params SignedProof[] previous)
        {
            using var key = DataIntegrityVectors.Key(pairs.GetProperty($"keyPair{number}"));
            return document.Sign(key, new()
            {
                Suite = Cryptosuite.EddsaRdfc2022,
                VerificationMethod = DataIntegrityVectors.MethodOf(key),
                Created = At(created),
                Id = id,
                Previous = [.. previous],
            });
        }
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
