using Issuer.Core.Model;
using static Issuer.Core.Verification.JsonPlaces;

namespace Issuer.Core.Verification;

/// <summary>
/// Where Open Badges 3.0 hold the elements: in the terms of the European Learning Model, as ours do; in Open Badges' own words; in the extensions of the Dutch
/// microcredential badges.
/// </summary>
internal static class OpenBadgePlaces
{
    private const string S = "credentialSubject";
    private const string A = "achievement";
    private const string FreeText = "The outcomes are told only in the free text of the criteria.";
    private const string NoUnit = "This number has no unit: it may be ECTS or anything else.";

    public static readonly ElementPlaces[] All =
    [
        new("learner", true, Text(S, "fullName"), Text(S, "name"), Text(S, "familyName"), Anything(S, "identifier"), Identifier()),
        new("title", true, Text(S, A, "title"), Text(S, A, "name")),
        new("issuerCountry", true,
            Concept(CodeLists.Countries, "issuer", "location", "elmAddress", "countryCode"), Code(CodeLists.Countries, "issuer", "address", "addressCountryCode"),
            TextOnly("The country is told by name only.", "issuer", "address", "addressCountry")),
        new("awardingBodies", true,
            Organisation(S, A, "awardingOpportunity", "awardingBody"), Organisation(S, A, "creator"),
            Remarking("No awarding body is named apart from the issuer.", Text("issuer", "name"))),
        new("dateOfIssuing", true, Date("awardedDate"), Date(S, "hasClaim", "awardedBy", "awardingDate"), Date("validFrom"), Date("issuanceDate")),
        new("learningOutcomes", true,
            Text(S, A, "learningOutcome", "title"),
            Alignment("ceasn:Competency", "CFItem", "CFRubric", "CFRubricCriterion", "CFRubricCriterionLevel", "ext:LearningOutcome"),
            TextOnly(FreeText, S, A, "criteria", "narrative")),
        new("workload", true,
            Credits(S, A, "creditPoint"), Hours(S, A, "volumeOfLearning"), Number(S, A, "ECTS"), Number(S, A, "timeInvestment"), Number(S, A, "SBU"),
            NumberOnly(NoUnit, S, A, "creditsAvailable"), NumberOnly(NoUnit, S, "creditsEarned")),
        new("level", true,
            Concept(CodeLists.Eqf, S, A, "eqfLevel"), Concept(CodeLists.Nqf, S, A, "nqfLevel"), Concept(CodeLists.QfEhea, S, A, "educationLevel"),
            Concept(CodeLists.Fheq, S, A, "educationLevel"), Concept(CodeLists.IscedLevel, S, A, "educationLevel"), Alignment("ext:EQF", "ext:QF-EHEA", "ext:NQF", "ext:NLQF", "ext:ISCED"),
            Remarking("No level; the reason is given.", Text(S, A, "reasonForNoLevel"))),
        new("assessment", true,
            Concept(CodeLists.AssessmentTypes, S, A, "provenBy", "dcType"),
            TextOnly("The type of assessment is not one of the EU's list.", S, A, "assessmentType"),
            TextOnly("How it was assessed is told only by the kind of its result.", S, A, "resultDescription", "resultType")),
        new("participation", true,
            Concept(CodeLists.Participation, S, A, "mode"),
            TextOnly("The form of participation is not one of the EU's list.", S, A, "participationType")),
        new("qualityAssurance", true,
            Concept(CodeLists.QualityAssuranceTypes, S, A, "accreditation", "dcType"), Alignment("ext:QualityAssurance")),
        new("prerequisites", false, Text(S, A, "entryRequirement", "noteLiteral"), Text(S, A, "accessRequirements")),
        new("supervision", false,
            Concept(CodeLists.Supervision, S, "hasClaim", "provenBy", "idVerification"),
            TextOnly("The kind of supervision is not one of the EU's list.", S, A, "supervisionType")),
        new("grade", false, Text(S, "hasClaim", "provenBy", "grade", "noteLiteral"), Text(S, "result", "value"), Text(S, "result", "achievedLevel")),
        new("stackability", false,
            Concept(CodeLists.Stackability, S, A, "stackability"), Anything(S, A, "isPartialQualification"), Anything(S, A, "isPartOf"), Anything(S, A, "related")),
        new("furtherInformation", false, Text(S, A, "additionalNote", "noteLiteral"), Anything("evidence"), Anything(S, A, "criteria", "id")),
    ];

    // A DID or an address leads to somebody; a random UUID to nobody.
    private static Look Identifier() => root => At(root, S, "id").Select(place => new Sighting(
        place.Pointer,
        place.Value.AsText()?.StartsWith("urn:", StringComparison.OrdinalIgnoreCase) == false ? null : "The learner's identifier names nobody."));
}
