using System.Globalization;
using System.Text;

namespace Issuer.Service.Pages;

/// <summary>
/// Makes characters visible that would otherwise act on the text around them or not show at all: control characters, noncharacters, and the
/// bidirectional overrides and embeddings with which <c>elpmaxe</c> is made to read <c>example</c>. Joiners and direction marks (U+200C to U+200F,
/// U+061C) stay: Persian, Indic scripts, emoji and mixed names need them. Everything else comes back code point for code point.
/// </summary>
internal static class VisibleText
{
    /// <summary>Runs of text as they are, and between them single characters to be shown by their number.</summary>
    public static IReadOnlyList<(string Text, bool Hidden)> Split(string text)
    {
        var start = 0;
        List<(string, bool)>? runs = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsHidden(text, i))
                continue;
            runs ??= [];
            if (i > start)
                runs.Add((text[start..i], false));
            runs.Add((string.Create(CultureInfo.InvariantCulture, $"U+{(int)text[i]:X4}"), true));
            start = i + 1;
        }

        if (runs is null)
            return [(text, false)];
        if (start < text.Length)
            runs.Add((text[start..], false));
        return runs;
    }

    /// <summary>For a page's title and other places without markup: hidden characters and all direction marks removed, at most 120 UTF-16 units.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(Math.Min(text.Length, 121));
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (IsHidden(text, i) || c is '\u200e' or '\u200f' or '\u061c')
                continue;
            if (plain.Length >= 120 && !char.IsLowSurrogate(c))
                return plain.Append('…').ToString();
            plain.Append(c is '\n' or '\r' or '\t' ? ' ' : c);
        }

        return plain.ToString();
    }

    private static bool IsHidden(string text, int i)
    {
        var c = text[i];
        return c switch
        {
            '\t' or '\n' or '\r' => false,
            < ' ' or (>= '\u007f' and <= '\u009f') => true,
            // LRE RLE PDF LRO RLO, LRI RLI FSI PDI (UAX #9).
            (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') => true,
            // Interlinear annotation, noncharacters.
            (>= '\ufff9' and <= '\ufffb') or '\ufffe' or '\uffff' or (>= '\ufdd0' and <= '\ufdef') => true,
            _ when char.IsHighSurrogate(c) => i + 1 >= text.Length || !char.IsLowSurrogate(text[i + 1]),
            _ when char.IsLowSurrogate(c) => i == 0 || !char.IsHighSurrogate(text[i - 1]),
            _ => false,
        };
    }
}
