using System.Text.Json;

namespace Issuer.Service.Store;

/// <summary>An event of an append with what the store adds to it: its id, its version, and its leaf in the chain of hashes.</summary>
internal sealed record PreparedEvent(Guid Id, Guid Stream, long Version, string Type, ReadOnlyMemory<byte> Data, byte[] Leaf)
{
    /// <summary>The events of all streams in order; run on the caller's thread.</summary>
    /// <exception cref="ArgumentException">An event's JSON has no canonical form.</exception>
    public static PreparedEvent[] Of(Append append, TimeProvider clock)
    {
        var events = new List<PreparedEvent>();
        foreach (var stream in append.Streams)
        {
            var version = stream.ExpectedVersion;
            foreach (var appended in stream.Events)
            {
                var id = Guid.CreateVersion7(clock.GetUtcNow());
                using var document = JsonDocument.Parse(appended.Data);
                var leaf = EventLeaf.Of(id, stream.StreamId, ++version, appended.Type, append.Timestamp, document.RootElement);
                events.Add(new PreparedEvent(id, stream.StreamId, version, appended.Type, appended.Data, leaf));
            }
        }

        return [.. events];
    }
}
