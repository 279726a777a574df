using Npgsql;
using NpgsqlTypes;

namespace Issuer.Service.Store;

/// <summary>One append whose rows must be written in their order (a delete, or two writes of one row): a statement for each, in one transaction.</summary>
internal sealed class PostgresSteps(PostgresSources sources, PostgresFlush flush)
{
    public async Task<AppendResult[]> SendAsync(NpgsqlConnection connection, Guid id, PostgresAppend append)
    {
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        var results = await flush.SendAsync(connection, id, [append], withRows: false);
        if (results[0] is not AppendResult.Done)
            return results;
        foreach (var row in append.Append.Rows)
        {
            if (!await WriteAsync(connection, row))
                return [new AppendResult.Conflict(null, row.Table.Name)];
        }

        foreach (var table in append.Append.Rows.OfType<RowWrite.Delete>().Select(delete => delete.Table.Name).Distinct())
            await PostgresScrub.MarkAsync(connection, sources, table);

        await transaction.CommitAsync(CancellationToken.None);
        return results;
    }

    private async Task<bool> WriteAsync(NpgsqlConnection connection, RowWrite row)
    {
        var table = row.Table;
        var name = sources.Name(table.Name);
        var columns = string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\""));
        switch (row)
        {
            case RowWrite.Insert insert:
                return await RunAsync(connection, $"INSERT INTO {name} ({columns}) VALUES ({Markers(table)}) ON CONFLICT DO NOTHING", table.Columns, insert.Values) == 1;
            case RowWrite.Upsert upsert:
                var updates = string.Join(", ", table.Columns.Skip(1).Select(column => $"\"{column.Name}\" = excluded.\"{column.Name}\""));
                var action = updates.Length == 0 ? "NOTHING" : $"UPDATE SET {updates}";
                return await UpsertAsync(connection, $"INSERT INTO {name} ({columns}) VALUES ({Markers(table)}) ON CONFLICT (\"{table.Key}\") DO {action}", table.Columns, upsert.Values);
            case RowWrite.Delete delete:
                await RunAsync(connection, $"DELETE FROM {name} WHERE \"{delete.Column}\" = $1", [AppendCheck.Column(table, delete.Column)], [delete.Value]);
                return true;
            case RowWrite.Require require:
                return await RunAsync(connection, $"SELECT 1 FROM {name} WHERE \"{table.Key}\" = $1 FOR KEY SHARE", [table.Columns[0]], [require.Key]) == 1;
            default:
                throw new ArgumentException($"Unknown row write {row.GetType().Name}.", nameof(row));
        }
    }

    // Our own appends wait for the lock that this one holds, so a unique value that is taken was there before.
    private static async Task<bool> UpsertAsync(NpgsqlConnection connection, string sql, IReadOnlyList<Column> columns, object?[] values)
    {
        try
        {
            await RunAsync(connection, sql, columns, values);
            return true;
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    private static async Task<int> RunAsync(NpgsqlConnection connection, string sql, IReadOnlyList<Column> columns, object?[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        for (var i = 0; i < values.Length; i++)
            command.Parameters.Add(Parameter(columns[i].Type, values[i]));
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        var rows = 0;
        while (await reader.ReadAsync(CancellationToken.None))
            rows++;
        await reader.CloseAsync();
        return Math.Max(rows, reader.RecordsAffected);
    }

    public static NpgsqlParameter Parameter(ColumnType type, object? value) => new()
    {
        Value = value ?? DBNull.Value,
        NpgsqlDbType = type switch { ColumnType.Text => NpgsqlDbType.Text, ColumnType.Integer => NpgsqlDbType.Bigint, _ => NpgsqlDbType.Bytea },
    };

    private static string Markers(TableDefinition table) => string.Join(", ", table.Columns.Select((_, i) => $"${i + 1}"));
}
