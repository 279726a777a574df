using System.Runtime.InteropServices;

namespace Issuer.Core.Keys;

/// <summary>The functions of libsodium that are used (sodium/crypto_sign.h, crypto_core_ed25519.h, utils.h). Callers check every length first.</summary>
internal static unsafe partial class SodiumLibrary
{
    public static readonly string[] Exports =
    [
        nameof(sodium_init), nameof(sodium_malloc), nameof(sodium_free), nameof(sodium_mprotect_readonly), nameof(crypto_sign_ed25519_seed_keypair),
        nameof(crypto_sign_ed25519_detached), nameof(crypto_sign_ed25519_verify_detached), nameof(crypto_core_ed25519_is_valid_point),
    ];

    [LibraryImport(NativeLibraries.Sodium)]
    public static partial int sodium_init();

    [LibraryImport(NativeLibraries.Sodium)]
    public static partial nint sodium_malloc(nuint size);

    [LibraryImport(NativeLibraries.Sodium)]
    public static partial void sodium_free(nint pointer);

    [LibraryImport(NativeLibraries.Sodium)]
    public static partial int sodium_mprotect_readonly(nint pointer);

    [LibraryImport(NativeLibraries.Sodium)]
    public static partial int crypto_sign_ed25519_seed_keypair(byte* publicKey, byte* secretKey, byte* seed);

    [LibraryImport(NativeLibraries.Sodium)]
    public static partial int crypto_sign_ed25519_detached(byte* signature, ulong* signatureLength, byte* message, ulong messageLength, byte* secretKey);

    [LibraryImport(NativeLibraries.Sodium)]
    public static partial int crypto_sign_ed25519_verify_detached(byte* signature, byte* message, ulong messageLength, byte* publicKey);

    [LibraryImport(NativeLibraries.Sodium)]
    public static partial int crypto_core_ed25519_is_valid_point(byte* point);
}
