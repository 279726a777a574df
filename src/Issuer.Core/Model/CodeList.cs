using System.Collections.ObjectModel;
using System.Globalization;

namespace Issuer.Core.Model;

/// <summary>
/// A code list: concepts in a fixed order, found by the slug that requests use, by an alias (<c>in-person</c>), by the list's own notation or by the full IRI.
/// Look-up is by exact spelling, except for countries, where <c>gb</c> is as good as <c>GB</c>.
/// </summary>
public sealed class CodeList
{
    readonly Dictionary<string, Concept> _byName;

    CodeList(string name, string schemeIri, LocalizedText title, StringComparer comparer, IEnumerable<(Concept Concept, string[] Aliases)> entries)
    {
        Name = name;
        SchemeIri = schemeIri;
        Title = title;
        _byName = new(comparer);
        var concepts = new List<Concept>();
        var aliases = new List<(string Alias, Concept Concept)>();
        foreach (var (concept, names) in entries)
        {
            concepts.Add(concept);
            _byName.Add(concept.Slug, concept);
            _byName.Add(concept.Iri, concept);
            aliases.AddRange(names.Append(concept.Notation).Where(alias => alias != concept.Slug).Select(alias => (alias, concept)));
        }

        // A slug goes before another concept's notation or alias; two concepts with one alias would be a mistake in our data, and throw here.
        foreach (var (alias, concept) in aliases.Distinct())
            _byName.Add(alias, concept);
        Concepts = new ReadOnlyCollection<Concept>(concepts);
    }

    /// <summary>The list's name in addresses: <c>/v1/vocabularies/{name}</c>.</summary>
    public string Name { get; }

    /// <summary>IRI of the list (<c>skos:ConceptScheme</c>). A list may hold a few concepts of a second scheme; each concept names its own.</summary>
    public string SchemeIri { get; }

    /// <summary>What the list is called.</summary>
    public LocalizedText Title { get; }

    /// <summary>All concepts, in the list's order.</summary>
    public IReadOnlyList<Concept> Concepts { get; }

    /// <summary>The concept that has this slug, alias, notation or IRI, or null.</summary>
    public Concept? Find(string slugNotationOrIri) => _byName.GetValueOrDefault(slugNotationOrIri);

    /// <summary>Slugs and aliases, for "did you mean".</summary>
    internal IEnumerable<string> Names => _byName.Keys.Where(name => !name.Contains(':', StringComparison.Ordinal));

    internal static CodeList Of(
        string name, string schemeIri, string english, string welsh, IEnumerable<(Concept Concept, string[] Aliases)> entries, StringComparer? comparer = null) =>
        new(name, schemeIri, new([("en", english), ("cy", welsh)]), comparer ?? StringComparer.Ordinal, entries);

    /// <summary>
    /// Reads one of our compact lists: a line is <c>slug [end of IRI] [notation] [alias …] | English label | language label | …</c>;
    /// the end of the IRI defaults to the slug, the notation to the end of the IRI.
    /// </summary>
    internal static IEnumerable<(Concept Concept, string[] Aliases)> Parse(string lines, string schemeIri, string iriBase)
    {
        foreach (var line in lines.Split('\n'))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            var names = cells[0].Split(' ');
            var end = names.Length > 1 ? names[1] : names[0];
            var labels = cells[2..].Select(cell => (cell[..cell.IndexOf(' ', StringComparison.Ordinal)], cell[(cell.IndexOf(' ', StringComparison.Ordinal) + 1)..]));
            var label = new LocalizedText([("en", cells[1]), .. labels]);
            yield return (new(iriBase + end, schemeIri, names[0], names.Length > 2 ? names[2] : end, label), names.Length > 3 ? names[3..] : []);
        }
    }

    /// <summary>Numbered levels whose label is a word and the number; <paramref name="words"/> as <c>en Level #|cy Lefel #</c>.</summary>
    internal static IEnumerable<(Concept Concept, string[] Aliases)> Levels(string words, int first, int last, string schemeIri, string iriBase)
    {
        for (var level = first; level <= last; level++)
        {
            var number = level.ToString(CultureInfo.InvariantCulture);
            var labels = words.Split('|').Select(word => (word[..2], word[3..].Replace("#", number, StringComparison.Ordinal)));
            yield return (new(iriBase + number, schemeIri, number, number, new([.. labels])), []);
        }
    }
}
