using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Issuer.Service.Store;

/// <summary>One open connection with its prepared statements; used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    private SqliteSession(SqliteConnection connection) => _connection = connection;

    public sqlite3 Handle => _connection.Handle!;

    public static SqliteSession Open(string path, bool readOnly, TimeSpan busyTimeout)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();
            raw.sqlite3_extended_result_codes(connection.Handle!, 1);
            raw.sqlite3_busy_timeout(connection.Handle!, (int)busyTimeout.TotalMilliseconds);
            return new SqliteSession(connection);
        }
        catch (SqliteException fault)
        {
            connection.Dispose();
            throw SqliteFault.IsOutage(fault.SqliteErrorCode)
                ? new StoreUnavailableException($"The database {path} cannot be opened: {fault.Message}", fault)
                : new StoreRefusedException($"The database {path} cannot be opened: {fault.Message}", fault);
        }
    }

    /// <summary>Prepared once per connection.</summary>
    public SqliteStatement Statement(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements[sql] = statement = new SqliteStatement(Handle, sql);
        return statement;
    }

    /// <summary>Runs one statement that must succeed.</summary>
    public void Execute(string sql)
    {
        using var statement = new SqliteStatement(Handle, sql);
        var code = statement.Run();
        if (code != raw.SQLITE_DONE)
            throw SqliteFault.From(Handle, code);
    }

    /// <summary>First column of the first row, 0 when there is none.</summary>
    public long Scalar(string sql)
    {
        using var statement = new SqliteStatement(Handle, sql);
        return statement.Next() ? statement.Integer(0) : 0;
    }

    public string ScalarText(string sql)
    {
        using var statement = new SqliteStatement(Handle, sql);
        return statement.Next() ? statement.Text(0) : "";
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _connection.Dispose();
    }
}

/// <summary>Read-only connections, kept open between reads. Readers never wait for the writer, nor it for them.</summary>
internal sealed class SqliteReaders(string path, TimeSpan busyTimeout) : IDisposable
{
    private const int Kept = 16;
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private volatile bool _closed;

    /// <summary>Runs a read; a connection that failed is not used again.</summary>
    public T Read<T>(Func<SqliteSession, T> read)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (!_idle.TryTake(out var session))
            session = SqliteSession.Open(path, readOnly: true, busyTimeout);
        try
        {
            var result = read(session);
            Return(session);
            return result;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var session))
            session.Dispose();
    }

    private void Return(SqliteSession session)
    {
        if (_closed || _idle.Count >= Kept)
            session.Dispose();
        else
            _idle.Add(session);
        // A read that ends while the store is closed must not leave its connection behind.
        if (_closed)
            Dispose();
    }
}
