using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>Annex I (8): "level (and cycle, if applicable) of the learning experience leading to the micro-credential (EQF, QF-EHEA), if applicable".</summary>
sealed class LevelIsStated : IRule
{
    public IReadOnlyList<string> Reads => ["/level"];

    public IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults)
    {
        var level = credential.Level;
        if (level is { Eqf: null, QfEhea: null, Nqf.IsEmpty: true, Sqf.IsEmpty: true })
        {
            if (level.Reason is null)
            {
                yield return Finding.Error(
                    "/level", FindingCodes.Missing, "Give the level (EQF, cycle, national or sectoral framework), or say in “reason” why there is none.");
            }
        }
        else if (level.Eqf is null && level.Reason is null)
        {
            var known = level.QfEhea is { } cycle ? Referencing.ToEqf(cycle) : level.Nqf.Select(Referencing.ToEqf).FirstOrDefault(eqf => eqf is not null);
            yield return Finding.Warning(
                "/level/eqf", RuleCodes.EqfAbsent,
                known is null ? "Readers in other countries look for the EQF level; there is none." : $"Readers in other countries look for the EQF level; this one is EQF {known}.");
        }
    }
}
