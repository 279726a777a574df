using System.Collections.Frozen;
using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>Annex I (6): a learning outcome says what the learner can do; the title again, a dash or "tbc" does not.</summary>
sealed class OutcomesSaySomething : IRule
{
    static readonly FrozenSet<string> Placeholders = new[] { "", "na", "none", "nil", "null", "tba", "tbc", "tbd", "todo", "xxx" }.ToFrozenSet();

    public IReadOnlyList<string> Reads => ["/title", "/learningOutcomes"];

    public IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults)
    {
        var titles = credential.Title.Entries.Select(entry => Wording.Of(entry.Text)).ToHashSet(StringComparer.Ordinal);
        foreach (var (index, outcome) in credential.LearningOutcomes.Index())
        {
            var pointer = $"/learningOutcomes/{index}/title";
            var wordings = outcome.Title.Entries.Select(entry => Wording.Of(entry.Text)).ToList();
            if (wordings.Any(Placeholders.Contains))
                yield return Finding.Error(pointer, RuleCodes.OutcomeSaysNothing, "This learning outcome says nothing: write what the learner knows, understands or can do.");
            else if (wordings.Any(titles.Contains))
                yield return Finding.Error(pointer, RuleCodes.OutcomeRepeatsTitle, "This learning outcome only repeats the title: write what the learner knows, understands or can do.");
        }
    }
}
