using System.Collections.Concurrent;
using FluentAssertions;
using Issuer.Service.Tests.Host;
using Issuer.Service.Tests.Pages;
using Microsoft.Playwright;
using Xunit;

namespace Issuer.Service.Tests.Access;

/// <summary>The API's pages work where there is no network but to the service.</summary>
public sealed class DocsTests(SharedService shared, Browser browser) : IClassFixture<SharedService>
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task Docs_show_every_operation_and_ask_nobody_else()
    {
        await using var window = await browser.WindowAsync(script: true);
        ConcurrentQueue<string> elsewhere = [];
        ConcurrentQueue<string> faults = [];
        // Under a name of its own: where the viewer sees localhost, it leaves out what it would otherwise load from its makers.
        const string Origin = "http://issuer.example";
        await window.RouteAsync("**/*", async route =>
        {
            var address = route.Request.Url;
            if (address.StartsWith(Origin + "/", StringComparison.Ordinal))
            {
                await route.FulfillAsync(new() { Response = await route.FetchAsync(new() { Url = _service.PublicUrl + address[Origin.Length..] }) });
                return;
            }

            if (!address.StartsWith("data:", StringComparison.Ordinal))
                elsewhere.Enqueue(address);
            await route.AbortAsync();
        });
        var page = await window.NewPageAsync();
        page.PageError += (_, error) => faults.Enqueue(error);
        await page.GotoAsync(Origin + "/docs/index.html");
        await page.Locator("#operations-Credentials-issueCredential").WaitForAsync();

        var document = await ApiDocument.OfAsync(_service);
        (await page.Locator(".opblock").CountAsync()).Should().Be(document.Operations.Count());
        await page.Locator("#operations-Credentials-issueCredential .opblock-summary").ClickAsync();
        await page.Locator("#operations-Credentials-issueCredential .responses-wrapper").WaitForAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        elsewhere.Should().BeEmpty();
        faults.Should().BeEmpty();
    }
}
