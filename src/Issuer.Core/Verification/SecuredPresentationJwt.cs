using System.Text.Json;
using Issuer.Core.Formats;

namespace Issuer.Core.Verification;

/// <summary>A presentation in a compact JWS (VC-JOSE-COSE 1.0, 3.1.2): the payload is the presentation, the key the holder's, for authentication.</summary>
internal sealed class SecuredPresentationJwt : SecuredCredential
{
    private readonly ParsedJwt? _token;

    private SecuredPresentationJwt(Check format, CredentialFacts? facts, ParsedJwt? token)
        : base(format, facts) => _token = token;

    /// <summary>Reads one.</summary>
    public static SecuredPresentationJwt Open(string compact)
    {
        var parsed = VcJwt.Parse(compact);
        if (parsed.Token is not { } token)
            return new(Failed(parsed.Fault!.Code, parsed.Fault.Message), null, null);
        var (format, facts) = FormatOf(token);
        if (format.Outcome == Outcome.Passed && facts is not null)
            format = ContextCheck.Undefined(ProofHashing.StatementsFault(facts.Credential)) ?? format;
        return new(format, format.Outcome == Outcome.Failed ? null : facts, token);
    }

    /// <inheritdoc/>
    public override async ValueTask<Authenticity> AuthenticateAsync(KeyFinder keys, VerifyOptions options, DateTimeOffset now, CancellationToken ct)
    {
        var (token, facts) = (_token!, Facts!);
        if (SecuredJwt.Refused(token) is { } refused)
            return refused;
        var question = new KeyQuestion([token.Alg], facts.Issuer, now) { Purpose = ProofOptions.Authentication };
        return SecuredJwt.Verify(token, await keys.FindMethodAsync(AbsoluteKid(token, facts.Issuer), question, ct));
    }

    // RFC 8725, 3.11: the kind of token is said, so that none of another kind is taken for it.
    private static (Check Check, CredentialFacts? Facts) FormatOf(ParsedJwt token)
    {
        if (token.Typ is not { } typ || !VcJwt.IsMediaType(typ, "vp+jwt"))
            return (Failed("wrong-type-of-token", "The token's header does not say that it is a presentation (typ vp+jwt)."), null);
        if (token.Payload.Member("vp") is not null || token.Payload.Member("vc") is not null)
            return (Failed("vp-claim", "The presentation stands in a claim, as the data model 1.1 had it; here it is the payload itself."), null);
        if (token.Kid is not { Length: > 0 })
            return (Failed("kid-missing", "The token does not say which key signed it."), null);
        var (check, facts) = PresentationFormat.Of(VcJwt.WithoutRegisteredClaims(token.Payload));
        if (facts is null)
            return (check, null);
        // Where no holder is named, whoever signed presents.
        var holder = facts.Issuer.Length > 0 ? facts.Issuer : AbsoluteKid(token, token.Payload.Text("iss") ?? "").Split('#')[0];
        return ClaimsFault(token.Payload, holder, facts.Id) is { } fault
            ? (fault, null)
            : (check, facts with
            {
                Issuer = holder,
                NotBefore = token.Payload.Member("nbf")?.GetDouble(),
                Expires = token.Payload.Member("exp")?.GetDouble(),
                Bindings = [new(token.Payload.Member("aud"), token.Payload.Text("nonce"))],
            });
    }

    private static Check? ClaimsFault(JsonElement claims, string holder, string? id)
    {
        foreach (var name in (ReadOnlySpan<string>)["iss", "sub", "jti", "nonce"])
        {
            if (claims.Member(name) is { ValueKind: not JsonValueKind.String })
                return Malformed(name);
        }

        foreach (var name in (ReadOnlySpan<string>)["nbf", "exp", "iat"])
        {
            if (claims.Member(name) is { } number && (number.ValueKind != JsonValueKind.Number || !number.TryGetDouble(out var seconds) || !double.IsFinite(seconds)))
                return Malformed(name);
        }

        if (claims.Values("aud").Any(audience => audience.ValueKind != JsonValueKind.String))
            return Malformed("aud");
        if (claims.Text("iss") is { } iss && iss != holder)
            return Failed("claim-conflict", "The token's claim iss contradicts the presentation's holder.");
        return claims.Text("jti") is { } jti && jti != id ? Failed("claim-conflict", "The token's claim jti contradicts the presentation's id.") : null;

        static Check Malformed(string name) => Failed("claim-malformed", $"The token's claim {name} is not of its kind.");
    }

    private static string AbsoluteKid(ParsedJwt token, string holder) => token.Kid is ['#', ..] fragment ? holder + fragment : token.Kid!;

    private static Check Failed(string code, string detail) => new("format", Outcome.Failed, code, detail);
}
