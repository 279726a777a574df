using System.Text.Json;
using SQLitePCL;

namespace Issuer.Service.Store;

/// <summary>Limits of the SQLite store; the defaults suit a service.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>How long a batch waits for another program's transaction. Default 8 s.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Appends that may wait; one more is answered <see cref="StoreUnavailableException"/>. Default 4096.</summary>
    public int QueueLength { get; init; } = 4096;

    /// <summary>Bytes of events and rows that may wait. Default 64 MB.</summary>
    public long QueueBytes { get; init; } = 64L << 20;

    /// <summary>Refuses to create a missing database, so that a mistyped directory does not fork the log. Default false.</summary>
    public bool MustExist { get; init; }

    /// <summary>Size at which the database is full, in pages of 8 KB; 0: as large as the disk. For tests of a full disk.</summary>
    internal int MaximumPages { get; init; }
}

/// <summary>
/// Events and rows in one SQLite file: write-ahead log, <c>synchronous=FULL</c>, one writer with group commit, readers beside it.
/// Several programs may open the same file on one machine: the command line writes while the service runs.
/// </summary>
public sealed class SqliteStore : IEventStore, IAsyncDisposable
{
    // Reads return in microseconds, and SQLite has no asynchronous reads: they run on the caller's thread.
    private readonly SqliteReaders _readers;
    private readonly SqliteWriter _writer;
    private readonly Dictionary<string, TableDefinition> _tables;

    private SqliteStore(string path, SqliteSession session, IReadOnlyList<TableDefinition> tables, TimeProvider clock, SqliteStoreOptions options)
    {
        Path = path;
        _tables = tables.ToDictionary(t => t.Name, StringComparer.Ordinal);
        _readers = new SqliteReaders(path, options.BusyTimeout);
        _writer = new SqliteWriter(session, tables, clock, options, Changes.Tell);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Opens the database, creating the file (mode 0600), the event tables and the declared tables where they are missing.</summary>
    /// <exception cref="StoreRefusedException">The file is another program's, has a newer schema, or is missing and must exist.</exception>
    /// <exception cref="StoreUnavailableException">The disk or a lock prevents it now.</exception>
    public static SqliteStore Open(string path, IReadOnlyList<TableDefinition> tables, TimeProvider clock, SqliteStoreOptions? options = null)
    {
        options ??= new SqliteStoreOptions();
        Create(path, options);
        var session = SqliteSession.Open(path, readOnly: false, options.BusyTimeout);
        try
        {
            SqliteSchema.Configure(session);
            // What a killed predecessor left in the log goes into the database file before anything rests on it: it may have been
            // killed because synchronising the log failed.
            raw.sqlite3_wal_checkpoint_v2(session.Handle, "main", raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _);
            SqliteSchema.Prepare(session, tables, clock.GetUtcNow());
            if (options.MaximumPages > 0)
                session.Execute($"PRAGMA max_page_count = {options.MaximumPages}");
            return new SqliteStore(path, session, tables, clock, options);
        }
        catch (StoreDamagedException fault)
        {
            session.Dispose();
            throw new StoreRefusedException($"{path} is damaged or no database: {fault.Message} Restore it from a backup.", fault);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Position of the newest event and the schema's steps, without changing anything.</summary>
    public static StoreStatus Status(string path)
    {
        using var session = SqliteSession.Open(path, readOnly: true, TimeSpan.FromSeconds(1));
        return new StoreStatus(session.Scalar("SELECT max(seq_id) FROM mt_events"), SqliteSchema.States(session));
    }

    /// <summary>Takes every step that is due, those included after which older programs cannot open the file.</summary>
    public static void Migrate(string path, TimeProvider clock)
    {
        using var session = SqliteSession.Open(path, readOnly: false, TimeSpan.FromSeconds(8));
        SqliteSchema.Configure(session);
        SqliteSchema.Prepare(session, [], clock.GetUtcNow(), contract: true);
    }

    /// <inheritdoc />
    public Task<AppendResult> AppendAsync(Append append) => _writer.Enqueue(append, AppendCheck.Run(append, _tables));

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredEvent>> ReadStreamAsync(Guid streamId, CancellationToken ct) => Read<IReadOnlyList<StoredEvent>>(session =>
    {
        var statement = session.Statement("SELECT seq_id, id, stream_id, version, type, timestamp, data FROM mt_events WHERE stream_id = ?1 ORDER BY version");
        statement.Bind(1, streamId);
        return Events(statement, ct);
    });

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredEvent>> ReadAllAsync(long afterSequence, int limit, CancellationToken ct) => Read<IReadOnlyList<StoredEvent>>(session =>
    {
        var statement = session.Statement("SELECT seq_id, id, stream_id, version, type, timestamp, data FROM mt_events WHERE seq_id > ?1 ORDER BY seq_id LIMIT ?2");
        statement.Bind(1, afterSequence);
        statement.Bind(2, limit);
        return Events(statement, ct);
    });

    /// <inheritdoc />
    public Task<long> HeadAsync(CancellationToken ct) => Read(session =>
    {
        var statement = session.Statement("SELECT max(seq_id) FROM mt_events");
        var head = statement.Next() ? statement.Integer(0) : 0;
        statement.Reset();
        return head;
    });

    /// <inheritdoc />
    public Task<IReadOnlyList<Row>> QueryAsync(TableQuery query, CancellationToken ct)
    {
        var table = AppendCheck.Declared(query.Table, _tables);
        var sql = SqliteQuery.Text(table, query);
        return Read<IReadOnlyList<Row>>(session =>
        {
            var statement = session.Statement(sql);
            for (var i = 0; i < query.Filters.Count; i++)
                statement.Bind(i + 1, query.Filters[i].Value);
            statement.Bind(query.Filters.Count + 1, query.Limit);
            var rows = new List<Row>();
            while (statement.Next())
            {
                ct.ThrowIfCancellationRequested();
                rows.Add(SqliteQuery.Row(table, statement));
            }

            statement.Reset();
            return rows;
        });
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<LogLink>> ReadLinksAsync(long afterNumber, int limit, CancellationToken ct) => Read<IReadOnlyList<LogLink>>(session =>
    {
        var statement = session.Statement("SELECT number, first_seq, last_seq, leaves, hash FROM issuer_log WHERE number > ?1 ORDER BY number LIMIT ?2");
        statement.Bind(1, afterNumber);
        statement.Bind(2, limit);
        var links = new List<LogLink>();
        while (statement.Next())
        {
            ct.ThrowIfCancellationRequested();
            links.Add(new LogLink(
                statement.Integer(0), statement.IsNull(1) ? null : statement.Integer(1), statement.IsNull(2) ? null : statement.Integer(2), statement.Bytes(3).ToArray(), statement.Bytes(4).ToArray()));
        }

        statement.Reset();
        return links;
    });

    /// <summary>Tells this program's own changes; what another program writes into the file is found by looking.</summary>
    public StoreChanges Changes { get; } = new(static () => { });

    /// <inheritdoc />
    public Task ScrubAsync() => _writer.Scrub();

    /// <summary>Writes a consistent copy of the whole database beside running appends; the file appears under its name only when complete.</summary>
    /// <exception cref="IOException">The target exists already.</exception>
    public Task BackupAsync(string path, CancellationToken ct) => Task.Run(
        () =>
        {
            if (File.Exists(path))
                throw new IOException($"{path} exists already.");
            var partial = path + ".partial";
            File.Delete(partial);
            CreatePrivately(partial);
            _readers.Read(session =>
            {
                using var statement = new SqliteStatement(session.Handle, "VACUUM INTO ?1");
                statement.Bind(1, partial);
                var code = statement.Run();
                return code == raw.SQLITE_DONE ? code : throw SqliteFault.From(session.Handle, code);
            });
            DurableFile.MoveIntoPlace(partial, path);
        },
        ct);

    /// <summary>Finishes the appends that wait, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.Run(_writer.Dispose);
        _readers.Dispose();
    }

    /// <summary>The streams, as their table has them.</summary>
    internal IReadOnlyList<(Guid Id, string? Type, long Version, DateTimeOffset Timestamp, DateTimeOffset Created)> ReadStreams() => _readers.Read(session =>
    {
        var statement = session.Statement("SELECT id, type, version, timestamp, created FROM mt_streams");
        var streams = new List<(Guid, string?, long, DateTimeOffset, DateTimeOffset)>();
        while (statement.Next())
            streams.Add((statement.Id(0), statement.IsNull(1) ? null : statement.Text(1), statement.Integer(2), SqliteTime.Time(statement.Integer(3)), SqliteTime.Time(statement.Integer(4))));
        statement.Reset();
        return streams;
    });

    private static void Create(string path, SqliteStoreOptions options)
    {
        if (File.Exists(path))
            return;
        if (options.MustExist)
            throw new StoreRefusedException($"There is no database {path}; check Issuer__DataDirectory.");
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        CreatePrivately(path);
    }

    // SQLite gives its log and index files the mode of the database.
    private static void CreatePrivately(string path)
    {
        var mode = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, mode);
    }

    private static List<StoredEvent> Events(SqliteStatement statement, CancellationToken ct)
    {
        var events = new List<StoredEvent>();
        while (statement.Next())
        {
            ct.ThrowIfCancellationRequested();
            events.Add(Event(statement));
        }

        statement.Reset();
        return events;
    }

    internal static StoredEvent Event(SqliteStatement statement) => new(
        statement.Integer(0), statement.Id(1), statement.Id(2), statement.Integer(3), statement.Text(4), Data(statement), SqliteTime.Time(statement.Integer(5)));

    private static JsonElement Data(SqliteStatement statement)
    {
        try
        {
            return JsonElement.Parse(statement.Bytes(6));
        }
        catch (JsonException fault)
        {
            throw new StoreDamagedException($"Event {statement.Integer(0)} is damaged: its data is not JSON.", fault) { Sequence = statement.Integer(0) };
        }
    }

    private Task<T> Read<T>(Func<SqliteSession, T> read)
    {
        try
        {
            return Task.FromResult(_readers.Read(read));
        }
        catch (Exception fault)
        {
            return Task.FromException<T>(fault);
        }
    }
}
