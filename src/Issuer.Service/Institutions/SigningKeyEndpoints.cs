using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Issuer.Core.Keys;
using Issuer.Core.Model;
using Issuer.Service.Access;
using Microsoft.AspNetCore.Http.HttpResults;

#pragma warning disable CS1573 // Of a handler's parameters, those that come from the caller are documented.

namespace Issuer.Service.Institutions;

/// <summary><c>/v1/institution/keys</c>: signing keys over the API, the same commands as on the command line.</summary>
public sealed class SigningKeyEndpoints
{
    private const int MaxBytes = 16 * 1024;

    /// <summary>Adds the routes.</summary>
    public void AddRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/institution/keys").WithTags("Signing keys").WithKeyProblems();
        group.MapGet("", List).RequireScope(Scopes.Read).WithName("listSigningKeys").WithSummary("List the signing keys");
        group.MapPost("", New).RequireScope(Scopes.Admin).WithName("newSigningKey").WithSummary("Make or import a signing key beside those there are")
            .Accepts<SigningKeyRequest>("application/json").WithBodyProblems().WithProblem(StatusCodes.Status409Conflict, "key-state", "example-key");
        group.MapPost("/rotate", Rotate).RequireScope(Scopes.Admin).WithName("rotateSigningKey").WithSummary("Make or import a signing key that takes over")
            .Accepts<SigningKeyRequest>("application/json").WithBodyProblems().WithProblem(StatusCodes.Status409Conflict, "key-state", "example-key");
        group.MapPost("/{keyId}/retire", Retire).RequireScope(Scopes.Admin).WithName("retireSigningKey").WithSummary("Stop signing with a key")
            .Accepts<KeyTimeRequest>(isOptional: true, "application/json").WithBodyProblems()
            .WithProblem(StatusCodes.Status404NotFound, "key-not-found").WithProblem(StatusCodes.Status409Conflict, "key-state");
        group.MapPost("/{keyId}/compromise", Compromise).RequireScope(Scopes.Admin).WithName("compromiseSigningKey").WithSummary("Declare a key compromised")
            .Accepts<KeyTimeRequest>(isOptional: true, "application/json").WithBodyProblems()
            .WithProblem(StatusCodes.Status404NotFound, "key-not-found").WithProblem(StatusCodes.Status409Conflict, "key-state");
    }

    /// <summary>Every signing key that the institution ever had, with its state and history; never a private key.</summary>
    internal static Results<Ok<SigningKeyList>, ProblemHttpResult> List(ClaimsPrincipal user, InstitutionDirectory directory, TimeProvider clock) =>
        directory.ById(user.InstitutionId()) is { } institution
            ? TypedResults.Ok(new SigningKeyList([.. institution.Keys.Select(key => SigningKeyView.Of(institution, key, clock.GetUtcNow()))]))
            : Problems.NotFound();

    /// <summary>Publishes a key now; it signs in ten minutes, when every cache knows it, beside the others of its algorithm.</summary>
    internal static Task<Results<Created<SigningKeyView>, ProblemHttpResult>> New(HttpContext http, ClaimsPrincipal user, InstitutionRegister register, TimeProvider clock) =>
        TakeAsync(http, user, register, clock, rotate: false);

    /// <summary>Publishes a key now; in ten minutes it takes over from the one of its algorithm, which retires and stays published.</summary>
    internal static Task<Results<Created<SigningKeyView>, ProblemHttpResult>> Rotate(HttpContext http, ClaimsPrincipal user, InstitutionRegister register, TimeProvider clock) =>
        TakeAsync(http, user, register, clock, rotate: true);

    /// <summary>The key signs no more from a time on; what it signed stays good and the key stays published.</summary>
    /// <param name="keyId">The key, for example k1.</param>
    internal static Task<Results<Ok<SigningKeyView>, ProblemHttpResult>> Retire(
        string keyId, HttpContext http, ClaimsPrincipal user, InstitutionRegister register, TimeProvider clock) =>
        EndAsync(http, clock, at => register.RetireKeyAsync(user.InstitutionId(), keyId, at));

    /// <summary>Somebody else may have used the key from a time on. It never signs again, and asserts nothing any more to other verifiers.</summary>
    /// <param name="keyId">The key, for example k1.</param>
    internal static Task<Results<Ok<SigningKeyView>, ProblemHttpResult>> Compromise(
        string keyId, HttpContext http, ClaimsPrincipal user, InstitutionRegister register, TimeProvider clock) =>
        EndAsync(http, clock, at => register.CompromiseKeyAsync(user.InstitutionId(), keyId, at));

    private static async Task<Results<Created<SigningKeyView>, ProblemHttpResult>> TakeAsync(
        HttpContext http, ClaimsPrincipal user, InstitutionRegister register, TimeProvider clock, bool rotate)
    {
        using var body = await JsonBody.ReadAsync(http, MaxBytes);
        if (body.Problem is { } unreadable)
            return unreadable;
        var findings = new FindingList();
        using var key = ReadKey(body.Root, findings, out var now);
        body.Wipe();
        if (key is null)
            return Problems.Validation(findings.ToImmutable());

        var outcome = await register.TakeKeyAsync(user.InstitutionId(), key, rotate, now ? TimeSpan.Zero : KeyDecisions.PublishDelay);
        return outcome is InstitutionOutcome.Done { Key: { } added } done
            ? TypedResults.Created("/v1/institution/keys", SigningKeyView.Of(done.Institution, added, clock.GetUtcNow()))
            : Refused(outcome);
    }

    private static SigningKey? ReadKey(JsonElement root, FindingList findings, out bool now)
    {
        now = false;
        if (ObjectReader.Open(root, "", findings, "en", "algorithm", "privateKeyJwk", "now") is not { } reader)
            return null;
        now = reader.Flag("now") ?? false;
        var algorithm = reader.Choice("algorithm", "ES256", "ES384", "EdDSA");
        reader.RequireOneOf("Say which algorithm the new key is for, or bring a private key.", "algorithm", "privateKeyJwk");
        if (reader.Has("algorithm") && reader.Has("privateKeyJwk"))
            reader.Error("algorithm", "ambiguous", "Either a key is made here, or one is brought along: leave out one of the two.");
        SigningKey? key = null;
        if (reader.Has("privateKeyJwk") && !SigningKey.TryFromJwk(root.GetProperty("privateKeyJwk"), out key, out var fault))
            reader.Error("privateKeyJwk", "bad-key", fault);
        if (findings.HasErrors)
        {
            key?.Dispose();
            return null;
        }

        return key ?? SigningKey.Generate(SignatureAlgorithm.FromJwsName(algorithm)!);
    }

    private static async Task<Results<Ok<SigningKeyView>, ProblemHttpResult>> EndAsync(
        HttpContext http, TimeProvider clock, Func<DateTimeOffset?, Task<InstitutionOutcome>> command)
    {
        DateTimeOffset? at = null;
        if (http.Request.ContentLength > 0 || http.Request.Headers.TransferEncoding.Count > 0)
        {
            using var body = await JsonBody.ReadAsync(http, MaxBytes);
            if (body.Problem is { } unreadable)
                return unreadable;
            var findings = new FindingList();
            if (ObjectReader.Open(body.Root, "", findings, "en", "at") is { } reader && reader.Line("at", 40) is { } text && !Instant.TryParse(text, out at))
                reader.Error("at", FindingCodes.BadDate, "This must be a date and time with a zone, for example 2026-11-21T09:30:00Z.");
            if (findings.HasErrors)
                return Problems.Validation(findings.ToImmutable());
        }

        var outcome = await command(at);
        return outcome is InstitutionOutcome.Done { Key: { } key } done ? TypedResults.Ok(SigningKeyView.Of(done.Institution, key, clock.GetUtcNow())) : Refused(outcome);
    }

    private static ProblemHttpResult Refused(InstitutionOutcome outcome) => outcome switch
    {
        InstitutionOutcome.Refused { Code: "key-not-found" } => Problems.Of(StatusCodes.Status404NotFound, "key-not-found", "The institution has no key of this name."),
        InstitutionOutcome.Refused refused => Problems.Of(StatusCodes.Status409Conflict, refused.Code, refused.Sentence),
        _ => Problems.Of(StatusCodes.Status409Conflict, "conflict", "The institution was changed at the same time."),
    };
}
