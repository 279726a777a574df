using SQLitePCL;

namespace Issuer.Service.Store;

/// <summary>
/// The one thread that writes. It takes whatever waits, at most <see cref="MaximumItems"/> appends or <see cref="MaximumBytes"/>, as one
/// transaction, and answers each caller after COMMIT returned. There is no delay to fill a batch: the longer a commit takes, the more
/// waits for the next one.
/// </summary>
/// <remarks>
/// Order within a batch: BEGIN IMMEDIATE; per append SAVEPOINT, streams and events, rows, RELEASE (or ROLLBACK TO, which leaves the
/// others alone); COMMIT, which returns after the log is synchronised to disk; then the answers. A crash before COMMIT leaves nothing,
/// a crash after it leaves all of the batch, acknowledged or not.
/// </remarks>
internal sealed class SqliteWriter : IDisposable
{
    private const int MaximumItems = 256;
    private const int MaximumBytes = 1 << 20;

    // A long read (a backup) delays truncation; each attempt may hold appends up for this long, so attempts grow rare.
    private const int ScrubHoldMilliseconds = 100;

    // SQLite polls ever more slowly while it waits for a lock; our own loop keeps a second program from starving.
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan FirstScrubRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastScrubRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ScrubPatience = TimeSpan.FromSeconds(5);

    private readonly SqliteSession _session;
    private readonly Dictionary<string, TableStatements> _tables = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;
    private readonly SqliteStoreOptions _options;
    private readonly Action<StoreChange> _tell;
    private readonly Thread _thread;

    // Never set: pauses the writer thread.
    private readonly ManualResetEventSlim _lockPause = new();

    // Guarded by _gate: the queue and its bytes, who waits for a scrub, whether the store is closing.
    private readonly object _gate = new();
    private readonly Queue<Pending> _queue = new();
    private readonly List<Scrubbing> _scrubs = [];
    private long _queuedBytes;
    private bool _scrubAsked;
    private bool _closing;

    // Owned by the writer thread: whether the log may hold deleted rows, when to truncate it, whether a transaction was left open.
    private bool _scrubDue;
    private long _scrubAt;
    private TimeSpan _scrubRetry;
    private bool _interrupted;

    public SqliteWriter(SqliteSession session, IReadOnlyList<TableDefinition> tables, TimeProvider clock, SqliteStoreOptions options, Action<StoreChange> tell)
    {
        (_session, _clock, _options, _tell) = (session, clock, options, tell);
        raw.sqlite3_busy_timeout(session.Handle, 0);
        foreach (var table in tables)
            _tables.Add(table.Name, new TableStatements(session, table));
        _thread = new Thread(Run) { IsBackground = true, Name = "issuer store writer" };
        _thread.Start();
    }

    /// <summary>Queues an append; it is carried out even if nobody waits for the answer any more.</summary>
    public Task<AppendResult> Enqueue(Append append, int bytes)
    {
        var pending = new Pending(append, bytes, PreparedEvent.Of(append, _clock));
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            // A single large append is always admitted to an empty queue.
            if (_queue.Count >= _options.QueueLength || (_queue.Count > 0 && _queuedBytes + bytes > _options.QueueBytes))
                throw new StoreUnavailableException("Too many appends are waiting.") { RetryAfter = TimeSpan.FromSeconds(1) };
            _queue.Enqueue(pending);
            _queuedBytes += bytes;
            Monitor.Pulse(_gate);
        }

        return pending.Answer.Task;
    }

    /// <summary>Completes when the log holds nothing of what was deleted before.</summary>
    public Task Scrub()
    {
        var scrub = new Scrubbing(_clock.GetTimestamp());
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            _scrubs.Add(scrub);
            _scrubAsked = true;
            Monitor.Pulse(_gate);
        }

        return scrub.Done.Task;
    }

    /// <summary>Finishes what waits, then closes.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closing)
                return;
            _closing = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
        _session.Dispose();
        _lockPause.Dispose();
    }

    private void Run()
    {
        var batch = new List<Pending>(MaximumItems);
        bool open;
        do
        {
            batch.Clear();
            open = Take(batch);
            if (batch.Count > 0)
                Write(batch);
            Scrub(last: !open);
        }
        while (open);
    }

    /// <summary>Waits for appends or for the time to truncate the log; false when the store closes and nothing is left.</summary>
    private bool Take(List<Pending> batch)
    {
        lock (_gate)
        {
            while (_queue.Count == 0 && !_closing && !_scrubAsked)
            {
                if (!_scrubDue)
                    Monitor.Wait(_gate);
                else if (UntilScrub() is { Ticks: > 0 } wait)
                    Monitor.Wait(_gate, wait);
                else
                    break;
            }

            if (_scrubAsked)
                (_scrubDue, _scrubRetry, _scrubAsked) = (true, TimeSpan.Zero, false);

            var bytes = 0;
            while (batch.Count < MaximumItems && _queue.TryPeek(out var next) && (batch.Count == 0 || bytes + next.Bytes <= MaximumBytes))
            {
                batch.Add(_queue.Dequeue());
                bytes += next.Bytes;
            }

            _queuedBytes -= bytes;
            return !_closing || _queue.Count > 0;
        }
    }

    private void Write(List<Pending> batch)
    {
        var outcomes = new Outcome[batch.Count];
        var deletes = false;
        try
        {
            EndInterrupted();
            Begin();
            for (var i = 0; i < batch.Count; i++)
            {
                outcomes[i] = WriteOne(batch[i]);
                deletes |= outcomes[i].Deleted;
            }

            WriteLink(batch, outcomes);
            Must("COMMIT");
        }
        catch (Exception fault)
        {
            // Whether a failed commit reached the disk is unknown; nobody is told that it did.
            _interrupted = true;
            foreach (var pending in batch)
                pending.Answer.SetException(new StoreUnavailableException("The append could not be committed.", fault));
            return;
        }

        if (Array.Exists(outcomes, outcome => outcome.Result is AppendResult.Done))
            _tell(StoreChange.Of(batch.Where((_, i) => outcomes[i].Result is AppendResult.Done).SelectMany(pending => pending.Append.Rows)));
        if (deletes && !_scrubDue)
            (_scrubDue, _scrubRetry) = (true, TimeSpan.Zero);
        for (var i = 0; i < batch.Count; i++)
        {
            if (outcomes[i].Poison is { } poison)
                batch[i].Answer.SetException(poison);
            else
                batch[i].Answer.SetResult(outcomes[i].Result!);
        }
    }

    private Outcome WriteOne(Pending pending)
    {
        Must("SAVEPOINT item");
        Outcome outcome;
        try
        {
            outcome = WriteStreams(pending) ?? WriteRows(pending.Append);
        }
        catch (Exception poison) when (poison is not StoreUnavailableException)
        {
            outcome = new Outcome(null, poison, Deleted: false);
        }

        if (outcome.Result is not AppendResult.Done)
            Must("ROLLBACK TO item");
        Must("RELEASE item");
        return outcome;
    }

    private Outcome? WriteStreams(Pending pending)
    {
        var append = pending.Append;
        var place = 0;
        var timestamp = SqliteTime.Microseconds(append.Timestamp);
        foreach (var stream in append.Streams)
        {
            if (!MoveStream(stream, stream.ExpectedVersion + stream.Events.Count, timestamp))
                return new Outcome(new AppendResult.Conflict(stream.StreamId, null), null, Deleted: false);
            for (var i = 0; i < stream.Events.Count; i++, place++)
            {
                var appended = pending.Events[place];
                var insert = _session.Statement("INSERT INTO mt_events (id, stream_id, version, type, timestamp, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
                insert.Bind(1, appended.Id);
                insert.Bind(2, stream.StreamId);
                insert.Bind(3, appended.Version);
                insert.Bind(4, appended.Type);
                insert.Bind(5, timestamp);
                insert.BindText(6, appended.Data.Span);
                var code = insert.Run();
                if (SqliteFault.IsUniqueness(code))
                    return new Outcome(new AppendResult.Conflict(stream.StreamId, null), null, Deleted: false);
                Expect(code);
            }
        }

        return null;
    }

    private bool MoveStream(StreamAppend stream, long version, long timestamp)
    {
        if (stream.ExpectedVersion == 0)
        {
            var insert = _session.Statement("INSERT INTO mt_streams (id, type, version, timestamp, created) VALUES (?1, ?2, ?3, ?4, ?4) ON CONFLICT DO NOTHING");
            insert.Bind(1, stream.StreamId);
            insert.Bind(2, stream.StreamType);
            insert.Bind(3, version);
            insert.Bind(4, timestamp);
            Expect(insert.Run());
        }
        else
        {
            var update = _session.Statement("UPDATE mt_streams SET version = ?3, timestamp = ?4 WHERE id = ?1 AND version = ?2");
            update.Bind(1, stream.StreamId);
            update.Bind(2, stream.ExpectedVersion);
            update.Bind(3, version);
            update.Bind(4, timestamp);
            Expect(update.Run());
        }

        return raw.sqlite3_changes(_session.Handle) == 1;
    }

    private Outcome WriteRows(Append append)
    {
        // Before the rows: an insert into a declared table moves SQLite's last row id too.
        var last = append.Streams.Count > 0 ? raw.sqlite3_last_insert_rowid(_session.Handle) : Head();
        var deleted = false;
        foreach (var row in append.Rows)
        {
            var table = _tables[row.Table.Name];
            var code = row switch
            {
                RowWrite.Insert insert => table.Insert(insert.Values),
                RowWrite.Upsert upsert => table.Upsert(upsert.Values),
                RowWrite.Delete delete => table.Delete(delete.Column, delete.Value),
                RowWrite.Require require => table.Exists(require.Key),
                _ => throw new ArgumentException($"Unknown row write {row.GetType().Name}.", nameof(append)),
            };
            if (row is RowWrite.Require && code == raw.SQLITE_ROW)
                continue;
            if (SqliteFault.IsUniqueness(code) || (code == raw.SQLITE_DONE && row is RowWrite.Require)
                || (code == raw.SQLITE_DONE && row is RowWrite.Insert && raw.sqlite3_changes(_session.Handle) == 0))
            {
                return new Outcome(new AppendResult.Conflict(null, row.Table.Name), null, Deleted: false);
            }

            Expect(code);
            deleted |= row is RowWrite.Delete;
        }

        return new Outcome(new AppendResult.Done(last), null, deleted);
    }

    private void WriteLink(List<Pending> batch, Outcome[] outcomes)
    {
        var leaves = batch.Where((_, i) => outcomes[i].Result is AppendResult.Done).SelectMany(pending => pending.Events).Select(one => one.Leaf).ToList();
        if (leaves.Count > 0)
            SqliteLog.Write(_session, Head(), leaves);
    }

    private long Head()
    {
        var statement = _session.Statement("SELECT max(seq_id) FROM mt_events");
        try
        {
            return statement.Next() ? statement.Integer(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }

    private void Begin()
    {
        var started = _clock.GetTimestamp();
        while (true)
        {
            var code = _session.Statement("BEGIN IMMEDIATE").Run();
            if (code == raw.SQLITE_DONE)
                return;
            if ((code & 0xFF) != raw.SQLITE_BUSY || _clock.GetElapsedTime(started) > _options.BusyTimeout)
                throw SqliteFault.From(_session.Handle, code);
            _lockPause.Wait(LockPoll);
        }
    }

    /// <summary>
    /// After a failed batch: ends its transaction. SQLite's index of the log does not reach the pages that may not have been synchronised,
    /// so the next commit writes them anew.
    /// </summary>
    private void EndInterrupted()
    {
        if (_interrupted && raw.sqlite3_get_autocommit(_session.Handle) == 0)
            Must("ROLLBACK");
        _interrupted = false;
    }

    private TimeSpan UntilScrub() => _scrubRetry == TimeSpan.Zero ? TimeSpan.Zero : _scrubRetry - _clock.GetElapsedTime(_scrubAt);

    /// <summary>
    /// <c>secure_delete</c> overwrites deleted rows in the database file; the log still holds them until it is written back and
    /// truncated, which an unfinished read delays.
    /// </summary>
    private void Scrub(bool last)
    {
        if (!_scrubDue || (UntilScrub() > TimeSpan.Zero && !last))
            return;
        Scrubbing[] waiting;
        lock (_gate)
        {
            waiting = [.. _scrubs];
        }

        raw.sqlite3_busy_timeout(_session.Handle, ScrubHoldMilliseconds);
        var code = raw.sqlite3_wal_checkpoint_v2(_session.Handle, "main", raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _);
        raw.sqlite3_busy_timeout(_session.Handle, 0);
        if (code == raw.SQLITE_OK)
        {
            _scrubDue = false;
            foreach (var scrub in waiting)
                scrub.Done.SetResult();
        }
        else
        {
            var next = _scrubRetry == TimeSpan.Zero ? FirstScrubRetry : _scrubRetry * 2;
            (_scrubAt, _scrubRetry) = (_clock.GetTimestamp(), next < LastScrubRetry ? next : LastScrubRetry);
            waiting = [.. waiting.Where(scrub => last || _clock.GetElapsedTime(scrub.Since) > ScrubPatience)];
            foreach (var scrub in waiting)
                scrub.Done.SetException(new StoreUnavailableException("The log could not be truncated yet; the store goes on trying.", SqliteFault.From(_session.Handle, code)));
        }

        lock (_gate)
        {
            foreach (var scrub in waiting)
                _scrubs.Remove(scrub);
        }
    }

    private void Must(string sql) => Expect(_session.Statement(sql).Run());

    private void Expect(int code)
    {
        if (code != raw.SQLITE_DONE)
            throw SqliteFault.From(_session.Handle, code);
    }

    private sealed class Pending(Append append, int bytes, PreparedEvent[] events)
    {
        public Append Append { get; } = append;

        public PreparedEvent[] Events { get; } = events;

        public int Bytes { get; } = bytes;

        // The writer must not run its callers' code.
        public TaskCompletionSource<AppendResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed record Scrubbing(long Since)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private readonly record struct Outcome(AppendResult? Result, Exception? Poison, bool Deleted);

    private sealed class TableStatements(SqliteSession session, TableDefinition table)
    {
        private readonly string _columns = string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""));
        private readonly string _values = string.Join(", ", table.Columns.Select((_, i) => $"?{i + 1}"));
        private readonly string _updates = string.Join(", ", table.Columns.Skip(1).Select((c, i) => $"\"{c.Name}\" = ?{i + 2}"));

        public int Insert(object?[] values) => Run($"INSERT INTO \"{table.Name}\" ({_columns}) VALUES ({_values}) ON CONFLICT DO NOTHING", values);

        public int Upsert(object?[] values) => Run(
            $"INSERT INTO \"{table.Name}\" ({_columns}) VALUES ({_values}) ON CONFLICT (\"{table.Key}\") DO {(_updates.Length == 0 ? "NOTHING" : $"UPDATE SET {_updates}")}",
            values);

        public int Delete(string column, object value) => Run($"DELETE FROM \"{table.Name}\" WHERE \"{column}\" = ?1", [value]);

        /// <summary><see cref="raw.SQLITE_ROW"/> when there is one.</summary>
        public int Exists(object key)
        {
            var statement = session.Statement($"SELECT 1 FROM \"{table.Name}\" WHERE \"{table.Key}\" = ?1");
            statement.Bind(1, key);
            return statement.First();
        }

        private int Run(string sql, object?[] values)
        {
            var statement = session.Statement(sql);
            for (var i = 0; i < values.Length; i++)
                statement.Bind(i + 1, values[i]);
            return statement.Run();
        }
    }
}

/// <summary>Microseconds since 1970 in UTC, PostgreSQL's resolution.</summary>
internal static class SqliteTime
{
    public static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset Time(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
