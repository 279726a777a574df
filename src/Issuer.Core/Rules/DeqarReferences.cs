using System.Text.RegularExpressions;
using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>A reference to DEQAR is one of its stable addresses: report, institution, agency or decision.</summary>
sealed partial class DeqarReferences : IRule
{
    public IReadOnlyList<string> Reads => ["/qualityAssurance"];

    public IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults)
    {
        foreach (var (index, assurance) in credential.QualityAssurance.Index())
        {
            if (assurance.Deqar is { } deqar && !Shape().IsMatch(deqar.OriginalString))
            {
                yield return Finding.Error(
                    $"/qualityAssurance/{index}/deqar", RuleCodes.BadDeqarReference, "This is not an address of DEQAR such as https://data.deqar.eu/report/12345.");
            }
        }
    }

    [GeneratedRegex("^https://data\\.deqar\\.eu/((report|institution|agency)/[0-9]{1,12}|decision/[A-Za-z0-9_.-]{1,200})/?\\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Shape();
}
