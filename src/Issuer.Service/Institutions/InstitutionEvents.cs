using System.Collections.Immutable;
using Issuer.Core.Keys;
using Issuer.Core.Model;
using Issuer.Service.Access;
using Issuer.Service.Store;

namespace Issuer.Service.Institutions;

/// <summary>What happened to an institution. Names and shapes are frozen; each has a golden file in the tests.</summary>
internal abstract record InstitutionEvent;

/// <summary><c>institution_registered</c>: pins the service's address and the keys directory that the data depend on.</summary>
internal sealed record InstitutionRegistered(
    Guid InstitutionId,
    string Slug,
    string Did,
    bool Development,
    string PublicUrl,
    string KeysFingerprint,
    DateTimeOffset RegisteredAt,
    ProfileData Profile) : InstitutionEvent;

/// <summary><c>institution_profile_changed</c>: the whole profile as it is from now on.</summary>
internal sealed record InstitutionProfileChanged(ProfileData Profile) : InstitutionEvent;

/// <summary><c>signing_key_added</c>: published from now on; the public key as a multikey.</summary>
internal sealed record SigningKeyAdded(string KeyId, string Algorithm, string PublicKey, DateTimeOffset AddedAt) : InstitutionEvent;

/// <summary><c>signing_key_activated</c>: signs from that time on, which may lie in the future.</summary>
internal sealed record SigningKeyActivated(string KeyId, DateTimeOffset ActiveFrom) : InstitutionEvent;

/// <summary><c>signing_key_retired</c>: signs no more from that time on, which may lie in the future.</summary>
internal sealed record SigningKeyRetired(string KeyId, DateTimeOffset RetiredAt) : InstitutionEvent;

/// <summary><c>signing_key_compromised</c>: somebody else may have used it from that time on, which lies in the past.</summary>
internal sealed record SigningKeyCompromised(string KeyId, DateTimeOffset CompromisedAt, DateTimeOffset DeclaredAt) : InstitutionEvent;

/// <summary>A profile as events hold it: concepts by their IRI.</summary>
internal sealed record ProfileData(
    LocalizedText LegalName,
    string Country,
    string? Region,
    ImmutableArray<IdentifierData>? Identifiers,
    PostalAddress? Address,
    string? HomePage,
    string? Email,
    Logo? Logo,
    ImmutableArray<AccreditationData>? Accreditation,
    string? LinkedInOrganisation = null)
{
    public static ProfileData Of(InstitutionProfile profile) => new(
        profile.LegalName,
        profile.Country.Iri,
        profile.Region?.Iri,
        IdentifierData.Of(profile.Identifiers),
        profile.Address,
        profile.HomePage?.OriginalString,
        profile.Email,
        profile.Logo,
        profile.Accreditation.IsEmpty ? null : [.. profile.Accreditation.Select(AccreditationData.Of)],
        profile.LinkedInOrganisation);

    public InstitutionProfile ToProfile() => new()
    {
        LegalName = LegalName,
        Country = Known(CodeLists.Countries, Country),
        Region = Region is null ? null : Known(CodeLists.Regions, Region),
        Identifiers = IdentifierData.ToIdentifiers(Identifiers),
        Address = Address,
        HomePage = ToUri(HomePage),
        Email = Email,
        Logo = Logo,
        LinkedInOrganisation = LinkedInOrganisation,
        Accreditation = Accreditation is null ? [] : [.. Accreditation.Value.Select(entry => entry.ToQualityAssurance())],
    };

    internal static Uri? ToUri(string? text) => text is null ? null : new Uri(text);

    // Entries leave the authority lists rarely, and ours never lose one, because events name them.
    internal static Concept Known(CodeList list, string iri) => list.Find(iri) ?? throw new InvalidDataException($"{iri} is not in the list {list.Name}.");
}

/// <summary>A registration number as events hold it.</summary>
internal sealed record IdentifierData(string Type, string Value)
{
    public static ImmutableArray<IdentifierData>? Of(ImmutableArray<Identifier> identifiers) =>
        identifiers.IsEmpty ? null : [.. identifiers.Select(identifier => new IdentifierData(identifier.Type, identifier.Value))];

    public static ImmutableArray<Identifier> ToIdentifiers(ImmutableArray<IdentifierData>? data) =>
        data is null ? [] : [.. data.Value.Select(entry => new Identifier(entry.Type, entry.Value))];
}

/// <summary>Accreditation as events hold it.</summary>
internal sealed record AccreditationData(string Type, AgencyData? Agent, string? Decision, string? Deqar)
{
    public static AccreditationData Of(QualityAssurance value) =>
        new(value.Type.Iri, value.Agent is null ? null : AgencyData.Of(value.Agent), value.Decision?.OriginalString, value.Deqar?.OriginalString);

    public QualityAssurance ToQualityAssurance() => new()
    {
        Type = ProfileData.Known(CodeLists.QualityAssuranceTypes, Type),
        Agent = Agent?.ToOrganisation(),
        Decision = ProfileData.ToUri(Decision),
        Deqar = ProfileData.ToUri(Deqar),
    };
}

/// <summary>A quality assurance agency as events hold it.</summary>
internal sealed record AgencyData(LocalizedText LegalName, string? Country, ImmutableArray<IdentifierData>? Identifiers, string? HomePage)
{
    public static AgencyData Of(Organisation agency) =>
        new(agency.LegalName, agency.Country?.Iri, IdentifierData.Of(agency.Identifiers), agency.HomePage?.OriginalString);

    public Organisation ToOrganisation() => new()
    {
        LegalName = LegalName,
        Country = Country is null ? null : ProfileData.Known(CodeLists.Countries, Country),
        Identifiers = IdentifierData.ToIdentifiers(Identifiers),
        HomePage = ProfileData.ToUri(HomePage),
    };
}
