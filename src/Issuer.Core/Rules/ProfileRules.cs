using System.Collections.Immutable;
using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>The rules that a micro-credential must pass before it is signed.</summary>
public static class ProfileRules
{
    internal static readonly ImmutableArray<IRule> All =
    [
        new MandatoryElements(),
        new WorkloadIsStated(),
        new HoursFitEcts(),
        new CatsFitEcts(),
        new LevelIsStated(),
        new EqfFitsCycle(),
        new NationalLevelsFit(),
        new IscedLevelFitsEqf(),
        new DatesAreInOrder(),
        new AgeIsPlausible(),
        new OutcomesSaySomething(),
        new OutcomesDiffer(),
        new AwardingBodiesHaveCountry(),
        new ProviderDiffers(),
        new DeqarReferences(),
        new EscoSkills(),
        new RegionLiesInCountry(),
        new LanguagesAgree(),
        new EntriesDiffer(),
    ];

    /// <summary>Runs every rule.</summary>
    /// <param name="credential">The micro-credential.</param>
    /// <param name="defaults">The day and the instant that dates are compared with.</param>
    /// <returns>Errors and warnings, in the rules' order.</returns>
    public static ImmutableArray<Finding> Check(MicroCredential credential, IssuingDefaults defaults) => Check(credential, defaults, []);

    /// <summary>Runs the rules that look at nothing that is among the <paramref name="unread"/> pointers.</summary>
    internal static ImmutableArray<Finding> Check(MicroCredential credential, IssuingDefaults defaults, IReadOnlyCollection<string> unread)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        foreach (var rule in All)
        {
            if (!rule.Reads.Any(member => unread.Any(pointer => Overlap(member, pointer))))
                findings.AddRange(rule.Check(credential, defaults));
        }

        return findings.ToImmutable();
    }

    static bool Overlap(string a, string b) => Contains(a, b) || Contains(b, a);

    static bool Contains(string outer, string inner) =>
        inner.StartsWith(outer, StringComparison.Ordinal) && (inner.Length == outer.Length || inner[outer.Length] == '/');
}
