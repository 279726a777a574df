using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>
/// A national level is a level, and by its referencing report goes with the EQF level given, or with the cycle where no EQF level is given, or with the
/// other national levels where there is neither.
/// </summary>
sealed class NationalLevelsFit : IRule
{
    public IReadOnlyList<string> Reads => ["/level/eqf", "/level/qfEhea", "/level/nqf"];

    public IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults)
    {
        var level = credential.Level;
        var (expected, source) = level switch
        {
            { Eqf: { } eqf } => (eqf.Slug[0] - '0', $"the EQF level given is {eqf.Slug}"),
            { QfEhea: { } cycle } => (Referencing.ToEqf(cycle), $"the cycle given is EQF level {Referencing.ToEqf(cycle)}"),
            _ => ((int?)null, ""),
        };
        foreach (var (index, national) in level.Nqf.Index())
        {
            var label = national.Label.In("en").Text;
            var pointer = $"/level/nqf/{index}";
            if (!label.Contains(" Level", StringComparison.Ordinal) && !label.Contains(" Entry", StringComparison.Ordinal))
                yield return Finding.Error(pointer, RuleCodes.NotALevel, $"“{label}” is a whole framework; name a level of it.");
            if (Referencing.ToEqf(national) is not { } counterpart)
                continue;
            if (expected is null)
                (expected, source) = (counterpart, $"{label} is EQF level {counterpart}");
            else if (expected != counterpart)
                yield return Finding.Error(pointer, RuleCodes.LevelContradiction, $"{label} is EQF level {counterpart}, but {source}.");
        }
    }
}
