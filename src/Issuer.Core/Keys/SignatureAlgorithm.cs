using System.Diagnostics.CodeAnalysis;

namespace Issuer.Core.Keys;

/// <summary>
/// A signature algorithm. The key knows its algorithm, so none of these names ever reaches <c>Sign</c> or <c>Verify</c>: a header can at most agree with the
/// key.
/// </summary>
public abstract class SignatureAlgorithm
{
    private protected SignatureAlgorithm(string name, string jwsName, int signatureSize, bool canSign)
    {
        Name = name;
        JwsName = jwsName;
        SignatureSize = signatureSize;
        CanSign = canSign;
    }

    /// <summary>
    /// Ed25519 (RFC 8032), in its strictest reading: the public key and R are canonical encodings of points of the large prime order, S is below the
    /// order. Every implementation that follows RFC 8032 agrees on what passes this.
    /// </summary>
    public static SignatureAlgorithm Ed25519 { get; } = new Ed25519Algorithm(new Lazy<Ed25519BackEnd>(Ed25519BackEnd.Choose));

    /// <summary>ECDSA on P-256 with SHA-256 (FIPS 186-5); a signature is r and s, 32 bytes each (IEEE P1363, RFC 7518 section 3.4).</summary>
    public static SignatureAlgorithm P256 { get; } = new EcdsaAlgorithm(EcCurve.P256);

    /// <summary>ECDSA on P-384 with SHA-384; a signature is r and s, 48 bytes each.</summary>
    public static SignatureAlgorithm P384 { get; } = new EcdsaAlgorithm(EcCurve.P384);

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3); other issuers' signatures are checked, none is made.</summary>
    public static SignatureAlgorithm Rs256 { get; } = new RsaAlgorithm("RS256", System.Security.Cryptography.RSASignaturePadding.Pkcs1);

    /// <summary>RSASSA-PSS with SHA-256 and a 32-byte salt (RFC 7518 section 3.5); other issuers' signatures are checked, none is made.</summary>
    public static SignatureAlgorithm Ps256 { get; } = new RsaAlgorithm("PS256", System.Security.Cryptography.RSASignaturePadding.Pss);

    /// <summary><c>Ed25519</c>, <c>P-256</c>, <c>P-384</c>, <c>RS256</c> or <c>PS256</c>: also the JWK's <c>crv</c>, for the first three.</summary>
    public string Name { get; }

    /// <summary>The JWS <c>alg</c> that is written: <c>EdDSA</c>, <c>ES256</c>, <c>ES384</c>, <c>RS256</c> or <c>PS256</c>.</summary>
    public string JwsName { get; }

    /// <summary>Bytes of a signature; 0 for RSA, whose signatures are as long as the key's modulus.</summary>
    public int SignatureSize { get; }

    /// <summary>Whether <see cref="SigningKey"/> makes keys of this algorithm.</summary>
    public bool CanSign { get; }

    /// <summary>
    /// The algorithm of a JWS <c>alg</c>, spelled exactly; null for every other, <c>none</c> and HMAC among them. <c>EdDSA</c> and <c>Ed25519</c> (RFC
    /// 9864) are the same.
    /// </summary>
    public static SignatureAlgorithm? FromJwsName(string? name) => name switch
    {
        "EdDSA" or "Ed25519" => Ed25519,
        "ES256" => P256,
        "ES384" => P384,
        "RS256" => Rs256,
        "PS256" => Ps256,
        _ => null,
    };

    /// <summary>The algorithm of a <see cref="Name"/>, or null.</summary>
    public static SignatureAlgorithm? FromName(string? name) => name switch
    {
        "Ed25519" => Ed25519,
        "P-256" => P256,
        "P-384" => P384,
        "RS256" => Rs256,
        "PS256" => Ps256,
        _ => null,
    };

    /// <summary>Whether a JWS <c>alg</c> means this algorithm.</summary>
    public bool IsJwsName([NotNullWhen(true)] string? name) => name is not null && ReferenceEquals(FromJwsName(name), FromJwsName(JwsName));

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>A new key pair.</summary>
    internal virtual SigningMaterial Generate() => throw new NotSupportedException($"{Name} keys are only verified with, never made.");

    /// <summary>Bytes of a private key: an Ed25519 seed, or an EC scalar.</summary>
    internal virtual int SecretSize => throw new NotSupportedException($"{Name} keys are only verified with, never made.");

    /// <summary>Takes a private key of <see cref="SecretSize"/> bytes; null when it is zero or not below the group's order.</summary>
    internal virtual SigningMaterial? Import(ReadOnlySpan<byte> secret) =>
        throw new NotSupportedException($"{Name} keys are only verified with, never made.");
}
