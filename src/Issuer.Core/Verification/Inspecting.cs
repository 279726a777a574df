using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Issuer.Core.Formats;

namespace Issuer.Core.Verification;

/// <summary>Fills an <see cref="Inspection"/>. What has not the kind that a standard gives it is left out; the checks say what is wrong with it.</summary>
internal static class Inspecting
{
    public static IEnumerable<string> LayersWithin(CredentialInput input, bool isObject)
    {
        if (input is CredentialInput.Token or CredentialInput.SdJwt && isObject)
            yield return "envelope";
        if (input is CredentialInput.Token)
            yield return "jwt";
        if (input is CredentialInput.SdJwt)
            yield return "sd-jwt";
    }

    /// <summary>Of an input that stands in so many presentations: those in presentations are named and not opened.</summary>
    public static Inspection Of(CredentialInput input, ImmutableArray<string> layers, int depth) => input switch
    {
        CredentialInput.Token token => OfToken(token.Compact, layers, depth),
        CredentialInput.SdJwt token => OfSdJwt(token.Compact, layers),
        CredentialInput.Document document => OfJson(document.Json, layers, depth) with { Proofs = EmbeddedProofs(document.Json) },
        CredentialInput.Presentation presentation => OfJson(presentation.Json, layers, depth) with { Proofs = EmbeddedProofs(presentation.Json) },
        CredentialInput.OpenBadges2 { Assertion: { } assertion } => OfJson(assertion, layers, depth) with { Kind = "open-badges-2" },
        CredentialInput.OpenBadges2 => new() { Layers = layers, Kind = "open-badges-2" },
        _ => new() { Layers = layers, Kind = "unknown" },
    };

    private static Inspection OfToken(string compact, ImmutableArray<string> layers, int depth)
    {
        if (VcJwt.Parse(compact).Token is not { } token)
            return new() { Layers = layers, Kind = "unknown" };
        var payload = token.Payload;
        var content = payload.Member("vc") is { ValueKind: JsonValueKind.Object } credential ? LegacyCredential.Restore(credential, payload) ?? credential
            : payload.Member("vp") is { ValueKind: JsonValueKind.Object } presentation ? presentation
            : payload;
        var found = OfJson(content, layers, depth);
        return found with
        {
            Kind = OpenBadges2.IsAssertion(payload) ? "open-badges-2" : found.Kind,
            Issuer = found.Issuer ?? payload.Text("iss"),
            Id = found.Id ?? payload.Text("jti"),
            Proofs = [Jws("jws", token)],
        };
    }

    private static Inspection OfSdJwt(string compact, ImmutableArray<string> layers)
    {
        if (SdJwt.Parse(compact).Token is not { } token)
            return new() { Layers = layers, Kind = "unknown" };
        var content = SdJwtProcessing.Process(token).Content;
        var found = OfJson(content?.Payload ?? token.Jwt.Payload, layers, depth: 0);
        return found with
        {
            Proofs = [Jws("jws", token.Jwt), .. token.KeyBinding is { } holder ? [Jws("key-binding", holder)] : Array.Empty<InspectedProof>()],
            Disclosures = content is null
                ? [.. token.Disclosures.Select(disclosure => new InspectedDisclosure(null, disclosure.Name, disclosure.Value))]
                : [.. content.Disclosed.Select(path => Disclosure(path, token.Disclosures[path.Disclosure]))],
        };
    }

    private static InspectedDisclosure Disclosure(SdJwtPath path, SdJwtDisclosure disclosure) => new(path.Pointer, disclosure.Name, disclosure.Value);

    private static Inspection OfJson(JsonElement json, ImmutableArray<string> layers, int depth) => new()
    {
        Layers = layers,
        Kind = KindOf(json),
        Contexts = Listed(json.Values("@context").Select(entry => entry.ValueKind == JsonValueKind.Object ? "inline" : entry.AsText())),
        Types = json.Text("vct") is { } vct ? [vct] : Listed(json.Values("type").Select(type => type.AsText())),
        Id = json.Text("id") ?? json.Text("jti"),
        Issuer = IdOf(json.Member("issuer")) ?? IdOf(json.Member("holder")) ?? json.Text("iss"),
        Subjects = Listed(json.Values("credentialSubject").Select(subject => subject.Text("id")).Append(json.Text("sub")).Distinct()),
        ValidFrom = json.Text("validFrom") ?? json.Text("issuanceDate") ?? Instant(json, "nbf"),
        ValidUntil = json.Text("validUntil") ?? json.Text("expirationDate") ?? Instant(json, "exp"),
        Parts = json.HasType("VerifiablePresentation") && depth == 0 ? PartsOf(json) : [],
    };

    private static string KindOf(JsonElement json) =>
        json.HasType("VerifiablePresentation") ? "presentation"
        : json.HasType("BitstringStatusListCredential") || json.Member("status_list") is not null ? "status-list"
        : json.HasType("VerifiableCredential") || json.Text("vct") is not null ? "credential"
        : "unknown";

    private static ImmutableArray<InspectedPart> PartsOf(JsonElement presentation)
    {
        var parts = ImmutableArray.CreateBuilder<InspectedPart>();
        foreach (var json in presentation.Values("verifiableCredential").Take(Inspection.Maximum))
        {
            var isObject = json.ValueKind == JsonValueKind.Object;
            var input = CredentialInput.Read(json);
            ImmutableArray<string> layers = [isObject ? "json" : "json-text", .. LayersWithin(input, isObject)];
            parts.Add(new($"/verifiableCredential/{parts.Count.ToString(CultureInfo.InvariantCulture)}", Of(input, layers, depth: 1)));
        }

        return parts.ToImmutable();
    }

    private static ImmutableArray<InspectedProof> EmbeddedProofs(JsonElement json) =>
    [
        .. json.Values("proof").Where(proof => proof.ValueKind == JsonValueKind.Object).Take(Inspection.Maximum).Select(proof =>
            new InspectedProof("embedded", proof.Text("cryptosuite") ?? proof.Text("type"), proof.Text("verificationMethod"), proof.Text("created"))
            {
                Purpose = proof.Text("proofPurpose"),
                Expires = proof.Text("expires"),
                Audience = Listed(proof.Values("domain").Select(domain => domain.AsText())),
                Nonce = proof.Text("challenge"),
            }),
    ];

    private static InspectedProof Jws(string kind, ParsedJwt token) => new(kind, token.Alg, token.Kid, Instant(token.Payload, "iat"))
    {
        Purpose = token.Typ,
        Audience = Listed(token.Payload.Values("aud").Select(audience => audience.AsText())),
        Nonce = token.Payload.Text("nonce"),
    };

    private static ImmutableArray<string> Listed(IEnumerable<string?> texts) => [.. texts.OfType<string>().Take(Inspection.Maximum)];

    private static string? IdOf(JsonElement? who) => who?.AsText() ?? who?.Text("id");

    private static string? Instant(JsonElement payload, string name) =>
        SdJwtFormat.Instant(payload, name)?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
