using System.Globalization;
using System.Security.Cryptography;
using Issuer.Service.Access;
using Issuer.Service.Store;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

#pragma warning disable CS1573 // Of a handler's parameters, those that come from the caller are documented.

namespace Issuer.Service.Institutions;

/// <summary>What verifiers anywhere read about our institutions: DID documents, keys and their history, logos.</summary>
public sealed class IdentityEndpoints
{
    /// <summary>
    /// Seconds for which a copy may be kept: half of <see cref="KeyDecisions.PublishDelay"/>, so that every copy knows a new key before it signs.
    /// </summary>
    public const int MaxAgeSeconds = 300;

    /// <summary>Adds the routes.</summary>
    public void AddRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").AllowAnonymous().RequireRateLimiting(RateLimits.Public).WithTags("Identity")
            .WithProblem(StatusCodes.Status404NotFound)
            .WithProblem(StatusCodes.Status429TooManyRequests);
        group.AddEndpointFilter(async (context, next) =>
        {
            // Browsers of other sites may read these: they are the same for everybody and no credentials are looked at.
            context.HttpContext.Response.Headers.AccessControlAllowOrigin = "*";
            context.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
            return await next(context);
        });
        group.MapGet("/institutions/{slug}/did.json", DidDocument).WithName("getDidDocument").WithSummary("DID document of an institution")
            .Produces(StatusCodes.Status200OK, contentType: "application/json");
        group.MapGet("/.well-known/did.json", HostDidDocument).WithName("getHostDidDocument").WithSummary("DID document of the institution that has this host to itself")
            .Produces(StatusCodes.Status200OK, contentType: "application/json");
        group.MapGet("/institutions/{slug}/jwks.json", KeySet).WithName("getJwks").WithSummary("JWK set of an institution")
            .Produces(StatusCodes.Status200OK, contentType: "application/jwk-set+json");
        group.MapGet("/institutions/{slug}/keys.json", KeyHistory).WithName("getKeyHistory").WithSummary("Keys of an institution with their windows")
            .Produces(StatusCodes.Status200OK, contentType: "application/json");
        group.MapGet("/institutions/{slug}/keys/{keyId}", SingleKey).WithName("getKey").WithSummary("One key as a bare JWK")
            .Produces(StatusCodes.Status200OK, contentType: "application/jwk+json")
            .WithProblem(StatusCodes.Status410Gone);
        group.MapGet("/institutions/{slug}/logo", Logo).WithName("getLogo").WithSummary("Logo of an institution")
            .Produces(StatusCodes.Status200OK, contentType: "image/png", additionalContentTypes: "image/jpeg");
    }

    /// <summary>The DID document: every key twice, as Multikey and as JsonWebKey; retired keys included.</summary>
    /// <param name="slug">The institution.</param>
    internal static Results<FileContentHttpResult, ProblemHttpResult> DidDocument(string slug, HttpContext http, InstitutionDirectory directory) =>
        directory.BySlug(slug) is { } institution ? Document(http, institution, "application/json", IdentityDocuments.PublishedDidDocument(institution)) : Problems.NotFound();

    /// <summary>The DID document of did:web:{this host}, where an institution has chosen that identifier.</summary>
    internal static Results<FileContentHttpResult, ProblemHttpResult> HostDidDocument(HttpContext http, InstitutionDirectory directory, IssuerSettings settings) =>
        directory.ByDid(Registration.HostDid(settings.PublicAuthority)) is { } institution
            ? Document(http, institution, "application/json", IdentityDocuments.PublishedDidDocument(institution))
            : Problems.NotFound();

    /// <summary>The keys for JOSE software; each kid is the DID URL that a JWT of the institution names.</summary>
    /// <param name="slug">The institution.</param>
    internal static Results<FileContentHttpResult, ProblemHttpResult> KeySet(string slug, HttpContext http, InstitutionDirectory directory) =>
        directory.BySlug(slug) is { } institution ? Document(http, institution, "application/jwk-set+json", IdentityDocuments.KeySet(institution)) : Problems.NotFound();

    /// <summary>When each key was published, signed, was retired or fell into other hands.</summary>
    /// <param name="slug">The institution.</param>
    internal static Results<FileContentHttpResult, ProblemHttpResult> KeyHistory(string slug, HttpContext http, InstitutionDirectory directory) =>
        directory.BySlug(slug) is { } institution ? Document(http, institution, "application/json", IdentityDocuments.KeyHistory(institution)) : Problems.NotFound();

    /// <summary>A bare JWK, for JWTs whose kid is an https address (Open Badges 3.0 §8.2.3). A compromised key answers 410.</summary>
    /// <param name="slug">The institution.</param>
    /// <param name="keyId">The key, for example k1.</param>
    internal static Results<FileContentHttpResult, ProblemHttpResult> SingleKey(string slug, string keyId, HttpContext http, InstitutionDirectory directory)
    {
        if (directory.BySlug(slug) is not { } institution || institution.Key(keyId) is not { } key)
            return Problems.NotFound();
        return key.CompromisedAt is null
            ? Document(http, institution, "application/jwk+json", IdentityDocuments.SingleKey(institution, key))
            : Problems.Of(StatusCodes.Status410Gone, "gone", "This key is compromised: nothing may be accepted on its word.");
    }

    /// <summary>The logo that the institution uploaded; pages and badges take it from here and nowhere else.</summary>
    /// <param name="slug">The institution.</param>
    internal static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Logo(
        string slug, HttpContext http, InstitutionDirectory directory, CancellationToken ct)
    {
        if (directory.BySlug(slug)?.Profile.Logo is not { } logo || await directory.LogoAsync(logo, ct) is not { } data)
            return Problems.NotFound();
        http.Response.Headers.CacheControl = $"public, max-age={MaxAgeSeconds}";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return TypedResults.Bytes(data, logo.MediaType, entityTag: new EntityTagHeaderValue($"\"{logo.Digest[..32]}\""));
    }

    private static FileContentHttpResult Document(HttpContext http, Institution institution, string mediaType, byte[] body)
    {
        http.Response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"public, max-age={MaxAgeSeconds}");
        var tag = Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16));
        return TypedResults.Bytes(body, mediaType, entityTag: new EntityTagHeaderValue($"\"{tag}\""));
    }
}
