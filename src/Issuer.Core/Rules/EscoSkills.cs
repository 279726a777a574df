using System.Text.RegularExpressions;
using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>ELM binds <c>relatedESCOSkill</c> to ESCO's scheme of skills, whose IRIs all start the same way (with http, as identifiers).</summary>
sealed partial class EscoSkills : IRule
{
    public IReadOnlyList<string> Reads => ["/learningOutcomes"];

    public IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults)
    {
        foreach (var (index, outcome) in credential.LearningOutcomes.Index())
        {
            foreach (var (skillIndex, skill) in outcome.EscoSkills.Index())
            {
                if (!Shape().IsMatch(skill.OriginalString))
                {
                    yield return Finding.Error(
                        $"/learningOutcomes/{index}/escoSkills/{skillIndex}", RuleCodes.BadEscoSkill,
                        "This is not the IRI of an ESCO skill; those look like http://data.europa.eu/esco/skill/ and an identifier.");
                }
            }
        }
    }

    [GeneratedRegex("^http://data\\.europa\\.eu/esco/skill/[A-Za-z0-9._-]{1,100}\\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Shape();
}
