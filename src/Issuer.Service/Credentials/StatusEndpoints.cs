using Issuer.Service.Access;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Issuer.Service.Credentials;

/// <summary>Status lists, for every verifier in the world.</summary>
public sealed class StatusEndpoints
{
    public void AddRoutes(IEndpointRouteBuilder routes) =>
        routes.MapGet("/status/{list}", GetAsync).WithName("getStatusList").WithTags("Public").AllowAnonymous().RequireRateLimiting("public")
            .Produces(200, contentType: "application/vc+jwt").Produces(304).WithProblem(404).WithProblem(429).WithProblem(503);

    /// <summary>A status list</summary>
    /// <remarks>A signed Bitstring Status List 1.0 credential as a VC-JWT. Any verifier may keep it for <c>ttl</c> milliseconds.</remarks>
    /// <param name="list">Public id of the list, as <c>credentialStatus.statusListCredential</c> names it.</param>
    private static async Task<IResult> GetAsync(HttpContext context, string list, StatusLists lists, CancellationToken ct)
    {
        if (!ShareLinks.HasShape(list) || await lists.FindAsync(list, ct) is not { } signed)
            return Problems.Of(404, "not-found", "There is no status list at this address.");
        context.Response.Headers.CacheControl = $"public, max-age={(int)StatusLists.TimeToLive.TotalSeconds}";
        context.Response.Headers.AccessControlAllowOrigin = "*";
        return TypedResults.Bytes(
            System.Text.Encoding.ASCII.GetBytes(signed.Compact), "application/vc+jwt", entityTag: new EntityTagHeaderValue($"\"{signed.Tag}\""));
    }
}
