using System.Net.Http.Headers;
using Issuer.Core.Encoding;
using Issuer.Core.Model;
using Issuer.Core.Verification;
using Issuer.Service.Access;
using Issuer.Service.Operations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Issuer.Service.Checking;

/// <summary>Checking a credential over the API: open to anyone, since an employer has no account.</summary>
public sealed class CheckingEndpoints
{
    private static readonly string[] JsonTypes = ["application/json", "application/vc", "application/vp", "application/vc+ld+json", "application/vp+ld+json", "application/ld+json"];
    private static readonly string[] TextTypes = ["application/vc+jwt", "application/vp+jwt", "application/dc+sd-jwt", "application/vc+sd-jwt", "application/sd-jwt", "application/jwt", "application/jose", "text/plain"];
    private static readonly string[] FileTypes = ["image/png", "image/svg+xml", "image/jpeg", "image/webp", "application/pdf"];

    /// <summary>Adds <c>POST /v1/verify</c>.</summary>
    public void AddRoutes(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/verify", Verify)
            .AllowAnonymous()
            .RequireRateLimiting(RateLimits.Public)
            .WithMetadata(new RequestSizeLimitAttribute(HandedInReader.MaximumBytes))
            .DisableAntiforgery()
            .WithTags("Verification")
            .WithName("verifyCredential")
            .WithSummary("Check a credential")
            .Accepts<VerifyRequest>(JsonTypes[0], [.. JsonTypes[1..], .. TextTypes, .. FileTypes])
            .WithProblem(StatusCodes.Status400BadRequest, "unreadable-json", "unreadable-input")
            .WithProblem(StatusCodes.Status413PayloadTooLarge)
            .WithProblem(StatusCodes.Status415UnsupportedMediaType)
            .WithProblem(StatusCodes.Status422UnprocessableEntity, "validation", "unreadable-input")
            .WithProblem(StatusCodes.Status429TooManyRequests)
            .WithProblem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>
    /// Checks a credential, of this service or anybody's, and says what each check found. Send {"credential": …} as JSON, or the credential itself with its
    /// media type; a baked badge, PNG or SVG, a PDF that one credential is attached to, and a picture of a QR code that holds one, are such a credential. A credential that fails is answered with 200 and verdict invalid; 400 and 422 are for what cannot be read or is no credential.
    /// </summary>
    internal static async Task<Results<Ok<VerificationAnswer>, ProblemHttpResult>> Verify(
        HttpRequest request, CredentialVerifier verifier, HandedInReader reader, Metrics metrics, TimeProvider clock, CancellationToken ct)
    {
        var isJson = IsOneOf(JsonTypes, request.ContentType);
        if (!isJson && !IsOneOf([.. TextTypes, .. FileTypes], request.ContentType))
        {
            return Problems.Of(
                StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", $"Send {string.Join(", ", [.. JsonTypes, .. TextTypes, .. FileTypes])}; text in UTF-8.");
        }

        if (await JsonBody.ReadBytesAsync(request.HttpContext, IsOneOf(FileTypes, request.ContentType) ? HandedInReader.MaximumBytes : CredentialInput.MaximumBytes) is not { } body)
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "too-large", "A credential is at most 1 MiB long, a PDF or a picture at most 8 MiB.");

        var (input, options, faults) = isJson ? ReadJson(body) : (await ReadFileAsync(body, reader, ct), VerifyOptions.None, []);
        if (input is null && faults.Count == 0)
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, "unavailable", "Too many files are being opened at this moment.", retryAfterSeconds: 2);
        if (faults.Count > 0)
            return Problems.Validation(faults);
        switch (input)
        {
            case CredentialInput.Unreadable { Pointer: var pointer, Code: var code, Message: var message }:
                return Problems.Of(
                    StatusCodes.Status400BadRequest, isJson ? "unreadable-json" : "unreadable-input",
                    isJson ? "The body is not acceptable JSON." : "The body is neither a compact token nor acceptable JSON nor a whole picture or PDF with one of them in it.", [Finding.Error(pointer, code, message)]);
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

    // Null: not now. An address is never opened, and one that is asked about a document with two credentials has no answer.
    private static async Task<CredentialInput?> ReadFileAsync(byte[] file, HandedInReader reader, CancellationToken ct) => await reader.ReadAsync(file, ct) switch
    {
        HandedIn.One { Bytes: var bytes } => CredentialInput.Read(bytes),
        HandedIn.Nothing { Because: var because } => because,
        HandedIn.Several => new CredentialInput.NotACredential("pdf-with-several-credentials", "The PDF has more than one credential attached: send each by itself."),
        HandedIn.Link => new CredentialInput.NotACredential("code-is-a-link", "The QR code holds a web address, which nobody opens here: open it, or send the credential that it leads to."),
        _ => null,
    };

    private static bool IsOneOf(string[] types, string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && types.Contains(type.MediaType, StringComparer.OrdinalIgnoreCase)
        && type.CharSet?.Trim('"').ToLowerInvariant() is null or "utf-8" or "us-ascii";
}
