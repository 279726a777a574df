using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Issuer.Core.JsonLd;

internal enum TermKind : byte
{
    /// <summary>Absolute and well formed.</summary>
    Iri,

    /// <summary>Relative, or with characters that no IRI has: cannot stand in a statement.</summary>
    NoIri,
    Blank,
    Literal,
}

/// <summary>
/// The IRIs, blank nodes and literals of one document, each kept once, as they stand in canonical N-Quads, and named by a number. Equal numbers are equal terms.
/// </summary>
internal sealed class RdfTerms(Process process)
{
    private byte[] _bytes = new byte[16 * 1024];
    private int _used;
    private Entry[] _entries = new Entry[512];
    private int[] _places = new int[1024];
    private int _literal;

    public Process Process { get; set; } = process;

    public int Count { get; private set; }

    public TermKind Kind(int term) => _entries[term].Kind;

    /// <summary>As in N-Quads; of a blank node, its identifier in the document, or nothing.</summary>
    public ReadOnlySpan<byte> Text(int term) => _bytes.AsSpan(_entries[term].Start, _entries[term].Length);

    /// <summary>An IRI without the brackets.</summary>
    public ReadOnlySpan<byte> Iri(int term) => Text(term) is { Length: > 2 } text && _entries[term].Kind != TermKind.Blank ? text[1..^1] : Text(term)[..0];

    /// <summary>The number of an IRI or a blank node identifier; negative after a fault.</summary>
    public int Resource(ReadOnlySpan<byte> iri) => Resource(iri, Utf8Hash.Of(iri));

    public int Resource(ContextIri iri) => Resource(iri.Utf8, iri.Hash);

    /// <summary>Of an IRI in two parts, as a prefix and what follows it.</summary>
    public int Resource(ReadOnlySpan<byte> start, ReadOnlySpan<byte> rest)
    {
        if (!Reserve(start.Length + rest.Length))
            return -1;
        var joined = _bytes.AsSpan(_used, start.Length + rest.Length);
        start.CopyTo(joined);
        rest.CopyTo(joined[start.Length..]);
        // The bytes behind the used ones are free: they become the term's own, one place further on.
        return Resource(joined, Utf8Hash.Of(joined));
    }

    /// <summary>A blank node that no identifier names.</summary>
    public int FreshBlank() => !Reserve(0) ? -1 : Append(new Entry(_used, 0, 0, TermKind.Blank));

    /// <summary>Begins a literal; what is written until <see cref="EndLiteral"/> is its text in N-Quads.</summary>
    public void BeginLiteral() => _literal = _used;

    public bool Write(ReadOnlySpan<byte> text)
    {
        if (!Reserve(text.Length))
            return false;
        text.CopyTo(_bytes.AsSpan(_used));
        _used += text.Length;
        return true;
    }

    /// <summary>Writes another term as it stands in N-Quads.</summary>
    public bool WriteCopy(int term)
    {
        var length = _entries[term].Length;
        if (!Reserve(length))
            return false;
        Text(term).CopyTo(_bytes.AsSpan(_used));
        _used += length;
        return true;
    }

    /// <summary>Writes text with the escapes of canonical N-Quads (RDFC-1.0, 5).</summary>
    public bool WriteEscaped(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
            return Process.Fail("invalid-text", "A text is not Unicode.");
        var plain = NQuadsText.IndexOfEscaped(text);
        if (plain < 0)
            return Write(text);
        while (plain >= 0)
        {
            if (!Write(text[..plain]) || !Reserve(6))
                return false;
            text = text[plain..];
            _used += NQuadsText.Escape(ref text, _bytes.AsSpan(_used));
            plain = NQuadsText.IndexOfEscaped(text);
        }

        return Write(text);
    }

    public int EndLiteral()
    {
        var text = _bytes.AsSpan(_literal, _used - _literal);
        var hash = Utf8Hash.Of(text);
        var place = Find(text, hash, 0, out var found);
        if (found >= 0)
        {
            _used = _literal;
            return found;
        }

        return Add(new Entry(_literal, text.Length, hash, TermKind.Literal), place);
    }

    public void Clear()
    {
        // What one huge document needed is not kept for the small ones after it.
        if (_bytes.Length > 1 << 20)
            _bytes = new byte[16 * 1024];
        if (_entries.Length > 1 << 14)
            (_entries, _places) = (new Entry[512], new int[1024]);
        else
            Array.Clear(_places);
        _used = 0;
        Count = 0;
    }

    private int Resource(ReadOnlySpan<byte> iri, int hash)
    {
        var place = Find(iri, hash, 1, out var found);
        if (found >= 0)
            return found;
        if (!Utf8.IsValid(iri))
        {
            Process.Fail("invalid-text", "An IRI is not Unicode.");
            return -1;
        }

        if (IriReference.IsBlank(iri))
            return Named(iri, hash);
        var kind = IriReference.IsWellFormed(iri) ? TermKind.Iri : TermKind.NoIri;
        // It may lie behind the used bytes itself, so it is copied before the bracket is set.
        if (!ReserveKeeping(ref iri))
            return -1;
        var start = _used;
        iri.CopyTo(_bytes.AsSpan(start + 1));
        _bytes[start] = (byte)'<';
        _bytes[start + 1 + iri.Length] = (byte)'>';
        _used += iri.Length + 2;
        return Add(new Entry(start, iri.Length + 2, hash, kind), place);
    }

    private int Named(ReadOnlySpan<byte> identifier, int hash)
    {
        var place = Find(identifier, hash, 0, out var found);
        if (found >= 0)
            return found;
        if (!ReserveKeeping(ref identifier))
            return -1;
        identifier.CopyTo(_bytes.AsSpan(_used));
        _used += identifier.Length;
        return Add(new Entry(_used - identifier.Length, identifier.Length, hash, TermKind.Blank), place);
    }

    /// <summary>As <see cref="Reserve"/>, for text that may lie in the very array that is replaced.</summary>
    private bool ReserveKeeping(ref ReadOnlySpan<byte> text)
    {
        if (_bytes.Length - _used >= text.Length + 2)
            return true;
        text = text.ToArray();
        return Reserve(text.Length + 2);
    }

    /// <param name="text">What to find.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="brackets">1 for text that stands between brackets in the table, else 0.</param>
    /// <param name="found">The term, or -1.</param>
    /// <returns>The place where it is, or belongs.</returns>
    private int Find(ReadOnlySpan<byte> text, int hash, int brackets, out int found)
    {
        var mask = _places.Length - 1;
        var at = hash & mask;
        for (; _places[at] != 0; at = (at + 1) & mask)
        {
            ref var entry = ref _entries[_places[at] - 1];
            if (entry.Hash == hash && entry.Length == text.Length + (2 * brackets) && (entry.Kind <= TermKind.NoIri) == (brackets == 1)
                && text.SequenceEqual(_bytes.AsSpan(entry.Start + brackets, text.Length)))
            {
                found = _places[at] - 1;
                return at;
            }
        }

        found = -1;
        return at;
    }

    private int Add(Entry entry, int place)
    {
        var term = Append(entry);
        _places[place] = term + 1;
        if (Count * 2 > _places.Length)
            Rehash();
        return term;
    }

    private int Append(Entry entry)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, _entries.Length * 2);
        _entries[Count] = entry;
        return Count++;
    }

    private void Rehash()
    {
        _places = new int[_places.Length * 2];
        var mask = _places.Length - 1;
        for (var term = 0; term < Count; term++)
        {
            if (_entries[term].Length == 0)
                continue;
            var at = _entries[term].Hash & mask;
            while (_places[at] != 0)
                at = (at + 1) & mask;
            _places[at] = term + 1;
        }
    }

    private bool Reserve(int length)
    {
        if (_bytes.Length - _used >= length)
            return true;
        if (_used > Process.Limits.MaxBytes - length)
            return Process.Fail("too-large", $"What the document says takes more than {Process.Limits.MaxBytes} bytes.");
        Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + length));
        return true;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(int Start, int Length, int Hash, TermKind Kind);
}
