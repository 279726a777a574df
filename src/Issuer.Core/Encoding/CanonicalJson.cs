using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Issuer.Core.Encoding;

/// <summary>
/// The JSON Canonicalization Scheme (RFC 8785): members sorted by the UTF-16 code units of their names, ECMAScript numbers, the fewest escapes, no white
/// space, UTF-8.
/// </summary>
public static class CanonicalJson
{
    /// <summary>The deepest nesting of arrays and objects that is written.</summary>
    public const int MaximumDepth = 256;

    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f"
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");

    /// <summary>The canonical bytes of a value.</summary>
    /// <exception cref="ArgumentException">
    /// The value is not I-JSON (RFC 7493), so it has no canonical form: a lone surrogate, a repeated member, a number beyond the range of a double; or it is
    /// nested deeper than <see cref="MaximumDepth"/>. What <see cref="StrictJson"/> accepts is refused only for that depth.
    /// </exception>
    public static byte[] Canonicalize(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        Canonicalize(value, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>As <see cref="Canonicalize(JsonElement)"/>, appended to a buffer.</summary>
    public static void Canonicalize(JsonElement value, IBufferWriter<byte> destination) => Write(value, destination, [], 0);

    /// <param name="value">What to write.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="members">A stack that all objects on the way down share: each sorts its own members at the top.</param>
    /// <param name="depth">How many arrays and objects are around the value.</param>
    private static void Write(JsonElement value, IBufferWriter<byte> destination, List<JsonProperty> members, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, destination, members, Deeper(depth));
                break;
            case JsonValueKind.Array:
                WriteArray(value, destination, members, Deeper(depth));
                break;
            case JsonValueKind.String:
                var quoted = JsonMarshal.GetRawUtf8Value(value);
                if (IsCanonicalText(quoted[1..^1]))
                    destination.Write(quoted);
                else
                    WriteString(Text(value), destination);
                break;
            case JsonValueKind.Number:
                WriteNumber(value, destination);
                break;
            case JsonValueKind.True:
                destination.Write("true"u8);
                break;
            case JsonValueKind.False:
                destination.Write("false"u8);
                break;
            case JsonValueKind.Null:
                destination.Write("null"u8);
                break;
            default:
                throw new ArgumentException("An undefined element has no canonical form.", nameof(value));
        }
    }

    private static int Deeper(int depth) => depth < MaximumDepth
        ? depth + 1
        : throw new ArgumentException($"Nested deeper than {MaximumDepth}.", nameof(depth));

    private static void WriteObject(JsonElement value, IBufferWriter<byte> destination, List<JsonProperty> members, int depth)
    {
        var first = members.Count;
        foreach (var member in value.EnumerateObject())
        {
            // A name that cannot be read must show itself here: what a comparison throws, sorting wraps.
            if (!IsPlainAscii(JsonMarshal.GetRawUtf8PropertyName(member)))
                _ = Name(member);
            members.Add(member);
        }

        var end = members.Count;
        CollectionsMarshal.AsSpan(members)[first..end].Sort(CompareNames);

        destination.Write("{"u8);
        for (var i = first; i < end; i++)
        {
            if (i > first)
            {
                if (CompareNames(members[i - 1], members[i]) == 0)
                    throw new ArgumentException("An object with a repeated member has no canonical form.", nameof(value));
                destination.Write(","u8);
            }

            var name = JsonMarshal.GetRawUtf8PropertyName(members[i]);
            if (IsCanonicalText(name))
            {
                destination.Write("\""u8);
                destination.Write(name);
                destination.Write("\""u8);
            }
            else
            {
                WriteString(Name(members[i]), destination);
            }

            destination.Write(":"u8);
            Write(members[i].Value, destination, members, depth);
        }

        members.RemoveRange(first, end - first);
        destination.Write("}"u8);
    }

    /// <summary>By UTF-16 code units, which for ASCII is the order of the bytes (for other characters it is not: surrogates come before U+E000).</summary>
    private static int CompareNames(JsonProperty a, JsonProperty b)
    {
        var x = JsonMarshal.GetRawUtf8PropertyName(a);
        var y = JsonMarshal.GetRawUtf8PropertyName(b);
        return IsPlainAscii(x) && IsPlainAscii(y) ? x.SequenceCompareTo(y) : string.CompareOrdinal(Name(a), Name(b));
    }

    private static bool IsPlainAscii(ReadOnlySpan<byte> raw) => Ascii.IsValid(raw) && !raw.Contains((byte)'\\');

    /// <summary>
    /// JSON allows no quotation mark and no control character between the quotes, so text without an escape already stands there as it is to be written.
    /// </summary>
    private static bool IsCanonicalText(ReadOnlySpan<byte> raw) => !raw.Contains((byte)'\\') && Utf8.IsValid(raw);

    private static void WriteArray(JsonElement value, IBufferWriter<byte> destination, List<JsonProperty> members, int depth)
    {
        destination.Write("["u8);
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!first)
                destination.Write(","u8);
            first = false;
            Write(item, destination, members, depth);
        }

        destination.Write("]"u8);
    }

    private static void WriteNumber(JsonElement value, IBufferWriter<byte> destination)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        // Up to fifteen digits, a double holds every integer; a minus is left to the general way, for -0.
        if (raw.Length <= 15 && !raw.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            destination.Write(raw);
            return;
        }

        var number = value.GetDouble();
        if (!double.IsFinite(number))
            throw new ArgumentException("A number beyond the range of a double has no canonical form.", nameof(value));
        destination.Advance(EcmaScriptNumber.Format(number, destination.GetSpan(EcmaScriptNumber.MaximumLength)));
    }

    private static void WriteString(string text, IBufferWriter<byte> destination)
    {
        destination.Write("\""u8);
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            var plain = rest.IndexOfAny(Escaped);
            if (plain < 0)
                plain = rest.Length;
            System.Text.Encoding.UTF8.GetBytes(rest[..plain], destination);
            rest = rest[plain..];
            if (rest.Length > 0)
            {
                WriteEscaped(rest[0], destination);
                rest = rest[1..];
            }
        }

        destination.Write("\""u8);
    }

    private static void WriteEscaped(char c, IBufferWriter<byte> destination)
    {
        // RFC 8785 section 3.2.2.2: the two-character escapes where JSON has one, else four lower-case hexadecimal digits.
        switch (c)
        {
            case '"':
                destination.Write("\\\""u8);
                break;
            case '\\':
                destination.Write("\\\\"u8);
                break;
            case '\b':
                destination.Write("\\b"u8);
                break;
            case '\t':
                destination.Write("\\t"u8);
                break;
            case '\n':
                destination.Write("\\n"u8);
                break;
            case '\f':
                destination.Write("\\f"u8);
                break;
            case '\r':
                destination.Write("\\r"u8);
                break;
            default:
                var hex = destination.GetSpan(6);
                "\\u00"u8.CopyTo(hex);
                hex[4] = "0123456789abcdef"u8[c >> 4];
                hex[5] = "0123456789abcdef"u8[c & 0xF];
                destination.Advance(6);
                break;
        }
    }

    private static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException lone)
        {
            throw new ArgumentException("A string with a lone surrogate has no canonical form.", nameof(value), lone);
        }
    }

    private static string Name(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException lone)
        {
            throw new ArgumentException("A name with a lone surrogate has no canonical form.", nameof(member), lone);
        }
    }
}
