using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Issuer.Core.Model;

/// <summary>Language tags: the form <c>langtag</c> of RFC 5646 (BCP 47), 2.1, without the grandfathered and private-use-only ones.</summary>
public static partial class LanguageTag
{
    /// <summary>Longest tag taken, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>
    /// Reads a tag and gives it its canonical case (RFC 5646, 2.1.1): <c>en</c>, <c>cy</c>, <c>sr-Latn-RS</c>. A three-letter code that has a two-letter one
    /// (<c>eng</c>) is refused, as BCP 47 demands the shorter; <paramref name="shorter"/> then names it.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out string? tag, out string? shorter)
    {
        tag = shorter = null;
        if (text.Length > MaxLength || !Ascii.IsValid(text))
            return false;
        var lower = text.ToLowerInvariant();
        if (!Shape().IsMatch(lower))
            return false;
        var parts = lower.Split('-');
        if (parts[0].Length == 3 && Shorter(parts[0]) is { } twoLetters)
        {
            shorter = twoLetters;
            return false;
        }

        // After a singleton (an extension or private use) everything stays lower-case.
        for (var i = 1; i < parts.Length && parts[i].Length > 1; i++)
        {
            if (parts[i].Length == 2)
                parts[i] = parts[i].ToUpperInvariant();
            else if (parts[i].Length == 4 && char.IsAsciiLetter(parts[i][0]))
                parts[i] = char.ToUpperInvariant(parts[i][0]) + parts[i][1..];
        }

        tag = string.Join('-', parts);
        return true;
    }

    // The terminological codes are the notations of the language list; these are the bibliographic ones that differ (ISO 639-2/B).
    static string? Shorter(string code) => CodeLists.Languages.Find(code.ToUpperInvariant())?.Slug ?? code switch
    {
        "wel" => "cy",
        "ger" => "de",
        "fre" => "fr",
        "gre" => "el",
        "dut" => "nl",
        "cze" => "cs",
        "slo" => "sk",
        "rum" => "ro",
        "ice" => "is",
        "mac" => "mk",
        _ => null,
    };

    [GeneratedRegex(
        "^[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(-[0-9a-wyz](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?\\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Shape();
}
