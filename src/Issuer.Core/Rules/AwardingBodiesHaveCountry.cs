using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>MICROBOL: the country of each awarding body, which in a joint award need not be the issuer's.</summary>
sealed class AwardingBodiesHaveCountry : IRule
{
    public IReadOnlyList<string> Reads => ["/awardingBodies"];

    public IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults)
    {
        foreach (var (index, body) in credential.AwardingBodies.Index())
        {
            if (body.Country is null)
                yield return Finding.Warning($"/awardingBodies/{index}/country", RuleCodes.CountryAbsent, "The country of this awarding body is not named.");
        }
    }
}
