using FluentAssertions;
using Xunit;

namespace Issuer.Service.Tests.Pages;

/// <summary>The choice of languages on a page: without script, on a small screen, and never away from what one reads.</summary>
public sealed class LanguageChoiceTests(Browser browser, PageSite site)
{
    [Fact]
    public async Task It_opens_without_script_and_keeps_the_page()
    {
        await using var window = await browser.WindowAsync(width: 360);
        var page = await window.NewPageAsync();
        await page.GotoAsync(new Uri(site.Address, "/s/revoked").AbsoluteUri);
        (await page.Locator(".languages a").First.IsVisibleAsync()).Should().BeFalse("it is folded away");

        await page.ClickAsync(".languages summary");
        var names = await page.Locator(".languages li").AllInnerTextsAsync();
        names.Should().HaveCount(site.Offer.All.Count).And.Contain(["English", "Cymraeg"]);
        foreach (var choice in await page.Locator(".languages li > *").AllAsync())
        {
            var box = (await choice.BoundingBoxAsync())!;
            box.Height.Should().BeGreaterThanOrEqualTo(24);
            (box.X >= 0 && box.X + box.Width <= 360).Should().BeTrue("every language is on the screen");
        }

        await page.ClickAsync(".languages a[lang=cy]");
        (await page.GetAttributeAsync("html", "lang")).Should().Be("cy");
        new Uri(page.Url).PathAndQuery.Should().Be("/s/revoked?lang=cy");
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ar")]
    public async Task Open_it_is_accessible_and_fits(string language)
    {
        await using var window = await browser.WindowAsync(script: true);
        var page = await window.NewPageAsync();
        await page.GotoAsync(new Uri(site.Address, "/s/valid?lang=" + language).AbsoluteUri);
        await page.ClickAsync(".languages summary");
        (await page.Locator(".languages a").First.IsVisibleAsync()).Should().BeTrue();

        (await PageAudit.FaultsAsync(page)).Should().BeEmpty();
    }

    [Fact]
    public async Task Opening_it_moves_nothing()
    {
        await using var window = await browser.WindowAsync(width: 360);
        var page = await window.NewPageAsync();
        await page.GotoAsync(new Uri(site.Address, "/").AbsoluteUri);
        var before = await page.Locator("h1").BoundingBoxAsync();

        await page.ClickAsync(".languages summary");

        (await page.Locator("h1").BoundingBoxAsync()).Should().BeEquivalentTo(before);
    }
}
