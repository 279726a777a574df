using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Keys;

namespace Issuer.Core.Verification;

/// <summary>Keys of an SD-JWT VC issuer that is named by a web address: its JWT VC Issuer Metadata (draft-ietf-oauth-sd-jwt-vc, 4).</summary>
internal static class IssuerMetadata
{
    private const string WellKnown = "/.well-known/jwt-vc-issuer";

    // Of a set, this many are looked at, and this many of those are tried.
    private const int MaximumKeys = 256;
    private const int MaximumCandidates = 16;

    /// <summary>Looks for the keys.</summary>
    /// <param name="sources">Where they are fetched.</param>
    /// <param name="kid">The header's <c>kid</c>: the same as the key's in the set.</param>
    /// <param name="algorithm">The header's <c>alg</c>; known to be one that is verified.</param>
    /// <param name="issuer">The credential's issuer.</param>
    /// <param name="now">The clock.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async ValueTask<KeyAnswer> FindAsync(
        IVerificationSources sources, string? kid, string algorithm, string issuer, DateTimeOffset now, CancellationToken ct)
    {
        if (!TryToUrl(issuer, out var url))
            return KeyAnswer.Failed("issuer-unusable", "The issuer is neither a DID nor an https address without query and fragment.");
        if (await FetchAsync(sources, url, ct) is not { } metadata)
            return KeyAnswer.CannotTell("key-unreachable", "The issuer's metadata could not be fetched.");
        // 4.3: what is not the issuer's own is not used.
        if (metadata.Text("issuer") != issuer)
            return KeyAnswer.CannotTell("metadata-of-another", "What the issuer's host answers is not the metadata of the issuer.");

        var set = metadata.Member("jwks");
        var address = metadata.Member("jwks_uri");
        if (set is null == address is null)
            return KeyAnswer.CannotTell("metadata-malformed", "The issuer's metadata have no key set, or two.");
        if (address is { } elsewhere)
        {
            set = elsewhere.AsText() is { } text && IsWebAddress(text, out var jwks) ? await FetchAsync(sources, jwks, ct) : null;
            if (set is null)
                return KeyAnswer.CannotTell("key-unreachable", "The issuer's key set could not be fetched.");
        }

        return Choose(set!.Value, kid, algorithm, jwk => CertifiedKey.Facts(jwk.Member("x5c"), issuer, sources.TrustedRoots, now), issuer);
    }

    /// <summary>4.1: the well-known part stands between host and path.</summary>
    public static bool TryToUrl(string issuer, [NotNullWhen(true)] out Uri? url)
    {
        url = null;
        if (!IsWebAddress(issuer, out var home) || home.Query.Length > 0 || home.Fragment.Length > 0 || home.UserInfo.Length > 0 || issuer.AsSpan().IndexOfAny('?', '#') >= 0)
            return false;
        return Uri.TryCreate(home.GetLeftPart(UriPartial.Authority) + WellKnown + home.AbsolutePath.TrimEnd('/'), UriKind.Absolute, out url);
    }

    private static KeyAnswer Choose(JsonElement set, string? kid, string algorithm, Func<JsonElement, CertificateFacts?> certificateOf, string issuer)
    {
        var keys = new List<CandidateKey>();
        string? fault = null;
        foreach (var jwk in set.Values("keys").Take(MaximumKeys))
        {
            if (keys.Count == MaximumCandidates || jwk.ValueKind != JsonValueKind.Object || (kid is not null && jwk.Text("kid") != kid))
                continue;
            if (PublicKey.TryFromJwk(jwk, algorithm, out var key, out var unusable) && CertifiedKey.Agrees(jwk, algorithm, ref key, ref unusable))
                keys.Add(new(key, kid ?? issuer) { Certificate = certificateOf(jwk) });
            else
                fault = unusable;
        }

        if (keys.Count > 0)
            return new(keys, null, new("issuer", Outcome.Passed, "issuer-key", "The key is one that the issuer's own host publishes for its credentials."));
        return fault is null || kid is null
            ? KeyAnswer.Failed("key-not-found", "The issuer's metadata list no key that the token names.")
            : KeyFinder.Unusable(fault);
    }

    private static async ValueTask<JsonElement?> FetchAsync(IVerificationSources sources, Uri url, CancellationToken ct) =>
        await sources.FetchKeyAsync(url, ct) is Lookup.Found found && StrictJson.Parse(found.Body).Document is { RootElement.ValueKind: JsonValueKind.Object } document
            ? document.RootElement
            : null;

    // http only ever leads somewhere where the sources' operator allows a test's origin.
    private static bool IsWebAddress(string text, [NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme is "https" or "http" && JsonReading.IsAbsoluteIri(text);
}
