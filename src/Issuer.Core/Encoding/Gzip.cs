using System.Buffers.Binary;
using System.IO.Compression;

namespace Issuer.Core.Encoding;

/// <summary>
/// Exactly one gzip member (RFC 1952). <see cref="GZipStream"/> accepts a truncated stream, a second member and trailing bytes, and writes the platform's
/// name into the header; so header and trailer are ours, and the framework does the deflate between them.
/// </summary>
static class Gzip
{
    private const int TrailerLength = 8;

    /// <summary>ID1 ID2 CM FLG MTIME(4) XFL OS: no time, maximum compression, unknown system.</summary>
    private static ReadOnlySpan<byte> Header => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255];

    public static byte[] Encode(ReadOnlySpan<byte> content)
    {
        using var output = new MemoryStream();
        output.Write(Header);
        output.Write(RawDeflate.Encode(content));
        Span<byte> trailer = stackalloc byte[TrailerLength];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, Crc32.Of(content));
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], (uint)content.Length);
        output.Write(trailer);
        return output.ToArray();
    }

    public static InflateOutcome Decode(byte[] compressed, int maxBytes, out byte[] content)
    {
        content = [];
        if (!TrySkipHeader(compressed, out var start) || compressed.Length - start < TrailerLength)
            return InflateOutcome.Broken;

        var outcome = RawDeflate.Decode(compressed, start, compressed.Length - TrailerLength, maxBytes, out var inflated);
        if (outcome != InflateOutcome.Whole)
            return outcome;
        var trailer = compressed.AsSpan(compressed.Length - TrailerLength);
        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer) != Crc32.Of(inflated)
            || BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) != (uint)inflated.Length)
            return InflateOutcome.Broken;
        content = inflated;
        return InflateOutcome.Whole;
    }

    /// <summary>RFC 1952 section 2.3: the fixed ten bytes and the optional fields that the flags announce.</summary>
    private static bool TrySkipHeader(ReadOnlySpan<byte> gzip, out int start)
    {
        start = Header.Length;
        if (gzip.Length < Header.Length || gzip[0] != 0x1F || gzip[1] != 0x8B || gzip[2] != 8 || (gzip[3] & 0xE0) != 0)
            return false;
        var flags = gzip[3];
        if ((flags & 0x04) != 0)
        {
            // FEXTRA
            if (gzip.Length < start + 2)
                return false;
            start += 2 + BinaryPrimitives.ReadUInt16LittleEndian(gzip[start..]);
        }

        // FNAME and FCOMMENT end with a zero byte.
        for (var texts = ((flags & 0x08) >> 3) + ((flags & 0x10) >> 4); texts > 0; texts--)
        {
            var end = start <= gzip.Length ? gzip[start..].IndexOf((byte)0) : -1;
            if (end < 0)
                return false;
            start += end + 1;
        }

        // FHCRC
        if ((flags & 0x02) != 0)
            start += 2;
        return start <= gzip.Length;
    }
}
