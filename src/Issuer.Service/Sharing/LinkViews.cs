using System.Globalization;
using Issuer.Service.Store;

namespace Issuer.Service.Sharing;

/// <summary>How often a page was opened on a day (UTC).</summary>
public sealed record DayCount(DateOnly Day, long Count);

/// <summary>
/// Counts how often the page of a share link was opened, by day and nothing else: no address, no time of day, no browser. Each process counts into rows of
/// its own, so that no two overwrite one another, and writes them every few seconds: a page must not wait for a disk to be counted, and a crash loses seconds.
/// </summary>
public sealed class LinkViews(IEventStore store, TimeProvider clock, ILogger<LinkViews> log) : BackgroundService
{
    /// <summary>A row for each link, day and process.</summary>
    public static readonly TableDefinition Table = new(
        "share_views",
        [
            new("key", ColumnType.Text),
            new("credential_id", ColumnType.Text),
            new("link_id", ColumnType.Text),
            new("day", ColumnType.Text),
            new("count", ColumnType.Integer),
        ],
        Indexes: [["credential_id"]]);

    /// <summary>Rows that one credential's list is made of.</summary>
    private const int MostRows = 20_000;

    private const int MostAtOnce = 200;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private readonly string _process = RandomUuid.Create().ToString("N")[..12];
    private readonly Dictionary<(string Credential, string Link, DateOnly Day), long> _counts = [];
    private readonly HashSet<(string Credential, string Link, DateOnly Day)> _changed = [];
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Lock _lock = new();

    /// <summary>One more.</summary>
    public void Count(string credentialId, string linkId)
    {
        var key = (credentialId, linkId, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        lock (_lock)
        {
            _counts[key] = _counts.GetValueOrDefault(key) + 1;
            _changed.Add(key);
        }
    }

    /// <summary>Counts of a credential's links, by link and day.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<DayCount>>> CountsAsync(string credentialId, CancellationToken ct)
    {
        await FlushAsync();
        var rows = await store.QueryAsync(new(Table, [Filter.Is("credential_id", credentialId)], Limit: MostRows), ct);
        return rows.GroupBy(row => row.Text("link_id"), StringComparer.Ordinal).ToDictionary(
            link => link.Key,
            link => (IReadOnlyList<DayCount>)[.. link.GroupBy(row => row.Text("day"), StringComparer.Ordinal).OrderBy(day => day.Key, StringComparer.Ordinal)
                .Select(day => new DayCount(DateOnly.ParseExact(day.Key, "yyyy-MM-dd", CultureInfo.InvariantCulture), day.Sum(row => row.Integer("count"))))],
            StringComparer.Ordinal);
    }

    /// <summary>Writes what was counted since the last time.</summary>
    public async Task FlushAsync()
    {
        await _writing.WaitAsync();
        try
        {
            while (Take() is { Count: > 0 } rows)
            {
                try
                {
                    await store.AppendAsync(new Append([], [.. rows.Select(row => new RowWrite.Upsert(Table, Values(row)))], clock.GetUtcNow()));
                }
                catch (StoreUnavailableException)
                {
                    PutBack(rows);
                    throw;
                }
            }

            Forget();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryFlushAsync();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _writing.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(Interval, clock, _ => FlushAsync(), SayUnwritten, stoppingToken);

    private async Task TryFlushAsync()
    {
        try
        {
            await FlushAsync();
        }
        catch (StoreUnavailableException)
        {
            SayUnwritten();
        }
    }

    private void SayUnwritten() => log.LogWarning("Views of share links are not written yet: the store does not answer.");

    private List<((string Credential, string Link, DateOnly Day) Key, long Count)> Take()
    {
        lock (_lock)
        {
            var taken = _changed.Take(MostAtOnce).Select(key => (key, _counts[key])).ToList();
            _changed.ExceptWith(taken.Select(one => one.key));
            return taken;
        }
    }

    private void PutBack(List<((string Credential, string Link, DateOnly Day) Key, long Count)> rows)
    {
        lock (_lock)
            _changed.UnionWith(rows.Select(row => row.Key));
    }

    // Counts of days that are over never change again.
    private void Forget()
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        lock (_lock)
        {
            foreach (var key in _counts.Keys.Where(key => key.Day < today && !_changed.Contains(key)).ToList())
                _counts.Remove(key);
        }
    }

    private object?[] Values(((string Credential, string Link, DateOnly Day) Key, long Count) row)
    {
        var day = row.Key.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return [$"{row.Key.Link}/{day}/{_process}", row.Key.Credential, row.Key.Link, day, row.Count];
    }
}
