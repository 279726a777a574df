using System.Security.Cryptography;

namespace Issuer.Service.Store;

/// <summary>A version 4 UUID (RFC 9562 §5.4) from the secure generator: for identifiers that must tell nothing, not even when they were made.</summary>
public static class RandomUuid
{
    public static Guid Create()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
