using Issuer.Service.Access;
using Microsoft.Net.Http.Headers;

namespace Issuer.Service.Credentials;

/// <summary>Status lists, for every verifier in the world.</summary>
public sealed class StatusEndpoints
{
    // application/json comes first: HTTP clients of verifiers in the field parse a body only where its type says json.
    private static readonly string[] EmbeddedTypes = ["application/json", "application/vc", "application/ld+json"];

    private const string JwtType = "application/vc+jwt";

    public void AddRoutes(IEndpointRouteBuilder routes) =>
        routes.MapGet("/status/{list}", GetAsync).WithName("getStatusList").WithTags("Public").AllowAnonymous().RequireRateLimiting("public")
            .Produces(200, contentType: EmbeddedTypes[0], additionalContentTypes: [.. EmbeddedTypes[1..], JwtType]).Produces(304).ProducesProblem(404).ProducesProblem(406);

    /// <summary>A status list</summary>
    /// <remarks>
    /// A signed Bitstring Status List 1.0 credential: JSON with an embedded proof, or on request (<c>Accept</c>) a VC-JWT. Any verifier may keep it for
    /// <c>ttl</c> milliseconds.
    /// </remarks>
    /// <param name="list">Public id of the list, as <c>credentialStatus.statusListCredential</c> names it.</param>
    private static async Task<IResult> GetAsync(HttpContext context, string list, StatusLists lists, CancellationToken ct)
    {
        if (MediaTypes.Choose(context.Request.Headers.Accept, [.. EmbeddedTypes, JwtType]) is not { } type)
            return Problems.Of(406, "not-acceptable", $"A status list is served as {string.Join(", ", EmbeddedTypes)} or {JwtType}.");
        if (!ShareLinks.HasShape(list) || await lists.FindAsync(list, ct) is not { } signed)
            return Problems.Of(404, "not-found", "There is no status list at this address.");
        var headers = context.Response.Headers;
        headers.CacheControl = $"public, max-age={(int)StatusLists.TimeToLive.TotalSeconds}";
        headers.AccessControlAllowOrigin = "*";
        headers.Vary = "Accept";
        var (bytes, form) = type == JwtType ? (signed.Jwt, "jwt") : (signed.Embedded, "vc");
        return TypedResults.Bytes(bytes, type, entityTag: new EntityTagHeaderValue($"\"{signed.Tag}-{form}\""));
    }
}
