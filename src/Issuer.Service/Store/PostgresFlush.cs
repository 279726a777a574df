using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Issuer.Service.Store;

/// <summary>
/// Many appends as one statement. It looks which of them are in conflict, then writes the streams, events and rows of the others, and the
/// link of the chain of hashes that covers them. The lock goes before it in the same round trip, as a statement of its own: what the
/// second one sees begins after the lock is held.
/// </summary>
internal sealed class PostgresFlush(PostgresSources sources, IReadOnlyList<TableDefinition> tables)
{
    private const int RowOrder = 1_000_000;

    // Lines of the answer that are about no item.
    private const int Head = -1;
    private const int Notice = -2;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>What became of the appends, in their order.</summary>
    /// <param name="connection">Open; in a transaction of its own where more is to follow.</param>
    /// <param name="id">Of this attempt: afterwards, <see cref="PostgresResolution"/> tells whether it was committed.</param>
    /// <param name="appends">None of them touches what another one touches.</param>
    /// <param name="withRows">False: streams and events only.</param>
    public async Task<AppendResult[]> SendAsync(NpgsqlConnection connection, Guid id, IReadOnlyList<PostgresAppend> appends, bool withRows)
    {
        var rows = withRows ? Shape(appends) : [];
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT pg_advisory_xact_lock($1)") { Parameters = { new NpgsqlParameter<long> { TypedValue = sources.AppendLock } } });
        var command = new NpgsqlBatchCommand(Text(rows));
        AddEvents(command.Parameters, id, appends);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = PostgresListener.Payload(appends.SelectMany(append => append.Append.Rows)) });
        foreach (var part in rows)
            AddRows(command.Parameters, part, appends);
        batch.BatchCommands.Add(command);

        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        await reader.NextResultAsync(CancellationToken.None);
        return await ReadAsync(reader, appends);
    }

    /// <summary>The answer for a conflict, from where it was found.</summary>
    public static AppendResult Conflict(Append append, int order) => order >= RowOrder
        ? new AppendResult.Conflict(null, append.Rows[order - RowOrder].Table.Name)
        : new AppendResult.Conflict(append.Streams[order].StreamId, null);

    private static async Task<AppendResult[]> ReadAsync(NpgsqlDataReader reader, IReadOnlyList<PostgresAppend> appends)
    {
        var results = new AppendResult?[appends.Count];
        var head = 0L;
        while (await reader.ReadAsync(CancellationToken.None))
        {
            var item = reader.GetInt32(0);
            if (item == Head)
                head = reader.GetInt64(2);
            else if (item == Notice)
                continue;
            else if (!reader.IsDBNull(1))
                results[item] = reader.GetInt32(1) is >= 0 and var order ? Conflict(appends[item].Append, order) : throw new StoreUnavailableException("The attempt was given up before.");
            else
                results[item] = new AppendResult.Done(reader.GetInt64(2));
        }

        head = results.OfType<AppendResult.Done>().Select(done => done.LastSequence).Append(head).Max();
        return [.. results.Select(result => result ?? new AppendResult.Done(head))];
    }

    private List<Part> Shape(IReadOnlyList<PostgresAppend> appends)
    {
        var used = new HashSet<(string, Kind)>();
        foreach (var row in appends.SelectMany(append => append.Append.Rows))
            used.Add((row.Table.Name, KindOf(row)));
        var parts = new List<Part>();
        foreach (var table in tables)
        {
            foreach (var kind in (Kind[])[Kind.Require, Kind.Insert, Kind.Upsert])
            {
                if (used.Contains((table.Name, kind)))
                    parts.Add(new Part(table, kind));
            }
        }

        return parts;
    }

    private static Kind KindOf(RowWrite row) => row switch
    {
        RowWrite.Insert => Kind.Insert,
        RowWrite.Upsert => Kind.Upsert,
        RowWrite.Require => Kind.Require,
        _ => throw new ArgumentException($"{row.GetType().Name} is written step by step.", nameof(row)),
    };

    private string Text(List<Part> parts)
    {
        var shape = string.Join(',', parts.Select(part => $"{part.Table.Name} {part.Kind}"));
        if (!_texts.TryGetValue(shape, out var text))
            _texts[shape] = text = Write(parts);
        return text;
    }

    private string Write(List<Part> parts)
    {
        var inputs = new StringBuilder();
        var checks = new StringBuilder();
        var writes = new StringBuilder();
        var next = 19;
        for (var i = 0; i < parts.Count; i++)
        {
            var (table, kind) = parts[i];
            var columns = kind == Kind.Require ? [table.Columns[0]] : table.Columns;
            inputs.Append($",\nr{i} AS MATERIALIZED (SELECT * FROM unnest(${next++}::int[], ${next++}::int[]");
            foreach (var column in columns)
                inputs.Append($", ${next++}::{PostgresSchema.TypeName(column.Type)}[]");
            inputs.Append(") AS t(item, ord").Append(string.Concat(columns.Select((_, c) => $", c{c}"))).Append("))");
            WriteChecks(checks, i, parts[i]);
            if (kind != Kind.Require)
                WriteRows(writes, i, parts[i]);
        }

        return $"""
            WITH s AS MATERIALIZED (
                SELECT * FROM unnest($3::int[], $4::int[], $5::uuid[], $6::text[], $7::bigint[], $8::bigint[], $9::timestamptz[])
                    AS t(item, ord, id, type, expected, version, at)),
            n AS MATERIALIZED (
                SELECT * FROM unnest($10::int[], $11::uuid[], $12::uuid[], $13::bigint[], $14::text[], $15::timestamptz[], $16::text[], $17::bytea[])
                    WITH ORDINALITY AS t(item, id, stream_id, version, type, at, data, leaf, place)){inputs},
            bad AS (
                SELECT item, -1 AS ord FROM generate_series(0, $2 - 1) AS item WHERE EXISTS (SELECT FROM {Name("issuer_void")} WHERE id = $1)
                UNION ALL SELECT s.item, s.ord FROM s LEFT JOIN {Name("mt_streams")} m ON m.id = s.id
                    WHERE CASE WHEN s.expected = 0 THEN m.id IS NOT NULL ELSE m.version IS DISTINCT FROM s.expected END{checks}),
            rejected AS MATERIALIZED (SELECT item, min(ord) AS ord FROM bad GROUP BY item),
            e AS MATERIALIZED (
                SELECT *, nextval('{Name("mt_events_sequence")}') AS seq FROM (SELECT * FROM n WHERE item NOT IN (SELECT item FROM rejected) ORDER BY place) good),
            streams AS (
                INSERT INTO {Name("mt_streams")} (id, type, version, timestamp, created, tenant_id, is_archived)
                SELECT id, type, version, at, at, '*DEFAULT*', FALSE FROM s WHERE expected = 0 AND item NOT IN (SELECT item FROM rejected)),
            moved AS (
                UPDATE {Name("mt_streams")} m SET version = s.version, timestamp = s.at
                FROM s WHERE m.id = s.id AND s.expected > 0 AND s.item NOT IN (SELECT item FROM rejected)),
            events AS (
                INSERT INTO {Name("mt_events")} (seq_id, id, stream_id, version, data, bdata, type, timestamp, tenant_id, mt_dotnet_type, is_archived)
                SELECT seq, id, stream_id, version, data::jsonb, NULL, type, at, '*DEFAULT*', NULL, FALSE FROM e),
            last AS MATERIALIZED (SELECT number, hash FROM {Name("issuer_log")} ORDER BY number DESC LIMIT 1),
            link AS MATERIALIZED (SELECT min(seq) AS first, max(seq) AS last, coalesce(string_agg(leaf, ''::bytea ORDER BY seq), ''::bytea) AS leaves FROM e),
            log AS (
                INSERT INTO {Name("issuer_log")} (number, id, first_seq, last_seq, rejected, leaves, hash)
                SELECT coalesce((SELECT number FROM last), 0) + 1, $1, link.first, link.last,
                    (SELECT array_agg(x ORDER BY item, place) FROM (SELECT item, item AS x, 0 AS place FROM rejected UNION ALL SELECT item, ord, 1 FROM rejected) pairs),
                    link.leaves, sha256('\x01'::bytea || coalesce((SELECT hash FROM last), ''::bytea) || link.leaves)
                FROM link WHERE (SELECT count(*) FROM rejected) < $2){writes}
            SELECT item, ord, NULL::bigint AS seq FROM rejected
            UNION ALL SELECT item, NULL, max(seq) FROM e GROUP BY item
            UNION ALL SELECT {Head}, NULL, coalesce(max(seq_id), 0) FROM {Name("mt_events")}
            UNION ALL SELECT {Notice}, NULL, length(pg_notify('{sources.Channel}', $18)::text) FROM link WHERE (SELECT count(*) FROM rejected) < $2
            """;
    }

    private void WriteChecks(StringBuilder sql, int i, Part part)
    {
        var (table, kind) = part;
        var exists = $"EXISTS (SELECT FROM {Name(table.Name)} x WHERE";
        if (kind == Kind.Require)
            sql.Append($"\n    UNION ALL SELECT item, ord FROM r{i} WHERE NOT {exists} x.\"{table.Key}\" = c0)");
        if (kind == Kind.Insert)
            sql.Append($"\n    UNION ALL SELECT item, ord FROM r{i} WHERE {exists} x.\"{table.Key}\" = c0)");
        foreach (var index in kind == Kind.Require ? [] : table.UniqueIndexes ?? [])
        {
            var equal = string.Join(" AND ", index.Select(name => $"x.\"{name}\" = c{PostgresAppend.Position(table, name)}"));
            var other = kind == Kind.Upsert ? $" AND x.\"{table.Key}\" <> c0" : "";
            sql.Append($"\n    UNION ALL SELECT item, ord FROM r{i} WHERE {exists} {equal}{other})");
        }
    }

    private void WriteRows(StringBuilder sql, int i, Part part)
    {
        var (table, kind) = part;
        var columns = string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\""));
        var values = string.Join(", ", table.Columns.Select((_, c) => $"c{c}"));
        var good = $"FROM r{i} WHERE item NOT IN (SELECT item FROM rejected)";
        sql.Append($",\nw{i} AS (INSERT INTO {Name(table.Name)} AS x ({columns}) ");
        if (kind == Kind.Insert)
        {
            sql.Append($"SELECT {values} {good})");
            return;
        }

        // Of several appends that write one row the last one counts, and a row that says the same already is left alone.
        sql.Append($"SELECT DISTINCT ON (c0) {values} {good} ORDER BY c0, item DESC ON CONFLICT (\"{table.Key}\") DO ");
        var others = table.Columns.Skip(1).Select(column => column.Name).ToList();
        sql.Append(others.Count == 0
            ? "NOTHING)"
            : $"UPDATE SET {string.Join(", ", others.Select(name => $"\"{name}\" = excluded.\"{name}\""))} WHERE ({string.Join(", ", others.Select(name => $"x.\"{name}\""))}) IS DISTINCT FROM ({string.Join(", ", others.Select(name => $"excluded.\"{name}\""))}))");
    }

    private static void AddEvents(NpgsqlParameterCollection parameters, Guid id, IReadOnlyList<PostgresAppend> appends)
    {
        var streams = appends.SelectMany((append, item) => append.Append.Streams.Select((stream, ord) => (item, ord, stream, append.Append.Timestamp))).ToList();
        var events = appends.SelectMany((append, item) => append.Events.Select(one => (item, one, append.Append.Timestamp))).ToList();
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = appends.Count });
        Add(parameters, NpgsqlDbType.Integer, streams.Select(s => s.item));
        Add(parameters, NpgsqlDbType.Integer, streams.Select(s => s.ord));
        Add(parameters, NpgsqlDbType.Uuid, streams.Select(s => s.stream.StreamId));
        Add(parameters, NpgsqlDbType.Text, streams.Select(s => s.stream.StreamType));
        Add(parameters, NpgsqlDbType.Bigint, streams.Select(s => s.stream.ExpectedVersion));
        Add(parameters, NpgsqlDbType.Bigint, streams.Select(s => s.stream.ExpectedVersion + s.stream.Events.Count));
        Add(parameters, NpgsqlDbType.TimestampTz, streams.Select(s => s.Timestamp.UtcDateTime));
        Add(parameters, NpgsqlDbType.Integer, events.Select(e => e.item));
        Add(parameters, NpgsqlDbType.Uuid, events.Select(e => e.one.Id));
        Add(parameters, NpgsqlDbType.Uuid, events.Select(e => e.one.Stream));
        Add(parameters, NpgsqlDbType.Bigint, events.Select(e => e.one.Version));
        Add(parameters, NpgsqlDbType.Text, events.Select(e => e.one.Type));
        Add(parameters, NpgsqlDbType.TimestampTz, events.Select(e => e.Timestamp.UtcDateTime));
        Add(parameters, NpgsqlDbType.Text, events.Select(e => Encoding.UTF8.GetString(e.one.Data.Span)));
        Add(parameters, NpgsqlDbType.Bytea, events.Select(e => e.one.Leaf));
    }

    private static void AddRows(NpgsqlParameterCollection parameters, Part part, IReadOnlyList<PostgresAppend> appends)
    {
        var rows = new List<(int Item, int Order, object?[] Values)>();
        for (var item = 0; item < appends.Count; item++)
        {
            var all = appends[item].Append.Rows;
            for (var i = 0; i < all.Count; i++)
            {
                if (all[i].Table.Name == part.Table.Name && KindOf(all[i]) == part.Kind)
                    rows.Add((item, RowOrder + i, Values(all[i])));
            }
        }

        Add(parameters, NpgsqlDbType.Integer, rows.Select(row => row.Item));
        Add(parameters, NpgsqlDbType.Integer, rows.Select(row => row.Order));
        var columns = part.Kind == Kind.Require ? 1 : part.Table.Columns.Count;
        for (var c = 0; c < columns; c++)
        {
            var at = c;
            switch (part.Table.Columns[c].Type)
            {
                case ColumnType.Integer:
                    Add(parameters, NpgsqlDbType.Bigint, rows.Select(row => (long?)row.Values[at]));
                    break;
                case ColumnType.Blob:
                    Add(parameters, NpgsqlDbType.Bytea, rows.Select(row => (byte[]?)row.Values[at]));
                    break;
                default:
                    Add(parameters, NpgsqlDbType.Text, rows.Select(row => (string?)row.Values[at]));
                    break;
            }
        }
    }

    private static object?[] Values(RowWrite row) => row switch
    {
        RowWrite.Insert insert => insert.Values,
        RowWrite.Upsert upsert => upsert.Values,
        RowWrite.Require require => [require.Key],
        _ => [],
    };

    private static void Add<T>(NpgsqlParameterCollection parameters, NpgsqlDbType type, IEnumerable<T> values) =>
        parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | type });

    private string Name(string table) => sources.Name(table);

    private enum Kind
    {
        Require,
        Insert,
        Upsert,
    }

    private readonly record struct Part(TableDefinition Table, Kind Kind);
}
