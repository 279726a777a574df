using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Issuer.Service.Pages.Badges;

/// <summary>Text set into a box: the size of its letters in pixels, and its lines.</summary>
internal sealed record FittedText(int Size, ImmutableArray<string> Lines);

/// <summary>
/// Sets text in lines without a font at hand: widths are those of a wide bold face (DejaVu Serif Bold), so that any other is narrower. Every script is taken
/// as it comes: clusters are never parted, East Asian text breaks anywhere, and what would hide, reorder or pile up is left out.
/// </summary>
internal static class BadgeText
{
    // Nonspacing marks on one letter: Vietnamese has two, pointed Hebrew four.
    private const int MostMarks = 4;
    private const int MostElements = 200;
    private const double LineHeight = 1.22;
    // Of A to Z and a to z, in hundredths of the size; the wider of DejaVu Serif Bold and DejaVu Sans Bold.
    private static ReadOnlySpan<byte> Capital => [78, 85, 80, 87, 76, 71, 85, 94, 47, 47, 87, 70, 111, 91, 87, 75, 87, 83, 72, 74, 87, 78, 112, 78, 72, 73];

    private static ReadOnlySpan<byte> Small => [67, 72, 61, 72, 68, 44, 72, 73, 38, 36, 69, 38, 106, 73, 69, 72, 72, 53, 60, 48, 73, 65, 92, 65, 65, 58];

    private const char Ellipsis = '…';
    private const double EllipsisWidth = 1.0;

    /// <summary>One line: white space collapsed; controls, direction marks, private and unassigned characters, and marks beyond the fourth on a letter removed.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, 512));
        var marks = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            marks = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? marks + 1 : 0;
            if (Rune.IsWhiteSpace(rune))
                Space();
            else if (marks <= MostMarks && IsShown(rune, category))
                clean.Append(rune.ToString());
        }

        return clean.ToString().TrimEnd(' ');

        void Space()
        {
            if (clean.Length > 0 && clean[^1] != ' ')
                clean.Append(' ');
        }
    }

    /// <summary>The largest of the sizes at which the text fits; at the smallest it is shortened with an ellipsis.</summary>
    /// <param name="text">Text that was cleaned.</param>
    /// <param name="width">Of the box, in pixels.</param>
    /// <param name="height">Of the box, in pixels.</param>
    /// <param name="sizes">Sizes of letters in pixels, largest first.</param>
    public static FittedText Fit(string text, double width, double height, ReadOnlySpan<int> sizes)
    {
        var pieces = Pieces(text);
        var widest = pieces.Count == 0 ? 0 : pieces.Max(piece => Width(piece.TrimEnd()));
        FittedText? whole = null;
        foreach (var size in sizes)
        {
            if (widest * size > width || Wrap(pieces, width / size) is not { } lines || lines.Count * Leading(size) > height)
                continue;
            var fitted = new FittedText(size, Balanced(pieces, lines, width / size));
            whole ??= fitted;
            // A size less is worth an even block.
            if (IsEven(fitted.Lines))
                return fitted;
        }

        return whole ?? Broken(pieces, width, height, sizes);
    }

    // Words have to be parted, or the text shortened.
    private static FittedText Broken(List<string> pieces, double width, double height, ReadOnlySpan<int> sizes)
    {
        foreach (var size in sizes)
        {
            if (Wrap(pieces, width / size) is { } lines && lines.Count * Leading(size) <= height)
                return new(size, [.. lines]);
        }

        var smallest = sizes[^1];
        var all = Wrap(pieces, width / smallest);
        var most = Math.Max(1, (int)(height / Leading(smallest)));
        return new(smallest, [.. all.Take(most - 1), Shortened(all[most - 1] + " " + all[most], width / smallest)]);
    }

    private static bool IsEven(ImmutableArray<string> lines) => lines.IsEmpty || lines.Min(Width) >= 0.45 * lines.Max(Width);

    /// <summary>Distance between the base lines of two lines, in pixels.</summary>
    public static double Leading(int size) => size * LineHeight;

    /// <summary>Whether the first letter with a direction runs from right to left (UAX #9, P2).</summary>
    public static bool IsRightToLeft(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF)
                && Rune.IsLetter(rune))
                return true;
            if (Rune.IsLetter(rune))
                return false;
        }

        return false;
    }

    /// <summary>Width in letters' sizes (em), of any face no wider than the one that was measured.</summary>
    public static double Width(string text)
    {
        var width = 0d;
        // ŵ is as wide as w.
        foreach (var rune in text.Normalize(NormalizationForm.FormD).EnumerateRunes())
            width += Width(rune);
        return width;
    }

    private static double Width(Rune rune) => rune.Value switch
    {
        ' ' => 0.35,
        >= 'a' and <= 'z' => Small[rune.Value - 'a'] / 100d,
        >= 'A' and <= 'Z' => Capital[rune.Value - 'A'] / 100d,
        >= '0' and <= '9' => 0.70,
        '\'' or '’' or '‘' or '.' or ',' or ':' or ';' or '!' or '|' or '·' => 0.40,
        '-' or '(' or ')' or '[' or ']' => 0.48,
        < 0x0100 => 1.0,
        _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        < 0x0400 => Rune.IsUpper(rune) ? 0.90 : 0.78,
        < 0x0590 => Rune.IsUpper(rune) ? 1.05 : 0.88,
        <= 0x08FF => 0.70,
        <= 0x0FFF => 0.95,
        _ when IsWide(rune) => 1.05,
        > 0xFFFF => 1.35,
        _ => 1.0,
    };

    private static bool IsShown(Rune rune, UnicodeCategory category) => category switch
    {
        UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => false,
        // Joiners: Persian, Indic scripts and emoji need them.
        UnicodeCategory.Format => rune.Value is 0x200C or 0x200D,
        _ => true,
    };

    // Hangul, kana, ideographs, full-width forms.
    private static bool IsWide(Rune rune) => rune.Value is
        (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F)
        or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x20000 and <= 0x3FFFD);

    /// <summary>What must stay together on a line; the space after it, if any, is its last character.</summary>
    private static List<string> Pieces(string text)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        var elements = StringInfo.GetTextElementEnumerator(text);
        var count = 0;
        while (elements.MoveNext())
        {
            if (++count > MostElements)
            {
                piece.Append(Ellipsis);
                break;
            }

            var element = elements.GetTextElement();
            // Before an ideograph, not before its full stop or closing bracket.
            if (IsWide(Rune.GetRuneAt(element, 0)) && Rune.IsLetter(Rune.GetRuneAt(element, 0)))
                Flush();
            piece.Append(element);
            if (element is " " or "-" or "–")
                Flush();
        }

        Flush();
        return pieces;

        void Flush()
        {
            if (piece.Length == 0)
                return;
            pieces.Add(piece.ToString());
            piece.Clear();
        }
    }

    // Line by line as much as fits; a piece wider than a line is parted between its clusters.
    private static List<string> Wrap(List<string> pieces, double width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var piece in pieces)
        {
            if (line.Length > 0 && Width((line + piece).TrimEnd()) > width)
                End();
            line += piece;
            while (Width(line.TrimEnd()) > width && Prefix(line, width) is { Length: > 0 } first && first.Length < line.Length)
            {
                lines.Add(first);
                line = line[first.Length..];
            }
        }

        End();
        return lines;

        void End()
        {
            if (line.TrimEnd() is { Length: > 0 } done)
                lines.Add(done);
            line = "";
        }
    }

    // The narrowest box with as many lines: no single word on the last.
    private static ImmutableArray<string> Balanced(List<string> pieces, List<string> lines, double width)
    {
        var best = lines;
        for (var narrower = width - 0.5; narrower > width / 2; narrower -= 0.5)
        {
            if (pieces.Exists(piece => Width(piece.TrimEnd()) > narrower) || Wrap(pieces, narrower) is not { } next || next.Count > lines.Count)
                break;
            best = next;
        }

        return [.. best];
    }

    private static string Shortened(string line, double width) => Prefix(line, width - EllipsisWidth).TrimEnd() + Ellipsis;

    private static string Prefix(string line, double width)
    {
        var (length, used) = (0, 0d);
        var elements = StringInfo.GetTextElementEnumerator(line);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            used += Width(element);
            if (used > width && length > 0)
                break;
            length += element.Length;
        }

        return line[..length];
    }
}
