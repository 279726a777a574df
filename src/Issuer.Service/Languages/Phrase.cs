using System.Collections.Immutable;

namespace Issuer.Service.Languages;

/// <summary>A run of a phrase's text.</summary>
/// <param name="Text">The text.</param>
/// <param name="IsForeign">It is not of ours, and may be in another script and direction.</param>
public readonly record struct PhraseRun(string Text, bool IsForeign);

/// <summary>
/// Something that the service says to people, in whichever of its languages they read. Its words stand in the languages' files and never here: a
/// <see cref="Sentence"/>, <see cref="Template"/> or <see cref="Counted"/> is a name for them.
/// </summary>
public abstract record Phrase
{
    /// <summary>The text in a language.</summary>
    public abstract string In(UiLanguage language);

    /// <summary>The same text in runs, for places that can isolate what is not ours.</summary>
    public virtual IReadOnlyList<PhraseRun> Runs(UiLanguage language) => [new(In(language), IsForeign: false)];

    /// <summary>Text that is the same in every language: an address, a name.</summary>
    public static Phrase Same(string text) => new Verbatim(text);

    /// <summary>A number, with the language's decimal sign; at most two places, no grouping.</summary>
    public static Phrase Number(decimal number) => new Numeral(number);

    /// <summary>Joins with a separator.</summary>
    public static Phrase Join(string separator, params ImmutableArray<Phrase> parts) => new Joined(separator, parts);

    private sealed record Verbatim(string Text) : Phrase
    {
        public override string In(UiLanguage language) => Text;

        public override IReadOnlyList<PhraseRun> Runs(UiLanguage language) => [new(Text, IsForeign: true)];
    }

    private sealed record Numeral(decimal Value) : Phrase
    {
        public override string In(UiLanguage language) => language.Number(Value);
    }

    private sealed record Joined(string Separator, ImmutableArray<Phrase> Parts) : Phrase
    {
        public override string In(UiLanguage language) => string.Join(Separator, Parts.Select(part => part.In(language)));

        public bool Equals(Joined? other) => other is not null && Separator == other.Separator && Parts.SequenceEqual(other.Parts);

        public override int GetHashCode() => HashCode.Combine(Separator, Parts.Length, Parts.FirstOrDefault());
    }
}
