using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Issuer.Service.Pages.Views;

namespace Issuer.Service.Pages;

/// <summary>
/// The stylesheet, the icon and the one script. Their names carry the hash of their content, so that a browser keeps them for a year and never shows a page with the
/// style of another version.
/// </summary>
public static class SiteAssets
{
    private static readonly byte[] Stylesheet = Encoding.UTF8.GetBytes(SiteStyle.Css);

    private static readonly byte[] Icon = Encoding.UTF8.GetBytes(
        $"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#1f5c4a" d="{Mark.Seal}"/><path fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" d="{Mark.Tick}"/></svg>
        """);

    private static readonly byte[] Scan = Encoding.UTF8.GetBytes(ScanScript.Source);

    /// <summary>Path of the script that reads QR codes with a camera.</summary>
    public static string ScanPath { get; } = $"/assets/scan.{Hash(Scan)}.js";

    /// <summary>Path of the stylesheet.</summary>
    public static string StylesheetPath { get; } = $"/assets/site.{Hash(Stylesheet)}.css";

    /// <summary>Path of the icon.</summary>
    public static string IconPath { get; } = $"/assets/icon.{Hash(Icon)}.svg";

    private static readonly Lazy<byte[]> StylesheetBrotli = new(() =>
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
            brotli.Write(Stylesheet);
        return compressed.ToArray();
    });

    /// <summary>The asset of this file name, or null. <paramref name="current"/> tells whether the name is that of this version.</summary>
    /// <remarks>
    /// While two versions run side by side, a page of the one may ask the other for its style: the own one, uncached, is a better answer than none.
    /// </remarks>
    internal static (byte[] Content, byte[]? Brotli, string MediaType)? Find(string file, out bool current)
    {
        current = $"/assets/{file}" is var path && (path == StylesheetPath || path == IconPath || path == ScanPath);
        if (file.StartsWith("site.", StringComparison.Ordinal) && file.EndsWith(".css", StringComparison.Ordinal))
            return (Stylesheet, StylesheetBrotli.Value, "text/css; charset=utf-8");
        if (file.StartsWith("icon.", StringComparison.Ordinal) && file.EndsWith(".svg", StringComparison.Ordinal))
            return (Icon, null, "image/svg+xml");
        if (file.StartsWith("scan.", StringComparison.Ordinal) && file.EndsWith(".js", StringComparison.Ordinal))
            return (Scan, null, "text/javascript; charset=utf-8");
        return null;
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8));
}
