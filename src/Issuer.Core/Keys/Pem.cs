using System.Security.Cryptography;

namespace Issuer.Core.Keys;

/// <summary>Textual encoding (RFC 7468) of exactly one block.</summary>
internal static class Pem
{
    /// <summary>The block's bytes in a pinned array, which the caller wipes when they are secret.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, ReadOnlySpan<char> label, out byte[] der)
    {
        der = [];
        text = text.Trim();
        if (!PemEncoding.TryFind(text, out var fields))
            return false;
        var (start, end) = (fields.Location.Start.GetOffset(text.Length), fields.Location.End.GetOffset(text.Length));
        if (start != 0 || end != text.Length || !text[fields.Label].SequenceEqual(label))
            return false;
        der = GC.AllocateUninitializedArray<byte>(fields.DecodedDataLength, pinned: true);
        return Convert.TryFromBase64Chars(text[fields.Base64Data], der, out var written) && written == der.Length;
    }
}
