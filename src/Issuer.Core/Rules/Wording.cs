using System.Globalization;
using System.Text;

namespace Issuer.Core.Rules;

/// <summary>Compares texts by their words alone.</summary>
static class Wording
{
    /// <summary>Lower-case letters and digits, with the marks that belong to them (accents, vowel signs); no spaces, no punctuation.</summary>
    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
                plain.Append(Rune.ToLowerInvariant(rune).ToString());
        }

        return plain.ToString();
    }
}
