using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Issuer.Service.Languages;

namespace Issuer.Service.Tests.Languages;

/// <summary>
/// A language that nobody speaks, made from English: every text accented, half as long again, in brackets ⟦…⟧, and from right to left. What a page says in other
/// words than these did not come from a language's file. It passes for Arabic, so that browsers treat it as they treat such languages.
/// </summary>
internal static partial class PseudoLanguage
{
    private const string Plain = "aceghijklnorstuwyzACEGHIJKLNORSTUWYZ";
    private const string Accented = "áçéǧĥíĵķłñóřšťůŵýžÁÇÉǦĤÍĴĶŁÑÓŘŠŤŮŴÝŽ";
    private const string Padding = "lørem ïpsum ";

    public static UiLanguage Mirrored { get; } = new("ar", "⟦العربية⟧", "EG", PluralRule.One, () => new MemoryStream(Made())) { RightToLeft = true };

    private static byte[] Made()
    {
        using var file = LanguageTexts.Open(UiLanguage.English.Tag);
        var texts = JsonNode.Parse(file)!.AsObject();
        foreach (var (key, entry) in texts.ToList())
        {
            if (entry is JsonObject forms)
            {
                foreach (var (form, words) in forms.ToList())
                    forms[form] = Changed(words!.GetValue<string>());
            }
            else
            {
                texts[key] = Changed(entry!.GetValue<string>());
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(texts);
    }

    private static string Changed(string words)
    {
        var changed = new StringBuilder("⟦");
        foreach (var run in Runs().EnumerateMatches(words))
        {
            var text = words.AsSpan(run.Index, run.Length);
            foreach (var c in text)
                changed.Append(text[0] != '{' && Plain.IndexOf(c, StringComparison.Ordinal) is >= 0 and var i ? Accented[i] : c);
        }

        for (var i = 0; i < words.Length / 2; i++)
            changed.Append(i == 0 ? ' ' : Padding[(i - 1) % Padding.Length]);
        return changed.ToString().TrimEnd() + "⟧";
    }

    [GeneratedRegex(@"\{\w+\}|(?:(?!\{\w+\}).)+")]
    private static partial Regex Runs();
}
