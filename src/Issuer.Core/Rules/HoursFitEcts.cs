using System.Globalization;
using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>ECTS Users' Guide 2015, 1.2: one credit is 25 to 30 hours of work.</summary>
sealed class HoursFitEcts : IRule
{
    const decimal LeastHours = 25;
    const decimal MostHours = 30;

    public IReadOnlyList<string> Reads => ["/workload/ects", "/workload/hours"];

    public IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults)
    {
        if (credential.Workload is { Ects: { } ects, Hours: { } hours } && (hours < ects * LeastHours || hours > ects * MostHours))
        {
            yield return Finding.Warning(
                "/workload/hours", RuleCodes.HoursPerEcts,
                string.Create(CultureInfo.InvariantCulture, $"{ects} ECTS credits usually mean {ects * LeastHours} to {ects * MostHours} hours, not {hours}."));
        }
    }
}
