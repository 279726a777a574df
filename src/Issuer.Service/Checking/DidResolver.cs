using Issuer.Core.Encoding;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Issuer.Service.Institutions;

namespace Issuer.Service.Checking;

/// <summary>
/// Resolves DIDs for anybody who asks: keys that are identifiers in memory, our own institutions from their published documents, other hosts through the
/// guarded client and its cache. Whatever goes wrong with another host, the answer is the same.
/// </summary>
public sealed class DidResolver(IVerificationSources sources, InstitutionDirectory institutions)
{
    // RFC 3986 leaves it open; the longest that is resolved is a did:jwk of an RSA key.
    private const int MaximumLength = 4096;

    /// <summary>The document as UTF-8 JSON, or what stands in the way.</summary>
    public async ValueTask<DidResolution> ResolveAsync(string did, CancellationToken ct)
    {
        if (!IsDid(did))
            return DidResolution.Failed(DidError.InvalidDid, "This is no DID.");
        if (did.StartsWith(DidKey.Prefix, StringComparison.Ordinal) || did.StartsWith(DidJwk.Prefix, StringComparison.Ordinal))
            return OfKey(did);
        if (!did.StartsWith(DidWeb.Prefix, StringComparison.Ordinal))
            return DidResolution.Failed(DidError.MethodNotSupported, "Of DID methods only web, key and jwk are resolved.");
        if (!DidWeb.TryToUrl(did, out _))
            return DidResolution.Failed(DidError.InvalidDid, "A did:web names a host and, where it has one, a port and a path.");
        // The published form: a compromised key is revoked in it.
        if (institutions.ByDid(did) is { } institution)
            return new(IdentityDocuments.PublishedDidDocument(institution), null);
        return await sources.ResolveDidAsync(did, ct) is Lookup.Found { Body: var body } && DidDocument.TryRead(body, did, out _, out _)
            ? new(body, null)
            : DidResolution.Failed(DidError.NotFound, "No DID document of this identifier was found.");
    }

    private static DidResolution OfKey(string did)
    {
        if (KeyDidDocumentWriter.TryWrite(did, out var document, out var fault))
            return new(document!, null);
        return fault == KeyFault.MultikeyUnsupported
            ? DidResolution.Failed(DidError.FeatureNotSupported, "The key is of a kind that is not known here.")
            : DidResolution.Failed(DidError.InvalidDid, "The identifier is no public key.");
    }

    // DID Core 3.1: did:method:identifier, of letters, digits, . - _ : and percent-encoded octets.
    private static bool IsDid(string text)
    {
        if (text.Length > MaximumLength || text.Split(':', 3) is not ["did", { Length: > 0 } method, { Length: > 0 } identifier] || identifier[^1] == ':')
            return false;
        if (method.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c)))
            return false;
        for (var i = 0; i < identifier.Length; i++)
        {
            var c = identifier[i];
            if (c == '%' && i + 2 < identifier.Length && char.IsAsciiHexDigit(identifier[i + 1]) && char.IsAsciiHexDigit(identifier[i + 2]))
                i += 2;
            else if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_' or ':'))
                return false;
        }

        return true;
    }
}

/// <summary>Exactly one of the two is there.</summary>
/// <param name="Document">UTF-8 JSON that <see cref="StrictJson"/> accepts.</param>
/// <param name="Error">Why there is none.</param>
public sealed record DidResolution(ReadOnlyMemory<byte> Document, DidError? Error)
{
    internal static DidResolution Failed(DidError error, string detail) => new(ReadOnlyMemory<byte>.Empty, error with { Detail = detail });
}

/// <summary>A failure of DID Resolution 1.0, section 11, with the status of its HTTPS binding.</summary>
/// <param name="Name">Last part of the error's type; its lower camel case was the whole error in earlier drafts.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">The same for every occurrence.</param>
/// <param name="Detail">One sentence.</param>
public sealed record DidError(string Name, int Status, string Title, string Detail)
{
    internal static readonly DidError InvalidDid = new("INVALID_DID", StatusCodes.Status400BadRequest, "Invalid DID", "");
    internal static readonly DidError NotFound = new("NOT_FOUND", StatusCodes.Status404NotFound, "Not found", "");
    internal static readonly DidError RepresentationNotSupported = new("REPRESENTATION_NOT_SUPPORTED", StatusCodes.Status406NotAcceptable, "Representation not supported", "");
    internal static readonly DidError MethodNotSupported = new("METHOD_NOT_SUPPORTED", StatusCodes.Status501NotImplemented, "DID method not supported", "");
    internal static readonly DidError FeatureNotSupported = new("FEATURE_NOT_SUPPORTED", StatusCodes.Status501NotImplemented, "Feature not supported", "");
}
