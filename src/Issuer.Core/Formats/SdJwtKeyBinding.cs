using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Keys;

namespace Issuer.Core.Formats;

/// <summary>What a good key-binding JWT says.</summary>
/// <param name="Audience"><c>aud</c>: whom the presentation was made for.</param>
/// <param name="Nonce"><c>nonce</c>: which request it answers.</param>
/// <param name="IssuedAt"><c>iat</c>, seconds since 1970; may lie beyond any calendar.</param>
public sealed record SdJwtHolder(string Audience, string Nonce, double IssuedAt);

/// <summary>
/// Key binding (RFC 9901 section 4.3): whoever presents an SD-JWT signs a hash of it, an audience and a nonce with the key that the issuer named in
/// <c>cnf</c>.
/// </summary>
public static class SdJwtKeyBinding
{
    private const string Typ = "kb+jwt";

    /// <summary>
    /// Section 7.3, all that does not depend on who asks and when: the key, type, signature and hash. Audience, nonce and time are for the caller to compare.
    /// No input makes it throw.
    /// </summary>
    /// <param name="token">A token with a key-binding JWT, whose issuer's signature is good.</param>
    /// <param name="payload">The processed payload.</param>
    /// <param name="holder">What it says, or null.</param>
    /// <param name="fault">
    /// <c>key-binding-missing</c>, <c>key-binding-without-cnf</c>, <c>key-binding-key-not-supported</c> (the key is named in a way, or is of a kind, that
    /// is not known here: says nothing about the holder), <c>key-binding-key-unusable</c>, <c>key-binding-type</c>, <c>key-binding-claims</c>,
    /// <c>key-binding-signature</c>, <c>key-binding-hash</c>.
    /// </param>
    public static bool Verify(
        ParsedSdJwt token, JsonElement payload, [NotNullWhen(true)] out SdJwtHolder? holder, [NotNullWhen(false)] out JwtFault? fault)
    {
        holder = null;
        fault = token.KeyBinding is { } binding
            ? Check(token, binding, payload, out holder)
            : new("key-binding-missing", "The SD-JWT came without a key-binding JWT.");
        return fault is null;
    }

    /// <summary>Adds a key-binding JWT to a presentation.</summary>
    /// <param name="presented">An SD-JWT that ends with a tilde.</param>
    /// <param name="hash">The hash of its digests.</param>
    /// <param name="key">The key that the SD-JWT names in <c>cnf</c>.</param>
    /// <param name="audience">The verifier.</param>
    /// <param name="nonce">The verifier's value.</param>
    /// <param name="issuedAt">The clock; whole seconds are written.</param>
    public static string Sign(string presented, SdJwtHash hash, SigningKey key, string audience, string nonce, DateTimeOffset issuedAt)
    {
        if (!presented.EndsWith('~'))
            throw new ArgumentException("What is bound ends with a tilde.", nameof(presented));
        var payload = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(payload))
        {
            json.WriteStartObject();
            json.WriteNumber("iat"u8, issuedAt.ToUnixTimeSeconds());
            json.WriteString("aud"u8, audience);
            json.WriteString("nonce"u8, nonce);
            json.WriteString("sd_hash"u8, hash.DigestOf(presented));
            json.WriteEndObject();
        }

        var input = VcJwt.SigningInput(VcJwt.Header(key.Algorithm, kid: null, Typ), payload.WrittenSpan);
        return $"{presented}{System.Text.Encoding.ASCII.GetString(input)}.{Base64UrlText.Encode(key.Sign(input))}";
    }

    private static JwtFault? Check(ParsedSdJwt token, ParsedJwt binding, JsonElement payload, out SdJwtHolder? holder)
    {
        holder = null;
        if (!payload.TryGetProperty("cnf", out var cnf))
            return new("key-binding-without-cnf", "The SD-JWT came with a key-binding JWT, but its issuer bound it to no key.");
        if (cnf.ValueKind != JsonValueKind.Object || !cnf.TryGetProperty("jwk", out var jwk))
            return new("key-binding-key-not-supported", "The issuer names the holder's key in a way that this verifier does not know; it knows a JWK alone.");
        if (!PublicKey.TryFromJwk(jwk, binding.Alg, out var key, out var unusable))
        {
            return unusable is KeyFault.KeyTypeUnsupported or KeyFault.CurveUnsupported or KeyFault.RsaUnsupported
                ? new("key-binding-key-not-supported", "The holder's key is of a kind that this verifier does not know.")
                : new("key-binding-key-unusable", $"The holder's key cannot be used ({unusable}).");
        }

        // Without it, any other token that the holder ever signed could stand here (RFC 8725 section 3.11).
        if (binding.Typ is null || !VcJwt.IsMediaType(binding.Typ, Typ))
            return new("key-binding-type", "What stands after the last tilde does not say that it is a key-binding JWT.");
        if (ReadClaims(binding.Payload, out var hash) is not { } claims)
            return new("key-binding-claims", "The key-binding JWT lacks iat, aud, nonce or sd_hash, or one is not of its kind.");
        if (!key.Verify(binding.SigningInput, binding.Signature))
            return new("key-binding-signature", "The key-binding JWT was not signed with the key that the credential is bound to.");
        if (hash != token.Hash.DigestOf(token.Presented))
            return new("key-binding-hash", "The key-binding JWT was made for another presentation: something was added or taken away.");
        holder = claims;
        return null;
    }

    private static SdJwtHolder? ReadClaims(JsonElement payload, out string? hash)
    {
        hash = Text(payload, "sd_hash");
        return hash is not null && Text(payload, "aud") is { } audience && Text(payload, "nonce") is { } nonce
            && payload.TryGetProperty("iat", out var iat) && iat.ValueKind == JsonValueKind.Number && iat.TryGetDouble(out var seconds) && double.IsFinite(seconds)
            ? new(audience, nonce, seconds)
            : null;
    }

    private static string? Text(JsonElement payload, string name) =>
        payload.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
