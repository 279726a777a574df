namespace Issuer.Core.Keys;

/// <summary>Why a key was not taken: stable codes that programs may rely on.</summary>
public static class KeyFault
{
    /// <summary>A JWK is a JSON object (RFC 7517 section 4).</summary>
    public const string NotAnObject = "jwk-not-an-object";

    /// <summary><c>kty</c> is missing, or neither <c>OKP</c>, <c>EC</c> nor (for public keys) <c>RSA</c>.</summary>
    public const string KeyTypeUnsupported = "key-type-unsupported";

    /// <summary>The curve is none of Ed25519, P-256 and P-384.</summary>
    public const string CurveUnsupported = "curve-unsupported";

    /// <summary>A member that the key type needs is missing, or is no base64url of the right length.</summary>
    public const string MemberMalformed = "member-malformed";

    /// <summary>A private member stands where a public key belongs: the key has leaked, so it is not used.</summary>
    public const string PrivateKey = "private-key";

    /// <summary>A private key was asked for, and this is a public one.</summary>
    public const string PrivateKeyMissing = "private-key-missing";

    /// <summary><c>alg</c> contradicts the key, or the algorithm that the caller asked for.</summary>
    public const string AlgorithmMismatch = "algorithm-mismatch";

    /// <summary>An RSA key alone does not say its algorithm: it needs <c>alg</c>, or a caller who says it.</summary>
    public const string AlgorithmMissing = "algorithm-missing";

    /// <summary><c>use</c> is there and is not <c>sig</c>.</summary>
    public const string UseMismatch = "use-mismatch";

    /// <summary><c>key_ops</c> is there without <c>verify</c> (public) or <c>sign</c> (private).</summary>
    public const string KeyOperationsMismatch = "key-ops-mismatch";

    /// <summary>Not a point of the curve, not of the large prime order, or not in its one canonical encoding.</summary>
    public const string PointInvalid = "point-invalid";

    /// <summary>An RSA modulus of fewer than 2048 bits.</summary>
    public const string RsaTooSmall = "rsa-too-small";

    /// <summary>An RSA modulus of more than 8192 bits, or even; or a public exponent that is even, 1, or longer than 32 bits.</summary>
    public const string RsaUnsupported = "rsa-unsupported";

    /// <summary>The private scalar is zero or not below the group's order.</summary>
    public const string SecretInvalid = "secret-invalid";

    /// <summary>The public key beside the private one belongs to another.</summary>
    public const string KeyPairMismatch = "key-pair-mismatch";

    /// <summary>Not base58btc multibase (<c>z…</c>), or not as long as its key type says.</summary>
    public const string MultikeyMalformed = "multikey-malformed";

    /// <summary>A multicodec prefix other than those of Ed25519, P-256 and P-384 public keys.</summary>
    public const string MultikeyUnsupported = "multikey-unsupported";

    /// <summary>Not DER of the structure that was asked for.</summary>
    public const string DerMalformed = "der-malformed";

    /// <summary>Not one PEM block with the label that was asked for (<c>PUBLIC KEY</c> or <c>PRIVATE KEY</c>), and nothing else but white space.</summary>
    public const string PemMalformed = "pem-malformed";
}
