using System.Globalization;
using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>Assessed, then issued, in our age and not after today; valid beyond now.</summary>
sealed class DatesAreInOrder : IRule
{
    static readonly DateOnly Earliest = new(1900, 1, 1);

    public IReadOnlyList<string> Reads => ["/dateOfIssuing", "/dateOfAssessment", "/validUntil"];

    public IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults)
    {
        if (credential.DateOfIssuing > defaults.Today)
        {
            var today = defaults.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            yield return Finding.Error("/dateOfIssuing", RuleCodes.DateInFuture, $"The date of issuing lies in the future; today is {today} (UTC).");
        }

        if (credential.DateOfIssuing < Earliest)
            yield return Finding.Error("/dateOfIssuing", RuleCodes.ImplausibleDate, "The date of issuing lies before 1900; check the year.");
        if (credential.DateOfAssessment < Earliest)
            yield return Finding.Error("/dateOfAssessment", RuleCodes.ImplausibleDate, "The date of assessment lies before 1900; check the year.");
        if (credential.DateOfAssessment > credential.DateOfIssuing)
            yield return Finding.Error("/dateOfAssessment", RuleCodes.DateOrder, "The assessment must come before the issuing, or on the same day.");
        if (credential.ValidUntil <= defaults.Now)
            yield return Finding.Error("/validUntil", RuleCodes.AlreadyExpired, "The validity would have ended before the credential is issued.");
        else if (credential.ValidUntil is { } end && DateOnly.FromDateTime(end.UtcDateTime) < credential.DateOfIssuing)
            yield return Finding.Error("/validUntil", RuleCodes.DateOrder, "The validity must end after the date of issuing.");
    }
}
