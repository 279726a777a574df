using System.Text.Json;

namespace Issuer.Core.JsonLd;

/// <summary>Canonical N-Quads or a fault: exactly one is set.</summary>
/// <param name="NQuads">UTF-8, one statement a line, in code point order (RDFC-1.0, 5); empty for a document that says nothing.</param>
/// <param name="Fault">Why there is no canonical form.</param>
public sealed record CanonicalizationResult(byte[]? NQuads, JsonLdFault? Fault);

/// <summary>What is wrong with a JSON-LD document.</summary>
/// <param name="Code">
/// Stable, in kebab case: an error code of JSON-LD 1.1 API section 9.5 (<c>protected-term-redefinition</c>), a condition of safe mode
/// (<c>invalid-property</c>), or a limit (<c>too-deep</c>, <c>too-large</c>, <c>too-much-work</c>).
/// </param>
/// <param name="Message">One sentence for a developer; it may quote the document.</param>
/// <param name="Pointer">JSON Pointer (RFC 6901) to the member that was being read.</param>
public sealed record JsonLdFault(string Code, string Message, string Pointer);

/// <summary>The hash functions of RDFC-1.0.</summary>
public enum RdfHash
{
    /// <summary>SHA-256, the default of RDFC-1.0.</summary>
    Sha256,

    /// <summary>SHA-384, which <c>ecdsa-rdfc-2019</c> uses with P-384, inside RDFC-1.0 as well.</summary>
    Sha384,
}

/// <summary>
/// A document seen otherwise than it is written, so that nothing needs to be rebuilt: a proof's options under the document's context, a credential without its
/// proof or with the earlier proofs of a chain only. The default value changes nothing.
/// </summary>
public readonly record struct DocumentView
{
    /// <summary>Takes the place of the document's own <c>@context</c>, which may be absent; undefined (the default) leaves that.</summary>
    public JsonElement Context { get; init; }

    /// <summary>Name of a member at the top that is left out (<c>proof</c>, <c>proofValue</c>); null leaves all.</summary>
    public string? Without { get; init; }

    /// <summary>What stands in the place of the member left out, as the items of an array; null or empty for nothing.</summary>
    public IReadOnlyList<JsonElement>? Instead { get; init; }
}

/// <summary>
/// What one document may cost. A credential of 100 statements uses less than a thousandth of the defaults; they are set so that the dearest document ends
/// within a second.
/// </summary>
public sealed record CanonicalizationLimits
{
    /// <summary>The limits used where none are given.</summary>
    public static CanonicalizationLimits Default { get; } = new();

    /// <summary>The deepest nesting of arrays and objects, in levels; at most 500, for the sake of the stack.</summary>
    public int MaxDepth { get; init; } = 100;

    /// <summary>The most statements.</summary>
    public int MaxQuads { get; init; } = 100_000;

    /// <summary>The most bytes that RDF terms and canonical statements may take, each.</summary>
    public int MaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The most work for contexts of the document's own, in definitions made or copied.</summary>
    public int MaxContextWork { get; init; } = 500_000;

    /// <summary>
    /// The most hash operations for blank nodes that only their neighbourhood tells apart (RDFC-1.0, 4.8). A poison graph needs exponentially many.
    /// </summary>
    public int MaxHashWork { get; init; } = 50_000;
}
