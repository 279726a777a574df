using System.Text;
using System.Text.Json.Serialization;
using Issuer.Service.Access;
using Issuer.Service.Store;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Issuer.Service.VcApi;

/// <summary>The token endpoint of OAuth 2.0 (RFC 6749, 4.4), for programs that know no other way to show an API key.</summary>
public sealed class TokenEndpoint
{
    private const int MaxBody = 8 * 1024;
    private const string FormType = "application/x-www-form-urlencoded";

    // What a token can be for: the calls of the VC-API that are closed.
    private static readonly string[] Possible = [Scopes.Issue, Scopes.Revoke];

    /// <summary>Adds <c>POST /vc-api/token</c>.</summary>
    public void AddRoutes(IEndpointRouteBuilder routes) =>
        routes.MapPost("/vc-api/token", GiveAsync)
            .AllowAnonymous().RequireRateLimiting(VcApiLimits.Tokens).DisableAntiforgery()
            .WithTags("VC-API").WithName("giveAccessToken").WithSummary("Exchange an API key for an access token")
            .Accepts<TokenRequest>(FormType)
            .Produces<TokenAnswer>(200).Produces<TokenFault>(400).Produces<TokenFault>(401)
            .WithProblem(StatusCodes.Status415UnsupportedMediaType).WithProblem(StatusCodes.Status404NotFound).WithProblem(StatusCodes.Status413PayloadTooLarge).WithProblem(StatusCodes.Status429TooManyRequests)
            .WithProblem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>
    /// OAuth 2.0 client credentials, for instances of the VC-API that are set to take them: the client's id is the prefix of an API key, its secret the key's
    /// secret (<c>iss_{id}_{secret}</c>), sent by HTTP Basic or in the body. The token lives for ten minutes, and no longer than the key. Errors are those of
    /// RFC 6749, 5.2.
    /// </summary>
    internal static async Task<IResult> GiveAsync(HttpContext http, IssuerSettings settings, ApiKeyDirectory keys, AccessTokens tokens)
    {
        if (!settings.VcApi.GivesTokens)
            return Problems.NotFound();
        http.Response.Headers.CacheControl = "no-store";
        if (await JsonBody.ReadBytesAsync(http, MaxBody) is not { } body)
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "too-large", $"The body is longer than {MaxBody} bytes.");
        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body));
        if (form.Values.Any(values => values.Count > 1))
            return Refuse("invalid_request", "A parameter stands there twice.");
        if (One(form, "grant_type") is not { Length: > 0 } grant)
            return Refuse("invalid_request", "The parameter grant_type is missing.");
        if (!TryReadClient(http.Request, form, out var client))
            return Refuse("invalid_request", "Send the client's id and secret once: by HTTP Basic, or in the body.");
        if (client is not var (id, secret) || !ApiKeyText.TryParse(id, secret, out var text) || await keys.AuthenticateAsync(text.Value.ToString()) is not { } key)
            return Unknown(http);
        if (grant != "client_credentials")
            return Refuse("unsupported_grant_type", "The grant type is client_credentials.");

        var may = Possible.Where(scope => key.Scopes.Contains(scope)).ToArray();
        var asked = One(form, "scope")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var given = asked.Length == 0 ? may : [.. asked.Distinct()];
        if (given.Length == 0 || given.Except(may).Any())
            return Refuse("invalid_scope", "The API key does not have these scopes, or a token cannot be for them (issue, revoke).");
        return TypedResults.Ok(new TokenAnswer(tokens.Give(key, given), "Bearer", (int)AccessTokens.Lifetime.TotalSeconds, string.Join(' ', given)));
    }

    // False where the request names a client in both ways, or its header cannot be read (RFC 6749, 2.3).
    private static bool TryReadClient(HttpRequest request, Dictionary<string, StringValues> form, out (string Id, string Secret)? client)
    {
        const string Basic = "Basic ";
        client = One(form, "client_id") is { } id && One(form, "client_secret") is { } secret ? (id, secret) : null;
        if (request.Headers.Authorization.Count == 0)
            return true;
        if (form.ContainsKey("client_secret") || request.Headers.Authorization is not [{ } header] || !header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
            return false;
        var bytes = new byte[MaxBody];
        if (!Convert.TryFromBase64String(header[Basic.Length..].Trim(), bytes, out var count))
            return false;
        var text = Encoding.UTF8.GetString(bytes, 0, count);
        if (text.IndexOf(':', StringComparison.Ordinal) is not (>= 0 and var colon))
            return false;
        client = (Uri.UnescapeDataString(text[..colon]), Uri.UnescapeDataString(text[(colon + 1)..]));
        return !form.TryGetValue("client_id", out var named) || named == client.Value.Id;
    }

    private static string? One(Dictionary<string, StringValues> form, string name) => form.TryGetValue(name, out var value) ? value.ToString() : null;

    private static JsonHttpResult<TokenFault> Refuse(string error, string description) =>
        TypedResults.Json(new TokenFault(error, description), statusCode: StatusCodes.Status400BadRequest);

    private static JsonHttpResult<TokenFault> Unknown(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Basic realm=\"issuer\"";
        return TypedResults.Json(new TokenFault("invalid_client", "There is no such client, or its secret is another."), statusCode: StatusCodes.Status401Unauthorized);
    }
}

/// <summary>A request for an access token, as a form.</summary>
/// <param name="GrantType">client_credentials.</param>
/// <param name="ClientId">Prefix of an API key, where it is not sent by HTTP Basic.</param>
/// <param name="ClientSecret">Secret of the API key.</param>
/// <param name="Scope">issue, revoke or both, parted by a space; all that the key has, where it is absent.</param>
public sealed record TokenRequest(
    [property: JsonPropertyName("grant_type")] string GrantType, [property: JsonPropertyName("client_id")] string? ClientId,
    [property: JsonPropertyName("client_secret")] string? ClientSecret, [property: JsonPropertyName("scope")] string? Scope);

/// <summary>An access token.</summary>
/// <param name="AccessToken">Send it as Authorization: Bearer.</param>
/// <param name="TokenType">Bearer.</param>
/// <param name="ExpiresIn">Seconds for which it lives.</param>
/// <param name="Scope">What it may do.</param>
public sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn, [property: JsonPropertyName("scope")] string Scope);

/// <summary>Why there is none (RFC 6749, 5.2).</summary>
/// <param name="Error">invalid_request, invalid_client, unsupported_grant_type or invalid_scope.</param>
/// <param name="ErrorDescription">One sentence.</param>
public sealed record TokenFault([property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("error_description")] string ErrorDescription);
