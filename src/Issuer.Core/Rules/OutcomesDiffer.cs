using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>An outcome that stands twice is usually a line copied by mistake.</summary>
sealed class OutcomesDiffer : IRule
{
    public IReadOnlyList<string> Reads => ["/learningOutcomes"];

    public IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, outcome) in credential.LearningOutcomes.Index())
        {
            var wording = Wording.Of(outcome.Title.Entries[0].Text);
            if (!seen.TryAdd(wording, index))
            {
                yield return Finding.Warning(
                    $"/learningOutcomes/{index}/title", RuleCodes.OutcomeRepeated, $"This learning outcome says the same as number {seen[wording] + 1} of the list.");
            }
        }
    }
}
