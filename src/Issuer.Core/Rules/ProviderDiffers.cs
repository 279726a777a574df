using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>MICROBOL: the provider is named where it is not an awarding body.</summary>
sealed class ProviderDiffers : IRule
{
    public IReadOnlyList<string> Reads => ["/provider", "/awardingBodies"];

    public IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults)
    {
        if (credential.Provider is { } provider && credential.AwardingBodies.Any(body => Same(body, provider)))
        {
            yield return Finding.Warning(
                "/provider", RuleCodes.ProviderIsAwardingBody, "The provider is also an awarding body; “provider” is for another organisation that taught.");
        }
    }

    static bool Same(Organisation a, Organisation b) =>
        a.Identifiers.Intersect(b.Identifiers).Any() || a.LegalName.Entries.Intersect(b.LegalName.Entries).Any();
}
