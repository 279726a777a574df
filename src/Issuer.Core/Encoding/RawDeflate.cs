using System.IO.Compression;

namespace Issuer.Core.Encoding;

enum InflateOutcome
{
    Whole,
    TooLarge,
    Broken,
}

/// <summary>
/// Exactly one deflate stream (RFC 1951) between two places of a buffer. <see cref="DeflateStream"/> accepts a truncated one and bytes behind it, so both are
/// looked for here.
/// </summary>
static class RawDeflate
{
    // Bytes of a Bitstring Status List of the usual length; a first guess, not a limit.
    private const int UsualLength = 131_072 / 8;

    public static byte[] Encode(ReadOnlySpan<byte> content)
    {
        using var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(content);
        return output.ToArray();
    }

    /// <summary>Decodes no more than <paramref name="maxBytes"/>, whatever the stream would unpack to.</summary>
    public static InflateOutcome Decode(byte[] compressed, int start, int end, int maxBytes, out byte[] content)
    {
        content = [];
        using var body = new ByteByByte(compressed, start, end);
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
            return InflateOutcome.Broken;
        }

        if (length > maxBytes)
            return InflateOutcome.TooLarge;
        // Asked for more than there is: truncated. Bytes left over: something stands behind the stream.
        if (body.RanOut || !body.IsConsumed)
            return InflateOutcome.Broken;
        content = buffer[..length];
        return InflateOutcome.Whole;
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
