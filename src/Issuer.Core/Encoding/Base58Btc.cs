namespace Issuer.Core.Encoding;

/// <summary>
/// Base58 with Bitcoin's alphabet, as multibase <c>z</c> uses it (draft-msporny-base58; W3C Controlled Identifiers section 2.4). Each leading zero byte is a
/// leading <c>1</c>, so there is exactly one text for each sequence of bytes.
/// </summary>
public static class Base58Btc
{
    /// <summary>
    /// The longest text that is decoded, in characters. Time grows with the square of the length; a P-384 key has 71 characters and a proof value 132.
    /// </summary>
    public const int MaximumLength = 4096;

    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// <summary>Encodes.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var zeros = bytes.IndexOfAnyExcept((byte)0);
        if (zeros < 0)
            return new string('1', bytes.Length);

        // log(256) / log(58) < 1.37 digits for each byte; least significant digit first.
        var capacity = ((bytes.Length - zeros) * 137 / 100) + 1;
        var digits = capacity <= 256 ? stackalloc byte[capacity] : new byte[capacity];
        var used = 0;
        foreach (var b in bytes[zeros..])
        {
            int carry = b;
            for (var i = 0; i < used || carry != 0; i++)
            {
                if (i == used)
                    digits[used++] = 0;
                carry += digits[i] << 8;
                digits[i] = (byte)(carry % 58);
                carry /= 58;
            }
        }

        var text = new char[zeros + used];
        text.AsSpan(0, zeros).Fill('1');
        for (var i = 0; i < used; i++)
            text[zeros + i] = Alphabet[digits[used - 1 - i]];
        return new string(text);
    }

    /// <summary>Decodes. False for any character outside the alphabet and for more than <see cref="MaximumLength"/> characters.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        if (text.Length > MaximumLength)
            return false;
        var ones = text.IndexOfAnyExcept('1');
        if (ones < 0)
        {
            bytes = new byte[text.Length];
            return true;
        }

        // 32 bits hold more than five digits (58^5 < 2^32), so this is always enough; least significant limb first.
        var capacity = ((text.Length - ones) / 5) + 1;
        var limbs = capacity <= 64 ? stackalloc uint[capacity] : new uint[capacity];
        var used = 0;
        foreach (var c in text[ones..])
        {
            var digit = Alphabet.IndexOf(c);
            if (digit < 0)
                return false;
            var carry = (ulong)digit;
            for (var i = 0; i < used; i++)
            {
                carry += (ulong)limbs[i] * 58;
                limbs[i] = (uint)(carry & uint.MaxValue);
                carry >>= 32;
            }

            if (carry != 0)
                limbs[used++] = (uint)carry;
        }

        // The first digit is not zero, so neither is the top limb.
        var topBytes = 4 - (System.Numerics.BitOperations.LeadingZeroCount(limbs[used - 1]) / 8);
        bytes = new byte[ones + ((used - 1) * 4) + topBytes];
        for (var i = 0; i < bytes.Length - ones; i++)
            bytes[bytes.Length - 1 - i] = (byte)((limbs[i / 4] >> (8 * (i % 4))) & 0xFF);
        return true;
    }
}
