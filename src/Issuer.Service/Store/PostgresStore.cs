using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Issuer.Service.Store;

/// <summary>Limits of the PostgreSQL store; the defaults suit a service.</summary>
public sealed record PostgresStoreOptions
{
    /// <summary>Appends that may wait; one more is answered <see cref="StoreUnavailableException"/>. Default 4096.</summary>
    public int QueueLength { get; init; } = 4096;

    /// <summary>Bytes of events and rows that may wait. Default 64 MB.</summary>
    public long QueueBytes { get; init; } = 64L << 20;

    /// <summary>How long a caller waits for an answer, whatever happens to the server or the network. Default 12 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>How long the flusher tries to reach a lost server again on behalf of one batch. Default 6 s.</summary>
    public TimeSpan Persistence { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Where the store says what lasts: deleted rows that cannot leave their table. Default: nowhere.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}

/// <summary>
/// Events and rows in PostgreSQL 14 or later, in the tables of Marten 9: a program that references Marten can open the same database, read the
/// streams, append to them and project them. Several services may share one database.
/// </summary>
public sealed class PostgresStore : IEventStore, IAsyncDisposable
{
    // A server that was restarted leaves a pool of dead connections behind, and a read may be repeated; a server that is silent is asked once.
    private static readonly TimeSpan[] ReadPauses = [TimeSpan.Zero, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(200)];
    private static readonly TimeSpan ReadPersistence = TimeSpan.FromSeconds(2);

    private readonly PostgresSources _sources;
    private readonly PostgresWriter _writer;
    private readonly PostgresScrubber _scrubber;
    private readonly PostgresListener _listener;
    private bool _closed;
    private readonly Dictionary<string, TableDefinition> _tables;

    private PostgresStore(PostgresSources sources, IReadOnlyList<TableDefinition> tables, TimeProvider clock, PostgresStoreOptions options)
    {
        _sources = sources;
        _tables = tables.ToDictionary(table => table.Name, StringComparer.Ordinal);
        _listener = new PostgresListener(sources);
        _scrubber = new PostgresScrubber(sources, options.Log);
        _writer = new PostgresWriter(sources, tables, _scrubber, clock, options);
    }

    internal PostgresSources Sources => _sources;

    internal IEnumerable<TableDefinition> Tables => _tables.Values;

    /// <summary>Opens the database, creating schema, event tables and declared tables where they are missing.</summary>
    /// <exception cref="StoreRefusedException">The server refuses the connection string, is too old or unsafe, or the schema is a newer program's.</exception>
    /// <exception cref="StoreUnavailableException">The server cannot be reached now.</exception>
    public static PostgresStore Open(string connectionString, IReadOnlyList<TableDefinition> tables, TimeProvider clock, PostgresStoreOptions? options = null)
    {
        if (!PostgresSources.TryCheck(connectionString, out var fault))
            throw new StoreRefusedException(fault);
        var sources = new PostgresSources(connectionString);
        try
        {
            PostgresSchema.Prepare(sources, tables, clock.GetUtcNow());
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
        {
            throw PostgresFault.AtOpening(failure);
        }

        return new PostgresStore(sources, tables, clock, options ?? new PostgresStoreOptions());
    }

    /// <summary>Whether the schema holds a store already.</summary>
    /// <exception cref="StoreUnavailableException">The server cannot be reached now.</exception>
    public static bool Exists(string connectionString) => Status(connectionString) is not null;

    /// <summary>Position of the newest event and the schema's steps, without changing anything; null where there is no store.</summary>
    /// <exception cref="StoreUnavailableException">The server cannot be reached now.</exception>
    public static StoreStatus? Status(string connectionString)
    {
        try
        {
            var sources = new PostgresSources(connectionString);
            using var connection = sources.Single();
            connection.Open();
            var steps = PostgresSchema.States(connection, sources);
            if (!steps.Any(step => step.Taken))
                return null;
            using var head = new NpgsqlCommand($"SELECT coalesce(max(seq_id), 0) FROM {sources.Name("mt_events")}", connection);
            return new StoreStatus((long)head.ExecuteScalar()!, steps);
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
        {
            throw PostgresFault.AtOpening(failure);
        }
    }

    /// <summary>Takes every step that is due, those included after which older programs cannot use the database.</summary>
    public static void Migrate(string connectionString, TimeProvider clock)
    {
        try
        {
            PostgresSchema.Prepare(new PostgresSources(connectionString), [], clock.GetUtcNow(), contract: true);
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
        {
            throw PostgresFault.AtOpening(failure);
        }
    }

    /// <summary>Writes the whole store, as of one moment, into a new SQLite file, beside running appends.</summary>
    /// <exception cref="IOException">The file exists already.</exception>
    public Task BackupAsync(string path, TimeProvider clock, CancellationToken ct) => new PostgresExport(this).RunAsync(path, clock, ct);

    /// <summary>Host, database and schema, without a password.</summary>
    public static string Describe(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        return $"PostgreSQL {settings.Host}:{settings.Port}, database {settings.Database}, schema {new PostgresSources(connectionString).Schema}";
    }

    /// <inheritdoc />
    public Task<AppendResult> AppendAsync(Append append) => _writer.AppendAsync(append);

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredEvent>> ReadStreamAsync(Guid streamId, CancellationToken ct) =>
        EventsAsync("WHERE stream_id = $1 ORDER BY version", [new NpgsqlParameter<Guid> { TypedValue = streamId }], ct);

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredEvent>> ReadAllAsync(long afterSequence, int limit, CancellationToken ct) =>
        EventsAsync("WHERE seq_id > $1 ORDER BY seq_id LIMIT $2", [new NpgsqlParameter<long> { TypedValue = afterSequence }, new NpgsqlParameter<int> { TypedValue = limit }], ct);

    /// <inheritdoc />
    public Task<long> HeadAsync(CancellationToken ct) => ReadAsync(
        $"SELECT coalesce(max(seq_id), 0) FROM {_sources.Name("mt_events")}",
        [],
        async reader =>
        {
            await reader.ReadAsync(ct);
            return reader.GetInt64(0);
        },
        ct);

    /// <inheritdoc />
    public async Task<IReadOnlyList<Row>> QueryAsync(TableQuery query, CancellationToken ct)
    {
        var table = AppendCheck.Declared(query.Table, _tables);
        var sql = TableQueryText.Of(table, query, _sources.Name(table.Name), '$');
        var parameters = query.Filters.Select(filter => PostgresSteps.Parameter(AppendCheck.Column(table, filter.Column).Type, filter.Value))
            .Append(new NpgsqlParameter<int> { TypedValue = query.Limit });
        return await ReadAsync(
            sql,
            [.. parameters],
            async reader =>
            {
                var rows = new List<Row>();
                while (await reader.ReadAsync(ct))
                    rows.Add(RowOf(table, reader));
                return rows;
            },
            ct);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<LogLink>> ReadLinksAsync(long afterNumber, int limit, CancellationToken ct) => await ReadAsync(
        $"SELECT number, first_seq, last_seq, leaves, hash FROM {_sources.Name("issuer_log")} WHERE number > $1 ORDER BY number LIMIT $2",
        [new NpgsqlParameter<long> { TypedValue = afterNumber }, new NpgsqlParameter<int> { TypedValue = limit }],
        async reader =>
        {
            var links = new List<LogLink>();
            while (await reader.ReadAsync(ct))
            {
                links.Add(new LogLink(
                    reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetInt64(2), reader.GetFieldValue<byte[]>(3), reader.GetFieldValue<byte[]>(4)));
            }

            return links;
        },
        ct);

    /// <inheritdoc />
    public StoreChanges Changes => _listener.Changes;

    /// <inheritdoc />
    public Task ScrubAsync() => _scrubber.ScrubAsync();

    /// <summary>Finishes the appends that wait, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, true))
            return;
        await _listener.DisposeAsync();
        await _writer.DisposeAsync();
        await _scrubber.DisposeAsync();
        await _sources.DisposeAsync();
    }

    private async Task<IReadOnlyList<StoredEvent>> EventsAsync(string rest, NpgsqlParameter[] parameters, CancellationToken ct) => await ReadAsync(
        $"SELECT seq_id, id, stream_id, version, type, timestamp, data FROM {_sources.Name("mt_events")} {rest}",
        parameters,
        async reader =>
        {
            var events = new List<StoredEvent>();
            while (await reader.ReadAsync(ct))
                events.Add(Event(reader));
            return events;
        },
        ct);

    private async Task<T> ReadAsync<T>(string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, Task<T>> read, CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            var source = _sources.Reader;
            try
            {
                return await ReadOnceAsync(source, sql, attempt == 0 ? parameters : [.. parameters.Select(parameter => parameter.Clone())], read, ct).WaitAsync(PostgresSources.ReadPatience, ct);
            }
            catch (TimeoutException silence) when (Stopwatch.GetElapsedTime(since) >= PostgresSources.ReadPatience)
            {
                _sources.ReplaceReader(source);
                throw PostgresFault.From(silence);
            }
            catch (Exception outage) when (PostgresFault.IsOutage(outage) && attempt < ReadPauses.Length && Stopwatch.GetElapsedTime(since) < ReadPersistence)
            {
                await Task.Delay(ReadPauses[attempt], ct);
            }
            catch (Exception fault) when (fault is NpgsqlException || PostgresFault.IsOutage(fault))
            {
                ct.ThrowIfCancellationRequested();
                throw PostgresFault.From(fault);
            }
        }
    }

    private static async Task<T> ReadOnceAsync<T>(NpgsqlDataSource source, string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, Task<T>> read, CancellationToken ct)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await read(reader);
    }

    private static StoredEvent Event(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetInt64(3), reader.GetString(4), JsonElement.Parse(reader.GetFieldValue<byte[]>(6)),
        new DateTimeOffset(reader.GetDateTime(5)));

    private static Row RowOf(TableDefinition table, NpgsqlDataReader reader)
    {
        var values = new object?[table.Columns.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (reader.IsDBNull(i))
                continue;
            values[i] = table.Columns[i].Type switch
            {
                ColumnType.Text => reader.GetString(i),
                ColumnType.Integer => reader.GetInt64(i),
                _ => reader.GetFieldValue<byte[]>(i),
            };
        }

        return new Row(table, values);
    }
}
