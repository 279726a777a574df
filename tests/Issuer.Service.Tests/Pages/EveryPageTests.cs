using FluentAssertions;
using Xunit;

namespace Issuer.Service.Tests.Pages;

/// <summary>Every page in every state, as a reader's browser shows it, under the page's own policy.</summary>
public sealed class EveryPageTests(Browser browser, PageSite site)
{
    public static TheoryData<string, string> Pages => [.. PageSite.Pages.Select(page => new TheoryDataRow<string, string>(page.Name, page.Path))];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Is_accessible_fits_and_stays_at_home(string name, string path)
    {
        await using var window = await browser.WindowAsync(script: true);
        var page = await window.NewPageAsync();
        var watched = PageAudit.Watch(page, site.Address);

        var answer = await page.GotoAsync(new Uri(site.Address, path).AbsoluteUri);

        answer!.Headers["content-type"].Should().StartWith("text/html", name);
        (await page.Locator("h1").CountAsync()).Should().Be(1, "a page has one answer");
        (await page.TitleAsync()).Should().NotBeNullOrWhiteSpace();
        (await page.Locator("script[src^='/assets/scan.']").CountAsync()).Should().Be(name == "verify" ? 1 : 0);
        (await page.Locator("script:not([type='application/ld+json'], [src^='/assets/scan.']), style, [style], iframe, object, embed").CountAsync()).Should().Be(0);
        (await PageAudit.FaultsAsync(page)).Should().BeEmpty();
        watched.Should().BeEmpty();
    }
}
