using System.Collections.Concurrent;
using Issuer.Service.Store;

namespace Issuer.Service.Credentials;

/// <summary>
/// Running numbers of an institution's status places, handed out from blocks that a node takes for itself: nodes on one database never try
/// the same number. What is left of a block when its node stops stays empty for good, which costs a bit each.
/// </summary>
public sealed class StatusCounters(IEventStore store, TimeProvider clock) : IDisposable
{
    /// <summary>Numbers in a block: the append that takes one is one in so many.</summary>
    public const int BlockSize = 256;

    /// <summary>One row per block that was taken.</summary>
    public static readonly TableDefinition Table = new(
        "status_blocks",
        [
            new("id", ColumnType.Text),
            new("institution_id", ColumnType.Text),
            new("purpose", ColumnType.Text),
            new("number", ColumnType.Integer),
        ],
        Indexes: [["institution_id", "purpose", "number"]]);

    private readonly ConcurrentDictionary<(Guid Institution, string Purpose), Block> _blocks = new();
    private readonly SemaphoreSlim _taking = new(1, 1);

    /// <summary>A number that nobody else gets.</summary>
    public async ValueTask<long> NextAsync(Guid institution, string purpose, CancellationToken ct)
    {
        while (true)
        {
            if (_blocks.TryGetValue((institution, purpose), out var block) && block.TryNext(out var number))
                return number;
            await _taking.WaitAsync(ct);
            try
            {
                // Another request may have taken one while this one waited.
                if (!_blocks.TryGetValue((institution, purpose), out var now) || now == block)
                    _blocks[(institution, purpose)] = await TakeAsync(institution, purpose, ct);
            }
            finally
            {
                _taking.Release();
            }
        }
    }

    /// <summary>The present block has a number that is in use: go on with another one.</summary>
    public void Forget(Guid institution, string purpose) => _blocks.TryRemove((institution, purpose), out _);

    public void Dispose() => _taking.Dispose();

    private async Task<Block> TakeAsync(Guid institution, string purpose, CancellationToken ct)
    {
        while (true)
        {
            var number = await FreeAsync(institution, purpose, ct);
            var row = new RowWrite.Insert(Table, [$"{institution}/{purpose}/{number}", institution.ToString(), purpose, number]);
            if (await store.AppendAsync(new Append([], [row], clock.GetUtcNow())) is AppendResult.Done)
                return new Block(number * BlockSize);
        }
    }

    private async Task<long> FreeAsync(Guid institution, string purpose, CancellationToken ct)
    {
        if (await LastAsync(Table, "institution_id", "purpose", "number") is { } taken)
            return taken + 1;
        // A database from before there were blocks goes on after the last number in use.
        return await LastAsync(CredentialTables.Credentials, "institution_id", "status_purpose", "status_counter") is { } used ? (used / BlockSize) + 1 : 0;

        async Task<long?> LastAsync(TableDefinition table, string institutionColumn, string purposeColumn, string numberColumn)
        {
            var rows = await store.QueryAsync(
                new(table, [Filter.Is(institutionColumn, institution.ToString()), Filter.Is(purposeColumn, purpose)], OrderBy: numberColumn, Descending: true, Limit: 1), ct);
            return rows.Count == 0 ? null : rows[0].Integer(numberColumn);
        }
    }

    private sealed class Block(long first)
    {
        private long _next = first - 1;

        public bool TryNext(out long number) => (number = Interlocked.Increment(ref _next)) < first + BlockSize;
    }
}
