using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Issuer.Core.Encoding;

namespace Issuer.Core.Formats;

/// <summary>The hash of an SD-JWT's digests (RFC 9901 section 4.1.1): one of those of the SHA-2 family that are named by <c>_sd_alg</c>; never a weaker one.</summary>
public sealed class SdJwtHash
{
    private delegate int HashFunction(ReadOnlySpan<byte> source, Span<byte> destination);

    private readonly HashFunction _hash;

    private SdJwtHash(string name, int size, HashFunction hash) => (Name, Size, _hash) = (name, size, hash);

    /// <summary>SHA-256: also what an absent <c>_sd_alg</c> means.</summary>
    public static SdJwtHash Sha256 { get; } = new("sha-256", SHA256.HashSizeInBytes, SHA256.HashData);

    /// <summary>SHA-384.</summary>
    public static SdJwtHash Sha384 { get; } = new("sha-384", SHA384.HashSizeInBytes, SHA384.HashData);

    /// <summary>SHA-512.</summary>
    public static SdJwtHash Sha512 { get; } = new("sha-512", SHA512.HashSizeInBytes, SHA512.HashData);

    /// <summary><c>sha-256</c>, <c>sha-384</c> or <c>sha-512</c>: the name in IANA's registry of named information hash algorithms.</summary>
    public string Name { get; }

    /// <summary>Bytes of a digest.</summary>
    public int Size { get; }

    /// <summary>The hash of a name, spelled exactly; false for every other.</summary>
    public static bool TryFromName(string? name, [NotNullWhen(true)] out SdJwtHash? hash)
    {
        hash = name switch
        {
            "sha-256" => Sha256,
            "sha-384" => Sha384,
            "sha-512" => Sha512,
            _ => null,
        };
        return hash is not null;
    }

    /// <summary>Base64url of the hash over the text's ASCII bytes.</summary>
    /// <param name="ascii">A disclosure, or an SD-JWT up to and with its last tilde; both are ASCII.</param>
    public string DigestOf(string ascii) => DigestOf(System.Text.Encoding.ASCII.GetBytes(ascii));

    /// <summary>Base64url of the hash over bytes.</summary>
    public string DigestOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[Size];
        _hash(bytes, digest);
        return Base64UrlText.Encode(digest);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
