using System.Globalization;
using System.Security.Cryptography;
using Issuer.Service.Access;
using Issuer.Service.Store;

namespace Issuer.Service.Sharing;

/// <summary>
/// Counts tries where only so many are allowed, on all nodes together: each takes a numbered row that only one can insert, so fifty at once do not count as
/// one. A try is taken before anything is compared.
/// </summary>
public sealed class Tries(IEventStore store, TimeProvider clock, ILogger<Tries> log) : BackgroundService
{
    /// <summary>A row for each try; what counts it, a number; and the day until which it is kept.</summary>
    public static readonly TableDefinition Table = new(
        "tries", [new("key", ColumnType.Text), new("scope", ColumnType.Text), new("day", ColumnType.Text)], Indexes: [["scope"], ["day"]]);

    private const int Attempts = 60;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Takes a try; its row, or null where as many as allowed were taken.</summary>
    /// <param name="scope">What is counted.</param>
    /// <param name="most">How many are allowed.</param>
    /// <param name="keepFor">How long the count matters.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<string?> TakeAsync(string scope, int most, TimeSpan keepFor, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var taken = (await store.QueryAsync(new(Table, [Filter.Is("scope", scope)], Limit: most + 1), ct)).Select(row => row.Text("key")).ToHashSet(StringComparer.Ordinal);
            if (taken.Count >= most)
                return null;
            // Any of the free ones, so that many at once seldom want the same.
            var free = Enumerable.Range(1, most).Select(number => string.Create(CultureInfo.InvariantCulture, $"{scope}/{number}")).Where(key => !taken.Contains(key)).ToList();
            var key = free[RandomNumberGenerator.GetInt32(free.Count)];
            if (await store.AppendAsync(new Append([], [new RowWrite.Insert(Table, [key, scope, Day(now + keepFor)])], now)) is AppendResult.Done)
                return key;
        }

        throw new StoreUnavailableException("A try met a conflict every time.");
    }

    /// <summary>Whether any is left.</summary>
    public async Task<bool> AnyLeftAsync(string scope, int most, CancellationToken ct) =>
        (await store.QueryAsync(new(Table, [Filter.Is("scope", scope)], Limit: most), ct)).Count < most;

    /// <summary>A try that was right does not count.</summary>
    public Task GiveBackAsync(string key) => store.AppendAsync(new Append([], [new RowWrite.Delete(Table, "key", key)], clock.GetUtcNow()));

    /// <summary>Deletes what no longer matters.</summary>
    public async Task ForgetAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        while (await store.QueryAsync(new(Table, [new Filter("day", Comparison.Less, Day(now))], Limit: 1), ct) is [var old])
            await store.AppendAsync(new Append([], [new RowWrite.Delete(Table, "day", old.Text("day"))], now));
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Rounds.RunAsync(Interval, clock, ForgetAsync, () => log.LogWarning("Old tries are not deleted yet: the store does not answer."), stoppingToken);

    private static string Day(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
