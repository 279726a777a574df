using System.Collections.Immutable;
using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>A concept that stands twice in a list is a slip; the credential would say it once.</summary>
sealed class EntriesDiffer : IRule
{
    public IReadOnlyList<string> Reads => ["/assessment/types", "/participation", "/subjectAreas", "/level/nqf", "/workload/otherCredits"];

    public IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults) =>
    [
        .. Repeated("/assessment/types", credential.Assessment.Types),
        .. Repeated("/participation", credential.Participation),
        .. Repeated("/subjectAreas", credential.SubjectAreas),
        .. Repeated("/level/nqf", credential.Level.Nqf),
        .. Repeated("/workload/otherCredits", [.. credential.Workload.OtherCredits.Select(credits => credits.Framework)]),
    ];

    static IEnumerable<Finding> Repeated(string pointer, ImmutableArray<Concept> concepts)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, concept) in concepts.Index())
        {
            if (!seen.Add(concept.Iri))
                yield return Finding.Warning($"{pointer}/{index}", FindingCodes.Repeated, $"“{concept.Label.In("en").Text}” stands here twice.");
        }
    }
}
