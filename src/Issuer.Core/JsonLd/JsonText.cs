using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Issuer.Core.JsonLd;

/// <summary>
/// Names and strings of a JSON document as UTF-8, without making a <see cref="string"/> of each. An escaped surrogate without its other half comes out as
/// three bytes that are not UTF-8; like raw bytes that are not, they are found when a term is made of them.
/// </summary>
internal static class JsonText
{
    public static ReadOnlySpan<byte> Name(JsonProperty member) => Unescape(JsonMarshal.GetRawUtf8PropertyName(member));

    public static ReadOnlySpan<byte> Value(JsonElement text) => Unescape(JsonMarshal.GetRawUtf8Value(text)[1..^1]);

    public static string NameAsString(JsonProperty member) => System.Text.Encoding.UTF8.GetString(Name(member));

    public static string AsString(JsonElement text) => System.Text.Encoding.UTF8.GetString(Value(text));

    /// <summary>The start of a name, for a message or a pointer.</summary>
    public static string NameForMessage(JsonProperty member) => ForMessage(Name(member));

    public static string ForMessage(ReadOnlySpan<byte> text)
    {
        const int Longest = 120;
        if (text.Length <= Longest)
            return System.Text.Encoding.UTF8.GetString(text);
        while (text.Length > Longest)
            text = text[..Longest];
        while (text.Length > 0 && (text[^1] & 0xC0) == 0x80)
            text = text[..^1];
        return string.Concat(System.Text.Encoding.UTF8.GetString(text[..^1]), "…");
    }

    private static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> raw)
    {
        var escape = raw.IndexOf((byte)'\\');
        if (escape < 0)
            return raw;
        // An escape is never shorter than what it stands for.
        var text = new byte[raw.Length];
        var length = 0;
        while (escape >= 0)
        {
            raw[..escape].CopyTo(text.AsSpan(length));
            length += escape;
            raw = raw[(escape + 1)..];
            if (raw[0] == 'u')
            {
                length += Escaped(ref raw, text.AsSpan(length));
            }
            else
            {
                text[length++] = raw[0] switch
                {
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    (byte)'n' => (byte)'\n',
                    (byte)'r' => (byte)'\r',
                    (byte)'t' => (byte)'\t',
                    var itself => itself,
                };
                raw = raw[1..];
            }

            escape = raw.IndexOf((byte)'\\');
        }

        raw.CopyTo(text.AsSpan(length));
        return text.AsSpan(0, length + raw.Length);
    }

    /// <summary>One \uXXXX, or two that make a surrogate pair; the text starts at the first u.</summary>
    private static int Escaped(ref ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        var first = Hex(raw[1..5]);
        raw = raw[5..];
        if (char.IsHighSurrogate((char)first) && raw.Length >= 6 && raw[0] == '\\' && raw[1] == 'u' && char.IsLowSurrogate((char)Hex(raw[2..6])))
        {
            var pair = new Rune((char)first, (char)Hex(raw[2..6]));
            raw = raw[6..];
            return pair.EncodeToUtf8(destination);
        }

        if (Rune.TryCreate(first, out var character))
            return character.EncodeToUtf8(destination);
        destination[0] = (byte)(0xE0 | (first >> 12));
        destination[1] = (byte)(0x80 | ((first >> 6) & 0x3F));
        destination[2] = (byte)(0x80 | (first & 0x3F));
        return 3;
    }

    private static int Hex(ReadOnlySpan<byte> digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
