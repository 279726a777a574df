using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Operations;
using Issuer.Service.Tests.Host;
using Issuer.Service.Tests.Pages;
using Microsoft.Playwright;
using Xunit;

namespace Issuer.Service.Tests.Sharing;

/// <summary>
/// The whole way of a credential through people's hands: claimed, shared three ways, checked by link, QR code, PDF, badge and file; a link closed, and the
/// credential revoked while an employer looks at it. In a real browser against the real service, without script, and by keyboard alone.
/// </summary>
public sealed class JourneyTests(Browser browser, SharedService shared) : IClassFixture<SharedService>
{
    private const string Genuine = "This credential is genuine and valid";

    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task From_the_claim_to_the_employer_and_back_without_script()
    {
        var (issued, claim) = await OfferAsync("journey");
        await using var window = await browser.WindowAsync(script: false);
        var learner = await window.NewPageAsync();
        await learner.GotoAsync(claim);
        await learner.GetByRole(AriaRole.Button, new() { Name = "Open my micro-credential" }).ClickAsync();
        var whole = await MakeAsync(learner, "For the museum", "Everything");
        var part = await MakeAsync(learner, "For the landlord", "Without date of birth");
        var little = await MakeAsync(learner, "For my web page", "Only who, what");

        // By link, each as much as the learner chose.
        await using var office = await browser.WindowAsync(script: false);
        var employer = await office.NewPageAsync();
        foreach (var (address, said) in new[] { (whole, "The whole credential"), (part, "A part of the credential"), (little, "everything but the learner") })
        {
            await employer.GotoAsync(address);
            (await employer.InnerTextAsync("h1")).Should().Be(Genuine);
            (await employer.InnerTextAsync("main")).Should().Contain("Nia Rees").And.Contain(said);
        }

        // What can be taken away, handed in at the verify page.
        await employer.GotoAsync(whole);
        var files = new Dictionary<string, FilePayload>();
        foreach (var name in PdfIsMade() ? new[] { "certificate.pdf", "badge.svg", "credential.json", "credential.jwt" } : ["badge.svg", "credential.json", "credential.jwt"])
            files[name] = await TakeAsync(employer, $"a[download='{name}']", name);
        if (IsInstalled("rsvg-convert"))
            files["badge.png"] = await TakeAsync(employer, "a[download='badge.png']", "badge.png");
        foreach (var file in files.Values)
            (await HandInAsync(employer, file)).Should().Be(Genuine, file.Name);
        await employer.GotoAsync(whole);
        var code = await TakeAsync(employer, "a[download='qr.png']", "qr.png");
        if (IsInstalled("zbarimg"))
        {
            (await HandInAsync(employer, code)).Should().Be(Genuine);
            employer.Url.Should().Be(whole, "the code leads to the learner's link");
        }

        // All at once.
        await employer.GotoAsync(_service.PublicUrl + "/verify");
        await employer.SetInputFilesAsync("#file", files.Values);
        await employer.ClickAsync("main button");
        (await employer.InnerTextAsync("h1")).Should().Be($"{files.Count} files checked");
        (await employer.Locator("tbody td strong").AllInnerTextsAsync()).Should().HaveCount(files.Count).And.OnlyContain(answer => answer == Genuine);

        // The learner closes a link.
        await employer.GotoAsync(part);
        await learner.ReloadAsync();
        await learner.Locator(".link-card", new() { HasText = "For the landlord" }).GetByRole(AriaRole.Button).ClickAsync();
        (await employer.ReloadAsync())!.Status.Should().Be(410);
        (await employer.InnerTextAsync("h1")).Should().Be("This link has been closed");

        // The institution revokes while the page is open.
        await employer.GotoAsync(whole);
        (await employer.InnerTextAsync("h1")).Should().Be(Genuine);
        await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/revoke", new JsonObject { ["reason"] = "misconduct" });
        await employer.ReloadAsync();
        (await employer.InnerTextAsync("h1")).Should().StartWith("This credential was revoked on");
        foreach (var file in files.Values)
            (await HandInAsync(employer, file)).Should().Be("This credential has been revoked", file.Name);
        await learner.ReloadAsync();
        (await learner.InnerTextAsync(".state")).Should().Contain("Revoked");
    }

    [Fact]
    public async Task By_keyboard_alone()
    {
        var (_, claim) = await OfferAsync("keys");
        await using var window = await browser.WindowAsync(script: false);
        var page = await window.NewPageAsync();
        await page.GotoAsync(claim);
        await TabToAsync(page, "main button");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/my/**");
        await TabToAsync(page, "#purpose");
        await page.Keyboard.TypeAsync("By keyboard");
        await TabToAsync(page, "form[action*='/links'] button");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**#link-*");
        await TabToAsync(page, ".link-card .address a");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync(".verdict");
        (await page.InnerTextAsync("h1")).Should().Be(Genuine);

        var name = PdfIsMade() ? "certificate.pdf" : "badge.svg";
        await TabToAsync(page, $"a[download='{name}']");
        var download = await page.RunAndWaitForDownloadAsync(() => page.Keyboard.PressAsync("Enter"));
        var file = await ReadAsync(download, name);

        await page.GotoAsync(_service.PublicUrl + "/verify");
        await TabToAsync(page, "#file");
        // The dialogue that Enter opens belongs to the system.
        await page.SetInputFilesAsync("#file", file);
        await TabToAsync(page, "form.check button[type=submit]");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync(".verdict");
        (await page.InnerTextAsync("h1")).Should().Be(Genuine);
    }

    private static bool IsInstalled(string program) => new ForeignPrograms(Environment.GetEnvironmentVariable("PATH"), TimeProvider.System).Find(program) is not null;

    private static bool PdfIsMade() => IsInstalled("weasyprint") && IsInstalled("prlimit") && IsInstalled("pdfdetach");

    private static async Task TabToAsync(IPage page, string selector)
    {
        var wanted = page.Locator(selector).First;
        for (var i = 0; i < 80; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.Locator($"{selector}:focus").CountAsync() > 0)
                return;
        }

        throw new InvalidOperationException($"{wanted} cannot be reached by keyboard.");
    }

    private static async Task<string> MakeAsync(IPage page, string purpose, string shows)
    {
        await page.GetByLabel("What is it for?").FillAsync(purpose);
        await page.GetByLabel(shows).First.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the link" }).ClickAsync();
        return await page.Locator(".link-card", new() { HasText = purpose }).Locator(".address a").InnerTextAsync();
    }

    private static async Task<FilePayload> TakeAsync(IPage page, string selector, string name) =>
        await ReadAsync(await page.RunAndWaitForDownloadAsync(() => page.Locator(selector).ClickAsync()), name);

    private static async Task<FilePayload> ReadAsync(IDownload download, string name)
    {
        download.SuggestedFilename.Should().Be(name);
        return new() { Name = name, MimeType = "application/octet-stream", Buffer = await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken) };
    }

    private async Task<string> HandInAsync(IPage page, FilePayload file)
    {
        await page.GotoAsync(_service.PublicUrl + "/verify");
        await page.SetInputFilesAsync("#file", file);
        await page.ClickAsync("form.check button[type=submit]");
        return await page.InnerTextAsync("h1");
    }

    private async Task<(JsonObject Issued, string Link)> OfferAsync(string name)
    {
        var issued = await _service.IssueAsync(Requests.SportManagement(email: $"{name}@example.org"));
        var (_, body) = await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/claim", new JsonObject());
        return (issued, body!["link"]!.ToString());
    }
}
