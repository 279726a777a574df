using System.Globalization;
using FluentAssertions;
using Issuer.Core.Model;
using Xunit;

namespace Issuer.Core.Tests.Model;

public sealed class CodeListsTests
{
    public static TheoryData<string> Names => [.. CodeLists.All.Select(list => list.Name)];

    /// <summary>Every concept of each published list is in ours, with the same IRI, scheme and label, and ours has no more of that scheme.</summary>
    [Theory]
    [InlineData("eqf", "eqf.csv")]
    [InlineData("nqf", "nqf.csv")]
    [InlineData("isced-f", "isced-f.csv")]
    [InlineData("assessment", "europass-learning-assessment-types.csv")]
    [InlineData("participation", "europass-modes.csv")]
    [InlineData("supervision", "supervision-verification.csv")]
    [InlineData("quality-assurance", "europass-accreditation-types.csv")]
    [InlineData("credit", "credit-points.csv")]
    [InlineData("country", "country.csv", "http://publications.europa.eu/resource/authority/country/OP_DATPRO")]
    public void Holds_what_EU_Vocabularies_publishes(string name, string file, string leftOut = "")
    {
        var published = Rows(file).Where(row => row[2] != leftOut).Select(row => (Scheme: row[0], Iri: row[2], Label: row[3])).ToList();
        var list = CodeLists.Named(name)!;
        list.SchemeIri.Should().Be(published[0].Scheme);
        list.Concepts.Where(concept => concept.SchemeIri == list.SchemeIri)
            .Select(concept => (concept.SchemeIri, concept.Iri, concept.Label.Entries.Single(entry => entry.Language == "en").Text))
            .OrderBy(row => row.Iri, StringComparer.Ordinal)
            .Should().Equal(published.OrderBy(row => row.Iri, StringComparer.Ordinal));
    }

    [Fact]
    public void Holds_the_languages_of_Europass_by_their_own_names_and_Welsh()
    {
        // The published list calls Latvian "lietuviešu valoda", which is Latvian for Lithuanian.
        var published = Rows("eu-languages.csv").Select(row => (row[1], row[2], row[1] == "lv" ? "latviešu valoda" : row[3])).ToList();
        CodeLists.Languages.Concepts.Where(concept => concept.Slug != "cy").Select(concept => (concept.Slug, concept.Iri, concept.Label.In(concept.Slug).Text))
            .Should().BeEquivalentTo(published);
        CodeLists.Languages.Find("cy")!.Iri.Should().Be("http://publications.europa.eu/resource/authority/language/CYM");
    }

    [Theory]
    [InlineData("eqf", 8)]
    [InlineData("nqf", 429)]
    [InlineData("isced-f", 220)]
    [InlineData("isced-level", 9)]
    [InlineData("qf-ehea", 4)]
    [InlineData("fheq", 5)]
    [InlineData("country", 252)]
    [InlineData("language", 30)]
    [InlineData("reason", 7)]
    public void Has_as_many_concepts_as_its_source(string name, int count) => CodeLists.Named(name)!.Concepts.Should().HaveCount(count);

    [Theory]
    [MemberData(nameof(Names))]
    public void Finds_every_concept_by_slug_notation_and_IRI(string name)
    {
        var list = CodeLists.Named(name)!;
        foreach (var concept in list.Concepts)
        {
            list.Find(concept.Slug).Should().BeSameAs(concept);
            list.Find(concept.Notation).Should().BeSameAs(concept);
            list.Find(concept.Iri).Should().BeSameAs(concept);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gives_every_concept_an_IRI_a_scheme_and_labels_in_canonical_language_tags(string name)
    {
        foreach (var concept in CodeLists.Named(name)!.Concepts)
        {
            Uri.IsWellFormedUriString(concept.Iri, UriKind.Absolute).Should().BeTrue(concept.Iri);
            Uri.IsWellFormedUriString(concept.SchemeIri, UriKind.Absolute).Should().BeTrue();
            concept.Label.Entries.Select(entry => entry.Language).Should().OnlyHaveUniqueItems().And.StartWith("en");
            foreach (var (language, text) in concept.Label.Entries)
            {
                LanguageTag.TryParse(language, out var canonical, out _).Should().BeTrue();
                canonical.Should().Be(language);
                TextRules.Fault(text, TextRules.LineLength, multiline: false).Should().BeNull();
                text.Trim().Should().Be(text);
            }
        }
    }

    [Theory]
    [InlineData("eqf")]
    [InlineData("qf-ehea")]
    [InlineData("fheq")]
    [InlineData("isced-level")]
    [InlineData("assessment")]
    [InlineData("participation")]
    [InlineData("supervision")]
    [InlineData("quality-assurance")]
    [InlineData("credit")]
    [InlineData("stackability")]
    [InlineData("language")]
    [InlineData("reason")]
    public void Labels_short_lists_in_Welsh(string name)
    {
        var list = CodeLists.Named(name)!;
        list.Title.In("cy").Language.Should().Be("cy");
        list.Concepts.Should().OnlyContain(concept => concept.Label.In("cy").Language == "cy");
    }

    [Theory]
    [InlineData("participation", "in-person", "http://data.europa.eu/snb/learning-assessment/9191af2ed9")]
    [InlineData("nqf", "cqfw-4", "http://data.europa.eu/snb/qdr/c_3a511ca6")]
    [InlineData("nqf", "CQFW-4", null)]
    [InlineData("nqf", "cqfw-entry", "http://data.europa.eu/snb/qdr/c_de548626")]
    [InlineData("nqf", "rqf-8", "http://data.europa.eu/snb/qdr/c_064b59e6")]
    [InlineData("nqf", "rqf-entry-3", "http://data.europa.eu/snb/qdr/c_b3a26e65")]
    [InlineData("nqf", "scqf-12", "http://data.europa.eu/snb/qdr/c_c3f2cd03")]
    [InlineData("nqf", "c_670e54c7", "http://data.europa.eu/snb/qdr/c_670e54c7")]
    [InlineData("nqf", "ie-nqf-6", "http://data.europa.eu/snb/qdr/c_670e54c7")]
    [InlineData("nqf", "fheq-4", "urn:x-issuer:fheq:fheq-4")]
    [InlineData("nqf", "fheq-3", null)]
    [InlineData("qf-ehea", "short-cycle", "urn:x-issuer:qf-ehea:short-cycle")]
    [InlineData("credit", "cats", "urn:x-issuer:credit:cats")]
    [InlineData("isced-f", "1014", "http://data.europa.eu/snb/isced-f/1014")]
    [InlineData("isced-f", "14", null)]
    [InlineData("supervision", "supid", "http://data.europa.eu/snb/supervision-verification/70be69aaf9")]
    [InlineData("assessment", "Project-Work", null)]
    [InlineData("country", "GB", "http://publications.europa.eu/resource/authority/country/GBR")]
    [InlineData("country", "gbr", "http://publications.europa.eu/resource/authority/country/GBR")]
    [InlineData("country", "UK", "http://publications.europa.eu/resource/authority/country/GBR")]
    [InlineData("country", "EL", "http://publications.europa.eu/resource/authority/country/GRC")]
    [InlineData("country", "XK", "http://publications.europa.eu/resource/authority/country/1A0")]
    [InlineData("country", "", null)]
    [InlineData("region", "UKL", "http://data.europa.eu/nuts/code/UKL")]
    [InlineData("region", "GB-WLS", "http://data.europa.eu/nuts/code/UKL")]
    [InlineData("language", "CYM", "http://publications.europa.eu/resource/authority/language/CYM")]
    [InlineData("eqf", "9", null)]
    public void Finds_by_slug_alias_code_or_not_at_all(string list, string name, string? iri) => CodeLists.Named(list)!.Find(name)?.Iri.Should().Be(iri);

    /// <summary>Two- and three-letter codes against the platform's own ISO 3166 table.</summary>
    [Fact]
    public void Pairs_country_codes_as_ISO_3166_does()
    {
        // Codes of the EU's own, and Western Sahara, which the platform does not know.
        var others = new[] { "1A0", "CPT", "EUR", "FQ0", "ESH" };
        foreach (var country in CodeLists.Countries.Concepts.Where(country => !others.Contains(country.Slug)))
            (country.Notation, new RegionInfo(country.Notation).ThreeLetterISORegionName).Should().Be((country.Notation, country.Slug));
    }

    [Fact]
    public void Names_each_list_once()
    {
        CodeLists.All.Select(list => list.Name).Should().OnlyHaveUniqueItems();
        CodeLists.All.Select(list => list.SchemeIri).Should().OnlyHaveUniqueItems();
        CodeLists.Named("no-such-list").Should().BeNull();
    }

    static IEnumerable<string[]> Rows(string file) =>
        File.ReadLines(TestData.Shared(Path.Combine("data", "vocab", file))).Skip(1).Select(Cells);

    // The files quote cells that hold a comma.
    static string[] Cells(string line)
    {
        var cells = new List<string> { "" };
        var quoted = false;
        foreach (var c in line)
        {
            if (c == '"')
                quoted = !quoted;
            else if (c == ',' && !quoted)
                cells.Add("");
            else
                cells[^1] += c;
        }

        return [.. cells];
    }
}
