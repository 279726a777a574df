using System.Security.Cryptography;
using Issuer.Core.Keys;

namespace Issuer.Service.Store;

/// <summary>The keys of <c>keys.example/</c>: everybody has them, so nothing outside Development may use them.</summary>
internal static class ExampleKeys
{
    // SHA-256 of each secret.
    private static readonly HashSet<string> Digests = new(StringComparer.Ordinal)
    {
        // "EXAMPLE-KEY-KNOWN-TO-EVERYBODY-!"
        Convert.ToHexString(SHA256.HashData("EXAMPLE-KEY-KNOWN-TO-EVERYBODY-!"u8)),
    };

    // RFC 7638 thumbprints of the signing keys.
    private static readonly HashSet<string> Thumbprints = new(StringComparer.Ordinal)
    {
    };

    public static bool Contains(PublicKey key) => Thumbprints.Contains(key.Thumbprint());

    public static bool Contains(ReadOnlySpan<byte> secret) => Digests.Contains(Convert.ToHexString(SHA256.HashData(secret)));
}
