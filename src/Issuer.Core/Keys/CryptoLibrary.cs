using System.Runtime.InteropServices;

namespace Issuer.Core.Keys;

/// <summary>The functions of OpenSSL 3's libcrypto that are used (openssl/evp.h, err.h). Callers check every length first.</summary>
internal static unsafe partial class CryptoLibrary
{
    /// <summary>NID_ED25519 of openssl/obj_mac.h.</summary>
    public const int Ed25519Type = 1087;

    public static readonly string[] Exports =
    [
        nameof(EVP_PKEY_new_raw_private_key), nameof(EVP_PKEY_new_raw_public_key), nameof(EVP_PKEY_get_raw_private_key),
        nameof(EVP_PKEY_get_raw_public_key), nameof(EVP_PKEY_free), nameof(EVP_MD_CTX_new), nameof(EVP_MD_CTX_free), nameof(EVP_DigestSignInit),
        nameof(EVP_DigestSign), nameof(EVP_DigestVerifyInit), nameof(EVP_DigestVerify), nameof(ERR_clear_error),
    ];

    [LibraryImport(NativeLibraries.Crypto)]
    public static partial EvpKey EVP_PKEY_new_raw_private_key(int type, nint engine, byte* key, nuint length);

    [LibraryImport(NativeLibraries.Crypto)]
    public static partial EvpKey EVP_PKEY_new_raw_public_key(int type, nint engine, byte* key, nuint length);

    [LibraryImport(NativeLibraries.Crypto)]
    public static partial int EVP_PKEY_get_raw_private_key(EvpKey key, byte* destination, nuint* length);

    [LibraryImport(NativeLibraries.Crypto)]
    public static partial int EVP_PKEY_get_raw_public_key(EvpKey key, byte* destination, nuint* length);

    [LibraryImport(NativeLibraries.Crypto)]
    public static partial void EVP_PKEY_free(nint key);

    [LibraryImport(NativeLibraries.Crypto)]
    public static partial nint EVP_MD_CTX_new();

    [LibraryImport(NativeLibraries.Crypto)]
    public static partial void EVP_MD_CTX_free(nint context);

    [LibraryImport(NativeLibraries.Crypto)]
    public static partial int EVP_DigestSignInit(nint context, nint keyContext, nint digest, nint engine, EvpKey key);

    [LibraryImport(NativeLibraries.Crypto)]
    public static partial int EVP_DigestSign(nint context, byte* signature, nuint* signatureLength, byte* message, nuint messageLength);

    [LibraryImport(NativeLibraries.Crypto)]
    public static partial int EVP_DigestVerifyInit(nint context, nint keyContext, nint digest, nint engine, EvpKey key);

    [LibraryImport(NativeLibraries.Crypto)]
    public static partial int EVP_DigestVerify(nint context, byte* signature, nuint signatureLength, byte* message, nuint messageLength);

    [LibraryImport(NativeLibraries.Crypto)]
    public static partial void ERR_clear_error();
}

/// <summary>An EVP_PKEY. OpenSSL holds a private Ed25519 key in its secure heap and cleanses it when freed.</summary>
internal sealed class EvpKey() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        CryptoLibrary.EVP_PKEY_free(handle);
        return true;
    }
}
