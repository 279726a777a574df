using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.JsonLd;

namespace Issuer.Core.Formats;

/// <summary>Why a document has no canonical form that could be signed or verified.</summary>
/// <param name="Code">Stable kebab-case code.</param>
/// <param name="Message">One English sentence.</param>
/// <param name="IsOurLimit">The limit is this program's, not the document's fault: nobody can tell whether the proof is good.</param>
internal sealed record TransformationFault(string Code, string Message, bool IsOurLimit = false);

/// <summary>
/// Hash data of Data Integrity proofs over one document: the hash of the canonical proof configuration, then that of the canonical document without its
/// proofs (VC-DI-EdDSA 1.0, 3.2.4 and 3.3.4; VC-DI-ECDSA 1.0, 3.2.4 and 3.3.4). Each hash of the document is made once, however many proofs share it.
/// </summary>
/// <param name="document">An object, whose member <c>proof</c> does not count.</param>
/// <param name="context">Stands for the document's own <c>@context</c>, where a JCS proof brings one (VC-DI-EdDSA 1.0, 3.3.2).</param>
/// <param name="previous">In a chain, the earlier proofs that the proof was made over (VC Data Integrity 1.0, 4.3): they stand as <c>proof</c>.</param>
internal sealed class ProofHashing(JsonElement document, JsonElement? context = null, IReadOnlyList<JsonElement>? previous = null)
{
    // A hundred times what the largest badge needs. One request may bring two dozen documents, and each may be hashed a few times.
    private static readonly CanonicalizationLimits Limits = new() { MaxHashWork = 10_000 };

    // One for each canonical form; there are few, and mostly one.
    private readonly List<(bool IsJcs, HashAlgorithmName Hash, byte[] Digest, TransformationFault? Fault)> _made = new(1);

    /// <summary>The bytes that are signed: 64 with SHA-256, 96 with SHA-384. Null, with the reason, where there are none.</summary>
    /// <param name="proof">The proof; its value does not count.</param>
    /// <param name="suite">The suite.</param>
    /// <param name="hash">The suite's hash function for the key.</param>
    /// <param name="fault">Why not.</param>
    public byte[]? HashData(JsonElement proof, Cryptosuite suite, HashAlgorithmName hash, out TransformationFault? fault)
    {
        var (documentDigest, documentFault) = DocumentDigest(suite.IsJcs, hash);
        fault = documentFault ?? (ExactNumbers.AreAll(document, suite.IsJcs) && ExactNumbers.AreAll(proof, suite.IsJcs)
            ? null
            : new("number-not-exact", "A number has more digits than its canonical form keeps."));
        if (fault is not null)
            return null;
        var hashData = new byte[2 * documentDigest.Length];
        fault = suite.IsJcs
            ? JcsDigest(ProofDocument.Configuration(proof), hash, hashData.AsSpan(..documentDigest.Length))
            : RdfcDigest(proof, Configuration(), hash, hashData.AsSpan(..documentDigest.Length));
        documentDigest.CopyTo(hashData, documentDigest.Length);
        return fault is null ? hashData : null;
    }

    /// <summary>
    /// What is wrong with the document as statements, whatever the suite: a term that no context defines would mean nothing, although a token or canonical
    /// JSON covers it.
    /// </summary>
    /// <param name="hash">That of the proofs, so that nothing is done twice.</param>
    public TransformationFault? StatementsFault(HashAlgorithmName hash) => DocumentDigest(isJcs: false, hash).Fault;

    /// <summary>
    /// The same for what a token holds. Open Badges 3.0 has <c>endorsementJwt</c> in its text and in none of its contexts; a token's signature covers it.
    /// </summary>
    /// <param name="document">The credential or presentation.</param>
    /// <param name="without">The member that JSON-LD could not say.</param>
    public static TransformationFault? StatementsFault(JsonElement document, string without = "endorsementJwt")
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        return RdfcDigest(document, new() { Without = without }, HashAlgorithmName.SHA256, digest);
    }

    /// <summary>How RDFC suites see a proof: without its value, in the document's context.</summary>
    internal DocumentView Configuration() => new() { Context = document.GetProperty("@context"), Without = "proofValue" };

    /// <summary>How RDFC suites see the document.</summary>
    internal DocumentView Unsecured() => new() { Without = "proof", Instead = previous };

    private (byte[] Digest, TransformationFault? Fault) DocumentDigest(bool isJcs, HashAlgorithmName hash)
    {
        foreach (var made in _made)
        {
            if (made.IsJcs == isJcs && made.Hash == hash)
                return (made.Digest, made.Fault);
        }

        var digest = new byte[hash == HashAlgorithmName.SHA384 ? SHA384.HashSizeInBytes : SHA256.HashSizeInBytes];
        var fault = isJcs ? JcsDigest(ProofDocument.Unsecured(document, context, previous ?? []), hash, digest) : RdfcDigest(document, Unsecured(), hash, digest);
        _made.Add((isJcs, hash, digest, fault));
        return (digest, fault);
    }

    private static TransformationFault? JcsDigest(JsonElement value, HashAlgorithmName hash, Span<byte> digest)
    {
        var canonical = new ArrayBufferWriter<byte>(4096);
        CanonicalJson.Canonicalize(value, canonical);
        CryptographicOperations.HashData(hash, canonical.WrittenSpan, digest);
        return null;
    }

    private static TransformationFault? RdfcDigest(JsonElement value, in DocumentView view, HashAlgorithmName hash, Span<byte> digest) =>
        Of(Canonicalization.Digest(value, view, hash == HashAlgorithmName.SHA384 ? RdfHash.Sha384 : RdfHash.Sha256, digest, Limits));

    // Where the limit or the missing context is ours, the document may be good all the same.
    private static TransformationFault? Of(JsonLdFault? fault) => fault is null ? null : new(
        fault.Code switch { "invalid-property" => "term-undefined", "relative-type-reference" => "type-undefined", var code => code },
        $"The JSON-LD at {(fault.Pointer.Length == 0 ? "the top" : fault.Pointer)} is not in order: {fault.Message}",
        fault.Code is "too-deep" or "too-large" or "too-much-work" or "loading-remote-context-failed" or "context-overflow");
}
