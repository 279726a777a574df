using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Issuer.Service.Store;

/// <summary>
/// What a store demands of an append, checked on the caller's thread before it joins a batch; a violation is a bug of the caller and
/// throws <see cref="ArgumentException"/>. The same demands hold on every store.
/// </summary>
internal static class AppendCheck
{
    /// <summary>Checks, and answers the size in bytes.</summary>
    public static int Run(Append append, IReadOnlyDictionary<string, TableDefinition> tables)
    {
        if (append.Streams.Count == 0 && append.Rows.Count == 0)
            throw new ArgumentException("An append writes at least one event or row.", nameof(append));
        var bytes = 0;
        var seen = append.Streams.Count > 1 ? new HashSet<Guid>() : null;
        foreach (var stream in append.Streams)
        {
            if (seen?.Add(stream.StreamId) == false)
                throw new ArgumentException("A stream occurs twice in one append.", nameof(append));
            if (stream.Events.Count == 0 || stream.ExpectedVersion < 0 || stream.StreamId == Guid.Empty)
                throw new ArgumentException("A stream has an id, an expected version of 0 or more, and at least one event.", nameof(append));
            Name(stream.StreamType);
            foreach (var appended in stream.Events)
            {
                Name(appended.Type);
                Json(appended.Data.Span);
                bytes += appended.Data.Length;
            }
        }

        foreach (var row in append.Rows)
            bytes += Row(row, Declared(row.Table, tables));
        return bytes;
    }

    /// <summary>Names reach SQL only from here on: lower case, digits and underscores, never a word of a request.</summary>
    public static void Name(string name)
    {
        if (name.Length is 0 or > 63 || !char.IsAsciiLetterLower(name[0]) || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
            throw new ArgumentException($"'{name}' is not a snake case name.", nameof(name));
    }

    /// <summary>The names of a table that is declared to a store.</summary>
    public static void TableNames(TableDefinition table)
    {
        Name(table.Name);
        if (table.Name.StartsWith("mt_", StringComparison.Ordinal) || table.Name.StartsWith("issuer_", StringComparison.Ordinal))
            throw new ArgumentException($"Table {table.Name}: names beginning with mt_ are Marten's, with issuer_ the store's own.", nameof(table));
        foreach (var column in table.Columns)
            Name(column.Name);
    }

    public static TableDefinition Declared(TableDefinition table, IReadOnlyDictionary<string, TableDefinition> tables) =>
        tables.TryGetValue(table.Name, out var declared) ? declared : throw new ArgumentException($"Table {table.Name} was not declared to the store.", nameof(table));

    public static Column Column(TableDefinition table, string name) =>
        table.Columns.FirstOrDefault(c => c.Name == name) ?? throw new ArgumentException($"Table {table.Name} has no column {name}.", nameof(name));

    /// <summary>The value suits the column; answers its size.</summary>
    public static int Value(TableDefinition table, Column column, object? value)
    {
        var size = (value, column.Type) switch
        {
            (null, _) when column.Nullable => 1,
            (string text, ColumnType.Text) when !text.Contains('\0') => Encoding.UTF8.GetByteCount(text),
            (long, ColumnType.Integer) => 8,
            (byte[] blob, ColumnType.Blob) => blob.Length,
            _ => -1,
        };
        return size >= 0 ? size : throw new ArgumentException($"{table.Name}.{column.Name} does not take a {value?.GetType().Name ?? "null"}.", nameof(value));
    }

    private static int Row(RowWrite row, TableDefinition table)
    {
        if (row is RowWrite.Delete delete)
            return Value(table, Column(table, delete.Column) with { Nullable = false }, delete.Value);
        if (row is RowWrite.Require require)
            return Value(table, table.Columns[0] with { Nullable = false }, require.Key);
        var values = row is RowWrite.Insert insert ? insert.Values : ((RowWrite.Upsert)row).Values;
        if (values.Length != table.Columns.Count)
            throw new ArgumentException($"Table {table.Name} has {table.Columns.Count} columns, not {values.Length}.", nameof(row));
        var bytes = 0;
        for (var i = 0; i < values.Length; i++)
            bytes += Value(table, table.Columns[i], values[i]);
        return bytes;
    }

    // PostgreSQL's jsonb takes neither broken JSON nor U+0000 nor a lone surrogate; what one store takes the other must take.
    private static void Json(ReadOnlySpan<byte> data)
    {
        if (!Utf8.IsValid(data))
            throw new ArgumentException("An event's data is not UTF-8.", nameof(data));
        var reader = new Utf8JsonReader(data);
        try
        {
            while (reader.Read())
            {
                var text = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName;
                if (text && reader.ValueIsEscaped && reader.GetString()!.Contains('\0'))
                    throw new ArgumentException("An event's JSON cannot hold U+0000.", nameof(data));
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new ArgumentException("An event's data is not JSON.", nameof(data), fault);
        }
    }
}
