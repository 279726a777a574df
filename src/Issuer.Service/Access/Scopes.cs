using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace Issuer.Service.Access;

/// <summary>What an API key may do. Each scope stands alone; <c>admin</c> does not imply the others.</summary>
public static class Scopes
{
    /// <summary>Issue and correct.</summary>
    public const string Issue = "issue";

    /// <summary>Revoke, suspend, reinstate.</summary>
    public const string Revoke = "revoke";

    /// <summary>Read the institution's own credentials, learners, profile and keys.</summary>
    public const string Read = "read";

    /// <summary>Profile, signing keys, API keys, erasure.</summary>
    public const string Admin = "admin";

    /// <summary>All, in the order in which they are listed.</summary>
    public static ImmutableArray<string> All { get; } = [Issue, Revoke, Read, Admin];

    /// <summary>Opens the route or group to API keys that have the scope; without this or <c>AllowAnonymous</c> it answers 401.</summary>
    /// <param name="routes">A route or a group.</param>
    /// <param name="scope">One of <see cref="All"/>.</param>
    public static TBuilder RequireScope<TBuilder>(this TBuilder routes, string scope)
        where TBuilder : IEndpointConventionBuilder
    {
        if (!All.Contains(scope))
            throw new ArgumentException($"There is no scope {scope}.", nameof(scope));
        return routes.RequireAuthorization(PolicyName(scope)).WithMetadata(new ScopeMetadata(scope));
    }

    /// <summary>The institution whose API key made the request.</summary>
    public static Guid InstitutionId(this ClaimsPrincipal user) => Guid.ParseExact(user.FindFirstValue(ApiKeyClaims.Institution)!, "D");

    /// <summary>Look-up prefix of the API key that made the request: what the audit trail names, never the secret.</summary>
    public static string ApiKeyPrefix(this ClaimsPrincipal user) => user.FindFirstValue(ApiKeyClaims.Prefix)!;

    /// <summary>Whether the request's key has the scope.</summary>
    public static bool HasScope(this ClaimsPrincipal user, string scope) => user.HasClaim(ApiKeyClaims.Scope, scope);

    internal static string PolicyName(string scope) => "scope:" + scope;

    internal static void AddPolicies(AuthorizationOptions options)
    {
        foreach (var scope in All)
        {
            options.AddPolicy(PolicyName(scope), policy => policy
                .AddAuthenticationSchemes(ApiKeyAuthentication.Scheme)
                .RequireAuthenticatedUser()
                .RequireClaim(ApiKeyClaims.Scope, scope));
        }

        // A route that says nothing is closed, to every key. What routing itself answers (404, 405, 415) is no RouteEndpoint and passes.
        options.FallbackPolicy = new AuthorizationPolicyBuilder(ApiKeyAuthentication.Scheme)
            .RequireAssertion(context => context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint)
            .Build();
    }
}

/// <summary>Scope of a route, for the 403 body and the API's description.</summary>
public sealed record ScopeMetadata(string Scope);

/// <summary>Claim types of a request that an API key made.</summary>
internal static class ApiKeyClaims
{
    public const string Institution = "institution";
    public const string Prefix = "key";
    public const string Scope = "scope";
}
