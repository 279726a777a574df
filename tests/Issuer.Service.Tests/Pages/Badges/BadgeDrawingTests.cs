using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Issuer.Service.Languages;
using Issuer.Service.Pages;
using Issuer.Service.Pages.Badges;
using Xunit;

namespace Issuer.Service.Tests.Pages.Badges;

public class BadgeDrawingTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_badge_says_title_institution_level_and_credits_and_nothing_of_the_learner()
    {
        var words = BadgeWords.Of(CredentialContent.Of(Samples.Document(Samples.Request())), Samples.Institution);
        words.Should().BeEquivalentTo(new BadgeWords("en", "Micro-credential", "Principles of Sport Management", "University of Example, Wales", ["EQF level 5", "5 ECTS credits"]));
        var drawn = Encoding.UTF8.GetString(BadgeDrawing.Draw(words));
        Texts(drawn).Should().Equal("MICRO-CREDENTIAL", "Principles of Sport", "Management", "University of", "Example, Wales", "EQF level 5  ·  5 ECTS credits");
        drawn.Should().NotContain("Nia").And.NotContain("Rees").And.NotContain("Merit");
    }

    [Fact]
    public void Its_own_words_follow_the_language_of_the_title()
    {
        var content = CredentialContent.Of(JsonElement.Parse("""
            {"credentialSubject": {"achievement": {"achievementType": "MicroCredential", "inLanguage": "cy", "title": {"en": "Principles", "cy": "Egwyddorion"}, "creditsAvailable": 5}}}
            """));
        var words = BadgeWords.Of(content, Samples.Institution with { ForTesting = true });
        words.Should().BeEquivalentTo(new BadgeWords(
            "cy", "Micro-gymhwyster · prawf yn unig", "Egwyddorion", "Prifysgol Enghraifft, Cymru", [Words.Credits("5").In(LanguageOffer.Ours.Find("cy")!)]));
        Elements(Draw(words)).Where(element => element.Attribute(XNamespace.Xml + "lang") is not null).Should().OnlyContain(element => element.Attribute(XNamespace.Xml + "lang")!.Value == "cy");
    }

    [Fact]
    public void Capitals_are_those_of_the_language()
    {
        var content = CredentialContent.OfAchievement(JsonElement.Parse("""{"achievementType": "MicroCredential", "inLanguage": "tr", "title": {"tr": "İlkeler"}}"""));

        BadgeWords.Of(content, Samples.Institution).Heading.Should().Be("MİKRO YETERLİLİK");
        new BadgeWords("no-such language", "Micro-credential", "", "", []).Heading.Should().Be("MICRO-CREDENTIAL");
    }

    [Fact]
    public void An_achievement_alone_is_drawn_alike()
    {
        using var achievement = JsonDocument.Parse(Samples.AchievementOf(Samples.Request()));
        BadgeWords.Of(CredentialContent.OfAchievement(achievement.RootElement), Samples.Institution).Should()
            .BeEquivalentTo(BadgeWords.Of(CredentialContent.Of(Samples.Document(Samples.Request())), Samples.Institution));
    }

    [Fact]
    public void What_says_nothing_still_has_a_badge()
    {
        var words = BadgeWords.Of(CredentialContent.Of(JsonElement.Parse("{}")), Samples.Institution);
        words.Should().BeEquivalentTo(new BadgeWords("en", Words.Credential.In(UiLanguage.English), Words.Untitled.In(UiLanguage.English), "University of Example, Wales", []));
        Elements(Draw(words)).Should().NotBeEmpty();
    }

    [Fact]
    public void A_reason_in_place_of_a_level_is_not_squeezed_onto_the_ribbon()
    {
        var words = new BadgeWords("en", "Micro-credential", "First Aid", "Example", ["No level has been assigned to this short vocational course of the institute", "12 hours"]);
        Texts(Draw(words)).Should().EndWith("12 hours");
        Texts(Draw(words with { Facts = [words.Facts[0]] })).Should().EndWith("Example");
        Texts(Draw(words with { Facts = ["A framework with a longer name, level 5", "5 credits of another framework"] })).Should()
            .EndWith(["A framework with a longer name, level 5", "5 credits of another framework"], "each on a line of its own");
    }

    [Theory]
    [InlineData("مبادئ الإدارة الرياضية 101", true)]
    [InlineData("101 עקרונות ניהול", true)]
    [InlineData("Αρχές διοίκησης", false)]
    [InlineData("«Sport» مبادئ", false)]
    [InlineData("101", false)]
    public void Lines_run_as_their_first_letter_does(string title, bool rightToLeft)
    {
        var lines = Elements(Draw(Titled(title))).Where(element => element.Attribute("font-family")?.Value.StartsWith("Georgia", StringComparison.Ordinal) == true).ToList();
        lines.Should().NotBeEmpty().And.OnlyContain(line => (line.Attribute("direction") != null) == rightToLeft);
        string.Join(' ', lines.Select(line => line.Value)).Should().Be(title);
    }

    [Fact]
    public void Hostile_text_is_text()
    {
        var inert = Shape(Draw(Titled("x")));
        foreach (var text in new[]
        {
            "</text><script>alert(1)</script>", "\" onload=\"alert(1)", "]]>&lt;!DOCTYPE svg&gt;&xxe;", "<?xml version=\"1.0\"?><!ENTITY x SYSTEM 'file:///etc/passwd'>",
            "\u202Eelpmaxe\u202C \u2066\u200F\u061C", "\u0000\u0001\u001B[31m\u009F\uFFFE\uFFFF\uFDD0", "\uD800 \uDC00", "\u2028\u2029\u0085", "url(https://evil.example)",
        })
        {
            var drawn = Draw(new(text, text, text, text, [text, text]) { Language = "en" });
            Shape(drawn).Should().BeSubsetOf(inert, text);
        }
    }

    [Fact]
    public void Every_string_of_the_list_of_naughty_ones_is_text()
    {
        var inert = Shape(Draw(Titled("x")));
        using var list = JsonDocument.Parse(File.ReadAllBytes(Issuer.Core.Tests.TestData.Shared("attacks/blns.json")));
        foreach (var entry in list.RootElement.EnumerateArray())
        {
            var text = entry.GetString()!;
            var cleaned = BadgeText.Clean(text);
            Shape(Draw(new("en", cleaned, cleaned, cleaned, [cleaned]))).Should().BeSubsetOf(inert, text);
        }
    }

    [Fact]
    public void No_text_makes_it_throw_and_no_line_leaves_its_box() => Prop.ForAll(ArbMap.Default.ArbFor<string?>(), ArbMap.Default.ArbFor<PositiveInt>(), (part, times) =>
    {
        var text = BadgeText.Clean(string.Concat(Enumerable.Repeat(part + " ", times.Get)));
        var fitted = BadgeText.Fit(text, 376, 176, [42, 30, 19]);
        fitted.Lines.Length.Should().BeLessThanOrEqualTo((int)(176 / BadgeText.Leading(fitted.Size)));
        // One cluster may be wider than any box; it is never parted.
        fitted.Lines.Where(line => new System.Globalization.StringInfo(line).LengthInTextElements > 1)
            .All(line => BadgeText.Width(line) * fitted.Size <= 376.001).Should().BeTrue(text);
        XDocument.Parse(Draw(Titled(text)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Short_titles_are_large_and_long_ones_small_and_at_last_cut()
    {
        BadgeText.Fit("Go", 376, 176, [42, 30, 19]).Should().BeEquivalentTo(new FittedText(42, ["Go"]));
        BadgeText.Fit("", 376, 176, [42, 30, 19]).Lines.Should().BeEmpty();
        var longer = string.Join(' ', Enumerable.Repeat("Sustainable Leadership", 20));
        var cut = BadgeText.Fit(longer, 376, 176, [42, 30, 19]);
        cut.Size.Should().Be(19);
        cut.Lines[^1].Should().EndWith("…");
        longer.Should().StartWith(string.Join(' ', cut.Lines).TrimEnd('…'));
    }

    [Fact]
    public void Clusters_stay_whole_and_east_asian_text_breaks_anywhere_but_before_its_stops()
    {
        const string Family = "👩‍👩‍👧‍👦";
        BadgeText.Fit(string.Concat(Enumerable.Repeat(Family, 40)), 376, 176, [19]).Lines.Should().OnlyContain(line => line.Replace(Family, "").TrimEnd('…').Length == 0);
        var lines = BadgeText.Fit("スポーツマネジメントの原則と持続可能なリーダーシップ入門。応用編と実践。", 376, 176, [34]).Lines;
        lines.Length.Should().BeGreaterThan(2);
        lines.Should().NotContain(line => line.StartsWith('。'));
    }

    [Fact]
    public void Marks_do_not_pile_up_and_joiners_stay()
    {
        BadgeText.Clean("a" + new string('\u0301', 100) + "b").Should().Be("a\u0301\u0301\u0301\u0301b");
        BadgeText.Clean("می\u200Cخواهم").Should().Be("می\u200Cخواهم");
        BadgeText.Clean(" a\t\r\n b\u00A0\u3000 ").Should().Be("a b");
        BadgeText.Clean("\u202E\u2066\u200E\uE000\u0000").Should().BeEmpty();
    }

    private static BadgeWords Titled(string title) => new("en", "Micro-credential", title, "Example", ["EQF level 5", "5 ECTS credits"]);

    private static string Draw(BadgeWords words) => Encoding.UTF8.GetString(BadgeDrawing.Draw(new(
        words.Language, BadgeText.Clean(words.Kind), BadgeText.Clean(words.Title), BadgeText.Clean(words.Institution), [.. words.Facts.Select(BadgeText.Clean)])));

    private static List<XElement> Elements(string svg) => [.. XDocument.Parse(svg).Descendants()];

    private static List<string> Texts(string svg) => [.. Elements(svg).Where(element => element.Name == Svg + "text").Select(element => element.Value)];

    // Which elements with which attributes there are: what a text could add if it were more than text. Direction is the text's own.
    private static HashSet<string> Shape(string svg)
    {
        var document = XDocument.Parse(svg);
        document.Nodes().Should().ContainSingle("one element, no declaration, no instruction");
        return [.. document.Descendants().SelectMany(element => element.Attributes().Where(attribute => attribute.Name != "direction").Select(attribute => $"{element.Name} {attribute.Name}")
            .Append(element.Name.ToString())).Concat(document.DescendantNodes().Where(node => node is not (XElement or XText)).Select(node => node.NodeType.ToString()))];
    }
}
