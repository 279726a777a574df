using System.Runtime.CompilerServices;

namespace Issuer.Service.Store;

/// <summary>Follows the log: pages as long as there are any, then whatever is told or found to be new.</summary>
internal static class StoreSubscription
{
    private const int Page = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static async IAsyncEnumerable<IReadOnlyList<StoredEvent>> RunAsync(IEventStore store, long after, [EnumeratorCancellation] CancellationToken ct)
    {
        // It listens before it reads: what is appended in between is told.
        using var waiter = new ChangeWaiter(store.Changes, static _ => true);
        while (true)
        {
            var page = await ReadAsync(store, after, ct);
            if (page.Count == 0)
            {
                await waiter.WaitAsync(ct);
                continue;
            }

            after = page[^1].Sequence;
            yield return page;
        }
    }

    // An outage is no end: the position is known, and the log goes on from there.
    private static async Task<IReadOnlyList<StoredEvent>> ReadAsync(IEventStore store, long after, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await store.ReadAllAsync(after, Page, ct);
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(Pause, ct);
            }
        }
    }
}
