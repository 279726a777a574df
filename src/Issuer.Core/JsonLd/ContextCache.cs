using System.Runtime.InteropServices;
using System.Text.Json;

namespace Issuer.Core.JsonLd;

/// <summary>
/// The contexts at the top of documents, compiled, by what is written there. Issuers write the same few again and again. Bounded in number and in size: an
/// entry that was not used lately gives way, so strangers' inline contexts can cost time, and that only their own, but never fill the memory.
/// </summary>
internal static class ContextCache
{
    private const int MostEntries = 48;
    private const int MostBytes = 16 * 1024;

    private static readonly Lock Writing = new();

    // Replaced as a whole, so that reading needs no lock.
    private static Entry[] _entries = [];
    private static long _clock;

    public static ActiveContext Initial { get; } = ActiveContext.Initial(null);

    public static int Count => Volatile.Read(ref _entries).Length;

    /// <summary>The active context that a document's <c>@context</c> makes, with a null base; null after a fault.</summary>
    public static ActiveContext? Get(Process process, JsonElement context)
    {
        var written = JsonMarshal.GetRawUtf8Value(context);
        foreach (var entry in Volatile.Read(ref _entries))
        {
            if (written.SequenceEqual(entry.Written))
            {
                entry.LastUse = Interlocked.Increment(ref _clock);
                return entry.Context;
            }
        }

        // The document may be gone before the entry is.
        var made = new ContextProcessor(process).Process(ActiveContext.InitialShared(), context.Clone(), null);
        if (made is not null && written.Length <= MostBytes)
            Keep(new(written.ToArray(), made) { LastUse = Interlocked.Increment(ref _clock) });
        return made;
    }

    private static void Keep(Entry entry)
    {
        lock (Writing)
        {
            var kept = _entries.Where(other => !other.Written.AsSpan().SequenceEqual(entry.Written)).OrderByDescending(other => other.LastUse).Take(MostEntries - 1);
            Volatile.Write(ref _entries, [entry, .. kept]);
        }
    }

    private sealed class Entry(byte[] written, ActiveContext context)
    {
        private long _lastUse;

        public byte[] Written { get; } = written;

        public ActiveContext Context { get; } = context;

        public long LastUse
        {
            get => Volatile.Read(ref _lastUse);
            set => Volatile.Write(ref _lastUse, value);
        }
    }
}
