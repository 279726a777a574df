using Issuer.Core.Model;
using Issuer.Service.Access;
using Issuer.Service.Store;

namespace Issuer.Service.Learners;

/// <summary>A learner came to be known to an institution.</summary>
public sealed record LearnerRegistered(Guid LearnerId, Guid InstitutionId);

/// <summary>The learner's key was destroyed: what was sealed with it cannot be read again by anyone.</summary>
public sealed record LearnerErased(Guid LearnerId, Guid InstitutionId, string By);

/// <summary>A learner to issue to: known already, or to be registered in the same append. Dispose it: it holds the learner's key.</summary>
/// <param name="LearnerId">Random; without meaning outside the institution.</param>
/// <param name="Key">Seals what belongs to this learner.</param>
/// <param name="Streams">The registration of a new learner.</param>
/// <param name="Rows">A new learner's rows; for a known one the demand that they have not been erased meanwhile.</param>
public sealed record LearnerRecord(Guid LearnerId, VaultKey Key, IReadOnlyList<StreamAppend> Streams, IReadOnlyList<RowWrite> Rows) : IDisposable
{
    public void Dispose() => Key.Dispose();
}

/// <summary>
/// Who the learners of an institution are, without saying so: a random id, found again by keyed hashes of the institution's own numbers and of the
/// e-mail address, and a data key each. Erasure destroys key and hashes; the id and the events stay.
/// </summary>
public sealed class LearnerRecords(IEventStore store, LearnerVault vault, TimeProvider clock)
{
    public const string StreamType = "learner";
    public const string Registered = "learner_registered";
    public const string Erased = "learner_erased";

    /// <summary>Kind of the token over an e-mail address, beside the institution's own kinds of number.</summary>
    public const string EmailKind = "email";

    /// <summary>One row per learner.</summary>
    public static readonly TableDefinition Table = new(
        "learners",
        [
            new("learner_id", ColumnType.Text),
            new("institution_id", ColumnType.Text),
            new("stream_id", ColumnType.Text),
            new("version", ColumnType.Integer),
            new("erased_at", ColumnType.Text, Nullable: true),
        ]);

    /// <summary>The view of learners; their keys and tokens are records.</summary>
    public static readonly ViewDefinition View = new("learners", [Table], [Registered], RowsOf);

    /// <summary>
    /// The learner with one of these numbers; failing that, with this e-mail address, unless that learner has other numbers, since families share
    /// addresses; a new one where none is known. Numbers and address that nobody has yet become the learner's.
    /// </summary>
    public async Task<LearnerRecord> FindOrPrepareAsync(Guid institution, Learner learner, CancellationToken ct)
    {
        var id = institution.ToString("D");
        Guid? found = null;
        List<byte[]> free = [];
        foreach (var number in learner.Identifiers.DistinctBy(i => (i.Type, i.Value)))
        {
            var token = vault.Token(id, number.Type, number.Value);
            if (await LearnerVault.FindByTokenAsync(store, token, ct) is { } owner)
                found ??= owner;
            else
                free.Add(token);
        }

        if (learner.Email is { } email)
        {
            var token = vault.Token(id, EmailKind, email);
            if (await LearnerVault.FindByTokenAsync(store, token, ct) is not { } owner)
                free.Add(token);
            else if (found is null && (learner.Identifiers.IsEmpty || await HasNothingButAnAddressAsync(owner, ct)))
                found = owner;
        }

        return found is { } known && await OpenKeyAsync(known, ct) is { } key
            ? new LearnerRecord(known, key, [], [LearnerVault.StillThere(known), .. free.Select(token => LearnerVault.TokenRow(token, id, known))])
            : Prepare(institution, free);
    }

    /// <summary>The learner with this number or address, or null.</summary>
    public Task<Guid?> FindAsync(Guid institution, string kind, string value, CancellationToken ct) =>
        LearnerVault.FindByTokenAsync(store, vault.Token(institution.ToString("D"), kind, value), ct);

    /// <summary>The learner's key, or null after erasure.</summary>
    /// <exception cref="StoreDamagedException">There is a key that cannot be unwrapped.</exception>
    public async Task<VaultKey?> OpenKeyAsync(Guid learnerId, CancellationToken ct) => await vault.FindAsync(store, learnerId, ct) switch
    {
        VaultLookup.Found(var key) => key,
        VaultLookup.Gone => null,
        _ => throw new StoreDamagedException("A learner's key cannot be unwrapped with the keys of this keys directory."),
    };

    /// <summary>Which of these learners have been erased.</summary>
    public async Task<HashSet<string>> ErasedAmongAsync(IEnumerable<string> learnerIds, CancellationToken ct)
    {
        HashSet<string> erased = [];
        foreach (var id in learnerIds.Distinct())
        {
            using var key = await OpenKeyAsync(Guid.Parse(id), ct);
            if (key is null)
                erased.Add(id);
        }

        return erased;
    }

    /// <summary>Whether this is a learner of the institution, now or before erasure.</summary>
    public async Task<bool> ExistsAsync(Guid learnerId, Guid institution, CancellationToken ct) => (await RowsAsync(learnerId, institution, ct)).Count > 0;

    /// <summary>The events of the learner's own stream; empty where the institution has no such learner.</summary>
    public async Task<IReadOnlyList<StoredEvent>> HistoryAsync(Guid learnerId, Guid institution, CancellationToken ct) =>
        await RowsAsync(learnerId, institution, ct) is [var row, ..] ? await store.ReadStreamAsync(Guid.Parse(row.Text("stream_id")), ct) : [];

    /// <summary>Destroys the learner's key for good; true also where that happened before. False where the institution has no such learner.</summary>
    public async Task<bool> EraseAsync(Guid learnerId, Guid institution, string by, CancellationToken ct)
    {
        const int Attempts = 20;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var rows = await RowsAsync(learnerId, institution, ct);
            var now = Instant.Now(clock);
            if (rows.Count == 0 || await vault.PrepareErasureAsync(store, learnerId, now, ct) is not { } erasure)
                return false;
            if (erasure.Recorded || await RecordAsync(rows[0], erasure, by, now))
            {
                await vault.CompleteErasureAsync(store, erasure);
                return true;
            }
        }

        throw new StoreUnavailableException("An erasure met a conflict every time.");
    }

    /// <summary>
    /// At start: finishes erasures that a crash interrupted, and records again those of learners whom a restored backup brought back by name
    /// although their keys are gone. Answers how many were recorded again.
    /// </summary>
    public async Task<int> ReplayErasuresAsync(CancellationToken ct)
    {
        var replayed = 0;
        foreach (var learnerId in await vault.ReconcileAsync(store, ct))
        {
            foreach (var row in await store.QueryAsync(new(Table, [Filter.Is("learner_id", LearnerVault.Text(learnerId))]), ct))
                replayed += await EraseAsync(learnerId, Guid.Parse(row.Text("institution_id")), "restore", ct) ? 1 : 0;
        }

        return replayed;
    }

    private static IEnumerable<ViewRow> RowsOf(IReadOnlyList<StoredEvent> history)
    {
        var registered = EventJson.Read<LearnerRegistered>(history[0]);
        var erased = history.LastOrDefault(stored => stored.Type == Erased);
        yield return new ViewRow(Table,
        [
            LearnerVault.Text(registered.LearnerId), registered.InstitutionId.ToString("D"), history[0].StreamId.ToString("D"), history[^1].Version,
            erased is null ? null : Instant.Write(erased.Timestamp),
        ]);
    }

    private Task<IReadOnlyList<Row>> RowsAsync(Guid learnerId, Guid institution, CancellationToken ct) =>
        store.QueryAsync(new(Table, [Filter.Is("learner_id", LearnerVault.Text(learnerId)), Filter.Is("institution_id", institution.ToString("D"))]), ct);

    private async Task<bool> RecordAsync(Row row, LearnerErasure erasure, string by, DateTimeOffset now)
    {
        var erased = EventJson.Write(Erased, new LearnerErased(erasure.LearnerId, Guid.Parse(row.Text("institution_id")), by));
        return await store.AppendAsync(new Append(
            [new(Guid.Parse(row.Text("stream_id")), StreamType, row.Integer("version"), [erased])],
            [
                new RowWrite.Upsert(Table, [row.Text("learner_id"), row.Text("institution_id"), row.Text("stream_id"), row.Integer("version") + 1, Instant.Write(now)]),
                .. erasure.Rows,
                new RowWrite.Delete(LearnerMail.Table, "learner_id", row.Text("learner_id")),
            ],
            now)) is AppendResult.Done;
    }

    private async Task<bool> HasNothingButAnAddressAsync(Guid learnerId, CancellationToken ct) =>
        (await store.QueryAsync(new(LearnerVault.LearnerTokens, [Filter.Is("learner_id", LearnerVault.Text(learnerId))], Limit: 2), ct)).Count == 1;

    private LearnerRecord Prepare(Guid institution, List<byte[]> tokens)
    {
        var learnerId = RandomUuid.Create();
        var (key, begins) = vault.Create(learnerId);
        var stream = Guid.CreateVersion7(clock.GetUtcNow());
        return new LearnerRecord(
            learnerId,
            key,
            [new(stream, StreamType, 0, [EventJson.Write(Registered, new LearnerRegistered(learnerId, institution))])],
            [
                .. begins,
                new RowWrite.Insert(Table, [LearnerVault.Text(learnerId), institution.ToString("D"), stream.ToString("D"), 1L, null]),
                .. tokens.Select(token => LearnerVault.TokenRow(token, institution.ToString("D"), learnerId)),
            ]);
    }
}
