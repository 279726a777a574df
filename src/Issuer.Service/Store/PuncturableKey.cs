using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Issuer.Service.Store;

/// <summary>
/// A key from which one key per leaf can be derived, and from which single leaves can be removed for good: after
/// <see cref="Puncture"/> that leaf's key cannot be derived any more by anyone, while all others stay the same.
/// </summary>
/// <remarks>
/// The tree construction of Goldreich, Goldwasser and Micali (J. ACM 33, 1986) as a puncturable pseudo-random function: a node's four
/// children are hashes of it, so a node gives all leaves below and none beside. Puncturing replaces the node above the leaf by the
/// siblings along its path. 40-bit leaves; the first five levels are independent random nodes, so a derivation takes 15 hashes
/// and a new key is 1,024 nodes (42 kB); a puncture adds at most 44 nodes of 41 bytes, fewer as punctures grow dense.
/// Instances are immutable: a reader never sees half a puncture.
/// </remarks>
internal sealed class PuncturableKey
{
    /// <summary>Leaves are numbered from 0 to this.</summary>
    public const long MaximumLeaf = (1L << LeafBits) - 1;

    private const int LeafBits = 40;
    private const int BitsPerLevel = 2;
    private const int Levels = LeafBits / BitsPerLevel;
    private const int RootLevel = 5;
    private const int NodeBytes = 32;
    private const int RecordBytes = 8 + 1 + NodeBytes;

    // Sorted by first leaf; the ranges of the nodes do not overlap, and the gaps between them are the punctured leaves.
    private readonly Node[] _nodes;

    private PuncturableKey(Node[] nodes) => _nodes = nodes;

    public static PuncturableKey Create()
    {
        var nodes = new Node[1 << (RootLevel * BitsPerLevel)];
        for (var i = 0; i < nodes.Length; i++)
            nodes[i] = new Node((long)i << Shift(RootLevel), RootLevel, RandomNumberGenerator.GetBytes(NodeBytes));
        return new PuncturableKey(nodes);
    }

    /// <summary>Derives the leaf's 32 bytes; false when it was punctured.</summary>
    public bool TryDerive(long leaf, Span<byte> key)
    {
        if (Find(leaf) is not (>= 0 and var index))
            return false;
        var node = _nodes[index];
        node.Key.CopyTo(key);
        for (var level = node.Level; level < Levels; level++)
            Child(key, level, ChildOf(leaf, level), key);
        return true;
    }

    public bool IsPunctured(long leaf) => Find(leaf) < 0;

    /// <summary>The key without the leaf; the same key when it was punctured before.</summary>
    public PuncturableKey Puncture(long leaf)
    {
        if (Find(leaf) is not (>= 0 and var index))
            return this;
        var covering = _nodes[index];
        var siblings = new List<Node>();
        var path = covering.Key.ToArray();
        for (var level = covering.Level; level < Levels; level++)
        {
            var own = ChildOf(leaf, level);
            var parent = leaf & ~((1L << Shift(level)) - 1);
            for (var child = 0; child < 1 << BitsPerLevel; child++)
            {
                if (child == own)
                    continue;
                var key = new byte[NodeBytes];
                Child(path, level, child, key);
                siblings.Add(new Node(parent + ((long)child << Shift(level + 1)), level + 1, key));
            }

            Child(path, level, own, path);
        }

        CryptographicOperations.ZeroMemory(path);
        siblings.Sort((a, b) => a.First.CompareTo(b.First));
        return new PuncturableKey([.. _nodes.AsSpan(0, index), .. siblings, .. _nodes.AsSpan(index + 1)]);
    }

    /// <summary>A key with the same leaves punctured and not one node in common.</summary>
    public PuncturableKey Renew() => new([.. _nodes.Select(node => node with { Key = RandomNumberGenerator.GetBytes(NodeBytes) })]);

    /// <summary>Every punctured leaf, ascending.</summary>
    public IEnumerable<long> Punctured()
    {
        var next = 0L;
        foreach (var node in _nodes)
        {
            for (; next < node.First; next++)
                yield return next;
            next = node.First + (1L << Shift(node.Level));
        }

        for (; next <= MaximumLeaf; next++)
            yield return next;
    }

    /// <summary>Per node: first leaf (8 bytes, big-endian), level (1), key (32). The caller encrypts and zeroes it.</summary>
    public byte[] Export()
    {
        var bytes = new byte[_nodes.Length * RecordBytes];
        var rest = bytes.AsSpan();
        foreach (var node in _nodes)
        {
            BinaryPrimitives.WriteInt64BigEndian(rest, node.First);
            rest[8] = (byte)node.Level;
            node.Key.CopyTo(rest[9..]);
            rest = rest[RecordBytes..];
        }

        return bytes;
    }

    public static bool TryImport(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out PuncturableKey? key)
    {
        key = null;
        if (bytes.Length % RecordBytes != 0)
            return false;
        var nodes = new Node[bytes.Length / RecordBytes];
        var next = 0L;
        for (var i = 0; i < nodes.Length; i++)
        {
            var record = bytes.Slice(i * RecordBytes, RecordBytes);
            var first = BinaryPrimitives.ReadInt64BigEndian(record);
            var level = (int)record[8];
            if (level is < RootLevel or > Levels || first < next || first > MaximumLeaf || (first & ((1L << Shift(level)) - 1)) != 0)
                return false;
            nodes[i] = new Node(first, level, record[9..].ToArray());
            next = first + (1L << Shift(level));
        }

        key = new PuncturableKey(nodes);
        return true;
    }

    private int Find(long leaf)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leaf);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(leaf, MaximumLeaf);
        var (low, high) = (0, _nodes.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var node = _nodes[middle];
            if (leaf < node.First)
                high = middle - 1;
            else if (leaf >= node.First + (1L << Shift(node.Level)))
                low = middle + 1;
            else
                return middle;
        }

        return -1;
    }

    /// <summary>Bits of a leaf below a node of the level.</summary>
    private static int Shift(int level) => LeafBits - (level * BitsPerLevel);

    private static int ChildOf(long leaf, int level) => (int)((leaf >> Shift(level + 1)) & ((1 << BitsPerLevel) - 1));

    // One SHA-256 block; the level keeps the leaf's key apart from every inner node.
    private static void Child(ReadOnlySpan<byte> node, int level, int child, Span<byte> key)
    {
        Span<byte> input = stackalloc byte[12 + 2 + NodeBytes];
        "learner-tree"u8.CopyTo(input);
        input[12] = (byte)level;
        input[13] = (byte)child;
        node.CopyTo(input[14..]);
        SHA256.HashData(input, key);
        CryptographicOperations.ZeroMemory(input);
    }

    private readonly record struct Node(long First, int Level, byte[] Key);
}
