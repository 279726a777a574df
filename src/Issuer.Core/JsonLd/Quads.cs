using System.Runtime.InteropServices;

namespace Issuer.Core.JsonLd;

/// <summary>A statement, of numbers of terms; the default graph is -1.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Quad(int Subject, int Predicate, int Object, int Graph);

/// <summary>A set of statements, in the order in which they were added.</summary>
internal sealed class Quads
{
    private Quad[] _quads = new Quad[256];
    private int[] _places = new int[512];

    public int Count { get; private set; }

    public ReadOnlySpan<Quad> All => _quads.AsSpan(0, Count);

    public Quad this[int index] => _quads[index];

    public void Add(Quad quad)
    {
        var mask = _places.Length - 1;
        var at = Utf8Hash.Of(quad.Subject, quad.Predicate, quad.Object, quad.Graph) & mask;
        for (; _places[at] != 0; at = (at + 1) & mask)
        {
            if (_quads[_places[at] - 1] == quad)
                return;
        }

        if (Count == _quads.Length)
            Array.Resize(ref _quads, Count * 2);
        _quads[Count++] = quad;
        _places[at] = Count;
        if (Count * 2 > _places.Length)
            Rehash();
    }

    public void Clear()
    {
        if (_quads.Length > 1 << 14)
            (_quads, _places) = (new Quad[256], new int[512]);
        else
            Array.Clear(_places);
        Count = 0;
    }

    private void Rehash()
    {
        _places = new int[_places.Length * 2];
        var mask = _places.Length - 1;
        for (var i = 0; i < Count; i++)
        {
            var quad = _quads[i];
            var at = Utf8Hash.Of(quad.Subject, quad.Predicate, quad.Object, quad.Graph) & mask;
            while (_places[at] != 0)
                at = (at + 1) & mask;
            _places[at] = i + 1;
        }
    }
}
