namespace Issuer.Core.Model;

/// <summary>An entry of a code list (a <c>skos:Concept</c>).</summary>
/// <param name="Iri">What is written into credentials.</param>
/// <param name="SchemeIri">The list's own IRI (<c>skos:inScheme</c>).</param>
/// <param name="Slug">The short name that requests use: <c>project-work</c>, <c>cqfw-4</c>, <c>GBR</c>, <c>1014</c>.</param>
/// <param name="Notation">The list's own notation: the last part of the IRI, an ISO code, a level's number.</param>
/// <param name="Label">Label in English and such other languages as are known.</param>
public sealed record Concept(string Iri, string SchemeIri, string Slug, string Notation, LocalizedText Label);
