using System.Numerics;

namespace Issuer.Core.Keys;

/// <summary>
/// Just enough of the curve's arithmetic (RFC 8032 section 5.1) to tell a point of the large prime order from any other where the library at hand cannot:
/// about a millisecond for each key that comes in. For public values only: nothing here takes constant time.
/// </summary>
internal static class Edwards25519
{
    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger L = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);
    private static readonly BigInteger D = Mod(-121665 * Inverse(121666));
    private static readonly BigInteger RootOfMinusOne = BigInteger.ModPow(2, (P - 1) / 4, P);

    /// <summary>Whether 32 bytes are the canonical encoding of a point whose order is L.</summary>
    public static bool IsPrimeOrderPoint(ReadOnlySpan<byte> encoded) =>
        Ed25519Encoding.MayBePoint(encoded) && Decode(encoded) is { } point && TimesOrder(point).IsNeutral;

    /// <summary>RFC 8032 section 5.1.3; null when no x belongs to the y.</summary>
    private static Point? Decode(ReadOnlySpan<byte> encoded)
    {
        Span<byte> bytes = stackalloc byte[32];
        encoded.CopyTo(bytes);
        var xIsOdd = (bytes[31] & 0x80) != 0;
        bytes[31] &= 0x7f;
        var y = new BigInteger(bytes, isUnsigned: true);

        var u = Mod((y * y) - 1);
        var v = Mod((D * y * y) + 1);
        var v3 = Mod(v * v * v);
        var x = Mod(u * v3 * BigInteger.ModPow(Mod(u * v3 * v3 * v), (P - 5) / 8, P));
        var vx2 = Mod(v * x * x);
        if (vx2 != u)
        {
            if (vx2 != Mod(-u))
                return null;
            x = Mod(x * RootOfMinusOne);
        }

        if (x.IsEven == xIsOdd)
            x = Mod(-x);
        return new(x, y, BigInteger.One, Mod(x * y));
    }

    private static Point TimesOrder(Point point)
    {
        var result = Point.Neutral;
        for (var bit = (int)L.GetBitLength() - 1; bit >= 0; bit--)
        {
            result = result.Plus(result);
            if (!((L >> bit) & 1).IsZero)
                result = result.Plus(point);
        }

        return result;
    }

    private static BigInteger Mod(BigInteger value)
    {
        var rest = value % P;
        return rest.Sign < 0 ? rest + P : rest;
    }

    private static BigInteger Inverse(BigInteger value) => BigInteger.ModPow(value, P - 2, P);

    /// <summary>Extended homogeneous coordinates, RFC 8032 section 5.1.4; its addition is complete, so it doubles as well.</summary>
    private readonly record struct Point(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T)
    {
        public static Point Neutral => new(BigInteger.Zero, BigInteger.One, BigInteger.One, BigInteger.Zero);

        public bool IsNeutral => X.IsZero && Y == Z;

        public Point Plus(Point other)
        {
            var a = Mod((Y - X) * (other.Y - other.X));
            var b = Mod((Y + X) * (other.Y + other.X));
            var c = Mod(2 * D * T * other.T);
            var d = Mod(2 * Z * other.Z);
            var (e, f, g, h) = (b - a, d - c, d + c, b + a);
            return new(Mod(e * f), Mod(g * h), Mod(f * g), Mod(e * h));
        }
    }
}
