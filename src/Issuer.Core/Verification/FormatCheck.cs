using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;

namespace Issuer.Core.Verification;

/// <summary>
/// The check <c>format</c>: is this a credential whose every deciding member means what the standard says? VCDM 2.0 with the rules its issuers must keep,
/// VCDM 1.1 with its own. Stops at the first fault. Where a fault is one of ours (a context or keyword that this version
/// does not process) the answer is that it cannot tell, and the credential is never valid.
/// </summary>
internal static class FormatCheck
{
    private const string Name = "format";
    private const string StatusListType = "BitstringStatusListCredential";

    private static readonly HashSet<string> TypesOfOpenBadges = ["OpenBadgeCredential", "AchievementCredential", "EndorsementCredential"];

    // VCDM 2.0, 4.4 to 4.14: each is an object, or several, that says its type.
    private static readonly string[] TypedMembers = ["credentialStatus", "credentialSchema", "termsOfUse", "evidence", "refreshService"];

    /// <summary>The payload of a compact token, whose signature is not looked at here.</summary>
    public static (Check Check, CredentialFacts? Facts) OfToken(ParsedJwt token)
    {
        if (HeaderFault(token.Header) is { } fault)
            return (fault, null);
        return OfClaims(token.Payload);
    }

    /// <summary>A credential among the claims of a token, whose header is judged elsewhere.</summary>
    public static (Check Check, CredentialFacts? Facts) OfClaims(JsonElement payload)
    {
        if (payload.ValueKind != JsonValueKind.Object)
            return (Failed("payload-not-an-object", "What was signed is no JSON object."), null);
        if (payload.Member("vp") is not null)
            return (Failed("presentation", "The token holds a presentation, not a credential."), null);
        if (payload.Member("vc") is { } legacy)
        {
            return payload.Member("@context") is null && payload.Member("credentialSubject") is null
                ? OfClaim(legacy, payload)
                : (Failed("vc-claim-ambiguous", "The token holds two credentials, one of them in its claim vc."), null);
        }

        return OfDataModel2(VcJwt.WithoutRegisteredClaims(payload), payload);
    }

    /// <summary>A credential as JSON, with or without an embedded proof, which is not looked at here.</summary>
    public static (Check Check, CredentialFacts? Facts) OfDocument(JsonElement document) =>
        LegacyCredential.Is(document) ? OfDataModel1(document, claims: null) : OfDataModel2(document, claims: null);

    // RFC 7515, 4.1; the token's reader has refused crit, b64, zip and enc. What is not named here (jwk, jku, x5u) is neither trusted nor fetched; on x5c see CertifiedKey.
    private static Check? HeaderFault(JsonElement header)
    {
        if (!VcJwt.TypIsCredential(header.Text("typ")))
            return Failed("wrong-type-of-token", "The token's header says that it is something other than a credential.");
        // A payload that is a token itself is named by cty JWT (RFC 7519, 5.2).
        if (header.Member("cty") is { } cty && !(cty.AsText() is { } content && (VcJwt.IsMediaType(content, "vc") || VcJwt.IsMediaType(content, "vc+ld+json"))))
            return Failed("wrong-type-of-content", "The token's header says that it holds something other than a credential.");
        return null;
    }

    private static (Check Check, CredentialFacts? Facts) OfDataModel2(JsonElement credential, JsonElement? claims)
    {
        if (ContextCheck.Fault(credential, EuContext.CredentialsV2) is { } wrongContext)
            return (wrongContext, null);
        var known = EuContext.AreKnown(credential.GetProperty("@context"));
        var types = Types(credential);
        var isBadge = types is not null && types.Exists(TypesOfOpenBadges.Contains);
        var (wrongResource, notCompared) = RelatedResources.Examine(credential);
        var fault = TypeFault(types)
            ?? IdentifierFault(credential, "id")
            ?? IssuerFault(credential)
            ?? SubjectFault(credential)
            ?? DatesFault(credential, "validFrom", "validUntil")
            ?? TypedMembersFault(credential)
            ?? TextFault(credential)
            ?? wrongResource
            ?? (isBadge ? BadgeFault(credential) : null)
            ?? (claims is { } c ? ClaimsFault(credential, c, "validFrom", isBadge) : null);
        if (fault is not null)
            return (fault, null);

        var facts = Facts(credential, claims, known, "validFrom", "validUntil") with { IsStatusList = types!.Contains(StatusListType) };
        return (ContextCheck.Unknown(credential, known) ?? Passed("vcdm-2.0", "The credential is well formed (Verifiable Credentials Data Model 2.0)." + RelatedResources.Told(notCompared)), facts);
    }

    /// <summary>
    /// VCDM 1.1, 6.3.1: the claims stand for members, which may be left out of <c>vc</c>. Open Badges 3.0 asks its readers to take this form still.
    /// </summary>
    private static (Check Check, CredentialFacts? Facts) OfClaim(JsonElement inside, JsonElement claims)
    {
        if (inside.ValueKind != JsonValueKind.Object)
            return (Failed("vc-claim-malformed", "The token's claim vc is no object."), null);
        return LegacyCredential.Restore(inside, claims) is { } credential
            ? OfDataModel1(credential, claims)
            : (Failed("claim-malformed", "A registered claim of the token is not of its kind."), null);
    }

    private static (Check Check, CredentialFacts? Facts) OfDataModel1(JsonElement credential, JsonElement? claims)
    {
        if (ContextCheck.Fault(credential, LegacyCredential.CredentialsV1) is { } wrongContext)
            return (wrongContext, null);
        var known = LegacyCredential.AreContextsKnown(credential.GetProperty("@context"));
        var fault = TypeFault(Types(credential))
            ?? IdentifierFault(credential, "id")
            ?? IssuerFault(credential)
            ?? SubjectFault(credential)
            ?? (credential.Member("issuanceDate") is null ? Failed("date-missing", "The credential has no issuanceDate.") : null)
            ?? DatesFault(credential, "issuanceDate", "expirationDate")
            ?? DatesFault(credential, "validFrom", "validUntil")
            ?? TypedMembersFault(credential)
            ?? (claims is { } c ? ClaimsFault(credential, c, "issuanceDate", mustEqualNotBefore: false) : null);
        return fault is not null
            ? (fault, null)
            : (ContextCheck.Unknown(credential, known) ?? Passed("vcdm-1.1", "The credential is well formed (Verifiable Credentials Data Model 1.1)."),
                Narrowed(Facts(credential, claims, known, "issuanceDate", "expirationDate")));
    }

    // The v1 context defines the later names as well; over statements one could stand for the other, so the narrower period counts.
    private static CredentialFacts Narrowed(CredentialFacts facts)
    {
        var (from, until) = (Date(facts.Credential, "validFrom"), Date(facts.Credential, "validUntil"));
        return facts with
        {
            ValidFrom = from > facts.ValidFrom ? from : facts.ValidFrom,
            ValidUntil = facts.ValidUntil is null || until < facts.ValidUntil ? until ?? facts.ValidUntil : facts.ValidUntil,
        };
    }

    private static CredentialFacts Facts(JsonElement credential, JsonElement? claims, bool contextsKnown, string from, string until) => new()
    {
        Credential = credential,
        ContextsKnown = contextsKnown,
        Issuer = IssuerOf(credential)!,
        Id = credential.Text("id"),
        ValidFrom = Date(credential, from),
        ValidUntil = Date(credential, until),
        NotBefore = claims?.Member("nbf")?.GetDouble(),
        Expires = claims?.Member("exp")?.GetDouble(),
        Bindings = claims is null ? [] : [new(claims?.Member("aud"), claims?.Text("nonce"))],
    };

    private static List<string>? Types(JsonElement credential)
    {
        var types = new List<string>();
        foreach (var value in credential.Values("type"))
        {
            if (value.AsText() is not { } type)
                return null;
            types.Add(type);
        }

        return types;
    }

    private static Check? TypeFault(List<string>? types)
    {
        if (types is null)
            return Failed("type-malformed", "A type is no text.");
        if (types.Contains("VerifiablePresentation") || types.Contains("EnvelopedVerifiablePresentation"))
            return Failed("presentation", "This is a presentation, not a credential.");
        if (!types.Contains("VerifiableCredential"))
            return Failed("type-missing", "The type does not say VerifiableCredential.");
        return null;
    }

    // An absent id is allowed; null, an array or a relative one never is.
    private static Check? IdentifierFault(JsonElement holder, string pointer) =>
        holder.Member("id") is not { } id || id.AsText() is { } text && JsonReading.IsAbsoluteIri(text)
            ? null
            : Failed("id-malformed", $"The member {pointer} is no URL.");

    private static string? IssuerOf(JsonElement credential) => credential.Member("issuer") switch
    {
        { ValueKind: JsonValueKind.String } id => id.GetString(),
        { ValueKind: JsonValueKind.Object } profile => profile.Text("id"),
        _ => null,
    };

    private static Check? IssuerFault(JsonElement credential) =>
        IssuerOf(credential) is { } issuer && JsonReading.IsAbsoluteIri(issuer)
            ? null
            : Failed("issuer-malformed", "The issuer is neither a URL nor an object whose id is one.");

    private static Check? SubjectFault(JsonElement credential)
    {
        var subjects = credential.Values("credentialSubject").ToList();
        if (subjects.Count == 0)
            return Failed("subject-missing", "There is no credentialSubject.");
        foreach (var subject in subjects)
        {
            if (subject.ValueKind != JsonValueKind.Object || !subject.EnumerateObject().Any())
                return Failed("subject-malformed", "A credentialSubject is empty or no object.");
            if (IdentifierFault(subject, "credentialSubject.id") is { } fault)
                return fault;
        }

        return null;
    }

    private static DateTimeOffset? Date(JsonElement credential, string name) =>
        credential.Text(name) is { } text && XsdDateTime.TryParse(text, out var date) ? date : null;

    private static Check? DatesFault(JsonElement credential, string from, string until)
    {
        foreach (var name in (ReadOnlySpan<string>)[from, until])
        {
            if (credential.Member(name) is not null && Date(credential, name) is null)
                return Failed("date-malformed", $"The member {name} is no date and time with a zone.");
        }

        return Date(credential, from) > Date(credential, until)
            ? Failed("dates-reversed", $"The member {until} is before {from}.")
            : null;
    }

    private static Check? TypedMembersFault(JsonElement credential)
    {
        foreach (var name in TypedMembers)
        {
            foreach (var value in credential.Values(name))
            {
                if (value.ValueKind != JsonValueKind.Object || Types(value) is not { Count: > 0 })
                    return Failed("member-without-type", $"A {name} has no type.");
                if (IdentifierFault(value, name + ".id") is { } fault)
                    return fault;
                if (name == "credentialSchema" && value.Member("id") is null)
                    return Failed("id-missing", "A credentialSchema has no id.");
            }
        }

        return null;
    }

    private static Check? TextFault(JsonElement credential)
    {
        foreach (var name in (ReadOnlySpan<string>)["name", "description"])
        {
            foreach (var value in credential.Values(name))
            {
                var good = value.ValueKind == JsonValueKind.String
                    || (value.Text("@value") is not null && value.EnumerateObject().All(member => member.Name is "@value" or "@language" or "@direction"));
                if (!good)
                    return Failed("text-malformed", $"The member {name} is neither text nor a language object.");
            }
        }

        return null;
    }

    // Open Badges 3.0, OpenBadgeCredential: what the data model alone does not demand.
    private static Check? BadgeFault(JsonElement credential)
    {
        if (credential.Member("id") is null)
            return Failed("id-missing", "An Open Badge needs an id.");
        return credential.Member("validFrom") is null ? Failed("date-missing", "An Open Badge needs validFrom.") : BadgeStructure.Fault(credential);
    }

    /// <summary>
    /// A claim that contradicts the member it mirrors fails, since two readers would see two credentials. <c>exp</c> may differ from
    /// <c>validUntil</c> (VC-JOSE-COSE reads it as the signature's end), and the earlier one counts; Open Badges demands that <c>nbf</c> is
    /// <c>validFrom</c>, elsewhere the later one counts.
    /// </summary>
    private static Check? ClaimsFault(JsonElement credential, JsonElement claims, string from, bool mustEqualNotBefore)
    {
        if (ClaimOfWrongKind(claims) is { } malformed)
            return malformed;
        if (claims.Text("iss") is { } iss && iss != IssuerOf(credential))
            return Conflict("iss", "issuer");
        if (claims.Text("jti") is { } jti && jti != credential.Text("id"))
            return Conflict("jti", "id");
        if (claims.Text("sub") is { } sub && !credential.Values("credentialSubject").Any(subject => subject.Text("id") == sub))
            return Conflict("sub", "credentialSubject.id");
        if (mustEqualNotBefore && claims.Member("nbf") is { } nbf && Date(credential, from) is { } start && Math.Floor(nbf.GetDouble()) != start.ToUnixTimeSeconds())
            return Conflict("nbf", from);
        return null;

        static Check Conflict(string claim, string member) => Failed("claim-conflict", $"The token's claim {claim} contradicts the credential's {member}.");
    }

    /// <summary>Registered claims are of their kinds (RFC 7519, 4.1), in credentials and presentations.</summary>
    public static Check? ClaimOfWrongKind(JsonElement claims)
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

        return claims.Member("aud") is not null && claims.Values("aud").Any(audience => audience.ValueKind != JsonValueKind.String) ? Malformed("aud") : null;

        static Check Malformed(string name) => Failed("claim-malformed", $"The token's claim {name} is not of its kind.");
    }

    private static Check Passed(string code, string detail) => new(Name, Outcome.Passed, code, detail);

    private static Check Failed(string code, string detail) => new(Name, Outcome.Failed, code, detail);

    private static Check CannotTell(string code, string detail) => new(Name, Outcome.CannotTell, code, detail);
}
