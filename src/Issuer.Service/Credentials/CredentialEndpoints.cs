using System.Security.Claims;
using System.Text.Json;
using Issuer.Core.Model;
using Issuer.Service.Access;
using Issuer.Service.Institutions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Issuer.Service.Credentials;

/// <summary>Issue, read, correct, suspend, reinstate, revoke: the registrar's side.</summary>
public sealed class CredentialEndpoints
{
    /// <summary>Largest request body, bytes: a micro-credential with every element filled in two languages is under 20 kB.</summary>
    public const int MaxBody = 256 * 1024;

    private const int MaxIdempotencyKey = 255;

    public void AddRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/credentials").WithTags("Credentials").WithKeyProblems();

        group.MapPost("/", IssueAsync).WithName("issueCredential").RequireScope("issue")
            .Accepts<MicroCredentialRequest>("application/json").Produces<CredentialBody>(201)
            .WithBodyProblems().WithProblem(400, "bad-request").WithProblem(422, "idempotency-key-reused");
        group.MapPost("/check", CheckAsync).WithName("checkCredential").RequireScope("issue")
            .Accepts<MicroCredentialRequest>("application/json").Produces<CheckBody>(200).WithBodyProblems(faultsAreAnswers: true);
        group.MapGet("/{id}", GetAsync).WithName("getCredential").RequireScope("read")
            .Produces<CredentialBody>(200).Produces(304).WithProblem(404);
        group.MapGet("/{id}/events", EventsAsync).WithName("listCredentialEvents").RequireScope("read")
            .Produces<AuditBody>(200).WithProblem(404);
        group.MapPost("/{id}/correct", CorrectAsync).WithName("correctCredential").RequireScope("issue").RequireScope("revoke")
            .Accepts<MicroCredentialRequest>("application/json").Produces<CredentialBody>(201)
            .WithBodyProblems().WithProblem(400, "bad-request").WithProblem(404).WithProblem(409, "state-final", "conflict").WithProblem(422, "idempotency-key-reused");
        ChangesState(group.MapPost("/{id}/revoke", RevokeAsync).WithName("revokeCredential"));
        ChangesState(group.MapPost("/{id}/suspend", SuspendAsync).WithName("suspendCredential")).WithProblem(409, "no-suspension-entry");
        ChangesState(group.MapPost("/{id}/reinstate", ReinstateAsync).WithName("reinstateCredential"));
    }

    private static RouteHandlerBuilder ChangesState(RouteHandlerBuilder route) => route.RequireScope("revoke")
        .Accepts<ChangeBody>(isOptional: true, "application/json").Produces<CredentialBody>(200)
        .WithBodyProblems().WithProblem(404).WithProblem(409, "state-final").WithProblem(412);

    /// <summary>Issue a micro-credential</summary>
    /// <remarks>
    /// Checks the request against every rule, signs it, and answers when it is durably stored. With an <c>Idempotency-Key</c> a repeated request
    /// answers the first one's credential; the same key with another request is a 422.
    /// </remarks>
    private static async Task<IResult> IssueAsync(
        HttpContext context, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, ClaimsPrincipal user, InstitutionDirectory institutions,
        Issuing issuing, CredentialReader reader, CredentialBodies bodies, CancellationToken ct)
    {
        if (InvalidKey(idempotencyKey) is { } invalid)
            return invalid;
        using var body = await JsonBody.ReadAsync(context, MaxBody);
        if (body.Problem is { } problem)
            return problem;
        var request = new IssueRequest(Institution(institutions, user), body.Root, user.ApiKeyPrefix(), idempotencyKey);
        return await AnswerAsync(context, await issuing.IssueAsync(request, corrects: null, ct), reader, bodies, ct);
    }

    /// <summary>Check a micro-credential without issuing it</summary>
    /// <remarks>All faults and warnings at once, each with a JSON Pointer, a stable code and a sentence. Nothing is signed or stored.</remarks>
    private static async Task<IResult> CheckAsync(
        HttpContext context, ClaimsPrincipal user, InstitutionDirectory institutions, Issuing issuing, CancellationToken ct)
    {
        using var body = await JsonBody.ReadAsync(context, MaxBody);
        if (body.Problem is { } problem)
            return problem;
        var check = issuing.Check(Institution(institutions, user), body.Root);
        return TypedResults.Ok(new CheckBody(!check.HasErrors, [.. check.Findings.Select(FindingBody.Of)]));
    }

    /// <summary>Read one credential</summary>
    /// <remarks>The same body as when it was issued: same forms, byte for byte; live status. Another institution's credential is a 404.</remarks>
    private static async Task<IResult> GetAsync(
        HttpContext context, string id, ClaimsPrincipal user, CredentialReader reader, CredentialBodies bodies, CancellationToken ct)
    {
        if (await reader.FindAsync(id, user.InstitutionId(), ct) is not { } credential)
            return Problems.NotFound();
        var body = bodies.Of(await reader.OpenAsync(credential, ct));
        var tag = CredentialBodies.Tag(credential, body.Status);
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "private, no-cache";
        return context.Request.Headers.IfNoneMatch.Contains(tag) ? TypedResults.StatusCode(304) : TypedResults.Ok(body);
    }

    /// <summary>What happened to a credential</summary>
    /// <remarks>Every event in order: what, when, by which API key, for which reason; the institution's private notes included.</remarks>
    private static async Task<IResult> EventsAsync(string id, ClaimsPrincipal user, CredentialReader reader, AuditTrail audit, CancellationToken ct) =>
        await reader.FindAsync(id, user.InstitutionId(), ct) is { } credential
            ? TypedResults.Ok(new AuditBody(await audit.ReadAsync(credential, ct)))
            : Problems.NotFound();

    /// <summary>Revoke a credential for good</summary>
    private static Task<IResult> RevokeAsync(
        HttpContext context, string id, ClaimsPrincipal user, Lifecycle lifecycle, CredentialReader reader, CredentialBodies bodies, CancellationToken ct) =>
        ChangeAsync(context, id, user, StateDecisions.Revoke, lifecycle, reader, bodies, ct);

    /// <summary>Suspend a credential until it is reinstated</summary>
    /// <remarks>Only for credentials issued with <c>options.statusPurpose</c> set to <c>suspension</c>; others answer 409, since their status list could not show it.</remarks>
    private static Task<IResult> SuspendAsync(
        HttpContext context, string id, ClaimsPrincipal user, Lifecycle lifecycle, CredentialReader reader, CredentialBodies bodies, CancellationToken ct) =>
        ChangeAsync(context, id, user, StateDecisions.Suspend, lifecycle, reader, bodies, ct);

    /// <summary>End a suspension</summary>
    private static Task<IResult> ReinstateAsync(
        HttpContext context, string id, ClaimsPrincipal user, Lifecycle lifecycle, CredentialReader reader, CredentialBodies bodies, CancellationToken ct) =>
        ChangeAsync(context, id, user, StateDecisions.Reinstate, lifecycle, reader, bodies, ct);

    /// <summary>Replace a credential by a corrected one</summary>
    /// <remarks>
    /// The body is the whole micro-credential as it should have been. In one step the new one is issued and the old one becomes <c>superseded</c>,
    /// with its status bit set: both happen or neither.
    /// </remarks>
    private static async Task<IResult> CorrectAsync(
        HttpContext context, string id, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, ClaimsPrincipal user,
        InstitutionDirectory institutions, Issuing issuing, CredentialReader reader, CredentialBodies bodies, CancellationToken ct)
    {
        if (InvalidKey(idempotencyKey) is { } invalid)
            return invalid;
        using var body = await JsonBody.ReadAsync(context, MaxBody);
        if (body.Problem is { } problem)
            return problem;
        if (await reader.FindAsync(id, user.InstitutionId(), ct) is not { } credential)
            return Problems.NotFound();
        var request = new IssueRequest(Institution(institutions, user), body.Root, user.ApiKeyPrefix(), idempotencyKey);
        return await AnswerAsync(context, await issuing.IssueAsync(request, credential, ct), reader, bodies, ct);
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext context, IssueOutcome outcome, CredentialReader reader, CredentialBodies bodies, CancellationToken ct)
    {
        switch (outcome)
        {
            case IssueOutcome.Issued(var opened, var warnings):
                return Created(context, bodies.Of(opened, warnings), opened.Credential);
            case IssueOutcome.Replay(var id):
                var credential = await reader.FindAsync(id, ct) ?? throw new InvalidOperationException("An idempotency key names a credential that is not there.");
                context.Response.Headers["Idempotency-Replayed"] = "true";
                return Created(context, bodies.Of(await reader.OpenAsync(credential, ct)), credential);
            case IssueOutcome.Faulty(var findings):
                return Problems.Validation(findings);
            case IssueOutcome.KeyReused:
                return Problems.Of(422, "idempotency-key-reused", "This Idempotency-Key was used for another request.");
            case IssueOutcome.Refused(var code, var why):
                return Problems.Of(409, code, why);
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}.");
        }
    }

    private static Created<CredentialBody> Created(HttpContext context, CredentialBody body, Credential credential)
    {
        context.Response.Headers.ETag = CredentialBodies.Tag(credential, body.Status);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created(body.Links.Self, body);
    }

    private static async Task<IResult> ChangeAsync(
        HttpContext context, string id, ClaimsPrincipal user, Func<Credential, StateDecision> decide, Lifecycle lifecycle, CredentialReader reader,
        CredentialBodies bodies, CancellationToken ct)
    {
        var (request, problem) = await ReadChangeAsync(context, user.ApiKeyPrefix(), ct);
        if (request is null)
            return problem!;
        switch (await lifecycle.ChangeAsync(id, user.InstitutionId(), decide, request, ct))
        {
            case ChangeOutcome.Done(var credential):
                var body = bodies.Of(await reader.OpenAsync(credential, ct));
                context.Response.Headers.ETag = CredentialBodies.Tag(credential, body.Status);
                return TypedResults.Ok(body);
            case ChangeOutcome.Refused("changed-meanwhile", var why):
                return Problems.Of(412, "precondition-failed", why);
            case ChangeOutcome.Refused(var code, var why):
                return Problems.Of(409, code, why);
            default:
                return Problems.NotFound();
        }
    }

    private static async Task<(ChangeRequest? Request, ProblemHttpResult? Problem)> ReadChangeAsync(HttpContext context, string by, CancellationToken ct)
    {
        long? version = null;
        if (context.Request.Headers.IfMatch is [{ } tag] && (version = CredentialBodies.VersionOf(tag)) is null)
            return (null, Problems.Of(412, "precondition-failed", "The If-Match header is not an entity tag of this credential."));
        if (context.Request.ContentLength is 0 or null && !context.Request.HasJsonContentType())
            return (new ChangeRequest(null, null, by, version), null);

        using var body = await JsonBody.ReadAsync(context, MaxBody);
        if (body.Problem is { } problem)
            return (null, problem);
        List<Finding> findings = [];
        var reason = ReadText(body.Root, "reason", 500, findings);
        var note = ReadText(body.Root, "note", 5000, findings);
        if (body.Root.ValueKind != JsonValueKind.Object)
            findings.Add(Finding.Error("", "type", "The body is an object with a reason and, if you like, a note."));
        else
            findings.AddRange(body.Root.EnumerateObject().Where(m => m.Name is not ("reason" or "note"))
                .Select(m => Finding.Error(Core.Encoding.JsonPointer.Append("", m.Name), "unknown-member", "Only reason and note are known here.")));
        return findings.Count == 0
            ? (new ChangeRequest(reason, note, by, version), null)
            : (null, Problems.Validation(findings));
    }

    private static string? ReadText(JsonElement body, string name, int maxLength, List<Finding> findings)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null)
            return null;
        if (member.ValueKind != JsonValueKind.String)
            findings.Add(Finding.Error($"/{name}", "type", $"{name} is text."));
        else if (member.GetString() is { } text && text.Length > maxLength)
            findings.Add(Finding.Error($"/{name}", "too-long", $"{name} has at most {maxLength} characters."));
        else
            return member.GetString();
        return null;
    }

    private static ProblemHttpResult? InvalidKey(string? key) => key switch
    {
        null => null,
        { Length: 0 or > MaxIdempotencyKey } => Problems.Of(400, "bad-request", $"Idempotency-Key has 1 to {MaxIdempotencyKey} characters."),
        _ => null,
    };

    private static Institution Institution(InstitutionDirectory institutions, ClaimsPrincipal user) =>
        institutions.ById(user.InstitutionId()) ?? throw new InvalidOperationException("An API key names an institution that is not registered.");
}
