namespace Issuer.Service.Access;

/// <summary>Which problems a route can answer, for its description.</summary>
public static class EndpointProblems
{
    /// <summary>What every route can answer that needs an API key.</summary>
    public static RouteGroupBuilder WithKeyProblems(this RouteGroupBuilder routes) => routes
        .WithProblem(StatusCodes.Status401Unauthorized)
        .WithProblem(StatusCodes.Status403Forbidden)
        .WithProblem(StatusCodes.Status429TooManyRequests)
        .WithProblem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>What every route can answer that reads a body with <see cref="JsonBody"/>.</summary>
    /// <param name="route">The route.</param>
    /// <param name="faultsAreAnswers">Whether what is wrong in the content is a result of this route and no problem.</param>
    public static RouteHandlerBuilder WithBodyProblems(this RouteHandlerBuilder route, bool faultsAreAnswers = false) => route
        .WithProblem(StatusCodes.Status400BadRequest, "unreadable-json")
        .WithProblem(StatusCodes.Status413PayloadTooLarge)
        .WithProblem(StatusCodes.Status415UnsupportedMediaType)
        .WithProblem(StatusCodes.Status422UnprocessableEntity, faultsAreAnswers ? ["unreadable-json"] : ["validation", "unreadable-json"]);

    /// <summary>A problem that the route can answer; several calls for one status add up.</summary>
    /// <param name="builder">The route or group.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="codes">Codes of <see cref="ProblemCodes"/>; none stands for the status's own.</param>
    public static TBuilder WithProblem<TBuilder>(this TBuilder builder, int status, params string[] codes)
        where TBuilder : IEndpointConventionBuilder =>
        builder.ProducesProblem(status).WithMetadata(new ProblemMetadata(status, codes is [] ? [ProblemCodes.ForStatus(status)] : codes));
}

/// <summary>A status that a route can answer, with the codes that its problem body can carry then.</summary>
internal sealed record ProblemMetadata(int Status, string[] Codes);
