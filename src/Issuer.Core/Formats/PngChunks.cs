using System.Buffers.Binary;
using Issuer.Core.Encoding;

namespace Issuer.Core.Formats;

/// <summary>
/// Walks the chunks of a PNG (ISO/IEC 15948 section 5.3): signature, then length, type, data and CRC of each. Never throws; ends well only where IHDR came
/// first and IEND, empty, last. What follows IEND is not part of the picture.
/// </summary>
ref struct PngChunks(ReadOnlySpan<byte> file)
{
    // Length, type and CRC around the data.
    private const int Framing = 12;
    private const int HeaderLength = 13;

    private ReadOnlySpan<byte> _rest = IsPng(file) ? file[Signature.Length..] : [];
    private bool _any;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The chunk with its framing, as it lies in the file.</summary>
    public ReadOnlySpan<byte> Whole { get; private set; }

    /// <summary>Four letters.</summary>
    public readonly ReadOnlySpan<byte> Type => Whole.Slice(4, 4);

    public readonly ReadOnlySpan<byte> Data => Whole[8..^4];

    /// <summary>Whether the CRC is that of type and data (section 5.5). The walk does not ask.</summary>
    public readonly bool IsIntact => BinaryPrimitives.ReadUInt32BigEndian(Whole[^4..]) == Crc32.Of(Whole[4..^4]);

    /// <summary>The last chunk was seen, and the file is framed as it must be.</summary>
    public bool Ended { get; private set; }

    public static bool IsPng(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    /// <summary>Steps to the next chunk; false after the last one, or where the framing breaks.</summary>
    public bool Next()
    {
        if (Ended || _rest.Length < Framing)
            return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(_rest);
        if (length > _rest.Length - Framing)
            return false;
        Whole = _rest[..(Framing + (int)length)];
        _rest = _rest[Whole.Length..];
        if (_any != !Type.SequenceEqual("IHDR"u8) || (!_any && length != HeaderLength))
            return false;
        _any = true;
        Ended = Type.SequenceEqual("IEND"u8) && length == 0;
        return true;
    }

    /// <summary>A chunk around data.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var chunk = new byte[Framing + data.Length];
        BinaryPrimitives.WriteUInt32BigEndian(chunk, (uint)data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc32.Of(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }
}
