using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Issuer.Core.Model;

namespace Issuer.Service.Institutions;

/// <summary>An institution as its own administrators see it.</summary>
/// <param name="Slug">Name in addresses; never changes.</param>
/// <param name="Did">Identifier in credentials; never changes.</param>
/// <param name="Development">Made in Development.</param>
/// <param name="RegisteredAt">When it was registered.</param>
/// <param name="DidDocument">Address of its DID document on this service.</param>
/// <param name="Jwks">Address of its JWK set.</param>
/// <param name="KeyHistory">Address of its keys' windows.</param>
/// <param name="Logo">Address of its logo, or absent.</param>
/// <param name="Profile">What PUT replaces.</param>
public sealed record InstitutionView(
    string Slug, string Did, bool Development, DateTimeOffset RegisteredAt, string DidDocument, string Jwks, string KeyHistory, string? Logo, ProfileView Profile)
{
    internal static InstitutionView Of(Institution institution)
    {
        var address = $"{institution.PublicUrl}/institutions/{institution.Slug}";
        return new(
            institution.Slug, institution.Did, institution.Development, institution.RegisteredAt,
            address + "/did.json", address + "/jwks.json", address + "/keys.json", institution.LogoUrl, ProfileView.Of(institution.Profile));
    }
}

/// <summary>A profile, as it is sent and as it comes back.</summary>
/// <param name="LegalName">Legal name by language: {"en": "University of Example", "cy": "Prifysgol Enghraifft"}.</param>
/// <param name="Country">Country, for example GBR.</param>
/// <param name="Region">NUTS 1 region, for example UKL (Wales).</param>
/// <param name="Identifiers">Registration numbers.</param>
/// <param name="Address">Postal address.</param>
/// <param name="HomePage">Home page.</param>
/// <param name="Email">Public e-mail address for questions about credentials.</param>
/// <param name="Accreditation">Quality assurance of the institution as a whole.</param>
/// <param name="LinkedInOrganisation">Number of its page on LinkedIn, digits: then a credential that a learner adds to their profile there bears its logo.</param>
public sealed record ProfileView(
    IReadOnlyDictionary<string, string> LegalName,
    string Country,
    string? Region,
    ImmutableArray<Identifier> Identifiers,
    PostalAddress? Address,
    string? HomePage,
    string? Email,
    ImmutableArray<AccreditationView> Accreditation,
    string? LinkedInOrganisation)
{
    internal static ProfileView Of(InstitutionProfile profile) => new(
        Texts(profile.LegalName),
        profile.Country.Slug,
        profile.Region?.Slug,
        profile.Identifiers,
        profile.Address,
        profile.HomePage?.OriginalString,
        profile.Email,
        [.. profile.Accreditation.Select(AccreditationView.Of)],
        profile.LinkedInOrganisation);

    internal static OrderedDictionary<string, string> Texts(LocalizedText text)
    {
        var texts = new OrderedDictionary<string, string>();
        foreach (var (language, entry) in text.Entries)
            texts.Add(language, entry);
        return texts;
    }
}

/// <summary>Quality assurance.</summary>
/// <param name="Type">programme-quality-assurance, institutional-quality-assurance, programme-licence or institutional-licence.</param>
/// <param name="Agent">The agency.</param>
/// <param name="Decision">Where the decision is published.</param>
/// <param name="Deqar">Report in DEQAR.</param>
public sealed record AccreditationView(string Type, AgencyView? Agent, string? Decision, string? Deqar)
{
    internal static AccreditationView Of(QualityAssurance value) =>
        new(value.Type.Slug, value.Agent is null ? null : AgencyView.Of(value.Agent), value.Decision?.OriginalString, value.Deqar?.OriginalString);
}

/// <summary>A quality assurance agency.</summary>
/// <param name="LegalName">Legal name by language.</param>
/// <param name="Country">Country.</param>
/// <param name="Identifiers">Registration numbers.</param>
/// <param name="HomePage">Home page.</param>
public sealed record AgencyView(IReadOnlyDictionary<string, string> LegalName, string? Country, ImmutableArray<Identifier> Identifiers, string? HomePage)
{
    internal static AgencyView Of(Organisation agency) =>
        new(ProfileView.Texts(agency.LegalName), agency.Country?.Slug, agency.Identifiers, agency.HomePage?.OriginalString);
}

/// <summary>A signing key and its history.</summary>
/// <param name="KeyId">k1, k2, … in the order in which they were added.</param>
/// <param name="Algorithm">ES256, ES384 or EdDSA.</param>
/// <param name="State">published, active, retired or compromised.</param>
/// <param name="Kid">What JWTs name.</param>
/// <param name="VerificationMethod">What Data Integrity proofs name.</param>
/// <param name="Thumbprint">JWK thumbprint (RFC 7638).</param>
/// <param name="AddedAt">From when it is published.</param>
/// <param name="ActiveFrom">From when it signs.</param>
/// <param name="RetiredAt">From when it signs no more.</param>
/// <param name="CompromisedAt">From when somebody else may have used it.</param>
/// <param name="PublicKeyJwk">The public key.</param>
public sealed record SigningKeyView(
    string KeyId,
    string Algorithm,
    string State,
    string Kid,
    string VerificationMethod,
    string Thumbprint,
    DateTimeOffset AddedAt,
    DateTimeOffset? ActiveFrom,
    DateTimeOffset? RetiredAt,
    DateTimeOffset? CompromisedAt,
    JsonObject PublicKeyJwk)
{
    internal static SigningKeyView Of(Institution institution, InstitutionKey key, DateTimeOffset now) => new(
        key.KeyId,
        key.Algorithm.JwsName,
        key.State(now) switch { KeyState.Published => "published", KeyState.Active => "active", KeyState.Retired => "retired", _ => "compromised" },
        institution.JwkMethodId(key),
        institution.MultikeyMethodId(key),
        key.PublicKey.Thumbprint(),
        key.AddedAt,
        key.ActiveFrom,
        key.RetiredAt,
        key.CompromisedAt,
        key.PublicKey.ToJwk(institution.JwkMethodId(key), use: "sig", withAlgorithm: true));
}

/// <summary>All signing keys of an institution, oldest first.</summary>
public sealed record SigningKeyList(ImmutableArray<SigningKeyView> Keys);

/// <summary>A request for a signing key: one of the two, made here or brought along.</summary>
/// <param name="Algorithm">ES256, ES384 or EdDSA: the service makes the key.</param>
/// <param name="PrivateKeyJwk">A private key that was made elsewhere.</param>
/// <param name="Now">true: signs at once, before other people's caches know it; default false: after ten minutes.</param>
public sealed record SigningKeyRequest(string? Algorithm, JsonObject? PrivateKeyJwk, bool? Now);

/// <summary>A time from which something holds.</summary>
/// <param name="At">Date and time with a zone; absent for now.</param>
public sealed record KeyTimeRequest(DateTimeOffset? At);
