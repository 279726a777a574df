namespace Issuer.Service.Credentials;

// The request as the API's description shows it. Nothing binds to these types: the reader in Core walks the document itself, so that all faults
// are found at once. A test holds the two together.

/// <summary>
/// A micro-credential in the EU's standard elements. Every concept is a slug, a notation or a full IRI of <c>/v1/vocabularies</c>; every text is a map
/// from language (BCP 47) to text, or one string in <c>options.language</c>.
/// </summary>
/// <param name="Learner">Identification of the learner. Mandatory.</param>
/// <param name="Title">Title. Mandatory.</param>
/// <param name="Description">What the course is about.</param>
/// <param name="IssuerCountry">Country of the issuer, alpha-2 or alpha-3. Default: the institution's.</param>
/// <param name="IssuerRegion">Region of the issuer, e.g. <c>UKL</c>.</param>
/// <param name="AwardingBodies">Awarding bodies; several for a joint award. Default: the institution.</param>
/// <param name="Provider">Who taught, where that is not the awarding body.</param>
/// <param name="DateOfIssuing">yyyy-MM-dd, not in the future. Default: today.</param>
/// <param name="DateOfAssessment">yyyy-MM-dd.</param>
/// <param name="ValidUntil">Date (its end, UTC) or date and time with zone.</param>
/// <param name="LearningOutcomes">Learning outcomes. Mandatory.</param>
/// <param name="Workload">Notional workload, in ECTS wherever possible. Mandatory.</param>
/// <param name="Level">Level, EQF and QF-EHEA. Mandatory.</param>
/// <param name="Assessment">Type of assessment. Mandatory.</param>
/// <param name="Participation">Form of participation: <c>online presential blended project-based research-lab-based work-based</c>. Mandatory.</param>
/// <param name="QualityAssurance">Type of quality assurance. Mandatory.</param>
/// <param name="SubjectAreas">ISCED-F fields.</param>
/// <param name="Prerequisites">Prerequisites needed to enrol.</param>
/// <param name="AccessRequirements">Access requirements, where told apart from prerequisites.</param>
/// <param name="Grade">Grade achieved.</param>
/// <param name="Stackability">Integration and stackability.</param>
/// <param name="RecognitionOfPriorLearning">Whether it was awarded by recognition of prior learning.</param>
/// <param name="FurtherInformation">Further information.</param>
/// <param name="Options">How to issue.</param>
public sealed record MicroCredentialRequest(
    LearnerRequest Learner,
    Dictionary<string, string> Title,
    Dictionary<string, string>? Description,
    string? IssuerCountry,
    string? IssuerRegion,
    IReadOnlyList<OrganisationRequest>? AwardingBodies,
    OrganisationRequest? Provider,
    string? DateOfIssuing,
    string? DateOfAssessment,
    string? ValidUntil,
    IReadOnlyList<LearningOutcomeRequest> LearningOutcomes,
    WorkloadRequest Workload,
    LevelRequest Level,
    AssessmentRequest Assessment,
    IReadOnlyList<string> Participation,
    IReadOnlyList<QualityAssuranceRequest> QualityAssurance,
    IReadOnlyList<string>? SubjectAreas,
    Dictionary<string, string>? Prerequisites,
    Dictionary<string, string>? AccessRequirements,
    GradeRequest? Grade,
    StackabilityRequest? Stackability,
    bool? RecognitionOfPriorLearning,
    Dictionary<string, string>? FurtherInformation,
    OptionsRequest? Options);

/// <summary>The learner. Only the name (and the DID, if given) enters an Open Badge; the rest is kept encrypted.</summary>
public sealed record LearnerRequest(
    string? GivenName, string? FamilyName, string? FullName, string? DateOfBirth, string? Email, string? Did, IReadOnlyList<IdentifierRequest>? Identifiers);

/// <summary>A number and its kind, e.g. <c>student-number</c>.</summary>
public sealed record IdentifierRequest(string Type, string Value);

/// <summary>An organisation.</summary>
public sealed record OrganisationRequest(Dictionary<string, string> LegalName, string? Country, IReadOnlyList<IdentifierRequest>? Identifiers, string? HomePage);

/// <summary>A learning outcome.</summary>
public sealed record LearningOutcomeRequest(Dictionary<string, string> Title, Dictionary<string, string>? Description, IReadOnlyList<string>? EscoSkills);

/// <summary>Workload: ECTS, or other credits or hours with the reason.</summary>
public sealed record WorkloadRequest(decimal? Ects, decimal? Hours, IReadOnlyList<CreditPointsRequest>? OtherCredits, Dictionary<string, string>? Reason);

/// <summary>Points in <c>ecvet</c> or <c>cats</c>.</summary>
public sealed record CreditPointsRequest(string Framework, decimal Points);

/// <summary>Level, each in its framework; none only with the reason.</summary>
public sealed record LevelRequest(
    int? Eqf, string? QfEhea, IReadOnlyList<string>? Nqf, IReadOnlyList<SectoralLevelRequest>? Sqf, int? IscedLevel, Dictionary<string, string>? Reason);

/// <summary>A level of a sectoral framework.</summary>
public sealed record SectoralLevelRequest(Dictionary<string, string> Framework, string Level);

/// <summary>Assessment, with supervision and identity verification.</summary>
public sealed record AssessmentRequest(IReadOnlyList<string> Types, string? Supervision, Dictionary<string, string>? Description);

/// <summary>Quality assurance.</summary>
public sealed record QualityAssuranceRequest(string Type, OrganisationRequest? Agent, string? Decision, string? Deqar);

/// <summary>Grade and its scheme.</summary>
public sealed record GradeRequest(string Value, Dictionary<string, string>? Scheme);

/// <summary><c>standalone</c> or <c>stackable</c>, and towards what.</summary>
public sealed record StackabilityRequest(string Type, IReadOnlyList<string>? Towards);

/// <summary>How to issue.</summary>
/// <param name="StatusPurpose"><c>revocation</c> (default) or <c>suspension</c>.</param>
/// <param name="Forms"><c>vc</c> (embedded Data Integrity proofs) and <c>vc+jwt</c>; default: both, over the same document.</param>
/// <param name="Cryptosuites">
/// Of the form <c>vc</c>, one proof for each: <c>eddsa-rdfc-2022</c> (default), <c>eddsa-jcs-2022</c>, <c>ecdsa-rdfc-2019</c>, <c>ecdsa-jcs-2019</c>.
/// </param>
/// <param name="JwtAlgorithm"><c>ES256</c> (default) or <c>EdDSA</c>.</param>
/// <param name="Language">Primary language, default <c>en</c>.</param>
public sealed record OptionsRequest(string? StatusPurpose, IReadOnlyList<string>? Forms, IReadOnlyList<string>? Cryptosuites, string? JwtAlgorithm, string? Language);
