using Issuer.Core.Encoding;

namespace Issuer.Core.Status;

/// <summary>
/// The bits of a Bitstring Status List (Bitstring Status List v1.0 section 3.2), one for each entry. Index 0 is the most significant bit of the first byte.
/// </summary>
/// <remarks>Not thread-safe while bits are set.</remarks>
public sealed class BitstringStatusList
{
    /// <summary>Fewest entries a list may have (section 6.1): a shorter one would tell which credential is looked up.</summary>
    public const int MinimumLength = 131_072;

    private readonly byte[] _bits;

    private BitstringStatusList(byte[] bits) => _bits = bits;

    /// <summary>Number of entries.</summary>
    public long Length => _bits.Length * 8L;

    /// <summary>The entry's bit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The list has no such entry.</exception>
    public bool this[long index]
    {
        get
        {
            ThrowIfOutside(index);
            return (_bits[index / 8] & Mask(index)) != 0;
        }
    }

    /// <summary>A list with no bit set.</summary>
    /// <param name="length">Entries: a multiple of 8, at least <see cref="MinimumLength"/>.</param>
    public static BitstringStatusList Empty(int length = MinimumLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, MinimumLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(length % 8, 0, nameof(length));
        return new(new byte[length / 8]);
    }

    /// <summary>
    /// Reads a list that may be anyone's. It never throws, decodes no more than it may, and refuses whatever two readers could read differently: a truncated
    /// stream, a second gzip member, bytes after the end, a checksum or length in the trailer that is not the content's.
    /// </summary>
    /// <param name="encodedList"><c>encodedList</c>: <c>u</c> and base64url without padding of gzip.</param>
    /// <param name="maxBytes">Longest decoded list, in bytes (8 entries each).</param>
    /// <param name="list">The list, or null.</param>
    /// <param name="fault">
    /// Null, or <c>status-list-encoding</c> (not multibase base64url), <c>status-list-too-large</c>, <c>status-list-gzip</c> (not one whole gzip member) or
    /// <c>status-list-too-short</c>.
    /// </param>
    public static bool TryDecode(string? encodedList, int maxBytes, out BitstringStatusList? list, out string? fault)
    {
        list = null;
        // Deflate never lengthens by more than 5 bytes in 16 KiB, and a header may carry a name: what is longer than this decodes to too much.
        var longestText = (maxBytes + (maxBytes / 1024) + 4096L) * 4 / 3;
        if (encodedList is null || encodedList.Length == 0 || encodedList[0] != 'u')
        {
            fault = "status-list-encoding";
            return false;
        }

        if (encodedList.Length > longestText)
        {
            fault = "status-list-too-large";
            return false;
        }

        if (!Base64UrlText.TryDecode(encodedList.AsSpan(1), out var compressed))
        {
            fault = "status-list-encoding";
            return false;
        }

        fault = Gzip.Decode(compressed, maxBytes, out var bits) switch
        {
            InflateOutcome.TooLarge => "status-list-too-large",
            InflateOutcome.Broken => "status-list-gzip",
            _ when bits.Length < MinimumLength / 8 => "status-list-too-short",
            _ => null,
        };
        if (fault is null)
            list = new(bits);
        return fault is null;
    }

    /// <summary>Sets or clears the entry's bit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The list has no such entry.</exception>
    public void Set(long index, bool value)
    {
        ThrowIfOutside(index);
        if (value)
            _bits[index / 8] |= Mask(index);
        else
            _bits[index / 8] &= (byte)(0xFF ^ Mask(index));
    }

    /// <summary><c>u</c> and base64url of gzip; the same bits give the same text on one version of the runtime.</summary>
    public string Encode() => "u" + Base64UrlText.Encode(Gzip.Encode(_bits));

    private static byte Mask(long index) => (byte)(0x80 >> (int)(index % 8));

    private void ThrowIfOutside(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
    }
}
