using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>Annex I (7): "notional workload needed to achieve the learning outcomes (in ECTS credits, wherever possible)".</summary>
sealed class WorkloadIsStated : IRule
{
    public IReadOnlyList<string> Reads => ["/workload"];

    public IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults)
    {
        var workload = credential.Workload;
        foreach (var (index, credits) in workload.OtherCredits.Index())
        {
            if (credits.Framework.Slug == "ects")
                yield return Finding.Error($"/workload/otherCredits/{index}", RuleCodes.EctsAmongOthers, "ECTS credits belong in the member “ects” of the workload.");
        }

        if (workload.Ects is not null)
            yield break;
        if (workload.Hours is null && workload.OtherCredits.IsEmpty)
        {
            yield return Finding.Error(
                "/workload", FindingCodes.Missing, "Give the workload in ECTS credits; where that is not possible, in hours or other credits, with the reason.");
        }
        else if (workload.Reason is null)
        {
            yield return Finding.Error(
                "/workload/reason", RuleCodes.ReasonMissing, "The EU asks for ECTS credits wherever possible: give them, or say in “reason” why there are none.");
        }
    }
}
