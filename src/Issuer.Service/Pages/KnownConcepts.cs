using System.Collections.Frozen;
using Issuer.Core.Model;

namespace Issuer.Service.Pages;

/// <summary>Concepts of our code lists by IRI: a page shows the list's own label, whatever label a credential puts beside the IRI.</summary>
internal static class KnownConcepts
{
    private static readonly FrozenDictionary<string, (Concept Concept, CodeList List)> ByIri = CodeLists.All
        .SelectMany(list => list.Concepts.Select(concept => (concept, list)))
        .DistinctBy(entry => entry.concept.Iri)
        .ToFrozenDictionary(entry => entry.concept.Iri, entry => entry);

    public static (Concept Concept, CodeList List)? Find(string? iri) => iri is not null && ByIri.TryGetValue(iri, out var found) ? found : null;
}
