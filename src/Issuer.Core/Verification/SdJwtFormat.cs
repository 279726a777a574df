using System.Text.Json;
using Issuer.Core.Formats;

namespace Issuer.Core.Verification;

/// <summary>The check <c>format</c> of an SD-JWT, over its processed payload (draft-ietf-oauth-sd-jwt-vc, 3.2).</summary>
internal static class SdJwtFormat
{
    private const string Name = "format";

    // VC-JOSE-COSE, 3.2.2, and what else decides over a credential: never for the holder to leave out.
    private static readonly string[] NeverDisclosedOfDataModel =
    [
        "@context", "type", "issuer", "validFrom", "validUntil", "credentialStatus", "credentialSchema", "relatedResource",
    ];

    /// <summary>Judges the form, and says what the credential is.</summary>
    public static (Check Check, CredentialFacts? Facts) Of(ParsedSdJwt token, SdJwtContent content)
    {
        var payload = content.Payload;
        if (!SdJwtVc.TypIsCredential(token.Jwt.Typ))
            return Failed("wrong-type-of-token", "The token's header does not say that it is an SD-JWT VC (dc+sd-jwt, formerly vc+sd-jwt).");
        if (SdJwtVc.WronglyDisclosed(content) is { } claim)
            return Failed("claim-not-disclosable", $"The claim {claim} came as a disclosure; what decides over a credential is never left to its holder.");
        if (SdJwtVc.TypMayBeDataModel(token.Jwt.Typ) && payload.Member("vct") is null && payload.Member("@context") is not null)
            return OfDataModel(content);
        var fault = VctFault(payload) ?? ClaimsFault(payload) ?? IssuerFault(token.Jwt, payload);
        return fault is not null
            ? (fault, null)
            : (new(Name, Outcome.Passed, "sd-jwt-vc", "The credential is well formed (SD-JWT VC)."), Facts(payload));
    }

    /// <summary>A claim of seconds since 1970 as an instant, the calendar's last for what lies beyond; null where there is none.</summary>
    public static DateTimeOffset? Instant(JsonElement payload, string name) => Seconds(payload, name) switch
    {
        null => null,
        < 0 => DateTimeOffset.UnixEpoch,
        > 253_402_300_799 => DateTimeOffset.MaxValue,
        var seconds => DateTimeOffset.UnixEpoch.AddSeconds(seconds.Value),
    };

    private static (Check Check, CredentialFacts? Facts) OfDataModel(SdJwtContent content)
    {
        return content.Disclosed.Select(path => path.Claim).FirstOrDefault(name => Array.IndexOf(NeverDisclosedOfDataModel, name) >= 0) is { } claim
            ? Failed("claim-not-disclosable", $"The member {claim} came as a disclosure; what decides over a credential is never left to its holder.")
            : FormatCheck.OfClaims(content.Payload);
    }

    private static Check? VctFault(JsonElement payload) => payload.Member("vct") switch
    {
        null => Fault("vct-missing", "The credential does not say its type (vct)."),
        { ValueKind: JsonValueKind.String } vct when vct.GetString()!.Length > 0 => null,
        _ => Fault("vct-malformed", "The credential's type (vct) is no text."),
    };

    private static Check? ClaimsFault(JsonElement payload)
    {
        foreach (var name in (ReadOnlySpan<string>)["iss", "sub", "jti"])
        {
            if (payload.Member(name) is { ValueKind: not JsonValueKind.String })
                return Malformed(name);
        }

        foreach (var name in (ReadOnlySpan<string>)["iat", "nbf", "exp"])
        {
            if (payload.Member(name) is not null && Seconds(payload, name) is null)
                return Malformed(name);
        }

        foreach (var name in (ReadOnlySpan<string>)["cnf", "status"])
        {
            if (payload.Member(name) is { ValueKind: not JsonValueKind.Object })
                return Malformed(name);
        }

        return payload.Values("aud").Any(audience => audience.ValueKind != JsonValueKind.String) ? Malformed("aud") : null;
    }

    private static Check? IssuerFault(ParsedJwt token, JsonElement payload) => payload.Text("iss") switch
    {
        null when token.Header.Member("x5c") is not null => null,
        null => Fault("issuer-missing", "The credential names no issuer."),
        var iss when JsonReading.IsAbsoluteIri(iss) => null,
        _ => Fault("issuer-malformed", "The issuer is no URL."),
    };

    private static CredentialFacts Facts(JsonElement payload) => new()
    {
        Credential = payload,
        ContextsKnown = true,
        Issuer = payload.Text("iss") ?? "",
        Id = payload.Text("jti"),
        NotBefore = Seconds(payload, "nbf"),
        Expires = Seconds(payload, "exp"),
        StatusClaim = payload.Member("status"),
    };

    private static double? Seconds(JsonElement payload, string name) =>
        payload.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var seconds) && double.IsFinite(seconds) ? seconds : null;

    private static Check Malformed(string name) => Fault("claim-malformed", $"The token's claim {name} is not of its kind.");

    private static Check Fault(string code, string detail) => new(Name, Outcome.Failed, code, detail);

    private static (Check Check, CredentialFacts? Facts) Failed(string code, string detail) => (Fault(code, detail), null);
}
