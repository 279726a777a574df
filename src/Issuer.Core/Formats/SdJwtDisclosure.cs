using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using Issuer.Core.Encoding;

namespace Issuer.Core.Formats;

/// <summary>One disclosure of an SD-JWT (RFC 9901 section 4.2): a salt and a value, and the claim's name unless it is an element of an array.</summary>
public sealed record SdJwtDisclosure
{
    /// <summary>Bytes of a salt: the 128 bits that section 9.3 recommends.</summary>
    public const int SaltSize = 16;

    // What gives the digests their meaning; a claim of such a name would be read as digests itself (sections 4.1, 4.2.4).
    private static readonly string[] Reserved = ["_sd", "...", "_sd_alg"];

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private SdJwtDisclosure(string encoded, string? name, JsonElement value) => (Encoded, Name, Value) = (encoded, name, value);

    /// <summary>The disclosure as it travels: base64url of its JSON. The digest is over this text, never over a second spelling of it.</summary>
    public string Encoded { get; }

    /// <summary>The claim's name; null for an element of an array.</summary>
    public string? Name { get; }

    /// <summary>The value, which may hold digests of further disclosures.</summary>
    public JsonElement Value { get; }

    /// <summary>Whether a claim may not have this name.</summary>
    public static bool IsReserved(string name) => Array.IndexOf(Reserved, name) >= 0;

    /// <summary>Reads one. No input makes it throw.</summary>
    /// <param name="encoded">What stands between two tildes.</param>
    /// <param name="disclosure">The disclosure, or null.</param>
    /// <param name="fault">
    /// <c>disclosure-empty</c>, <c>disclosure-not-base64url</c>, <c>disclosure-malformed</c> (no array of a salt, a name if any, and a value),
    /// <c>disclosure-reserved-name</c>, or a code of <see cref="JsonFault"/>.
    /// </param>
    public static bool TryRead(string encoded, [NotNullWhen(true)] out SdJwtDisclosure? disclosure, [NotNullWhen(false)] out JwtFault? fault)
    {
        disclosure = null;
        if (encoded.Length == 0)
            fault = new("disclosure-empty", "There is nothing between two tildes of the SD-JWT.");
        else if (!Base64UrlText.TryDecode(encoded, out var json))
            fault = new("disclosure-not-base64url", "A disclosure is not base64url without padding.");
        else
            fault = Read(encoded, json, out disclosure);
        return fault is null;
    }

    /// <summary>Makes one for a claim, or for an element of an array where there is no name.</summary>
    /// <param name="salt">Fresh random bytes.</param>
    /// <param name="name">The claim's name, or null.</param>
    /// <param name="valueJson">The value, JSON.</param>
    internal static string Encode(ReadOnlySpan<byte> salt, string? name, ReadOnlySpan<byte> valueJson)
    {
        var buffer = new ArrayBufferWriter<byte>(64 + valueJson.Length);
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartArray();
            json.WriteStringValue(Base64UrlText.Encode(salt));
            if (name is not null)
                json.WriteStringValue(name);
            json.WriteRawValue(valueJson, skipInputValidation: true);
            json.WriteEndArray();
        }

        return Base64UrlText.Encode(buffer.WrittenSpan);
    }

    private static JwtFault? Read(string encoded, byte[] json, out SdJwtDisclosure? disclosure)
    {
        disclosure = null;
        var parsed = StrictJson.Parse(json);
        if (parsed.Fault is { } fault)
            return new(fault.Code, $"A disclosure is not acceptable JSON: {fault.Message}");
        using var document = parsed.Document!;
        var array = document.RootElement;
        if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() is not (2 or 3) || array[0].ValueKind != JsonValueKind.String)
            return Malformed();
        var isMember = array.GetArrayLength() == 3;
        if (isMember && array[1].ValueKind != JsonValueKind.String)
            return Malformed();
        var name = isMember ? array[1].GetString() : null;
        if (name is not null && IsReserved(name))
            return new("disclosure-reserved-name", "A disclosure names its claim _sd, _sd_alg or three dots, which no claim may be called.");
        disclosure = new(encoded, name, array[isMember ? 2 : 1].Clone());
        return null;
    }

    private static JwtFault Malformed() =>
        new("disclosure-malformed", "A disclosure is no array of a salt, the claim's name where it has one, and a value.");
}
