using Issuer.Service.Store;
using Microsoft.AspNetCore.Diagnostics;

namespace Issuer.Service.Access;

/// <summary>What happens to an exception that no endpoint expected: a problem body that tells the caller what to do, and nothing about us.</summary>
internal sealed class FaultHandler(IProblemDetailsService problems, ILogger<FaultHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // The client has gone: nobody reads an answer, and it is no fault of ours.
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var problem = exception switch
        {
            StoreUnavailableException store => Problems.Details(
                StatusCodes.Status503ServiceUnavailable, "unavailable", "The store does not answer.", retryAfterSeconds: Math.Max(1, (int)Math.Ceiling(store.RetryAfter.TotalSeconds))),
            // Nothing that a caller does mends it, and nothing else is affected: never what was damaged, and no fault of the program.
            StoreDamagedException => Problems.Details(
                StatusCodes.Status503ServiceUnavailable, "damaged", "What is stored of this is not what was written.", retryAfterSeconds: 600),
            BadHttpRequestException bad => Problems.Details(bad.StatusCode, ProblemCodes.ForStatus(bad.StatusCode), Sentence(bad.StatusCode)),
            _ => Problems.Details(StatusCodes.Status500InternalServerError, "internal-error", "The request could not be carried out."),
        };

        // The path may hold a share token and a message may hold a value, so the log gets the route, the type and the stack alone.
        if (problem.Status >= 500)
        {
            var route = (httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint as RouteEndpoint)?.RoutePattern.RawText;
            log.LogError("{Fault} at {Method} {Route}{NewLine}{Stack}", exception.GetType().FullName, httpContext.Request.Method, route ?? "(no route)", Environment.NewLine, Stack(exception));
        }

        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem, Exception = exception });
    }

    internal static string Sentence(int status) => status switch
    {
        400 => "The request could not be read: its parameters or body do not have the documented form.",
        404 => "There is no such resource.",
        405 => "This method is not allowed here.",
        408 => "The body did not arrive in time.",
        413 => "The body is longer than this service accepts.",
        415 => "The body must be sent with a documented Content-Type.",
        _ => "The request was refused.",
    };

    private static string Stack(Exception exception)
    {
        var stack = exception.StackTrace ?? "(no stack)";
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
            stack += $"{Environment.NewLine}caused by {inner.GetType().FullName}{Environment.NewLine}{inner.StackTrace}";
        return stack;
    }
}
