using System.Buffers.Binary;
using System.IO.Compression;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Issuer.Service.Institutions;
using Xunit;

namespace Issuer.Service.Tests.Institutions;

public sealed class LogoTests
{
    [Fact]
    public void A_png_and_a_jpeg_are_known_by_their_content()
    {
        LogoImage.TryRead(Png(640, 480), out var png, out _).Should().BeTrue();
        (png!.MediaType, png.Width, png.Height).Should().Be(("image/png", 640, 480));
        LogoImage.TryRead(Jpeg(33, 44), out var jpeg, out _).Should().BeTrue();
        (jpeg!.MediaType, jpeg.Width, jpeg.Height).Should().Be(("image/jpeg", 33, 44));
    }

    [Fact]
    public void Nothing_may_follow_or_hide_in_the_picture()
    {
        foreach (var good in (byte[][])[Png(3, 2), Jpeg(3, 2)])
        {
            LogoImage.TryRead(good.Append((byte)0).ToArray(), out _, out var fault).Should().BeFalse();
            fault.Should().Contain("beside the picture");
            LogoImage.TryRead((byte[])[.. good, .. "PK\x03\x04 a zip"u8], out _, out _).Should().BeFalse();
            for (var length = 0; length < good.Length; length++)
                LogoImage.TryRead(good.AsMemory(0, length), out _, out _).Should().BeFalse($"{length} of {good.Length} bytes are no picture");
        }
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    [InlineData(LogoImage.MaxEdge + 1, 5)]
    [InlineData(5, 60_000)]
    public void An_edge_must_be_sensible(int width, int height)
    {
        LogoImage.TryRead(Png(width, height), out _, out var fault).Should().BeFalse();
        fault.Should().Contain("pixels");
        LogoImage.TryRead(Jpeg(width, height), out _, out _).Should().BeFalse();
    }

    [Fact]
    public void Other_formats_and_large_files_are_refused()
    {
        foreach (var text in (string[])["<svg xmlns='http://www.w3.org/2000/svg'/>", "GIF89a", "RIFF....WEBP", "<!doctype html>", ""])
            LogoImage.TryRead(System.Text.Encoding.ASCII.GetBytes(text), out _, out _).Should().BeFalse(text);
        LogoImage.TryRead(new byte[LogoImage.MaxBytes + 1], out _, out var fault).Should().BeFalse();
        fault.Should().Contain("200 KiB");
    }

    [Fact]
    public void No_changed_byte_makes_it_throw()
    {
        var (png, jpeg) = (Png(3, 2), Jpeg(3, 2));
        Prop.ForAll<int, byte, bool>((at, value, first) =>
        {
            var bytes = (first ? png : jpeg).ToArray();
            bytes[Math.Abs((long)at) % bytes.Length] = value;
            LogoImage.TryRead(bytes, out var image, out var fault);
            return image is null != fault is null;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    internal static byte[] Png(int width, int height)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        Chunk(file, "IHDR"u8, header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(new byte[16]);
        Chunk(file, "IDAT"u8, packed.ToArray());
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        file.Write(length);
        file.Write(type);
        file.Write(data);
        file.Write(new byte[4]);
    }

    // SOI, JFIF, start of frame, start of scan, coded data with a stuffed FF and a restart marker, EOI.
    private static byte[] Jpeg(int width, int height) =>
    [
        0xFF, 0xD8, 0xFF, 0xE0, 0, 16, (byte)'J', (byte)'F', (byte)'I', (byte)'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0,
        0xFF, 0xC0, 0, 11, 8, (byte)(height >> 8), unchecked((byte)height), (byte)(width >> 8), unchecked((byte)width), 1, 1, 0x11, 0,
        0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56, 0xFF, 0xD9,
    ];
}
