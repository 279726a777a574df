using Issuer.Core.Model;
using static Issuer.Core.Verification.JsonPlaces;

namespace Issuer.Core.Verification;

/// <summary>
/// Where the learning credential of the EUDI wallet (<c>urn:eu.europa.ec.eudi:learning:credential:1</c>) holds the elements. It has no claims for the type of
/// assessment, the form of participation and the supervision, so these are always missing there.
/// </summary>
internal static class EudiPlaces
{
    public static readonly ElementPlaces[] All =
    [
        new("learner", true, Text("family_name"), Anything("learner_identification")),
        new("title", true, Text("achievement_title")),
        new("issuerCountry", true, Code(CodeLists.Countries, "issuing_country")),
        new("awardingBodies", true, Text("issuing_authority")),
        new("dateOfIssuing", true, Date("date_of_issuance")),
        new("learningOutcomes", true, Text("learning_outcomes")),
        new("workload", true, Anything("expected_study_time")),
        new("level", true, Anything("level_of_learning_experience")),
        new("assessment", true),
        new("participation", true),
        new("qualityAssurance", true, Text("types_of_quality_assurance")),
        new("prerequisites", false, Text("prerequisites_to_enroll")),
        new("supervision", false),
        new("grade", false, Anything("assessment_grade")),
        new("stackability", false, Anything("integration_stackability_options")),
        new("furtherInformation", false, Text("achievement_description")),
    ];
}
