using System.Net.Http.Headers;
using Issuer.Core.Encoding;
using Issuer.Core.Model;
using Issuer.Core.Verification;
using Issuer.Service.Access;
using Issuer.Service.Operations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Issuer.Service.Checking;

/// <summary>Checking a credential over the API: open to anyone, since an employer has no account.</summary>
public sealed class CheckingEndpoints
{
    private static readonly string[] JsonTypes = ["application/json", "application/vc", "application/vp", "application/vc+ld+json", "application/vp+ld+json", "application/ld+json"];
    private static readonly string[] TextTypes = ["application/vc+jwt", "application/vp+jwt", "application/dc+sd-jwt", "application/vc+sd-jwt", "application/sd-jwt", "application/jwt", "application/jose", "text/plain"];
    private static readonly string[] PictureTypes = ["image/png", "image/svg+xml"];

    /// <summary>Adds <c>POST /v1/verify</c>.</summary>
    public void AddRoutes(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/verify", Verify)
            .AllowAnonymous()
            .RequireRateLimiting(RateLimits.Public)
            .DisableAntiforgery()
            .WithTags("Verification")
            .WithName("verifyCredential")
            .WithSummary("Check a credential")
            .Accepts<VerifyRequest>(JsonTypes[0], [.. JsonTypes[1..], .. TextTypes, .. PictureTypes])
            .WithProblem(StatusCodes.Status400BadRequest, "unreadable-json", "unreadable-input")
            .WithProblem(StatusCodes.Status413PayloadTooLarge)
            .WithProblem(StatusCodes.Status415UnsupportedMediaType)
            .WithProblem(StatusCodes.Status422UnprocessableEntity, "validation", "unreadable-input")
            .WithProblem(StatusCodes.Status429TooManyRequests);

    /// <summary>
    /// Checks a credential, of this service or anybody's, and says what each check found. Send {"credential": …} as JSON, or the credential itself with its
    /// media type; a baked badge, PNG or SVG, is such a credential. A credential that fails is answered with 200 and verdict invalid; 400 and 422 are for what cannot be read or is no credential.
    /// </summary>
    internal static async Task<Results<Ok<VerificationAnswer>, ProblemHttpResult>> Verify(
        HttpRequest request, CredentialVerifier verifier, Metrics metrics, TimeProvider clock, CancellationToken ct)
    {
        var isJson = IsOneOf(JsonTypes, request.ContentType);
        if (!isJson && !IsOneOf([.. TextTypes, .. PictureTypes], request.ContentType))
        {
            return Problems.Of(
                StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", $"Send {string.Join(", ", [.. JsonTypes, .. TextTypes, .. PictureTypes])}; text in UTF-8.");
        }

        if (await ReadAsync(request, ct) is not { } body)
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "too-large", "A credential is at most 1 MiB long.");

        var (input, options, faults) = isJson ? ReadJson(body) : (CredentialInput.Read(body), VerifyOptions.None, []);
        if (faults.Count > 0)
            return Problems.Validation(faults);
        switch (input)
        {
            case CredentialInput.Unreadable { Pointer: var pointer, Code: var code, Message: var message }:
                return Problems.Of(
                    StatusCodes.Status400BadRequest, isJson ? "unreadable-json" : "unreadable-input",
                    isJson ? "The body is not acceptable JSON." : "The body is neither a compact token nor acceptable JSON nor a whole picture with one of them in it.", [Finding.Error(pointer, code, message)]);
            case CredentialInput.NotACredential { Pointer: var pointer, Code: var code, Message: var message }:
                return Problems.Of(
                    StatusCodes.Status422UnprocessableEntity, "unreadable-input", "This is nothing that can be checked here.", [Finding.Error(pointer, code, message)]);
            default:
                request.HttpContext.Response.Headers.CacheControl = "no-store";
                var report = await verifier.VerifyAsync(input!, options, clock.GetUtcNow(), ct);
                metrics.Verified.Add(1, new KeyValuePair<string, object?>("verdict", VerificationAnswer.Spell(report.Verdict)));
                return TypedResults.Ok(VerificationAnswer.Of(report));
        }
    }

    private static (CredentialInput? Input, VerifyOptions Options, IReadOnlyList<Finding> Faults) ReadJson(byte[] body)
    {
        var parsed = StrictJson.Parse(body);
        return parsed.Document is { } document
            ? VerifyRequest.Read(document.RootElement)
            : (new CredentialInput.Unreadable(parsed.Fault!.Code, parsed.Fault.Message, parsed.Fault.Pointer), VerifyOptions.None, []);
    }

    // Null for more than the limit; what is declared too long is not read at all.
    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > CredentialInput.MaximumBytes)
            return null;
        using var body = new MemoryStream((int)(request.ContentLength ?? 4096));
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await request.Body.ReadAsync(buffer, ct)) > 0)
        {
            if (body.Length + count > CredentialInput.MaximumBytes)
                return null;
            body.Write(buffer, 0, count);
        }

        return body.ToArray();
    }

    private static bool IsOneOf(string[] types, string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && types.Contains(type.MediaType, StringComparer.OrdinalIgnoreCase)
        && type.CharSet?.Trim('"').ToLowerInvariant() is null or "utf-8" or "us-ascii";
}
