using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Issuer.Service.Access;
using Issuer.Service.Credentials;
using Issuer.Service.Languages;
using Issuer.Service.Operations;
using Issuer.Service.Pages.Paper;
using Issuer.Service.Pages.Views;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Issuer.Service.Pages;

/// <summary>Everything that people open: pages, their style, and the forms of a shared credential by content negotiation.</summary>
public sealed class PageEndpoints
{
    private const string Html = "text/html";
    private const string Json = "application/json";
    private const string Pdf = "application/pdf";
    private const string JsonLd = "application/ld+json";
    private const string OneYear = "public, max-age=31536000, immutable";

    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Adds the routes; needs <see cref="PageServices.AddPages"/> and an <see cref="IPageData"/>.</summary>
    public void AddRoutes(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        open.MapMethods("/assets/{file}", GetAndHead, Asset);
        open.MapMethods("/robots.txt", GetAndHead, Robots);

        var pages = open.MapGroup("").RequireRateLimiting(RateLimits.Public).WithMetadata(PageMarker.Instance);
        var lasting = pages.MapGroup("").AddEndpointFilter(new PageHeaders(Keep.Revalidate, indexed: true));
        lasting.MapMethods("/", GetAndHead, Home);
        lasting.MapMethods("/achievements/{id}", GetAndHead, Achievement);

        var living = pages.MapGroup("").AddEndpointFilter(new PageHeaders(Keep.Nowhere, indexed: false));
        living.MapMethods("/credentials/{id}", GetAndHead, Public);
        living.MapMethods("/s/{token}", GetAndHead, Share);
        var asked = living.MapGroup("").RequireRateLimiting(RateLimits.Personal);
        asked.MapPost("/s/{token}/recipient", Recipient);
        asked.MapPost("/s/{token}/receipt", ShareReceipt);
        // Where a form was answered with a page, its language switch leads here.
        living.MapMethods("/s/{token}/recipient", GetAndHead, (string token, HttpContext http) => See(http, $"/s/{Uri.EscapeDataString(token)}"));
        living.MapMethods("/s/{token}/credential.json", GetAndHead, (string token, IPageData data, HttpContext http, CancellationToken ct) => ShareFile(token, data, http, SharedForm.Embedded, ct));
        living.MapMethods("/s/{token}/credential.jwt", GetAndHead, (string token, IPageData data, HttpContext http, CancellationToken ct) => ShareFile(token, data, http, SharedForm.Jwt, ct));
        living.MapMethods("/s/{token}/certificate.pdf", GetAndHead, SharePdf);
        living.MapMethods("/s/{token}/qr.svg", GetAndHead, (string token, IPageData data, HttpContext http, CancellationToken ct) => Qr(token, data, http, "image/svg+xml", QrCode.Svg, ct));
        living.MapMethods("/s/{token}/qr.png", GetAndHead, (string token, IPageData data, HttpContext http, CancellationToken ct) => Qr(token, data, http, "image/png", QrCode.Png, ct));
    }

    internal static IResult Home(HttpContext http) => Page<HomeView>(new HomePage(Frame(http)));

    internal static async Task<IResult> Share(string token, IPageData data, Certificates certificates, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        string[] offers = [Html, SharedForm.Embedded, Json, SharedForm.Jwt, JsonLd, Pdf];
        var form = MediaTypes.Choose(http.Request.Headers.Accept, offers);
        if (form is null)
            return NotAcceptable(offers);
        var found = await data.FindShareAsync(token, ct);
        if (found is not ShareLookup.Found { Credential: var credential })
            return Missing(found, http, form == Html);

        // Once more, among the forms that this one has: who takes several gets one of them.
        string[] signed = [.. offers.Where(offer => offer is not (Html or Pdf) && credential.Form(offer == SharedForm.Jwt ? SharedForm.Jwt : SharedForm.Embedded) is not null)];
        string[] there = certificates.IsOffered ? [Html, .. signed, Pdf] : [Html, .. signed];
        form = MediaTypes.Choose(http.Request.Headers.Accept, there);
        if (form is null)
            return NotAcceptable(there);
        if (form == Pdf)
            return await PdfAsync(token, credential, data, certificates, clock, http, ct);
        if (form != Html)
            return TypedResults.Bytes(credential.Form(form == SharedForm.Jwt ? SharedForm.Jwt : SharedForm.Embedded)!.Bytes, form);

        if (HttpMethods.IsGet(http.Request.Method))
            data.CountView(credential);
        return await SharedAsync(token, credential, null, data, certificates, clock, http, ct);
    }

    internal static async Task<IResult> Recipient(string token, IPageData data, Certificates certificates, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var found = await data.FindShareAsync(token, ct);
        if (found is not ShareLookup.Found { Credential: var credential })
            return Missing(found, http, asPage: true);
        if (SmallForm.IsForeign(http.Request) || await SmallForm.ReadAsync(http.Request, ct) is not { } form)
            return Page<FaultView>(new FaultPage(Frame(http), StatusCodes.Status400BadRequest), StatusCodes.Status400BadRequest);
        var (email, born) = (form["email"].ToString().Trim(), form["born"].ToString());
        var result = born.Length > 0
            ? new RecipientResult(DateOnly.TryParseExact(born, "yyyy-MM-dd", out var date) ? await data.CompareBirthDateAsync(token, date, ct) : null, OfBirthDate: true)
            : new RecipientResult(email.Length is > 2 and <= 320 && email.Contains('@') ? await data.CompareEmailAsync(token, email, ct) : null, OfBirthDate: false);
        // Its offer may have changed with the answer.
        return await data.FindShareAsync(token, ct) is ShareLookup.Found { Credential: var now }
            ? await SharedAsync(token, now, result, data, certificates, clock, http, ct)
            : await SharedAsync(token, credential, result, data, certificates, clock, http, ct);
    }

    internal static async Task<IResult> ShareReceipt(string token, IPageData data, HttpContext http, CancellationToken ct)
    {
        var found = await data.FindShareAsync(token, ct);
        if (found is not ShareLookup.Found { Credential: var credential })
            return Missing(found, http, asPage: true);
        var report = await data.VerifyAsync(credential.Whole, ct);
        return Receipt(await data.ReceiptAsync($"{data.PublicUrl}/credentials/{credential.Id}", credential.Whole, credential.Shows, report, ct), http);
    }

    internal static IResult Receipt(string? compact, HttpContext http) => compact is null
        ? Page<FaultView>(new FaultPage(Frame(http), StatusCodes.Status429TooManyRequests), StatusCodes.Status429TooManyRequests)
        : TypedResults.File(Encoding.ASCII.GetBytes(compact), SharedForm.Jwt, "verification-receipt.jwt");

    /// <summary>After a form: see another of our pages.</summary>
    internal static StatusCodeHttpResult See(HttpContext http, string path, string fragment = "")
    {
        http.Response.Headers.Location = Frame(http).To(path) + fragment;
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static async Task<IResult> SharedAsync(
        string token, SharedCredential credential, RecipientResult? recipient, IPageData data, Certificates certificates, TimeProvider clock, HttpContext http, CancellationToken ct) =>
        Page<SharedCredentialView>(await SharedPageAsync(token, credential, data, clock, http, ct) with { Recipient = recipient, HasPdf = certificates.IsOffered });

    private static async Task<SharedCredentialPage> SharedPageAsync(string token, SharedCredential credential, IPageData data, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        // The page checks the very bytes that it hands out, by the way that is open to everybody.
        var report = await data.VerifyAsync(credential.Whole, ct);
        var content = SelectiveContent.Of(CredentialContent.Of(credential.Document), credential.Shows);
        var standing = credential.Standing is { State: CredentialState.Expired, Since: null } expired ? expired with { Since = content.ValidUntil } : credential.Standing;
        return new SharedCredentialPage(
            Frame(http), token, ShareUrl(data, token), credential, content, report, Answer.Of(report, standing, content.ValidUntil), clock.GetUtcNow())
        {
            PublicUrl = data.PublicUrl,
        };
    }

    internal static async Task<IResult> SharePdf(string token, IPageData data, Certificates certificates, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var found = await data.FindShareAsync(token, ct);
        return found is ShareLookup.Found { Credential: var credential }
            ? await PdfAsync(token, credential, data, certificates, clock, http, ct)
            : Missing(found, http, asPage: true);
    }

    private static async Task<IResult> PdfAsync(
        string token, SharedCredential credential, IPageData data, Certificates certificates, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var page = await SharedPageAsync(token, credential, data, clock, http, ct);
        switch (await certificates.MakeAsync(page, ct))
        {
            case CertificateFile.Made { Pdf: var pdf }:
                return TypedResults.File(pdf, Pdf, "certificate.pdf");
            case CertificateFile.Busy:
                http.Response.Headers.RetryAfter = "5";
                return Page<FaultView>(new FaultPage(page.Frame, StatusCodes.Status503ServiceUnavailable), StatusCodes.Status503ServiceUnavailable);
            default:
                return Page<NoPdfView>(new NoPdfPage(page.Frame, token), StatusCodes.Status404NotFound);
        }
    }

    internal static async Task<IResult> ShareFile(string token, IPageData data, HttpContext http, string mediaType, CancellationToken ct)
    {
        var found = await data.FindShareAsync(token, ct);
        if (found is not ShareLookup.Found { Credential: var credential })
            return Missing(found, http, asPage: true);
        return credential.Form(mediaType) is { } signed
            ? TypedResults.File(signed.Bytes.ToArray(), mediaType, signed.FileName)
            : Missing(null, http, asPage: true);
    }

    internal static async Task<IResult> Qr(string token, IPageData data, HttpContext http, string mediaType, Func<string, byte[]> draw, CancellationToken ct)
    {
        var found = await data.FindShareAsync(token, ct);
        return found is ShareLookup.Found ? TypedResults.Bytes(draw(ShareUrl(data, token)), mediaType) : Missing(found, http, asPage: true);
    }

    internal static async Task<IResult> Public(string id, IPageData data, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var form = MediaTypes.Choose(http.Request.Headers.Accept, [Html, Json, JsonLd]);
        if (form is null)
            return NotAcceptable(Html, Json, JsonLd);
        if (await data.FindPublicAsync(id, ct) is not { } credential)
            return Missing(null, http, form == Html);

        var status = credential.Standing.State == CredentialState.Erased ? StatusCodes.Status410Gone : StatusCodes.Status200OK;
        if (form == Html)
        {
            var linked = SchemaOrg.Text(SchemaOrg.Of(credential, data.PublicUrl));
            return Page<PublicCredentialView>(new PublicCredentialPage(Frame(http), credential, clock.GetUtcNow(), linked) { PublicUrl = data.PublicUrl }, status);
        }

        http.Response.StatusCode = status;
        return TypedResults.Bytes(form == JsonLd ? SchemaOrg.Of(credential, data.PublicUrl) : PublicJson.Of(credential, data.PublicUrl), form);
    }

    internal static async Task<IResult> Achievement(string id, IPageData data, HttpContext http, CancellationToken ct)
    {
        var form = MediaTypes.Choose(http.Request.Headers.Accept, [Html, Json, JsonLd]);
        if (form is null)
            return NotAcceptable(Html, Json, JsonLd);
        if (await data.FindAchievementAsync(id, ct) is not { } achievement)
            return Missing(null, http, form == Html);
        if (form != Html)
            return TypedResults.Bytes(achievement.Utf8.ToArray(), form);
        using var document = JsonDocument.Parse(achievement.Utf8);
        var page = new AchievementPage(Frame(http), CredentialContent.OfAchievement(document.RootElement), achievement.Issuer);
        return Page<AchievementView>(page with { Data = SchemaOrg.Text(SchemaOrg.Of(page, id, data.PublicUrl)) });
    }

    internal static IResult Asset(string file, HttpContext http)
    {
        if (SiteAssets.Find(file, out var current) is not var (content, brotli, mediaType))
            return TypedResults.NotFound();
        var headers = http.Response.Headers;
        headers.CacheControl = current ? OneYear : "no-cache";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = PageHeaders.Policy;
        headers.Vary = "Accept-Encoding";
        if (brotli is null || !PageResult.AcceptsBrotli(http.Request))
            return TypedResults.Bytes(content, mediaType);
        headers.ContentEncoding = "br";
        return TypedResults.Bytes(brotli, mediaType);
    }

    /// <summary>
    /// Shared credentials are not disallowed here, although no search engine shall list them: a crawler that may not open a page never sees its
    /// <c>noindex</c> and lists the bare link, which is the secret. The header does it.
    /// </summary>
    internal static IResult Robots() => TypedResults.Text("User-agent: *\nDisallow: /v1/\n", "text/plain");

    internal static PageResult<TView> Page<TView>(IPage page, int status = StatusCodes.Status200OK)
        where TView : Microsoft.AspNetCore.Components.IComponent => new(page, status);

    /// <summary>The frame for a request; also states the language in the answer's headers.</summary>
    internal static PageFrame Frame(HttpContext http)
    {
        var offer = http.RequestServices.GetRequiredService<LanguageOffer>();
        var chosen = offer.Find(http.Request.Query["lang"]);
        var language = chosen ?? offer.Negotiate(http.Request.Headers.AcceptLanguage);
        http.Response.Headers.ContentLanguage = language.Tag;
        return new(language, chosen is not null, http.Request.PathBase.ToUriComponent()) { Offer = offer };
    }

    private static string ShareUrl(IPageData data, string token) => $"{data.PublicUrl}/s/{token}";

    internal static IResult Missing(ShareLookup? found, HttpContext http, bool asPage) => found is ShareLookup.Gone { Because: var because }
        ? asPage ? Page<GoneView>(new GonePage(Frame(http), because), StatusCodes.Status410Gone) : Problems.Of(StatusCodes.Status410Gone, "gone", "This link no longer shows a credential.")
        : asPage ? Page<FaultView>(new FaultPage(Frame(http), StatusCodes.Status404NotFound), StatusCodes.Status404NotFound) : Problems.NotFound();

    private static ProblemHttpResult NotAcceptable(params string[] forms) => Problems.Of(
        StatusCodes.Status406NotAcceptable, "not-acceptable", "There is no form that the Accept header asks for. Forms here: " + string.Join(", ", forms) + ".");
}

/// <summary>Marks the endpoints whose faults people see.</summary>
internal sealed class PageMarker
{
    public static readonly PageMarker Instance = new();

    private PageMarker()
    {
    }
}

/// <summary>What pages need from the container.</summary>
public static class PageServices
{
    /// <summary>Adds rendering, and HTML faults for those who read HTML. The service adds its <see cref="IPageData"/>.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        // The default encoder writes ŵ as a number; the page is UTF-8, and people read its source.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.TryAddSingleton(LanguageOffer.Ours);
        services.AddSingleton(provider => new Certificates(Certificates.Program(provider.GetRequiredService<ForeignPrograms>()), provider, provider.GetRequiredService<IPageData>()));
        // Before any other writer: the first that can, writes.
        services.Insert(0, ServiceDescriptor.Singleton<Microsoft.AspNetCore.Http.IProblemDetailsWriter, PageFaultWriter>());
        return services;
    }
}
