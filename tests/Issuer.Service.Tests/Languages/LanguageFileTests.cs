using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using Issuer.Core.Encoding;
using Issuer.Core.Tests;
using Issuer.Service.Languages;
using Xunit;

namespace Issuer.Service.Tests.Languages;

/// <summary>Every language has every text and nothing else, with the parts and the forms that the program and the language's grammar ask for.</summary>
public sealed partial class LanguageFileTests
{
    public static TheoryData<string> Tags => [.. LanguageOffer.Ours.All.Select(language => language.Tag)];

    [Fact]
    public void The_names_are_their_own_keys_and_no_two_are_alike()
    {
        DeclaredText.All.Should().HaveCountGreaterThan(400);
        DeclaredText.All.Where(text => text.Key != text.Field).Should().BeEmpty();
        DeclaredText.All.GroupBy(text => text.Key).Where(same => same.Count() > 1).Select(same => same.Key).Should().BeEmpty();
    }

    [Fact]
    public void Every_name_is_used()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(TestData.Repository(), "src", "Issuer.Service"), "*.*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal))
            .Where(file => !Generated().IsMatch(file));
        var uses = sources.SelectMany(file => Word().Matches(File.ReadAllText(file)).Select(match => match.Value)).CountBy(word => word).ToDictionary();

        DeclaredText.All.Where(text => uses.GetValueOrDefault(text.Field) < 2).Select(text => $"{text.Owner}.{text.Field}").Should().BeEmpty();
    }

    [Fact]
    public void Every_file_belongs_to_a_language()
    {
        LanguageOffer.Ours.All[0].Should().BeSameAs(UiLanguage.English);
        LanguageOffer.Ours.Find("cy").Should().NotBeNull();
        typeof(UiLanguage).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("Languages.", StringComparison.Ordinal))
            .Should().BeEquivalentTo(LanguageOffer.Ours.All.Select(language => $"Languages.{language.Tag}.json"));
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void No_text_is_missing_and_none_is_too_many(string tag)
    {
        using var file = FileOf(tag);
        var keys = file.RootElement.EnumerateObject().Select(entry => entry.Name).ToList();

        DeclaredText.All.Select(text => text.Key).Except(keys).Should().BeEmpty("every text of the program is in {0}.json", tag);
        keys.Except(DeclaredText.All.Select(text => text.Key)).Should().BeEmpty("nothing is in {0}.json that the program does not say", tag);
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void Every_text_has_its_parts(string tag)
    {
        using var file = FileOf(tag);
        var language = LanguageOffer.Ours.Find(tag)!;
        var faults = new List<string>();
        foreach (var text in DeclaredText.All)
        {
            if (!file.RootElement.TryGetProperty(text.Key, out var entry) || entry.ValueKind is JsonValueKind.Object != text.IsCounted)
            {
                faults.Add($"{text.Key} is {(text.IsCounted ? "an object of plural forms" : "a text")}");
                continue;
            }

            foreach (var (form, words) in Forms(entry))
            {
                var parts = Part().Matches(words).Select(match => match.Groups[1].Value).Distinct().ToHashSet();
                // A form for one number alone may say it in a word: once, twice.
                if (text.IsCounted && !(Numbers(language, form).Take(2).Count() == 1 && !parts.Contains("count")))
                    parts.SymmetricExceptWith(["count"]);
                parts.SymmetricExceptWith(text.Names);
                if (parts.Count > 0)
                    faults.Add($"{text.Key} {form}: {string.Join(", ", parts)}");
            }
        }

        faults.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void Every_plural_has_the_forms_of_the_language_and_no_others(string tag)
    {
        using var file = FileOf(tag);
        var language = LanguageOffer.Ours.Find(tag)!;
        var needed = Enum.GetValues<PluralCategory>().Where(category => Numbers(language, Name(category)).Any()).Select(Name).ToList();

        needed.Should().Contain("other");
        file.RootElement.EnumerateObject().Where(entry => entry.Value.ValueKind == JsonValueKind.Object)
            .Where(entry => !entry.Value.EnumerateObject().Select(form => form.Name).SequenceEqual(needed))
            .Select(entry => entry.Name).Should().BeEmpty("forms are {0}", string.Join(", ", needed));
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void Every_text_is_clean(string tag)
    {
        using var file = FileOf(tag);
        var english = Texts(UiLanguage.English.Tag);
        var faults = new List<string>();
        foreach (var (key, words) in Texts(tag))
        {
            if (words.Length == 0 || words != words.Trim() || words.Contains("  ", StringComparison.Ordinal))
                faults.Add($"{key}: white space");
            if (words.Any(char.IsControl) || words.IndexOfAny(['<', '>', '\'', '"']) >= 0)
                faults.Add($"{key}: a character that pages do not write (quotes and apostrophes are typographic)");
            if (!words.IsNormalized())
                faults.Add($"{key}: not in normal form C");
            // Words are often the same in two languages, sentences never.
            if (tag != "en" && words.Length > 30 && words == english.GetValueOrDefault(key))
                faults.Add($"{key}: left in English");
        }

        faults.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void Months_are_those_of_the_language(string tag)
    {
        var culture = CultureInfo.GetCultureInfo(tag);
        if (culture.DateTimeFormat.MonthNames[0] == CultureInfo.InvariantCulture.DateTimeFormat.MonthNames[0] && tag != "en")
            Assert.Skip($"This machine's ICU data has no {tag}.");
        var texts = Texts(tag);
        string[] english = CultureInfo.InvariantCulture.DateTimeFormat.MonthNames[..12];

        english.Select(month => texts["Month" + month]).Should().Equal(culture.DateTimeFormat.MonthGenitiveNames[..12]);
    }

    [Fact]
    public void A_file_is_read_when_its_first_text_is_wanted_and_once()
    {
        var opened = 0;
        var language = new UiLanguage("en", "English", "GB", PluralRule.One, () =>
        {
            opened++;
            return new MemoryStream("""{"Home":"Here"}"""u8.ToArray());
        });

        opened.Should().Be(0);
        new Sentence("Home").In(language).Should().Be("Here");
        new Sentence("Home").In(language).Should().Be("Here");
        opened.Should().Be(1);
        FluentActions.Invoking(() => new Sentence("Nowhere").In(language)).Should().Throw<KeyNotFoundException>();
    }

    [Fact]
    public void Looking_a_text_up_takes_no_memory()
    {
        var sentence = new Sentence("Home");
        sentence.In(UiLanguage.English).Should().Be("Home");

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            sentence.In(UiLanguage.English);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    private static JsonDocument FileOf(string tag)
    {
        using var stream = LanguageTexts.Open(tag);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var (document, fault) = StrictJson.Parse(bytes, maxDepth: 2);
        fault.Should().BeNull();
        return document!;
    }

    private static Dictionary<string, string> Texts(string tag)
    {
        using var file = FileOf(tag);
        return file.RootElement.EnumerateObject()
            .SelectMany(entry => Forms(entry.Value).Select(form => (Key: form.Form.Length == 0 ? entry.Name : $"{entry.Name} {form.Form}", form.Words)))
            .ToDictionary(text => text.Key, text => text.Words);
    }

    private static IEnumerable<(string Form, string Words)> Forms(JsonElement entry) => entry.ValueKind == JsonValueKind.Object
        ? entry.EnumerateObject().Select(form => (form.Name, form.Value.GetString()!))
        : [("", entry.GetString()!)];

    // CLDR's categories repeat at the latest after 100; fractions have their own in some languages.
    private static IEnumerable<decimal> Numbers(UiLanguage language, string form) =>
        Enumerable.Range(0, 201).Select(number => (decimal)number).Append(0.5m).Append(1.5m).Where(number => Name(language.Plural(number)) == form);

    private static string Name(PluralCategory category) => category.ToString().ToLowerInvariant();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Part();

    [GeneratedRegex(@"\b\w+\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"[/\\](bin|obj)[/\\]")]
    private static partial Regex Generated();
}
