using Issuer.Core.Model;
using static Issuer.Core.Verification.JsonPlaces;

namespace Issuer.Core.Verification;

/// <summary>Where the EU's own credentials hold the elements (European Learning Model 3, EDC application profile).</summary>
internal static class ElmPlaces
{
    private const string S = "credentialSubject";
    private const string Claim = "hasClaim";
    private const string Spec = "specifiedBy";
    private const string Activity = "influencedBy";

    public static readonly ElementPlaces[] All =
    [
        new("learner", true,
            Text(S, "fullName"), Text(S, "familyName"), Text(S, "givenName"), Anything(S, "nationalID"), Anything(S, "identifier"), Anything(S, "contactPoint")),
        new("title", true, Text(S, Claim, "title"), Text(S, Claim, Spec, "title"), Text("displayParameter", "title")),
        new("issuerCountry", true, Concept(CodeLists.Countries, "issuer", "location", "address", "countryCode")),
        new("awardingBodies", true, Organisation(S, Claim, "awardedBy", "awardingBody")),
        new("dateOfIssuing", true, Date("issued"), Date("issuanceDate"), Date(S, Claim, "awardedBy", "awardingDate")),
        new("learningOutcomes", true,
            Text(S, Claim, Spec, "learningOutcome", "title"), Text(S, Claim, Spec, "learningOutcomeSummary", "noteLiteral")),
        new("workload", true,
            Credits(S, Claim, Spec, "creditPoint"), Credits(S, Claim, "creditReceived"), Hours(S, Claim, Spec, "volumeOfLearning"),
            Hours(S, Claim, Activity, "workload"), Hours(S, Claim, Activity, Spec, "volumeOfLearning")),
        new("level", true,
            Concept(CodeLists.Eqf, S, Claim, Spec, "eqfLevel"), Concept(CodeLists.Nqf, S, Claim, Spec, "nqfLevel"),
            Concept(CodeLists.QfEhea, S, Claim, Spec, "educationLevel")),
        new("assessment", true,
            Concept(CodeLists.AssessmentTypes, S, Claim, "provenBy", Spec, "dcType"),
            Concept(CodeLists.AssessmentTypes, S, Claim, "provenBy", "dcType")),
        new("participation", true,
            Concept(CodeLists.Participation, S, Claim, Spec, "mode"), Concept(CodeLists.Participation, S, Claim, Activity, Spec, "mode")),
        new("qualityAssurance", true,
            Concept(CodeLists.QualityAssuranceTypes, S, Claim, Spec, "accreditation", "dcType"),
            Concept(CodeLists.QualityAssuranceTypes, S, Claim, "awardedBy", "awardingBody", "accreditation", "dcType"),
            Concept(CodeLists.QualityAssuranceTypes, "evidence", "accreditation", "dcType")),
        new("prerequisites", false, Text(S, Claim, Spec, "entryRequirement", "noteLiteral")),
        new("supervision", false, Concept(CodeLists.Supervision, S, Claim, "provenBy", "idVerification")),
        new("grade", false, Text(S, Claim, "provenBy", "grade", "noteLiteral")),
        new("stackability", false,
            Anything(S, Claim, Spec, "isPartialQualification"), Anything(S, Claim, Spec, "isPartOf"), Anything(S, Claim, "isPartOf"),
            Anything(S, Claim, Spec, "hasPart"), Anything(S, Claim, "hasPart")),
        new("furtherInformation", false,
            Text(S, Claim, "additionalNote", "noteLiteral"), Text(S, Claim, Spec, "additionalNote", "noteLiteral"),
            Anything(S, Claim, "supplementaryDocument"), Anything(S, Claim, Spec, "supplementaryDocument"), Anything(S, Claim, Spec, "homepage")),
    ];
}
