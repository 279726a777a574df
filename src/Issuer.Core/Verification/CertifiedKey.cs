using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Issuer.Core.Formats;
using Issuer.Core.Keys;

namespace Issuer.Core.Verification;

/// <summary>
/// The key of a token, by the issuer's own document first; where that way leads nowhere, by the certificates in the token's header. A header can say
/// anything: a key from it counts only with a chain to an authority that the operator trusts, for a name that is the issuer's.
/// </summary>
internal static class CertifiedKey
{
    /// <summary>The answer as it is, or what the certificates in the token's header show, where it has none because the way to the issuer's keys leads nowhere.</summary>
    /// <param name="answer">What was found on the issuer's own way.</param>
    /// <param name="token">The token.</param>
    /// <param name="issuer">The credential's issuer.</param>
    /// <param name="validFrom">When the credential says that it begins: where its <c>iat</c> is missing it was signed by then.</param>
    /// <param name="roots">Authorities that are trusted.</param>
    /// <param name="now">The clock.</param>
    public static KeyAnswer WhereNeeded(KeyAnswer answer, ParsedJwt token, string issuer, DateTimeOffset? validFrom, TrustedRoots roots, DateTimeOffset now) =>
        answer.Signature is { } none && LeadsNowhere(none) && token.Header.Member("x5c") is { } x5c
            ? Of(x5c, token.Alg, issuer, roots, SignedAt(token.Payload) ?? validFrom, now)
            : answer;

    /// <summary>The key of an <c>x5c</c>, and what the chain shows of it.</summary>
    /// <param name="x5c">The header's member.</param>
    /// <param name="algorithm">The header's <c>alg</c>; known to be one that is verified.</param>
    /// <param name="issuer">The credential's issuer.</param>
    /// <param name="roots">Authorities that are trusted.</param>
    /// <param name="signedAt">When the credential says that it was signed.</param>
    /// <param name="now">The clock.</param>
    public static KeyAnswer Of(JsonElement x5c, string algorithm, string issuer, TrustedRoots roots, DateTimeOffset? signedAt, DateTimeOffset now)
    {
        using var chain = CertificateChain.Read(x5c);
        if (chain is null)
            return KeyAnswer.Failed("certificate-malformed", "The token's x5c is no list of one to eight certificates.");
        if (!chain.TryGetKey(algorithm, out var key, out var fault))
            return KeyFinder.Unusable(fault!);
        var found = chain.Examine(issuer, roots, now, signedAt);
        return new([new(key!, chain.Thumbprint) { Certificate = found.Facts }], null, new("issuer", found.Outcome, found.Code, found.Detail));
    }

    /// <summary>RFC 7517, 4.7: the key of a JWK's first certificate is the JWK's own. One that says otherwise is two keys, so it is none.</summary>
    public static bool Agrees(JsonElement jwk, string algorithm, [NotNullWhen(true)] ref PublicKey? key, [NotNullWhen(false)] ref string? fault)
    {
        if (jwk.Member("x5c") is not { } x5c)
            return key is not null;
        using var chain = CertificateChain.Read(x5c);
        if (key is not null && chain is not null && chain.TryGetKey(algorithm, out var certified, out _) && key.Equals(certified))
            return true;
        (key, fault) = (null, "key-not-of-certificate");
        return false;
    }

    /// <summary>Who certifies a key that its owner publishes with certificates; null where nobody trusted does. It adds to what is known of the issuer and takes nothing away.</summary>
    public static CertificateFacts? Facts(JsonElement? x5c, string issuer, TrustedRoots roots, DateTimeOffset now)
    {
        if (x5c is not { } certificates || roots.IsEmpty)
            return null;
        using var chain = CertificateChain.Read(certificates);
        return chain?.Examine(issuer, roots, now, signedAt: null).Facts;
    }

    // The token does not lead to a document, or nobody answers. What a document contradicts, no certificate puts right.
    private static bool LeadsNowhere(Check none) =>
        none.Code is "kid-missing" or "kid-unusable" or "key-unreachable" or "key-unreadable" or "did-document-unreadable" or "did-method-not-supported"
            or "issuer-unusable" or "metadata-of-another" or "metadata-malformed";

    private static DateTimeOffset? SignedAt(JsonElement payload) =>
        payload.Member("iat") is { ValueKind: JsonValueKind.Number } iat && iat.TryGetInt64(out var seconds) && seconds is > 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
