using Issuer.Core.Status;
using Issuer.Service.Access;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Issuer.Service.Credentials;

/// <summary>Status lists, for every verifier in the world.</summary>
public sealed class StatusEndpoints
{
    // application/json comes first: HTTP clients of verifiers in the field parse a body only where its type says json.
    private static readonly string[] EmbeddedTypes = ["application/json", "application/vc", "application/ld+json"];

    private const string JwtType = "application/vc+jwt";

    private const string TokenListType = "application/" + TokenStatusListToken.Typ;

    public void AddRoutes(IEndpointRouteBuilder routes)
    {
        var lists = routes.MapGroup("").WithTags("Public").AllowAnonymous().RequireRateLimiting("public").WithProblem(404).WithProblem(406).WithProblem(429).WithProblem(503);
        lists.MapGet("/status/{list}", GetAsync).WithName("getStatusList")
            .Produces(200, contentType: EmbeddedTypes[0], additionalContentTypes: [.. EmbeddedTypes[1..], JwtType]).Produces(304);
        lists.MapGet("/token-status/{list}", GetTokenListAsync).WithName("getTokenStatusList").Produces(200, contentType: TokenListType).Produces(304);
    }

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
        if (!ShareLinks.HasShape(list) || await lists.FindAsync(list, ct) is not { Embedded: { } embedded } signed)
            return Problems.Of(404, "not-found", "There is no status list at this address.");
        return type == JwtType ? Answer(context, signed.Jwt, type, signed.Tag + "-jwt") : Answer(context, embedded, type, signed.Tag + "-vc");
    }

    /// <summary>A Token Status List</summary>
    /// <remarks>For SD-JWT VCs: a signed <c>statuslist+jwt</c> (draft-ietf-oauth-status-list), two bits an entry: 0 valid, 1 invalid, 2 suspended.</remarks>
    /// <param name="list">Public id of the list, as <c>status.status_list.uri</c> names it.</param>
    private static async Task<IResult> GetTokenListAsync(HttpContext context, string list, StatusLists lists, CancellationToken ct)
    {
        if (MediaTypes.Choose(context.Request.Headers.Accept, [TokenListType]) is null)
            return Problems.Of(406, "not-acceptable", $"A Token Status List is served as {TokenListType}.");
        return ShareLinks.HasShape(list) && await lists.FindAsync(list, ct) is { Embedded: null } signed
            ? Answer(context, signed.Jwt, TokenListType, signed.Tag)
            : Problems.Of(404, "not-found", "There is no status list at this address.");
    }

    private static FileContentHttpResult Answer(HttpContext context, byte[] bytes, string type, string tag)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = $"public, max-age={(int)StatusLists.TimeToLive.TotalSeconds}";
        headers.AccessControlAllowOrigin = "*";
        headers.Vary = "Accept";
        return TypedResults.Bytes(bytes, type, entityTag: new EntityTagHeaderValue($"\"{tag}\""));
    }
}
