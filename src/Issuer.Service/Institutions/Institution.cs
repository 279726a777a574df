using System.Collections.Immutable;
using Issuer.Core.Keys;
using Issuer.Core.Model;
using Issuer.Core.Verification;

namespace Issuer.Service.Institutions;

/// <summary>An institution as its events made it. Immutable: a change makes another one.</summary>
/// <param name="Id">Its identity inside the service; never public.</param>
/// <param name="StreamId">Its stream.</param>
/// <param name="Version">Version of the stream.</param>
/// <param name="Slug">Name in addresses: <c>university-of-example</c>. Never changes, and is never given away again.</param>
/// <param name="Did">Its identifier in credentials. Never changes.</param>
/// <param name="Development">Made in Development: refuses to start elsewhere.</param>
/// <param name="PublicUrl">The service's address when it was registered.</param>
/// <param name="KeysFingerprint">Names the keys directory with which it was registered; not secret.</param>
/// <param name="RegisteredAt">When.</param>
/// <param name="Profile">What it says of itself.</param>
/// <param name="Keys">Every signing key it ever had, in the order in which they were added.</param>
public sealed record Institution(
    Guid Id,
    Guid StreamId,
    long Version,
    string Slug,
    string Did,
    bool Development,
    string PublicUrl,
    string KeysFingerprint,
    DateTimeOffset RegisteredAt,
    InstitutionProfile Profile,
    ImmutableArray<InstitutionKey> Keys)
{
    /// <summary>What every institution signs with: the two forms that a credential has by default and the status lists need a key of each.</summary>
    public static ImmutableArray<SignatureAlgorithm> NeededAlgorithms { get; } = [SignatureAlgorithm.P256, SignatureAlgorithm.Ed25519];

    /// <summary>The key of that name, whatever its state.</summary>
    public InstitutionKey? Key(string keyId) => Keys.FirstOrDefault(key => key.KeyId == keyId);

    /// <summary>The key that signs with an algorithm at a time: of the active ones, that which became active last.</summary>
    public InstitutionKey? ActiveKey(SignatureAlgorithm algorithm, DateTimeOffset at) =>
        Keys.Where(key => key.Algorithm.Name == algorithm.Name && key.State(at) == KeyState.Active).MaxBy(key => key.ActiveFrom);

    /// <summary>Absolute address of the logo, or null where there is none.</summary>
    public string? LogoUrl => Profile.Logo is null ? null : $"{PublicUrl}/institutions/{Slug}/logo";

    /// <summary>The verification method that JWTs name as <c>kid</c>: <c>{did}#{key}-jwk</c>.</summary>
    public string JwkMethodId(InstitutionKey key) => DidDocumentWriter.JwkMethod(Did, key.KeyId);

    /// <summary>The verification method that Data Integrity proofs name: <c>{did}#{key}</c>.</summary>
    public string MultikeyMethodId(InstitutionKey key) => DidDocumentWriter.MultikeyMethod(Did, key.KeyId);
}

/// <summary>Where a key stands in its life.</summary>
public enum KeyState
{
    /// <summary>Published, not used yet, so that caches everywhere know it before its first signature.</summary>
    Published,

    /// <summary>Signs.</summary>
    Active,

    /// <summary>Signs no more; what it signed stays good.</summary>
    Retired,

    /// <summary>Somebody else may have it; what it signed from that time on proves nothing.</summary>
    Compromised,
}

/// <summary>A signing key's public half and its history. Its private half is in the keys directory.</summary>
/// <param name="KeyId"><c>k1</c>, <c>k2</c>, … in the order in which they were added.</param>
/// <param name="Algorithm">What it signs with.</param>
/// <param name="PublicKey">The public half.</param>
/// <param name="AddedAt">From when it is published.</param>
/// <param name="ActiveFrom">From when it signs; null: never yet decided.</param>
/// <param name="RetiredAt">From when it signs no more.</param>
/// <param name="CompromisedAt">From when somebody else may have used it.</param>
public sealed record InstitutionKey(
    string KeyId,
    SignatureAlgorithm Algorithm,
    PublicKey PublicKey,
    DateTimeOffset AddedAt,
    DateTimeOffset? ActiveFrom = null,
    DateTimeOffset? RetiredAt = null,
    DateTimeOffset? CompromisedAt = null)
{
    /// <summary>Its state at a time. A compromise, once declared, counts at every time: the key must never sign again.</summary>
    public KeyState State(DateTimeOffset at) =>
        CompromisedAt is not null ? KeyState.Compromised
        : RetiredAt <= at ? KeyState.Retired
        : ActiveFrom <= at ? KeyState.Active
        : KeyState.Published;
}

/// <summary>What an institution says of itself: Annex I's issuer and MICROBOL's additions.</summary>
public sealed record InstitutionProfile
{
    /// <summary>Legal name, in the languages in which there is one.</summary>
    public required LocalizedText LegalName { get; init; }

    /// <summary>Country, a concept of the EU country authority list.</summary>
    public required Concept Country { get; init; }

    /// <summary>Region, a NUTS 1 code such as <c>UKL</c> (Wales).</summary>
    public Concept? Region { get; init; }

    /// <summary>Registration numbers: <c>ukprn</c>, <c>vat</c>, <c>deqar</c>, …</summary>
    public ImmutableArray<Identifier> Identifiers { get; init; } = [];

    /// <summary>Where it sits.</summary>
    public PostalAddress? Address { get; init; }

    /// <summary>Home page.</summary>
    public Uri? HomePage { get; init; }

    /// <summary>Public e-mail address for questions about credentials.</summary>
    public string? Email { get; init; }

    /// <summary>Number of its page on LinkedIn, for learners who add a credential to their profile there.</summary>
    public string? LinkedInOrganisation { get; init; }

    /// <summary>Logo, served by this service alone.</summary>
    public Logo? Logo { get; init; }

    /// <summary>Accreditation: quality assurance of the institution as a whole.</summary>
    public ImmutableArray<QualityAssurance> Accreditation { get; init; } = [];

    /// <summary>The institution as an awarding body of its own credentials.</summary>
    public Organisation AsOrganisation() => new() { LegalName = LegalName, Country = Country, Identifiers = Identifiers, HomePage = HomePage };
}

/// <summary>An address for letters; the country is the profile's.</summary>
public sealed record PostalAddress(string? Street, string? Locality, string? PostalCode);

/// <summary>A logo: its bytes are in the table of logos under the digest.</summary>
/// <param name="MediaType"><c>image/png</c> or <c>image/jpeg</c>.</param>
/// <param name="Digest">SHA-256 of the bytes, lower case hex.</param>
public sealed record Logo(string MediaType, string Digest);
