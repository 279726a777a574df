using System.Security.Cryptography;
using Issuer.Core.Encoding;

namespace Issuer.Core.Keys;

/// <summary>RSA with SHA-256, verification only: for credentials of others.</summary>
internal sealed class RsaAlgorithm(string name, RSASignaturePadding padding) : SignatureAlgorithm(name, name, signatureSize: 0, canSign: false)
{
    // RFC 7518 section 3.3 sets the lower bound; the upper one bounds the work that a stranger's key can cause.
    private const int FewestBits = 2048;
    private const int MostBits = 8192;

    /// <summary>Takes a modulus and exponent, big-endian without leading zeros (RFC 7518 section 6.3.1); null, with a fault, when they are no good key.</summary>
    public PublicMaterial? ImportPublic(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent, out string? fault)
    {
        fault = Check(modulus, exponent);
        return fault is null ? new Public(padding, modulus.ToArray(), exponent.ToArray()) : null;
    }

    private static string? Check(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        if (modulus.Length == 0 || exponent.Length == 0 || modulus[0] == 0 || exponent[0] == 0)
            return KeyFault.MemberMalformed;
        var bits = (modulus.Length * 8) - (System.Numerics.BitOperations.LeadingZeroCount(modulus[0]) - 24);
        if (bits < FewestBits)
            return KeyFault.RsaTooSmall;
        var isOne = exponent.Length == 1 && exponent[0] == 1;
        return bits > MostBits || (modulus[^1] & 1) == 0 || exponent.Length > 4 || (exponent[^1] & 1) == 0 || isOne ? KeyFault.RsaUnsupported : null;
    }

    private sealed class Public : PublicMaterial
    {
        private readonly RSASignaturePadding _padding;
        private readonly byte[] _modulus;
        private readonly byte[] _exponent;
        private readonly byte[] _spki;
        private readonly InstancePool<RSA> _pool;

        public Public(RSASignaturePadding padding, byte[] modulus, byte[] exponent)
        {
            (_padding, _modulus, _exponent) = (padding, modulus, exponent);
            _spki = KeyDer.WriteRsaSpki(modulus, exponent);
            _pool = new(() => RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent }));
        }

        public override ReadOnlyMemory<byte> Raw => _spki;

        public override IReadOnlyList<(string Name, string Value)> JwkMembers =>
            [("e", Base64UrlText.Encode(_exponent)), ("kty", "RSA"), ("n", Base64UrlText.Encode(_modulus))];

        public override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
        {
            // RFC 8017 sections 8.1.2 and 8.2.2, step 1; as a number it must be below the modulus.
            if (signature.Length != _modulus.Length || signature.SequenceCompareTo(_modulus) >= 0)
                return false;
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(message, hash);
            var rsa = _pool.Rent();
            var isValid = rsa.VerifyHash(hash, signature, HashAlgorithmName.SHA256, _padding);
            _pool.Return(rsa);
            return isValid;
        }

        public override byte[] ToSpki() => [.. _spki];
    }
}
