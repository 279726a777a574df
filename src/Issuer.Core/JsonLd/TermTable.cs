namespace Issuer.Core.JsonLd;

/// <summary>The terms of a context by name: open addressing, looked up with UTF-8. Changed while its context is made, by one thread, then no more.</summary>
internal sealed class TermTable
{
    private TermDefinition?[] _slots;

    public TermTable() => _slots = new TermDefinition?[16];

    private TermTable(TermTable other)
    {
        _slots = (TermDefinition?[])other._slots.Clone();
        Count = other.Count;
    }

    /// <summary>How many definitions there are, removed ones included.</summary>
    public int Count { get; private set; }

    public TermTable Clone() => new(this);

    public TermDefinition? Find(ReadOnlySpan<byte> term) => Find(term, Utf8Hash.Of(term));

    public TermDefinition? Find(string term) => Find(System.Text.Encoding.UTF8.GetBytes(term));

    public IEnumerable<TermDefinition> Definitions() => _slots.Where(slot => slot is { IsRemoved: false })!;

    /// <summary>Adds a definition, in the place of one for the same term.</summary>
    public void Set(TermDefinition definition)
    {
        if (Count * 2 >= _slots.Length)
            Grow();
        var at = Place(_slots, definition);
        if (_slots[at] is null)
            Count++;
        _slots[at] = definition;
    }

    private TermDefinition? Find(ReadOnlySpan<byte> term, int hash)
    {
        var slots = _slots;
        for (var at = hash & (slots.Length - 1); slots[at] is { } found; at = (at + 1) & (slots.Length - 1))
        {
            if (found.Hash == hash && term.SequenceEqual(found.Utf8))
                return found.IsRemoved ? null : found;
        }

        return null;
    }

    private void Grow()
    {
        var larger = new TermDefinition?[_slots.Length * 2];
        foreach (var definition in _slots)
        {
            if (definition is not null)
                larger[Place(larger, definition)] = definition;
        }

        _slots = larger;
    }

    private static int Place(TermDefinition?[] slots, TermDefinition definition)
    {
        var at = definition.Hash & (slots.Length - 1);
        while (slots[at] is { } other && !(other.Hash == definition.Hash && other.Utf8.AsSpan().SequenceEqual(definition.Utf8)))
            at = (at + 1) & (slots.Length - 1);
        return at;
    }
}
