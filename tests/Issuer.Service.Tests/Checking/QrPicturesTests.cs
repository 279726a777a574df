using System.Buffers.Binary;
using System.Net;
using System.Text;
using FluentAssertions;
using Issuer.Core.Verification;
using Issuer.Service.Checking;
using Issuer.Service.Operations;
using Issuer.Service.Pages;
using Issuer.Service.Tests.Pages;
using Microsoft.Playwright;
using QRCoder;
using Xunit;

namespace Issuer.Service.Tests.Checking;

/// <summary>Photos of QR codes, as a telephone takes them of a printed certificate: small, tilted, out of focus, compressed.</summary>
public sealed class QrPicturesTests(Browser browser, PageSite site) : IDisposable
{
    private const string Link = Samples.PublicUrl + "/s/valid";

    private readonly QrPictures _reader = new(QrPictures.Program(ForeignPrograms.OfThisMachine(TimeProvider.System)));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _reader.Dispose();

    [Theory]
    [InlineData("rotate(0deg)", 300, 90)]
    [InlineData("rotate(11deg)", 220, 60)]
    [InlineData("rotate(-24deg) skewX(8deg)", 260, 50)]
    [InlineData("perspective(700px) rotateY(24deg) rotateX(10deg)", 320, 55)]
    [InlineData("rotate(180deg)", 200, 70)]
    public async Task A_photo_leads_to_our_page(string look, int width, int quality)
    {
        var photo = await PhotoAsync(Link, look, width, quality);
        (await ReadAsync(photo)).Should().BeOfType<HandedIn.Link>().Which.Address.OriginalString.Should().Be(Link);

        using var client = site.Client();
        using var answer = await HandInAsync(client, ("photo.jpg", photo));
        answer.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        answer.Headers.Location!.ToString().Should().Be("/s/valid");
    }

    [Fact]
    public async Task A_code_that_holds_the_credential_is_checked()
    {
        using var client = site.Client();
        using var answer = await HandInAsync(client, ("photo.jpg", await PhotoAsync(site.Submissions["foreign"], "rotate(6deg)", 300, 70)));
        (await answer.Content.ReadAsStringAsync(Ct)).Should().Contain("but we do not know its issuer");
    }

    [Theory]
    [InlineData("https://evil.example/s/valid", "The QR code leads here. We did not open it")]
    [InlineData("http://169.254.169.254/latest/meta-data/", "The QR code leads here. We did not open it")]
    [InlineData("javascript:alert(1)", "holds no credential and no address")]
    [InlineData("WIFI:S:Campus;T:WPA;P:secret;;", "holds no credential and no address")]
    public async Task Anything_else_is_explained_and_never_opened(string text, string sentence)
    {
        using var client = site.Client();
        using var answer = await HandInAsync(client, ("photo.jpg", await PhotoAsync(text, "rotate(3deg)", 300, 80)));
        answer.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        var html = await answer.Content.ReadAsStringAsync(Ct);
        html.Should().Contain(sentence).And.NotContain($"href=\"{text}");
    }

    [Fact]
    public async Task A_picture_without_a_code_or_with_two_says_what_to_do()
    {
        await using var window = await browser.WindowAsync();
        var page = await window.NewPageAsync();
        await page.SetContentAsync("<h1>A certificate without anything</h1>");
        Code(await ReadAsync(await page.ScreenshotAsync(new() { Type = ScreenshotType.Jpeg }))).Should().Be("image-without-credential");
        await page.SetContentAsync(Picture(Link) + Picture("https://other.example/"));
        Code(await ReadAsync(await page.ScreenshotAsync(new() { Type = ScreenshotType.Png }))).Should().Be("picture-with-several-codes");
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0 })]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A })]
    [InlineData(new byte[] { 0x52, 0x49, 0x46, 0x46, 0, 0, 0, 0, 0x57, 0x45, 0x42, 0x50 })]
    public async Task A_broken_one_is_said_to_be_broken(byte[] start) => Code(await ReadAsync([.. start, .. new byte[64]])).Should().BeOneOf("picture-damaged", "image-without-credential");

    [Fact]
    public async Task One_that_unpacks_to_gigapixels_is_not_unpacked()
    {
        // ISO 15948, 11.2.2: 60,000 by 60,000 pixels, and no row of them.
        var bomb = new PngByteQRCode(QRCodeGenerator.GenerateQrCode("x", QRCodeGenerator.ECCLevel.L)).GetGraphic(1);
        bomb[16] = bomb[20] = 0;
        bomb[17] = bomb[21] = 0;
        bomb[18] = bomb[22] = 0xEA;
        bomb[19] = bomb[23] = 0x60;
        BinaryPrimitives.WriteUInt32BigEndian(bomb.AsSpan(29), Crc32(bomb.AsSpan(12, 17)));
        Code(await ReadAsync(bomb)).Should().BeOneOf("picture-damaged", "image-without-credential");
    }

    [Fact]
    public async Task Without_the_program_it_is_said_so()
    {
        using var none = new QrPictures(QrPictures.Program(new ForeignPrograms(null, TimeProvider.System)));
        Code(await none.ReadAsync(new byte[] { 0xFF, 0xD8, 0xFF }, "jpeg", Ct)).Should().Be("picture-not-read-here");
    }

    [Fact]
    public async Task Many_kinds_of_files_at_once_give_one_table()
    {
        using var client = site.Client();
        using var answer = await HandInAsync(
            client, ("photo.jpg", await PhotoAsync(Link, "rotate(5deg)", 300, 70)), ("own.jwt", Encoding.ASCII.GetBytes(site.Submissions["own"])), ("elsewhere.png", QrCode.Png("https://evil.example/x")),
            ("empty.pdf", await Tool.RunAsync("qpdf", default, "--empty", "-")));
        var html = await answer.Content.ReadAsStringAsync(Ct);
        html.Should().Contain("4 files checked").And.Contain("href=\"/s/valid\"").And.Contain("We did not open it").And.Contain("no signed credential inside");
        html.Split("This credential is genuine and valid").Should().HaveCount(3, "the photo's and the file's");
    }

    [Fact]
    public async Task A_camera_where_the_browser_can_read_codes_hands_in_what_it_sees()
    {
        await using var window = await browser.WindowAsync(script: true);
        var page = await window.NewPageAsync();
        var watched = PageAudit.Watch(page, site.Address);
        await page.AddInitScriptAsync(
            """
            window.BarcodeDetector = class { static async getSupportedFormats() { return ['qr_code']; } async detect() { return window.seen ? [{ rawValue: window.seen }] : []; } };
            Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: async () => { if (window.refuse) throw new Error(); const c = document.createElement('canvas'); c.getContext('2d').fillRect(0, 0, 9, 9); return c.captureStream(5); } } });
            """);
        await page.GotoAsync(new Uri(site.Address, "/verify").AbsoluteUri);
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Scan a QR code with the camera" });
        await page.EvaluateAsync("() => { window.refuse = true; }");
        await button.ClickAsync();
        await page.GetByText("The camera could not be used").WaitForAsync();
        await page.EvaluateAsync("() => { window.refuse = false; }");
        await button.ClickAsync();
        await page.GetByText("Hold the QR code in front of the camera").WaitForAsync();
        (await PageAudit.FaultsAsync(page)).Should().BeEmpty();
        await page.EvaluateAsync("text => { window.seen = text; }", site.Submissions["foreign"]);
        await page.WaitForSelectorAsync(".verdict");
        (await page.InnerTextAsync("h1")).Should().Be("This credential checks out, but we do not know its issuer");
        watched.Should().BeEmpty();
    }

    [Fact]
    public async Task Where_the_browser_cannot_nothing_is_offered()
    {
        await using var window = await browser.WindowAsync(script: true);
        var page = await window.NewPageAsync();
        await page.AddInitScriptAsync("delete window.BarcodeDetector;");
        await page.GotoAsync(new Uri(site.Address, "/verify").AbsoluteUri);
        (await page.Locator("#camera").IsVisibleAsync()).Should().BeFalse();
        (await page.Locator("#camera button").CountAsync()).Should().Be(0);
    }

    private static string Code(HandedIn found) => found.Should().BeOfType<HandedIn.Nothing>().Which.Because switch
    {
        CredentialInput.Unreadable { Code: var code } => code,
        CredentialInput.NotACredential { Code: var code } => code,
        var other => other.ToString(),
    };

    // ISO 15948, annex D.
    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }

    private static string Picture(string text) => $"<img style=\"margin:60px\" width=300 src=\"data:image/png;base64,{Convert.ToBase64String(QrCode.Png(text))}\">";

    private static async Task<HttpResponseMessage> HandInAsync(HttpClient client, params (string Name, byte[] Content)[] files)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, content) in files)
            form.Add(new ByteArrayContent(content), "file", name);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/verify") { Content = form };
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        return await client.SendAsync(request, Ct);
    }

    private Task<HandedIn> ReadAsync(byte[] picture)
    {
        if (!QrPictures.Program(ForeignPrograms.OfThisMachine(TimeProvider.System)).IsInstalled)
            Assert.Skip("zbarimg (zbar-tools) is not here.");
        return _reader.ReadAsync(picture, QrPictures.FormatOf(picture)!, Ct);
    }

    // Grey paper under uneven light, slightly out of focus.
    private async Task<byte[]> PhotoAsync(string text, string look, int width, int quality)
    {
        await using var window = await browser.WindowAsync(width: 800, bypassPolicy: true);
        var page = await window.NewPageAsync();
        await page.SetContentAsync(
            $"""
            <body style="margin:0;height:100vh;display:grid;place-items:center;background:linear-gradient(115deg,#e9e4d8,#8f8a80)">
            <img style="transform:{look};filter:blur(.8px) contrast(.75)" width="{width}" src="data:image/png;base64,{Convert.ToBase64String(QrCode.Png(text))}">
            """);
        return await page.ScreenshotAsync(new() { Type = ScreenshotType.Jpeg, Quality = quality });
    }
}
