using System.Text;
using FluentAssertions;
using Issuer.Service.Languages;
using Issuer.Service.Pages;
using Xunit;

namespace Issuer.Service.Tests.Languages;

/// <summary>Sentences with changing parts.</summary>
public sealed class PhraseTests
{
    private static readonly UiLanguage Welsh = LanguageOffer.Ours.Find("cy")!;

    [Fact]
    public void Each_language_puts_a_part_where_its_grammar_wants_it()
    {
        var template = new Template(["a", "b"], "Order").With(Phrase.Same("1st"), Phrase.Same("2nd"));

        template.In(Of("""{"Order":"{a} then {b}."}""")).Should().Be("1st then 2nd.");
        template.In(Of("""{"Order":"{b}, {a}, {b}"}""")).Should().Be("2nd, 1st, 2nd");
    }

    [Fact]
    public void What_is_put_in_is_never_read_as_a_part_again()
    {
        new Template(["a", "b"], "Order").With(Phrase.Same("{b}{"), Phrase.Same("x")).In(Of("""{"Order":"{a}-{b}"}""")).Should().Be("{b}{-x");
    }

    [Fact]
    public void What_is_not_ours_stands_by_itself()
    {
        new Template(["name"], "Who").With(Phrase.Same("جامعة")).Runs(Of("""{"Who":"Who says this is {name}?"}"""))
            .Should().Equal(new PhraseRun("Who says this is ", false), new PhraseRun("جامعة", true), new PhraseRun("?", false));
    }

    [Fact]
    public void Dates_are_in_words()
    {
        var instant = new DateTimeOffset(2026, 11, 4, 0, 30, 0, TimeSpan.FromHours(1));

        Words.Instant(instant).In(UiLanguage.English).Should().Be("3 November 2026 at 23:30 UTC");
        Words.RevokedOn(instant).In(Welsh).Should().Be("Cafodd y cymhwyster hwn ei ddirymu ar 3 Tachwedd 2026");
    }

    [Theory]
    [InlineData("1", "1 ECTS credit", "1 credyd ECTS")]
    [InlineData("2", "2 ECTS credits", "2 gredyd ECTS")]
    [InlineData("2.50", "2.5 ECTS credits", "2.5 credyd ECTS")]
    [InlineData("many", "many ECTS", "many ECTS")]
    public void Amounts_take_their_forms(string points, string english, string welsh)
    {
        Words.Ects(points).In(UiLanguage.English).Should().Be(english);
        Words.Ects(points).In(Welsh).Should().Be(welsh);
    }

    [Fact]
    public void Phrases_of_the_same_words_are_equal()
    {
        Words.Ects("5").Should().Be(Words.Ects("5.0")).And.NotBe(Words.Ects("6"));
        Words.EqfLevel("5").Should().Be(Words.EqfLevel("5")).And.NotBe(Words.EqfLevel("6"));
        Words.Duration(1, 2, 0, 0).Should().Be(Words.Duration(1, 2, 0, 0)).And.NotBe(Words.Duration(1, 3, 0, 0));
    }

    private static UiLanguage Of(string file) => new("en", "English", "GB", PluralRule.One, () => new MemoryStream(Encoding.UTF8.GetBytes(file)));
}
