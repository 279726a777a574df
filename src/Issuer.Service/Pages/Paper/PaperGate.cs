using System.Net;
using System.Text.RegularExpressions;

namespace Issuer.Service.Pages.Paper;

/// <summary>
/// What stands between a credential's words and the program that makes PDFs, which would fetch any address that it finds in a page, from the network or
/// from this machine's files. The encoder already makes text of whatever a credential says; this looks at the finished page once more, so that a view
/// which forgot it makes no certificate instead of one with a file of ours in it.
/// </summary>
internal static partial class PaperGate
{
    private static readonly HashSet<string> Elements = new(StringComparer.Ordinal)
    {
        "html", "head", "meta", "title", "style", "body", "main", "article", "section", "div", "p", "h1", "h2", "h3", "ul", "ol", "li", "dl", "dt", "dd", "span", "strong", "bdi",
        "code", "wbr", "br", "time", "a", "img", "figure", "figcaption", "svg", "path", "circle",
    };

    private static readonly HashSet<string> Attributes = new(StringComparer.Ordinal)
    {
        "lang", "dir", "charset", "name", "content", "class", "id", "datetime", "alt", "width", "height", "viewBox", "d", "cx", "cy", "r", "focusable", "data-as-of",
    };

    /// <summary>The first thing in a page that could make a program fetch something or do more than set text; null where there is none.</summary>
    public static string? Fault(string html)
    {
        foreach (Match tag in Tags().Matches(html.Replace(PaperStyle.Css, "", StringComparison.Ordinal)))
        {
            var name = tag.Groups["name"].Value;
            if (!Elements.Contains(name))
                return $"<{name}>";
            for (var i = 0; i < tag.Groups["attribute"].Captures.Count; i++)
            {
                var (attribute, value) = (tag.Groups["attribute"].Captures[i].Value, WebUtility.HtmlDecode(tag.Groups["value"].Captures[i].Value));
                if (!IsInert(name, attribute, value))
                    return $"{attribute} of <{name}>";
            }
        }

        return Imports().IsMatch(html) ? "an address in a style" : null;
    }

    private static bool IsInert(string element, string attribute, string value) => attribute switch
    {
        // A link in a PDF is opened by whoever clicks it, and by nobody else.
        "href" => element == "a" && (value.StartsWith("https://", StringComparison.Ordinal) || value.StartsWith("http://", StringComparison.Ordinal)),
        "rel" => element == "a" && !value.Contains("attachment", StringComparison.OrdinalIgnoreCase),
        "src" => element == "img" && Pictures().IsMatch(value),
        _ => Attributes.Contains(attribute) || attribute.StartsWith("aria-", StringComparison.Ordinal),
    };

    [GeneratedRegex("""<(?<name>[A-Za-z][^\s/>]*)(?:\s+(?<attribute>[^\s=>/]+)(?:="(?<value>[^"]*)"|(?<value>)))*\s*/?>?""", RegexOptions.ExplicitCapture)]
    private static partial Regex Tags();

    [GeneratedRegex("^data:image/(png|jpeg|svg\\+xml);base64,[A-Za-z0-9+/=]*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Pictures();

    [GeneratedRegex("<style>[^<]*(url\\(|@import|image\\()[^<]*</style>", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Imports();
}
