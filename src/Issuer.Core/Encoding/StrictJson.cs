using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Issuer.Core.Encoding;

/// <summary>Why a text is not JSON that this product takes.</summary>
/// <param name="Pointer">JSON Pointer (RFC 6901) to the value or member at fault, as far as the text could be read; long names in it are cut with <c>…</c>.</param>
/// <param name="Code">
/// <c>json-not-utf8</c>, <c>json-syntax</c>, <c>json-duplicate-member</c>, <c>json-lone-surrogate</c>, <c>json-null-character</c>, <c>json-too-deep</c> or
/// <c>json-number-range</c>.
/// </param>
/// <param name="Message">One English sentence; never repeats the text.</param>
/// <param name="BytePosition">Where, counted in bytes from the start of the text.</param>
public sealed record JsonFault(string Pointer, string Code, string Message, long BytePosition);

/// <summary>Exactly one of the two is there.</summary>
/// <param name="Document">The parsed document, which the caller disposes.</param>
/// <param name="Fault">The first fault.</param>
public sealed record StrictJsonResult(JsonDocument? Document, JsonFault? Fault);

/// <summary>
/// The one way by which JSON from outside comes in: what it accepts means the same to every parser (I-JSON, RFC 7493), so that nobody can be shown one
/// document and check another.
/// </summary>
/// <remarks>
/// Beyond RFC 8259 it refuses: a byte order mark, UTF-16 and any bytes that are not UTF-8; a member that occurs twice in an object, however its name is
/// escaped; escaped surrogates without their other half; U+0000 in strings and names; numbers that no double holds or that have more than 40 digits;
/// nesting deeper than asked for. It takes time in proportion to the length of the text and does not recurse.
/// </remarks>
public static class StrictJson
{
    /// <summary>The most digits that a number may have, exponent included.</summary>
    public const int MaximumDigits = 40;

    /// <summary>Parses one JSON text. No input makes it throw.</summary>
    /// <param name="utf8">The text; the document refers to these bytes, so they must not change while it lives.</param>
    /// <param name="maxDepth">The deepest allowed nesting of arrays and objects, 1 to 1000; a scalar has depth 0.</param>
    public static StrictJsonResult Parse(ReadOnlyMemory<byte> utf8, int maxDepth = 64)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxDepth, 1000);

        if (Check(utf8.Span, maxDepth) is { } fault)
            return new(null, fault);
        return new(JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = maxDepth }), null);
    }

    /// <summary>Looks for faults without building a document; null when there is none.</summary>
    public static JsonFault? Check(ReadOnlySpan<byte> utf8, int maxDepth = 64)
    {
        if (utf8.StartsWith("\uFEFF"u8))
            return new("", "json-not-utf8", "The text starts with a byte order mark.", 0);
        // JSON starts with an ASCII character, so a zero among the first two bytes is UTF-16 or UTF-32 (RFC 4627 section 3).
        if (utf8[..Math.Min(utf8.Length, 2)].Contains((byte)0))
            return new("", "json-not-utf8", "The text is UTF-16 or UTF-32; JSON is UTF-8.", 0);
        var walk = new JsonWalk(utf8, maxDepth);
        try
        {
            return walk.Run();
        }
        finally
        {
            walk.Dispose();
        }
    }
}
