using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Issuer.Core.Encoding;

/// <summary>
/// Base64url without padding (RFC 4648 section 5, as RFC 7515 section 2 uses it), with exactly one text for each sequence of bytes: what decodes also
/// encodes back to the same text. A lenient decoder would let anyone make a second, equally "valid" token out of a signed one.
/// </summary>
public static class Base64UrlText
{
    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Encodes without padding.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>
    /// Decodes. False for padding, white space, any character outside <c>A-Z a-z 0-9 - _</c>, a length that no bytes have (4n + 1), and unused trailing
    /// bits that are not zero. The empty text is the empty sequence.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        if (!IsWellFormed(text))
            return false;
        if (text.Length == 0)
            return true;
        bytes = Base64Url.DecodeFromChars(text);
        return true;
    }

    /// <summary>As <see cref="TryDecode(ReadOnlySpan{char}, out byte[])"/>, into a buffer whose length must be exactly that of the decoded bytes.</summary>
    public static bool TryDecodeExactly(ReadOnlySpan<char> text, Span<byte> destination)
    {
        if (!IsWellFormed(text) || DecodedLength(text.Length) != destination.Length)
            return false;
        return Base64Url.TryDecodeFromChars(text, destination, out var written) && written == destination.Length;
    }

    /// <summary>As <see cref="TryDecodeExactly(ReadOnlySpan{char}, Span{byte})"/>, from UTF-8: a secret need not become a string, which cannot be wiped.</summary>
    public static bool TryDecodeExactly(ReadOnlySpan<byte> utf8, Span<byte> destination)
    {
        if (DecodedLength(utf8.Length) != destination.Length)
            return false;
        Span<char> text = utf8.Length <= 256 ? stackalloc char[utf8.Length] : new char[utf8.Length];
        try
        {
            return System.Text.Ascii.ToUtf16(utf8, text, out _) == OperationStatus.Done && TryDecodeExactly(text, destination);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(text));
        }
    }

    private static int DecodedLength(int textLength) => (int)((long)textLength * 3 / 4);

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        var rest = text.Length % 4;
        if (rest == 1 || text.ContainsAnyExcept(Alphabet))
            return false;
        // Of the last character 4 (rest 2) or 2 (rest 3) bits belong to no byte.
        return rest switch
        {
            2 => (ValueOf(text[^1]) & 0b1111) == 0,
            3 => (ValueOf(text[^1]) & 0b11) == 0,
            _ => true,
        };
    }

    private static int ValueOf(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '-' => 62,
        _ => 63,
    };
}
