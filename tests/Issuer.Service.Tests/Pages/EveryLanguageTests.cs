using FluentAssertions;
using Issuer.Service.Languages;
using Issuer.Service.Pages;
using Xunit;

namespace Issuer.Service.Tests.Pages;

/// <summary>Each language once through an employer's way in a browser: the shared page, then the same language at the verify page, by the page's own links.</summary>
public sealed class EveryLanguageTests(Browser browser, PageSite site)
{
    public static TheoryData<string> Tags => [.. LanguageOffer.Ours.All.Select(language => language.Tag)];

    [Fact]
    public void Fourteen_languages_are_offered() =>
        LanguageOffer.Ours.All.Select(language => language.Tag).Should().BeEquivalentTo("en", "cy", "ga", "fr", "de", "es", "it", "pt", "nl", "pl", "tr", "uk", "uz", "el");

    [Theory]
    [MemberData(nameof(Tags))]
    public async Task The_page_and_the_next_one_speak_it_whole_and_fit(string tag)
    {
        var language = LanguageOffer.Ours.Find(tag)!;
        await using var window = await browser.WindowAsync(script: true);
        var page = await window.NewPageAsync();
        var watched = PageAudit.Watch(page, site.Address);

        await page.GotoAsync(new Uri(site.Address, $"/s/valid?lang={tag}").AbsoluteUri);
        (await page.Locator("html").GetAttributeAsync("lang")).Should().Be(tag);
        (await page.Locator("h1").InnerTextAsync()).Should().Be(Words.Genuine.In(language));
        (await PageAudit.FaultsAsync(page)).Should().BeEmpty();

        await page.SetViewportSizeAsync(360, 800);
        await page.Locator("footer a[href^='/verify']").ClickAsync();
        (await page.Locator("html").GetAttributeAsync("lang")).Should().Be(tag, "the choice goes with the link");
        await page.Locator("textarea").FillAsync("{");
        await page.Locator("main form button[type=submit]").First.ClickAsync();
        (await page.Locator("h1").InnerTextAsync()).Should().Be(Words.NotReadable.In(language));
        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).Should().Be(0);
        watched.Should().BeEmpty();
    }
}
