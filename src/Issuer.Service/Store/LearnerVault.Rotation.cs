using System.Globalization;
using System.Security.Cryptography;

namespace Issuer.Service.Store;

/// <summary>How learners' keys are wrapped now.</summary>
/// <param name="Generation">The generation that wraps.</param>
/// <param name="Kept">Every generation in the keys directory.</param>
/// <param name="Learners">Learners' keys in the database by the generation that wrapped them.</param>
public sealed record VaultStatus(int Generation, IReadOnlyList<int> Kept, IReadOnlyDictionary<int, long> Learners);

/// <content>Wrapping keys are rotated and retired; no event is touched, since events are sealed under learners' own keys, which stay.</content>
public sealed partial class LearnerVault
{
    private const int Page = 500;

    // While it is there, a rotation to the generation that it names is under way.
    private const string Rotating = "rotating";

    /// <summary>
    /// Wraps every learner's key under a new generation; goes on with one that was interrupted. Steps: the database accepts the generation and remembers
    /// the rotation; the keys directory has it; every key is wrapped anew; the rotation is over. Services go on meanwhile, and may be killed and
    /// started at any point. The older generation stays in the keys directory, because backups need it, until it is retired.
    /// </summary>
    /// <returns>The generation, and how many keys this run wrapped.</returns>
    public async Task<(int Generation, long Wrapped)> RotateAsync(IEventStore store, DateTimeOffset now, CancellationToken ct)
    {
        var begun = await store.QueryAsync(new TableQuery(VaultIdentity, [Filter.Is("name", Rotating)]), ct);
        var generation = begun.Count > 0 ? int.Parse(begun[0].Text("value"), CultureInfo.InvariantCulture) : _tree.Current.Newest + 1;
        await AcceptAsync(store, generation, ct);
        var remember = new RowWrite.Upsert(VaultIdentity, [Rotating, generation.ToString(CultureInfo.InvariantCulture)]);
        await store.AppendAsync(new Append([], [remember], now));
        await Task.Run(() => _tree.Change(trees => trees.Rotate(generation)), ct);
        var wrapped = await WrapAnewAsync(store, now, ct);
        await EndAsync(store, [new RowWrite.Delete(VaultIdentity, "name", Rotating)], now);
        return (generation, wrapped);
    }

    /// <summary>
    /// Destroys every generation but the newest: no backup of the database from before the last rotation gives anything of any learner from then on. Answers
    /// how many keys had to be wrapped anew before.
    /// </summary>
    /// <exception cref="StoreRefusedException">A key cannot be wrapped anew.</exception>
    public async Task<long> RetireAsync(IEventStore store, DateTimeOffset now, CancellationToken ct)
    {
        var (_, wrapped) = (await store.QueryAsync(new TableQuery(VaultIdentity, [Filter.Is("name", Rotating)]), ct)).Count > 0 ? await RotateAsync(store, now, ct) : default;
        var trees = _tree.Current;
        wrapped += await WrapAnewAsync(store, now, ct);
        // From here on nobody begins under an older generation, not even a program that slept: its append meets a conflict. Who did before is wrapped now.
        await EndAsync(store, [.. trees.Generations.Where(one => one != trees.Newest).Select(one => new RowWrite.Delete(VaultIdentity, "name", Accepts(one)))], now);
        wrapped += await WrapAnewAsync(store, now, ct);
        var left = (await StatusAsync(store, ct)).Learners.Where(one => one.Key != trees.Newest).Sum(one => one.Value);
        if (left > 0)
            throw new StoreRefusedException($"{left} learners' keys are damaged or wrapped under keys that are not here; nothing was retired.");
        await Task.Run(() => _tree.Change(static all => all.Retire()), ct);
        return wrapped;
    }

    /// <summary>Counts.</summary>
    public async Task<VaultStatus> StatusAsync(IEventStore store, CancellationToken ct)
    {
        var counts = new SortedDictionary<int, long>();
        await foreach (var row in store.RowsAsync(LearnerKeys, ct))
        {
            var generation = GenerationOf(row.Blob("wrapped_key")) ?? -1;
            counts[generation] = counts.GetValueOrDefault(generation) + 1;
        }

        var trees = _tree.Current;
        return new VaultStatus(trees.Newest, [.. trees.Generations], counts);
    }

    /// <summary>Refuses a database whose learners' keys these wrapping keys cannot open: it is older than the last retirement.</summary>
    /// <exception cref="StoreRefusedException">It is.</exception>
    public async Task CheckReadableAsync(IEventStore store, CancellationToken ct)
    {
        var status = await StatusAsync(store, ct);
        if (status.Learners.Keys.Except(status.Kept).Any())
        {
            throw new StoreRefusedException(
                "Learners' keys in this database were wrapped under keys that this keys directory does not hold: they were retired since, or the directory is too old. Nobody can read what belongs to those learners with it.");
        }
    }

    private static async Task AcceptAsync(IEventStore store, int generation, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await store.AppendAsync(new Append([], [new RowWrite.Upsert(VaultIdentity, [Accepts(generation), ""])], TimeProvider.System.GetUtcNow()));
    }

    private async Task<long> WrapAnewAsync(IEventStore store, DateTimeOffset now, CancellationToken ct)
    {
        var trees = _tree.Current;
        var (wrapped, page) = (0L, new List<RowWrite.Upsert>(Page));
        await foreach (var row in store.RowsAsync(LearnerKeys, ct))
        {
            if (GenerationOf(row.Blob("wrapped_key")) is not { } generation || generation >= trees.Newest || Unwrap(row, trees) is not VaultLookup.Found found)
                continue;
            using (found.Key)
                page.Add(new RowWrite.Upsert(LearnerKeys, [row.Text("learner_id"), row.Integer("leaf"), WrapAnew(found.Key, trees, row.Integer("leaf"))]));
            if (page.Count == Page)
                wrapped += await WriteAsync(store, page, now);
        }

        return wrapped + await WriteAsync(store, page, now);
    }

    private static byte[] WrapAnew(VaultKey key, WrappingKeys trees, long leaf)
    {
        Span<byte> wrapping = stackalloc byte[KeyBytes];
        if (!trees.TryDerive(trees.Newest, leaf, wrapping))
            throw new InvalidOperationException("Every generation has the same leaves.");
        var wrapped = key.WrapUnder(wrapping, trees.Newest, leaf);
        CryptographicOperations.ZeroMemory(wrapping);
        return wrapped;
    }

    // Each by itself: a learner who was erased meanwhile is a conflict, and must not come back.
    private static async Task<long> WriteAsync(IEventStore store, List<RowWrite.Upsert> page, DateTimeOffset now)
    {
        var results = await Task.WhenAll(page.Select(row => store.AppendAsync(new Append([], [new RowWrite.Require(LearnerKeys, row.Values[0]!), row], now))));
        page.Clear();
        return results.Count(result => result is AppendResult.Done);
    }

    // A delete, even of nothing, has the table cleaned: what the rows held before does not stay in it.
    private static async Task EndAsync(IEventStore store, IReadOnlyList<RowWrite> rows, DateTimeOffset now)
    {
        await store.AppendAsync(new Append([], [.. rows, new RowWrite.Delete(LearnerKeys, "learner_id", "")], now));
        try
        {
            await store.ScrubAsync();
        }
        catch (StoreUnavailableException)
        {
            // A long read is under way; the store goes on by itself.
        }
    }
}
