using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Issuer.Core.Encoding;

namespace Issuer.Core.Keys;

/// <summary>
/// A private key of Ed25519, P-256 or P-384. The secret lives in the native library's memory, locked where it can be (libsodium), and is wiped when the key
/// is disposed. Thread-safe; a key that is disposed while others sign with it is wiped when the last of them is done.
/// </summary>
public sealed class SigningKey : IDisposable
{
    private readonly SigningMaterial _material;
    private volatile bool _disposed;

    internal SigningKey(SignatureAlgorithm algorithm, SigningMaterial material)
    {
        Algorithm = algorithm;
        _material = material;
        PublicKey = new PublicKey(algorithm, material.Public);
    }

    /// <summary>The one algorithm that this key signs with.</summary>
    public SignatureAlgorithm Algorithm { get; }

    /// <summary>The public half, which outlives this one.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>A new random key.</summary>
    /// <exception cref="NotSupportedException">An RSA algorithm: those are only verified with.</exception>
    public static SigningKey Generate(SignatureAlgorithm algorithm) => new(algorithm, algorithm.Generate());

    /// <summary>
    /// Reads a private JWK (RFC 7517, 7518, 8037): OKP Ed25519, EC P-256 or P-384. False, with a code of <see cref="KeyFault"/>, when it is not one,
    /// contradicts itself, or its public members belong to another key.
    /// </summary>
    public static bool TryFromJwk(JsonElement privateJwk, [NotNullWhen(true)] out SigningKey? key, [NotNullWhen(false)] out string? fault)
    {
        try
        {
            key = FromJwk(privateJwk, out fault);
        }
        catch (InvalidOperationException thrown) when (Jwk.IsLoneSurrogate(thrown))
        {
            (key, fault) = (null, KeyFault.MemberMalformed);
        }

        return Outcome(key, ref fault);
    }

    /// <summary>Reads an unencrypted PKCS #8 private key (RFC 5958, 8410, 5915); the caller wipes the bytes.</summary>
    public static bool TryFromPkcs8(ReadOnlyMemory<byte> der, [NotNullWhen(true)] out SigningKey? key, [NotNullWhen(false)] out string? fault)
    {
        key = KeyDer.ReadPkcs8(der, out fault);
        return Outcome(key, ref fault);
    }

    /// <summary>Reads one PEM block <c>PRIVATE KEY</c> (PKCS #8, unencrypted), with nothing but white space around it; the caller wipes the text.</summary>
    public static bool TryFromPem(ReadOnlySpan<char> pem, [NotNullWhen(true)] out SigningKey? key, [NotNullWhen(false)] out string? fault)
    {
        key = null;
        fault = KeyFault.PemMalformed;
        if (!Pem.TryRead(pem, "PRIVATE KEY", out var der))
            return false;
        try
        {
            return TryFromPkcs8(der, out key, out fault);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <summary>Signs the bytes themselves (hashing is the algorithm's own).</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    /// <exception cref="CryptographicException">The native library failed.</exception>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signature = new byte[Algorithm.SignatureSize];
        Material.Sign(message, signature);
        return signature;
    }

    /// <summary>Signs into a span of exactly <see cref="SignatureAlgorithm.SignatureSize"/> bytes.</summary>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    /// <exception cref="CryptographicException">The native library failed.</exception>
    public void Sign(ReadOnlySpan<byte> message, Span<byte> signature) => Material.Sign(message, signature);

    /// <summary>The private JWK, compact UTF-8 JSON without <c>kid</c>, in a pinned array that the caller wipes.</summary>
    public byte[] ExportPrivateJwk()
    {
        Span<byte> secret = stackalloc byte[Algorithm.SecretSize];
        // The longest, P-384's, has 243 bytes.
        Span<byte> json = stackalloc byte[512];
        try
        {
            Material.Export(secret);
            var length = 0;
            foreach (var (name, value) in PublicKey.JwkMembers)
                length += Append(json[length..], length == 0 ? "{\"" : ",\"", name, "\":\"", value, "\"");
            length += Append(json[length..], ",\"d\":\"");
            System.Buffers.Text.Base64Url.EncodeToUtf8(secret, json[length..], out _, out var written);
            length += written;
            length += Append(json[length..], "\"}");
            var jwk = GC.AllocateUninitializedArray<byte>(length, pinned: true);
            json[..length].CopyTo(jwk);
            return jwk;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(json);
        }
    }

    /// <summary>The DER of the PKCS #8 private key, in a pinned array that the caller wipes.</summary>
    public byte[] ExportPkcs8() => KeyDer.WritePkcs8(Material, Algorithm);

    /// <summary>The PKCS #8 private key as PEM. A string cannot be wiped: for export by hand only.</summary>
    public string ExportPkcs8Pem()
    {
        var der = ExportPkcs8();
        try
        {
            return PemEncoding.WriteString("PRIVATE KEY", der);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <summary>Wipes the secret, at once or when the last call that is using it returns; no further call succeeds.</summary>
    public void Dispose()
    {
        _disposed = true;
        _material.Dispose();
    }

    /// <summary>A handle that is disposed while in use can still be taken again until its last user is done, so it alone does not end a key.</summary>
    private SigningMaterial Material
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _material;
        }
    }

    /// <summary>Takes a secret, and compares with the public key that stood beside it, if one did (<see cref="PublicKey.Raw"/>).</summary>
    internal static SigningKey? Open(SignatureAlgorithm algorithm, ReadOnlySpan<byte> secret, byte[]? publicKey, out string? fault)
    {
        fault = KeyFault.MemberMalformed;
        if (secret.Length != algorithm.SecretSize)
            return null;
        fault = KeyFault.SecretInvalid;
        if (algorithm.Import(secret) is not { } material)
            return null;
        fault = KeyFault.KeyPairMismatch;
        if (publicKey is not null && !material.Public.Raw.Span.SequenceEqual(publicKey))
        {
            material.Dispose();
            return null;
        }

        fault = null;
        return new SigningKey(algorithm, material);
    }

    private static SigningKey? FromJwk(JsonElement jwk, out string? fault)
    {
        fault = KeyFault.NotAnObject;
        if (jwk.ValueKind != JsonValueKind.Object)
            return null;
        if (PublicKey.FromJwkMembers(jwk, null, out fault) is not { } publicKey)
            return null;
        fault = KeyFault.KeyTypeUnsupported;
        if (!publicKey.Algorithm.CanSign)
            return null;
        fault = KeyFault.PrivateKeyMissing;
        if (!jwk.TryGetProperty("d", out _))
            return null;
        fault = Jwk.CheckUse(jwk, publicKey.Algorithm, "sign");
        if (fault is not null)
            return null;

        Span<byte> secret = stackalloc byte[publicKey.Algorithm.SecretSize];
        try
        {
            fault = KeyFault.MemberMalformed;
            return Jwk.TryDecode(jwk, "d", secret) ? Open(publicKey.Algorithm, secret, publicKey.Raw.ToArray(), out fault) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static bool Outcome([NotNullWhen(true)] SigningKey? key, [NotNullWhen(false)] ref string? fault)
    {
        if (key is not null)
        {
            fault = null;
            return true;
        }

        fault ??= KeyFault.MemberMalformed;
        return false;
    }

    private static int Append(Span<byte> destination, params ReadOnlySpan<string> parts)
    {
        var length = 0;
        foreach (var part in parts)
            length += System.Text.Encoding.ASCII.GetBytes(part, destination[length..]);
        return length;
    }
}
