using Issuer.Service.Access;
using Issuer.Service.Credentials;
using Issuer.Service.Languages;
using Issuer.Service.Pages.Views;
using Issuer.Service.Sharing;
using Issuer.Service.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Issuer.Service.Pages;

/// <summary>
/// The learner's own pages: a one-time link makes a management link; on a device that is not known a code by e-mail opens it. All of it is forms and
/// redirects, without script.
/// </summary>
public sealed class MyEndpoints
{
    private const string CookieName = "device";

    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Adds the routes; needs <see cref="SharingServices.AddSharing"/> and pages.</summary>
    public void AddRoutes(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription().RequireRateLimiting(RateLimits.Personal).WithMetadata(PageMarker.Instance)
            .AddEndpointFilter(new PageHeaders(Keep.Nowhere, indexed: false));
        pages.MapMethods("/claim/{token}", GetAndHead, ClaimForm);
        pages.MapPost("/claim/{token}", Claim).DisableAntiforgery();
        pages.MapMethods("/my/{token}", GetAndHead, Show);
        pages.MapMethods("/my/{token}/credential.json", GetAndHead, (string token, MyDesk desk, HttpContext http, CancellationToken ct) => File(token, SignedForms.Embedded, desk, http, ct));
        pages.MapMethods("/my/{token}/credential.jwt", GetAndHead, (string token, MyDesk desk, HttpContext http, CancellationToken ct) => File(token, SignedForms.Jwt, desk, http, ct));
        // Where a form was answered with a page, its language switch leads here.
        pages.MapMethods("/my/{token}/{**rest}", GetAndHead, (string token, HttpContext http) => PageEndpoints.See(http, $"/my/{Uri.EscapeDataString(token)}"));
        pages.MapPost("/my/{token}/code", SendCode);
        pages.MapPost("/my/{token}/open", Open);
        pages.MapPost("/my/{token}/links", MakeLink);
        pages.MapPost("/my/{token}/links/{linkId}/close", CloseLink);
        pages.MapPost("/my/{token}/erasure", AskForErasureCode);
        pages.MapPost("/my/{token}/erasure/confirm", ConfirmErasure);
        pages.MapPost("/my/{token}/forget", Forget);
    }

    internal static async Task<IResult> ClaimForm(string token, Claims claims, IPageData data, HttpContext http, CancellationToken ct) =>
        await claims.FindOfferAsync(token, ct) is { } credential && await data.FindPublicAsync(credential.Facts.Id, ct) is { } found
            ? PageEndpoints.Page<ClaimView>(new ClaimPage(PageEndpoints.Frame(http), found))
            : ClaimGone(http);

    // A GET does nothing: mail programs open links before people do.
    internal static async Task<IResult> Claim(string token, Claims claims, Devices devices, IssuerSettings settings, HttpContext http, CancellationToken ct)
    {
        if (SmallForm.IsForeign(http.Request))
            return Refused(http);
        if (await claims.UseAsync(token, ct) is not { } manage || await claims.FindManagedAsync(manage, ct) is not { Access.Management: { } management })
            return ClaimGone(http);
        Remember(http, settings, manage, devices.Remember(management.ManageHash));
        return PageEndpoints.See(http, $"/my/{manage}");
    }

    internal static async Task<IResult> Show(string token, MyDesk desk, HttpContext http, CancellationToken ct) => await desk.FindAsync(token, http.Request.Cookies[CookieName], ct) switch
    {
        MyAccess.Known known => PageEndpoints.Page<MyView>(await desk.PageAsync(PageEndpoints.Frame(http), token, known, ct)),
        MyAccess.Stranger stranger => await desk.StrangerAsync(PageEndpoints.Frame(http), token, stranger.Credential, null, ct) is { } page ? PageEndpoints.Page<NewDeviceView>(page) : NotFound(http),
        var other => Absent(other, http),
    };

    internal static async Task<IResult> File(string token, string format, MyDesk desk, HttpContext http, CancellationToken ct)
    {
        var access = await desk.FindAsync(token, http.Request.Cookies[CookieName], ct);
        if (access is not MyAccess.Known known)
            return access is MyAccess.Stranger ? PageEndpoints.See(http, $"/my/{token}") : Absent(access, http);
        var (mediaType, name) = format == SignedForms.Jwt ? (SharedForm.Jwt, "credential.jwt") : (SharedForm.Embedded, "credential.json");
        return known.Opened.Form(format) is { } bytes ? TypedResults.File(bytes, mediaType, name) : NotFound(http);
    }

    internal static async Task<IResult> SendCode(string token, MyDesk desk, Codes codes, HttpContext http, CancellationToken ct)
    {
        var access = await desk.FindAsync(token, http.Request.Cookies[CookieName], ct);
        if (access is not MyAccess.Stranger { Credential: var credential })
            return access is MyAccess.Known ? PageEndpoints.See(http, $"/my/{token}") : Absent(access, http);
        if (SmallForm.IsForeign(http.Request))
            return Refused(http);
        var frame = PageEndpoints.Frame(http);
        var (problem, status) = Trouble(await codes.SendAsync(credential, Codes.ToOpen, frame.Language.Tag, ct));
        return problem is null ? PageEndpoints.See(http, $"/my/{token}") : PageEndpoints.Page<NewDeviceView>((await desk.StrangerAsync(frame, token, credential, problem, ct))!, status);
    }

    internal static async Task<IResult> Open(string token, MyDesk desk, Codes codes, Devices devices, IssuerSettings settings, HttpContext http, CancellationToken ct)
    {
        var access = await desk.FindAsync(token, http.Request.Cookies[CookieName], ct);
        if (access is not MyAccess.Stranger { Credential: { Access.Management: { } management } credential })
            return access is MyAccess.Known ? PageEndpoints.See(http, $"/my/{token}") : Absent(access, http);
        if (SmallForm.IsForeign(http.Request) || await SmallForm.ReadAsync(http.Request, ct) is not { } form)
            return Refused(http);
        if (!await codes.RedeemAsync(credential, Codes.ToOpen, form["code"].ToString(), ct))
        {
            var page = await desk.StrangerAsync(PageEndpoints.Frame(http), token, credential, MyWords.CodeWrong, ct);
            return PageEndpoints.Page<NewDeviceView>(page!, StatusCodes.Status422UnprocessableEntity);
        }

        Remember(http, settings, token, devices.Remember(management.ManageHash));
        return PageEndpoints.See(http, $"/my/{token}");
    }

    internal static Task<IResult> MakeLink(string token, MyDesk desk, LearnerLinks links, TimeProvider clock, HttpContext http, CancellationToken ct) =>
        AsLearnerAsync(token, desk, http, async (known, form) =>
        {
            var purpose = form["purpose"].ToString().Trim();
            if (purpose.Length > ShareLinkChoice.PurposeLength)
                return await Again(MyWords.PurposeTooLong, "purpose", purpose);
            var days = form["ends"].ToString() switch { "7" => 7, "30" => 30, "90" => 90, "365" => 365, _ => 0 };
            var shows = LinkView.All.Contains(form["shows"].ToString()) ? form["shows"].ToString() : LinkView.Full;
            var choice = new ShareLinkChoice(
                shows, purpose.Length == 0 ? null : purpose, days == 0 ? null : Instant.Now(clock).AddDays(days), form["birth-date"] == "yes" && known.HasBirthDate, form["preview"] == "yes");
            return await links.MakeAsync(known.Credential.Facts.Id, null, choice, LearnerLinks.ByLearner, ct) switch
            {
                LinkOutcome.Made(var made) => PageEndpoints.See(http, $"/my/{token}", $"#link-{made.Link.Facts.LinkId}"),
                LinkOutcome.TooMany => await Again(MyWords.TooManyLinks, "purpose", purpose),
                _ => PageEndpoints.See(http, $"/my/{token}"),
            };

            async Task<IResult> Again(Phrase problem, string field, string typed)
            {
                var page = await desk.PageAsync(PageEndpoints.Frame(http), token, known, ct);
                return PageEndpoints.Page<MyView>(page with { Problem = problem, ProblemField = field, Purpose = typed }, StatusCodes.Status422UnprocessableEntity);
            }
        });

    internal static Task<IResult> CloseLink(string token, string linkId, MyDesk desk, LearnerLinks links, HttpContext http, CancellationToken ct) =>
        AsLearnerAsync(token, desk, http, async (known, _) =>
            await links.RevokeAsync(known.Credential.Facts.Id, null, linkId, LearnerLinks.ByLearner, ct) ? PageEndpoints.See(http, $"/my/{token}", "#share") : NotFound(http));

    internal static Task<IResult> AskForErasureCode(string token, MyDesk desk, Codes codes, HttpContext http, CancellationToken ct) =>
        AsLearnerAsync(token, desk, http, async (known, _) =>
        {
            var frame = PageEndpoints.Frame(http);
            var (problem, status) = Trouble(await codes.SendAsync(known.Credential, Codes.ToErase, frame.Language.Tag, ct));
            return problem is null
                ? PageEndpoints.See(http, $"/my/{token}", "#erasure")
                : PageEndpoints.Page<MyView>(await desk.PageAsync(frame, token, known, ct) with { Problem = problem, ProblemField = "erasure" }, status);
        });

    internal static Task<IResult> ConfirmErasure(string token, MyDesk desk, Codes codes, ErasureRequests requests, HttpContext http, CancellationToken ct) =>
        AsLearnerAsync(token, desk, http, async (known, form) =>
        {
            if (!await codes.RedeemAsync(known.Credential, Codes.ToErase, form["code"].ToString(), ct))
            {
                var page = await desk.PageAsync(PageEndpoints.Frame(http), token, known, ct);
                return PageEndpoints.Page<MyView>(page with { Problem = MyWords.CodeWrong, ProblemField = page.ErasureAwaited ? "code" : "erasure" }, StatusCodes.Status422UnprocessableEntity);
            }

            await requests.AskAsync(known.Credential, ct);
            return PageEndpoints.See(http, $"/my/{token}", "#erasure");
        });

    internal static Task<IResult> Forget(string token, MyDesk desk, IssuerSettings settings, HttpContext http) =>
        AsLearnerAsync(token, desk, http, (_, _) =>
        {
            http.Response.Cookies.Delete(CookieName, Cookie(http, settings, token));
            return Task.FromResult<IResult>(PageEndpoints.See(http, $"/my/{token}"));
        });

    // What is said where no code was sent; null where it was.
    private static (Phrase? Problem, int Status) Trouble(CodeSent sent) => sent switch
    {
        CodeSent.TooMany => (MyWords.CodeTooMany, StatusCodes.Status429TooManyRequests),
        CodeSent.Impossible => (MyWords.CodeImpossible, StatusCodes.Status409Conflict),
        _ => (null, 0),
    };

    // A known device, and a form that only its own page holds.
    private static async Task<IResult> AsLearnerAsync(string token, MyDesk desk, HttpContext http, Func<MyAccess.Known, IFormCollection, Task<IResult>> act)
    {
        var access = await desk.FindAsync(token, http.Request.Cookies[CookieName], http.RequestAborted);
        if (access is not MyAccess.Known known)
            return access is MyAccess.Stranger ? PageEndpoints.See(http, $"/my/{token}") : Absent(access, http);
        return !SmallForm.IsForeign(http.Request) && await SmallForm.ReadAsync(http.Request, http.RequestAborted) is { } form && desk.IsOwnForm(known, form["form"].ToString())
            ? await act(known, form)
            : Refused(http);
    }

    private static void Remember(HttpContext http, IssuerSettings settings, string token, string device)
    {
        var cookie = Cookie(http, settings, token);
        cookie.MaxAge = Devices.Lifetime;
        http.Response.Cookies.Append(CookieName, device, cookie);
    }

    // Lax: a link in the learner's own web mail is another site.
    private static CookieOptions Cookie(HttpContext http, IssuerSettings settings, string token) => new()
    {
        HttpOnly = true,
        Secure = settings.PublicUrl.StartsWith("https:", StringComparison.Ordinal),
        SameSite = SameSiteMode.Lax,
        Path = $"{http.Request.PathBase.ToUriComponent()}/my/{token}",
    };

    private static PageResult<ClaimGoneView> ClaimGone(HttpContext http) => PageEndpoints.Page<ClaimGoneView>(new ClaimGonePage(PageEndpoints.Frame(http)), StatusCodes.Status410Gone);

    private static IResult Absent(MyAccess access, HttpContext http) =>
        PageEndpoints.Missing(access is MyAccess.Erased ? new ShareLookup.Gone(GoneBecause.Erased) : null, http, asPage: true);

    private static IResult NotFound(HttpContext http) => PageEndpoints.Missing(null, http, asPage: true);

    private static PageResult<FaultView> Refused(HttpContext http) =>
        PageEndpoints.Page<FaultView>(new FaultPage(PageEndpoints.Frame(http), StatusCodes.Status403Forbidden), StatusCodes.Status403Forbidden);
}
