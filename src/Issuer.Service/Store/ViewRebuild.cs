namespace Issuer.Service.Store;

/// <summary>
/// Derives views from the log again, beside a running service: every stream once, then the streams that changed meanwhile, the last of them while nobody may
/// append; then the new tables take the place of the old ones in the same transaction. A crash at any point leaves the old ones in use.
/// </summary>
/// <param name="store">May be in use.</param>
/// <param name="views">Which.</param>
/// <param name="clock">The time.</param>
public sealed class ViewRebuild(IEventStore store, IReadOnlyList<ViewDefinition> views, TimeProvider clock)
{
    private const int Page = 500;

    /// <summary>Rebuilds, or (<paramref name="compare"/>) only says what would change.</summary>
    /// <exception cref="StoreDamagedException">An event cannot be read: restore the log first.</exception>
    public async Task<IReadOnlyList<RebuiltTable>> RunAsync(bool compare, CancellationToken ct)
    {
        IReadOnlyList<TableDefinition> tables = [.. views.SelectMany(view => view.Tables)];
        await using var beside = store switch
        {
            SqliteStore sqlite => (IViewTables)new SqliteViewTables(sqlite.Path, tables),
            PostgresStore postgres => new PostgresViewTables(postgres.Sources, tables),
            _ => throw new NotSupportedException($"Views of a {store.GetType().Name} cannot be rebuilt."),
        };
        await beside.BeginAsync(ct);
        var head = await store.HeadAsync(ct);
        await DeriveAsync(beside, 0, head, firstEvents: true, ct);
        await beside.IndexAsync(ct);
        // What was appended meanwhile is caught up with while the service goes on, so that it stands still for the last page alone.
        for (var now = await store.HeadAsync(ct); now - head > Page; now = await store.HeadAsync(ct))
        {
            await DeriveAsync(beside, head, now, firstEvents: false, ct);
            head = now;
        }

        var rebuilt = await beside.EndAsync(() => DeriveAsync(beside, head, long.MaxValue, firstEvents: false, ct), compare, ct);
        if (!compare)
            await TellAsync(ct);
        return rebuilt;
    }

    // A stream is read whole where its first event is met (or, later, any event), so its rows are those of its newest version.
    private async Task DeriveAsync(IViewTables beside, long after, long until, bool firstEvents, CancellationToken ct)
    {
        while (after < until && await store.ReadAllAsync(after, Page, ct) is { Count: > 0 } page)
        {
            var streams = page.Where(stored => stored.Sequence <= until && (!firstEvents || IsFirst(stored))).Select(stored => stored.StreamId).Distinct();
            var histories = await Task.WhenAll(streams.Select(stream => store.ReadStreamAsync(stream, ct)));
            await beside.PutAsync([.. histories.SelectMany(RowsOf)], ct);
            after = page[^1].Sequence;
        }
    }

    private bool IsFirst(StoredEvent stored) => stored.Version == 1 && views.Any(view => view.BeginsWith.Contains(stored.Type));

    private IEnumerable<ViewRow> RowsOf(IReadOnlyList<StoredEvent> history) => views.Where(view => view.BeginsWith.Contains(history[0].Type)).SelectMany(view => view.Rows(history));

    private async Task TellAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var now = clock.GetUtcNow();
        var stamps = new List<RowWrite>();
        foreach (var stamp in views.Select(view => view.Stamps).OfType<Func<IEventStore, DateTimeOffset, Task<IReadOnlyList<RowWrite>>>>())
            stamps.AddRange(await stamp(store, now));
        if (stamps.Count > 0)
            await store.AppendAsync(new Append([], stamps, now));
    }
}
