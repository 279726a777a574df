using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>
/// ISCED 2011 levels 6 to 8 are the EQF's 6 to 8. Below, countries differ (EQF 5 may be ISCED 4 or 5), and ISCED classifies programmes, not outcomes: only a
/// warning.
/// </summary>
sealed class IscedLevelFitsEqf : IRule
{
    public IReadOnlyList<string> Reads => ["/level/eqf", "/level/iscedLevel"];

    public IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults)
    {
        if (credential.Level is { Eqf: { } eqf, IscedLevel: { } isced }
            && eqf.Slug != isced.Slug
            && (string.CompareOrdinal(eqf.Slug, "6") >= 0 || string.CompareOrdinal(isced.Slug, "6") >= 0))
        {
            yield return Finding.Warning("/level/iscedLevel", RuleCodes.IscedLevelUnlikely, $"ISCED level {isced.Slug} does not usually go with EQF level {eqf.Slug}.");
        }
    }
}
