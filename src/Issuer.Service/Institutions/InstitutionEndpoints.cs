using System.Globalization;
using System.Security.Claims;
using Issuer.Core.Model;
using Issuer.Service.Access;
using Microsoft.AspNetCore.Http.HttpResults;

#pragma warning disable CS1573 // Of a handler's parameters, those that come from the caller are documented.

namespace Issuer.Service.Institutions;

/// <summary><c>/v1/institution</c>: the profile of the institution whose API key asks.</summary>
public sealed class InstitutionEndpoints
{
    private const int MaxBytes = 256 * 1024;

    /// <summary>Adds the routes.</summary>
    public void AddRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/institution").WithTags("Institution").WithKeyProblems();
        group.MapGet("", Get).RequireScope(Scopes.Read).WithName("getInstitution").WithSummary("Read the institution's profile");
        group.MapPut("", Put).RequireScope(Scopes.Admin).WithName("putInstitution").WithSummary("Replace the institution's profile")
            .Accepts<ProfileView>("application/json").WithBodyProblems()
            .WithProblem(StatusCodes.Status412PreconditionFailed);
        group.MapPut("/logo", PutLogo).RequireScope(Scopes.Admin).WithName("putLogo").WithSummary("Upload the institution's logo")
            .Accepts<byte[]>("image/png", "image/jpeg").WithBodyProblems();
        group.MapDelete("/logo", DeleteLogo).RequireScope(Scopes.Admin).WithName("deleteLogo").WithSummary("Remove the institution's logo");
    }

    /// <summary>Profile, identifiers and addresses of the institution. The ETag is its version.</summary>
    internal static Results<Ok<InstitutionView>, ProblemHttpResult> Get(HttpContext http, ClaimsPrincipal user, InstitutionDirectory directory) =>
        directory.ById(user.InstitutionId()) is { } institution ? Shown(http, institution) : Problems.NotFound();

    /// <summary>Replaces the whole profile; slug, identifier, keys and logo stay. With If-Match, only where nobody changed it since.</summary>
    internal static async Task<Results<Ok<InstitutionView>, ProblemHttpResult>> Put(HttpContext http, ClaimsPrincipal user, InstitutionRegister register)
    {
        using var body = await JsonBody.ReadAsync(http, MaxBytes);
        if (body.Problem is { } unreadable)
            return unreadable;
        var findings = new FindingList();
        if (ProfileReader.Read(body.Root, findings) is not { } profile)
            return Problems.Validation(findings.ToImmutable());

        long? known = null;
        if (http.Request.Headers.IfMatch is { Count: > 0 } match && match != "*")
        {
            if (!long.TryParse(match.ToString().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
                return Problems.Of(StatusCodes.Status412PreconditionFailed, "precondition-failed", "If-Match names no version of this resource.");
            known = version;
        }

        return await register.ChangeProfileAsync(user.InstitutionId(), profile, known) switch
        {
            InstitutionOutcome.Done done => Shown(http, done.Institution),
            InstitutionOutcome.Refused refused => Problems.Of(StatusCodes.Status409Conflict, refused.Code, refused.Sentence),
            _ => Problems.Of(StatusCodes.Status412PreconditionFailed, "precondition-failed", "The institution was changed since the version that If-Match names."),
        };
    }

    /// <summary>Takes a PNG or JPEG of up to 200 KiB as the body. The content is checked, whatever the Content-Type says.</summary>
    internal static async Task<Results<Ok<InstitutionView>, ProblemHttpResult>> PutLogo(HttpContext http, ClaimsPrincipal user, InstitutionRegister register)
    {
        if (http.Request.ContentType is not ("image/png" or "image/jpeg"))
            return Problems.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", "The logo must be sent as image/png or image/jpeg.");
        if (await JsonBody.ReadBytesAsync(http, LogoImage.MaxBytes) is not { } bytes)
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "too-large", $"A logo has {LogoImage.MaxBytes} bytes at most.");
        if (!LogoImage.TryRead(bytes, out var image, out var fault))
            return Problems.Validation([Finding.Error("", "not-an-image", fault)]);
        if (image.MediaType != http.Request.ContentType)
            return Problems.Validation([Finding.Error("", "not-an-image", $"The file is {image.MediaType}, which the Content-Type does not say.")]);
        return Shown(http, ((InstitutionOutcome.Done)await register.ChangeLogoAsync(user.InstitutionId(), image)).Institution);
    }

    /// <summary>Removes the logo from pages and from badges issued from now on.</summary>
    internal static async Task<NoContent> DeleteLogo(ClaimsPrincipal user, InstitutionRegister register)
    {
        await register.ChangeLogoAsync(user.InstitutionId(), null);
        return TypedResults.NoContent();
    }

    private static Ok<InstitutionView> Shown(HttpContext http, Institution institution)
    {
        http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{institution.Version}\"");
        http.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Ok(InstitutionView.Of(institution));
    }
}
