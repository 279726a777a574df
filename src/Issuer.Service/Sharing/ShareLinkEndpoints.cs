using System.Security.Claims;
using Issuer.Core.Model;
using Issuer.Service.Access;
using Issuer.Service.Credentials;
using Issuer.Service.Store;

namespace Issuer.Service.Sharing;

/// <summary>Share links of a credential, as the institution manages them for a learner.</summary>
public sealed class ShareLinkEndpoints
{
    private const int MaxBody = 16 * 1024;

    public void AddRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/credentials/{id}/share-links").WithTags("Sharing").WithKeyProblems().WithProblem(404);
        group.MapGet("/", ListAsync).WithName("listShareLinks").RequireScope("read").Produces<ShareLinkList>(200);
        group.MapPost("/", MakeAsync).WithName("createShareLink").RequireScope("issue").Accepts<ShareLinkRequest>("application/json").Produces<ShareLinkBody>(201)
            .WithBodyProblems().WithProblem(409, "too-many-links").WithProblem(410, "erased");
        group.MapDelete("/{linkId}", RevokeAsync).WithName("revokeShareLink").RequireScope("issue").Produces(204);
    }

    /// <summary>Share links of a credential</summary>
    /// <remarks>Oldest first, the default one included, those that ended too. Views are counted by day; nothing is kept of who opened the page.</remarks>
    private static async Task<IResult> ListAsync(
        HttpContext context, string id, ClaimsPrincipal user, CredentialReader reader, LearnerLinks links, IssuerSettings settings, TimeProvider clock, CancellationToken ct)
    {
        if (await reader.FindAsync(id, user.InstitutionId(), ct) is not { } credential)
            return Problems.NotFound();
        context.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.Ok(new ShareLinkList([.. (await links.ListAsync(credential, ct)).Select(link => ShareLinkBody.Of(link, settings, clock.GetUtcNow()))]));
    }

    /// <summary>Make a share link</summary>
    /// <remarks>
    /// Beside the default one: for one purpose, for a limited time, or showing less. A link that shows less than <c>full</c> hands out no signed form: the
    /// institution signed the whole, so what is shown of it is this service's own statement, and the page says so.
    /// </remarks>
    private static async Task<IResult> MakeAsync(
        HttpContext context, string id, ClaimsPrincipal user, LearnerLinks links, IssuerSettings settings, TimeProvider clock, CancellationToken ct)
    {
        using var body = await JsonBody.ReadAsync(context, MaxBody);
        if (body.Problem is { } problem)
            return problem;
        var findings = new FindingList();
        if (ShareLinkChoice.Read(body.Root, clock.GetUtcNow(), findings) is not { } choice)
            return Problems.Validation(findings.ToImmutable());
        switch (await links.MakeAsync(id, user.InstitutionId(), choice, user.ApiKeyPrefix(), ct))
        {
            case LinkOutcome.Made(var link):
                context.Response.Headers.CacheControl = "no-store";
                return TypedResults.Created($"/v1/credentials/{id}/share-links", ShareLinkBody.Of(link, settings, clock.GetUtcNow()));
            case LinkOutcome.Erased:
                return Problems.Of(410, "erased", "The learner's personal data was erased for good.");
            case LinkOutcome.TooMany:
                return Problems.Of(409, "too-many-links", "This credential has as many share links as it may have. Revoke one that is no longer used.");
            default:
                return Problems.NotFound();
        }
    }

    /// <summary>Revoke a share link</summary>
    /// <remarks>At once and for good: from now on its page answers 410. The default link can be revoked, too. Repeating it is harmless.</remarks>
    private static async Task<IResult> RevokeAsync(string id, string linkId, ClaimsPrincipal user, LearnerLinks links, CancellationToken ct) =>
        await links.RevokeAsync(id, user.InstitutionId(), linkId, user.ApiKeyPrefix(), ct) ? TypedResults.NoContent() : Problems.NotFound();
}

/// <summary>What a share link is asked with; every member may be left out.</summary>
/// <param name="Shows"><c>full</c> (default), <c>reduced</c> (without date of birth, grade and identifiers) or <c>minimal</c> (who holds what from whom at which level).</param>
/// <param name="Purpose">The learner's own note, at most 200 characters. Whoever opens the link does not see it.</param>
/// <param name="ExpiresAt">Instant, or a date for its end; from then on the link answers 410.</param>
/// <param name="BirthDateCheck">Whether a reader of the page may have a date of birth compared. Default false.</param>
/// <param name="NameInPreview">Whether previews of the link may name the learner. Default false.</param>
public sealed record ShareLinkRequest(string? Shows, string? Purpose, string? ExpiresAt, bool? BirthDateCheck, bool? NameInPreview);

/// <summary>The share links of a credential.</summary>
public sealed record ShareLinkList(IReadOnlyList<ShareLinkBody> Links);

/// <summary>A share link.</summary>
/// <param name="LinkId">Names it here; opens nothing.</param>
/// <param name="State"><c>open</c>, <c>expired</c> or <c>revoked</c>.</param>
/// <param name="Default">Whether it is the one that was made with the credential.</param>
/// <param name="Shows"><c>full</c>, <c>reduced</c> or <c>minimal</c>.</param>
/// <param name="Page">Its address. Null after erasure.</param>
/// <param name="Qr">The page's QR code. Null after erasure.</param>
/// <param name="Purpose">The learner's note.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
/// <param name="RevokedAt">When it was revoked.</param>
/// <param name="BirthDateCheck">Whether a reader may have a date of birth compared.</param>
/// <param name="NameInPreview">Whether previews may name the learner.</param>
/// <param name="Views">How often its page was opened in all.</param>
/// <param name="ViewsByDay">The same by day (UTC).</param>
public sealed record ShareLinkBody(
    string LinkId, string State, bool Default, string Shows, string? Page, string? Qr, string? Purpose, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt, bool BirthDateCheck, bool NameInPreview, long Views, IReadOnlyList<DayCount> ViewsByDay)
{
    internal static ShareLinkBody Of(OpenedLink opened, IssuerSettings settings, DateTimeOffset now)
    {
        var (link, facts) = (opened.Link, opened.Link.Facts);
        var page = opened.Token is { } token ? $"{settings.PublicUrl}/s/{token}" : null;
        return new(
            facts.LinkId, link.RevokedAt is not null ? "revoked" : link.IsOpen(now) ? "open" : "expired", facts.Default, link.Shows, page, page is null ? null : $"{page}/qr.svg",
            opened.Purpose, link.CreatedAt, facts.ExpiresAt, link.RevokedAt, facts.BirthDateCheck ?? false, facts.NameInPreview ?? false, opened.Views.Sum(day => day.Count),
            opened.Views);
    }
}
