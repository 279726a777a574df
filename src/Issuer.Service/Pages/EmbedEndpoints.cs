using System.Text.Encodings.Web;
using System.Text.Json;
using Issuer.Service.Access;

namespace Issuer.Service.Pages;

/// <summary>How our pages look inside others: oEmbed, and a piece of HTML without script. Neither says who the learner is.</summary>
public sealed class EmbedEndpoints
{
    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    private static readonly JsonSerializerOptions Relaxed = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds the routes; needs an <see cref="IPageData"/>.</summary>
    public void AddRoutes(IEndpointRouteBuilder routes) =>
        routes.MapMethods("/oembed", GetAndHead, OEmbed).AllowAnonymous().ExcludeFromDescription().RequireRateLimiting(RateLimits.Public)
            .AddEndpointFilter(new PageHeaders(Keep.Nowhere, indexed: false));

    /// <summary>Address of a page's oEmbed answer.</summary>
    public static string Discovery(string publicUrl, string page) => $"{publicUrl}/oembed?format=json&url={Uri.EscapeDataString(page)}";

    /// <summary>A picture that links to a page, for other sites: HTML without script, style or frame.</summary>
    public static string Snippet(string page, string image, string title) =>
        $"""<a href="{HtmlEncoder.Default.Encode(page)}"><img src="{HtmlEncoder.Default.Encode(image)}" width="300" height="300" alt="{HtmlEncoder.Default.Encode(title)}"></a>""";

    // https://oembed.com, 2.3: a format that is not there is 501, an address that shows nothing 404.
    internal static async Task<IResult> OEmbed(string? url, string? format, IPageData data, HttpContext http, CancellationToken ct)
    {
        if (format is not (null or "json"))
            return Problems.Of(StatusCodes.Status501NotImplemented, "not-supported", "The answer is there as JSON alone: format=json.");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var page) || !OwnLink.TryPath(page, data.PublicUrl, out var path) || await FindAsync(path, data, ct) is not var (title, issuer, achievement))
            return Problems.NotFound();
        var language = PageEndpoints.Frame(http).Language;
        var card = achievement is null ? null : $"{data.PublicUrl}/achievements/{achievement}/card.png";
        var answer = new Dictionary<string, object?>
        {
            ["version"] = "1.0",
            ["type"] = "link",
            ["title"] = VisibleText.Plain(title?.In(language.Tag).Text ?? Words.Untitled.In(language)),
            ["author_name"] = VisibleText.Plain(issuer.LegalName.In(language.Tag).Text),
            ["provider_name"] = Words.ServiceName.In(language),
            ["provider_url"] = data.PublicUrl,
            ["cache_age"] = 300,
        };
        if (card is not null)
            (answer["thumbnail_url"], answer["thumbnail_width"], answer["thumbnail_height"]) = (card, Badges.BadgeDrawing.CardWidth, Badges.BadgeDrawing.CardHeight);
        return TypedResults.Text(JsonSerializer.Serialize(answer, Relaxed), "application/json");
    }

    private static async Task<(Core.Model.LocalizedText? Title, IssuingInstitution Issuer, string? Achievement)?> FindAsync(string path, IPageData data, CancellationToken ct)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        if (path.StartsWith("/s/", StringComparison.Ordinal))
        {
            return await data.FindShareAsync(name, ct) is ShareLookup.Found { Credential: var shared }
                ? (CredentialContent.Of(shared.Document).Title, shared.Issuer, shared.AchievementId)
                : null;
        }

        return await data.FindPublicAsync(name, ct) is { Standing.State: not CredentialState.Erased } known ? (known.Title, known.Issuer, known.AchievementId) : null;
    }
}
