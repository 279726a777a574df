using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Tests.Host;
using Issuer.Service.Tests.Pages;
using Microsoft.Playwright;
using Xunit;

namespace Issuer.Service.Tests.Sharing;

/// <summary>The learner's own pages in a real browser: without script, by keyboard alone, in every state, with hostile text in every field.</summary>
public sealed class LearnerPagesTests(Browser browser, SharedService shared) : IClassFixture<SharedService>
{
    private const string Hostile = "<img src=x onerror=alert(1)></li></ul>{{7*7}}";

    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task The_whole_journey_without_script()
    {
        var mailbox = new Mailbox(_service, "journey@example.org");
        var (_, link) = await OfferAsync("journey", "Principles of Sport Management");
        await using var window = await browser.WindowAsync(script: false);
        var page = await window.NewPageAsync();

        await page.GotoAsync(link);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open my micro-credential" }).ClickAsync();
        page.Url.Should().Contain("/my/");
        await page.GetByLabel("What is it for?").FillAsync("Job at the museum");
        await page.GetByLabel("Without date of birth, grade and numbers").CheckAsync();
        await page.GetByLabel("When does it end?").SelectOptionAsync("7");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the link" }).ClickAsync();
        page.Url.Should().Contain("#link-");
        var card = page.Locator(".link-card", new() { HasText = "Job at the museum" });
        var address = await card.Locator(".address a").InnerTextAsync();

        await using var employer = await browser.WindowAsync(script: false);
        var shown = await employer.NewPageAsync();
        await shown.GotoAsync(address);
        (await shown.Locator("h1").InnerTextAsync()).Should().Contain("genuine and valid");
        (await shown.GetByText("own statement").CountAsync()).Should().Be(1);

        await page.ReloadAsync();
        (await card.InnerTextAsync()).Should().Contain("once").And.Contain("Put it on a web page");
        await card.GetByRole(AriaRole.Button).ClickAsync();
        (await page.Locator(".link-card", new() { HasText = "Job at the museum" }).CountAsync()).Should().Be(0);
        (await shown.ReloadAsync())!.Status.Should().Be(410);
        (await shown.Locator("h1").InnerTextAsync()).Should().Be("This link has been closed");

        // Another device.
        await shown.GotoAsync(page.Url.Split('#')[0]);
        await shown.GetByRole(AriaRole.Button, new() { Name = "Send me a code" }).ClickAsync();
        await shown.GetByLabel("Code from the e-mail").FillAsync(Mailbox.CodeIn(await mailbox.NextAsync()));
        await shown.GetByRole(AriaRole.Button, new() { Name = "Open my page" }).ClickAsync();
        (await shown.GetByRole(AriaRole.Heading, new() { Name = "Who can see it" }).CountAsync()).Should().Be(1);
    }

    [Fact]
    public async Task By_keyboard_alone()
    {
        var (_, link) = await OfferAsync("keyboard", "Principles of Sport Management");
        await using var window = await browser.WindowAsync(script: true);
        var page = await window.NewPageAsync();
        page.SetDefaultTimeout(0);
        await page.GotoAsync(link);
        await TabToAsync("Open my micro-credential");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/my/**");
        await TabToAsync("purpose");
        await page.Keyboard.TypeAsync("By keyboard");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await TabToAsync("Make the link");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**#link-*");
        (await page.Locator(".link-card", new() { HasText = "By keyboard" }).InnerTextAsync()).Should().Contain("Only who, what");

        async Task TabToAsync(string name)
        {
            for (var i = 0; i < 60; i++)
            {
                await page.Keyboard.PressAsync("Tab");
                var at = await page.EvaluateAsync<string>("() => (document.activeElement.id || '') + ' ' + document.activeElement.innerText");
                if (at.Contains(name, StringComparison.Ordinal))
                    return;
            }

            throw new InvalidOperationException($"Nothing called {name} can be reached by keyboard.");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_state_is_accessible_fits_and_keeps_hostile_text_inert(bool welsh)
    {
        var name = welsh ? "states-cy" : "states";
        var mailbox = new Mailbox(_service, $"{name}@example.org");
        var (issued, link) = await OfferAsync(name, Hostile);
        foreach (var view in (string[])["full", "reduced", "minimal"])
            await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/share-links", new JsonObject { ["shows"] = view, ["purpose"] = Hostile, ["birthDateCheck"] = true, ["nameInPreview"] = true });
        await using var window = await browser.WindowAsync(script: true, language: welsh ? "cy" : "en");
        var page = await window.NewPageAsync();
        var watched = PageAudit.Watch(page, new Uri(_service.PublicUrl));

        await page.GotoAsync(link);
        await AuditAsync("claim");
        await page.Locator("main button").ClickAsync();
        var mine = page.Url;
        await page.Locator(".address a").First.ClickAsync();
        await page.GotoAsync(mine);
        await page.Locator("#purpose").FillAsync("\u202Egnp.exe " + Hostile);
        await page.Locator("form[action$='/links'], form[action*='/links?']").Locator("button").ClickAsync();
        (await page.Locator(".link-card .hidden-character").CountAsync()).Should().BePositive("what turns the order of characters is shown as what it is");
        await AuditAsync("my page");
        await page.Locator("#purpose").EvaluateAsync("e => { e.removeAttribute('maxlength'); e.value = 'x'.repeat(300); }");
        await page.Locator("form[action$='/links'], form[action*='/links?']").Locator("button").ClickAsync();
        await AuditAsync("a fault in the form");
        await page.GotoAsync(mine);
        await page.Locator("#erasure button").ClickAsync();
        await AuditAsync("erasure awaits a code");
        var code = Mailbox.CodeIn(await mailbox.NextAsync());
        await page.Locator("#code").FillAsync(code == "000000" ? "111111" : "000000");
        await page.Locator("#erasure button.grave").ClickAsync();
        await AuditAsync("a wrong code for the erasure");
        await page.Locator("#code").FillAsync(code);
        await page.Locator("#erasure button.grave").ClickAsync();
        await AuditAsync("erasure asked for");
        await page.Locator("button", new() { HasText = welsh ? "Anghofio" : "Forget" }).ClickAsync();
        await AuditAsync("new device");
        await page.Locator("main button").ClickAsync();
        await mailbox.NextAsync();
        await AuditAsync("a code is awaited");
        await page.Locator("#code").FillAsync("12");
        await page.Locator("main button").First.ClickAsync();
        await AuditAsync("a wrong code");
        await page.GotoAsync(link);
        await AuditAsync("a used claim link");
        watched.Should().BeEmpty();

        async Task AuditAsync(string state)
        {
            (await page.Locator("h1").CountAsync()).Should().Be(1, state);
            (await page.Locator("script, style, [style], iframe, object, embed, img[onerror]").CountAsync()).Should().Be(0, state);
            (await PageAudit.FaultsAsync(page)).Should().BeEmpty(state);
            (await page.Locator("html").GetAttributeAsync("lang")).Should().Be(welsh ? "cy" : "en");
        }
    }

    private async Task<(JsonObject Issued, string Link)> OfferAsync(string name, string title)
    {
        var issued = await _service.IssueAsync(Requests.SportManagement(email: $"{name}@example.org").With("title", new JsonObject { ["en"] = title }));
        var (_, body) = await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/claim", new JsonObject());
        return (issued, body!["link"]!.ToString());
    }
}
