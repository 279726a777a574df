using System.Globalization;

namespace Issuer.Core.Encoding;

/// <summary>ECMA-262 Number::toString, radix 10, which RFC 8785 section 3.2.2.3 takes as the canonical form of a JSON number.</summary>
internal static class EcmaScriptNumber
{
    /// <summary>Enough for every finite double: sign, 21 digits and point, or 17 digits, point and <c>e-324</c>.</summary>
    public const int MaximumLength = 32;

    /// <summary>Writes a finite number as UTF-8 and returns the number of bytes.</summary>
    public static int Format(double value, Span<byte> destination)
    {
        // Also -0, which RFC 8785 writes without its sign.
        if (value == 0)
        {
            destination[0] = (byte)'0';
            return 1;
        }

        // "R" gives the shortest digits that read back as the same double, in one of several notations; only its digits and exponent are taken.
        Span<byte> text = stackalloc byte[MaximumLength];
        if (!Math.Abs(value).TryFormat(text, out var textLength, "R", CultureInfo.InvariantCulture))
            throw new InvalidOperationException("A finite double has at most 32 characters.");
        Span<byte> digits = stackalloc byte[MaximumLength];
        var (k, n) = ReadDigits(text[..textLength], digits);
        digits = digits[..k];

        var length = 0;
        if (value < 0)
            destination[length++] = (byte)'-';
        var rest = destination[length..];

        // The value is 0.d1d2…dk × 10^n; the cases are those of Number::toString, in its order.
        if (k <= n && n <= 21)
        {
            digits.CopyTo(rest);
            rest[k..n].Fill((byte)'0');
            return length + n;
        }

        if (n is > 0 and <= 21)
        {
            digits[..n].CopyTo(rest);
            rest[n] = (byte)'.';
            digits[n..].CopyTo(rest[(n + 1)..]);
            return length + k + 1;
        }

        if (n is > -6 and <= 0)
        {
            rest[0] = (byte)'0';
            rest[1] = (byte)'.';
            rest.Slice(2, -n).Fill((byte)'0');
            digits.CopyTo(rest[(2 - n)..]);
            return length + 2 - n + k;
        }

        var at = 0;
        rest[at++] = digits[0];
        if (k > 1)
        {
            rest[at++] = (byte)'.';
            digits[1..].CopyTo(rest[at..]);
            at += k - 1;
        }

        rest[at++] = (byte)'e';
        rest[at++] = (byte)(n > 0 ? '+' : '-');
        if (!Math.Abs(n - 1).TryFormat(rest[at..], out var exponentLength, default, CultureInfo.InvariantCulture))
            throw new InvalidOperationException("An exponent has at most three digits.");
        return length + at + exponentLength;
    }

    /// <summary>Collects the significant digits (no zero at either end); n is the decimal exponent of 0.d1d2….</summary>
    private static (int Count, int Exponent) ReadDigits(ReadOnlySpan<byte> text, Span<byte> digits)
    {
        var count = 0;
        var exponent = 0;
        var seenPoint = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '.')
            {
                seenPoint = true;
            }
            else if (c == 'E')
            {
                exponent += int.Parse(text[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            else if (count == 0 && c == '0')
            {
                exponent -= seenPoint ? 1 : 0;
            }
            else
            {
                digits[count++] = c;
                exponent += seenPoint ? 0 : 1;
            }
        }

        while (digits[count - 1] == '0')
            count--;
        return (count, exponent);
    }
}
