using System.Globalization;
using System.Text;

namespace Issuer.Service.Sharing.Mail;

/// <summary>Words of others inside our letters.</summary>
internal static class MailText
{
    private const int LineLength = 150;

    /// <summary>One line without characters that act instead of being read: controls, line breaks, marks that turn the direction of text.</summary>
    public static string Line(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, LineLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= LineLength)
                return line.ToString().TrimEnd() + "…";
            var acts = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse;
            if (!acts)
                line.Append(rune.ToString());
            else if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
        }

        return line.ToString().Trim();
    }
}
