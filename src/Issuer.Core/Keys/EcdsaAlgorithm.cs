using System.Security.Cryptography;
using Issuer.Core.Encoding;

namespace Issuer.Core.Keys;

/// <summary>ECDSA by the framework, signatures as r and s of fixed length (IEEE P1363).</summary>
internal sealed class EcdsaAlgorithm(EcCurve curve) : SignatureAlgorithm(curve.Name, curve.JwsName, 2 * curve.Size, canSign: true)
{
    public EcCurve Curve => curve;

    internal override int SecretSize => curve.Size;

    /// <summary>Takes a public point; null unless it is one of the curve.</summary>
    public PublicMaterial? ImportPublic(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y) =>
        curve.IsPoint(x, y) ? new Public(curve, x.ToArray(), y.ToArray()) : null;

    internal override SigningMaterial Generate() => new Signing(curve, ECDsa.Create(curve.Framework));

    internal override SigningMaterial? Import(ReadOnlySpan<byte> secret)
    {
        if (!curve.IsScalar(secret))
            return null;
        var d = GC.AllocateUninitializedArray<byte>(curve.Size, pinned: true);
        try
        {
            secret.CopyTo(d);
            // Without Q the library computes it, so that what is beside the scalar in a file cannot be another's.
            return new Signing(curve, ECDsa.Create(new ECParameters { Curve = curve.Framework, D = d }));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(d);
        }
    }

    private static int HashInto(EcCurve curve, ReadOnlySpan<byte> message, Span<byte> hash) =>
        curve.Hash == HashAlgorithmName.SHA384 ? SHA384.HashData(message, hash) : SHA256.HashData(message, hash);

    private sealed class Public : PublicMaterial
    {
        private readonly EcCurve _curve;
        private readonly byte[] _x;
        private readonly byte[] _y;
        private readonly InstancePool<ECDsa> _pool;

        public Public(EcCurve curve, byte[] x, byte[] y)
        {
            (_curve, _x, _y) = (curve, x, y);
            Raw = EcCurve.Compress(x, y);
            _pool = new(() => ECDsa.Create(new ECParameters { Curve = curve.Framework, Q = new ECPoint { X = x, Y = y } }));
        }

        public override ReadOnlyMemory<byte> Raw { get; }

        public override IReadOnlyList<(string Name, string Value)> JwkMembers =>
            [("crv", _curve.Name), ("kty", "EC"), ("x", Base64UrlText.Encode(_x)), ("y", Base64UrlText.Encode(_y))];

        public override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
        {
            var size = _curve.Size;
            if (signature.Length != 2 * size || !_curve.IsScalar(signature[..size]) || !_curve.IsScalar(signature[size..]))
                return false;
            Span<byte> hash = stackalloc byte[SHA384.HashSizeInBytes];
            hash = hash[..HashInto(_curve, message, hash)];
            var ecdsa = _pool.Rent();
            var isValid = ecdsa.VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            // Not in a finally: an instance that threw is not trusted again.
            _pool.Return(ecdsa);
            return isValid;
        }

        public override byte[] ToSpki() => KeyDer.WriteEcSpki(_curve, _x, _y);
    }

    private sealed class Signing : SigningMaterial
    {
        private readonly EcCurve _curve;
        private readonly Lock _exporting = new();
        private readonly ECDsa _first;
        private readonly InstancePool<ECDsa> _pool;
        private bool _disposed;

        public Signing(EcCurve curve, ECDsa first)
        {
            _curve = curve;
            _first = first;
            var q = first.ExportParameters(includePrivateParameters: false).Q;
            Public = new Public(curve, q.X!, q.Y!);
            _pool = new(Copy);
        }

        public override PublicMaterial Public { get; }

        public override void Sign(ReadOnlySpan<byte> message, Span<byte> signature)
        {
            if (signature.Length != 2 * _curve.Size)
                throw new ArgumentException($"A {_curve.Name} signature has {2 * _curve.Size} bytes.", nameof(signature));
            Span<byte> hash = stackalloc byte[SHA384.HashSizeInBytes];
            hash = hash[..HashInto(_curve, message, hash)];
            var ecdsa = _pool.Rent();
            var isWhole = ecdsa.TrySignHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out var written)
                && written == signature.Length;
            _pool.Return(ecdsa);
            if (!isWhole)
                throw new CryptographicException($"The framework could not sign ({_curve.Name}).");
        }

        public override void Export(Span<byte> secret)
        {
            var parameters = ExportParameters();
            try
            {
                parameters.D.CopyTo(secret);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(parameters.D);
            }
        }

        public override void Dispose()
        {
            _pool.Close();
            lock (_exporting)
            {
                _disposed = true;
                _first.Dispose();
            }
        }

        /// <summary>The first instance signs nothing: it only hands its key to those that do, one at a time.</summary>
        private ECDsa Copy()
        {
            var parameters = ExportParameters();
            try
            {
                return ECDsa.Create(parameters);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(parameters.D);
            }
        }

        private ECParameters ExportParameters()
        {
            lock (_exporting)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                return _first.ExportParameters(includePrivateParameters: true);
            }
        }
    }
}
