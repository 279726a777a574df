using System.Net;
using System.Text;
using Issuer.Core.Model;
using Issuer.Service.Languages;
using Issuer.Service.Learners;

namespace Issuer.Service.Sharing.Mail;

/// <summary>
/// Every letter that the service writes, in each of its languages, as plain text and as HTML with the same words: no picture, no link but ours, nothing that
/// tells whether it was opened. A letter names the credential and the institution, never the learner's data.
/// </summary>
internal static class Letters
{
    private static readonly Template LetterClaimSubject = new(["institution"]);
    private static readonly Template LetterClaimAwarded = new(["institution", "title"]);
    private static readonly Sentence LetterClaimOpen = new();
    private static readonly Sentence LetterClaimButton = new();
    private static readonly Template LetterClaimOnce = new(["date"]);
    private static readonly Sentence LetterClaimIgnore = new();
    private static readonly Sentence LetterCodeSubject = new();
    private static readonly Template LetterCodeIs = new(["institution"]);
    private static readonly Sentence LetterCodeDevice = new();
    private static readonly Sentence LetterCodeErasure = new();
    private static readonly Sentence LetterCodeIgnore = new();
    private static readonly Sentence LetterRefusedSubject = new();
    private static readonly Template LetterRefused = new(["institution", "date"]);
    private static readonly Sentence LetterRefusedNext = new();

    /// <summary>The one-time link.</summary>
    public static Letter Claim(string to, UiLanguage language, LocalizedText institution, LocalizedText title, string link, DateTimeOffset until)
    {
        var who = Name(institution, language);
        return Write(
            to, language, LetterClaimSubject.With(who), [LetterClaimAwarded.With(who, Name(title, language)), LetterClaimOpen], LetterClaimButton, link,
            [LetterClaimOnce.With(Dates.Of(until)), LetterClaimIgnore]);
    }

    /// <summary>A one-time code.</summary>
    public static Letter Code(string to, UiLanguage language, LocalizedText institution, string code, bool erasure) => Write(
        to, language, LetterCodeSubject, [LetterCodeIs.With(Name(institution, language)), Phrase.Same($"{code[..3]} {code[3..]}")], null, null,
        [erasure ? LetterCodeErasure : LetterCodeDevice, LetterCodeIgnore]);

    /// <summary>The institution refused to erase.</summary>
    public static Letter ErasureRefused(string to, UiLanguage language, LocalizedText institution, DateTimeOffset asked, string? why) => Write(
        to, language, LetterRefusedSubject,
        [LetterRefused.With(Name(institution, language), Dates.Of(asked)), .. why is null ? [] : (Phrase[])[Phrase.Same(MailText.Line(why))]], null, null, [LetterRefusedNext]);

    /// <summary>The language of ours that is nearest to a tag.</summary>
    public static UiLanguage Nearest(string? tag) => LanguageOffer.Ours.Nearest(tag) ?? UiLanguage.English;

    private static Phrase Name(LocalizedText text, UiLanguage language) => Phrase.Same(MailText.Line(text.In(language.Tag).Text));

    private static Letter Write(string to, UiLanguage language, Phrase about, Phrase[] before, Phrase? linkText, string? link, Phrase[] after)
    {
        var subject = about.In(language);
        var text = new StringBuilder();
        var html = new StringBuilder(
            $"""<!DOCTYPE html><html lang="{language.Tag}" dir="{language.Direction}"><head><meta charset="utf-8"><title>{WebUtility.HtmlEncode(subject)}</title></head><body style="font:16px/1.5 sans-serif;max-width:36em">""");
        foreach (var paragraph in before)
            Paragraph(paragraph);
        if (link is not null)
        {
            text.Append(link).Append("\n\n");
            html.Append($"""<p><a href="{WebUtility.HtmlEncode(link)}">{WebUtility.HtmlEncode(linkText?.In(language))}</a></p>""");
        }

        foreach (var paragraph in after)
            Paragraph(paragraph);
        html.Append("</body></html>");
        return new(to, subject, text.ToString().TrimEnd() + "\n", html.ToString());

        void Paragraph(Phrase phrase)
        {
            var words = phrase.In(language);
            text.Append(words).Append("\n\n");
            html.Append("<p>").Append(WebUtility.HtmlEncode(words)).Append("</p>");
        }
    }
}
