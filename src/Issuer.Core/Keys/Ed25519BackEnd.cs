using System.Security.Cryptography;

namespace Issuer.Core.Keys;

/// <summary>A library that computes Ed25519. What is refused is decided here and in <see cref="Ed25519Encoding"/>, so it is the same whichever is there.</summary>
internal abstract class Ed25519BackEnd
{
    public const int KeySize = 32;
    public const int SignatureSize = 64;

    /// <summary><c>libsodium</c> or <c>OpenSSL</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether 32 bytes are the canonical encoding of a point of the large prime order.</summary>
    public abstract bool IsPrimeOrderPoint(ReadOnlySpan<byte> point);

    /// <summary>Prepares a public key that <see cref="IsPrimeOrderPoint"/> took.</summary>
    public abstract Ed25519PublicMaterial OpenPublic(byte[] publicKey);

    /// <summary>Prepares a private key from its 32-byte seed, which the caller wipes.</summary>
    public abstract SigningMaterial OpenSeed(ReadOnlySpan<byte> seed);

    /// <summary>The first that is installed: libsodium is more than twice as fast.</summary>
    /// <exception cref="CryptographicException">Neither is; the message names what to install.</exception>
    public static Ed25519BackEnd Choose() => Choose(Installed());

    /// <summary>The first of those given.</summary>
    public static Ed25519BackEnd Choose(IEnumerable<Ed25519BackEnd> installed) => installed.FirstOrDefault() ?? throw new CryptographicException(
        "Ed25519 needs libsodium: install the package libsodium23 (Debian 12, Ubuntu) or libsodium (Alpine, Fedora, Homebrew), or OpenSSL 3 (libssl3).");

    /// <summary>All that are installed, in order of preference.</summary>
    public static IEnumerable<Ed25519BackEnd> Installed()
    {
        if (NativeLibraries.Has(NativeLibraries.Sodium))
            yield return new SodiumBackEnd();
        if (NativeLibraries.Has(NativeLibraries.Crypto))
            yield return new OpenSslBackEnd();
    }
}
