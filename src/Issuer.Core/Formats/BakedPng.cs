using Issuer.Core.Encoding;

namespace Issuer.Core.Formats;

/// <summary>
/// A credential inside a PNG (Open Badges 3.0 section 5.3.1): one uncompressed <c>iTXt</c> chunk with the keyword <c>openbadgecredential</c>. On reading the
/// keyword <c>openbadges</c> of Open Badges 2.0 and the older kinds of text chunk, compressed ones too, are taken as well.
/// </summary>
public static class BakedPng
{
    /// <summary>The keyword that is written.</summary>
    public const string Keyword = "openbadgecredential";

    /// <summary>The keyword of Open Badges 1 and 2, only read.</summary>
    public const string OldKeyword = "openbadges";

    /// <summary>Longest credential that a compressed chunk may unpack to, in bytes.</summary>
    public const int MaximumBytes = 1024 * 1024;

    /// <summary>Whether the file starts as every PNG does.</summary>
    public static bool IsPng(ReadOnlySpan<byte> file) => PngChunks.IsPng(file);

    /// <summary>Finds the credential. No input makes it throw; work is in proportion to the file, and to <see cref="MaximumBytes"/>.</summary>
    public static BakedImage Read(ReadOnlySpan<byte> file)
    {
        var chunks = new PngChunks(file);
        BakedImage? found = null;
        while (chunks.Next())
        {
            if (!IsCredential(chunks.Type, chunks.Data))
                continue;
            if (found is not null)
                return BakedImage.WithSeveral;
            found = chunks.IsIntact ? Text(chunks.Type, chunks.Data) : BakedImage.Damaged;
        }

        return !chunks.Ended ? BakedImage.Damaged : found ?? BakedImage.WithoutCredential;
    }

    /// <summary>The picture with the credential in it, instead of any that was there; null where it is no whole PNG.</summary>
    /// <param name="png">The picture; what follows its last chunk is left out.</param>
    /// <param name="credential">A compact token or JSON.</param>
    public static byte[]? Write(ReadOnlySpan<byte> png, string credential)
    {
        ArgumentException.ThrowIfNullOrEmpty(credential);
        if (credential.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("Text in a PNG has no U+0000.", nameof(credential));

        using var output = new MemoryStream(png.Length + credential.Length + 64);
        output.Write(PngChunks.Signature);
        var chunks = new PngChunks(png);
        while (chunks.Next())
        {
            if (IsCredential(chunks.Type, chunks.Data))
                continue;
            output.Write(chunks.Whole);
            // Text may stand anywhere between the first chunk and the last; here it is found without reading the picture.
            if (chunks.Type.SequenceEqual("IHDR"u8))
                output.Write(PngChunks.Frame("iTXt"u8, InternationalText(credential)));
        }

        return chunks.Ended ? output.ToArray() : null;
    }

    // ISO/IEC 15948, 11.3.4.5: keyword, 0, compression flag, compression method, language tag, 0, translated keyword, 0, text.
    private static byte[] InternationalText(string text) => [.. System.Text.Encoding.ASCII.GetBytes(Keyword), 0, 0, 0, 0, 0, .. System.Text.Encoding.UTF8.GetBytes(text)];

    private static bool IsCredential(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        if (!type.SequenceEqual("iTXt"u8) && !type.SequenceEqual("tEXt"u8) && !type.SequenceEqual("zTXt"u8))
            return false;
        var end = data.IndexOf((byte)0);
        return end >= 0 && (data[..end].SequenceEqual("openbadgecredential"u8) || data[..end].SequenceEqual("openbadges"u8));
    }

    private static BakedImage Text(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var value = data[(data.IndexOf((byte)0) + 1)..];
        if (type.SequenceEqual("tEXt"u8))
            return new BakedImage.Found(value.ToArray());
        if (type.SequenceEqual("zTXt"u8))
            return value is [0, .. var zlib] ? Inflate(zlib) : BakedImage.Damaged;

        if (value is not [var flag and (0 or 1), 0, .. var rest] || rest.IndexOf((byte)0) is not (>= 0 and var language))
            return BakedImage.Damaged;
        rest = rest[(language + 1)..];
        if (rest.IndexOf((byte)0) is not (>= 0 and var translated))
            return BakedImage.Damaged;
        var text = rest[(translated + 1)..];
        return flag == 1 ? Inflate(text) : new BakedImage.Found(text.ToArray());
    }

    private static BakedImage Inflate(ReadOnlySpan<byte> zlib) => Zlib.Decode(zlib.ToArray(), MaximumBytes, out var content) switch
    {
        InflateOutcome.Whole => new BakedImage.Found(content),
        InflateOutcome.TooLarge => new BakedImage.Nothing("image-expands-too-far", "The picture's text unpacks to more than 1 MiB."),
        _ => BakedImage.Damaged,
    };
}
