using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.Keys;

namespace Issuer.Core.Status;

/// <summary>What a Token Status List says of itself, once taken apart; its signature is checked elsewhere.</summary>
/// <param name="Subject"><c>sub</c>: the list's own address.</param>
/// <param name="Issuer"><c>iss</c>, or null; newer drafts leave it out.</param>
/// <param name="IssuedAt"><c>iat</c>, seconds since 1970.</param>
/// <param name="Expires"><c>exp</c>, or null.</param>
/// <param name="Bits"><c>status_list.bits</c>.</param>
/// <param name="Encoded"><c>status_list.lst</c>.</param>
public sealed record TokenStatusListClaims(string Subject, string? Issuer, double IssuedAt, double? Expires, int Bits, string Encoded);

/// <summary>A Token Status List as a signed JWT (draft-ietf-oauth-status-list section 5.1).</summary>
public static class TokenStatusListToken
{
    /// <summary><c>typ</c> and media type without <c>application/</c>.</summary>
    public const string Typ = "statuslist+jwt";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Signs an edition of a list.</summary>
    /// <param name="listUrl">The list's address, which is its <c>sub</c> and what credentials name.</param>
    /// <param name="issuerDid">The issuer of the credentials in it; written as <c>iss</c>, which older verifiers compare.</param>
    /// <param name="list">The statuses.</param>
    /// <param name="issuedAt">When this edition was made.</param>
    /// <param name="expires">When it may no longer be relied on, or null.</param>
    /// <param name="ttlSeconds">How long a reader may keep it, in seconds.</param>
    /// <param name="key">The issuer's key.</param>
    /// <param name="kid">Absolute DID URL of the verification method.</param>
    public static SignedJwt Sign(
        string listUrl, string issuerDid, TokenStatusList list, DateTimeOffset issuedAt, DateTimeOffset? expires, long ttlSeconds, SigningKey key, string kid)
    {
        var payload = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(payload, Options))
        {
            json.WriteStartObject();
            json.WriteString("iss"u8, issuerDid);
            json.WriteString("sub"u8, listUrl);
            json.WriteNumber("iat"u8, issuedAt.ToUnixTimeSeconds());
            if (expires is { } end)
                json.WriteNumber("exp"u8, end.ToUnixTimeSeconds());
            json.WriteNumber("ttl"u8, ttlSeconds);
            json.WriteStartObject("status_list"u8);
            json.WriteNumber("bits"u8, list.Bits);
            json.WriteString("lst"u8, list.Encode());
            json.WriteEndObject();
            json.WriteEndObject();
        }

        var header = VcJwt.Header(key.Algorithm, kid, Typ);
        var input = VcJwt.SigningInput(header, payload.WrittenSpan);
        var signature = Base64UrlText.Encode(key.Sign(input));
        return new(string.Create(CultureInfo.InvariantCulture, $"{System.Text.Encoding.ASCII.GetString(input)}.{signature}"), header, signature, SHA256.HashData(input));
    }

    /// <summary>Reads the claims of a token. No input makes it throw.</summary>
    /// <param name="token">A JWS, taken apart.</param>
    /// <param name="claims">The claims, or null.</param>
    /// <param name="fault"><c>status-list-type</c> (its <c>typ</c> says that it is something else) or <c>status-list-malformed</c>.</param>
    public static bool TryRead(ParsedJwt token, [NotNullWhen(true)] out TokenStatusListClaims? claims, [NotNullWhen(false)] out string? fault)
    {
        claims = null;
        fault = "status-list-type";
        if (token.Typ is null || !VcJwt.IsMediaType(token.Typ, Typ))
            return false;
        fault = "status-list-malformed";
        var payload = token.Payload;
        if (Text(payload, "sub") is not { } subject || !TryReadSeconds(payload, "iat", out var issuedAt) || issuedAt is null
            || !TryReadSeconds(payload, "exp", out var expires) || !TryReadSeconds(payload, "ttl", out var ttl) || ttl <= 0
            || !payload.TryGetProperty("status_list", out var list) || list.ValueKind != JsonValueKind.Object
            || !list.TryGetProperty("bits", out var bits) || bits.ValueKind != JsonValueKind.Number || !bits.TryGetInt32(out var size)
            || Text(list, "lst") is not { } encoded)
            return false;
        var issuer = Text(payload, "iss");
        if (issuer is null && payload.TryGetProperty("iss", out _))
            return false;
        claims = new(subject, issuer, issuedAt.Value, expires, size, encoded);
        fault = null;
        return true;
    }

    private static bool TryReadSeconds(JsonElement payload, string name, out double? seconds)
    {
        seconds = null;
        if (!payload.TryGetProperty(name, out var value))
            return true;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || !double.IsFinite(number))
            return false;
        seconds = number;
        return true;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
