using System.Security.Cryptography;
using Issuer.Service.Institutions;
using Microsoft.Extensions.Caching.Memory;

namespace Issuer.Service.Pages.Badges;

/// <summary>
/// Badges as pixels: drawn by <see cref="Rasteriser"/>; where it cannot, the institution's own logo, if that is a PNG. Drawings say nothing of learners, so
/// those of many credentials are one picture, and the last ones are kept.
/// </summary>
internal sealed class BadgePictures(Rasteriser rasteriser, InstitutionDirectory institutions) : IDisposable
{
    private const int MaximumKept = 16 * 1024 * 1024;

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MaximumKept });

    /// <summary>A PNG for a drawing.</summary>
    /// <param name="svg">The drawing.</param>
    /// <param name="did">Whose badge it is.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<Raster> PngAsync(byte[] svg, string did, CancellationToken ct)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(svg));
        if (_kept.Get<byte[]>(key) is { } kept)
            return new Raster.Drawn(kept);
        var raster = await rasteriser.DrawAsync(svg, ct);
        switch (raster)
        {
            case Raster.Drawn { Png: var png }:
                _kept.Set(key, png, new MemoryCacheEntryOptions { Size = png.Length });
                return raster;
            case Raster.Unavailable when await OwnAsync(did, ct) is { } own:
                return new Raster.Drawn(own);
            default:
                return raster;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _kept.Dispose();

    private async Task<byte[]?> OwnAsync(string did, CancellationToken ct) =>
        institutions.ByDid(did)?.Profile.Logo is { MediaType: "image/png" } logo ? await institutions.LogoAsync(logo, ct) : null;
}
