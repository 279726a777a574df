using Issuer.Core.Encoding;

namespace Issuer.Core.Status;

/// <summary>
/// The statuses of a Token Status List (draft-ietf-oauth-status-list section 4), 1, 2, 4 or 8 bits each. Unlike in a Bitstring Status List, index 0 is in the
/// least significant bits of the first byte.
/// </summary>
/// <remarks>Not thread-safe while statuses are set.</remarks>
public sealed class TokenStatusList
{
    /// <summary>The credential is in force.</summary>
    public const int Valid = 0;

    /// <summary>Revoked, for good.</summary>
    public const int Invalid = 1;

    /// <summary>Not in force for the time being.</summary>
    public const int Suspended = 2;

    private readonly byte[] _bytes;

    private TokenStatusList(int bits, byte[] bytes) => (Bits, _bytes) = (bits, bytes);

    /// <summary>Bits of a status: 1, 2, 4 or 8.</summary>
    public int Bits { get; }

    /// <summary>Number of entries; the last byte is always full of them.</summary>
    public long Length => _bytes.Length * 8L / Bits;

    /// <summary>The status of an entry.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The list has no such entry, or the status has more bits.</exception>
    public int this[long index]
    {
        get => (_bytes[Place(index, out var shift)] >> shift) & Mask;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Mask);
            var place = Place(index, out var shift);
            _bytes[place] = (byte)((_bytes[place] & ~(Mask << shift)) | (value << shift));
        }
    }

    private int Mask => (1 << Bits) - 1;

    /// <summary>A list in which every entry is <see cref="Valid"/>.</summary>
    /// <param name="length">Entries; whole bytes of them.</param>
    /// <param name="bits">1, 2 (enough for suspension), 4 or 8.</param>
    public static TokenStatusList Empty(int length, int bits = 2)
    {
        if (!IsSize(bits))
            throw new ArgumentOutOfRangeException(nameof(bits), bits, "A status has 1, 2, 4 or 8 bits.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        var size = (long)length * bits;
        ArgumentOutOfRangeException.ThrowIfNotEqual(size % 8, 0, nameof(length));
        return new(bits, new byte[size / 8]);
    }

    /// <summary>
    /// Reads a list that may be anyone's. It never throws, decodes no more than it may, and refuses whatever two readers could read differently: a truncated
    /// stream, bytes after its end, a checksum that is not the content's.
    /// </summary>
    /// <param name="bits"><c>bits</c>.</param>
    /// <param name="lst"><c>lst</c>: base64url without padding of zlib.</param>
    /// <param name="maxBytes">Longest decoded list, in bytes.</param>
    /// <param name="list">The list, or null.</param>
    /// <param name="fault">Null, or <c>status-list-encoding</c> (bits or base64url), <c>status-list-too-large</c> or <c>status-list-zlib</c>.</param>
    public static bool TryDecode(int bits, string? lst, int maxBytes, out TokenStatusList? list, out string? fault)
    {
        list = null;
        // Deflate never lengthens by more than 5 bytes in 16 KiB: what is longer than this decodes to too much.
        var longestText = (maxBytes + (maxBytes / 1024) + 1024L) * 4 / 3;
        if (lst is not null && lst.Length > longestText)
        {
            fault = "status-list-too-large";
            return false;
        }

        if (lst is null || !IsSize(bits) || !Base64UrlText.TryDecode(lst, out var compressed))
        {
            fault = "status-list-encoding";
            return false;
        }

        fault = Zlib.Decode(compressed, maxBytes, out var bytes) switch
        {
            InflateOutcome.TooLarge => "status-list-too-large",
            InflateOutcome.Broken => "status-list-zlib",
            _ => null,
        };
        if (fault is null)
            list = new(bits, bytes);
        return fault is null;
    }

    /// <summary><c>lst</c>: base64url of zlib; the same statuses give the same text on one version of the runtime.</summary>
    public string Encode() => Base64UrlText.Encode(Zlib.Encode(_bytes));

    private static bool IsSize(int bits) => bits is 1 or 2 or 4 or 8;

    private int Place(long index, out int shift)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
        var bit = index * Bits;
        shift = (int)(bit % 8);
        return (int)(bit / 8);
    }
}
