using System.Text;
using QRCoder;

namespace Issuer.Service.Pages;

/// <summary>
/// QR codes of our own links. Level Q (a quarter may be dirty or torn, as on a folded print), the quiet zone of 4 modules that ISO/IEC 18004
/// demands, and always dark on white: many readers cannot take an inverted code, so dark mode must not touch it.
/// </summary>
public static class QrCode
{
    /// <summary>Modules of white on each side.</summary>
    public const int QuietZone = 4;

    private const int PixelsPerModule = 12;

    /// <summary>An SVG document, UTF-8: one path, scalable, titled with its address for those who do not see it.</summary>
    public static byte[] Svg(string url)
    {
        using var data = QRCodeGenerator.GenerateQrCode(url, QRCodeGenerator.ECCLevel.Q);
        var modules = data.ModuleMatrix;
        // QRCoder's matrix already carries the quiet zone of 4.
        var size = modules.Count;
        var path = new StringBuilder();
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                if (!modules[y][x])
                    continue;
                var start = x;
                while (x + 1 < size && modules[y][x + 1])
                    x++;
                path.Append('M').Append(start).Append(' ').Append(y).Append('h').Append(x - start + 1).Append("v1h-").Append(x - start + 1).Append('z');
            }
        }

        var title = System.Security.SecurityElement.Escape(url);
        return Encoding.UTF8.GetBytes(
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size * 8}" height="{size * 8}" role="img" aria-labelledby="t" shape-rendering="crispEdges"><title id="t">{title}</title><rect width="{size}" height="{size}" fill="#ffffff"/><path fill="#000000" d="{path}"/></svg>
            """);
    }

    /// <summary>A PNG, black on white.</summary>
    public static byte[] Png(string url)
    {
        using var data = QRCodeGenerator.GenerateQrCode(url, QRCodeGenerator.ECCLevel.Q);
        using var png = new PngByteQRCode(data);
        return png.GetGraphic(PixelsPerModule);
    }
}
