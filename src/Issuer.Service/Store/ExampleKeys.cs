using System.Security.Cryptography;
using Issuer.Core.Keys;

namespace Issuer.Service.Store;

/// <summary>The keys of <c>keys.example/</c>: everybody has them, so nothing outside Development may use them.</summary>
internal static class ExampleKeys
{
    // SHA-256 of each secret.
    private static readonly HashSet<string> Digests = new(StringComparer.Ordinal)
    {
        Convert.ToHexString(SHA256.HashData("EXAMPLE-KEY-KNOWN-TO-EVERYBODY-!"u8)),
        Convert.ToHexString(SHA256.HashData("EXAMPLE-SECRET-KNOWN-TO-EVERYONE"u8)),
    };

    // RFC 7638 thumbprints of the signing keys.
    private static readonly HashSet<string> Thumbprints = new(StringComparer.Ordinal)
    {
        "8z342v4Pm1tcVERJHwG0frhrFk4b4_KpeY-ZYzGbBEk", // es256, university-of-example/k1
        "-XkARLq0zZ5B-y__LLHh6IXB7TunO7TI6WM3HPBxTbI", // eddsa, university-of-example/k2
        "K5XBP1Lam2LhNeFfZ9LIz0d1HFZy3tDDdlocsX-0htU", // es384
    };

    public static bool Contains(PublicKey key) => Thumbprints.Contains(key.Thumbprint());

    public static bool Contains(ReadOnlySpan<byte> secret) => Digests.Contains(Convert.ToHexString(SHA256.HashData(secret)));
}
