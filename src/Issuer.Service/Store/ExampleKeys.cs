using System.Security.Cryptography;

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

    public static bool Contains(ReadOnlySpan<byte> secret) => Digests.Contains(Convert.ToHexString(SHA256.HashData(secret)));
}
