using System.Globalization;
using System.Text;

namespace Issuer.Service.Checking;

/// <summary>Foreign text for a terminal, which obeys control characters and lets others hide or reorder what follows.</summary>
internal static class TerminalText
{
    private const int Maximum = 300;

    /// <summary>The text with letters as they are, a question mark for every character that is not seen, and cut where it is long.</summary>
    public static string Of(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= Maximum)
                return shown.Append('…').ToString();
            shown.Append(IsSeen(rune) ? rune.ToString() : "?");
        }

        return shown.ToString();
    }

    private static bool IsSeen(Rune rune) => rune.Value == ' ' || (rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate));
}
