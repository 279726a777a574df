using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Issuer.Core.Formats;

/// <summary>
/// Canonical forms write numbers as doubles (RFC 8785, 3.2.2.3; JSON-LD 1.1 API, 8.6), so 9007199254740993 is signed as 9007199254740992 and one can be put
/// in place of the other. A document with a number that a double does not give back is therefore neither signed nor verified.
/// </summary>
internal static class ExactNumbers
{
    // Every decimal of so many digits is another double, and comes back from it (IEEE 754: 15.95 for binary64).
    private const int AlwaysExact = 15;

    /// <summary>Whether all numbers in the value are what the canonical form says.</summary>
    /// <param name="value">Any JSON, of bounded depth.</param>
    /// <param name="isJcs">Canonical JSON writes the shortest digits that give the double back; JSON-LD at most sixteen.</param>
    public static bool AreAll(JsonElement value, bool isJcs)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    if (!AreAll(member.Value, isJcs))
                        return false;
                }

                return true;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (!AreAll(item, isJcs))
                        return false;
                }

                return true;
            case JsonValueKind.Number:
                return IsExact(value, isJcs);
            default:
                return true;
        }
    }

    private static bool IsExact(JsonElement number, bool isJcs)
    {
        var raw = JsonMarshal.GetRawUtf8Value(number);
        if (raw.Length <= AlwaysExact)
            return true;
        var written = number.GetDouble().ToString(isJcs ? "R" : "E15", CultureInfo.InvariantCulture);
        return Normal(System.Text.Encoding.ASCII.GetString(raw)) == Normal(written);
    }

    /// <summary>The significant digits without zeros at either end, and the power of ten of the last one.</summary>
    private static (string Digits, long Power) Normal(string number)
    {
        var mantissa = number.TrimStart('-');
        long power = 0;
        var exponent = mantissa.IndexOfAny(['e', 'E']);
        if (exponent >= 0)
        {
            // StrictJson bounds the digits; an exponent of more than that many is no double anyway.
            power = long.TryParse(mantissa.AsSpan(exponent + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : long.MaxValue / 2;
            mantissa = mantissa[..exponent];
        }

        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            power -= mantissa.Length - point - 1;
            mantissa = mantissa.Remove(point, 1);
        }

        var digits = mantissa.TrimEnd('0');
        power += mantissa.Length - digits.Length;
        digits = digits.TrimStart('0');
        return digits.Length == 0 ? ("0", 0) : (digits, power);
    }
}
