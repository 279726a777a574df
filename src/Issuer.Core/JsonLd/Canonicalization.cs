using System.Text.Json;

namespace Issuer.Core.JsonLd;

/// <summary>
/// From a JSON-LD document to the canonical form of what it says: expansion and conversion to RDF (JSON-LD 1.1 Processing Algorithms and API), then RDFC-1.0.
/// Always in safe mode: what JSON-LD would silently drop or leave relative is a fault, since it would not be signed. The base IRI is null, directions become
/// <c>i18n-datatype</c>s, and contexts come from <see cref="KnownContexts"/> or stand in the document; nothing is ever fetched.
/// </summary>
/// <remarks>No input makes it throw; work, depth and size are bounded. It may be called from any thread.</remarks>
public static class Canonicalization
{
    /// <summary>The canonical N-Quads of a document.</summary>
    /// <param name="document">A JSON object or array of objects; read with <c>StrictJson</c> when it comes from outside.</param>
    /// <param name="hash">The hash function inside RDFC-1.0, which decides the order of blank node labels.</param>
    /// <param name="limits">What the document may cost; null for <see cref="CanonicalizationLimits.Default"/>.</param>
    public static CanonicalizationResult Canonize(JsonElement document, RdfHash hash, CanonicalizationLimits? limits = null) =>
        Canonize(document, new DocumentView(), hash, limits);

    /// <summary>The canonical N-Quads of a document that is read with another context, or with one of its members left out or replaced.</summary>
    /// <param name="document">A JSON object.</param>
    /// <param name="view">How to read it.</param>
    /// <param name="hash">The hash function inside RDFC-1.0, which decides the order of blank node labels.</param>
    /// <param name="limits">What the document may cost; null for <see cref="CanonicalizationLimits.Default"/>.</param>
    public static CanonicalizationResult Canonize(JsonElement document, in DocumentView view, RdfHash hash, CanonicalizationLimits? limits = null)
    {
        var workspace = Workspace.Rent();
        try
        {
            var process = new Process(limits ?? CanonicalizationLimits.Default, isSafe: true);
            return workspace.Canonize(process, document, view, hash)
                ? new(workspace.NQuads.ToArray(), null)
                : new(null, process.Fault);
        }
        finally
        {
            Workspace.Return(workspace);
        }
    }

    /// <summary>
    /// As <see cref="Canonize(JsonElement, in DocumentView, RdfHash, CanonicalizationLimits?)"/>, but gives only the digest of the canonical N-Quads, by the
    /// same hash function: 32 bytes for SHA-256, 48 for SHA-384.
    /// </summary>
    /// <param name="document">A JSON object.</param>
    /// <param name="view">How to read it.</param>
    /// <param name="hash">The hash function, inside RDFC-1.0 and over its result.</param>
    /// <param name="digest">Where the digest goes; exactly as long as it is.</param>
    /// <param name="limits">What the document may cost; null for <see cref="CanonicalizationLimits.Default"/>.</param>
    /// <returns>Null when the digest was written, else what is wrong with the document.</returns>
    /// <exception cref="ArgumentException"><paramref name="digest"/> has another length than the hash function's output.</exception>
    public static JsonLdFault? Digest(JsonElement document, in DocumentView view, RdfHash hash, Span<byte> digest, CanonicalizationLimits? limits = null)
    {
        if (digest.Length != RdfHashing.Length(hash))
            throw new ArgumentException($"The digest takes {RdfHashing.Length(hash)} bytes.", nameof(digest));
        var workspace = Workspace.Rent();
        try
        {
            var process = new Process(limits ?? CanonicalizationLimits.Default, isSafe: true);
            if (!workspace.Canonize(process, document, view, hash))
                return process.Fault;
            RdfHashing.Hash(hash, workspace.NQuads, digest);
            return null;
        }
        finally
        {
            Workspace.Return(workspace);
        }
    }
}
