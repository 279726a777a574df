using System.Security.Cryptography;
using System.Text.Json;
using Issuer.Core.Encoding;

namespace Issuer.Service.Store;

/// <summary>
/// What the log's chain of hashes is made of. A leaf is SHA-256 over 0x00 and the canonical form (RFC 8785) of
/// <c>{"data", "id", "stream", "timestamp", "type", "version"}</c>, so it can be recomputed from <c>jsonb</c>, which keeps neither the order of members
/// nor spaces. Data is hashed as it is stored, personal data as ciphertext: erasing a key leaves every leaf valid.
/// </summary>
internal static class EventLeaf
{
    public const int Size = SHA256.HashSizeInBytes;

    /// <param name="id">The event's.</param>
    /// <param name="stream">Its stream's.</param>
    /// <param name="version">In the stream.</param>
    /// <param name="type">Snake case.</param>
    /// <param name="timestamp">Fractions below a microsecond do not count: neither store keeps them.</param>
    /// <param name="data">JSON.</param>
    public static byte[] Of(Guid id, Guid stream, long version, string type, DateTimeOffset timestamp, JsonElement data)
    {
        using var buffer = new MemoryStream(512);
        buffer.WriteByte(0);
        buffer.Write("{\"data\":"u8);
        buffer.Write(CanonicalJson.Canonicalize(data));
        // Ids, times, numbers and snake case names need no escaping, and the names of the members stand in canonical order.
        var rest = $",\"id\":\"{id:D}\",\"stream\":\"{stream:D}\",\"timestamp\":\"{timestamp.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}\",\"type\":\"{type}\",\"version\":{version}}}";
        buffer.Write(System.Text.Encoding.ASCII.GetBytes(rest));
        return SHA256.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    public static byte[] Of(StoredEvent stored) => Of(stored.Id, stored.StreamId, stored.Version, stored.Type, stored.Timestamp, stored.Data);

    /// <summary>The hash of a link: SHA-256 over 0x01, the previous link's hash (none before the first) and the leaves in the order of positions.</summary>
    public static byte[] Link(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> leaves)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([1]);
        hash.AppendData(previous);
        hash.AppendData(leaves);
        return hash.GetHashAndReset();
    }
}
