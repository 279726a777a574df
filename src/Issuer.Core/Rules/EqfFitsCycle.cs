using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>The cycles of the QF-EHEA are the EQF's levels 5 to 8 (EQF Recommendation of 22 May 2017, annex II).</summary>
sealed class EqfFitsCycle : IRule
{
    public IReadOnlyList<string> Reads => ["/level/eqf", "/level/qfEhea"];

    public IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults)
    {
        if (credential.Level is { Eqf: { } eqf, QfEhea: { } cycle } && Referencing.ToEqf(cycle) is { } expected && eqf.Slug != $"{expected}")
        {
            yield return Finding.Error(
                "/level/qfEhea", RuleCodes.LevelContradiction, $"The {cycle.Label.In("en").Text.ToLowerInvariant()} is EQF level {expected}, but the EQF level given is {eqf.Slug}.");
        }
    }
}
