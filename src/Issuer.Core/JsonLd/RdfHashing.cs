using System.Security.Cryptography;

namespace Issuer.Core.JsonLd;

internal static class RdfHashing
{
    public const int MaximumLength = 48;

    public static int Length(RdfHash hash) => hash switch
    {
        RdfHash.Sha256 => 32,
        RdfHash.Sha384 => 48,
        _ => throw new ArgumentOutOfRangeException(nameof(hash)),
    };

    public static void Hash(RdfHash hash, ReadOnlySpan<byte> data, Span<byte> destination)
    {
        if (hash == RdfHash.Sha256)
            SHA256.HashData(data, destination);
        else
            SHA384.HashData(data, destination);
    }
}
