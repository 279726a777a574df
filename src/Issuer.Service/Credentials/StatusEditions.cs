using System.Collections.Concurrent;
using System.Diagnostics;
using Issuer.Service.Store;

namespace Issuer.Service.Credentials;

/// <summary>
/// Signed lists in memory. A list is signed when somebody asks for it and it changed since, and then once for everybody who asks meanwhile; under steady change
/// at most once a second (after a few at once, so that a single revocation never waits). Whoever asks after a change was acknowledged is never
/// given an edition without it: in the worst case the answer waits for the next one.
/// </summary>
internal sealed class StatusEditions : IDisposable
{
    /// <summary>How long one signed edition serves.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromMinutes(1);

    // Editions that may be signed at once, and how long until another one may.
    private const int Burst = 3;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    private readonly IEventStore _store;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, Slot> _slots = new();

    public StatusEditions(IEventStore store, TimeProvider clock)
    {
        (_store, _clock) = (store, clock);
        store.Changes.Listen(Notice);
    }

    /// <summary>Whether the list was asked for before, so that it exists.</summary>
    public bool Knows(string list) => _slots.ContainsKey(list);

    /// <summary>This node changed a bit of the list.</summary>
    public void Changed(string list)
    {
        if (_slots.TryGetValue(list, out var slot))
            Interlocked.Increment(ref slot.Changes);
    }

    /// <summary>The edition in force.</summary>
    /// <param name="list">A list that exists.</param>
    /// <param name="sign">Signs it as it is now, given the stamp of its last change.</param>
    /// <param name="ct">Ends the wait.</param>
    public async ValueTask<SignedList> FindAsync(string list, Func<string, CancellationToken, Task<SignedList>> sign, CancellationToken ct)
    {
        var slot = _slots.GetOrAdd(list, static _ => new Slot());
        var wanted = Interlocked.Read(ref slot.Changes);
        if (Serves(slot, wanted) is { } held && await IsCurrentAsync(list, slot, held, ct))
            return held;

        wanted = Interlocked.Read(ref slot.Changes);
        await slot.Gate.WaitAsync(ct);
        try
        {
            return Serves(slot, wanted) ?? await SignAsync(list, slot, sign, ct);
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    public void Dispose() => _store.Changes.Leave(Notice);

    private SignedList? Serves(Slot slot, long wanted) =>
        slot.Edition is { } edition && edition.Changes >= wanted && _clock.GetUtcNow() - edition.List.SignedAt < TimeToLive ? edition.List : null;

    private async Task<SignedList> SignAsync(string list, Slot slot, Func<string, CancellationToken, Task<SignedList>> sign, CancellationToken ct)
    {
        await slot.WaitForTurnAsync(ct);
        var (changes, notices, looked) = (Interlocked.Read(ref slot.Changes), Interlocked.Read(ref slot.Notices), Stopwatch.GetTimestamp());
        // Stamp before bits: a change in between is seen twice, never missed.
        var signed = await sign(await StampAsync(list, ct), ct);
        slot.Edition = new Edition(signed, changes);
        slot.Look(looked, notices);
        return signed;
    }

    // Without notices the stamp is looked at twice a second, with them every few seconds and after each; however often the list is asked for.
    private async ValueTask<bool> IsCurrentAsync(string list, Slot slot, SignedList held, CancellationToken ct)
    {
        if (slot.IsFresh(_store.Changes.Interval))
            return true;
        var (notices, looked) = (Interlocked.Read(ref slot.Notices), Stopwatch.GetTimestamp());
        if (await StampAsync(list, ct) == held.Stamp)
        {
            slot.Look(looked, notices);
            return true;
        }

        // Several who find out at once ask for one new edition, not for one each.
        if (slot.Edition is { } edition && ReferenceEquals(edition.List, held))
            Interlocked.CompareExchange(ref slot.Changes, edition.Changes + 1, edition.Changes);
        return false;
    }

    private async Task<string> StampAsync(string list, CancellationToken ct)
    {
        var rows = await _store.QueryAsync(new(CredentialTables.StatusChanges, [Filter.Is("list", list)]), ct);
        return rows.Count == 0 ? "" : rows[0].Text("stamp");
    }

    private void Notice(StoreChange change)
    {
        if (change.Anything)
        {
            foreach (var slot in _slots.Values)
                slot.Notice();
        }

        foreach (var list in change.KeysOf(CredentialTables.StatusChanges))
        {
            if (_slots.TryGetValue(list, out var slot))
                slot.Notice();
        }
    }

    private sealed record Edition(SignedList List, long Changes);

    private sealed class Slot
    {
        // Counted up by this node's changes, and by another's when they are found.
        public long Changes;

        // Counted up by each notice: a look that began before one does not count.
        public long Notices;

        private long _lookedAt;
        private long _looked;

        // Owned by whoever holds the gate.
        private double _turns = Burst;
        private long _turnAt = Stopwatch.GetTimestamp();

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public volatile Edition? Edition;

        public void Notice() => Interlocked.Increment(ref Notices);

        public void Look(long at, long notices)
        {
            Interlocked.Exchange(ref _looked, notices);
            Interlocked.Exchange(ref _lookedAt, at);
        }

        public bool IsFresh(TimeSpan interval) =>
            Interlocked.Read(ref _looked) == Interlocked.Read(ref Notices) && Stopwatch.GetElapsedTime(Interlocked.Read(ref _lookedAt)) < interval;

        public async Task WaitForTurnAsync(CancellationToken ct)
        {
            Refill();
            if (_turns < 1)
            {
                await Task.Delay((1 - _turns) * Turn, ct);
                Refill();
            }

            _turns = Math.Max(0, _turns - 1);
        }

        private void Refill()
        {
            var now = Stopwatch.GetTimestamp();
            _turns = Math.Min(Burst, _turns + (Stopwatch.GetElapsedTime(_turnAt, now) / Turn));
            _turnAt = now;
        }
    }
}
