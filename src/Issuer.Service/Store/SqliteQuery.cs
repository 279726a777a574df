namespace Issuer.Service.Store;

/// <summary>Queries of declared tables in SQLite.</summary>
internal static class SqliteQuery
{
    public static string Text(TableDefinition table, TableQuery query) => TableQueryText.Of(table, query, $"\"{table.Name}\"", '?');

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
}
