using System.Security.Claims;
using System.Text.Json;
using Issuer.Service.Access;
using Issuer.Service.Credentials;
using Issuer.Service.Learners;
using Issuer.Service.Store;

namespace Issuer.Service.Sharing;

/// <summary>Everything that is held about a learner, opened; for the learner's right to have it (GDPR articles 15 and 20).</summary>
public sealed class LearnerExport(
    IEventStore store, LearnerRecords learners, CredentialReader reader, CredentialBodies bodies, HolderForms forms, LearnerLinks links, ErasureRequests requests,
    AuditTrail trail, StatusLists lists, IssuerSettings settings, TimeProvider clock)
{
    private const int Page = 200;

    /// <summary>Null after erasure: then there is nothing.</summary>
    /// <param name="learnerId">A learner of the institution.</param>
    /// <param name="institution">Whose learner; nothing that another institution holds is in it.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<LearnerExportBody?> MakeAsync(Guid learnerId, Guid institution, CancellationToken ct)
    {
        using var key = await learners.OpenKeyAsync(learnerId, ct);
        if (key is null)
            return null;
        var held = new List<ExportedCredential>();
        await foreach (var credential in CredentialsAsync(learnerId, institution, ct))
        {
            var opened = await reader.OpenAsync(credential, ct);
            if (opened.LearnerErased)
                return null;
            held.Add(await ExportAsync(opened, ct));
        }

        var history = await learners.HistoryAsync(learnerId, institution, ct);
        var identities = held.Select(one => one.Request?.GetProperty("learner")).OfType<JsonElement>().DistinctBy(learner => learner.GetRawText());
        return new LearnerExportBody(
            learnerId, Instant.Now(clock), [.. history.Select(stored => new ExportedEvent(stored.Type, stored.Timestamp))], [.. identities], held,
            await requests.OfLearnerAsync(learnerId, institution, ct));
    }

    private async Task<ExportedCredential> ExportAsync(OpenedCredential opened, CancellationToken ct)
    {
        var credential = opened.Credential;
        return new ExportedCredential(
            bodies.Of(opened),
            opened.Document is { } document ? JsonElement.Parse(document) : null,
            opened.Request is { } request ? JsonElement.Parse(request) : null,
            [.. (await forms.ReadAsync(credential, ct)).Select(form => HolderFormBody.Of(form, lists))],
            [.. (await links.ListAsync(credential, ct)).Select(BodyOf)],
            await trail.ReadAsync(credential, ct));
    }

    private ExportedLink BodyOf(OpenedLink opened)
    {
        var (facts, createdAt, revokedAt) = opened.Link;
        return new(
            facts.LinkId, opened.Token is { } token ? $"{settings.PublicUrl}/s/{token}" : null, opened.Link.Shows, opened.Purpose, createdAt, facts.ExpiresAt, revokedAt, opened.Views);
    }

    private async IAsyncEnumerable<Credential> CredentialsAsync(Guid learnerId, Guid institution, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        for (var before = "g"; ;)
        {
            // A stream's id is hexadecimal, so all of them come before "g".
            List<Filter> filters = [Filter.Is("learner_id", LearnerVault.Text(learnerId)), new("stream_id", Comparison.Less, before)];
            var rows = await store.QueryAsync(new(CredentialTables.Credentials, filters, OrderBy: "stream_id", Descending: true, Limit: Page), ct);
            foreach (var row in rows)
            {
                if (await reader.FindAsync(row.Text("id"), institution, ct) is { } credential)
                    yield return credential;
            }

            if (rows.Count < Page)
                yield break;
            before = rows[^1].Text("stream_id");
        }
    }
}

/// <summary>Everything that is held about a learner.</summary>
/// <param name="LearnerId">Random id at this institution.</param>
/// <param name="ExportedAt">When this was put together.</param>
/// <param name="Events">What happened to the learner's own record.</param>
/// <param name="Identity">The learner as the institution gave them, each way once, newest first.</param>
/// <param name="Credentials">Newest first.</param>
/// <param name="ErasureRequests">The learner's own requests to be erased, newest first.</param>
public sealed record LearnerExportBody(
    Guid LearnerId, DateTimeOffset ExportedAt, IReadOnlyList<ExportedEvent> Events, IReadOnlyList<JsonElement> Identity, IReadOnlyList<ExportedCredential> Credentials,
    IReadOnlyList<ErasureRequest> ErasureRequests);

/// <summary>An event of the learner's own record.</summary>
/// <param name="Type"><c>learner_registered</c>.</param>
/// <param name="At">When it was stored.</param>
public sealed record ExportedEvent(string Type, DateTimeOffset At);

/// <summary>A credential with all that belongs to it.</summary>
/// <param name="Credential">As <c>GET /v1/credentials/{id}</c> answers it, with its signed forms.</param>
/// <param name="Document">What was signed, without signatures.</param>
/// <param name="Request">The request that it was issued on.</param>
/// <param name="Forms">Forms signed for holders' wallets, with every disclosure.</param>
/// <param name="ShareLinks">Links to its page.</param>
/// <param name="Events">What happened to it, with the institution's private notes.</param>
public sealed record ExportedCredential(
    CredentialBody Credential, JsonElement? Document, JsonElement? Request, IReadOnlyList<HolderFormBody> Forms, IReadOnlyList<ExportedLink> ShareLinks,
    IReadOnlyList<AuditEntry> Events);

/// <summary>A share link.</summary>
/// <param name="LinkId">Its id; opens nothing.</param>
/// <param name="Url">Its address: whoever has it sees the credential.</param>
/// <param name="Shows">What it shows.</param>
/// <param name="Purpose">The learner's note.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends by itself, if it does.</param>
/// <param name="EndedAt">When it was revoked, if it was.</param>
/// <param name="Views">How often its page was opened, by day.</param>
public sealed record ExportedLink(
    string LinkId, string? Url, string Shows, string? Purpose, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? EndedAt, IReadOnlyList<DayCount> Views);
