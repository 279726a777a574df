using System.Globalization;
using System.Runtime.InteropServices;

namespace Issuer.Core.JsonLd;

/// <summary>Lines of canonical N-Quads, to be sorted in code point order, which is the order of UTF-8's bytes.</summary>
internal sealed class NQuadsBuffer
{
    private byte[] _bytes = new byte[32 * 1024];
    private byte[] _sorted = new byte[32 * 1024];
    private Line[] _lines = new Line[128];
    private int _used;
    private int _count;

    public ReadOnlySpan<byte> Sorted => _sorted.AsSpan(0, _used);

    public void Clear()
    {
        if (_bytes.Length > 1 << 20)
            (_bytes, _sorted, _lines) = (new byte[32 * 1024], new byte[32 * 1024], new Line[128]);
        (_used, _count) = (0, 0);
    }

    /// <summary>A statement with canonical labels. False after a fault.</summary>
    public bool Add(Process process, RdfTerms terms, Quad quad, Rdfc10 labels)
    {
        if (!Reserve(process, MostBytes(terms, quad)))
            return false;
        var start = _used;
        Write(terms, quad.Subject, labels);
        Write(terms, quad.Predicate, labels);
        Write(terms, quad.Object, labels);
        if (quad.Graph >= 0)
            Write(terms, quad.Graph, labels);
        return End(start);
    }

    /// <summary>A statement in which one blank node is <c>_:a</c> and the others are <c>_:z</c>.</summary>
    public bool AddMasked(Process process, RdfTerms terms, Quad quad, int a)
    {
        if (!Reserve(process, MostBytes(terms, quad)))
            return false;
        var start = _used;
        WriteMasked(terms, quad.Subject, a);
        WriteMasked(terms, quad.Predicate, a);
        WriteMasked(terms, quad.Object, a);
        if (quad.Graph >= 0)
            WriteMasked(terms, quad.Graph, a);
        return End(start);
    }

    public void Sort()
    {
        var lines = _lines.AsSpan(0, _count);
        if (lines.Length > 1)
        {
            var bytes = _bytes;
            lines.Sort((a, b) => bytes.AsSpan(a.Start, a.Length).SequenceCompareTo(bytes.AsSpan(b.Start, b.Length)));
        }

        if (_sorted.Length < _used)
            _sorted = new byte[_bytes.Length];
        var at = 0;
        foreach (var line in lines)
        {
            _bytes.AsSpan(line.Start, line.Length).CopyTo(_sorted.AsSpan(at));
            at += line.Length;
        }
    }

    private void Write(RdfTerms terms, int term, Rdfc10 labels)
    {
        if (terms.Kind(term) != TermKind.Blank)
        {
            Append(terms.Text(term));
        }
        else
        {
            Append("_:c14n"u8);
            if (!labels.LabelOf(term).TryFormat(_bytes.AsSpan(_used), out var length, default, CultureInfo.InvariantCulture))
                throw new InvalidOperationException("Room was made for a label.");
            _used += length;
        }

        _bytes[_used++] = (byte)' ';
    }

    private void WriteMasked(RdfTerms terms, int term, int a)
    {
        Append(terms.Kind(term) != TermKind.Blank ? terms.Text(term) : term == a ? "_:a"u8 : "_:z"u8);
        _bytes[_used++] = (byte)' ';
    }

    private bool End(int start)
    {
        Append(".\n"u8);
        if (_count == _lines.Length)
            Array.Resize(ref _lines, _count * 2);
        _lines[_count++] = new(start, _used - start);
        return true;
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_bytes.AsSpan(_used));
        _used += text.Length;
    }

    // 4 terms, at most 15 bytes for a label, separators.
    private static int MostBytes(RdfTerms terms, Quad quad) =>
        terms.Text(quad.Subject).Length + terms.Text(quad.Predicate).Length + terms.Text(quad.Object).Length
        + (quad.Graph < 0 ? 0 : terms.Text(quad.Graph).Length) + 80;

    private bool Reserve(Process process, int length)
    {
        if (_bytes.Length - _used >= length)
            return true;
        if (_used > process.Limits.MaxBytes - length)
            return process.Fail("too-large", $"The canonical form takes more than {process.Limits.MaxBytes.ToString(CultureInfo.InvariantCulture)} bytes.");
        Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + length));
        return true;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Line(int Start, int Length);
}
