namespace Issuer.Service.Access;

/// <summary>Which problems a route can answer, for its description.</summary>
public static class EndpointProblems
{
    /// <summary>What every route can answer that needs an API key.</summary>
    public static RouteGroupBuilder WithKeyProblems(this RouteGroupBuilder routes) => routes
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status429TooManyRequests)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>What every route can answer that reads a body with <see cref="JsonBody"/>.</summary>
    public static RouteHandlerBuilder WithBodyProblems(this RouteHandlerBuilder route) => route
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
}
