using System.Text.RegularExpressions;
using FluentAssertions;
using Issuer.Service.Languages;
using Issuer.Service.Pages;
using Xunit;

namespace Issuer.Service.Tests.Pages;

/// <summary>The reader's language, by the browser's wish and by choice.</summary>
public sealed partial class PageLanguageTests(PageSite site)
{
    [Theory]
    [InlineData(null, "en")]
    [InlineData("", "en")]
    [InlineData("cy", "cy")]
    [InlineData("cy-GB,en;q=0.5", "cy")]
    [InlineData("en-GB,cy;q=0.9", "en")]
    [InlineData("ja-JP, cy;q=0.4, en;q=0.3", "cy")]
    [InlineData("en;q=0.1, cy-Latn-GB;q=0.2", "cy")]
    [InlineData("cy;q=0, en", "en")]
    [InlineData("ja, *;q=0.1", "en")]
    [InlineData("ja", "en")]
    [InlineData(";;;===", "en")]
    public async Task The_page_speaks_the_language_that_the_browser_prefers(string? accept, string expected)
    {
        using var client = site.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/s/valid");
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept-Language", accept);
        using var answer = await client.SendAsync(request);
        var html = await answer.Content.ReadAsStringAsync();

        answer.Content.Headers.ContentLanguage.Should().Equal(expected);
        html.Should().Contain($"<html lang=\"{expected}\" dir=\"ltr\"");
        html.Should().Contain(Words.Genuine.In(LanguageOffer.Ours.Find(expected)!));
    }

    [Fact]
    public async Task The_choice_wins_over_the_browser_and_every_link_keeps_it()
    {
        using var client = site.Client();
        client.DefaultRequestHeaders.Add("Accept-Language", "en");
        foreach (var (name, path) in PageSite.Pages)
        {
            using var answer = await client.GetAsync(path + "?lang=cy");
            var html = await answer.Content.ReadAsStringAsync();

            answer.Content.Headers.ContentLanguage.Should().Equal(["cy"], name);
            html.Should().Contain("""<a lang="en" dir="ltr" hreflang="en" href="?lang=en">English</a>""", name);
            Links().Matches(html).Select(match => match.Groups[1].Value)
                .Where(link => link is ['/', ..] && !link.Contains("/assets/", StringComparison.Ordinal) && link != "/docs")
                .Where(link => !link.EndsWith("?lang=cy", StringComparison.Ordinal) && !Path.HasExtension(link))
                .Should().BeEmpty(name);
        }
    }

    [Fact]
    public async Task What_a_credential_has_in_one_language_alone_is_marked_with_it()
    {
        using var client = site.Client();
        var html = await client.GetStringAsync("/s/english-only?lang=cy");

        html.Should().Contain("""<bdi lang="en">Principles of Sport Management</bdi>""");
        html.Should().Contain("Nid oes fersiwn Gymraeg o rannau ohono; fe’u dangosir fel y’u cyhoeddwyd: Saesneg.");
        (await client.GetStringAsync("/s/valid?lang=cy")).Should().Contain("""<bdi lang="cy">Egwyddorion Rheolaeth Chwaraeon</bdi>""");
    }

    [GeneratedRegex("href=\"([^\"]*)\"")]
    private static partial Regex Links();
}
