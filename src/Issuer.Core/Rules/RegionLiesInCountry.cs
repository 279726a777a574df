using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>A NUTS code starts with its country's code (with the EU's own <c>UK</c> and <c>EL</c>).</summary>
sealed class RegionLiesInCountry : IRule
{
    public IReadOnlyList<string> Reads => ["/issuerCountry", "/issuerRegion"];

    public IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults)
    {
        if (credential.IssuerRegion is { } region && CodeLists.Countries.Find(region.Slug[..2]) is { } country && country != credential.IssuerCountry)
        {
            yield return Finding.Error(
                "/issuerRegion", RuleCodes.RegionOutsideCountry,
                $"{region.Label.In("en").Text} lies in {country.Label.In("en").Text}, not in {credential.IssuerCountry.Label.In("en").Text}.");
        }
    }
}
