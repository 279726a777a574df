using System.Globalization;
using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>Two credits of the UK's Credit Accumulation and Transfer Scheme go with one ECTS credit; one CATS credit is ten notional hours.</summary>
sealed class CatsFitEcts : IRule
{
    const decimal CatsPerEcts = 2;
    const decimal HoursPerCats = 10;

    public IReadOnlyList<string> Reads => ["/workload"];

    public IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults)
    {
        foreach (var (index, credits) in credential.Workload.OtherCredits.Index())
        {
            if (credits.Framework.Slug != "cats")
                continue;
            var pointer = $"/workload/otherCredits/{index}/points";
            if (credential.Workload.Ects is { } ects && credits.Points != ects * CatsPerEcts)
                yield return Warning(pointer, $"{ects} ECTS credits usually mean {ects * CatsPerEcts} CATS credits, not {credits.Points}.");
            else if (credential.Workload is { Ects: null, Hours: { } hours } && credits.Points * HoursPerCats != hours)
                yield return Warning(pointer, $"{credits.Points} CATS credits usually mean {credits.Points * HoursPerCats} hours, not {hours}.");
        }
    }

    static Finding Warning(string pointer, FormattableString message) => Finding.Warning(pointer, RuleCodes.CatsPerEcts, message.ToString(CultureInfo.InvariantCulture));
}
