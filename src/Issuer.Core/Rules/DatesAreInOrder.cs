using System.Globalization;
using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>Assessed, then issued, not after today; valid beyond now.</summary>
sealed class DatesAreInOrder : IRule
{
    public IReadOnlyList<string> Reads => ["/dateOfIssuing", "/dateOfAssessment", "/validUntil"];

    public IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults)
    {
        if (credential.DateOfIssuing > defaults.Today)
        {
            var today = defaults.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            yield return Finding.Error("/dateOfIssuing", RuleCodes.DateInFuture, $"The date of issuing lies in the future; today is {today} (UTC).");
        }

        if (credential.DateOfAssessment > credential.DateOfIssuing)
            yield return Finding.Error("/dateOfAssessment", RuleCodes.DateOrder, "The assessment must come before the issuing, or on the same day.");
        if (credential.ValidUntil <= defaults.Now)
            yield return Finding.Error("/validUntil", RuleCodes.AlreadyExpired, "The validity would have ended before the credential is issued.");
        else if (credential.ValidUntil is { } end && DateOnly.FromDateTime(end.UtcDateTime) < credential.DateOfIssuing)
            yield return Finding.Error("/validUntil", RuleCodes.DateOrder, "The validity must end after the date of issuing.");
    }
}
