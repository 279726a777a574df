using System.Text.Json;
using Issuer.Core.Formats;
using Issuer.Core.Keys;

namespace Issuer.Core.Verification;

/// <summary>
/// Reads a signed list of issuers: a RecognizedEntityCredential as a VC-JWT (VC-JOSE-COSE). The signer is the one whom the operator has named, by DID:
/// then the list's issuer must be that DID; or by key (<c>did:key</c>, <c>did:jwk</c>): then that key must have signed, whoever the issuer is.
/// </summary>
/// <param name="sources">Where the signer's DID document is found.</param>
public sealed class RegistryReader(IVerificationSources sources)
{
    private readonly KeyFinder _keys = new(sources);

    /// <summary>Verifies and reads it. No input makes it throw.</summary>
    /// <param name="utf8">The token.</param>
    /// <param name="signer">The signer's DID.</param>
    /// <param name="now">The clock.</param>
    /// <param name="ct">Ends the wait for sources.</param>
    /// <returns>The list; or null, and a code: of <see cref="VcJwt.Parse"/>, of the check <c>signature</c>, or <c>registry-…</c>.</returns>
    public async ValueTask<(IssuerRegistry? Registry, string? Fault)> ReadAsync(ReadOnlyMemory<byte> utf8, string signer, DateTimeOffset now, CancellationToken ct = default)
    {
        if (utf8.Length > IssuerRegistry.MaximumBytes)
            return (null, "registry-too-large");
        if (CredentialInput.Read(utf8) is not CredentialInput.Token { Compact: var compact })
            return (null, "registry-not-signed");
        var parsed = VcJwt.Parse(compact);
        if (parsed.Token is not { } token)
            return (null, parsed.Fault!.Code);
        if (!VcJwt.TypIsCredential(token.Typ) || token.Payload.Member("vc") is not null)
            return (null, "registry-malformed");
        if (await SignatureFaultAsync(token, signer, now, ct) is { } unsigned)
            return (null, unsigned);
        return Read(token.Payload, now, out var registry) is { } fault ? (null, fault) : (registry, null);
    }

    private async ValueTask<string?> SignatureFaultAsync(ParsedJwt token, string signer, DateTimeOffset now, CancellationToken ct)
    {
        if (SignatureAlgorithm.FromJwsName(token.Alg) is null)
            return "algorithm-not-accepted";
        var isKey = KeyFinder.IsKeyItself(signer);
        var issuer = token.Payload.Text("issuer") ?? token.Payload.Member("issuer")?.Text("id");
        if (issuer is null || (!isKey && issuer != signer) || (token.Payload.Member("iss") is { } iss && iss.AsText() != issuer))
            return "registry-of-another";
        var answer = await _keys.FindAsync(isKey ? null : token.Kid, token.Alg, signer, now, ct);
        if (answer.Signature is { } none)
            return none.Code;
        if (answer.Issuer.Outcome != Outcome.Passed)
            return answer.Issuer.Code;
        return answer.Keys.Any(candidate => candidate.Key.Verify(token.SigningInput, token.Signature)) ? null : "signature-mismatch";
    }

    private static string? Read(JsonElement payload, DateTimeOffset now, out IssuerRegistry? registry)
    {
        registry = null;
        if (!payload.HasType("VerifiableCredential"))
            return "registry-malformed";
        // Its own status is not looked up, so a list that could be revoked is not relied on.
        if (payload.Member("credentialStatus") is not null)
            return "registry-has-status";
        if (!TryReadEnd(payload, out var until) || !TryReadStart(payload, out var from))
            return "registry-malformed";
        if (from > now || until <= now)
            return "registry-not-in-force";
        registry = IssuerRegistry.ReadCredential(payload, until, out var fault);
        return fault;
    }

    private static bool TryReadStart(JsonElement payload, out DateTimeOffset? from) =>
        TryReadDate(payload, "validFrom", out from) && TryReadSeconds(payload, "nbf", out var claim) && Keep(from is null || claim > from, claim, ref from);

    private static bool TryReadEnd(JsonElement payload, out DateTimeOffset? until) =>
        TryReadDate(payload, "validUntil", out until) && TryReadSeconds(payload, "exp", out var claim) && Keep(until is null || claim < until, claim, ref until);

    private static bool Keep(bool better, DateTimeOffset? claim, ref DateTimeOffset? date)
    {
        if (better)
            date = claim;
        return true;
    }

    private static bool TryReadDate(JsonElement payload, string name, out DateTimeOffset? date)
    {
        date = payload.Text(name) is { } text && XsdDateTime.TryParse(text, out var value) ? value : null;
        return date is not null || payload.Member(name) is null;
    }

    private static bool TryReadSeconds(JsonElement payload, string name, out DateTimeOffset? date)
    {
        date = null;
        if (payload.Member(name) is not { } member)
            return true;
        if (member.ValueKind != JsonValueKind.Number || !member.TryGetDouble(out var seconds) || seconds is not (> 0 and < 253_402_300_800))
            return false;
        date = DateTimeOffset.FromUnixTimeSeconds((long)seconds);
        return true;
    }
}
