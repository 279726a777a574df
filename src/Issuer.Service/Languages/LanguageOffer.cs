using Microsoft.Net.Http.Headers;

namespace Issuer.Service.Languages;

/// <summary>The languages that readers may choose among; the first is for those who ask for none of them.</summary>
public sealed class LanguageOffer(IReadOnlyList<UiLanguage> all)
{
    /// <summary>Those that have a file.</summary>
    public static LanguageOffer Ours { get; } = new([.. UiLanguage.Known.Where(language => LanguageTexts.Has(language.Tag))]);

    /// <summary>In the order in which they are offered.</summary>
    public IReadOnlyList<UiLanguage> All { get; } = all;

    /// <summary>By its tag, or null.</summary>
    public UiLanguage? Find(ReadOnlySpan<char> tag)
    {
        foreach (var language in All)
        {
            if (tag.Equals(language.Tag, StringComparison.OrdinalIgnoreCase))
                return language;
        }

        return null;
    }

    /// <summary>By a tag that may have further subtags: <c>cy-GB</c> counts as Welsh.</summary>
    public UiLanguage? Nearest(ReadOnlySpan<char> tag) => Find(tag.IndexOf('-') is >= 0 and var dash ? tag[..dash] : tag);

    /// <summary>The best of them by <c>Accept-Language</c> (RFC 9110, section 12.5.4): highest quality first, then the reader's order.</summary>
    public UiLanguage Negotiate(string? acceptLanguage)
    {
        // A header line has no natural end; no reader lists more than a few languages.
        if (string.IsNullOrEmpty(acceptLanguage) || acceptLanguage.Length > 1000
            || !StringWithQualityHeaderValue.TryParseList([acceptLanguage], out var wanted))
            return All[0];

        foreach (var choice in wanted.Where(w => w.Quality is not 0).OrderByDescending(w => w.Quality ?? 1))
        {
            if (Nearest(choice.Value.Value) is { } language)
                return language;
            if (choice.Value == "*")
                return All[0];
        }

        return All[0];
    }
}
