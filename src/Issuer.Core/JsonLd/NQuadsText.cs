using System.Buffers;

namespace Issuer.Core.JsonLd;

/// <summary>The escapes of canonical N-Quads (RDFC-1.0, 5, "Canonical N-Quads form").</summary>
internal static class NQuadsText
{
    // Control characters, quotation mark, backslash, DEL, and EF, with which U+FFFE and U+FFFF begin.
    private static readonly SearchValues<byte> Candidates = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (byte)c), .. "\"\\\u007f"u8, 0xEF]);

    /// <summary>The first character that is not written as itself, or -1.</summary>
    public static int IndexOfEscaped(ReadOnlySpan<byte> text)
    {
        var start = 0;
        while (true)
        {
            var at = text[start..].IndexOfAny(Candidates);
            if (at < 0)
                return -1;
            at += start;
            if (text[at] != 0xEF || IsNoncharacter(text[at..]))
                return at;
            start = at + 1;
        }
    }

    /// <summary>Writes the escape of the first character, takes it off the text, and answers the number of bytes written (at most 6).</summary>
    public static int Escape(ref ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var c = text[0];
        if (c == 0xEF)
        {
            (text[2] == 0xBE ? "\\uFFFE"u8 : "\\uFFFF"u8).CopyTo(destination);
            text = text[3..];
            return 6;
        }

        text = text[1..];
        var letter = c switch
        {
            (byte)'\b' => (byte)'b',
            (byte)'\t' => (byte)'t',
            (byte)'\n' => (byte)'n',
            (byte)'\f' => (byte)'f',
            (byte)'\r' => (byte)'r',
            (byte)'"' or (byte)'\\' => c,
            _ => default,
        };
        destination[0] = (byte)'\\';
        if (letter != 0)
        {
            destination[1] = letter;
            return 2;
        }

        "u00"u8.CopyTo(destination[1..]);
        destination[4] = "0123456789ABCDEF"u8[c >> 4];
        destination[5] = "0123456789ABCDEF"u8[c & 0xF];
        return 6;
    }

    private static bool IsNoncharacter(ReadOnlySpan<byte> text) => text.Length >= 3 && text[1] == 0xBF && text[2] >= 0xBE;
}
