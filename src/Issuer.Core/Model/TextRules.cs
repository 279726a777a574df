using System.Globalization;
using System.Text;

namespace Issuer.Core.Model;

/// <summary>What text may hold. Text is never trimmed, cut or normalised: it is refused, or it comes back code point for code point.</summary>
public static class TextRules
{
    /// <summary>Most characters of a title, a name or any other text of one line.</summary>
    public const int LineLength = 500;

    /// <summary>Most characters of a description.</summary>
    public const int LongLength = 10_000;

    /// <summary>The first fault of <paramref name="text"/>, or null.</summary>
    /// <param name="text">The text, UTF-16.</param>
    /// <param name="maxLength">Most characters (Unicode code points).</param>
    /// <param name="multiline">Whether line breaks (<c>\n</c>) and tabs are allowed.</param>
    /// <returns>Code and sentence.</returns>
    public static (string Code, string Message)? Fault(string text, int maxLength, bool multiline)
    {
        var length = 0;
        var visible = false;
        for (var i = 0; i < text.Length; length++)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
                return (FindingCodes.LoneSurrogate, "This text holds half of a character (a lone surrogate); it was damaged on the way here.");
            i += rune.Utf16SequenceLength;
            switch (rune.Value)
            {
                case 0:
                    return (FindingCodes.NullCharacter, "This text holds the character U+0000, which no text may hold.");
                case '\n' or '\t' when multiline:
                    continue;
                case 0x2028 or 0x2029 when multiline:
                    continue;
                case '\n' or '\r' or '\t' or 0x2028 or 0x2029 or 0x85 when !multiline:
                    return (FindingCodes.ControlCharacter, "This must be one line: take out the line break or tab.");
                case '\r':
                    return (FindingCodes.ControlCharacter, "Line breaks are written as a plain newline (\\n), without a carriage return (\\r).");
                case < 0x20 or (>= 0x7F and < 0xA0):
                    return (FindingCodes.ControlCharacter, $"This text holds the control character U+{rune.Value:X4}.");
                case (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069):
                    return (FindingCodes.BidiControl,
                        $"This text holds U+{rune.Value:X4}, which turns the order of the characters around it and can make one name look like another.");
                case >= 0xFDD0 and <= 0xFDEF:
                case var value when (value & 0xFFFE) == 0xFFFE:
                    return (FindingCodes.Noncharacter, $"This text holds U+{rune.Value:X4}, which is not a character.");
                default:
                    visible |= IsVisible(rune);
                    break;
            }
        }

        if (!visible)
            return (FindingCodes.Empty, "This text is empty; leave the member out if there is nothing to say.");
        return length > maxLength ? (FindingCodes.TooLong, $"This text has {length} characters; {maxLength} are allowed.") : null;
    }

    // White space, format characters (zero-width space, joiners, marks of direction) and the Hangul fillers leave nothing to see when alone.
    static bool IsVisible(Rune rune) =>
        !Rune.IsWhiteSpace(rune)
        && Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format
        && rune.Value is not (0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800 or (>= 0xFE00 and <= 0xFE0F));
}
