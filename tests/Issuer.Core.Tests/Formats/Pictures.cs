using System.Buffers.Binary;
using System.IO.Compression;

namespace Issuer.Core.Tests.Formats;

/// <summary>PNG files from parts, with a CRC of its own: bit by bit, as ISO/IEC 15948 annex D defines it.</summary>
internal static class Pictures
{
    public const string Svg = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><title>Ŵyn &amp; co</title><g><rect width="10" height="10"/></g></svg>""";

    public static byte[] Signature { get; } = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>One grey pixel.</summary>
    public static byte[] Header { get; } = Chunk("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);

    public static byte[] Data { get; } = Chunk("IDAT", Zlib([0, 128]));

    public static byte[] End { get; } = Chunk("IEND", []);

    /// <summary>One grey pixel, with more chunks before its data.</summary>
    public static byte[] Png(params ReadOnlySpan<byte[]> more) => [.. Signature, .. Header, .. Joined(more), .. Data, .. End];

    public static byte[] Joined(ReadOnlySpan<byte[]> chunks)
    {
        var all = new List<byte>();
        foreach (var chunk in chunks)
            all.AddRange(chunk);
        return [.. all];
    }

    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] named = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data];
        return [.. BigEndian((uint)data.Length), .. named, .. BigEndian(Crc(named))];
    }

    public static byte[] International(string keyword, string text, bool compressed = false) =>
        Chunk("iTXt", [.. System.Text.Encoding.ASCII.GetBytes(keyword), 0, (byte)(compressed ? 1 : 0), 0, 0, 0, .. compressed ? Zlib(System.Text.Encoding.UTF8.GetBytes(text)) : System.Text.Encoding.UTF8.GetBytes(text)]);

    public static byte[] Plain(string keyword, string text) => Chunk("tEXt", System.Text.Encoding.UTF8.GetBytes(keyword + "\0" + text));

    public static byte[] Compressed(string keyword, byte[] zlib) => Chunk("zTXt", [.. System.Text.Encoding.ASCII.GetBytes(keyword), 0, 0, .. zlib]);

    public static byte[] Zlib(byte[] content)
    {
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(content);
        return output.ToArray();
    }

    /// <summary>Type and data of each chunk; the file must be whole, and every CRC right.</summary>
    public static List<(string Type, byte[] Data)> Chunks(byte[] png)
    {
        var chunks = new List<(string, byte[])>();
        for (var at = Signature.Length; at < png.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at));
            var named = png[(at + 4)..(at + 8 + length)];
            if (BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)) != Crc(named))
                throw new InvalidDataException($"The CRC of the chunk at {at} is wrong.");
            chunks.Add((System.Text.Encoding.ASCII.GetString(named, 0, 4), named[4..]));
            at += 12 + length;
        }

        return chunks;
    }

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            for (var bit = 0; bit < 8; bit++)
                crc = (((crc >> 0) ^ (uint)(value >> bit)) & 1) == 1 ? 0xEDB88320u ^ (crc >> 1) : crc >> 1;
        }

        return ~crc;
    }
}
