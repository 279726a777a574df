using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Issuer.Service.Store;

/// <summary>Views beside those in use in a PostgreSQL schema; the last step holds the lock of appends.</summary>
internal sealed class PostgresViewTables(PostgresSources sources, IReadOnlyList<TableDefinition> tables) : IViewTables
{
    private readonly NpgsqlConnection _connection = sources.Single();

    public async Task BeginAsync(CancellationToken ct)
    {
        try
        {
            await _connection.OpenAsync(ct);
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
        {
            throw PostgresFault.From(failure);
        }

        // Two of these at once would throw away each other's tables; a reader in the way of the swap is waited for, not for ever.
        await ExecuteAsync($"SET lock_timeout = '20s'; SET idle_in_transaction_session_timeout = 0; SELECT pg_advisory_lock({sources.ViewLock})", ct);
        await DropBesideAsync(ct);
        foreach (var table in tables)
            await ExecuteAsync(PostgresSchema.CreateText(table, sources.Name(Beside(table))), ct);
    }

    public async Task PutAsync(IReadOnlyList<ViewRow> rows, CancellationToken ct)
    {
        foreach (var table in tables)
        {
            // One statement may not write a row twice: the last one counts, and all are the same.
            var own = rows.Where(row => row.Table.Name == table.Name).GroupBy(row => row.Values[0]!).Select(same => same.Last().Values).ToList();
            if (own.Count == 0)
                continue;
            await using var command = new NpgsqlCommand(UpsertText(table), _connection);
            for (var i = 0; i < table.Columns.Count; i++)
                command.Parameters.Add(Column(table.Columns[i].Type, [.. own.Select(values => values[i])]));
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    public async Task IndexAsync(CancellationToken ct)
    {
        foreach (var table in tables)
        {
            foreach (var (number, index) in table.AllIndexes.Index())
                await ExecuteAsync($"{index.Create} \"{Besides(table, number)}\" ON {sources.Name(Beside(table))} ({index.Columns})", ct);
            await ExecuteAsync($"ANALYZE {sources.Name(Beside(table))}", ct);
        }
    }

    public async Task<IReadOnlyList<RebuiltTable>> EndAsync(Func<Task> last, bool compare, CancellationToken ct)
    {
        await using var transaction = await _connection.BeginTransactionAsync(ct);
        await ExecuteAsync($"SELECT pg_advisory_xact_lock({sources.AppendLock})", ct);
        await last();
        var rebuilt = new List<RebuiltTable>();
        foreach (var table in tables)
        {
            var rows = await CountAsync($"SELECT count(*) FROM {sources.Name(Beside(table))}", ct);
            long? different = compare ? await CountAsync(ViewDifference.Text(sources.Name(table.Name), sources.Name(Beside(table))), ct) : null;
            rebuilt.Add(new RebuiltTable(table.Name, rows, different));
            if (!compare)
                await SwapAsync(table, ct);
        }

        if (compare)
            await DropBesideAsync(ct);
        await transaction.CommitAsync(ct);
        return rebuilt;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task SwapAsync(TableDefinition table, CancellationToken ct)
    {
        await ExecuteAsync($"DROP TABLE {sources.Name(table.Name)}", ct);
        await ExecuteAsync($"ALTER TABLE {sources.Name(Beside(table))} RENAME TO \"{table.Name}\"", ct);
        await ExecuteAsync($"ALTER INDEX {sources.Name($"{Beside(table)}_pkey")} RENAME TO \"{table.Name}_pkey\"", ct);
        foreach (var (number, index) in table.AllIndexes.Index())
            await ExecuteAsync($"ALTER INDEX {sources.Name(Besides(table, number))} RENAME TO \"{index.Name}\"", ct);
    }

    private async Task DropBesideAsync(CancellationToken ct)
    {
        foreach (var table in tables)
            await ExecuteAsync($"DROP TABLE IF EXISTS {sources.Name(Beside(table))}", ct);
    }

    private string UpsertText(TableDefinition table)
    {
        var columns = string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\""));
        var others = table.Columns.Skip(1).Select(column => $"\"{column.Name}\" = excluded.\"{column.Name}\"").ToList();
        var arrays = string.Join(", ", table.Columns.Select((column, i) => $"${i + 1}::{PostgresSchema.TypeName(column.Type)}[]"));
        return new StringBuilder($"INSERT INTO {sources.Name(Beside(table))} ({columns}) SELECT * FROM unnest({arrays}) ON CONFLICT (\"{table.Key}\") DO ")
            .Append(others.Count == 0 ? "NOTHING" : $"UPDATE SET {string.Join(", ", others)}").ToString();
    }

    private static NpgsqlParameter Column(ColumnType type, object?[] values) => type switch
    {
        ColumnType.Text => new NpgsqlParameter<string?[]> { TypedValue = [.. values.Select(value => (string?)value)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
        ColumnType.Integer => new NpgsqlParameter<long?[]> { TypedValue = [.. values.Select(value => (long?)value)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
        _ => new NpgsqlParameter<byte[]?[]> { TypedValue = [.. values.Select(value => (byte[]?)value)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
    };

    private static string Beside(TableDefinition table) => $"rebuilt_{table.Name}";

    private static string Besides(TableDefinition table, int number) => $"{Beside(table)}_{number}";

    private async Task<long> CountAsync(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, _connection) { CommandTimeout = 0 };
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, _connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException inTheWay) when (inTheWay.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new StoreUnavailableException("A long read or another rebuild stands in the way; nothing was changed. Try again.", inTheWay);
        }
    }
}
