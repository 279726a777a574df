using System.Globalization;
using System.Net;
using System.Text;
using Issuer.Core.Model;
using Issuer.Service.Learners;

namespace Issuer.Service.Sharing.Mail;

/// <summary>
/// Every letter that the service writes, in English and Welsh, as plain text and as HTML with the same words: no picture, no link but ours, nothing that
/// tells whether it was opened. A letter names the credential and the institution, never the learner's data.
/// </summary>
internal static class Letters
{
    /// <summary>Languages of the letters.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "cy"];

    private static readonly string[] EnglishMonths =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    private static readonly string[] WelshMonths =
        ["Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"];

    /// <summary>The one-time link.</summary>
    public static Letter Claim(string to, string language, LocalizedText institution, LocalizedText title, string link, DateTimeOffset until)
    {
        var (who, what, day) = (Name(institution, language), Name(title, language), Day(until, language));
        return language == "cy"
            ? Write(to, language, $"Eich micro-gymhwyster gan {who}",
                [$"Mae {who} wedi dyfarnu’r micro-gymhwyster “{what}” i chi.", "Agorwch y ddolen hon i’w weld, ei rannu a’i lawrlwytho:"], "Agor fy micro-gymhwyster", link,
                [$"Mae’r ddolen yn gweithio unwaith, tan {day}. Nid oes angen cyfrif na chyfrinair arnoch. Peidiwch ag anfon y neges hon ymlaen: gall pwy bynnag sydd â’r ddolen agor eich tudalen.", "Os nad oeddech yn disgwyl hyn, gallwch anwybyddu’r neges."])
            : Write(to, language, $"Your micro-credential from {who}",
                [$"{who} has awarded you the micro-credential “{what}”.", "Open this link to see it, share it and download it:"], "Open my micro-credential", link,
                [$"The link works once, until {day}. You need no account and no password. Do not pass this message on: whoever has the link can open your page.", "If you did not expect this, you can ignore the message."]);
    }

    /// <summary>A one-time code.</summary>
    public static Letter Code(string to, string language, LocalizedText institution, string code, bool erasure)
    {
        var who = Name(institution, language);
        var grouped = $"{code[..3]} {code[3..]}";
        var (english, welsh) = erasure
            ? ("It confirms that you ask for your data to be erased.", "Mae’n cadarnhau eich bod yn gofyn am ddileu eich data.")
            : ("It opens your page on a new device.", "Mae’n agor eich tudalen ar ddyfais newydd.");
        return language == "cy"
            ? Write(to, language, "Eich cod", [$"Eich cod ar gyfer eich micro-gymhwyster gan {who}:", grouped], null, null,
                [$"{welsh} Mae’n gweithio am 10 munud. Ni fydd neb byth yn gofyn i chi amdano dros y ffôn nac mewn neges.", "Os nad chi ofynnodd amdano, anwybyddwch y neges hon: ni all neb wneud dim heb y cod."])
            : Write(to, language, "Your code", [$"Your code for your micro-credential from {who}:", grouped], null, null,
                [$"{english} It works for 10 minutes. Nobody will ever ask you for it on the telephone or in a message.", "If you did not ask for it, ignore this message: nobody can do anything without the code."]);
    }

    /// <summary>The institution refused to erase.</summary>
    public static Letter ErasureRefused(string to, string language, LocalizedText institution, DateTimeOffset asked, string? why)
    {
        var (who, day) = (Name(institution, language), Day(asked, language));
        var reason = why is null ? [] : (string[])[MailText.Line(why)];
        return language == "cy"
            ? Write(to, language, "Eich cais i ddileu eich data", [$"Nid yw {who} wedi dileu eich data, fel y gofynnoch ar {day}.", .. reason], null, null, ["Cysylltwch â’r sefydliad os nad ydych yn cytuno."])
            : Write(to, language, "Your request to erase your data", [$"{who} has not erased your data, as you asked on {day}.", .. reason], null, null, ["Write to the institution if you do not agree."]);
    }

    /// <summary>The language of ours that is nearest to a tag.</summary>
    public static string Nearest(string? tag) => tag?.Split('-')[0].ToLowerInvariant() == "cy" ? "cy" : "en";

    private static string Name(LocalizedText text, string language) => MailText.Line(text.In(language).Text);

    private static string Day(DateTimeOffset instant, string language)
    {
        var day = instant.UtcDateTime;
        return string.Create(CultureInfo.InvariantCulture, $"{day.Day} {(language == "cy" ? WelshMonths : EnglishMonths)[day.Month - 1]} {day.Year}");
    }

    private static Letter Write(string to, string language, string subject, string[] before, string? linkText, string? link, string[] after)
    {
        var text = new StringBuilder();
        var html = new StringBuilder(
            $"""<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{WebUtility.HtmlEncode(subject)}</title></head><body style="font:16px/1.5 sans-serif;max-width:36em">""");
        foreach (var paragraph in before)
            Paragraph(paragraph);
        if (link is not null)
        {
            text.Append(link).Append("\n\n");
            html.Append($"""<p><a href="{WebUtility.HtmlEncode(link)}">{WebUtility.HtmlEncode(linkText)}</a></p>""");
        }

        foreach (var paragraph in after)
            Paragraph(paragraph);
        html.Append("</body></html>");
        return new(to, subject, text.ToString().TrimEnd() + "\n", html.ToString());

        void Paragraph(string words)
        {
            text.Append(words).Append("\n\n");
            html.Append("<p>").Append(WebUtility.HtmlEncode(words)).Append("</p>");
        }
    }
}
