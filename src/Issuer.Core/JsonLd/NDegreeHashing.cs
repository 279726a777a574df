using System.Text;

namespace Issuer.Core.JsonLd;

/// <summary>
/// Labels for blank nodes whose own statements do not tell them apart (RDFC-1.0, 4.7 and 4.8, and 4.4.3 step 5). Its work can grow exponentially, so every
/// step is counted.
/// </summary>
internal sealed class NDegreeHashing(Process process, Rdfc10 labels, RdfTerms terms, Quads quads, RdfHash hash)
{
    private readonly byte[] _input = new byte[4096];
    private int _work;

    /// <param name="order">All blank nodes by their first degree hashes.</param>
    public bool IssueLabels(int[] order)
    {
        for (var i = 0; i < order.Length;)
        {
            var end = i + 1;
            while (end < order.Length && labels.HashOf(order[end]).SequenceEqual(labels.HashOf(order[i])))
                end++;
            if (end - i > 1 && !IssueLabels(order.AsSpan(i, end - i)))
                return false;
            i = end;
        }

        return true;
    }

    private bool IssueLabels(ReadOnlySpan<int> group)
    {
        var results = new List<Result>();
        foreach (var blank in group)
        {
            if (labels.IsIssued(blank))
                continue;
            var issuer = new TemporaryIssuer();
            issuer.Issue(blank);
            if (HashNDegree(blank, issuer, 0) is not { } result)
                return false;
            results.Add(result);
        }

        results.Sort(static (a, b) => string.CompareOrdinal(a.Hash, b.Hash));
        foreach (var result in results)
        {
            foreach (var blank in result.Issuer.InOrder)
                labels.Issue(blank);
        }

        return true;
    }

    /// <summary>4.8 Hash N-Degree Quads; null after a fault.</summary>
    private Result? HashNDegree(int blank, TemporaryIssuer issuer, int depth)
    {
        if (depth > process.Limits.MaxDepth * 4)
        {
            process.Fail("too-much-work", "Blank nodes refer to each other over too many steps.");
            return null;
        }

        if (RelatedOf(blank, issuer) is not { } related)
            return null;
        var data = new StringBuilder();
        foreach (var (relatedHash, nodes) in related)
        {
            // 5.1 to 5.6
            data.Append(relatedHash);
            if (ChoosePath(nodes, issuer, depth) is not { } chosen)
                return null;
            data.Append(chosen.Hash);
            issuer = chosen.Issuer;
        }

        return new(Hash(System.Text.Encoding.ASCII.GetBytes(data.ToString())), issuer);
    }

    /// <summary>Steps 1 to 3: the blank nodes that share a statement with one, by the hash of how they are related.</summary>
    private SortedDictionary<string, List<int>>? RelatedOf(int blank, TemporaryIssuer issuer)
    {
        var related = new SortedDictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var statement in labels.StatementsOf(blank))
        {
            var quad = quads[statement];
            if (!Relate(quad.Subject, 's', quad) || !Relate(quad.Object, 'o', quad) || (quad.Graph >= 0 && !Relate(quad.Graph, 'g', quad)))
                return null;
        }

        return related;

        bool Relate(int term, char position, Quad quad)
        {
            var other = labels.BlankOf(term);
            if (other < 0 || other == blank)
                return true;
            if (!Spend(1))
                return false;
            var key = HashRelated(other, quad, position, issuer);
            if (!related.TryGetValue(key, out var nodes))
                related[key] = nodes = [];
            if (!nodes.Contains(other))
                nodes.Add(other);
            return nodes.Count < 4096 || Spend(int.MaxValue / 2);
        }
    }

    /// <summary>4.7 Hash Related Blank Node.</summary>
    private string HashRelated(int related, Quad quad, char position, TemporaryIssuer issuer)
    {
        var predicate = position == 'g' ? default : terms.Text(quad.Predicate);
        var identifier = System.Text.Encoding.ASCII.GetBytes(Identifier(related, issuer) ?? Convert.ToHexStringLower(labels.HashOf(related)));
        var length = 1 + predicate.Length + identifier.Length;
        var input = length <= _input.Length ? _input.AsSpan(0, length) : new byte[length];
        input[0] = (byte)position;
        predicate.CopyTo(input[1..]);
        identifier.CopyTo(input[(1 + predicate.Length)..]);
        return Hash(input);
    }

    /// <summary>Steps 5.2 to 5.5: of all orders of nodes related in one way, the one with the least path.</summary>
    private Result? ChoosePath(List<int> nodes, TemporaryIssuer issuer, int depth)
    {
        string? chosenPath = null;
        TemporaryIssuer? chosenIssuer = null;
        foreach (var permutation in Permutations.Of([.. nodes]))
        {
            if (!Spend(1 + nodes.Count + (issuer.Count / 8)))
                return null;
            var copy = issuer.Copy();
            var path = new StringBuilder();
            var unvisited = new List<int>();
            var isWorse = false;
            foreach (var node in permutation)
            {
                if (!labels.IsIssued(node) && !copy.Has(node))
                {
                    unvisited.Add(node);
                    copy.Issue(node);
                }

                path.Append(Identifier(node, copy));
                if (isWorse = IsWorse(path, chosenPath))
                    break;
            }

            for (var i = 0; i < unvisited.Count && !isWorse; i++)
            {
                if (HashNDegree(unvisited[i], copy, depth + 1) is not { } result)
                    return null;
                copy.Issue(unvisited[i]);
                path.Append(Identifier(unvisited[i], copy)).Append('<').Append(result.Hash).Append('>');
                copy = result.Issuer;
                isWorse = IsWorse(path, chosenPath);
            }

            if (isWorse)
                continue;
            var found = path.ToString();
            if (chosenPath is null || string.CompareOrdinal(found, chosenPath) < 0)
                (chosenPath, chosenIssuer) = (found, copy);
        }

        return new(chosenPath!, chosenIssuer!);
    }

    // 5.4.4.3: a path that is greater already stays greater, however it goes on.
    private static bool IsWorse(StringBuilder path, string? chosen)
    {
        if (chosen is null)
            return false;
        var at = 0;
        foreach (var chunk in path.GetChunks())
        {
            var common = chosen.AsSpan(at, Math.Min(chunk.Length, chosen.Length - at));
            var order = chunk.Span[..common.Length].SequenceCompareTo(common);
            if (order != 0)
                return order > 0;
            at += common.Length;
            if (common.Length < chunk.Length)
                return true;
        }

        return false;
    }

    private string? Identifier(int blank, TemporaryIssuer issuer)
    {
        if (labels.IsIssued(blank))
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"_:c14n{labels.LabelOfBlank(blank)}");
        return issuer.Has(blank) ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"_:b{issuer.NumberOf(blank)}") : null;
    }

    private string Hash(ReadOnlySpan<byte> data)
    {
        Span<byte> digest = stackalloc byte[RdfHashing.MaximumLength];
        digest = digest[..RdfHashing.Length(hash)];
        RdfHashing.Hash(hash, data, digest);
        return Convert.ToHexStringLower(digest);
    }

    private bool Spend(int steps)
    {
        _work = (int)Math.Min(int.MaxValue, (long)_work + steps);
        return _work <= process.Limits.MaxHashWork
            || process.Fail("too-much-work", "The document's blank nodes can only be told apart with more work than is allowed.");
    }

    private readonly record struct Result(string Hash, TemporaryIssuer Issuer);

    /// <summary>An identifier issuer with the prefix <c>_:b</c> (4.5).</summary>
    private sealed class TemporaryIssuer
    {
        private readonly Dictionary<int, int> _numbers;
        private readonly List<int> _inOrder;

        public TemporaryIssuer() => (_numbers, _inOrder) = ([], []);

        private TemporaryIssuer(TemporaryIssuer other) => (_numbers, _inOrder) = (new(other._numbers), [.. other._inOrder]);

        public int Count => _inOrder.Count;

        public IReadOnlyList<int> InOrder => _inOrder;

        public TemporaryIssuer Copy() => new(this);

        public bool Has(int blank) => _numbers.ContainsKey(blank);

        public int NumberOf(int blank) => _numbers[blank];

        public void Issue(int blank)
        {
            if (_numbers.TryAdd(blank, _inOrder.Count))
                _inOrder.Add(blank);
        }
    }
}
