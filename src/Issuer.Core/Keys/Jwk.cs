using System.Runtime.InteropServices;
using System.Text.Json;
using Issuer.Core.Encoding;

namespace Issuer.Core.Keys;

/// <summary>
/// Reads members of a JWK (RFC 7517). A lone surrogate in any name or string that is looked at makes the platform throw; <see cref="IsLoneSurrogate"/> knows
/// that exception. What came through <see cref="StrictJson"/> has none.
/// </summary>
internal static class Jwk
{
    /// <summary>The private members of RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1.</summary>
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    public static bool IsLoneSurrogate(InvalidOperationException thrown) => thrown is not ObjectDisposedException;

    public static bool HasPrivateMember(JsonElement jwk) => Array.Exists(PrivateMembers, name => jwk.TryGetProperty(name, out _));

    /// <summary>The text of a member; null when it is missing or no string.</summary>
    public static string? Text(JsonElement jwk, string name) =>
        jwk.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    /// <summary>Decodes a base64url member of exactly the destination's length, without making a string of it: it may be a secret.</summary>
    public static bool TryDecode(JsonElement jwk, string name, Span<byte> destination)
    {
        if (!jwk.TryGetProperty(name, out var member) || member.ValueKind != JsonValueKind.String)
            return false;
        // Between the quotes, as it stands in the text: an escape has a backslash, which base64url has not.
        var raw = JsonMarshal.GetRawUtf8Value(member);
        return Base64UrlText.TryDecodeExactly(raw[1..^1], destination);
    }

    /// <summary>Decodes a base64url member of any length up to a bound; null when it is missing, malformed or longer.</summary>
    public static byte[]? Decode(JsonElement jwk, string name, int mostBytes) =>
        Text(jwk, name) is { } text && text.Length <= mostBytes * 4 / 3 + 2 && Base64UrlText.TryDecode(text, out var bytes) ? bytes : null;

    /// <summary>
    /// RFC 7517 sections 4.2 to 4.4: what a JWK says of itself must allow what is done with it. The fault, or null.
    /// </summary>
    public static string? CheckUse(JsonElement jwk, SignatureAlgorithm algorithm, string operation)
    {
        if (jwk.TryGetProperty("alg", out _) && !algorithm.IsJwsName(Text(jwk, "alg")))
            return KeyFault.AlgorithmMismatch;
        if (jwk.TryGetProperty("use", out _) && Text(jwk, "use") != "sig")
            return KeyFault.UseMismatch;
        if (jwk.TryGetProperty("key_ops", out var operations) && !Contains(operations, operation))
            return KeyFault.KeyOperationsMismatch;
        return null;
    }

    private static bool Contains(JsonElement operations, string operation)
    {
        if (operations.ValueKind != JsonValueKind.Array)
            return false;
        var found = false;
        foreach (var item in operations.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
                return false;
            found |= item.GetString() == operation;
        }

        return found;
    }
}
