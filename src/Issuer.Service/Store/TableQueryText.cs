using System.Text;

namespace Issuer.Service.Store;

/// <summary>Turns a <see cref="TableQuery"/> into SQL that both stores understand: identifiers only from the declared table, every value a parameter.</summary>
internal static class TableQueryText
{
    /// <param name="table">As it was declared.</param>
    /// <param name="query">Checked here against the declaration.</param>
    /// <param name="source">The table's quoted name, with its schema where there is one.</param>
    /// <param name="marker">What a numbered parameter begins with. The last parameter is the limit.</param>
    public static string Of(TableDefinition table, TableQuery query, string source, char marker)
    {
        var sql = new StringBuilder("SELECT ");
        sql.AppendJoin(", ", table.Columns.Select(c => $"\"{c.Name}\"")).Append(" FROM ").Append(source);
        for (var i = 0; i < query.Filters.Count; i++)
        {
            var filter = query.Filters[i];
            var column = AppendCheck.Column(table, filter.Column);
            AppendCheck.Value(table, column with { Nullable = false }, filter.Value);
            sql.Append(i == 0 ? " WHERE \"" : " AND \"").Append(column.Name).Append("\" ").Append(Sign(filter.Comparison)).Append(' ').Append(marker).Append(i + 1);
        }

        if (query.OrderBy is { } order)
        {
            var direction = query.Descending ? " DESC" : "";
            sql.Append(" ORDER BY \"").Append(AppendCheck.Column(table, order).Name).Append('"').Append(direction);
            // The key makes the order total, so that pages neither repeat nor skip.
            if (order != table.Key)
                sql.Append(", \"").Append(table.Key).Append('"').Append(direction);
        }

        return sql.Append(" LIMIT ").Append(marker).Append(query.Filters.Count + 1).ToString();
    }

    private static string Sign(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "=",
        Comparison.Less => "<",
        Comparison.Greater => ">",
        Comparison.AtLeast => ">=",
        Comparison.AtMost => "<=",
        _ => throw new ArgumentOutOfRangeException(nameof(comparison)),
    };
}
