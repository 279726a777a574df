using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Issuer.Core.Keys;

/// <summary>Ed25519 by libsodium, which keeps private keys in locked, guarded, read-only pages.</summary>
internal sealed unsafe class SodiumBackEnd : Ed25519BackEnd
{
    /// <summary>libsodium's secret key: the seed, then the public key.</summary>
    private const int SecretKeySize = 64;

    private readonly bool _isCofactored;

    public SodiumBackEnd()
    {
        // 0 the first time, 1 when it was done before; thread-safe.
        if (SodiumLibrary.sodium_init() < 0)
            throw new CryptographicException("libsodium could not be initialised.");
        _isCofactored = AcceptsMixedOrder();
    }

    public override string Name => "libsodium";

    public override bool IsPrimeOrderPoint(ReadOnlySpan<byte> point)
    {
        if (!Ed25519Encoding.MayBePoint(point))
            return false;
        fixed (byte* p = point)
            return SodiumLibrary.crypto_core_ed25519_is_valid_point(p) == 1;
    }

    public override Ed25519PublicMaterial OpenPublic(byte[] publicKey) => new Public(this, publicKey);

    public override SigningMaterial OpenSeed(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != KeySize)
            throw new ArgumentException("An Ed25519 seed has 32 bytes.", nameof(seed));
        var publicKey = new byte[KeySize];
        var secret = SodiumMemory.Allocate(SecretKeySize);
        fixed (byte* s = seed, p = publicKey)
        {
            var isMade = SodiumLibrary.crypto_sign_ed25519_seed_keypair(p, (byte*)secret.DangerousGetHandle(), s) == 0
                && SodiumLibrary.sodium_mprotect_readonly(secret.DangerousGetHandle()) == 0;
            if (!isMade)
            {
                secret.Dispose();
                throw new CryptographicException("libsodium could not make a key from a seed.");
            }
        }

        return new Signing(secret, new Public(this, publicKey));
    }

    private static bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> publicKey)
    {
        if (signature.Length != SignatureSize || publicKey.Length != KeySize)
            return false;
        fixed (byte* m = message, s = signature, p = publicKey)
            return SodiumLibrary.crypto_sign_ed25519_verify_detached(s, m, (ulong)message.Length, p) == 0;
    }

    /// <summary>
    /// Version 1.0.18 checks S·B = R + k·A; later ones check 8·S·B = 8·R + 8·k·A, which a signer can satisfy with an R of mixed order, while OpenSSL still
    /// refuses it. Found out by asking about such a signature, since the version number does not tell how a distribution patched it.
    /// </summary>
    private static bool AcceptsMixedOrder() =>
        Verify(MixedOrderSignature.Message, MixedOrderSignature.Signature, MixedOrderSignature.PublicKey);

    private sealed class Public(SodiumBackEnd backEnd, byte[] publicKey) : Ed25519PublicMaterial(publicKey)
    {
        protected override bool VerifyEquation(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
            SodiumBackEnd.Verify(message, signature, Raw.Span)
            // With A and R both of prime order the two equations are the same.
            && (!backEnd._isCofactored || backEnd.IsPrimeOrderPoint(signature[..KeySize]));
    }

    private sealed class Signing(SodiumMemory secret, Public publicKey) : SigningMaterial
    {
        public override PublicMaterial Public => publicKey;

        public override void Sign(ReadOnlySpan<byte> message, Span<byte> signature)
        {
            if (signature.Length != SignatureSize)
                throw new ArgumentException("An Ed25519 signature has 64 bytes.", nameof(signature));
            using var held = secret.Hold();
            fixed (byte* m = message, s = signature)
            {
                if (SodiumLibrary.crypto_sign_ed25519_detached(s, null, m, (ulong)message.Length, held.Pointer) != 0)
                    throw new CryptographicException("libsodium could not sign.");
            }
        }

        public override void Export(Span<byte> destination)
        {
            using var held = secret.Hold();
            new ReadOnlySpan<byte>(held.Pointer, KeySize).CopyTo(destination);
        }

        public override void Dispose() => secret.Dispose();
    }

    /// <summary>Memory of sodium_malloc: never swapped where the system allows locking, zeroed when freed. Freed only when no call is using it.</summary>
    private sealed class SodiumMemory() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        public static SodiumMemory Allocate(int size)
        {
            var memory = new SodiumMemory();
            memory.SetHandle(SodiumLibrary.sodium_malloc((nuint)size));
            return memory.IsInvalid ? throw new CryptographicException("libsodium could not allocate guarded memory.") : memory;
        }

        public Held Hold()
        {
            var added = false;
            DangerousAddRef(ref added);
            return new Held(this);
        }

        protected override bool ReleaseHandle()
        {
            SodiumLibrary.sodium_free(handle);
            return true;
        }
    }

    private readonly ref struct Held(SodiumMemory memory)
    {
        public byte* Pointer => (byte*)memory.DangerousGetHandle();

        public void Dispose() => memory.DangerousRelease();
    }
}
