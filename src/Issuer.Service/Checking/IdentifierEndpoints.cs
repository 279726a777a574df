using System.Buffers;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Service.Access;
using Microsoft.AspNetCore.Http.Features;

#pragma warning disable CS1573 // Of a handler's parameters, those that come from the caller are documented.

namespace Issuer.Service.Checking;

/// <summary>DID Resolution over HTTP, in the Universal Resolver's shape (DID Resolution 1.0, HTTPS binding).</summary>
public sealed class IdentifierEndpoints
{
    private const string Path = "/1.0/identifiers/";
    private const string Result = "application/did-resolution";
    private const string Document = "application/did";

    // The result first: it is what no preference gets. The profile of ld+json is how the Universal Resolver's clients have asked for it so far.
    private static readonly string[] Forms = [Result, Document, "application/did+json", "application/did+ld+json", "application/json", "application/ld+json"];

    // Options that choose among versions; no method here has any.
    private static readonly string[] Versions = ["versionId", "versionTime"];

    /// <summary>Adds <c>GET /1.0/identifiers/{did}</c>.</summary>
    public void AddRoutes(IEndpointRouteBuilder routes) =>
        routes.MapGet(Path + "{did}", Resolve)
            .AllowAnonymous()
            .RequireRateLimiting(RateLimits.Public)
            .WithTags("Identity")
            .WithName("resolveDid")
            .WithSummary("Resolve a DID")
            .Produces<DidResolutionResult>(StatusCodes.Status200OK, Result, Document, "application/did+json", "application/did+ld+json", "application/json")
            .Produces<DidResolutionResult>(StatusCodes.Status400BadRequest, Result)
            .Produces<DidResolutionResult>(StatusCodes.Status404NotFound, Result)
            .Produces<DidResolutionResult>(StatusCodes.Status406NotAcceptable, Result)
            .Produces<DidResolutionResult>(StatusCodes.Status501NotImplemented, Result)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);

    /// <summary>
    /// Resolves did:web (of this service without any network, of others through the guarded client), did:key and did:jwk. Accept: application/did-resolution,
    /// or none, answers the DID document with its metadata; application/did answers the document alone. Failures are resolution results with
    /// didResolutionMetadata.error: 400 INVALID_DID, 404 NOT_FOUND, 406 REPRESENTATION_NOT_SUPPORTED, 501 METHOD_NOT_SUPPORTED or FEATURE_NOT_SUPPORTED.
    /// </summary>
    /// <param name="did" example="did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK">The DID as it is, or percent-encoded as a whole. The colon before a port stays %3A.</param>
    internal static async Task<IResult> Resolve(string did, HttpContext http, DidResolver resolver, CancellationToken ct)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.Vary = "Accept";
        if (MediaTypes.Choose(http.Request.Headers.Accept, Forms) is not { } form)
            return Failure(http, DidError.RepresentationNotSupported with { Detail = "Accept application/did-resolution or application/did." });
        if (Versions.Any(http.Request.Query.ContainsKey))
            return Failure(http, DidError.FeatureNotSupported with { Detail = "None of the methods web, key and jwk keeps versions." });
        var resolution = await resolver.ResolveAsync(AsSent(http) ?? did, ct);
        if (resolution.Error is { } error)
            return Failure(http, error);
        // As long as a DID document of ours may be kept.
        http.Response.Headers.CacheControl = "public, max-age=300";
        return form is Document or "application/did+json" or "application/did+ld+json"
            ? TypedResults.Bytes(resolution.Document, form)
            : TypedResults.Bytes(Write(resolution, null), form is "application/ld+json" ? "application/ld+json;profile=\"https://w3id.org/did-resolution\"" : form);
    }

    // The server has decoded the path, and with it %3A before a port: then host and port could not be told from host and path.
    private static string? AsSent(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var start = target.IndexOf(Path, StringComparison.Ordinal);
        if (start < 0)
            return null;
        var sent = target[(start + Path.Length)..];
        if (sent.IndexOf('?', StringComparison.Ordinal) is var query and >= 0)
            sent = sent[..query];
        // A client that encodes the whole DID encodes its first colon; one that does not sends it as it is.
        return sent.StartsWith("did:", StringComparison.Ordinal) ? sent : Uri.UnescapeDataString(sent);
    }

    private static StatusBytes Failure(HttpContext http, DidError error)
    {
        http.Response.Headers.CacheControl = "no-store";
        return new StatusBytes(Write(null, error), error.Status);
    }

    private static byte[] Write(DidResolution? resolution, DidError? error)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("@context"u8, "https://w3id.org/did-resolution/v1"u8);
            json.WritePropertyName("didDocument"u8);
            if (resolution is null)
                json.WriteNullValue();
            else
                json.WriteRawValue(resolution.Document.Span);
            json.WriteStartObject("didResolutionMetadata"u8);
            if (error is null)
                json.WriteString("contentType"u8, Document);
            else
                WriteError(json, error);
            json.WriteEndObject();
            json.WriteStartObject("didDocumentMetadata"u8);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteError(Utf8JsonWriter json, DidError error)
    {
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, "https://www.w3.org/ns/did#" + error.Name);
        json.WriteString("title"u8, error.Title);
        json.WriteString("detail"u8, error.Detail);
        json.WriteEndObject();
    }

    /// <summary>A body with a status of its own, which <see cref="TypedResults"/> has for 200 alone.</summary>
    private sealed class StatusBytes(byte[] body, int status) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.ContentType = Result;
            httpContext.Response.ContentLength = body.Length;
            await httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }
}

/// <summary>What resolving a DID gives.</summary>
/// <param name="DidDocument">The DID document; null where there is none.</param>
/// <param name="DidResolutionMetadata">contentType, or error: {type, title, detail}.</param>
/// <param name="DidDocumentMetadata">Empty: none of the methods has any.</param>
public sealed record DidResolutionResult(JsonElement? DidDocument, JsonElement DidResolutionMetadata, JsonElement DidDocumentMetadata);
