using System.Text;
using SQLitePCL;

namespace Issuer.Service.Store;

/// <summary>
/// A prepared statement. The writer and the readers use SQLite's own functions below ADO.NET because UTF-8 goes in and out without a
/// detour through UTF-16, result codes come back without exceptions, and a statement costs about a microsecond.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        var code = raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement);
        if (code != raw.SQLITE_OK)
            throw SqliteFault.From(database, code);
    }

    /// <summary>Parameters count from 1.</summary>
    public void Bind(int index, object? value)
    {
        switch (value)
        {
            case null:
                Check(raw.sqlite3_bind_null(_statement, index));
                break;
            case long integer:
                Bind(index, integer);
                break;
            case string text:
                BindText(index, Encoding.UTF8.GetBytes(text));
                break;
            case byte[] bytes:
                Bind(index, bytes.AsSpan());
                break;
            default:
                throw new ArgumentException($"A value is a string, a long, bytes or null, not {value.GetType().Name}.", nameof(value));
        }
    }

    public void Bind(int index, long value) => Check(raw.sqlite3_bind_int64(_statement, index, value));

    public void Bind(int index, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        Bind(index, bytes);
    }

    public void Bind(int index, ReadOnlySpan<byte> blob) =>
        Check(blob.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, index, 0) : raw.sqlite3_bind_blob(_statement, index, blob));

    // An empty span carries a null pointer, which SQLite would bind as NULL.
    public void BindText(int index, ReadOnlySpan<byte> utf8) =>
        Check(utf8.IsEmpty ? raw.sqlite3_bind_text(_statement, index, "") : raw.sqlite3_bind_text(_statement, index, utf8));

    /// <summary>Runs to the end and resets; answers the result code, <see cref="raw.SQLITE_DONE"/> when all went well.</summary>
    public int Run()
    {
        int code;
        do
        {
            code = raw.sqlite3_step(_statement);
        }
        while (code == raw.SQLITE_ROW);
        raw.sqlite3_reset(_statement);
        return code;
    }

    /// <summary>One step, then reset: <see cref="raw.SQLITE_ROW"/> when there is a row.</summary>
    public int First()
    {
        var code = raw.sqlite3_step(_statement);
        raw.sqlite3_reset(_statement);
        return code;
    }

    /// <summary>Moves to the next row; false at the end. Throws on every other result.</summary>
    public bool Next()
    {
        var code = raw.sqlite3_step(_statement);
        return code switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw SqliteFault.From(_database, code),
        };
    }

    public void Reset() => raw.sqlite3_reset(_statement);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Integer(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public Guid Id(int column)
    {
        var bytes = Bytes(column);
        return bytes.Length == 16 ? new Guid(bytes, bigEndian: true) : throw new StoreDamagedException("An id in the database is not 16 bytes long.");
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw SqliteFault.From(_database, code);
    }
}

/// <summary>Turns SQLite's result codes into the store's three kinds of failure.</summary>
internal static class SqliteFault
{
    /// <summary>Codes after which another attempt may succeed; the whole batch is undone.</summary>
    public static bool IsOutage(int code) => (code & 0xFF) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_NOMEM or raw.SQLITE_READONLY
        or raw.SQLITE_INTERRUPT or raw.SQLITE_IOERR or raw.SQLITE_FULL or raw.SQLITE_CANTOPEN or raw.SQLITE_PROTOCOL;

    public static bool IsConstraint(int code) => (code & 0xFF) == raw.SQLITE_CONSTRAINT;

    public static bool IsUniqueness(int code) => code is raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY or raw.SQLITE_CONSTRAINT_ROWID;

    public static Exception From(sqlite3 database, int code)
    {
        // SQLite's message may quote SQL but never values; it stays in logs, since the edge prints no exception.
        var message = $"SQLite answered {code}: {raw.sqlite3_errmsg(database).utf8_to_string()}.";
        if (IsOutage(code))
            return new StoreUnavailableException(message);
        return (code & 0xFF) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
            ? new StoreDamagedException(message)
            : new InvalidOperationException(message);
    }
}
