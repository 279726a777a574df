using System.Net;
using Issuer.Service.Access;
using Issuer.Service.Institutions;
using Issuer.Service.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Issuer.Service.Operations;

/// <summary>Health and metrics, for whoever keeps the service running.</summary>
public sealed class OperationEndpoints
{
    public void AddRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/").WithTags("Operation").AllowAnonymous();
        group.MapGet("/health/live", Live).WithName("healthLive");
        group.MapGet("/health/ready", ReadyAsync).WithName("healthReady").WithProblem(503, "not-ready");
        group.MapGet("/metrics", ReadMetrics).WithName("metrics").Produces(200, contentType: "text/plain").WithProblem(404);
    }

    /// <summary>The process answers</summary>
    private static Ok<Health> Live() => TypedResults.Ok(new Health("live"));

    /// <summary>The service can issue and verify</summary>
    /// <remarks>503 says what is missing: the store does not answer, a signing key's file is missing, no institution is registered; or that the node is about to stop.</remarks>
    private static async Task<Results<Ok<Health>, ProblemHttpResult>> ReadyAsync(IEventStore store, InstitutionReadiness institutions, Draining draining, CancellationToken ct)
    {
        if (draining.Begun)
            return Problems.Of(503, "not-ready", "This node was told to stop.", retryAfterSeconds: 5);
        try
        {
            await store.HeadAsync(ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Problems.Of(503, "not-ready", "The event store does not answer.", retryAfterSeconds: 5);
        }

        return institutions.Faults() is { Count: > 0 } faults
            ? Problems.Of(503, "not-ready", string.Join(' ', faults), retryAfterSeconds: 5)
            : TypedResults.Ok(new Health("ready"));
    }

    /// <summary>Counters in Prometheus text</summary>
    /// <remarks>For the machine itself and for API keys with the scope <c>admin</c>; nobody else learns how much an institution issues.</remarks>
    private static Results<ContentHttpResult, ProblemHttpResult> ReadMetrics(HttpContext context, Metrics metrics)
    {
        var fromHere = context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && !context.Request.Headers.ContainsKey("X-Forwarded-For");
        return fromHere || context.User.HasScope(Scopes.Admin) ? TypedResults.Text(metrics.Read(), "text/plain; version=0.0.4") : Problems.NotFound();
    }
}

/// <summary>State of the service.</summary>
public sealed record Health(string Status);
