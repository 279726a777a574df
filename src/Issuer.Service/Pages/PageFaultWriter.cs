using System.Globalization;
using Issuer.Service.Access;
using Issuer.Service.Pages.Views;
using Microsoft.AspNetCore.Diagnostics;

namespace Issuer.Service.Pages;

/// <summary>Shows a fault as a page to those who asked for one: on our pages, and wherever a browser opens an address that leads nowhere.</summary>
internal sealed class PageFaultWriter : IProblemDetailsWriter
{
    private const string Html = "text/html";
    private const string Problem = "application/problem+json";

    public bool CanWrite(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        // The exception handler takes the endpoint away before it asks.
        var endpoint = http.GetEndpoint() ?? http.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        if (endpoint?.Metadata.GetMetadata<PageMarker>() is not null)
            return MediaTypes.Choose(http.Request.Headers.Accept, [Html, Problem, "application/json"]) == Html;
        // A program that takes anything gets JSON; a browser names HTML first.
        return endpoint is not RouteEndpoint && !http.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase)
            && MediaTypes.Choose(http.Request.Headers.Accept, [Problem, Html]) == Html;
    }

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var (http, problem) = (context.HttpContext, context.ProblemDetails);
        var status = problem.Status ?? http.Response.StatusCode;
        if (problem.Extensions.TryGetValue(Problems.RetryAfter, out var seconds) && seconds is int value)
            http.Response.Headers.RetryAfter = value.ToString(CultureInfo.InvariantCulture);
        PageHeaders.Apply(http.Response.Headers, Keep.Nowhere, indexed: false);
        await PageEndpoints.Page<FaultView>(new FaultPage(PageEndpoints.Frame(http), status), status).ExecuteAsync(http);
    }
}
