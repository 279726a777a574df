using System.Text;
using Issuer.Service.Access;
using Issuer.Service.Credentials;
using Issuer.Service.Institutions;
using Issuer.Service.Learners;
using Issuer.Service.Sharing.Mail;
using Issuer.Service.Store;

namespace Issuer.Service.Sharing;

/// <summary><c>erasure_requested</c>: a learner asked for everything to be erased that the institution holds here, and confirmed it with a code by e-mail.</summary>
public sealed record ErasureRequested(string RequestId, Guid InstitutionId, Guid LearnerId, string CredentialId);

/// <summary><c>erasure_decided</c>: what the institution decided.</summary>
/// <param name="RequestId">Of the request.</param>
/// <param name="Granted">Whether the learner's data are erased.</param>
/// <param name="Reason">Why not, for the learner; sealed under the learner's key.</param>
/// <param name="By">Prefix of the API key.</param>
public sealed record ErasureDecided(string RequestId, bool Granted, byte[]? Reason, string By);

/// <summary>A request as the institution sees it.</summary>
/// <param name="RequestId">Names it.</param>
/// <param name="LearnerId">Whose data.</param>
/// <param name="CredentialId">From whose page it was asked.</param>
/// <param name="State"><c>open</c>, <c>granted</c> or <c>refused</c>.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="DecidedAt">When, if it was.</param>
public sealed record ErasureRequest(string RequestId, Guid LearnerId, string CredentialId, string State, DateTimeOffset RequestedAt, DateTimeOffset? DecidedAt);

/// <summary>Outcome of deciding.</summary>
public enum DecisionOutcome
{
    /// <summary>Durable; a granted request's data are gone.</summary>
    Done,

    /// <summary>No such request of this institution.</summary>
    NotFound,

    /// <summary>It was decided otherwise before.</summary>
    Otherwise,
}

/// <summary>Learners ask to be erased; the institution decides, since it may be bound to keep records.</summary>
public sealed class ErasureRequests(
    IEventStore store, CredentialReader reader, LearnerRecords learners, LearnerVault vault, LearnerMail mail, MailSender sender, InstitutionDirectory institutions,
    IssuerSettings settings, TimeProvider clock)
{
    public const string StreamType = "erasure_request";
    public const string Requested = "erasure_requested";
    public const string Decided = "erasure_decided";

    /// <summary>A row for each request; one is open per learner.</summary>
    public static readonly TableDefinition Table = new(
        "erasure_requests",
        [
            new("id", ColumnType.Text),
            new("stream_id", ColumnType.Text),
            new("institution_id", ColumnType.Text),
            new("learner_id", ColumnType.Text),
            new("credential_id", ColumnType.Text),
            new("state", ColumnType.Text),
            new("requested_at", ColumnType.Text),
            new("decided_at", ColumnType.Text, Nullable: true),
        ],
        Indexes: [["institution_id", "requested_at"], ["learner_id"]]);

    /// <summary>The table follows from the streams.</summary>
    public static readonly ViewDefinition View = new("erasure-requests", [Table], [Requested], RowsOf);

    /// <summary>The learner's request that is not decided yet; null where there is none.</summary>
    public async Task<ErasureRequest?> FindOpenAsync(Guid learnerId, CancellationToken ct) =>
        (await store.QueryAsync(new(Table, [Filter.Is("learner_id", LearnerVault.Text(learnerId)), Filter.Is("state", "open")], Limit: 1), ct)) is [var row] ? Of(row) : null;

    /// <summary>Records a request; the caller has seen the code. One that is open already stands.</summary>
    public async Task AskAsync(Credential credential, CancellationToken ct)
    {
        var facts = credential.Facts;
        if (await FindOpenAsync(facts.LearnerId, ct) is not null)
            return;
        var now = Instant.Now(clock);
        var (id, stream) = (ShareLinks.NewToken(), Guid.CreateVersion7(now));
        await store.AppendAsync(new Append(
            [new(stream, StreamType, 0, [EventJson.Write(Requested, new ErasureRequested(id, facts.InstitutionId, facts.LearnerId, facts.Id))])],
            [
                LearnerVault.StillThere(facts.LearnerId),
                new RowWrite.Insert(Table, [id, stream.ToString("D"), facts.InstitutionId.ToString("D"), LearnerVault.Text(facts.LearnerId), facts.Id, "open", Instant.Write(now), null]),
            ],
            now));
    }

    /// <summary>A learner's requests at an institution, newest first.</summary>
    public async Task<IReadOnlyList<ErasureRequest>> OfLearnerAsync(Guid learnerId, Guid institution, CancellationToken ct)
    {
        var rows = await store.QueryAsync(
            new(Table, [Filter.Is("learner_id", LearnerVault.Text(learnerId)), Filter.Is("institution_id", institution.ToString("D"))], OrderBy: "requested_at", Descending: true), ct);
        return [.. rows.Select(Of)];
    }

    /// <summary>An institution's requests, newest first, at most a thousand.</summary>
    /// <param name="institution">Whose.</param>
    /// <param name="state"><c>open</c>, <c>granted</c>, <c>refused</c>, or null for all.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<IReadOnlyList<ErasureRequest>> ListAsync(Guid institution, string? state, CancellationToken ct)
    {
        List<Filter> filters = [Filter.Is("institution_id", institution.ToString("D"))];
        if (state is not null)
            filters.Add(Filter.Is("state", state));
        return [.. (await store.QueryAsync(new(Table, filters, "requested_at", Descending: true), ct)).Select(Of)];
    }

    /// <summary>Decides; granting erases, and repeating it finishes an erasure that was interrupted.</summary>
    public async Task<DecisionOutcome> DecideAsync(string id, Guid institution, bool grant, string? reason, string by, CancellationToken ct)
    {
        if (await store.QueryAsync(new(Table, [Filter.Is("id", id), Filter.Is("institution_id", institution.ToString("D"))]), ct) is not [var row])
            return DecisionOutcome.NotFound;
        var learnerId = Guid.ParseExact(row.Text("learner_id"), "D");
        if (row.Text("state") == "open" && !await RecordAsync(row, learnerId, grant, reason, by, ct))
            return await DecideAsync(id, institution, grant, reason, by, ct);
        var state = (await store.QueryAsync(new(Table, [Filter.Is("id", id)]), ct))[0].Text("state");
        if (state != (grant ? "granted" : "refused"))
            return DecisionOutcome.Otherwise;
        if (grant)
            await learners.EraseAsync(learnerId, institution, by, ct);
        return DecisionOutcome.Done;
    }

    private static IEnumerable<ViewRow> RowsOf(IReadOnlyList<StoredEvent> history)
    {
        var asked = EventJson.Read<ErasureRequested>(history[0]);
        var decided = history.Count > 1 ? EventJson.Read<ErasureDecided>(history[1]) : null;
        var state = decided switch { null => "open", { Granted: true } => "granted", _ => "refused" };
        yield return new(Table,
        [
            asked.RequestId, history[0].StreamId.ToString("D"), asked.InstitutionId.ToString("D"), LearnerVault.Text(asked.LearnerId), asked.CredentialId,
            state, Instant.Write(history[0].Timestamp), decided is null ? null : Instant.Write(history[1].Timestamp),
        ]);
    }

    private async Task<bool> RecordAsync(Row row, Guid learnerId, bool grant, string? reason, string by, CancellationToken ct)
    {
        var (id, now) = (row.Text("id"), Instant.Now(clock));
        using var key = await learners.OpenKeyAsync(learnerId, ct);
        List<RowWrite> rows = [new RowWrite.Upsert(Table, [.. row.Values.Take(5), grant ? "granted" : "refused", row.Text("requested_at"), Instant.Write(now)])];
        byte[]? sealedReason = null;
        if (!grant && key is not null)
        {
            sealedReason = reason is null ? null : vault.Seal(key, Encoding.UTF8.GetBytes(reason), $"erasure/{id}/reason");
            if (await LetterAsync(key, row, reason, now, ct) is { } letter)
                rows.Add(letter);
        }

        var decided = new ErasureDecided(id, grant, sealedReason, by);
        var done = await store.AppendAsync(new Append([new(Guid.ParseExact(row.Text("stream_id"), "D"), StreamType, 1, [EventJson.Write(Decided, decided)])], rows, now)) is AppendResult.Done;
        if (done)
            sender.Wake();
        return done;
    }

    private async Task<RowWrite?> LetterAsync(VaultKey key, Row row, string? reason, DateTimeOffset now, CancellationToken ct)
    {
        if (!settings.Mail.IsOn || await reader.FindAsync(row.Text("credential_id"), ct) is not { } credential || await reader.OpenRequestAsync(key, credential.Facts, ct) is not { } request)
            return null;
        var (address, _, language) = StoredRequest.LearnerOf(request);
        if (address is null)
            return null;
        var who = institutions.ById(credential.Facts.InstitutionId)!.Profile.LegalName;
        var letter = Letters.ErasureRefused(address, Letters.Nearest(language), who, Instant.Read(row.Text("requested_at")), reason);
        return mail.Row(key, letter, "erasure", row.Text("id"), now, now.AddDays(7));
    }

    private static ErasureRequest Of(Row row) => new(
        row.Text("id"), Guid.ParseExact(row.Text("learner_id"), "D"), row.Text("credential_id"), row.Text("state"), Instant.Read(row.Text("requested_at")),
        Instant.ReadOrNull(row.TextOrNull("decided_at")));
}
