namespace Issuer.Core.JsonLd;

/// <summary>Language tags as JSON-LD looks at them: parts of letters and digits (BCP 47's outer form), in lower case (RDF 1.1 Concepts, 3.3).</summary>
internal static class LanguageTag
{
    public static byte[] LowerCase(ReadOnlySpan<byte> tag)
    {
        var lower = tag.ToArray();
        foreach (ref var letter in lower.AsSpan())
        {
            if (letter is >= (byte)'A' and <= (byte)'Z')
                letter |= 0x20;
        }

        return lower;
    }

    /// <summary><c>[a-z]{1,8}(-[a-z0-9]{1,8})*</c> in either case: also what may follow the @ of an N-Quads literal.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> tag)
    {
        var length = 0;
        var isFirst = true;
        foreach (var c in tag)
        {
            if (c == '-')
            {
                if (length == 0)
                    return false;
                (length, isFirst) = (0, false);
            }
            else if (++length > 8 || !(char.IsAsciiLetter((char)c) || (!isFirst && char.IsAsciiDigit((char)c))))
            {
                return false;
            }
        }

        return length > 0;
    }
}
