using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.Model;
using Issuer.Core.Rules;
using Issuer.Service.Access;
using Issuer.Service.Institutions;
using Issuer.Service.Learners;
using Issuer.Service.Operations;
using Issuer.Service.Store;

namespace Issuer.Service.Credentials;

/// <summary>Outcome of a request to issue.</summary>
public abstract record IssueOutcome
{
    private IssueOutcome()
    {
    }

    /// <summary>Signed and durable.</summary>
    public sealed record Issued(OpenedCredential Credential, IReadOnlyList<Finding> Warnings) : IssueOutcome;

    /// <summary>The same request was answered before.</summary>
    public sealed record Replay(string CredentialId) : IssueOutcome;

    /// <summary>The rules refuse it.</summary>
    public sealed record Faulty(IReadOnlyList<Finding> Findings) : IssueOutcome;

    /// <summary>The idempotency key stands for another request.</summary>
    public sealed record KeyReused : IssueOutcome;

    /// <summary>The credential to correct is in a state that allows none, or changed meanwhile.</summary>
    public sealed record Refused(string Code, string Why) : IssueOutcome;
}

/// <summary>Who asks, under which idempotency key.</summary>
/// <param name="By">Prefix of the API key.</param>
/// <param name="IdempotencyKey">As the client sent it, or null.</param>
public sealed record IssueRequest(Institution Institution, JsonElement Body, string By, string? IdempotencyKey);

/// <summary>
/// From a request to a durable, signed credential: check, find the learner, take a status place, write document D, sign it, append everything at once.
/// Nothing leaves this class before the append is durable. A conflict means that somebody else was first, and the whole is done again on what is there now.
/// </summary>
public sealed class Issuing(
    IEventStore store,
    LearnerRecords learners,
    LearnerVault vault,
    StatusLists statusLists,
    SignedForms forms,
    Achievements achievements,
    KeysDirectory secrets,
    IssuerSettings settings,
    Metrics metrics,
    TimeProvider clock)
{
    /// <summary>Attempts before giving up: each failed one means that another append got through.</summary>
    private const int Attempts = 60;

    /// <summary>All faults and warnings, nothing signed.</summary>
    public CheckedRequest Check(Institution institution, JsonElement body) => RequestCheck.Run(body, Defaults(institution));

    /// <summary>Issues; with <paramref name="corrects"/>, in place of that credential and in one append with its end.</summary>
    public async Task<IssueOutcome> IssueAsync(IssueRequest request, Credential? corrects, CancellationToken ct)
    {
        var idempotency = request.IdempotencyKey is null ? null : ClaimFor(request, corrects);
        if (idempotency is not null && await FindReplayAsync(idempotency, ct) is { } earlier)
            return earlier;

        if (corrects is not null && StateDecisions.Correct(corrects) is { } refused)
            return new IssueOutcome.Refused(refused.Code, refused.Why);
        var check = Check(request.Institution, request.Body);
        if (check.HasErrors || check.Value is not { } micro)
            return new IssueOutcome.Faulty(check.Findings);

        var content = OpenBadge.AchievementContent(micro, BadgeIssuers.Of(request.Institution));
        var achievementId = OpenBadge.AchievementDigest(content);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var described = await achievements.FindAsync(achievementId, ct);
            var achievement = new Achievement(achievementId, described?.Content ?? content, described is not null);
            using var learner = await learners.FindOrPrepareAsync(request.Institution.Id, micro.Learner, ct);
            var place = await statusLists.NextAsync(request.Institution.Id, micro.Options.StatusPurpose, ct);
            var prepared = Prepare(request, micro, achievement, learner, place, corrects);

            // No cancellation token: once started, an append is finished, not abandoned.
            switch (await store.AppendAsync(Assemble(prepared, idempotency, corrects, request.By)))
            {
                case AppendResult.Done:
                    foreach (var list in corrects?.StatusListIds ?? [])
                        statusLists.Changed(list);
                    metrics.Issued.Add(1, new KeyValuePair<string, object?>("algorithm", micro.Options.JwtAlgorithm));
                    return new IssueOutcome.Issued(
                        new OpenedCredential(prepared.Credential, prepared.Document, prepared.Request, prepared.ShareToken, LearnerErased: false),
                        [.. check.Findings.Where(f => f.Severity == Severity.Warning)]);

                case AppendResult.Conflict { Table: "idempotency" }:
                    return await FindReplayAsync(idempotency!, ct) ?? throw new InvalidOperationException("An idempotency key was taken and is not there.");

                case AppendResult.Conflict { Table: "credentials" }:
                    statusLists.Resynchronise(request.Institution.Id, place.Purpose);
                    break;

                case AppendResult.Conflict { StreamId: { } stream } when stream == corrects?.StreamId:
                    return new IssueOutcome.Refused("conflict", "The credential to correct was changed by another request; read it again.");

                case AppendResult.Conflict:
                    break; // The learner was registered or erased, or the achievement described meanwhile: look again.
            }
        }

        throw new StoreUnavailableException("An append met a conflict every time.");
    }

    private IssuingDefaults Defaults(Institution institution)
    {
        var now = Instant.Now(clock);
        var profile = institution.Profile;
        return new IssuingDefaults(
            profile.Country,
            profile.Region,
            [profile.AsOrganisation()],
            DateOnly.FromDateTime(now.UtcDateTime),
            now,
            SignedForms.Supported);
    }

    private Prepared Prepare(IssueRequest request, MicroCredential micro, Achievement achievement, LearnerRecord learner, StatusPlace place, Credential? corrects)
    {
        var institution = request.Institution;
        var now = Instant.Now(clock);
        var validFrom = Instant.WholeSecond(now);
        var id = ShareLinks.NewToken();
        var facts = new BadgeFacts(
            $"{settings.PublicUrl}/credentials/{id}",
            $"{settings.PublicUrl}/achievements/{achievement.Id}",
            micro.Learner.Did ?? $"urn:uuid:{RandomUuid.Create()}",
            validFrom,
            BadgeIssuers.Of(institution),
            new StatusEntry(place.Purpose, statusLists.Url(place), place.Index))
        {
            // The drawing is there wherever the service is; pixels depend on what is installed.
            AchievementImageUrl = $"{settings.PublicUrl}/achievements/{achievement.Id}/image.svg",
        };
        var document = OpenBadge.Write(micro, facts);

        var signed = SignedForms.Keep(forms.Sign(institution, document, micro.Options, now), document);
        var stored = StoredRequest.Write(request.Body, micro);
        var shared = SharedParts.Reference(facts.CredentialId, place, achievement.Content);
        var shareToken = ShareLinks.NewToken();
        var shareLink = new ShareLinkCreated(
            ShareLinks.NewToken(), ShareLinks.Hash(secrets, shareToken), vault.Seal(learner.Key, Encoding.ASCII.GetBytes(shareToken), $"credential/{id}/share"), Default: true);
        var issued = new CredentialIssued(
            id,
            facts.CredentialId,
            institution.Id,
            learner.LearnerId,
            achievement.Id,
            micro.Title,
            [.. micro.AwardingBodies.Select(body => body.LegalName)],
            micro.DateOfIssuing.ToString("yyyy-MM-dd"),
            validFrom,
            micro.ValidUntil,
            place,
            vault.SealDocument(learner.Key, SharedParts.TakeOut(document, shared), $"credential/{id}/document"),
            vault.SealDocument(learner.Key, SharedParts.TakeOut(stored, shared), $"credential/{id}/request"),
            signed,
            request.By,
            corrects?.Facts.Id);
        var credential = new Credential
        {
            StreamId = Guid.CreateVersion7(now),
            Version = 2,
            Facts = issued,
            IssuedAt = now,
            Since = now,
            Links = [new(shareLink, now)],
        };
        return new Prepared(credential, issued, shareLink, document, stored, shareToken, learner, now, achievement);
    }

    private Append Assemble(Prepared prepared, IdempotencyClaim? idempotency, Credential? corrects, string by)
    {
        var credential = prepared.Credential;
        var facts = prepared.Facts;
        List<StreamAppend> streams =
        [
            new(credential.StreamId, CredentialEvents.StreamType, 0,
            [
                EventJson.Write(CredentialEvents.Issued, facts),
                EventJson.Write(CredentialEvents.ShareLinkCreated, prepared.ShareLink),
            ]),
        ];
        List<RowWrite> rows = [.. CredentialTables.FirstRows(credential)];
        streams.AddRange(prepared.Learner.Streams);
        rows.AddRange(prepared.Learner.Rows);

        if (prepared.Achievement is { Described: false })
        {
            var content = Encoding.UTF8.GetString(prepared.Achievement.Content);
            streams.Add(new(Guid.CreateVersion7(prepared.Now), CredentialEvents.AchievementStreamType, 0,
                [EventJson.Write(CredentialEvents.Described, new AchievementDescribed(facts.AchievementId, facts.InstitutionId, content))]));
            rows.Add(new RowWrite.Insert(CredentialTables.Achievements, [facts.AchievementId, facts.InstitutionId.ToString(), content]));
        }

        if (idempotency is not null)
            rows.Add(new RowWrite.Insert(CredentialTables.Idempotency, [idempotency.Key, idempotency.Fingerprint, facts.Id, Instant.Write(prepared.Now)]));

        if (corrects is not null)
        {
            var superseded = new CredentialSuperseded(facts.Id, corrects.Facts.LearnerId == facts.LearnerId, "data-correction", null, by);
            streams.Add(new(corrects.StreamId, CredentialEvents.StreamType, corrects.Version, [EventJson.Write(CredentialEvents.Superseded, superseded)]));
            var after = corrects with
            {
                Version = corrects.Version + 1,
                State = CredentialState.Superseded,
                Since = prepared.Now,
                Reason = superseded.Reason,
                Replacement = superseded,
            };
            rows.AddRange(CredentialTables.StateRows(after, prepared.Now));
        }

        return new Append(streams, rows, prepared.Now);
    }

    private async Task<IssueOutcome?> FindReplayAsync(IdempotencyClaim claim, CancellationToken ct)
    {
        var rows = await store.QueryAsync(new(CredentialTables.Idempotency, [Filter.Is("key", claim.Key)]), ct);
        if (rows.Count == 0)
            return null;
        return rows[0].Text("fingerprint") == claim.Fingerprint
            ? new IssueOutcome.Replay(rows[0].Text("credential_id"))
            : new IssueOutcome.KeyReused();
    }

    /// <summary>The key is kept as a keyed hash: clients put names and numbers into it.</summary>
    private IdempotencyClaim ClaimFor(IssueRequest request, Credential? corrects)
    {
        var scope = Encoding.UTF8.GetBytes($"{request.Institution.Id}|{request.IdempotencyKey}");
        var operation = Encoding.UTF8.GetBytes(corrects is null ? "issue|" : $"correct|{corrects.Facts.Id}|");
        return new IdempotencyClaim(
            Base64UrlText.Encode(HMACSHA256.HashData(secrets.IdempotencyKey.Span, scope)),
            Base64UrlText.Encode(HMACSHA256.HashData(secrets.IdempotencyKey.Span, [.. operation, .. CanonicalJson.Canonicalize(request.Body)])));
    }

    private sealed record IdempotencyClaim(string Key, string Fingerprint);

    private sealed record Prepared(
        Credential Credential,
        CredentialIssued Facts,
        ShareLinkCreated ShareLink,
        byte[] Document,
        byte[] Request,
        string ShareToken,
        LearnerRecord Learner,
        DateTimeOffset Now,
        Achievement Achievement);

    /// <summary>What all holders share: its id, its content as stored or to be stored, and whether it is stored.</summary>
    private sealed record Achievement(string Id, byte[] Content, bool Described);
}
