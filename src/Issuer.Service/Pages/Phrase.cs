namespace Issuer.Service.Pages;

/// <summary>
/// Something the pages say, in both of their languages: a phrase without its Welsh does not compile. Sentences with a changing part are
/// methods of <c>Words</c> that take phrases, so that each language puts the part where its grammar wants it.
/// </summary>
public sealed record Phrase(string English, string Welsh)
{
    /// <summary>The text in a language.</summary>
    public string In(UiLanguage language) => language == UiLanguage.Welsh ? Welsh : English;

    /// <summary>Text that is the same in both: a number, an address, a name.</summary>
    public static Phrase Same(string text) => new(text, text);

    /// <summary>Joins with a separator.</summary>
    public static Phrase Join(string separator, IReadOnlyList<Phrase> parts) =>
        new(string.Join(separator, parts.Select(p => p.English)), string.Join(separator, parts.Select(p => p.Welsh)));
}
