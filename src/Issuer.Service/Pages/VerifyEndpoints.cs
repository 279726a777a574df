using Issuer.Core.Verification;
using Issuer.Service.Access;
using Issuer.Service.Checking;
using Issuer.Service.Credentials;
using Issuer.Service.Languages;
using Issuer.Service.Pages.Views;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Issuer.Service.Pages;

/// <summary><c>/verify</c>: one box for whatever people have of a credential.</summary>
public sealed class VerifyEndpoints
{
    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Adds the routes; needs <see cref="PageServices.AddPages"/>, an <see cref="IPageData"/> and <see cref="HandedInReader"/>.</summary>
    public void AddRoutes(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription().RequireRateLimiting(RateLimits.Public).WithMetadata(PageMarker.Instance);
        pages.MapGroup("").AddEndpointFilter(new PageHeaders(Keep.Revalidate, indexed: true) { Camera = true }).MapMethods("/verify", GetAndHead, Form);
        var asked = pages.MapGroup("").WithMetadata(new RequestSizeLimitAttribute(Submission.MaximumBody)).AddEndpointFilter(new PageHeaders(Keep.Nowhere, indexed: false) { Camera = true });
        asked.MapPost("/verify", Verify);
        asked.MapPost("/verify/receipt", Receipt).RequireRateLimiting(RateLimits.Personal);
    }

    internal static IResult Form(IPageData data, HttpContext http) => PageEndpoints.Page<VerifyView>(new VerifyPage(PageEndpoints.Frame(http)) { ApiCall = ApiCall(data, default) });

    internal static async Task<IResult> Verify(IPageData data, HandedInReader reader, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var submission = await Submission.ReadAsync(http.Request, ct);
        var desk = new Desk(data, clock, http, submission.Entered);
        if (submission.Problem is { } problem)
            return desk.Refuse(problem, submission.Status);
        if (submission.Link is { } link)
            return (IResult?)desk.Follow(link) ?? desk.Refuse(OwnLink.IsOurs(link, data.PublicUrl) ? Words.ProblemOwnLink : Words.ProblemForeignLink);
        if (submission.Files.Count > 1)
        {
            var results = new List<FileResult>(submission.Files.Count);
            foreach (var (name, bytes) in submission.Files)
                results.AddRange(await desk.RowsAsync(name, await reader.ReadAsync(bytes, ct), ct));
            return desk.Table(results);
        }

        switch (await reader.ReadAsync(submission.Credential, ct))
        {
            case HandedIn.One { Bytes: var bytes }:
                return await desk.ShowAsync(bytes, submission.Credential, ct);
            case HandedIn.Several several:
                return desk.Table(await desk.RowsAsync(submission.FileName ?? "PDF", several, ct));
            case HandedIn.Link { Address: var address }:
                return (IResult?)desk.Follow(address) ?? desk.Refuse(OwnLink.IsOurs(address, data.PublicUrl) ? Words.ProblemOwnLink : Words.ProblemForeignLink, address: address.OriginalString);
            case HandedIn.Nothing { Because: var because } when NextStep(because) is { } next:
                return desk.Refuse(next);
            case HandedIn.Busy:
                http.Response.Headers.RetryAfter = "2";
                return desk.Refuse(UploadWords.UploadBusy, StatusCodes.Status503ServiceUnavailable);
            default:
                return await desk.ShowAsync(submission.Credential, submission.Credential, ct);
        }
    }

    internal static async Task<IResult> Receipt(IPageData data, HttpContext http, CancellationToken ct)
    {
        var submission = await Submission.ReadAsync(http.Request, ct);
        if (submission.Problem is not null || submission.Link is not null || submission.Files.Count > 0)
            return PageEndpoints.Page<FaultView>(new FaultPage(PageEndpoints.Frame(http), StatusCodes.Status400BadRequest), StatusCodes.Status400BadRequest);
        var report = await data.VerifyAsync(submission.Credential, ct);
        return ReceiptSubject(data, report) is { } id
            ? PageEndpoints.Receipt(await data.ReceiptAsync(id, submission.Credential, LinkView.Full, report, ct), http)
            : PageEndpoints.Missing(null, http, asPage: true);
    }

    // Of a credential that is shown to be one of ours: a receipt about a forgery would put an institution's signature under a forger's words.
    private static string? ReceiptSubject(IPageData data, VerificationReport report) =>
        report.Credential is { } credential && report.Checks.Where(check => check.Name is "format" or "signature" or "issuer").All(check => check.Outcome == Outcome.Passed)
        && credential.Text("id") is { } id && id.StartsWith($"{data.PublicUrl}/credentials/", StringComparison.Ordinal)
            ? id
            : null;

    private static Phrase? NextStep(CredentialInput because) => because switch
    {
        CredentialInput.Unreadable { Code: var code } => UploadWords.Of(code),
        CredentialInput.NotACredential { Code: var code } => UploadWords.Of(code),
        _ => null,
    };

    /// <summary>The command that asks the API what this page was asked.</summary>
    private static string ApiCall(IPageData data, ReadOnlyMemory<byte> file)
    {
        var (type, name) = file.Span switch
        {
            [(byte)'{', ..] => (SharedForm.Embedded, "credential.json"),
            var pdf when PdfAttachments.IsPdf(pdf) => ("application/pdf", "certificate.pdf"),
            var picture when QrPictures.FormatOf(picture) is { } format => ($"image/{format}", format == QrPictures.Png ? "badge.png" : $"photo.{format}"),
            [(byte)'<', ..] => ("image/svg+xml", "badge.svg"),
            var text when text.Contains((byte)'~') => ("application/dc+sd-jwt", "credential.sd-jwt"),
            _ => (SharedForm.Jwt, "credential.jwt"),
        };
        return $"curl {data.PublicUrl}/v1/verify -H 'Content-Type: {type}' --data-binary @{name}";
    }

    /// <summary>Where one request is answered.</summary>
    private sealed class Desk(IPageData data, TimeProvider clock, HttpContext http, string? entered)
    {
        private readonly PageFrame _frame = PageEndpoints.Frame(http);

        public PageResult<VerifyView> Refuse(Phrase problem, int status = StatusCodes.Status422UnprocessableEntity, string? address = null) =>
            PageEndpoints.Page<VerifyView>(new VerifyPage(_frame, problem, entered) { Address = address, ApiCall = ApiCall(data, default) }, status);

        public PageResult<VerifyView> Table(IReadOnlyList<FileResult> rows) => PageEndpoints.Page<VerifyView>(new VerifyPage(_frame) { Files = rows, ApiCall = ApiCall(data, default) });

        /// <summary>Only ever to a path of our own, put together from parts that were checked: no redirect that a link could steer. Null for any other link.</summary>
        public StatusCodeHttpResult? Follow(Uri link) => OwnLink.TryPath(link, data.PublicUrl, out var path) ? PageEndpoints.See(http, path) : null;

        public async Task<IResult> ShowAsync(ReadOnlyMemory<byte> credential, ReadOnlyMemory<byte> file, CancellationToken ct)
        {
            var (report, content, answer) = await CheckAsync(credential, ct);
            var again = Submission.AsText(credential.Span);
            return PageEndpoints.Page<VerifyView>(new VerifyPage(_frame, Result: new VerifyResult(report, content, answer, clock.GetUtcNow(), again)
            {
                HasReceipt = again is not null && ReceiptSubject(data, report) is not null,
            })
            {
                ApiCall = ApiCall(data, file),
            });
        }

        /// <summary>The lines of a table that a file comes to: one, or one for each credential attached to it.</summary>
        public async Task<IReadOnlyList<FileResult>> RowsAsync(string name, HandedIn file, CancellationToken ct)
        {
            switch (file)
            {
                case HandedIn.One { Bytes: var bytes }:
                    var (_, content, answer) = await CheckAsync(bytes, ct);
                    return [new FileResult(name, content, answer)];
                case HandedIn.Several { Credentials: var credentials }:
                    var rows = new List<FileResult>(credentials.Count);
                    foreach (var (inside, bytes) in credentials)
                        rows.AddRange(await RowsAsync($"{name}: {inside}", new HandedIn.One(bytes), ct));
                    return rows;
                case HandedIn.Link { Address: var address }:
                    return [await LinkAsync(name, address, ct)];
                case HandedIn.Nothing { Because: var because }:
                    return [new FileResult(name, null, Answer.Unreadable) { Next = NextStep(because) }];
                default:
                    return [new FileResult(name, null, Answer.Unread) { Next = UploadWords.UploadBusy }];
            }
        }

        // What the code's own page would answer; any other address is shown and not opened.
        private async Task<FileResult> LinkAsync(string name, Uri address, CancellationToken ct)
        {
            if (!OwnLink.TryPath(address, data.PublicUrl, out var path))
                return new FileResult(name, null, Answer.Unread) { Address = address.OriginalString };
            if (!path.StartsWith("/s/", StringComparison.Ordinal) || await data.FindShareAsync(path["/s/".Length..], ct) is not ShareLookup.Found { Credential: var shared })
                return new FileResult(name, null, Answer.Unread) { Path = path };
            var report = await data.VerifyAsync(shared.Whole, ct);
            var content = SelectiveContent.Of(CredentialContent.Of(shared.Document), shared.Shows);
            return new FileResult(name, content, Answer.Of(report, shared.Standing, content.ValidUntil)) { Path = path };
        }

        private async Task<(VerificationReport Report, CredentialContent? Content, Answer Answer)> CheckAsync(ReadOnlyMemory<byte> credential, CancellationToken ct)
        {
            var found = await data.VerifyAsync(credential, ct);
            var said = found.Credential is { } document ? CredentialContent.Of(document) : null;
            return (found, said, ReceiptAnswer.Of(Answer.Of(found, standing: null, said?.ValidUntil), found.Credential));
        }
    }
}
