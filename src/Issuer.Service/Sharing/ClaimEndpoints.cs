using System.Security.Claims;
using System.Text.Json;
using Issuer.Core.Model;
using Issuer.Service.Access;
using Issuer.Service.Credentials;
using Issuer.Service.Languages;
using Issuer.Service.Learners;
using Issuer.Service.Sharing.Mail;
using Issuer.Service.Store;

namespace Issuer.Service.Sharing;

/// <summary>Bringing a credential to its learner, and what learners ask for: the institution's side.</summary>
public sealed class ClaimEndpoints
{
    private const int MaxBody = 16 * 1024;

    public void AddRoutes(IEndpointRouteBuilder routes)
    {
        var claim = routes.MapGroup("/v1/credentials/{id}/claim").WithTags("Sharing").WithKeyProblems().WithProblem(404);
        claim.MapPost("/", OfferAsync).WithName("offerClaim").RequireScope("issue").Accepts<ClaimRequest>(isOptional: true, "application/json").Produces<ClaimBody>(201)
            .WithBodyProblems().WithProblem(409, "mail-not-configured").WithProblem(410, "erased").WithProblem(422, "no-email");
        claim.MapGet("/", GetAsync).WithName("getClaim").RequireScope("read").Produces<ClaimBody>(200);
        claim.MapDelete("/", EndAsync).WithName("endClaim").RequireScope("issue").Produces(204);
        routes.MapGroup("/v1/learners/{learnerId:guid}/export").WithTags("Learners").WithKeyProblems().WithProblem(404).MapGet("/", ExportAsync)
            .WithName("exportLearner").RequireScope("read").Produces<LearnerExportBody>(200).WithProblem(410, "erased");
        var requests = routes.MapGroup("/v1/erasure-requests").WithTags("Learners").WithKeyProblems();
        requests.MapGet("/", ListAsync).WithName("listErasureRequests").RequireScope("read").Produces<ErasureRequestList>(200).WithProblem(422, "validation");
        requests.MapPost("/{requestId}/decide", DecideAsync).WithName("decideErasureRequest").RequireScope("admin").Accepts<ErasureDecision>("application/json").Produces(204)
            .WithBodyProblems().WithProblem(404).WithProblem(409);
    }

    /// <summary>Invite the learner to claim a credential</summary>
    /// <remarks>
    /// Makes a one-time link to a page of the learner's own, where they see the credential, make and revoke share links, download the signed forms and ask for
    /// erasure; no account. With <c>delivery</c> <c>email</c> the service sends it to the address that the credential was issued with; with <c>link</c>
    /// (default) the answer holds it, once. An earlier link that was not used works no more.
    /// </remarks>
    private static async Task<IResult> OfferAsync(
        HttpContext context, string id, ClaimsPrincipal user, Claims claims, CredentialReader reader, IEventStore store, IssuerSettings settings, TimeProvider clock,
        CancellationToken ct)
    {
        var now = Instant.Now(clock);
        var wish = new ClaimWish(ByEmail: false, null, now + ClaimWish.Lifetime);
        if (context.Request.ContentLength is not (0 or null) || context.Request.HasJsonContentType())
        {
            using var body = await JsonBody.ReadAsync(context, MaxBody);
            if (body.Problem is { } problem)
                return problem;
            var findings = new FindingList();
            if (Read(body.Root, now, findings) is not { } read)
                return Problems.Validation(findings.ToImmutable());
            wish = read;
        }

        switch (await claims.OfferAsync(id, user.InstitutionId(), wish, user.ApiKeyPrefix(), ct))
        {
            case ClaimOutcome.Offered(var credential, var token):
                context.Response.Headers.CacheControl = "no-store";
                var link = token is null ? null : $"{settings.PublicUrl}/claim/{token}";
                return TypedResults.Created($"/v1/credentials/{id}/claim", await BodyAsync(credential, store, now, ct) with { Link = link });
            case ClaimOutcome.Refused(var status, var code, var why):
                return Problems.Of(status, code, why);
            default:
                return Problems.NotFound();
        }
    }

    /// <summary>Whether the learner has claimed a credential</summary>
    private static async Task<IResult> GetAsync(string id, ClaimsPrincipal user, CredentialReader reader, IEventStore store, TimeProvider clock, CancellationToken ct) =>
        await reader.FindAsync(id, user.InstitutionId(), ct) is { } credential ? TypedResults.Ok(await BodyAsync(credential, store, clock.GetUtcNow(), ct)) : Problems.NotFound();

    /// <summary>End the learner's links</summary>
    /// <remarks>The claim link and the management link made from it work no more; share links do. For a link that fell into wrong hands: invite the learner again.</remarks>
    private static async Task<IResult> EndAsync(string id, ClaimsPrincipal user, Claims claims, CancellationToken ct) =>
        await claims.EndAsync(id, user.InstitutionId(), user.ApiKeyPrefix(), ct) ? TypedResults.NoContent() : Problems.NotFound();

    /// <summary>Everything that is held about a learner</summary>
    /// <remarks>
    /// To hand to the learner who asks for it (GDPR articles 15 and 20): identity, each credential with its document, request, signed forms, share links
    /// with their views, and events, the institution's private notes included; their requests to be erased. Nothing that other institutions hold is in it. 410 after erasure: then there is nothing.
    /// </remarks>
    private static async Task<IResult> ExportAsync(HttpContext context, Guid learnerId, ClaimsPrincipal user, LearnerRecords learners, LearnerExport export, CancellationToken ct)
    {
        if (!await learners.ExistsAsync(learnerId, user.InstitutionId(), ct))
            return Problems.NotFound();
        context.Response.Headers.CacheControl = "private, no-store";
        return await export.MakeAsync(learnerId, user.InstitutionId(), ct) is { } everything
            ? TypedResults.Ok(everything)
            : Problems.Of(410, "erased", "The learner's personal data was erased for good.");
    }

    /// <summary>Learners who ask to be erased</summary>
    /// <remarks>Newest first. Each was confirmed by a code sent to the learner's address.</remarks>
    /// <param name="state"><c>open</c>, <c>granted</c> or <c>refused</c>; all where it is left out.</param>
    private static async Task<IResult> ListAsync(string? state, ClaimsPrincipal user, ErasureRequests requests, CancellationToken ct) =>
        state is null or "open" or "granted" or "refused"
            ? TypedResults.Ok(new ErasureRequestList(await requests.ListAsync(user.InstitutionId(), state, ct)))
            : Problems.Validation([Finding.Error("/state", FindingCodes.UnknownValue, "state is open, granted or refused.")]);

    /// <summary>Decide a learner's request to be erased</summary>
    /// <remarks>
    /// <c>grant</c> erases the learner at once, as <c>DELETE /v1/learners/{learnerId}</c> does. <c>refuse</c> tells the learner by e-mail, with the reason if
    /// you give one. Repeating a decision is harmless; another one is a 409.
    /// </remarks>
    private static async Task<IResult> DecideAsync(HttpContext context, string requestId, ClaimsPrincipal user, ErasureRequests requests, CancellationToken ct)
    {
        using var body = await JsonBody.ReadAsync(context, MaxBody);
        if (body.Problem is { } problem)
            return problem;
        var findings = new FindingList();
        if (ObjectReader.Open(body.Root, "", findings, "en", "decision", "reason") is not { } reader)
            return Problems.Validation(findings.ToImmutable());
        reader.Require("decision", "Say what you decide: grant or refuse.");
        var decision = reader.Choice("decision", "grant", "refuse");
        var reason = reader.Line("reason", 500);
        if (findings.HasErrors || decision is null)
            return Problems.Validation(findings.ToImmutable());
        return await requests.DecideAsync(requestId, user.InstitutionId(), decision == "grant", reason, user.ApiKeyPrefix(), ct) switch
        {
            DecisionOutcome.Done => TypedResults.NoContent(),
            DecisionOutcome.Otherwise => Problems.Of(409, "conflict", "This request was decided otherwise before."),
            _ => Problems.NotFound(),
        };
    }

    private static ClaimWish? Read(JsonElement body, DateTimeOffset now, FindingList findings)
    {
        if (ObjectReader.Open(body, "", findings, "en", "delivery", "language", "expiresAt") is not { } reader)
            return null;
        var delivery = reader.Choice("delivery", "link", "email");
        var language = reader.Choice("language", [.. LanguageOffer.Ours.All.Select(language => language.Tag)]);
        var expiresAt = reader.LastInstant("expiresAt");
        if (expiresAt <= now || expiresAt > now.AddYears(1))
            reader.Error("expiresAt", "out-of-range", "A claim link ends within a year, at a time that is still to come.");
        return findings.HasErrors ? null : new(delivery == "email", language, expiresAt ?? now + ClaimWish.Lifetime);
    }

    private static async Task<ClaimBody> BodyAsync(Credential credential, IEventStore store, DateTimeOffset now, CancellationToken ct)
    {
        var (offer, offeredAt, _, claimedAt) = credential.Access;
        var state = offer is null ? claimedAt is null ? "none" : "claimed" : now < offer.ExpiresAt ? "offered" : "expired";
        string? letter = null;
        if (offer is { Delivery: "email" })
            letter = await store.QueryAsync(new(MailSender.Outcomes, [Filter.Is("about", offer.ClaimId)]), ct) is [var row] ? row.Text("outcome") : "waiting";
        return new(state, offer?.ClaimId, offer?.Delivery, letter, offeredAt, offer?.ExpiresAt, claimedAt, null);
    }
}

/// <summary>What a claim link is asked with; every member may be left out.</summary>
/// <param name="Delivery"><c>link</c> (default): you deliver it; <c>email</c>: the service sends it.</param>
/// <param name="Language">Of the letter: one that the pages speak, such as <c>cy</c>. Default: the credential's.</param>
/// <param name="ExpiresAt">Instant, or a date for its end, within a year. Default: in 90 days.</param>
public sealed record ClaimRequest(string? Delivery, string? Language, string? ExpiresAt);

/// <summary>Whether and how a learner gets at a credential.</summary>
/// <param name="State"><c>none</c>, <c>offered</c>, <c>expired</c> or <c>claimed</c>.</param>
/// <param name="ClaimId">Names the offer; opens nothing.</param>
/// <param name="Delivery"><c>link</c> or <c>email</c>.</param>
/// <param name="Letter">Of an offer by e-mail: <c>waiting</c>, <c>sent</c>, <c>refused</c> by the learner's server, or <c>expired</c>.</param>
/// <param name="OfferedAt">When the link was made.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="ClaimedAt">When the learner last used one.</param>
/// <param name="Link">The one-time link, only in the answer that makes it and only where you deliver it.</param>
public sealed record ClaimBody(
    string State, string? ClaimId, string? Delivery, string? Letter, DateTimeOffset? OfferedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? ClaimedAt, string? Link);

/// <summary>Requests to be erased.</summary>
public sealed record ErasureRequestList(IReadOnlyList<ErasureRequest> Requests);

/// <summary>A decision.</summary>
/// <param name="Decision"><c>grant</c> or <c>refuse</c>.</param>
/// <param name="Reason">Why not, for the learner; at most 500 characters.</param>
public sealed record ErasureDecision(string Decision, string? Reason);
