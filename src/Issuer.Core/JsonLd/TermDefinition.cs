using System.Text.Json;

namespace Issuer.Core.JsonLd;

/// <summary>An IRI that a context holds: its text, its UTF-8, and the hash that <see cref="RdfTerms"/> finds it by.</summary>
internal sealed class ContextIri(string text)
{
    public string Text { get; } = text;

    public byte[] Utf8 { get; } = System.Text.Encoding.UTF8.GetBytes(text);

    public int Hash { get; } = Utf8Hash.Of(System.Text.Encoding.UTF8.GetBytes(text));
}

[Flags]
internal enum Containers : byte
{
    None = 0,
    List = 1,
    Set = 2,
    Index = 4,
    Language = 8,
    Id = 16,
    Type = 32,
    Graph = 64,
}

internal static class ContainersExtensions
{
    public static bool HasAny(this Containers container, Containers kinds) => (container & kinds) != Containers.None;
}

internal enum TypeMapping : byte
{
    Unset,
    Id,
    Vocab,
    Json,
    None,
    Iri,
}

/// <summary>A direction, or what a definition says about it.</summary>
internal enum TextDirection : byte
{
    Unset,
    Null,
    Ltr,
    Rtl,
}

/// <summary>What a term means in a context (JSON-LD 1.1 API, 4.1, "term definition"). It is not changed once its context is made.</summary>
internal sealed class TermDefinition
{
    private TermDefinition(string term)
    {
        Term = term;
        Utf8 = System.Text.Encoding.UTF8.GetBytes(term);
        Hash = Utf8Hash.Of(Utf8);
    }

    public string Term { get; }

    public byte[] Utf8 { get; }

    public int Hash { get; }

    /// <summary>The IRI, blank node identifier or keyword that the term stands for; null for a term that is taken out of use.</summary>
    public ContextIri? Iri { get; set; }

    /// <summary>The keyword that the term stands for.</summary>
    public Keyword Keyword { get; set; }

    public bool IsPrefix { get; set; }

    public bool IsProtected { get; set; }

    public bool IsReverse { get; set; }

    public Containers Container { get; set; }

    public TypeMapping Type { get; set; }

    /// <summary>The datatype, when <see cref="Type"/> is an IRI.</summary>
    public ContextIri? Datatype { get; set; }

    /// <summary>True when the definition says something of language, be it null.</summary>
    public bool HasLanguage { get; set; }

    /// <summary>In lower case, UTF-8.</summary>
    public byte[]? Language { get; set; }

    public TextDirection Direction { get; set; }

    /// <summary>Property that the keys of an index map are values of; null for <c>@index</c>.</summary>
    public string? IndexMapping { get; set; }

    public string? Nest { get; set; }

    /// <summary>The scoped context as written; undefined for none.</summary>
    public JsonElement Context { get; set; }

    /// <summary>Where the scoped context stands, for relative references in it.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>Stands in a table for a definition that was taken out.</summary>
    public bool IsRemoved { get; init; }

    public bool HasContext => Context.ValueKind != JsonValueKind.Undefined;

    public static TermDefinition For(string term) => new(term);

    public static TermDefinition Removed(string term) => new(term) { IsRemoved = true };

    /// <summary>The same in everything but protection (JSON-LD 1.1 API, 4.2.2 step 27).</summary>
    public bool MeansTheSameAs(TermDefinition other) =>
        Iri?.Text == other.Iri?.Text && Keyword == other.Keyword && IsPrefix == other.IsPrefix && IsReverse == other.IsReverse && Container == other.Container
        && Type == other.Type && Datatype?.Text == other.Datatype?.Text && HasLanguage == other.HasLanguage
        && (Language is null) == (other.Language is null) && Language.AsSpan().SequenceEqual(other.Language)
        && Direction == other.Direction && IndexMapping == other.IndexMapping && Nest == other.Nest && HasContext == other.HasContext
        && (!HasContext || JsonElement.DeepEquals(Context, other.Context));
}
