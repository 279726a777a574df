using SQLitePCL;

namespace Issuer.Service.Store;

/// <summary>Views beside those in use in a SQLite file, over a connection of its own; its transactions are short until the last one.</summary>
internal sealed class SqliteViewTables(string path, IReadOnlyList<TableDefinition> tables) : IViewTables
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(30);

    private readonly SqliteSession _session = SqliteSession.Open(path, readOnly: false, BusyTimeout);
    private bool _ending;

    public Task BeginAsync(CancellationToken ct) => Task.Run(
        () =>
        {
            SqliteSchema.Configure(_session);
            InTransaction(() =>
            {
                DropBeside();
                foreach (var table in tables)
                    _session.Execute(SqliteSchema.CreateText(table, Beside(table)));
            });
        },
        ct);

    public Task PutAsync(IReadOnlyList<ViewRow> rows, CancellationToken ct) => Task.Run(
        () =>
        {
            if (_ending)
                Put(rows);
            else
                InTransaction(() => Put(rows));
        },
        ct);

    public Task IndexAsync(CancellationToken ct) => Task.Run(
        () => InTransaction(() =>
        {
            foreach (var table in tables)
            {
                foreach (var (text, _) in SqliteSchema.Indexes(table, Beside(table), name => IsTaken(name) ? SqliteSchema.OtherName(name) : name))
                    _session.Execute(text);
            }
        }),
        ct);

    public async Task<IReadOnlyList<RebuiltTable>> EndAsync(Func<Task> last, bool compare, CancellationToken ct)
    {
        await Task.Run(() => _session.Execute("BEGIN IMMEDIATE"), ct);
        _ending = true;
        await last();
        return await Task.Run(
            () =>
            {
                IReadOnlyList<RebuiltTable> rebuilt = [.. tables.Select(table => new RebuiltTable(
                    table.Name, _session.Scalar($"SELECT count(*) FROM \"{Beside(table)}\""), compare ? _session.Scalar(ViewDifference.Text($"\"{table.Name}\"", $"\"{Beside(table)}\"")) : null))];
                foreach (var table in tables.Where(_ => !compare))
                {
                    _session.Execute($"DROP TABLE \"{table.Name}\"");
                    _session.Execute($"ALTER TABLE \"{Beside(table)}\" RENAME TO \"{table.Name}\"");
                }

                DropBeside();
                _session.Execute("COMMIT");
                _ending = false;
                return rebuilt;
            },
            ct);
    }

    // An open transaction ends with its connection, undone.
    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Beside(TableDefinition table) => $"rebuilt_{table.Name}";

    private void DropBeside()
    {
        foreach (var table in tables)
            _session.Execute($"DROP TABLE IF EXISTS \"{Beside(table)}\"");
    }

    private bool IsTaken(string index) => _session.Scalar($"SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name = '{index}'") > 0;

    private void Put(IReadOnlyList<ViewRow> rows)
    {
        foreach (var row in rows)
        {
            var statement = _session.Statement(UpsertText(row.Table));
            for (var i = 0; i < row.Values.Length; i++)
                statement.Bind(i + 1, row.Values[i]);
            var code = statement.Run();
            if (code != raw.SQLITE_DONE)
                throw SqliteFault.From(_session.Handle, code);
        }
    }

    // Not OR REPLACE: that would throw away another row for the sake of a unique value.
    private static string UpsertText(TableDefinition table)
    {
        var markers = string.Join(", ", table.Columns.Select((_, i) => $"?{i + 1}"));
        var others = string.Join(", ", table.Columns.Skip(1).Select(column => $"\"{column.Name}\" = excluded.\"{column.Name}\""));
        return $"INSERT INTO \"{Beside(table)}\" VALUES ({markers}) ON CONFLICT (\"{table.Key}\") DO {(others.Length == 0 ? "NOTHING" : $"UPDATE SET {others}")}";
    }

    private void InTransaction(Action act)
    {
        _session.Execute("BEGIN IMMEDIATE");
        try
        {
            act();
            _session.Execute("COMMIT");
        }
        catch
        {
            if (raw.sqlite3_get_autocommit(_session.Handle) == 0)
                _session.Execute("ROLLBACK");
            throw;
        }
    }
}

/// <summary>How many rows only one of two tables has; the same text on both stores.</summary>
internal static class ViewDifference
{
    public static string Text(string one, string other) =>
        $"SELECT (SELECT count(*) FROM (SELECT * FROM {one} EXCEPT SELECT * FROM {other}) a) + (SELECT count(*) FROM (SELECT * FROM {other} EXCEPT SELECT * FROM {one}) b)";
}
