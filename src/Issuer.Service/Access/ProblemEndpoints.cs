using Microsoft.AspNetCore.Http.HttpResults;

namespace Issuer.Service.Access;

/// <summary>What the <c>type</c> of a problem body leads to.</summary>
public sealed class ProblemEndpoints
{
    /// <summary>Adds <c>GET /problems/{code}</c>.</summary>
    public void AddRoutes(IEndpointRouteBuilder routes) =>
        routes.MapGet("/problems/{code}", Explain)
            .AllowAnonymous()
            .RequireRateLimiting(RateLimits.Public)
            .WithTags("Problems")
            .WithName("explainProblem")
            .WithSummary("Explain a kind of problem")
            .WithProblem(StatusCodes.Status404NotFound)
            .WithProblem(StatusCodes.Status429TooManyRequests);

    /// <summary>Says what a problem's code means and what to do about it.</summary>
    /// <param name="code">The code of a problem body, for example validation.</param>
    internal static Results<Ok<ProblemExplanation>, ProblemHttpResult> Explain(string code) =>
        ProblemCodes.All.TryGetValue(code, out var kind)
            ? TypedResults.Ok(new ProblemExplanation(code, kind.Title, kind.Explanation))
            : Problems.NotFound();
}

/// <summary>A kind of problem in words.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Title">Title, the same for every occurrence.</param>
/// <param name="Explanation">What happened and what to do.</param>
public sealed record ProblemExplanation(string Code, string Title, string Explanation);
