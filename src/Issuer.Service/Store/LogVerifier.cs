namespace Issuer.Service.Store;

/// <summary>What became of checking a log against its chain of hashes.</summary>
public abstract record LogReport
{
    private LogReport()
    {
    }

    /// <summary>Every event is what was written, in the order in which it was written, and none is missing.</summary>
    /// <param name="Events">How many were checked.</param>
    /// <param name="Links">How many links cover them.</param>
    /// <param name="Hash">Hash of the last link, base16. Whoever keeps it elsewhere can show later that the log was not rewritten as a whole.</param>
    public sealed record Whole(long Events, long Links, string Hash) : LogReport;

    /// <summary>The first place where the log is not what was written.</summary>
    /// <param name="Code"><c>event-altered</c> (or moved), <c>event-missing</c>, <c>event-unknown</c>, <c>link-altered</c>, <c>link-missing</c>, <c>head-missing</c>.</param>
    /// <param name="Sequence">Position of the event, or the one before which it is missing; null where it is not about an event.</param>
    /// <param name="Sentence">For people.</param>
    public sealed record Bad(string Code, long? Sequence, string Sentence) : LogReport;
}

/// <summary>Derives the whole chain of hashes again from the events and compares it with what was written beside them.</summary>
/// <param name="store">May be in use meanwhile: what is appended later is left for the next time.</param>
public sealed class LogVerifier(IEventStore store)
{
    private const int EventPage = 500;
    private const int LinkPage = 200;

    private readonly Queue<StoredEvent> _events = new();
    private long _read;
    private long _checked;
    private long? _damaged;

    /// <summary>Checks everything.</summary>
    /// <param name="earlier">Number and hash (base16) of a link that was the last one once; it must be there still. Null: none is known.</param>
    /// <param name="ct">Gives the check up.</param>
    public async Task<LogReport> RunAsync((long Number, string Hash)? earlier, CancellationToken ct)
    {
        var (number, hash) = (0L, Array.Empty<byte>());
        var found = earlier is null or { Number: 0 };
        // A link is read before its events are, so they must be there. An event that is left over must have a link when links are read again.
        for (StoredEvent? left = null; ;)
        {
            var page = await store.ReadLinksAsync(number, LinkPage, ct);
            foreach (var link in page)
            {
                if (link.Number != number + 1)
                    return new LogReport.Bad("link-missing", null, $"Link {number + 1} of the chain is missing.");
                if (link.Leaves.Length % EventLeaf.Size != 0 || !EventLeaf.Link(hash, link.Leaves).AsSpan().SequenceEqual(link.Hash))
                    return new LogReport.Bad("link-altered", link.FirstSequence, $"Link {link.Number} of the chain, over the events from position {link.FirstSequence}, does not follow from the one before it.");
                if (await CompareAsync(link, ct) is { } bad)
                    return bad;
                (number, hash) = (link.Number, link.Hash);
                found |= earlier?.Number == number && string.Equals(earlier.Value.Hash, Convert.ToHexStringLower(hash), StringComparison.OrdinalIgnoreCase);
            }

            if (page.Count == 0 && left is not null)
                return Unknown(left.Sequence);
            left = await NextAsync(ct);
            if (page.Count == 0 && left is null)
                break;
        }

        if (_damaged is { } damaged)
            return Unknown(damaged);
        return found
            ? new LogReport.Whole(_checked, number, Convert.ToHexStringLower(hash))
            : new LogReport.Bad("head-missing", null, $"The chain does not hold link {earlier!.Value.Number} with the hash that it had: the log was cut or rewritten since.");
    }

    private async Task<LogReport.Bad?> CompareAsync(LogLink link, CancellationToken ct)
    {
        for (var at = 0; at < link.Leaves.Length; at += EventLeaf.Size)
        {
            var next = await NextAsync(ct);
            if (next is null && _damaged is { } damaged && damaged <= link.LastSequence)
                return new LogReport.Bad("event-altered", damaged, $"The event at position {damaged} cannot be read: it was altered.");
            if (next is null || next.Sequence > link.LastSequence)
                return new LogReport.Bad("event-missing", link.LastSequence, $"An event is missing at or before position {link.LastSequence}.");
            if (next.Sequence < link.FirstSequence)
                return Unknown(next.Sequence);
            var leaf = EventLeaf.Of(next);
            if (!leaf.AsSpan().SequenceEqual(link.Leaves.AsSpan(at, EventLeaf.Size)))
                return Mismatch(link, at, next.Sequence, leaf);
            _events.Dequeue();
            _checked++;
        }

        return null;
    }

    private static LogReport.Bad Mismatch(LogLink link, int at, long sequence, byte[] leaf)
    {
        var follows = at + EventLeaf.Size < link.Leaves.Length && leaf.AsSpan().SequenceEqual(link.Leaves.AsSpan(at + EventLeaf.Size, EventLeaf.Size));
        return follows
            ? new LogReport.Bad("event-missing", sequence, $"The event before position {sequence} is missing.")
            : new LogReport.Bad("event-altered", sequence, $"The event at position {sequence} is not the one that was written there: it was altered, or moved.");
    }

    private static LogReport.Bad Unknown(long sequence) =>
        new("event-unknown", sequence, $"The event at position {sequence} was not written by this service: no link of the chain covers it.");

    // The next event, left in the queue; null at the end or before a damaged one.
    private async Task<StoredEvent?> NextAsync(CancellationToken ct)
    {
        if (_events.Count == 0 && _damaged is null)
            await FillAsync(EventPage, ct);
        return _events.TryPeek(out var next) ? next : null;
    }

    private async Task FillAsync(int limit, CancellationToken ct)
    {
        try
        {
            var page = await store.ReadAllAsync(_read, limit, ct);
            foreach (var stored in page)
                _events.Enqueue(stored);
            _read = page.Count == 0 ? _read : page[^1].Sequence;
        }
        catch (StoreDamagedException) when (limit > 1)
        {
            await FillAsync(1, ct);
        }
        catch (StoreDamagedException damaged)
        {
            _damaged = damaged.Sequence ?? _read + 1;
        }
    }
}
