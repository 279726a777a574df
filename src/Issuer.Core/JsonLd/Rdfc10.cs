namespace Issuer.Core.JsonLd;

/// <summary>
/// RDF Dataset Canonicalization, RDFC-1.0 (4.4). Labels follow from hashes of what is said about each blank node; the few that these do not tell apart go on
/// to <see cref="NDegreeHashing"/>.
/// </summary>
internal sealed class Rdfc10
{
    private const int NotIssued = -1;

    private readonly NQuadsBuffer _lines = new();

    // Per term: place in the list of blank nodes, plus one.
    private int[] _blankOf = [];
    private int[] _blanks = [];
    private int[] _labels = [];
    private int _blankCount;
    private int _issued;

    // The statements of each blank node, one after another.
    private int[] _start = [];
    private int[] _statements = [];
    private byte[] _hashes = [];

    private RdfTerms _terms = null!;
    private Quads _quads = null!;

    /// <summary>The canonical N-Quads of the last run; they last until the next.</summary>
    public ReadOnlySpan<byte> NQuads => _lines.Sorted;

    public int HashLength { get; private set; }

    public int BlankCount => _blankCount;

    /// <summary>Canonicalises a dataset. False after a fault.</summary>
    public bool Run(Process process, RdfTerms terms, Quads quads, RdfHash hash)
    {
        (_terms, _quads) = (terms, quads);
        HashLength = RdfHashing.Length(hash);
        CollectBlanks();
        if (!IssueLabels(process, hash))
            return false;
        _lines.Clear();
        foreach (var quad in quads.All)
        {
            if (!_lines.Add(process, terms, quad, this))
                return false;
        }

        _lines.Sort();
        return true;
    }

    /// <summary>The number in the canonical label of a term that is a blank node; negative before it has one.</summary>
    public int LabelOf(int term) => _labels[_blankOf[term] - 1];

    public int BlankOf(int term) => _blankOf[term] - 1;

    public ReadOnlySpan<byte> HashOf(int blank) => _hashes.AsSpan(blank * HashLength, HashLength);

    public ReadOnlySpan<int> StatementsOf(int blank) => _statements.AsSpan(_start[blank], _start[blank + 1] - _start[blank]);

    public bool IsIssued(int blank) => _labels[blank] != NotIssued;

    public int LabelOfBlank(int blank) => _labels[blank];

    public void Issue(int blank)
    {
        if (_labels[blank] == NotIssued)
            _labels[blank] = _issued++;
    }

    // 4.4.3 step 2
    private void CollectBlanks()
    {
        Fit(ref _blankOf, _terms.Count);
        Array.Clear(_blankOf, 0, _terms.Count);
        Fit(ref _blanks, 16);
        (_blankCount, _issued) = (0, 0);
        foreach (var quad in _quads.All)
        {
            See(quad.Subject);
            See(quad.Predicate);
            See(quad.Object);
            if (quad.Graph >= 0)
                See(quad.Graph);
        }

        Fit(ref _labels, _blankCount);
        Array.Fill(_labels, NotIssued, 0, _blankCount);
        Fit(ref _start, _blankCount + 1);
        Array.Clear(_start, 0, _blankCount + 1);
        var total = 0;
        foreach (var quad in _quads.All)
            total += ForEachBlank(quad, this, static (self, blank, _) => self._start[blank + 1]++, 0);
        for (var i = 0; i < _blankCount; i++)
            _start[i + 1] += _start[i];
        Fit(ref _statements, total);
        var next = _blankCount <= 256 ? stackalloc int[256] : new int[_blankCount];
        _start.AsSpan(0, _blankCount).CopyTo(next);
        for (var i = 0; i < _quads.Count; i++)
        {
            var quad = _quads[i];
            Place(quad.Subject, i, next);
            if (quad.Object != quad.Subject)
                Place(quad.Object, i, next);
            if (quad.Graph >= 0 && quad.Graph != quad.Subject && quad.Graph != quad.Object)
                Place(quad.Graph, i, next);
        }
    }

    private void Place(int term, int statement, Span<int> next)
    {
        if (_blankOf[term] > 0)
            _statements[next[_blankOf[term] - 1]++] = statement;
    }

    private static int ForEachBlank(Quad quad, Rdfc10 self, Action<Rdfc10, int, int> action, int statement)
    {
        var count = 0;
        if (self._blankOf[quad.Subject] > 0)
            Do(quad.Subject);
        if (quad.Object != quad.Subject && self._blankOf[quad.Object] > 0)
            Do(quad.Object);
        if (quad.Graph >= 0 && quad.Graph != quad.Subject && quad.Graph != quad.Object && self._blankOf[quad.Graph] > 0)
            Do(quad.Graph);
        return count;

        void Do(int term)
        {
            count++;
            action(self, self._blankOf[term] - 1, statement);
        }
    }

    private void See(int term)
    {
        if (_blankOf[term] != 0 || _terms.Kind(term) != TermKind.Blank)
            return;
        if (_blankCount == _blanks.Length)
            Array.Resize(ref _blanks, _blankCount * 2);
        _blanks[_blankCount++] = term;
        _blankOf[term] = _blankCount;
    }

    // 4.4.3 steps 3 to 5
    private bool IssueLabels(Process process, RdfHash hash)
    {
        // One alone needs no hash to be told from others.
        if (_blankCount == 1)
            Issue(0);
        if (_blankCount <= 1)
            return true;
        if (_hashes.Length < _blankCount * HashLength)
            _hashes = new byte[_blankCount * HashLength];
        for (var blank = 0; blank < _blankCount; blank++)
        {
            if (!HashFirstDegree(process, blank, hash))
                return false;
        }

        var order = new int[_blankCount];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(order, (a, b) => HashOf(a).SequenceCompareTo(HashOf(b)));

        var hasGroups = false;
        for (var i = 0; i < order.Length; i++)
        {
            var isAlone = (i == 0 || !HashOf(order[i]).SequenceEqual(HashOf(order[i - 1])))
                && (i == order.Length - 1 || !HashOf(order[i]).SequenceEqual(HashOf(order[i + 1])));
            if (isAlone)
                Issue(order[i]);
            hasGroups |= !isAlone;
        }

        return !hasGroups || new NDegreeHashing(process, this, _terms, _quads, hash).IssueLabels(order);
    }

    /// <summary>4.6: the statements of a blank node, in which it is <c>_:a</c> and every other one <c>_:z</c>, sorted and hashed.</summary>
    private bool HashFirstDegree(Process process, int blank, RdfHash hash)
    {
        _lines.Clear();
        foreach (var statement in StatementsOf(blank))
        {
            if (!_lines.AddMasked(process, _terms, _quads[statement], _blanks[blank]))
                return false;
        }

        _lines.Sort();
        RdfHashing.Hash(hash, _lines.Sorted, _hashes.AsSpan(blank * HashLength, HashLength));
        return true;
    }

    private static void Fit<T>(ref T[] array, int length)
    {
        if (array.Length < length || array.Length > 1 << 16)
            array = new T[Math.Max(64, length + (length / 2))];
    }
}
