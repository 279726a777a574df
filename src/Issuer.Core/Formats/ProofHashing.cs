using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Issuer.Core.Encoding;

namespace Issuer.Core.Formats;

/// <summary>Why a document has no canonical form that could be signed or verified.</summary>
/// <param name="Code">Stable kebab-case code.</param>
/// <param name="Message">One English sentence.</param>
/// <param name="IsOurLimit">The limit is this program's, not the document's fault: nobody can tell whether the proof is good.</param>
internal sealed record TransformationFault(string Code, string Message, bool IsOurLimit = false);

/// <summary>
/// Hash data of Data Integrity proofs over one unsecured document: the hash of the canonical proof configuration, then that of the canonical document
/// (VC-DI-EdDSA 1.0, 3.3.4; VC-DI-ECDSA 1.0, 3.3.4). Each hash of the document is made once.
/// </summary>
/// <param name="document">The document without proof, or, in a chain, with the earlier proofs that a proof refers to.</param>
internal sealed class ProofHashing(JsonElement document)
{
    private readonly Dictionary<(bool IsJcs, HashAlgorithmName Hash), (byte[]? Hash, TransformationFault? Fault)> _documents = [];

    /// <summary>The bytes that are signed: 64 with SHA-256, 96 with SHA-384.</summary>
    public bool TryHash(
        JsonElement configuration, Cryptosuite suite, HashAlgorithmName hash,
        [NotNullWhen(true)] out byte[]? hashData, [NotNullWhen(false)] out TransformationFault? fault)
    {
        hashData = null;
        var (documentHash, documentFault) = DocumentHash(suite.IsJcs, hash);
        fault = documentFault;
        if (documentHash is null || Transform(configuration, suite.IsJcs, hash, out fault) is not { } canonical)
        {
            fault ??= documentFault!;
            return false;
        }

        hashData = [.. CryptographicOperations.HashData(hash, canonical), .. documentHash];
        return true;
    }

    private (byte[]? Hash, TransformationFault? Fault) DocumentHash(bool isJcs, HashAlgorithmName hash)
    {
        if (_documents.TryGetValue((isJcs, hash), out var known))
            return known;
        var canonical = Transform(document, isJcs, hash, out var fault);
        return _documents[(isJcs, hash)] = (canonical is null ? null : CryptographicOperations.HashData(hash, canonical), fault);
    }

    /// <summary>The canonical bytes of a document or proof configuration; null with the reason why there are none.</summary>
    internal static byte[]? Transform(JsonElement value, bool isJcs, HashAlgorithmName hash, out TransformationFault? fault)
    {
        fault = ExactNumbers.AreAll(value, isJcs) ? null : new("number-not-exact", "A number has more digits than its canonical form keeps.");
        return fault is not null ? null
            : isJcs ? CanonicalJson.Canonicalize(value)
            : Statements(value, hash, out fault);
    }

    private static byte[]? Statements(JsonElement value, HashAlgorithmName hash, out TransformationFault? fault)
    {
        fault = new("json-ld-not-supported", "Statements are not canonicalised by this version.", IsOurLimit: true);
        return null;
    }
}
