using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace Issuer.Core.Keys;

/// <summary>The domain parameters of P-256 and P-384 (SP 800-186 section 3.2.1) and what is done with public points. Nothing here takes constant time.</summary>
internal sealed class EcCurve
{
    private readonly BigInteger _p;
    private readonly BigInteger _b;
    private readonly byte[] _order;

    private EcCurve(string name, string jwsName, ECCurve framework, string oid, HashAlgorithmName hash, ushort multicodec, string p, string b, string n)
    {
        Name = name;
        JwsName = jwsName;
        Framework = framework;
        Oid = oid;
        Hash = hash;
        Multicodec = multicodec;
        Size = p.Length / 2;
        _p = Parse(p);
        _b = Parse(b);
        _order = Convert.FromHexString(n);
    }

    public static EcCurve P256 { get; } = new(
        "P-256", "ES256", ECCurve.NamedCurves.nistP256, "1.2.840.10045.3.1.7", HashAlgorithmName.SHA256, 0x8024,
        "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
        "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    public static EcCurve P384 { get; } = new(
        "P-384", "ES384", ECCurve.NamedCurves.nistP384, "1.3.132.0.34", HashAlgorithmName.SHA384, 0x8124,
        "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
        "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973");

    public string Name { get; }

    public string JwsName { get; }

    public ECCurve Framework { get; }

    public string Oid { get; }

    public HashAlgorithmName Hash { get; }

    /// <summary>The two bytes before a compressed point in a Multikey: the varint of 0x1200 (P-256) or 0x1201 (P-384).</summary>
    public ushort Multicodec { get; }

    /// <summary>Bytes of a coordinate, and of a scalar.</summary>
    public int Size { get; }

    /// <summary>A private scalar, or r or s of a signature: 1 to n - 1, big-endian.</summary>
    public bool IsScalar(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Size && bytes.ContainsAnyExcept((byte)0) && bytes.SequenceCompareTo(_order) < 0;

    /// <summary>Both coordinates below p, and y² = x³ - 3x + b. The cofactor is 1, so each such point has the large prime order.</summary>
    public bool IsPoint(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        if (x.Length != Size || y.Length != Size)
            return false;
        var (xn, yn) = (Number(x), Number(y));
        return xn < _p && yn < _p && ((yn * yn) - RightSide(xn)) % _p == 0;
    }

    /// <summary>02 or 03, then x (SEC 1 section 2.3.3).</summary>
    public static byte[] Compress(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y) => [(byte)(2 + (y[^1] & 1)), .. x];

    /// <summary>SEC 1 section 2.3.4; false for a wrong length or prefix and for an x to which no y belongs.</summary>
    public bool TryDecompress(ReadOnlySpan<byte> compressed, out byte[] x, out byte[] y)
    {
        (x, y) = ([], []);
        if (compressed.Length != Size + 1 || compressed[0] is not (2 or 3))
            return false;
        var xn = Number(compressed[1..]);
        if (xn >= _p)
            return false;
        // p = 3 mod 4 for both curves, so the square root is one exponentiation.
        var square = RightSide(xn) % _p;
        var yn = BigInteger.ModPow(square < 0 ? square + _p : square, (_p + 1) / 4, _p);
        if (((yn * yn) - square) % _p != 0)
            return false;
        if (yn.IsEven == (compressed[0] == 3))
            yn = _p - yn;
        x = compressed[1..].ToArray();
        y = new byte[Size];
        yn.TryWriteBytes(y.AsSpan(Size - yn.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true);
        return true;
    }

    private BigInteger RightSide(BigInteger x) => (((x * x) - 3) * x) + _b;

    private static BigInteger Number(ReadOnlySpan<byte> bigEndian) => new(bigEndian, isUnsigned: true, isBigEndian: true);

    private static BigInteger Parse(string hex) => BigInteger.Parse("0" + hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
