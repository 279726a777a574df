using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>Annex I (1), (2), (4), (6), (9) to (11): what may come from the institution's profile or from a definition is there when it is signed.</summary>
sealed class MandatoryElements : IRule
{
    public IReadOnlyList<string> Reads => ["/learner", "/title", "/awardingBodies", "/learningOutcomes", "/assessment", "/participation", "/qualityAssurance"];

    public IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults)
    {
        if (string.IsNullOrWhiteSpace(credential.Learner.FullName))
            yield return Missing("/learner", "The learner has no name.");
        if (credential.Title.Entries.All(entry => string.IsNullOrWhiteSpace(entry.Text)))
            yield return Missing("/title", "The title of the micro-credential is missing.");
        if (credential.AwardingBodies.IsDefaultOrEmpty)
            yield return Missing("/awardingBodies", "The awarding body is missing.");
        if (credential.LearningOutcomes.IsDefaultOrEmpty)
            yield return Missing("/learningOutcomes", "The learning outcomes are missing.");
        if (credential.Assessment.Types.IsDefaultOrEmpty)
            yield return Missing("/assessment/types", "The type of assessment is missing.");
        if (credential.Participation.IsDefaultOrEmpty)
            yield return Missing("/participation", "The form of participation in the learning activity is missing.");
        if (credential.QualityAssurance.IsDefaultOrEmpty)
            yield return Missing("/qualityAssurance", "The type of quality assurance is missing.");
    }

    static Finding Missing(string pointer, string message) => Finding.Error(pointer, FindingCodes.Missing, message);
}
