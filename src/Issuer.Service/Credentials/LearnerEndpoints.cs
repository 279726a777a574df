using System.Security.Claims;
using System.Text.Json;
using Issuer.Service.Access;
using Issuer.Service.Learners;
using Issuer.Service.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Issuer.Service.Credentials;

/// <summary>A learner at one institution: what is held, and its erasure.</summary>
public sealed class LearnerEndpoints
{
    public void AddRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/learners/{learnerId:guid}").WithTags("Learners").WithKeyProblems().WithProblem(404);
        group.MapGet("/", GetAsync).WithName("getLearner").RequireScope("read").Produces<LearnerBody>(200).WithProblem(410, "erased");
        group.MapDelete("/", EraseAsync).WithName("eraseLearner").RequireScope("admin").Produces(204);
    }

    /// <summary>What is held about a learner</summary>
    /// <remarks>The learner as each credential's request gave them, newest first. 410 after erasure: then there is nothing.</remarks>
    private static async Task<IResult> GetAsync(
        Guid learnerId, ClaimsPrincipal user, IEventStore store, LearnerRecords learners, CredentialReader reader, CancellationToken ct)
    {
        if (!await learners.ExistsAsync(learnerId, user.InstitutionId(), ct))
            return Problems.NotFound();
        var rows = await store.QueryAsync(
            new(CredentialTables.Credentials, [Filter.Is("learner_id", LearnerVault.Text(learnerId))], OrderBy: "stream_id", Descending: true), ct);
        List<LearnerCredential> held = [];
        foreach (var row in rows)
        {
            if (await reader.FindAsync(row.Text("id"), ct) is not { } credential)
                continue;
            var opened = await reader.OpenAsync(credential, ct);
            if (opened.LearnerErased)
                return Problems.Of(410, "erased", "The learner's personal data was erased for good.");
            held.Add(new LearnerCredential(
                credential.Facts.Id, $"/v1/credentials/{credential.Facts.Id}", opened.Request is { } request ? JsonElement.Parse(request).GetProperty("learner") : null));
        }

        return TypedResults.Ok(new LearnerBody(learnerId, held));
    }

    /// <summary>Erase a learner</summary>
    /// <remarks>
    /// Destroys the learner's key, so that names, dates of birth, addresses, numbers and signed documents can be read by nobody again, in no backup
    /// either. Share links answer 410. What stays: that a credential was issued, its status, and the events. A copy that the learner or an employer
    /// holds can still be verified, and still be revoked. Cannot be undone; repeating it is harmless.
    /// </remarks>
    private static async Task<Results<NoContent, ProblemHttpResult>> EraseAsync(
        Guid learnerId, ClaimsPrincipal user, LearnerRecords learners, CancellationToken ct) =>
        await learners.EraseAsync(learnerId, user.InstitutionId(), user.ApiKeyPrefix(), ct) ? TypedResults.NoContent() : Problems.NotFound();
}

/// <summary>What is held about a learner.</summary>
/// <param name="LearnerId">Random id at this institution.</param>
/// <param name="Credentials">Newest first.</param>
public sealed record LearnerBody(Guid LearnerId, IReadOnlyList<LearnerCredential> Credentials);

/// <summary>A credential and the learner as its request gave them.</summary>
public sealed record LearnerCredential(string Id, string Self, JsonElement? Learner);
