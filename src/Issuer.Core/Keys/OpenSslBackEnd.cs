using System.Security.Cryptography;

namespace Issuer.Core.Keys;

/// <summary>Ed25519 by OpenSSL 3, where libsodium is missing: the same signatures at less than half the speed.</summary>
internal sealed unsafe class OpenSslBackEnd : Ed25519BackEnd
{
    public override string Name => "OpenSSL";

    public override bool IsPrimeOrderPoint(ReadOnlySpan<byte> point) => Edwards25519.IsPrimeOrderPoint(point);

    public override Ed25519PublicMaterial OpenPublic(byte[] publicKey)
    {
        if (publicKey.Length != KeySize)
            throw new ArgumentException("An Ed25519 public key has 32 bytes.", nameof(publicKey));
        fixed (byte* p = publicKey)
            return new Public(Require(CryptoLibrary.EVP_PKEY_new_raw_public_key(CryptoLibrary.Ed25519Type, 0, p, KeySize)), publicKey);
    }

    public override SigningMaterial OpenSeed(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != KeySize)
            throw new ArgumentException("An Ed25519 seed has 32 bytes.", nameof(seed));
        EvpKey key;
        fixed (byte* s = seed)
            key = Require(CryptoLibrary.EVP_PKEY_new_raw_private_key(CryptoLibrary.Ed25519Type, 0, s, KeySize));

        var publicKey = new byte[KeySize];
        nuint length = KeySize;
        fixed (byte* p = publicKey)
        {
            if (CryptoLibrary.EVP_PKEY_get_raw_public_key(key, p, &length) != 1 || length != KeySize)
            {
                key.Dispose();
                throw Failure("make a key from a seed");
            }
        }

        return new Signing(key, OpenPublic(publicKey));
    }

    private static EvpKey Require(EvpKey key)
    {
        if (!key.IsInvalid)
            return key;
        key.Dispose();
        throw Failure("take a key");
    }

    /// <summary>The thread's error queue is .NET's as well, and must not keep our error for it.</summary>
    private static CryptographicException Failure(string task)
    {
        CryptoLibrary.ERR_clear_error();
        return new($"OpenSSL could not {task} (Ed25519).");
    }

    private sealed class Public(EvpKey key, byte[] publicKey) : Ed25519PublicMaterial(publicKey)
    {
        protected override bool VerifyEquation(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
        {
            if (signature.Length != SignatureSize)
                return false;
            var context = CryptoLibrary.EVP_MD_CTX_new();
            if (context == 0)
                throw Failure("allocate a context");
            try
            {
                var isValid = false;
                fixed (byte* m = message, s = signature)
                {
                    isValid = CryptoLibrary.EVP_DigestVerifyInit(context, 0, 0, 0, key) == 1
                        && CryptoLibrary.EVP_DigestVerify(context, s, SignatureSize, m, (nuint)message.Length) == 1;
                }

                if (!isValid)
                    CryptoLibrary.ERR_clear_error();
                return isValid;
            }
            finally
            {
                CryptoLibrary.EVP_MD_CTX_free(context);
            }
        }
    }

    private sealed class Signing(EvpKey key, Ed25519PublicMaterial publicKey) : SigningMaterial
    {
        public override PublicMaterial Public => publicKey;

        public override void Sign(ReadOnlySpan<byte> message, Span<byte> signature)
        {
            if (signature.Length != SignatureSize)
                throw new ArgumentException("An Ed25519 signature has 64 bytes.", nameof(signature));
            var context = CryptoLibrary.EVP_MD_CTX_new();
            if (context == 0)
                throw Failure("allocate a context");
            try
            {
                nuint length = SignatureSize;
                fixed (byte* m = message, s = signature)
                {
                    if (CryptoLibrary.EVP_DigestSignInit(context, 0, 0, 0, key) != 1
                        || CryptoLibrary.EVP_DigestSign(context, s, &length, m, (nuint)message.Length) != 1
                        || length != SignatureSize)
                        throw Failure("sign");
                }
            }
            finally
            {
                CryptoLibrary.EVP_MD_CTX_free(context);
            }
        }

        public override void Export(Span<byte> destination)
        {
            if (destination.Length != KeySize)
                throw new ArgumentException("An Ed25519 seed has 32 bytes.", nameof(destination));
            nuint length = KeySize;
            fixed (byte* d = destination)
            {
                if (CryptoLibrary.EVP_PKEY_get_raw_private_key(key, d, &length) != 1 || length != KeySize)
                    throw Failure("export a key");
            }
        }

        public override void Dispose() => key.Dispose();
    }
}
