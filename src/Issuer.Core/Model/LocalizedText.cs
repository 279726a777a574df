using System.Collections.Immutable;

namespace Issuer.Core.Model;

/// <summary>Text in one or more languages, in the order given; language tags are BCP 47, in their canonical case.</summary>
public sealed class LocalizedText : IEquatable<LocalizedText>
{
    /// <summary>Makes a text; <paramref name="entries"/> must not be empty and must not repeat a language.</summary>
    public LocalizedText(ImmutableArray<(string Language, string Text)> entries)
    {
        ArgumentOutOfRangeException.ThrowIfZero(entries.Length, nameof(entries));
        Entries = entries;
    }

    /// <summary>Language and text, in the order given.</summary>
    public ImmutableArray<(string Language, string Text)> Entries { get; }

    /// <summary>One language.</summary>
    public static LocalizedText Of(string language, string text) => new([(language, text)]);

    /// <summary>The entry for <paramref name="language"/>, or for its primary subtag, or English, or the first there is.</summary>
    public (string Language, string Text) In(string language)
    {
        var primary = language.Split('-')[0];
        foreach (var wanted in (ReadOnlySpan<string>)[language, primary, "en"])
        {
            foreach (var entry in Entries)
            {
                if (string.Equals(entry.Language, wanted, StringComparison.OrdinalIgnoreCase))
                    return entry;
            }

            foreach (var entry in Entries)
            {
                if (entry.Language.StartsWith(wanted + "-", StringComparison.OrdinalIgnoreCase))
                    return entry;
            }
        }

        return Entries[0];
    }

    /// <summary>Language to text, in the order given.</summary>
    public Dictionary<string, string> ToDictionary() => Entries.ToDictionary(entry => entry.Language, entry => entry.Text);

    /// <inheritdoc/>
    public bool Equals(LocalizedText? other) => other is not null && Entries.SequenceEqual(other.Entries);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LocalizedText);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Entries.Length, Entries[0]);

    /// <inheritdoc/>
    public override string ToString() => In("en").Text;
}
