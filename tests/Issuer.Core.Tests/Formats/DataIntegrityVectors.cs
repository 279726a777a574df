using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Keys;

namespace Issuer.Core.Tests.Formats;

/// <summary>The W3C's signed documents (vc-di-eddsa and vc-di-ecdsa), each with what stands beside it.</summary>
internal static class DataIntegrityVectors
{
    private const string Eddsa = "vectors/vc-di-eddsa/TestVectors/";
    private const string Ecdsa = "vectors/vc-di-ecdsa/TestVectors/";

    /// <summary>Folder, and how the names of its files end.</summary>
    public static readonly (string Folder, string Suffix)[] WithHashes =
    [
        (Eddsa + "eddsa-rdfc-2022", "DataInt"),
        (Eddsa + "eddsa-rdfc-2022/employ", "DataInt"),
        (Eddsa + "eddsa-jcs-2022", "JCS"),
        (Eddsa + "Ed25519Signature2020", "EdSig"),
        (Ecdsa + "ecdsa-rdfc-2019-p256", "ECDSAP256"),
        (Ecdsa + "ecdsa-rdfc-2019-p256/employ", "ECDSAP256"),
        (Ecdsa + "ecdsa-rdfc-2019-p384", "ECDSAP384"),
        (Ecdsa + "ecdsa-rdfc-2019-p384/employ", "ECDSAP384"),
        (Ecdsa + "ecdsa-jcs-2019-p256", "JCSECDSAP256"),
        (Ecdsa + "ecdsa-jcs-2019-p384", "JCSECDSAP384"),
    ];

    /// <summary>Sets and chains, which have no files of hashes.</summary>
    public static readonly string[] SetsAndChains =
    [
        Eddsa + "proof-set-chain/signedProofSet1.json",
        Eddsa + "proof-set-chain/signedProofSet2.json",
        Eddsa + "proof-set-chain/signedProofChain1.json",
        Eddsa + "proof-set-chain/signedProofChain2.json",
    ];

    /// <summary>Every signed document of the suites that this product verifies.</summary>
    public static IEnumerable<string> Signed => [.. WithHashes.Select(vector => $"{vector.Folder}/signed{vector.Suffix}.json"), .. SetsAndChains];

    public static JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllBytes(TestData.Shared(file))).RootElement;

    public static string Text(string file) => File.ReadAllText(TestData.Shared(file));

    /// <summary>A key pair of the sets: multicodec ed25519-priv, then the seed.</summary>
    public static SigningKey Key(JsonElement pair)
    {
        var (seed, point) = (Decoded(pair.GetProperty("privateKeyMultibase")), Decoded(pair.GetProperty("publicKeyMultibase")));
        var jwk = JsonSerializer.SerializeToElement(new { kty = "OKP", crv = "Ed25519", x = Base64UrlText.Encode(point), d = Base64UrlText.Encode(seed) });
        return SigningKey.TryFromJwk(jwk, out var key, out var fault) ? key : throw new InvalidDataException(fault);

        static byte[] Decoded(JsonElement text) => Multibase.TryDecode(text.GetString(), out var bytes) ? bytes[2..] : throw new InvalidDataException("not multibase");
    }

    /// <summary>did:key and its own method, as the vectors name keys.</summary>
    public static string MethodOf(SigningKey key) => Issuer.Core.Verification.DidKey.MethodOf(key.PublicKey);
}
