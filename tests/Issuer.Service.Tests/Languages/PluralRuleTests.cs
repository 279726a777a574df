using System.Globalization;
using FluentAssertions;
using Issuer.Service.Languages;
using Xunit;

namespace Issuer.Service.Tests.Languages;

/// <summary>The samples that CLDR gives with its rules for cardinals, as far as pages write such numbers.</summary>
public sealed class PluralRuleTests
{
    [Theory]
    [InlineData("en", "one", "1")]
    [InlineData("en", "other", "0 2 16 100 1000 0.1 1.5")]
    [InlineData("de", "one", "1")]
    [InlineData("de", "other", "0 2 16 100 0.5 1.5")]
    [InlineData("el", "one", "1")]
    [InlineData("el", "other", "0 2 1.5")]
    [InlineData("es", "one", "1")]
    [InlineData("es", "other", "0 2 1.5 1000")]
    [InlineData("it", "one", "1")]
    [InlineData("nl", "one", "1")]
    [InlineData("tr", "one", "1")]
    [InlineData("tr", "other", "0 2 1.5")]
    [InlineData("uz", "one", "1")]
    [InlineData("uz", "other", "0 2 1.5")]
    [InlineData("fr", "one", "0 1 0.5 1.5")]
    [InlineData("fr", "other", "2 17 100 2.5")]
    [InlineData("pt", "one", "0 1 0.5 1.5")]
    [InlineData("pt", "other", "2 17 100 2.5")]
    [InlineData("cy", "zero", "0")]
    [InlineData("cy", "one", "1")]
    [InlineData("cy", "two", "2")]
    [InlineData("cy", "few", "3")]
    [InlineData("cy", "many", "6")]
    [InlineData("cy", "other", "4 5 7 20 100 1.5")]
    [InlineData("ga", "one", "1")]
    [InlineData("ga", "two", "2")]
    [InlineData("ga", "few", "3 4 5 6")]
    [InlineData("ga", "many", "7 8 9 10")]
    [InlineData("ga", "other", "0 11 25 100 1.5 3.5")]
    [InlineData("pl", "one", "1")]
    [InlineData("pl", "few", "2 3 4 22 23 24 32 102 1002")]
    [InlineData("pl", "many", "0 5 12 13 14 19 21 100 112 1000")]
    [InlineData("pl", "other", "0.5 1.5 2.5")]
    [InlineData("uk", "one", "1 21 31 101 1001")]
    [InlineData("uk", "few", "2 3 4 22 102 1002")]
    [InlineData("uk", "many", "0 5 11 12 14 19 100 111 1000")]
    [InlineData("uk", "other", "0.5 1.5")]
    public void A_number_takes_the_form_of_its_language(string tag, string form, string numbers)
    {
        var language = UiLanguage.Known.Single(known => known.Tag == tag);

        numbers.Split(' ').Select(number => language.Plural(decimal.Parse(number, CultureInfo.InvariantCulture)).ToString().ToLowerInvariant()).Should().AllBe(form);
    }

    [Fact]
    public void All_fourteen_are_known() =>
        UiLanguage.Known.Select(language => language.Tag).Should().BeEquivalentTo("en", "cy", "ga", "fr", "de", "es", "it", "pt", "nl", "pl", "tr", "uk", "uz", "el");

    [Theory]
    [InlineData("en", "2.5")]
    [InlineData("de", "2,5")]
    [InlineData("uk", "2,5")]
    public void A_number_has_the_decimal_sign_of_its_language(string tag, string text) =>
        Phrase.Number(2.50m).In(UiLanguage.Known.Single(known => known.Tag == tag)).Should().Be(text);
}
