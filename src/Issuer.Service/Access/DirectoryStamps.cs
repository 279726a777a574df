using Issuer.Service.Store;

namespace Issuer.Service.Access;

/// <summary>
/// One row for each directory that is held in memory, rewritten in the same append as any change to it. Reading this row tells a
/// process whether another one (a second node, the command line) has changed the directory, without looking at the log's traffic.
/// </summary>
public static class DirectoryStamps
{
    /// <summary>Table <c>directory_stamps(name, stamp)</c>.</summary>
    public static TableDefinition Table { get; } = new("directory_stamps", [new("name", ColumnType.Text), new("stamp", ColumnType.Text)]);

    /// <summary>The row to write beside a change.</summary>
    /// <param name="directory">Name of the directory.</param>
    /// <param name="stamp">Anything never used before: a UUIDv7.</param>
    public static RowWrite Touch(string directory, Guid stamp) => new RowWrite.Upsert(Table, [directory, stamp.ToString("D")]);

    /// <summary>The directory's present stamp; empty before its first change.</summary>
    public static async Task<string> ReadAsync(IEventStore store, string directory, CancellationToken ct)
    {
        var rows = await store.QueryAsync(new TableQuery(Table, [Filter.Is("name", directory)]), ct);
        return rows.Count == 0 ? "" : rows[0].Text("stamp");
    }

    /// <summary>Every row of a table, page by page in the order of its key.</summary>
    internal static async Task<List<Row>> ReadTableAsync(IEventStore store, TableDefinition table, CancellationToken ct)
    {
        const int Page = 1000;
        var all = new List<Row>();
        while (true)
        {
            IReadOnlyList<Filter> after = all.Count == 0 ? [] : [new Filter(table.Key, Comparison.Greater, all[^1].Text(table.Key))];
            var page = await store.QueryAsync(new TableQuery(table, after, OrderBy: table.Key, Limit: Page), ct);
            all.AddRange(page);
            if (page.Count < Page)
                return all;
        }
    }
}

/// <summary>A part of the state that is small, read at every request, and so held in memory.</summary>
internal interface IDirectory
{
    /// <summary>Looks whether anything changed and, if so, reads it again.</summary>
    Task RefreshAsync();
}

/// <summary>Keeps the directories within half a second of the store, and loads them before the first request.</summary>
internal sealed class DirectoryRefresher(IEnumerable<IDirectory> directories, ILogger<DirectoryRefresher> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var directory in directories)
            await directory.RefreshAsync();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Real time on purpose: a test's or a jumping clock must not stop the refreshing.
        using var timer = new PeriodicTimer(Interval);
        var failing = false;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    foreach (var directory in directories)
                        await directory.RefreshAsync();
                    failing = false;
                }
                catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
                {
                    // One line per outage, not one per tick. What is held stays in use until it is too old (see the directories).
                    if (!failing)
                        log.LogWarning("The directories cannot be refreshed: {Fault}", fault.GetType().Name);
                    failing = true;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The service stops.
        }
    }
}
