using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Issuer.Core.Status;

/// <summary>
/// A keyed bijection of <c>0 … size - 1</c>: from a counter that is taken in the append to an index in a status list. Indexes look random (neighbours in
/// time are not neighbours in the list), yet two credentials can never share one.
/// </summary>
/// <remarks>
/// An alternating Feistel network of ten rounds with HMAC-SHA-256 over the smallest power of two that holds the size, walked until the result is inside
/// (cycle walking; NIST SP 800-38G builds the same way). It is frozen: indexes already handed out depend on every detail of it.
/// </remarks>
public sealed class IndexPermutation
{
    /// <summary>Bytes of the key.</summary>
    public const int KeyLength = 32;

    private const int Rounds = 10;

    private readonly byte[] _key;
    private readonly int _size;
    private readonly int _lowBits;
    private readonly uint _lowMask;
    private readonly uint _highMask;

    /// <summary>Makes the permutation for one list or set of lists.</summary>
    /// <param name="key32">32 secret bytes; other lists have other keys.</param>
    /// <param name="size">Number of entries, 2 to 2^30.</param>
    public IndexPermutation(ReadOnlySpan<byte> key32, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key32.Length, KeyLength, nameof(key32));
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 1 << 30);
        _key = key32.ToArray();
        _size = size;
        var bits = Math.Max(2, BitOperations.Log2((uint)(size - 1)) + 1);
        _lowBits = bits / 2;
        _lowMask = (1u << _lowBits) - 1;
        _highMask = (1u << (bits - _lowBits)) - 1;
    }

    /// <summary>The index for <paramref name="counter"/>; different counters have different indexes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The counter is not in 0 … size - 1: the list is full.</exception>
    public int Map(int counter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(counter);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(counter, _size);
        var value = (uint)counter;
        do
        {
            value = Permute(value);
        }
        while (value >= (uint)_size);
        return (int)value;
    }

    private uint Permute(uint value)
    {
        var low = value & _lowMask;
        var high = value >> _lowBits;
        for (var round = 0; round < Rounds; round++)
        {
            if (round % 2 == 0)
                high ^= Function(round, low) & _highMask;
            else
                low ^= Function(round, high) & _lowMask;
        }

        return (high << _lowBits) | low;
    }

    /// <summary>The first four bytes of HMAC-SHA-256(key, round ‖ size ‖ half), big-endian.</summary>
    private uint Function(int round, uint half)
    {
        Span<byte> message = stackalloc byte[9];
        message[0] = (byte)round;
        BinaryPrimitives.WriteInt32BigEndian(message[1..], _size);
        BinaryPrimitives.WriteUInt32BigEndian(message[5..], half);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, message, mac);
        return BinaryPrimitives.ReadUInt32BigEndian(mac);
    }
}
