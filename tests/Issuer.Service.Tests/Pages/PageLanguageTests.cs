using System.Reflection;
using System.Text.RegularExpressions;
using FluentAssertions;
using Issuer.Service.Pages;
using Xunit;

namespace Issuer.Service.Tests.Pages;

/// <summary>English and Welsh, by the browser's wish and by the switch.</summary>
public sealed partial class PageLanguageTests(PageSite site)
{
    [Theory]
    [InlineData(null, "en")]
    [InlineData("", "en")]
    [InlineData("cy", "cy")]
    [InlineData("cy-GB,en;q=0.5", "cy")]
    [InlineData("en-GB,cy;q=0.9", "en")]
    [InlineData("de-DE, cy;q=0.4, en;q=0.3", "cy")]
    [InlineData("cy;q=0, en", "en")]
    [InlineData("de, *;q=0.1", "en")]
    [InlineData("fr", "en")]
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
        html.Should().Contain($"<html lang=\"{expected}\"");
        html.Should().Contain(Words.Genuine.In(UiLanguage.Find(expected)!));
    }

    [Fact]
    public async Task The_switch_wins_over_the_browser_and_every_link_keeps_it()
    {
        using var client = site.Client();
        client.DefaultRequestHeaders.Add("Accept-Language", "en");
        foreach (var (name, path) in PageSite.Pages)
        {
            using var answer = await client.GetAsync(path + "?lang=cy");
            var html = await answer.Content.ReadAsStringAsync();

            answer.Content.Headers.ContentLanguage.Should().Equal(["cy"], name);
            html.Should().Contain("""<a lang="en" hreflang="en" href="?lang=en">English</a>""", name);
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

    [Fact]
    public void Nothing_was_left_in_English()
    {
        var phrases = typeof(Words).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.FieldType == typeof(Phrase)).ToList();

        phrases.Should().HaveCountGreaterThan(100);
        phrases.Where(field => field.GetValue(null) is Phrase phrase && (phrase.Welsh == phrase.English || string.IsNullOrWhiteSpace(phrase.Welsh)))
            .Select(field => field.Name).Should().BeEmpty();
    }

    [GeneratedRegex("href=\"([^\"]*)\"")]
    private static partial Regex Links();
}
