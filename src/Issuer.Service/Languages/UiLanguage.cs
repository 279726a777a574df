using System.Globalization;

namespace Issuer.Service.Languages;

/// <summary>A language that the service itself speaks, on pages and in letters. Its texts are read when the first of them is asked for.</summary>
/// <param name="tag">BCP 47, the primary language alone.</param>
/// <param name="ownName">What the language calls itself, for the choice of languages.</param>
/// <param name="region">Where it is at home, for <c>og:locale</c>.</param>
/// <param name="plural">Which form of a text a number takes.</param>
/// <param name="open">Opens the language's file.</param>
public sealed class UiLanguage(string tag, string ownName, string region, Func<decimal, PluralCategory> plural, Func<Stream> open)
{
    /// <summary>English, also the answer to a reader who asks for none of ours.</summary>
    public static UiLanguage English { get; } = OfFile("en", "English", "GB", PluralRule.One);

    /// <summary>Every language whose rules are known here, in the order in which the choice offers them.</summary>
    internal static IReadOnlyList<UiLanguage> Known { get; } =
    [
        English,
        OfFile("cy", "Cymraeg", "GB", PluralRule.Welsh),
        OfFile("ga", "Gaeilge", "IE", PluralRule.Irish),
        OfFile("de", "Deutsch", "DE", PluralRule.One),
        OfFile("el", "Ελληνικά", "GR", PluralRule.One),
        OfFile("es", "Español", "ES", PluralRule.One),
        OfFile("fr", "Français", "FR", PluralRule.BelowTwo),
        OfFile("it", "Italiano", "IT", PluralRule.One),
        OfFile("nl", "Nederlands", "NL", PluralRule.One),
        OfFile("uz", "Oʻzbekcha", "UZ", PluralRule.One),
        OfFile("pl", "Polski", "PL", PluralRule.Polish),
        OfFile("pt", "Português", "PT", PluralRule.BelowTwo),
        OfFile("tr", "Türkçe", "TR", PluralRule.One),
        OfFile("uk", "Українська", "UA", PluralRule.Ukrainian),
    ];

    private readonly Lazy<LanguageTexts> _texts = new(() => LanguageTexts.Read(open));
    private readonly Lazy<NumberFormatInfo> _numbers = new(() => CultureInfo.GetCultureInfo(tag).NumberFormat);

    /// <summary>BCP 47 tag.</summary>
    public string Tag { get; } = tag;

    /// <summary>What the language calls itself.</summary>
    public string OwnName { get; } = ownName;

    /// <summary>Written from right to left.</summary>
    public bool RightToLeft { get; init; }

    /// <summary>For the attribute <c>dir</c>.</summary>
    public string Direction => RightToLeft ? "rtl" : "ltr";

    /// <summary>For link previews: language and region, <c>cy_GB</c>.</summary>
    public string Locale { get; } = $"{tag}_{region}";

    /// <summary>The form that a number takes.</summary>
    internal PluralCategory Plural(decimal number) => plural(number);

    /// <summary>A text by its key. That every language has every key is tested; one that it has not is a fault of this program.</summary>
    internal string Text(string key) => _texts.Value.Find(key) ?? throw new KeyNotFoundException($"The language {Tag} has no text “{key}”.");

    /// <summary>The form of a text for a number.</summary>
    internal string Text(string key, decimal count) =>
        _texts.Value.Find(key, Plural(count)) ?? throw new KeyNotFoundException($"The language {Tag} has no text “{key}” for {Plural(count)}.");

    /// <summary>A number as the language writes it, at most two places.</summary>
    internal string Number(decimal number) => number.ToString("0.##", _numbers.Value);

    public override string ToString() => Tag;

    private static UiLanguage OfFile(string tag, string ownName, string region, Func<decimal, PluralCategory> plural) =>
        new(tag, ownName, region, plural, () => LanguageTexts.Open(tag));
}
