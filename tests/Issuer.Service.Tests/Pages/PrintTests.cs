using System.Text;
using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace Issuer.Service.Tests.Pages;

/// <summary>What comes out of the printer: all that the page says, and the way back to it.</summary>
public sealed partial class PrintTests(Browser browser, PageSite site)
{
    [Fact]
    public async Task A_printed_certificate_says_it_all_and_leads_back()
    {
        var pdf = await PrintAsync("/s/valid");

        var text = await TextAsync(pdf);
        text.Should().ContainAll(
            "This credential is genuine and valid", "Principles of Sport Management", "Egwyddorion Rheolaeth Chwaraeon", "Nia Rees", "University of Example, Wales", "21 November 2026",
            "5 ECTS credits", "EQF level 5", "Merit", "Draw up a budget for a small club and defend it", "Institutional Quality Assurance", "Supervised with ID Verification",
            "did:web:credentials.example.ac.uk:institutions:example", "Checked on 21 November 2026 at 14:05 UTC", "at the moment of printing", Samples.PublicUrl + "/s/valid");
        text.Should().NotContainAny("Skip to main content", "Check a credential For developers", "linkedin", "curl");
        var firstSheet = await Tool.RunAsync("pdftoppm", pdf, "-png", "-r", "150", "-f", "1", "-l", "1", "-");
        (await QrCodeTests.DecodeAsync(firstSheet)).Should().Be(Samples.PublicUrl + "/s/valid");
    }

    [Theory]
    [InlineData("/s/revoked", "This credential was revoked on 3 December 2026")]
    [InlineData("/s/suspended", "This credential has been suspended since 3 December 2026")]
    [InlineData("/s/cannot-tell", "We cannot tell whether this credential is valid")]
    public async Task A_print_shows_the_state(string path, string headline) => (await TextAsync(await PrintAsync(path))).Should().Contain(headline);

    private async Task<byte[]> PrintAsync(string path)
    {
        // In the dark, so that a page which printed light letters on white paper would be found.
        await using var window = await browser.WindowAsync(dark: true);
        var page = await window.NewPageAsync();
        await page.GotoAsync(new Uri(site.Address, path).AbsoluteUri);
        return await page.PdfAsync(new() { PreferCSSPageSize = true });
    }

    // Lines break where the paper ends: between words, and within long identifiers.
    private static async Task<string> TextAsync(byte[] pdf)
    {
        var text = Encoding.UTF8.GetString(await Tool.RunAsync("pdftotext", pdf, "-", "-"));
        return Space().Replace(text, " ");
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
