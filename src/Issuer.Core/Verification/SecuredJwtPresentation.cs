using System.Buffers;
using System.Text.Json;
using Issuer.Core.Formats;

namespace Issuer.Core.Verification;

/// <summary>
/// A presentation in a compact JWS: the payload itself (VC-JOSE-COSE, 3.1.2), or the claim <c>vp</c> of the data model 1.1 (6.3.1). The holder signs, with a key
/// for authentication; <c>aud</c> and <c>nonce</c> say for whom and for which occasion.
/// </summary>
internal sealed class SecuredJwtPresentation : SecuredCredential
{
    private readonly ParsedJwt _token;

    private SecuredJwtPresentation(Check format, CredentialFacts? facts, ParsedJwt token)
        : base(format, facts) => _token = token;

    /// <inheritdoc/>
    public override bool IsPresentation => true;

    /// <summary>Whether a token that came without an envelope says that it is a presentation.</summary>
    public static bool IsPresentationToken(ParsedJwt token) => token.Typ switch
    {
        { } typ when VcJwt.IsMediaType(typ, "vp+jwt") => true,
        { } typ when !VcJwt.IsMediaType(typ, "jwt") => false,
        _ => token.Payload.Member("vc") is null && (token.Payload.Member("vp") is not null || token.Payload.HasType("VerifiablePresentation")),
    };

    /// <summary>Reads one; the signature is not looked at.</summary>
    public static SecuredJwtPresentation Open(ParsedJwt token)
    {
        var payload = token.Payload;
        if ((HeaderFault(token) ?? FormatCheck.ClaimOfWrongKind(payload)) is { } fault)
            return new(fault, null, token);
        var isV1 = payload.Member("vp") is not null;
        if ((isV1 ? Restore(payload) : VcJwt.WithoutRegisteredClaims(payload, "nonce")) is not { } presentation)
            return new(Failed("vp-claim-ambiguous", "The token's claim vp is no object, or the token holds something else beside it."), null, token);
        if (Conflict(presentation, payload) is { } conflict)
            return new(conflict, null, token);

        var (format, facts) = PresentationFormat.Of(presentation, payload.Text("iss") ?? token.Kid, isV1);
        // In 1.1 a credential may stand there as the text of a token, which JSON-LD could not say; each is checked by itself.
        if (format.Outcome == Outcome.Passed)
            format = ContextCheck.Undefined(isV1 ? ProofHashing.StatementsFault(presentation, "verifiableCredential") : ProofHashing.StatementsFault(presentation)) ?? format;
        return new(format, facts is null || format.Outcome == Outcome.Failed ? null : WithClaims(facts, payload), token);
    }

    /// <inheritdoc/>
    public override async ValueTask<Authenticity> AuthenticateAsync(KeyFinder keys, VerifyOptions options, DateTimeOffset now, CancellationToken ct) =>
        SecuredJwt.Refused(_token) ?? SecuredJwt.Verify(
            _token, await keys.FindAsync(_token.Kid, new KeyQuestion([_token.Alg], Facts!.Issuer, now) { Purpose = ProofOptions.Authentication }, ct));

    // VC-JOSE-COSE, 3.1.2; without typ or with JWT the token speaks by its payload, as a credential's may.
    private static Check? HeaderFault(ParsedJwt token)
    {
        if (token.Typ is { } typ && !VcJwt.IsMediaType(typ, "vp+jwt") && !VcJwt.IsMediaType(typ, "jwt"))
            return Failed("wrong-type-of-token", "The token's header says that it is something other than a presentation.");
        return token.Header.Member("cty") is { } cty && !(cty.AsText() is { } content && (VcJwt.IsMediaType(content, "vp") || VcJwt.IsMediaType(content, "vp+ld+json")))
            ? Failed("wrong-type-of-content", "The token's header says that it holds something other than a presentation.")
            : null;
    }

    /// <summary>The presentation of a claim <c>vp</c>, with the holder and the identifier that stand in claims alone.</summary>
    private static JsonElement? Restore(JsonElement payload)
    {
        if (payload.Member("vp") is not { ValueKind: JsonValueKind.Object } inside
            || new[] { "@context", "type", "verifiableCredential", "vc" }.Any(name => payload.Member(name) is not null))
            return null;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var member in inside.EnumerateObject())
                member.WriteTo(json);
            Add("iss", "holder");
            Add("jti", "id");
            json.WriteEndObject();

            void Add(string claim, string member)
            {
                if (payload.Text(claim) is { } text && inside.Member(member) is null)
                    json.WriteString(member, text);
            }
        }

        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }

    // Two readers would see two holders.
    private static Check? Conflict(JsonElement presentation, JsonElement payload)
    {
        var holder = presentation.Member("holder");
        if (holder is not null && payload.Text("iss") is { } iss && iss != (holder?.AsText() ?? holder?.Text("id")))
            return Failed("claim-conflict", "The token's claim iss contradicts the presentation's holder.");
        return presentation.Member("id") is not null && payload.Text("jti") is { } jti && jti != presentation.Text("id")
            ? Failed("claim-conflict", "The token's claim jti contradicts the presentation's id.")
            : null;
    }

    private static CredentialFacts WithClaims(CredentialFacts facts, JsonElement payload) => facts with
    {
        NotBefore = payload.Member("nbf")?.GetDouble(),
        Expires = payload.Member("exp")?.GetDouble(),
        Bindings = [new(payload.Member("aud"), payload.Text("nonce"), SdJwtFormat.Instant(payload, "iat"))],
    };

    private static Check Failed(string code, string detail) => new("format", Outcome.Failed, code, detail);
}
