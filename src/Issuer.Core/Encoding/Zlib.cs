using System.Buffers.Binary;
using System.IO.Compression;

namespace Issuer.Core.Encoding;

/// <summary>
/// Exactly one zlib stream (RFC 1950). <see cref="ZLibStream"/> accepts a truncated stream and bytes behind it; so header and trailer are ours, as for
/// <see cref="Gzip"/>.
/// </summary>
static class Zlib
{
    private const int HeaderLength = 2;
    private const int TrailerLength = 4;

    public static byte[] Encode(ReadOnlySpan<byte> content)
    {
        var deflated = RawDeflate.Encode(content);
        var zlib = new byte[HeaderLength + deflated.Length + TrailerLength];
        // Deflate with a window of 32 KiB, maximum compression, no dictionary.
        (zlib[0], zlib[1]) = (0x78, 0xDA);
        deflated.CopyTo(zlib, HeaderLength);
        BinaryPrimitives.WriteUInt32BigEndian(zlib.AsSpan(^TrailerLength..), Adler32(content));
        return zlib;
    }

    public static InflateOutcome Decode(byte[] compressed, int maxBytes, out byte[] content)
    {
        content = [];
        if (compressed.Length < HeaderLength + TrailerLength || !IsHeader(compressed[0], compressed[1]))
            return InflateOutcome.Broken;
        var outcome = RawDeflate.Decode(compressed, HeaderLength, compressed.Length - TrailerLength, maxBytes, out var inflated);
        if (outcome != InflateOutcome.Whole)
            return outcome;
        if (BinaryPrimitives.ReadUInt32BigEndian(compressed.AsSpan(^TrailerLength..)) != Adler32(inflated))
            return InflateOutcome.Broken;
        content = inflated;
        return InflateOutcome.Whole;
    }

    // Section 2.2: method 8, a window of at most 32 KiB, check bits, no preset dictionary.
    private static bool IsHeader(byte cmf, byte flags) =>
        (cmf & 0x0F) == 8 && cmf >> 4 <= 7 && ((cmf << 8) | flags) % 31 == 0 && (flags & 0x20) == 0;

    // Section 8.2. 5552 bytes are the most that can be summed before a 32-bit sum overflows.
    private static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        const uint Modulus = 65521;
        const int Run = 5552;
        var (a, b) = (1u, 0u);
        while (!bytes.IsEmpty)
        {
            var run = bytes[..Math.Min(Run, bytes.Length)];
            foreach (var value in run)
            {
                a += value;
                b += a;
            }

            (a, b) = (a % Modulus, b % Modulus);
            bytes = bytes[run.Length..];
        }

        return (b << 16) | a;
    }
}
