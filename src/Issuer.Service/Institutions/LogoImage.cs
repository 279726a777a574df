using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Issuer.Service.Institutions;

/// <summary>
/// A logo's bytes, whose content was looked at: PNG or JPEG from the first byte to the last, so that nothing else can ride in the file
/// and be served from our host. SVG is refused, because it is a program.
/// </summary>
public sealed class LogoImage
{
    /// <summary>Longest file in bytes.</summary>
    public const int MaxBytes = 200 * 1024;

    /// <summary>Most pixels along an edge: a small file can unpack to gigabytes.</summary>
    public const int MaxEdge = 4096;

    private LogoImage(string mediaType, ReadOnlyMemory<byte> data, int width, int height) => (MediaType, Data, Width, Height) = (mediaType, data, width, height);

    /// <summary><c>image/png</c> or <c>image/jpeg</c>, by content.</summary>
    public string MediaType { get; }

    /// <summary>The file.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Pixels.</summary>
    public int Width { get; }

    /// <summary>Pixels.</summary>
    public int Height { get; }

    /// <summary>Looks at a file. Never throws on hostile input.</summary>
    /// <param name="data">The file.</param>
    /// <param name="image">The picture.</param>
    /// <param name="fault">One sentence that says why it is none.</param>
    public static bool TryRead(ReadOnlyMemory<byte> data, [NotNullWhen(true)] out LogoImage? image, [NotNullWhen(false)] out string? fault)
    {
        image = null;
        if (data.Length > MaxBytes)
        {
            fault = $"The logo is larger than {MaxBytes / 1024} KiB.";
            return false;
        }

        var (type, size) = data.Span.StartsWith(PngSignature) ? ("image/png", PngSize(data.Span))
            : data.Span.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? ("image/jpeg", JpegSize(data.Span))
            : (null, null);
        fault = type is null ? "The logo must be a PNG or a JPEG file."
            : size is null ? "The file is damaged, or holds something beside the picture."
            : size is { Width: 0 } or { Height: 0 } or { Width: > MaxEdge } or { Height: > MaxEdge } ? $"The logo must have 1 to {MaxEdge} pixels along each edge."
            : null;
        if (fault is null)
            image = new(type!, data, size!.Value.Width, size.Value.Height);
        return fault is null;
    }

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    // PNG §5.3: length, type, data, CRC; IHDR first, IEND last and empty.
    private static (int Width, int Height)? PngSize(ReadOnlySpan<byte> file)
    {
        const int Framing = 12;
        (int, int)? size = null;
        var rest = file[PngSignature.Length..];
        while (rest.Length >= Framing)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - Framing)
                return null;
            var type = rest.Slice(4, 4);
            var data = rest.Slice(8, (int)length);
            if (size is null)
            {
                if (!type.SequenceEqual("IHDR"u8) || length != 13)
                    return null;
                size = ((int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(data), int.MaxValue), (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(data[4..]), int.MaxValue));
            }
            else if (type.SequenceEqual("IEND"u8))
            {
                return length == 0 && rest.Length == Framing ? size : null;
            }

            rest = rest[(Framing + (int)length)..];
        }

        return null;
    }

    // ITU-T T.81 B.1: marker segments; after a start of scan, coded data up to the next marker; end of image last.
    private static (int Width, int Height)? JpegSize(ReadOnlySpan<byte> file)
    {
        (int, int)? size = null;
        var at = 2;
        while (at + 4 <= file.Length)
        {
            if (file[at] != 0xFF)
                return null;
            var marker = file[at + 1];
            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (marker is 0xD8 or 0xD9 or 0x00 or 0xFF || length < 2 || at + 2 + length > file.Length)
                return null;
            // Start of frame, C0 to CF but for the tables C4, C8, CC: precision, height, width.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                if (length < 8 || size is not null)
                    return null;
                size = (BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]));
            }

            at += 2 + length;
            if (marker != 0xDA)
                continue;
            at = EndOfScan(file, at);
            if (at + 2 == file.Length && file[at + 1] == 0xD9)
                return size;
        }

        return null;
    }

    // In coded data FF is followed by 00 (stuffing) or a restart marker; anything else is the next segment.
    private static int EndOfScan(ReadOnlySpan<byte> file, int at)
    {
        while (at + 1 < file.Length && (file[at] != 0xFF || file[at + 1] is 0x00 or (>= 0xD0 and <= 0xD7)))
            at++;
        return at;
    }
}
