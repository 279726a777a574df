using System.Buffers.Binary;
using System.Numerics;

namespace Issuer.Core.Keys;

/// <summary>
/// Which 32 and 64 bytes may be an Ed25519 point and signature at all (RFC 8032 sections 5.1.3 and 5.1.7). Libraries and their versions differ here, so both
/// are asked only about what passes this. Everything checked is public: no constant time is needed.
/// </summary>
internal static class Ed25519Encoding
{
    /// <summary>L = 2^252 + 27742317777372353535851937790883648493, little-endian.</summary>
    private static ReadOnlySpan<byte> Order =>
    [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];

    /// <summary>p = 2^255 - 19, little-endian.</summary>
    private static ReadOnlySpan<byte> Field =>
    [
        0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
    ];

    /// <summary>The y of order 8 whose other is p - y: 26e8958f… and c7176a70….</summary>
    private static ReadOnlySpan<byte> EighthOrderY =>
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
        0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ];

    private static ReadOnlySpan<byte> OtherEighthOrderY =>
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
        0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ];

    /// <summary>R is a canonical encoding and not of small order, and S is below L (else S + L would be a second signature).</summary>
    public static bool MayBeSignature(ReadOnlySpan<byte> signature) =>
        signature.Length == 64 && MayBePoint(signature[..32]) && IsBelow(signature[32..], Order);

    /// <summary>y is below p, and the point is none of the eight of small order, with which a "signature" verifies under many messages.</summary>
    public static bool MayBePoint(ReadOnlySpan<byte> point)
    {
        if (point.Length != 32)
            return false;
        Span<byte> y = stackalloc byte[32];
        point.CopyTo(y);
        // The top bit is the sign of x. Where x is 0 (y = 1 and y = p - 1) it has no meaning; both are of small order, so no such encoding passes.
        y[31] &= 0x7f;
        return IsBelow(y, Field) && !IsSmallOrderY(y);
    }

    private static bool IsSmallOrderY(ReadOnlySpan<byte> y)
    {
        if (y.SequenceEqual(EighthOrderY) || y.SequenceEqual(OtherEighthOrderY))
            return true;
        // 0 has order 4, 1 is the neutral element, p - 1 (which starts with ec) has order 2.
        return y[0] <= 1 ? !y[1..].ContainsAnyExcept((byte)0) : y[0] == 0xec && y[1..].SequenceEqual(Field[1..]);
    }

    private static bool IsBelow(ReadOnlySpan<byte> number, ReadOnlySpan<byte> limit)
    {
        for (var i = 24; i >= 0; i -= 8)
        {
            var a = BinaryPrimitives.ReadUInt64LittleEndian(number[i..]);
            var b = BinaryPrimitives.ReadUInt64LittleEndian(limit[i..]);
            if (a != b)
                return a < b;
        }

        return false;
    }
}
