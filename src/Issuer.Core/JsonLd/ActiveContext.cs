using System.Collections.Concurrent;

namespace Issuer.Core.JsonLd;

/// <summary>
/// An active context (JSON-LD 1.1 API, 4.1): what terms mean at a place of a document. Made once, then never changed, so documents and threads share it. The
/// contexts that its terms bring with them are made once as well and kept here, never copied for each node.
/// </summary>
internal sealed class ActiveContext
{
    // Scoped contexts applied to this one, by the term that brings them.
    private readonly ConcurrentDictionary<(TermDefinition, bool), ActiveContext>? _derived;
    private readonly DerivedBudget? _budget;
    private byte[][]? _typeAliases;

    private ActiveContext(ActiveContext? from, DerivedBudget? budget)
    {
        Terms = from is null ? new TermTable() : from.Terms.Clone();
        Base = from?.Base;
        OriginalBase = from?.OriginalBase;
        Vocab = from?.Vocab;
        Language = from?.Language;
        Direction = from?.Direction ?? TextDirection.Unset;
        Previous = from?.Previous;
        _budget = budget;
        _derived = budget is null ? null : new();
    }

    public TermTable Terms { get; }

    public bool HasProtected => Terms.Definitions().Any(term => term.IsProtected);

    /// <summary>Against which relative references are resolved; null for none.</summary>
    public string? Base { get; set; }

    /// <summary>The document's IRI, which a null context goes back to.</summary>
    public string? OriginalBase { get; private init; }

    /// <summary>What is set before a term without definition; null for nothing.</summary>
    public ContextIri? Vocab { get; set; }

    /// <summary>Default language, in lower case.</summary>
    public byte[]? Language { get; set; }

    public TextDirection Direction { get; set; }

    /// <summary>The context to go back to in nodes below the one that this type-scoped context was made for.</summary>
    public ActiveContext? Previous { get; set; }

    /// <summary>The terms that stand for <c>@type</c>.</summary>
    public byte[][] TypeAliases => _typeAliases ??= [.. Terms.Definitions().Where(term => term.Keyword == Keyword.Type).Select(term => term.Utf8)];

    public static ActiveContext Initial(string? documentIri) => new(null, null) { Base = documentIri, OriginalBase = documentIri };

    /// <summary>An initial context whose descendants keep the scoped contexts made from them, as far as the budget goes.</summary>
    public static ActiveContext InitialShared() => new(null, new DerivedBudget());

    /// <summary>A copy to be changed while a local context is processed.</summary>
    public ActiveContext Clone() => new(this, _budget);

    public ActiveContext Empty() => new(null, _budget) { Base = OriginalBase, OriginalBase = OriginalBase };

    public ActiveContext? Derived(TermDefinition by, bool forType) =>
        _derived is not null && _derived.TryGetValue((by, forType), out var context) ? context : null;

    public void KeepDerived(TermDefinition by, bool forType, ActiveContext context)
    {
        if (_derived is not null && _budget!.TryTake(context.Terms.Count))
            _derived.TryAdd((by, forType), context);
    }

    /// <summary>
    /// How many term references the contexts derived from one root may hold together. A document can nest scoped contexts in ever new orders; those beyond
    /// the budget are made anew each time, at the cost of that document's own allowance.
    /// </summary>
    private sealed class DerivedBudget
    {
        private const int Most = 64 * 1024;
        private int _used;

        public bool TryTake(int terms) => Volatile.Read(ref _used) < Most && Interlocked.Add(ref _used, terms + 16) < Most;
    }
}
