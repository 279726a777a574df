using System.Text.RegularExpressions;
using FluentAssertions;
using Issuer.Core.Model;
using Issuer.Service.Languages;
using Issuer.Service.Learners;
using Issuer.Service.Sharing.Mail;
using Xunit;

namespace Issuer.Service.Tests.Languages;

/// <summary>The letters say the same in every language, and nothing that is in no language's file.</summary>
public sealed partial class LetterTests
{
    private const string Link = "https://credentials.example.ac.uk/claim/0123";

    private static readonly LocalizedText Institution = new([("en", "University of Example"), ("cy", "Prifysgol Enghraifft")]);

    private static readonly LocalizedText Title = LocalizedText.Of("en", "Sport <b>& more</b>");

    private static readonly DateTimeOffset Day = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Tags => [.. LanguageOffer.Ours.All.Select(language => language.Tag)];

    [Theory]
    [MemberData(nameof(Tags))]
    public void Every_language_writes_every_letter(string tag)
    {
        var language = LanguageOffer.Ours.Find(tag)!;
        var who = Institution.In(tag).Text;
        foreach (var letter in Written(language))
        {
            letter.Subject.Should().NotBeEmpty().And.NotContain("\n");
            letter.Html.Should().Contain($"""<html lang="{tag}" dir="ltr">""").And.NotContain("<b>");
            (letter.Text + letter.Html).Should().NotContainAny("{", "}");
        }

        var (claim, code, refused) = (Written(language)[0], Written(language)[1], Written(language)[3]);
        claim.Subject.Should().Contain(who);
        claim.Text.Should().ContainAll(who, "Sport <b>& more</b>", Link, "2026");
        code.Text.Should().ContainAll(who, "123 456");
        refused.Text.Should().ContainAll(who, "We must keep it.", "2026");
    }

    [Fact]
    public void A_letter_says_nothing_but_the_texts_of_its_language()
    {
        foreach (var letter in Written(PseudoLanguage.Mirrored))
        {
            letter.Html.Should().Contain("dir=\"rtl\"");
            Outside($"{letter.Subject}\n{letter.Text}").Replace(Link, "", StringComparison.Ordinal).Replace("We must keep it.", "", StringComparison.Ordinal)
                .Should().NotMatchRegex(@"\p{L}");
        }
    }

    [Theory]
    [InlineData("cy-GB", "cy")]
    [InlineData("CY", "cy")]
    [InlineData("ja", "en")]
    [InlineData("", "en")]
    [InlineData(null, "en")]
    public void A_letter_is_in_the_nearest_language(string? wanted, string written) => Letters.Nearest(wanted).Tag.Should().Be(written);

    private static IReadOnlyList<Letter> Written(UiLanguage language) =>
    [
        Letters.Claim("nia@example.org", language, Institution, Title, Link, Day),
        Letters.Code("nia@example.org", language, Institution, "123456", erasure: false),
        Letters.Code("nia@example.org", language, Institution, "123456", erasure: true),
        Letters.ErasureRefused("nia@example.org", language, Institution, Day, "We must keep it."),
    ];

    private static string Outside(string text)
    {
        while (Innermost().Replace(text, "") is var shorter && shorter != text)
            text = shorter;
        return text;
    }

    [GeneratedRegex("⟦[^⟦⟧]*⟧")]
    private static partial Regex Innermost();
}
