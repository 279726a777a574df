using System.Text;

namespace Issuer.Service.Store;

/// <summary>Turns a <see cref="TableQuery"/> into SQL: identifiers only from the declared table, every value a parameter.</summary>
internal static class SqliteQuery
{
    public static string Text(TableDefinition table, TableQuery query)
    {
        var sql = new StringBuilder("SELECT ");
        sql.AppendJoin(", ", table.Columns.Select(c => $"\"{c.Name}\"")).Append(" FROM \"").Append(table.Name).Append('"');
        for (var i = 0; i < query.Filters.Count; i++)
        {
            var filter = query.Filters[i];
            var column = AppendCheck.Column(table, filter.Column);
            AppendCheck.Value(table, column with { Nullable = false }, filter.Value);
            sql.Append(i == 0 ? " WHERE \"" : " AND \"").Append(column.Name).Append("\" ").Append(Sign(filter.Comparison)).Append(" ?").Append(i + 1);
        }

        if (query.OrderBy is { } order)
        {
            var direction = query.Descending ? " DESC" : "";
            sql.Append(" ORDER BY \"").Append(AppendCheck.Column(table, order).Name).Append('"').Append(direction);
            // The key makes the order total, so that pages neither repeat nor skip.
            if (order != table.Key)
                sql.Append(", \"").Append(table.Key).Append('"').Append(direction);
        }

        return sql.Append(" LIMIT ?").Append(query.Filters.Count + 1).ToString();
    }

    public static Row Row(TableDefinition table, SqliteStatement statement)
    {
        var values = new object?[table.Columns.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (statement.IsNull(i))
                continue;
            values[i] = table.Columns[i].Type switch
            {
                ColumnType.Text => statement.Text(i),
                ColumnType.Integer => statement.Integer(i),
                _ => statement.Bytes(i).ToArray(),
            };
        }

        return new Row(table, values);
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
