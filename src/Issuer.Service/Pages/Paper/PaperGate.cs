using System.Net;

namespace Issuer.Service.Pages.Paper;

/// <summary>
/// What stands between a credential's words and the program that makes PDFs, which would fetch any address that it finds in a page, from the network or
/// from this machine's files. The encoder already makes text of whatever a credential says; this reads the finished page once more, so that a view
/// which forgot it makes no certificate instead of one with a file of ours in it. What is not written as our views write it does not get through.
/// </summary>
internal static class PaperGate
{
    private const string Doctype = "!DOCTYPE html>";
    private const string Irregular = "markup that is not ours";
    private const string StyleEnd = "</style>";

    private static readonly HashSet<string> Elements = new(StringComparer.Ordinal)
    {
        "html", "head", "meta", "title", "style", "body", "main", "article", "section", "div", "p", "h1", "h2", "h3", "ul", "ol", "li", "dl", "dt", "dd", "span", "strong", "bdi",
        "code", "wbr", "br", "time", "a", "img", "figure", "figcaption", "svg", "path", "circle",
    };

    private static readonly HashSet<string> Attributes = new(StringComparer.Ordinal)
    {
        "lang", "dir", "charset", "name", "content", "class", "id", "datetime", "alt", "width", "height", "viewBox", "d", "cx", "cy", "r", "focusable", "data-as-of",
    };

    private static readonly string[] Pictures = ["data:image/png;base64,", "data:image/jpeg;base64,", "data:image/svg+xml;base64,"];

    /// <summary>The first thing in a page that could make a program fetch something or do more than set text; null where there is none.</summary>
    public static string? Fault(string html)
    {
        var rest = html.AsSpan();
        while (rest.IndexOf('<') is >= 0 and var start)
        {
            rest = rest[(start + 1)..];
            var fault = rest switch
            {
                _ when rest.StartsWith(Doctype, StringComparison.Ordinal) => null,
                ['/', ..] => Take(ref rest, 1, char.IsAsciiLetterOrDigit) is not [] && rest is ['>', ..] ? null : Irregular,
                _ => StartTag(ref rest),
            };
            if (fault is not null)
                return fault;
        }

        return null;
    }

    // Behind its "<": a name, attributes in double quotes, an end.
    private static string? StartTag(ref ReadOnlySpan<char> rest)
    {
        var name = Take(ref rest, 0, char.IsAsciiLetterOrDigit).ToString();
        if (!Elements.Contains(name))
            return $"<{name}>";
        while (true)
        {
            var space = Take(ref rest, 0, char.IsWhiteSpace).Length;
            if (rest is ['>', ..] or ['/', '>', ..])
                return name == "style" ? Style(ref rest) : null;
            var attribute = Take(ref rest, 0, c => char.IsAsciiLetterOrDigit(c) || c == '-').ToString();
            if (space == 0 || attribute.Length == 0)
                return Irregular;
            var value = "";
            if (rest is ['=', ..])
            {
                if (rest is not ['=', '"', ..] || rest[2..].IndexOf('"') is not (>= 0 and var end))
                    return $"{attribute} of <{name}>";
                value = WebUtility.HtmlDecode(rest.Slice(2, end).ToString());
                rest = rest[(end + 3)..];
            }

            if (!IsInert(name, attribute, value))
                return $"{attribute} of <{name}>";
        }
    }

    // Ours, or that of a mark, which has neither functions nor rules nor escapes.
    private static string? Style(ref ReadOnlySpan<char> rest)
    {
        if (rest is not ['>', ..] || rest.IndexOf(StyleEnd, StringComparison.Ordinal) is not (>= 0 and var end))
            return Irregular;
        var css = rest[1..end];
        rest = rest[end..];
        return css.SequenceEqual(PaperStyle.Css) || css.IndexOfAny("(@\\<") < 0 ? null : "an address in a style";
    }

    private static bool IsInert(string element, string attribute, string value) => attribute switch
    {
        // A link in a PDF is opened by whoever clicks it, and by nobody else.
        "href" => element == "a" && (value.StartsWith("https://", StringComparison.Ordinal) || value.StartsWith("http://", StringComparison.Ordinal)),
        "rel" => element == "a" && !value.Contains("attachment", StringComparison.OrdinalIgnoreCase),
        "src" => element == "img" && Array.Exists(Pictures, start => value.StartsWith(start, StringComparison.Ordinal)),
        _ => Attributes.Contains(attribute) || attribute.StartsWith("aria-", StringComparison.Ordinal),
    };

    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> rest, int from, Predicate<char> which)
    {
        var end = from;
        while (end < rest.Length && which(rest[end]))
            end++;
        var taken = rest[from..end];
        rest = rest[end..];
        return taken;
    }
}
