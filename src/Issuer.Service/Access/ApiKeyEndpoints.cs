using System.Collections.Immutable;
using System.Security.Claims;
using System.Text.Json;
using Issuer.Core.Model;
using Microsoft.AspNetCore.Http.HttpResults;

#pragma warning disable CS1573 // Of a handler's parameters, those that come from the caller are documented.

namespace Issuer.Service.Access;

/// <summary><c>/v1/api-keys</c>: an administrator's view of the institution's keys.</summary>
public sealed class ApiKeyEndpoints
{
    private const int MaxBytes = 16 * 1024;
    private const int MaxOverlapSeconds = 30 * 24 * 3600;

    /// <summary>Adds the routes.</summary>
    public void AddRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/api-keys").RequireScope(Scopes.Admin).WithTags("API keys").WithKeyProblems();
        group.MapGet("", List).WithName("listApiKeys").WithSummary("List the API keys");
        group.MapPost("", Create).WithName("createApiKey").WithSummary("Make or rotate an API key")
            .Accepts<ApiKeyRequest>("application/json").WithBodyProblems()
            .WithProblem(StatusCodes.Status404NotFound)
            .WithProblem(StatusCodes.Status409Conflict);
        group.MapDelete("/{prefix}", Revoke).WithName("revokeApiKey").WithSummary("Revoke an API key")
            .WithProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>All keys of the institution, newest first, revoked and expired ones included; never a secret.</summary>
    internal static Ok<ApiKeyList> List(ClaimsPrincipal user, ApiKeyDirectory directory, TimeProvider clock) =>
        TypedResults.Ok(new ApiKeyList([.. directory.Of(user.InstitutionId()).Select(key => ApiKeyView.Of(key, clock.GetUtcNow()))]));

    /// <summary>Makes a key, or with "rotates" a successor of one. The secret is in this answer and never shown again.</summary>
    internal static async Task<Results<Created<CreatedApiKey>, ProblemHttpResult>> Create(HttpContext http, ClaimsPrincipal user, ApiKeys keys, TimeProvider clock)
    {
        using var body = await JsonBody.ReadAsync(http, MaxBytes);
        if (body.Problem is { } unreadable)
            return unreadable;
        var findings = new FindingList();
        var wanted = Read(body.Root, clock.GetUtcNow(), findings);
        if (findings.HasErrors)
            return Problems.Validation(findings.ToImmutable());

        var outcome = wanted.Rotates is { } prefix
            ? await keys.RotateAsync(user.InstitutionId(), prefix, wanted.Overlap, wanted.Name, wanted.Scopes, wanted.ExpiresAt)
            : await keys.CreateAsync(user.InstitutionId(), new NewApiKey(wanted.Name!, wanted.Scopes!.Value, wanted.ExpiresAt));
        http.Response.Headers.CacheControl = "no-store";
        return outcome switch
        {
            ApiKeyOutcome.Created created => TypedResults.Created(
                $"/v1/api-keys/{created.Key.Prefix}",
                CreatedApiKey.Of(created.Text.ToString(), ApiKeyView.Of(created.Key, clock.GetUtcNow()))),
            ApiKeyOutcome.NotLive => Problems.Of(StatusCodes.Status409Conflict, "conflict", "That key was rotated or revoked before, or has expired, so it has no successor to give."),
            _ => Problems.NotFound(),
        };
    }

    /// <summary>Refuses the key from now on, within a second on every node. Repeating it changes nothing.</summary>
    /// <param name="prefix">The eight characters after iss_.</param>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Revoke(string prefix, ClaimsPrincipal user, ApiKeys keys) =>
        await keys.RevokeAsync(user.InstitutionId(), prefix) is ApiKeyOutcome.Revoked ? TypedResults.NoContent() : Problems.NotFound();

    private static WantedKey Read(JsonElement root, DateTimeOffset now, FindingList findings)
    {
        if (ObjectReader.Open(root, "", findings, "en", "name", "scopes", "expiresAt", "rotates", "overlapSeconds") is not { } reader)
            return new(null, null, null, null, default);
        var rotates = reader.Line("rotates", 16);
        var name = reader.Line("name", 100);
        var expiresAt = reader.LastInstant("expiresAt");
        ImmutableArray<string>? scopes = reader.Has("scopes") ? reader.Choices("scopes", 20, Scopes.All, FindingCodes.UnknownValue) : null;
        if (!reader.Has("rotates"))
        {
            reader.Require("name", "Say what the key is for; only people read it.");
            reader.Require("scopes", $"Say what the key may do: a list of {string.Join(", ", Scopes.All)}.");
        }

        if (scopes is [])
            reader.Error("scopes", FindingCodes.Empty, $"A key needs at least one of {string.Join(", ", Scopes.All)}.");
        if (expiresAt <= now)
            reader.Error("expiresAt", "in-the-past", "The key would have expired already.");
        return new(name, scopes, expiresAt, rotates, ReadOverlap(root, reader));
    }

    private static TimeSpan ReadOverlap(JsonElement root, ObjectReader reader)
    {
        if (!reader.Has("overlapSeconds"))
            return ApiKeys.DefaultOverlap;
        if (!reader.Has("rotates"))
            reader.Error("overlapSeconds", "without-rotates", "An overlap needs rotates: the prefix of the key that is replaced.");
        var value = root.GetProperty("overlapSeconds");
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var seconds) && seconds is >= 0 and <= MaxOverlapSeconds)
            return TimeSpan.FromSeconds(seconds);
        reader.Error("overlapSeconds", FindingCodes.NumberRange, $"This must be a whole number from 0 to {MaxOverlapSeconds}.");
        return default;
    }

    private sealed record WantedKey(string? Name, ImmutableArray<string>? Scopes, DateTimeOffset? ExpiresAt, string? Rotates, TimeSpan Overlap);
}

/// <summary>A request for an API key.</summary>
/// <param name="Name">Label for people; required unless rotates is given.</param>
/// <param name="Scopes">issue, revoke, read, admin; required unless rotates is given.</param>
/// <param name="ExpiresAt">From when the key is refused; absent for no end.</param>
/// <param name="Rotates">Prefix of the key that this one replaces.</param>
/// <param name="OverlapSeconds">How long the replaced key works on: 0 to 2,592,000, default 86,400.</param>
public sealed record ApiKeyRequest(string? Name, string[]? Scopes, DateTimeOffset? ExpiresAt, string? Rotates, int? OverlapSeconds);

/// <summary>An API key without its secret.</summary>
/// <param name="Prefix">The eight characters after iss_.</param>
/// <param name="Name">Label for people.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="State">live, expired or revoked.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From when it is refused by age.</param>
/// <param name="RevokedAt">From when it is refused by decision; in the future while a rotation overlaps.</param>
public record ApiKeyView(string Prefix, string Name, ImmutableArray<string> Scopes, string State, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt)
{
    internal static ApiKeyView Of(ApiKey key, DateTimeOffset now) => new(
        key.Prefix, key.Name, key.Scopes, key.RevokedAt <= now ? "revoked" : key.ExpiresAt <= now ? "expired" : "live", key.CreatedAt, key.ExpiresAt, key.RevokedAt);
}

/// <summary>All keys of an institution.</summary>
public sealed record ApiKeyList(ImmutableArray<ApiKeyView> ApiKeys);

/// <summary>A new API key.</summary>
/// <param name="ApiKey">The whole key, shown this once: send it as Authorization: Bearer.</param>
/// <param name="Prefix">The eight characters after iss_, by which the key is named from now on.</param>
/// <param name="Name">Label for people.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From when it is refused.</param>
public sealed record CreatedApiKey(string ApiKey, string Prefix, string Name, ImmutableArray<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    internal static CreatedApiKey Of(string text, ApiKeyView key) => new(text, key.Prefix, key.Name, key.Scopes, key.CreatedAt, key.ExpiresAt);
}
