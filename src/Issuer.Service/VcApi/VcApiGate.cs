using System.Net;
using Issuer.Service.Access;
using Issuer.Service.Institutions;
using Issuer.Service.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Issuer.Service.VcApi;

/// <summary>Who was let in.</summary>
/// <param name="Instance">Where.</param>
/// <param name="Institution">Whose key signs there.</param>
/// <param name="By">Prefix of the API key; <c>open</c> where none was asked for.</param>
internal sealed record Entry(VcApiInstance Instance, Institution Institution, string By);

/// <summary>Lets callers in to an instance of the VC-API, by the kind of access that it is set to.</summary>
internal sealed class VcApiGate(IssuerSettings settings, InstitutionDirectory institutions, AccessTokens tokens)
{
    private const string OpenCaller = "open";

    // Whatever came by way of another machine says so in one of these, and a proxy on this machine makes every caller look local.
    private static readonly string[] SignsOfAProxy =
        ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-For", "X-Original-Proto", "X-Real-IP"];

    /// <summary>The instance of an address, or null: nobody is told more about what there is not.</summary>
    public (VcApiInstance Instance, Institution Institution)? Find(string name) =>
        settings.VcApi.Find(name) is { } instance && institutions.BySlug(instance.Institution) is { } institution ? (instance, institution) : null;

    /// <summary>Lets in, or says what to answer instead.</summary>
    /// <param name="http">The request.</param>
    /// <param name="name">Name of the instance.</param>
    /// <param name="scope">What the API key must have.</param>
    public async ValueTask<(Entry? Entry, IResult? Refused)> EnterAsync(HttpContext http, string name, string scope)
    {
        if (Find(name) is not var (instance, institution))
            return (null, Problems.NotFound());
        if (instance.Access == VcApiAccess.Open)
        {
            return MayEnterOpen(http, settings)
                ? (new Entry(instance, institution, OpenCaller), null)
                : (null, Problems.Of(StatusCodes.Status403Forbidden, "forbidden", "This instance is for programs on the machine itself."));
        }

        var holder = instance.Access == VcApiAccess.Key ? OfKey(http) : OfToken(await tokens.ReadAsync(AccessTokens.Of(http.Request)));
        if (holder is not { } caller)
            return (null, Unauthorized(http, instance));
        // Another institution's instance is as absent as none.
        if (caller.Institution != institution.Id)
            return (null, Problems.NotFound());
        return caller.Scopes.Contains(scope) ? (new Entry(instance, institution, caller.Prefix), null) : (null, Forbidden(http, scope));
    }

    /// <summary>
    /// Whether a request comes from this very machine and was made for it: no proxy handed it on, and its Host is a name of this machine, so that no page that a
    /// browser here was tricked into (DNS rebinding) speaks in the user's place.
    /// </summary>
    public static bool MayEnterOpen(HttpContext http, IssuerSettings settings) =>
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !SignsOfAProxy.Any(http.Request.Headers.ContainsKey)
        && (IsThisMachine(http.Request.Host.Host) || string.Equals(http.Request.Host.Value, settings.PublicAuthority, StringComparison.OrdinalIgnoreCase));

    private static bool IsThisMachine(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static (Guid Institution, string Prefix, IEnumerable<string> Scopes)? OfKey(HttpContext http) => http.User.Identity is { IsAuthenticated: true }
        ? (http.User.InstitutionId(), http.User.ApiKeyPrefix(), Scopes.All.Where(http.User.HasScope))
        : null;

    private static (Guid Institution, string Prefix, IEnumerable<string> Scopes)? OfToken(TokenHolder? holder) =>
        holder is null ? null : (holder.Key.InstitutionId, holder.Key.Prefix, holder.Scopes);

    // RFC 6750 §3.1: no error code where no credentials were sent.
    private static ProblemHttpResult Unauthorized(HttpContext http, VcApiInstance instance)
    {
        http.Response.Headers.WWWAuthenticate = http.Request.Headers.Authorization.Count == 0 ? "Bearer realm=\"issuer\"" : "Bearer realm=\"issuer\", error=\"invalid_token\"";
        return Problems.Of(StatusCodes.Status401Unauthorized, "unauthorized", instance.Access == VcApiAccess.Key
            ? "This needs a valid API key: Authorization: Bearer <key>."
            : "This needs an access token of POST /vc-api/token: Authorization: Bearer <token>.");
    }

    private static ProblemHttpResult Forbidden(HttpContext http, string scope)
    {
        http.Response.Headers.WWWAuthenticate = $"Bearer realm=\"issuer\", error=\"insufficient_scope\", scope=\"{scope}\"";
        return Problems.Of(StatusCodes.Status403Forbidden, "forbidden", $"This needs an API key with the scope \"{scope}\".");
    }
}
