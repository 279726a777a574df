using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Issuer.Service.Access;
using Issuer.Service.Store;

namespace Issuer.Service.VcApi;

/// <summary>Who holds an access token.</summary>
/// <param name="Key">The API key that was exchanged for it.</param>
/// <param name="Scopes">What the token may do: scopes of the key, or fewer.</param>
public sealed record TokenHolder(ApiKey Key, ImmutableArray<string> Scopes);

/// <summary>
/// Access tokens of the VC-API (RFC 6749, 4.4): <c>vct_{statement}.{MAC}</c>. Nothing of them is stored: the statement names the API key, scopes and end, the MAC
/// is made with a key of the keys directory, so every node reads them. A token dies with its API key.
/// </summary>
public sealed class AccessTokens(ApiKeyDirectory keys, KeysDirectory secrets, TimeProvider clock)
{
    /// <summary>How long a token lives.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const string Mark = "vct_";
    private const int MaximumLength = 512;

    private readonly byte[] _macKey = secrets.Derive("vc-api access tokens");

    /// <summary>A token for a key that was just shown.</summary>
    /// <param name="key">Live.</param>
    /// <param name="scopes">Some of the key's.</param>
    public string Give(ApiKey key, IEnumerable<string> scopes)
    {
        var ends = clock.GetUtcNow().Add(Lifetime).ToUnixTimeSeconds();
        var statement = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{key.Prefix}|{ends}|{string.Join(' ', scopes)}"));
        return $"{Mark}{Base64Url.EncodeToString(statement)}.{Base64Url.EncodeToString(Mac(statement))}";
    }

    /// <summary>Whose token it is; null for what is none, has ended, or was given for a key that is no longer accepted.</summary>
    public async ValueTask<TokenHolder?> ReadAsync(string? token)
    {
        if (Open(token) is not var (prefix, scopes) || await keys.FindLiveAsync(prefix) is not { } key)
            return null;
        return new(key, [.. scopes.Intersect(key.Scopes)]);
    }

    /// <summary>Prefix of the API key, where the token is one of ours and has not ended: enough to count requests by.</summary>
    public string? PrefixOf(string? token) => Open(token)?.Prefix;

    /// <summary>The bearer token of a request; null where there is none, or more than one header.</summary>
    public static string? Of(HttpRequest request)
    {
        const string Bearer = "Bearer ";
        return request.Headers.Authorization is [{ } header] && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null;
    }

    private (string Prefix, string[] Scopes)? Open(string? token)
    {
        // The length is looked at first, so a megabyte costs nothing.
        if (token is null || token.Length > MaximumLength || !token.StartsWith(Mark, StringComparison.Ordinal) || token.IndexOf('.', StringComparison.Ordinal) is not (> 0 and var dot))
            return null;
        if (!TryDecode(token.AsSpan(Mark.Length..dot), out var statement) || !TryDecode(token.AsSpan(dot + 1), out var mac))
            return null;
        if (!CryptographicOperations.FixedTimeEquals(Mac(statement), mac))
            return null;
        var parts = Encoding.ASCII.GetString(statement).Split('|');
        return long.Parse(parts[1], CultureInfo.InvariantCulture) > clock.GetUtcNow().ToUnixTimeSeconds() ? (parts[0], parts[2].Split(' ')) : null;
    }

    private static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes) => Core.Encoding.Base64UrlText.TryDecode(text, out bytes!);

    private byte[] Mac(byte[] statement) => HMACSHA256.HashData(_macKey, statement);
}
