using System.Collections.Immutable;

namespace Issuer.Core.Model;

/// <summary>
/// A micro-credential in the standard elements of the Council Recommendation of 16 June 2022 (Annex I, mandatory 1 to 11 and optional),
/// with MICROBOL's and the United Kingdom's additions. Every value has been read and resolved; whether they fit together is for the rules.
/// </summary>
public sealed record MicroCredential
{
    /// <summary>Annex I (1).</summary>
    public required Learner Learner { get; init; }

    /// <summary>Annex I (2).</summary>
    public required LocalizedText Title { get; init; }

    /// <summary>What the course is about.</summary>
    public LocalizedText? Description { get; init; }

    /// <summary>Annex I (3): a concept of the EU country authority list.</summary>
    public required Concept IssuerCountry { get; init; }

    /// <summary>Annex I (3): region, a NUTS 1 code such as <c>UKL</c> (Wales).</summary>
    public Concept? IssuerRegion { get; init; }

    /// <summary>Annex I (4): at least one; several for a joint award.</summary>
    public required ImmutableArray<Organisation> AwardingBodies { get; init; }

    /// <summary>MICROBOL: who taught, where that is not the awarding body.</summary>
    public Organisation? Provider { get; init; }

    /// <summary>Annex I (5): a date, not an instant.</summary>
    public required DateOnly DateOfIssuing { get; init; }

    /// <summary>MICROBOL: when the learner was assessed.</summary>
    public DateOnly? DateOfAssessment { get; init; }

    /// <summary>Last instant of validity, whole seconds, UTC; null for no end. A date in a request means the end of that day.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Annex I (6).</summary>
    public required ImmutableArray<LearningOutcome> LearningOutcomes { get; init; }

    /// <summary>Annex I (7).</summary>
    public required Workload Workload { get; init; }

    /// <summary>Annex I (8).</summary>
    public required Level Level { get; init; }

    /// <summary>Annex I (9), with the optional supervision and identity verification.</summary>
    public required Assessment Assessment { get; init; }

    /// <summary>Annex I (10).</summary>
    public required ImmutableArray<Concept> Participation { get; init; }

    /// <summary>Annex I (11).</summary>
    public required ImmutableArray<QualityAssurance> QualityAssurance { get; init; }

    /// <summary>MICROBOL: ISCED-F fields.</summary>
    public ImmutableArray<Concept> SubjectAreas { get; init; } = [];

    /// <summary>Annex I, optional: prerequisites needed to enrol.</summary>
    public LocalizedText? Prerequisites { get; init; }

    /// <summary>MICROBOL: access requirements, where they are told apart from prerequisites.</summary>
    public LocalizedText? AccessRequirements { get; init; }

    /// <summary>Annex I, optional: grade achieved.</summary>
    public Grade? Grade { get; init; }

    /// <summary>Annex I, optional: integration and stackability.</summary>
    public Stackability? Stackability { get; init; }

    /// <summary>MICROBOL: whether it was awarded by recognition of prior learning.</summary>
    public bool? RecognitionOfPriorLearning { get; init; }

    /// <summary>Annex I, optional: further information.</summary>
    public LocalizedText? FurtherInformation { get; init; }

    /// <summary>How to issue it; not part of what is said.</summary>
    public required IssueOptions Options { get; init; }
}

/// <summary>The learner, as the institution knows them. Only the name (and a DID, if given) enters an Open Badge.</summary>
public sealed record Learner
{
    /// <summary>Given name; at least one of the three names is present.</summary>
    public string? GivenName { get; init; }

    /// <summary>Family name.</summary>
    public string? FamilyName { get; init; }

    /// <summary>Full name as the learner writes it; derived from the two others where absent.</summary>
    public required string FullName { get; init; }

    /// <summary>A date, never an instant.</summary>
    public DateOnly? DateOfBirth { get; init; }

    /// <summary>E-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>The learner's own DID.</summary>
    public string? Did { get; init; }

    /// <summary>The institution's own numbers for the learner.</summary>
    public ImmutableArray<Identifier> Identifiers { get; init; } = [];
}

/// <summary>A number or code and its kind, e.g. <c>student-number</c>, <c>vat</c>, <c>deqar</c>, <c>ukprn</c>.</summary>
public sealed record Identifier(string Type, string Value);

/// <summary>An awarding body, provider or quality assurance agency.</summary>
public sealed record Organisation
{
    /// <summary>Legal name.</summary>
    public required LocalizedText LegalName { get; init; }

    /// <summary>Country, a concept of the EU country authority list.</summary>
    public Concept? Country { get; init; }

    /// <summary>Registration numbers.</summary>
    public ImmutableArray<Identifier> Identifiers { get; init; } = [];

    /// <summary>Home page, https.</summary>
    public Uri? HomePage { get; init; }
}

/// <summary>What a learner knows, understands and can do.</summary>
public sealed record LearningOutcome
{
    /// <summary>The outcome as a sentence.</summary>
    public required LocalizedText Title { get; init; }

    /// <summary>More about it.</summary>
    public LocalizedText? Description { get; init; }

    /// <summary>ESCO skill IRIs.</summary>
    public ImmutableArray<Uri> EscoSkills { get; init; } = [];
}

/// <summary>Notional workload: ECTS wherever possible, otherwise other credits or hours, with the reason.</summary>
public sealed record Workload
{
    /// <summary>ECTS credits.</summary>
    public decimal? Ects { get; init; }

    /// <summary>Hours of work.</summary>
    public decimal? Hours { get; init; }

    /// <summary>Points of other credit systems (<c>ecvet</c>, <c>cats</c>).</summary>
    public ImmutableArray<CreditPoints> OtherCredits { get; init; } = [];

    /// <summary>Why there are no ECTS credits.</summary>
    public LocalizedText? Reason { get; init; }
}

/// <summary>Points in a named credit system.</summary>
public sealed record CreditPoints(Concept Framework, decimal Points);

/// <summary>Level of the learning experience, each in its own framework.</summary>
public sealed record Level
{
    /// <summary>European Qualifications Framework, 1 to 8.</summary>
    public Concept? Eqf { get; init; }

    /// <summary>Cycle of the Qualifications Framework of the European Higher Education Area.</summary>
    public Concept? QfEhea { get; init; }

    /// <summary>National levels: CQFW, RQF, SCQF, FHEQ and any of the EU's list.</summary>
    public ImmutableArray<Concept> Nqf { get; init; } = [];

    /// <summary>Levels of sectoral frameworks, as text.</summary>
    public ImmutableArray<SectoralLevel> Sqf { get; init; } = [];

    /// <summary>ISCED 2011 level, 0 to 8.</summary>
    public Concept? IscedLevel { get; init; }

    /// <summary>Why there is no level.</summary>
    public LocalizedText? Reason { get; init; }
}

/// <summary>A level of a sectoral qualifications framework.</summary>
public sealed record SectoralLevel(LocalizedText Framework, string Level);

/// <summary>How the outcomes were assessed.</summary>
public sealed record Assessment
{
    /// <summary>Types, at least one.</summary>
    public required ImmutableArray<Concept> Types { get; init; }

    /// <summary>Annex I, optional: supervision and identity verification.</summary>
    public Concept? Supervision { get; init; }

    /// <summary>In the institution's own words.</summary>
    public LocalizedText? Description { get; init; }
}

/// <summary>Quality assurance that stands behind the credential.</summary>
public sealed record QualityAssurance
{
    /// <summary>Type.</summary>
    public required Concept Type { get; init; }

    /// <summary>The agency.</summary>
    public Organisation? Agent { get; init; }

    /// <summary>Where the decision is published.</summary>
    public Uri? Decision { get; init; }

    /// <summary>Report in DEQAR, e.g. <c>https://data.deqar.eu/report/123</c>.</summary>
    public Uri? Deqar { get; init; }
}

/// <summary>Grade achieved and the scheme it belongs to.</summary>
public sealed record Grade(string Value, LocalizedText? Scheme);

/// <summary>Whether the credential stands alone or adds up to something larger.</summary>
public sealed record Stackability(Concept Type, ImmutableArray<string> Towards);

/// <summary>What the request asks of the issuing itself.</summary>
public sealed record IssueOptions
{
    // One array for all, since options are compared by value and arrays by identity.
    private static readonly ImmutableArray<string> UsualCryptosuites = ["eddsa-rdfc-2022"];

    /// <summary><c>revocation</c> (default) or <c>suspension</c>: the one status entry an Open Badge may have.</summary>
    public string StatusPurpose { get; init; } = "revocation";

    /// <summary>Forms to sign; empty means the default.</summary>
    public ImmutableArray<string> Forms { get; init; } = [];

    /// <summary>Data Integrity cryptosuites of the embedded proofs, one proof for each, in this order.</summary>
    public ImmutableArray<string> Cryptosuites { get; init; } = UsualCryptosuites;

    /// <summary><c>ES256</c> (default) or <c>EdDSA</c>.</summary>
    public string JwtAlgorithm { get; init; } = "ES256";

    /// <summary>Primary language of the single-language strings, BCP 47.</summary>
    public string Language { get; init; } = "en";
}
