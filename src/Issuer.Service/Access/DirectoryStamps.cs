using Issuer.Service.Store;

namespace Issuer.Service.Access;

/// <summary>
/// One row for each directory that is held in memory, rewritten in the same append as any change to it. Reading this row tells a
/// process whether another one (a second node, the command line) has changed the directory, without looking at the log's traffic.
/// </summary>
public static class DirectoryStamps
{
    /// <summary>Table <c>directory_stamps(name, stamp)</c>.</summary>
    public static TableDefinition Table { get; } = new("directory_stamps", [new("name", ColumnType.Text), new("stamp", ColumnType.Text)], Announced: true);

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
}

/// <summary>A part of the state that is small, read at every request, and so held in memory.</summary>
internal interface IDirectory
{
    /// <summary>Looks whether anything changed and, if so, reads it again.</summary>
    Task RefreshAsync();
}

/// <summary>
/// Keeps the directories as the store has them, and loads them before the first request: by notice from whoever changed one, otherwise (SQLite, a broken
/// connection) by looking twice a second.
/// </summary>
internal sealed class DirectoryRefresher(IEventStore store, IEnumerable<IDirectory> directories, ILogger<DirectoryRefresher> log) : BackgroundService
{
    private readonly ChangeWaiter _changes = new(store.Changes, static change => change.Anything || change.KeysOf(DirectoryStamps.Table).Any());

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var directory in directories)
            await directory.RefreshAsync();
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _changes.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = false;
        try
        {
            while (true)
            {
                await _changes.WaitAsync(stoppingToken);
                failing = !await TryRefreshAsync(failing);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task<bool> TryRefreshAsync(bool failing)
    {
        try
        {
            foreach (var directory in directories)
                await directory.RefreshAsync();
            return true;
        }
        catch (Exception fault)
        {
            // One line per outage, not one per look. What is held stays in use until it is too old (see the directories).
            if (!failing)
                log.LogWarning("The directories cannot be refreshed: {Fault}", fault.GetType().Name);
            return false;
        }
    }
}
