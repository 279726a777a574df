using System.Text;
using FluentAssertions;
using Issuer.Service.Pages;
using Xunit;

namespace Issuer.Service.Tests.Pages;

/// <summary>Our codes, read by another program.</summary>
public sealed class QrCodeTests(PageSite site)
{
    private const string Link = Samples.PublicUrl + "/s/valid";

    [Fact]
    public async Task The_svg_opens_the_page_of_the_configured_host()
    {
        using var client = site.Client();
        client.DefaultRequestHeaders.Host = "evil.example";
        var svg = await client.GetByteArrayAsync("/s/valid/qr.svg");

        (await DecodeAsync(await Tool.RunAsync("rsvg-convert", svg, "--width", "400"))).Should().Be(Link);
    }

    [Fact]
    public async Task The_png_opens_the_page_of_the_configured_host()
    {
        using var client = site.Client();
        client.DefaultRequestHeaders.Host = "evil.example";

        (await DecodeAsync(await client.GetByteArrayAsync("/s/valid/qr.png"))).Should().Be(Link);
    }

    [Fact]
    public async Task It_is_still_read_small_and_with_a_corner_torn_off()
    {
        var torn = Encoding.UTF8.GetString(QrCode.Svg(Link)).Replace("</svg>", """<rect x="32" y="32" width="8" height="8" fill="#ffffff"/></svg>""", StringComparison.Ordinal);

        (await DecodeAsync(await Tool.RunAsync("rsvg-convert", Encoding.UTF8.GetBytes(torn), "--width", "160"))).Should().Be(Link);
    }

    [Fact]
    public void It_has_the_quiet_zone_of_four_modules()
    {
        var svg = Encoding.UTF8.GetString(QrCode.Svg(Link));

        // The finder pattern's first row begins after four modules in both directions.
        svg.Should().Contain($"""d="M{QrCode.QuietZone} {QrCode.QuietZone}h7v1h-7z""");
    }

    internal static async Task<string> DecodeAsync(byte[] image)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("issuer-qr-").FullName, "code.png");
        try
        {
            await File.WriteAllBytesAsync(file, image);
            return Encoding.UTF8.GetString(await Tool.RunAsync("zbarimg", default, "--quiet", "--raw", file)).Trim();
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }
}
