using System.Runtime.CompilerServices;

namespace Issuer.Service.Store;

/// <summary>A table read whole.</summary>
internal static class TableRows
{
    private const int Page = 500;

    /// <summary>Every row of a table with a text key, page by page in the order of its key; what is written meanwhile is met or not.</summary>
    public static async IAsyncEnumerable<Row> RowsAsync(this IEventStore store, TableDefinition table, [EnumeratorCancellation] CancellationToken ct)
    {
        IReadOnlyList<Filter> after = [];
        while (true)
        {
            var page = await store.QueryAsync(new TableQuery(table, after, OrderBy: table.Key, Limit: Page), ct);
            foreach (var row in page)
                yield return row;
            if (page.Count < Page)
                yield break;
            after = [new Filter(table.Key, Comparison.Greater, page[^1].Text(table.Key))];
        }
    }
}
