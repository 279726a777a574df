namespace Issuer.Core.JsonLd;

/// <summary>The keywords of JSON-LD 1.1 (section 1.7).</summary>
internal enum Keyword : byte
{
    NotAKeyword,
    Base,
    Container,
    Context,
    Direction,
    Graph,
    Id,
    Import,
    Included,
    Index,
    Json,
    Language,
    List,
    Nest,
    None,
    Prefix,
    Propagate,
    Protected,
    Reverse,
    Set,
    Type,
    Value,
    Version,
    Vocab,
}

internal static class Keywords
{
    private static readonly byte[][] Names =
        [.. Enum.GetValues<Keyword>().Select(keyword => keyword == Keyword.NotAKeyword ? [] : Encoding("@" + keyword.ToString().ToLowerInvariant()))];

    public static ReadOnlySpan<byte> Utf8(Keyword keyword) => Names[(int)keyword];

    public static Keyword Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length < 3 || text[0] != '@')
            return Keyword.NotAKeyword;
        for (var i = 1; i < Names.Length; i++)
        {
            if (text.SequenceEqual(Names[i]))
                return (Keyword)i;
        }

        return Keyword.NotAKeyword;
    }

    public static Keyword Parse(string text) => text.StartsWith('@') ? Parse(Encoding(text)) : Keyword.NotAKeyword;

    /// <summary><c>"@"1*ALPHA</c>: reserved for keywords to come, and ignored (JSON-LD 1.1, section 1.7).</summary>
    public static bool HasTheForm(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || text[0] != '@')
            return false;
        foreach (var letter in text[1..])
        {
            if (!char.IsAsciiLetter((char)letter))
                return false;
        }

        return true;
    }

    public static bool HasTheForm(string text) => text.StartsWith('@') && HasTheForm(Encoding(text));

    private static byte[] Encoding(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
