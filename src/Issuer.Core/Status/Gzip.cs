using System.Buffers.Binary;
using System.IO.Compression;
using Issuer.Core.Encoding;

namespace Issuer.Core.Status;

enum GzipOutcome
{
    Whole,
    TooLarge,
    Broken,
}

/// <summary>
/// Exactly one gzip member (RFC 1952). <see cref="GZipStream"/> accepts a truncated stream, a second member and trailing bytes, and writes the platform's
/// name into the header; so header and trailer are ours, and the framework does the deflate between them.
/// </summary>
static class Gzip
{
    private const int TrailerLength = 8;
    private const int UsualLength = BitstringStatusList.MinimumLength / 8;

    /// <summary>ID1 ID2 CM FLG MTIME(4) XFL OS: no time, maximum compression, unknown system.</summary>
    private static ReadOnlySpan<byte> Header => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255];

    public static byte[] Encode(ReadOnlySpan<byte> content)
    {
        using var output = new MemoryStream();
        output.Write(Header);
        using (var deflate = new DeflateStream(output, CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(content);
        Span<byte> trailer = stackalloc byte[TrailerLength];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, Crc32.Of(content));
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], (uint)content.Length);
        output.Write(trailer);
        return output.ToArray();
    }

    public static GzipOutcome Decode(byte[] compressed, int maxBytes, out byte[] content)
    {
        content = [];
        if (!TrySkipHeader(compressed, out var start) || compressed.Length - start < TrailerLength)
            return GzipOutcome.Broken;

        using var body = new ByteByByte(compressed, start, compressed.Length - TrailerLength);
        // Room for one byte too many: that byte is how too much is noticed.
        var buffer = new byte[Math.Min(maxBytes, UsualLength) + 1];
        var length = 0;
        try
        {
            using var inflate = new DeflateStream(body, CompressionMode.Decompress);
            int read;
            while (length < buffer.Length && (read = inflate.Read(buffer, length, buffer.Length - length)) > 0)
            {
                length += read;
                if (length == buffer.Length && length <= maxBytes)
                    Array.Resize(ref buffer, (int)Math.Min(maxBytes, buffer.Length * 2L) + 1);
            }
        }
        catch (InvalidDataException)
        {
            return GzipOutcome.Broken;
        }

        if (length > maxBytes)
            return GzipOutcome.TooLarge;
        var trailer = compressed.AsSpan(compressed.Length - TrailerLength);
        // Asked for more than there is: truncated. Bytes left over: something stands between the stream and the trailer.
        if (body.RanOut || !body.IsConsumed
            || BinaryPrimitives.ReadUInt32LittleEndian(trailer) != Crc32.Of(buffer.AsSpan(0, length))
            || BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) != (uint)length)
            return GzipOutcome.Broken;
        content = buffer[..length];
        return GzipOutcome.Whole;
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

    /// <summary>
    /// Hands out one byte at a time, so that the inflater never reads ahead and it is known where the deflate stream ended; the stream tells nobody. A list
    /// is a few hundred bytes, rarely 17 KB.
    /// </summary>
    private sealed class ByteByByte(byte[] bytes, int start, int end) : Stream
    {
        private int _position = start;

        public bool IsConsumed => _position == end;

        /// <summary>The reader wanted more after the last byte.</summary>
        public bool RanOut { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (buffer.IsEmpty)
                return 0;
            if (_position == end)
            {
                RanOut = true;
                return 0;
            }

            buffer[0] = bytes[_position++];
            return 1;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
