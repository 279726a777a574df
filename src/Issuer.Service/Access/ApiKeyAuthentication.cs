using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Issuer.Service.Access;

/// <summary><c>Authorization: Bearer iss_…</c> (RFC 6750 §2.1). A key anywhere else, a query string above all, is not looked at.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, ApiKeyDirectory keys, IProblemDetailsService problems)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public new const string Scheme = "ApiKey";

    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var headers = Request.Headers.Authorization;
        if (headers.Count == 0)
            return AuthenticateResult.NoResult();
        if (headers.Count > 1 || headers[0] is not { } header || !header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.Fail("Not one bearer token.");
        if (await keys.AuthenticateAsync(header[Bearer.Length..].Trim()) is not { } key)
            return AuthenticateResult.Fail("No such key.");

        var identity = new ClaimsIdentity(Scheme);
        identity.AddClaim(new Claim(ApiKeyClaims.Institution, key.InstitutionId.ToString("D")));
        identity.AddClaim(new Claim(ApiKeyClaims.Prefix, key.Prefix));
        foreach (var scope in key.Scopes)
            identity.AddClaim(new Claim(ApiKeyClaims.Scope, scope));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // RFC 6750 §3.1: no error code where no credentials were sent.
        Response.Headers.WWWAuthenticate = Request.Headers.Authorization.Count == 0
            ? "Bearer realm=\"issuer\""
            : "Bearer realm=\"issuer\", error=\"invalid_token\"";
        return WriteAsync(StatusCodes.Status401Unauthorized, "unauthorized", "This needs a valid API key: Authorization: Bearer <key>.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var scope = Context.GetEndpoint()?.Metadata.GetMetadata<ScopeMetadata>()?.Scope;
        Response.Headers.WWWAuthenticate = scope is null
            ? "Bearer realm=\"issuer\", error=\"insufficient_scope\""
            : $"Bearer realm=\"issuer\", error=\"insufficient_scope\", scope=\"{scope}\"";
        return WriteAsync(
            StatusCodes.Status403Forbidden, "forbidden", scope is null ? "No API key may do this." : $"This needs an API key with the scope \"{scope}\".");
    }

    private async Task WriteAsync(int status, string code, string detail) =>
        await problems.WriteAsync(new ProblemDetailsContext { HttpContext = Context, ProblemDetails = Problems.Details(status, code, detail) });
}
