using Microsoft.Net.Http.Headers;

namespace Issuer.Service.Pages;

/// <summary>A language that the pages themselves speak.</summary>
public sealed record UiLanguage(string Tag, string OwnName)
{
    /// <summary>English, also the answer to a reader who asks for neither.</summary>
    public static readonly UiLanguage English = new("en", "English");

    /// <summary>Welsh.</summary>
    public static readonly UiLanguage Welsh = new("cy", "Cymraeg");

    /// <summary>In the order in which the switch offers them.</summary>
    public static IReadOnlyList<UiLanguage> All { get; } = [English, Welsh];

    /// <summary>By its tag, or null.</summary>
    public static UiLanguage? Find(string? tag) => All.FirstOrDefault(language => string.Equals(language.Tag, tag, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The best of ours by <c>Accept-Language</c> (RFC 9110, section 12.5.4): highest quality first, then the reader's order; a regional tag
    /// such as <c>cy-GB</c> counts as its language.
    /// </summary>
    public static UiLanguage Negotiate(string? acceptLanguage)
    {
        // A header line has no natural end; no reader lists more than a few languages.
        if (string.IsNullOrEmpty(acceptLanguage) || acceptLanguage.Length > 1000
            || !StringWithQualityHeaderValue.TryParseList([acceptLanguage], out var wanted))
            return English;

        foreach (var choice in wanted.Where(w => w.Quality is not 0).OrderByDescending(w => w.Quality ?? 1))
        {
            if (Find(choice.Value.Value?.Split('-')[0]) is { } language)
                return language;
            if (choice.Value == "*")
                return English;
        }

        return English;
    }
}
