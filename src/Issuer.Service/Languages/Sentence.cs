using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;

namespace Issuer.Service.Languages;

/// <summary>
/// A text without changing parts. It is declared as a static field, <c>public static readonly Sentence Home = new();</c>, whose name is its key in every
/// language's file: to add one is to write that line and one in each file.
/// </summary>
public sealed record Sentence([CallerMemberName] string Key = "") : Phrase
{
    public override string In(UiLanguage language) => language.Text(Key);
}

/// <summary>
/// A text with changing parts, which stand in it as <c>{name}</c>, in whichever order the language's grammar wants them:
/// <c>static readonly Template RevokedOnDate = new(["date"]);</c>
/// </summary>
/// <param name="Names">Names of the parts, in the order in which <see cref="With"/> takes them.</param>
/// <param name="Key">Name of the field.</param>
public sealed record Template(ImmutableArray<string> Names, [CallerMemberName] string Key = "")
{
    /// <summary>The text with its parts.</summary>
    public Phrase With(params ImmutableArray<Phrase> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, Names.Length, nameof(values));
        return new Filled(Key, Count: null, Names, values);
    }
}

/// <summary>
/// A text that says how many, with a form for each plural category of a language (CLDR) and the number in it as <c>{count}</c>; other parts as in a
/// <see cref="Template"/>: <c>static readonly Counted FilesChecked = new();</c>
/// </summary>
/// <param name="Names">Names of the parts besides <c>count</c>, in the order in which <see cref="Of"/> takes them.</param>
/// <param name="Key">Name of the field.</param>
public sealed record Counted(ImmutableArray<string> Names, [CallerMemberName] string Key = "")
{
    /// <summary>Without other parts.</summary>
    public Counted([CallerMemberName] string key = "")
        : this([], key)
    {
    }

    /// <summary>The text for a number.</summary>
    public Phrase Of(decimal count, params ImmutableArray<Phrase> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, Names.Length, nameof(values));
        return new Filled(Key, count, ["count", .. Names], [Phrase.Number(count), .. values]);
    }
}

/// <summary>A text of ours with its values.</summary>
internal sealed record Filled(string Key, decimal? Count, ImmutableArray<string> Names, ImmutableArray<Phrase> Values) : Phrase
{
    public override string In(UiLanguage language)
    {
        var text = new StringBuilder();
        foreach (var run in Runs(language))
            text.Append(run.Text);
        return text.ToString();
    }

    public override IReadOnlyList<PhraseRun> Runs(UiLanguage language)
    {
        var text = Count is { } count ? language.Text(Key, count) : language.Text(Key);
        var runs = new List<PhraseRun>();
        var start = 0;
        while (text.IndexOf('{', start) is >= 0 and var open && text.IndexOf('}', open) is >= 0 and var close)
        {
            Add(text[start..open]);
            runs.AddRange(Values[Names.IndexOf(text[(open + 1)..close])].Runs(language));
            start = close + 1;
        }

        Add(text[start..]);
        return runs;

        void Add(string ours)
        {
            if (ours.Length > 0)
                runs.Add(new(ours, IsForeign: false));
        }
    }

    public bool Equals(Filled? other) => other is not null && Key == other.Key && Count == other.Count && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => HashCode.Combine(Key, Count, Values.Length);
}
