using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Issuer.Core.Formats;
using Issuer.Service.Access;
using Issuer.Service.Operations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Issuer.Service.Pages.Badges;

/// <summary>Badges: the picture of an achievement, and behind a share link the same picture with the credential baked into it.</summary>
public sealed class BadgeEndpoints
{
    private const string Png = "image/png";
    private const string Svg = "image/svg+xml";

    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Adds the routes; needs <see cref="BadgeServices.AddBadges"/> and an <see cref="IPageData"/>.</summary>
    public void AddRoutes(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription().RequireRateLimiting(RateLimits.Public).WithMetadata(PageMarker.Instance);
        var lasting = open.MapGroup("").AddEndpointFilter(new PageHeaders(Keep.Revalidate, indexed: true));
        lasting.MapMethods("/achievements/{id}/image.svg", GetAndHead, AchievementSvg);
        lasting.MapMethods("/achievements/{id}/image.png", GetAndHead, AchievementPng);
        lasting.MapMethods("/achievements/{id}/card.svg", GetAndHead, CardSvg);
        lasting.MapMethods("/achievements/{id}/card.png", GetAndHead, CardPng);
        var living = open.MapGroup("").AddEndpointFilter(new PageHeaders(Keep.Nowhere, indexed: false));
        living.MapMethods("/s/{token}/badge.svg", GetAndHead, ShareSvg);
        living.MapMethods("/s/{token}/badge.png", GetAndHead, SharePng);
    }

    internal static async Task<IResult> ShareSvg(string token, IPageData data, HttpContext http, CancellationToken ct)
    {
        var found = await data.FindShareAsync(token, ct);
        return found is ShareLookup.Found { Credential: { IsWhole: true } credential }
            ? TypedResults.Bytes(BakedSvg.Write(Drawing(credential), Form(credential))!, Svg)
            : PageEndpoints.Missing(found, http, asPage: true);
    }

    internal static async Task<IResult> SharePng(string token, IPageData data, BadgePictures pictures, HttpContext http, CancellationToken ct)
    {
        var found = await data.FindShareAsync(token, ct);
        if (found is not ShareLookup.Found { Credential: { IsWhole: true } credential })
            return PageEndpoints.Missing(found, http, asPage: true);
        var raster = await pictures.PngAsync(Drawing(credential), credential.Issuer.Did, ct);
        return raster is Raster.Drawn { Png: var png } && BakedPng.Write(png, Form(credential)) is { } baked
            ? TypedResults.Bytes(baked, Png)
            : NoPixels(raster);
    }

    internal static async Task<IResult> AchievementSvg(string id, IPageData data, HttpContext http, CancellationToken ct) =>
        await data.FindAchievementAsync(id, ct) is { } achievement
            ? Lasting(http, Drawing(achievement), Svg)
            : PageEndpoints.Missing(null, http, asPage: true);

    internal static async Task<IResult> AchievementPng(string id, IPageData data, BadgePictures pictures, HttpContext http, CancellationToken ct)
    {
        if (await data.FindAchievementAsync(id, ct) is not { } achievement)
            return PageEndpoints.Missing(null, http, asPage: true);
        var raster = await pictures.PngAsync(Drawing(achievement), achievement.Issuer.Did, ct);
        return raster is Raster.Drawn { Png: var png } ? Lasting(http, png, Png) : NoPixels(raster);
    }

    internal static async Task<IResult> CardSvg(string id, IPageData data, HttpContext http, CancellationToken ct) =>
        await data.FindAchievementAsync(id, ct) is { } achievement
            ? Lasting(http, BadgeDrawing.DrawCard(WordsOf(achievement)), Svg)
            : PageEndpoints.Missing(null, http, asPage: true);

    internal static async Task<IResult> CardPng(string id, IPageData data, BadgePictures pictures, HttpContext http, CancellationToken ct)
    {
        if (await data.FindAchievementAsync(id, ct) is not { } achievement)
            return PageEndpoints.Missing(null, http, asPage: true);
        var raster = await pictures.PngAsync(BadgeDrawing.DrawCard(WordsOf(achievement)), achievement.Issuer.Did, ct);
        return raster is Raster.Drawn { Png: var png } ? Lasting(http, png, Png) : NoPixels(raster);
    }

    /// <summary>The signed form that goes into a badge: the one place that chooses. Its text is a compact token, or JSON with an embedded proof.</summary>
    private static string Form(SharedCredential credential) => Encoding.UTF8.GetString(credential.Forms[0].Bytes.Span);

    private static byte[] Drawing(SharedCredential credential) => BadgeDrawing.Draw(BadgeWords.Of(CredentialContent.Of(credential.Document), credential.Issuer));

    private static byte[] Drawing(PublishedAchievement achievement) => BadgeDrawing.Draw(WordsOf(achievement));

    private static BadgeWords WordsOf(PublishedAchievement achievement)
    {
        using var document = JsonDocument.Parse(achievement.Utf8);
        return BadgeWords.Of(CredentialContent.OfAchievement(document.RootElement), achievement.Issuer);
    }

    // Shown on other sites: whoever reads achievement.image puts it into a page of theirs.
    private static FileContentHttpResult Lasting(HttpContext http, byte[] picture, string mediaType)
    {
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return TypedResults.Bytes(picture, mediaType, entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(picture).AsSpan(0, 16))}\""));
    }

    private static ProblemHttpResult NoPixels(Raster raster) => raster is Raster.Busy
        ? Problems.Of(StatusCodes.Status503ServiceUnavailable, "unavailable", "Too many badges are being drawn at this moment.", retryAfterSeconds: 2)
        : Problems.Of(
            StatusCodes.Status404NotFound, "no-png", "This server cannot draw PNG badges, and the institution has no PNG logo to stand in. The same badge is there as SVG: the address with .svg in place of .png.");
}

/// <summary>What badges need from the container.</summary>
internal static class BadgeServices
{
    /// <summary>Adds drawing by <c>rsvg-convert</c>, where that is installed.</summary>
    public static IServiceCollection AddBadges(this IServiceCollection services) => services
        .AddSingleton(provider => new Rasteriser(Rasteriser.Program(provider.GetRequiredService<ForeignPrograms>())))
        .AddSingleton<BadgePictures>();
}
