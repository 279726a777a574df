using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Issuer.Service.Store;

/// <summary>
/// Generations of the key under which learners' data keys are wrapped, oldest first. The newest wraps; older ones open what they wrapped, in this database
/// until it is wrapped anew, in backups until they are retired. All of them have the same leaves punctured. Immutable.
/// </summary>
internal sealed class WrappingKeys
{
    private const int RecordHeadBytes = 8;

    private readonly ImmutableSortedDictionary<int, PuncturableKey> _trees;

    private WrappingKeys(ImmutableSortedDictionary<int, PuncturableKey> trees) => _trees = trees;

    /// <summary>Number of the generation that wraps.</summary>
    public int Newest => _trees.Keys.Last();

    /// <summary>Numbers of all.</summary>
    public IEnumerable<int> Generations => _trees.Keys;

    /// <summary>Whether there was no rotation yet.</summary>
    public bool IsFirstAlone => _trees.Count == 1 && Newest == 0;

    public static WrappingKeys First(PuncturableKey tree) => new(ImmutableSortedDictionary<int, PuncturableKey>.Empty.Add(0, tree));

    /// <summary>Derives the key of a generation's leaf; false where it was punctured.</summary>
    /// <exception cref="ArgumentException">There is no such generation: see <see cref="Has"/>.</exception>
    public bool TryDerive(int generation, long leaf, Span<byte> key) =>
        (_trees.GetValueOrDefault(generation) ?? throw new ArgumentException("There is no such generation.", nameof(generation))).TryDerive(leaf, key);

    public bool Has(int generation) => _trees.ContainsKey(generation);

    public bool IsPunctured(long leaf) => _trees.Values.All(tree => tree.IsPunctured(leaf));

    /// <summary>Every leaf that is punctured, ascending.</summary>
    public IEnumerable<long> Punctured() => _trees[Newest].Punctured();

    /// <summary>Without the leaf in any generation; the same where it was punctured before.</summary>
    public WrappingKeys Puncture(long leaf) => IsPunctured(leaf) ? this : new(_trees.ToImmutableSortedDictionary(tree => tree.Key, tree => tree.Value.Puncture(leaf)));

    /// <summary>With a new generation of that number; the same where it is there.</summary>
    public WrappingKeys Rotate(int generation) => Has(generation) ? this : new(_trees.Add(generation, _trees[Newest].Renew()));

    /// <summary>The newest alone; the same where there is no other.</summary>
    public WrappingKeys Retire() => _trees.Count == 1 ? this : new(_trees.RemoveRange(_trees.Keys.SkipLast(1)));

    /// <summary>Per generation: number (4 bytes, big-endian), length (4), tree; of the first generation alone the tree. The caller encrypts and zeroes it.</summary>
    public byte[] Export()
    {
        if (IsFirstAlone)
            return _trees[0].Export();
        using var all = new MemoryStream();
        Span<byte> head = stackalloc byte[RecordHeadBytes];
        foreach (var (generation, tree) in _trees)
        {
            var bytes = tree.Export();
            BinaryPrimitives.WriteInt32BigEndian(head, generation);
            BinaryPrimitives.WriteInt32BigEndian(head[4..], bytes.Length);
            all.Write(head);
            all.Write(bytes);
            CryptographicOperations.ZeroMemory(bytes);
        }

        var plain = all.ToArray();
        CryptographicOperations.ZeroMemory(all.GetBuffer());
        return plain;
    }

    public static bool TryImport(ReadOnlySpan<byte> bytes, bool firstAlone, [NotNullWhen(true)] out WrappingKeys? keys)
    {
        keys = null;
        if (firstAlone)
        {
            keys = PuncturableKey.TryImport(bytes, out var first) ? First(first) : null;
            return keys is not null;
        }

        var trees = ImmutableSortedDictionary.CreateBuilder<int, PuncturableKey>();
        while (bytes.Length >= RecordHeadBytes)
        {
            var (generation, length) = (BinaryPrimitives.ReadInt32BigEndian(bytes), BinaryPrimitives.ReadInt32BigEndian(bytes[4..]));
            bytes = bytes[RecordHeadBytes..];
            if (length < 0 || length > bytes.Length || !PuncturableKey.TryImport(bytes[..length], out var tree) || trees.ContainsKey(generation))
                return false;
            trees.Add(generation, tree);
            bytes = bytes[length..];
        }

        keys = bytes.IsEmpty && trees.Count > 0 ? new WrappingKeys(trees.ToImmutable()) : null;
        return keys is not null;
    }
}
