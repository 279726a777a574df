namespace Issuer.Core.Keys;

/// <summary>
/// A signature of this project's own making whose R is r·B plus a point of order 8: it satisfies the equation with the cofactor and not the one without
/// (RFC 8032 section 5.1.7 allows both). The seed was SHA-256 of the message; S = r + k·a.
/// </summary>
internal static class MixedOrderSignature
{
    public static ReadOnlySpan<byte> Message => "mixed order"u8;

    public static byte[] PublicKey { get; } = Convert.FromHexString("8d073925071a59088178119568975101dbb5da6d57cc196c364e492aa7a2bb4d");

    public static byte[] Signature { get; } = Convert.FromHexString(
        "4b79276bddcfab88f8ea52c675662f57b720974b11910d289f70d1159a60b9e3"
        + "4282215d2d0924c37f60fe3884ad2b171cbe761bcf1ff3d85be805d817337e09");
}
