using System.Security.Cryptography;
using Issuer.Core.Encoding;

namespace Issuer.Core.Keys;

/// <summary>Ed25519 on a back end; the public instance uses the preferred one that is installed, tests make one of each.</summary>
internal sealed class Ed25519Algorithm(Lazy<Ed25519BackEnd> backEnd)
    : SignatureAlgorithm("Ed25519", "EdDSA", Ed25519BackEnd.SignatureSize, canSign: true)
{
    public Ed25519Algorithm(Ed25519BackEnd backEnd)
        : this(new Lazy<Ed25519BackEnd>(backEnd))
    {
    }

    public Ed25519BackEnd BackEnd => backEnd.Value;

    internal override int SecretSize => Ed25519BackEnd.KeySize;

    /// <summary>Takes a public key; null unless it is the canonical encoding of a point of the large prime order.</summary>
    public PublicMaterial? ImportPublic(ReadOnlySpan<byte> publicKey) =>
        publicKey.Length == Ed25519BackEnd.KeySize && BackEnd.IsPrimeOrderPoint(publicKey) ? BackEnd.OpenPublic(publicKey.ToArray()) : null;

    internal override SigningMaterial Generate()
    {
        Span<byte> seed = stackalloc byte[Ed25519BackEnd.KeySize];
        try
        {
            RandomNumberGenerator.Fill(seed);
            return BackEnd.OpenSeed(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    internal override SigningMaterial? Import(ReadOnlySpan<byte> secret) =>
        secret.Length == Ed25519BackEnd.KeySize ? BackEnd.OpenSeed(secret) : null;
}

/// <summary>The parts of an Ed25519 public key that do not depend on the back end.</summary>
internal abstract class Ed25519PublicMaterial(byte[] publicKey) : PublicMaterial
{
    public override ReadOnlyMemory<byte> Raw => publicKey;

    public override IReadOnlyList<(string Name, string Value)> JwkMembers =>
        [("crv", "Ed25519"), ("kty", "OKP"), ("x", Base64UrlText.Encode(publicKey))];

    public override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Ed25519Encoding.MayBeSignature(signature) && VerifyEquation(message, signature);

    /// <summary>Whether S·B = R + k·A; called only with what <see cref="Ed25519Encoding.MayBeSignature"/> took.</summary>
    protected abstract bool VerifyEquation(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);

    public override byte[] ToSpki() => [.. KeyDer.Ed25519SpkiPrefix, .. publicKey];
}
