namespace Issuer.Service.Store;

/// <summary>Work of a service's own that is done again and again, until the service stops.</summary>
internal static class Rounds
{
    /// <summary>Does it after each interval. A store that does not answer costs a round, nothing more.</summary>
    /// <param name="interval">From one round to the next, and before the first.</param>
    /// <param name="clock">Counts the interval.</param>
    /// <param name="work">The work.</param>
    /// <param name="missed">Told of a round that the store did not let happen.</param>
    /// <param name="stop">Ends it, in order.</param>
    public static async Task RunAsync(TimeSpan interval, TimeProvider clock, Func<CancellationToken, Task> work, Action missed, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                try
                {
                    await work(stop);
                }
                catch (StoreUnavailableException)
                {
                    missed();
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped in order.
        }
    }
}
