using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Keys;

namespace Issuer.Core.Formats;

/// <summary>A signed credential in the compact form, and what is stored of it.</summary>
/// <param name="Compact">The token: header, payload, signature.</param>
/// <param name="ProtectedHeader">Its first part.</param>
/// <param name="Signature">Its last part.</param>
/// <param name="Digest">SHA-256 of the signing input, not of the token: an ECDSA signature can be changed into another valid one.</param>
public sealed record SignedJwt(string Compact, string ProtectedHeader, string Signature, byte[] Digest);

/// <summary>A compact JWS, taken apart and not yet verified.</summary>
/// <param name="Header">The protected header, an object.</param>
/// <param name="PayloadBytes">The payload as received.</param>
/// <param name="Payload">The same, parsed, an object.</param>
/// <param name="Signature">The signature's bytes; empty where there is none.</param>
/// <param name="SigningInput">ASCII bytes of header, dot, payload as received: what the signature is over.</param>
/// <param name="Alg"><c>alg</c> as the header claims it; the key decides.</param>
/// <param name="Kid"><c>kid</c>, or null.</param>
/// <param name="Typ"><c>typ</c>, or null.</param>
public sealed record ParsedJwt(
    JsonElement Header, byte[] PayloadBytes, JsonElement Payload, byte[] Signature, byte[] SigningInput, string Alg, string? Kid, string? Typ);

/// <summary>Why a text is not a JWS that this product takes.</summary>
/// <param name="Code">Stable kebab-case code; see <see cref="VcJwt.Parse"/>.</param>
/// <param name="Message">One English sentence; never repeats the token.</param>
public sealed record JwtFault(string Code, string Message);

/// <summary>Exactly one of the two is there.</summary>
public sealed record JwtParse(ParsedJwt? Token, JwtFault? Fault);

/// <summary>
/// Credentials secured as a compact JWS: VC-JOSE-COSE with the registered claims of Open Badges 3.0 section 8.2. The payload is document D, byte for byte,
/// with the claims spliced in before its last brace, so that D and the stored header and signature give the token back exactly.
/// </summary>
public static class VcJwt
{
    /// <summary>Longest token that is looked at, in characters.</summary>
    public const int MaximumLength = 1024 * 1024;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // RFC 7519 section 4.1, RFC 7800's cnf, and nonce, by which a verifier's question is answered (OpenID Connect Core, 2). The v2 context defines some of them and not others, so they leave before JSON-LD sees the document.
    private static readonly string[] RegisteredClaims = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "nonce"];

    /// <summary>
    /// Document D with the claims Open Badges 3.0 demands: <c>iss</c> (issuer id), <c>sub</c> (subject id, where there is one), <c>jti</c> (id), <c>nbf</c>
    /// (<c>validFrom</c>), <c>exp</c> (<c>validUntil</c>, if any), each equal to the member it mirrors.
    /// </summary>
    /// <exception cref="ArgumentException">The document is not a credential with an issuer, or already has such claims.</exception>
    public static byte[] Payload(byte[] document)
    {
        using var parsed = JsonDocument.Parse(document);
        var root = parsed.RootElement;
        if (root.ValueKind != JsonValueKind.Object || document[^1] != (byte)'}')
            throw new ArgumentException("A document D is one JSON object without white space after it.", nameof(document));
        foreach (var claim in RegisteredClaims)
        {
            if (root.TryGetProperty(claim, out _))
                throw new ArgumentException($"The document already has the claim {claim}.", nameof(document));
        }

        var claims = new ArrayBufferWriter<byte>(512);
        claims.Write(document.AsSpan(..^1));
        AppendText(claims, "iss", IdOf(root, "issuer") ?? throw new ArgumentException("The document has no issuer with an id.", nameof(document)));
        AppendText(claims, "sub", IdOf(root, "credentialSubject"));
        AppendText(claims, "jti", root.TryGetProperty("id", out var id) ? id : null);
        AppendInstant(claims, "nbf", root, "validFrom");
        AppendInstant(claims, "exp", root, "validUntil");
        claims.Write("}"u8);
        return claims.WrittenSpan.ToArray();
    }

    /// <summary>The protected header, base64url: exactly <c>alg</c>, <c>kid</c> and <c>typ</c>, in that order (Open Badges 3.0 allows no others).</summary>
    /// <param name="algorithm">The key's algorithm.</param>
    /// <param name="kid">Absolute DID URL of the verification method; null where the key is known otherwise.</param>
    /// <param name="typ">Media type without <c>application/</c>.</param>
    public static string Header(SignatureAlgorithm algorithm, string? kid, string typ = "vc+jwt")
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString("alg"u8, algorithm.JwsName);
            if (kid is not null)
                json.WriteString("kid"u8, kid);
            json.WriteString("typ"u8, typ);
            json.WriteEndObject();
        }

        return Base64UrlText.Encode(buffer.WrittenSpan);
    }

    /// <summary>Signs document D.</summary>
    public static SignedJwt Sign(byte[] document, SigningKey key, string kid)
    {
        var header = Header(key.Algorithm, kid);
        var input = SigningInput(header, Payload(document));
        var signature = Base64UrlText.Encode(key.Sign(input));
        return new(Join(input, signature), header, signature, SHA256.HashData(input));
    }

    /// <summary>The token again, from the document and what was stored of it.</summary>
    public static string Restore(byte[] document, string protectedHeader, string signature) => Join(SigningInput(protectedHeader, Payload(document)), signature);

    /// <summary>What a signature over this document is over: header, dot, payload; ASCII.</summary>
    public static byte[] SigningInput(string protectedHeader, ReadOnlySpan<byte> payload)
    {
        var input = new byte[protectedHeader.Length + 1 + Base64Url.GetEncodedLength(payload.Length)];
        System.Text.Encoding.ASCII.GetBytes(protectedHeader, input);
        input[protectedHeader.Length] = (byte)'.';
        Base64Url.EncodeToUtf8(payload, input.AsSpan(protectedHeader.Length + 1));
        return input;
    }

    /// <summary>
    /// Takes a token apart. No input makes it throw; work is in proportion to the length, which is capped. The signature is for the caller to check, with
    /// the algorithm of the key.
    /// </summary>
    /// <remarks>
    /// Codes: <c>too-large</c>, <c>not-compact-jws</c> (not exactly two dots), <c>not-base64url</c>, the codes of <see cref="StrictJson"/>,
    /// <c>not-an-object</c>, <c>header-alg</c>, <c>header-kid</c>, <c>header-typ</c> (missing or no string), <c>header-crit</c>, <c>header-b64</c>,
    /// <c>header-zip</c>, <c>header-enc</c> (extensions that change what is read: never used here), <c>nested-jwt</c> (<c>cty</c> JWT).
    /// </remarks>
    public static JwtParse Parse(string compact)
    {
        if (compact.Length > MaximumLength)
            return Fault("too-large", "The token is longer than 1 MiB.");
        var text = compact.AsSpan();
        var first = text.IndexOf('.');
        var second = first < 0 ? -1 : text[(first + 1)..].IndexOf('.');
        if (second < 0 || text[(first + 1 + second + 1)..].Contains('.'))
            return Fault("not-compact-jws", "A compact JWS has three parts, parted by two dots.");
        second += first + 1;

        if (!Base64UrlText.TryDecode(text[..first], out var headerBytes)
            || !Base64UrlText.TryDecode(text[(first + 1)..second], out var payloadBytes)
            || !Base64UrlText.TryDecode(text[(second + 1)..], out var signature))
        {
            return Fault("not-base64url", "A part of the token is not base64url without padding.");
        }

        if (Object(headerBytes, "header", out var header) is { } headerFault)
            return new(null, headerFault);
        if (HeaderFault(header) is { } unusable)
            return new(null, unusable);
        if (Object(payloadBytes, "payload", out var payload) is { } payloadFault)
            return new(null, payloadFault);

        var input = System.Text.Encoding.ASCII.GetBytes(compact, 0, second);
        return new(new(header, payloadBytes, payload, signature, input, header.GetProperty("alg").GetString()!, Text(header, "kid"), Text(header, "typ")), null);
    }

    /// <summary>
    /// Whether a <c>typ</c> may stand over a credential: <c>vc+jwt</c> (RFC 7515 section 4.1.9: in any case, with or without <c>application/</c>), and, as
    /// Open Badges 3.0 has it, <c>JWT</c> or none. Any other names another kind of token (RFC 8725 section 3.11).
    /// </summary>
    public static bool TypIsCredential(string? typ) => typ is null || IsMediaType(typ, "vc+jwt") || IsMediaType(typ, "jwt");

    /// <summary>The credential that a payload carries: the payload without the registered claims of RFC 7519. All else keeps its bytes.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="besides">A further claim that is none of the credential's or presentation's.</param>
    public static JsonElement WithoutRegisteredClaims(JsonElement payload, string? besides = null)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            foreach (var member in payload.EnumerateObject())
            {
                if (Array.IndexOf(RegisteredClaims, member.Name) >= 0 || member.Name == besides)
                    continue;
                json.WritePropertyName(member.Name);
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }

    private static JwtFault? HeaderFault(JsonElement header)
    {
        foreach (var (name, code) in ((string, string)[])[("crit", "header-crit"), ("b64", "header-b64"), ("zip", "header-zip"), ("enc", "header-enc")])
        {
            if (header.TryGetProperty(name, out _))
                return new(code, $"The header has {name}, which credentials never use.");
        }

        if (!header.TryGetProperty("alg", out var alg) || alg.ValueKind != JsonValueKind.String)
            return new("header-alg", "The header names no algorithm.");
        if (header.TryGetProperty("kid", out var kid) && kid.ValueKind != JsonValueKind.String)
            return new("header-kid", "The header's kid is not a string.");
        if (header.TryGetProperty("typ", out var typ) && typ.ValueKind != JsonValueKind.String)
            return new("header-typ", "The header's typ is not a string.");
        if (Text(header, "cty") is { } cty && IsMediaType(cty, "jwt"))
            return new("nested-jwt", "The payload is said to be another token.");
        return null;
    }

    private static JwtFault? Object(byte[] utf8, string part, out JsonElement element)
    {
        element = default;
        var result = StrictJson.Parse(utf8);
        if (result.Fault is { } fault)
            return new(fault.Code, $"The token's {part} is not acceptable JSON: {fault.Message}");
        using var document = result.Document!;
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return new("not-an-object", $"The token's {part} is not a JSON object.");
        element = document.RootElement.Clone();
        return null;
    }

    private static string? Text(JsonElement header, string name) =>
        header.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // RFC 7515, 4.1.9: without regard to case, application/ may be left out.
    internal static bool IsMediaType(string value, string subtype)
    {
        const string Application = "application/";
        var rest = value.AsSpan();
        if (rest.StartsWith(Application, StringComparison.OrdinalIgnoreCase))
            rest = rest[Application.Length..];
        return rest.Equals(subtype, StringComparison.OrdinalIgnoreCase);
    }

    private static JwtParse Fault(string code, string message) => new(null, new(code, message));

    private static string Join(byte[] input, string signature) =>
        string.Create(input.Length + 1 + signature.Length, (input, signature), static (text, parts) =>
        {
            System.Text.Encoding.ASCII.GetChars(parts.input, text);
            text[parts.input.Length] = '.';
            parts.signature.CopyTo(text[(parts.input.Length + 1)..]);
        });

    /// <summary>The id of a member that is an object with one, or an id itself.</summary>
    private static JsonElement? IdOf(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Object && !value.TryGetProperty("id", out value))
            return null;
        return value.ValueKind == JsonValueKind.String ? value : null;
    }

    private static void AppendText(ArrayBufferWriter<byte> claims, string name, JsonElement? value)
    {
        if (value is not { ValueKind: JsonValueKind.String } text)
            return;
        AppendName(claims, name);
        // The member's own spelling, escapes and all: equal for a reader that compares text as well as for one that parses.
        claims.Write(JsonMarshal.GetRawUtf8Value(text));
    }

    private static void AppendInstant(ArrayBufferWriter<byte> claims, string name, JsonElement root, string member)
    {
        if (!root.TryGetProperty(member, out var value))
            return;
        if (value.ValueKind != JsonValueKind.String || !value.TryGetDateTimeOffset(out var instant))
            throw new ArgumentException($"The document's {member} is not an instant.", nameof(root));
        AppendName(claims, name);
        var seconds = claims.GetSpan(20);
        _ = Utf8Formatter.TryFormat(instant.ToUnixTimeSeconds(), seconds, out var written);
        claims.Advance(written);
    }

    private static void AppendName(ArrayBufferWriter<byte> claims, string name) =>
        claims.Write(System.Text.Encoding.UTF8.GetBytes($",\"{name}\":"));
}
