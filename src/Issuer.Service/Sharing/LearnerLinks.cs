using System.Text;
using Issuer.Service.Access;
using Issuer.Service.Credentials;
using Issuer.Service.Learners;
using Issuer.Service.Store;

namespace Issuer.Service.Sharing;

/// <summary>A share link with what the learner's key opens of it.</summary>
/// <param name="Link">From its events.</param>
/// <param name="Token">What its address ends with; null after erasure.</param>
/// <param name="Purpose">The learner's note.</param>
/// <param name="Views">How often its page was opened, by day.</param>
public sealed record OpenedLink(ShareLink Link, string? Token, string? Purpose, IReadOnlyList<DayCount> Views);

/// <summary>Outcome of making a share link.</summary>
public abstract record LinkOutcome
{
    private LinkOutcome()
    {
    }

    /// <summary>Durable.</summary>
    public sealed record Made(OpenedLink Link) : LinkOutcome;

    /// <summary>No such credential.</summary>
    public sealed record NotFound : LinkOutcome;

    /// <summary>The learner was erased.</summary>
    public sealed record Erased : LinkOutcome;

    /// <summary>There are too many.</summary>
    public sealed record TooMany : LinkOutcome;
}

/// <summary>Share links beside the default one: made, listed and revoked by the learner or by the institution for the learner.</summary>
public sealed class LearnerLinks(
    IEventStore store, CredentialReader reader, LearnerRecords learners, LearnerVault vault, KeysDirectory secrets, LinkViews views, TimeProvider clock)
{
    /// <summary>Most links of a credential that work at the same time.</summary>
    public const int MostOpen = 50;

    /// <summary>Most links of a credential in all: its stream is read whole each time somebody opens a page.</summary>
    public const int MostEver = 1000;

    private const int Attempts = 60;

    /// <summary>Makes a link.</summary>
    /// <param name="id">Public id of the credential.</param>
    /// <param name="institution">Whose it must be; null where the caller is the learner.</param>
    /// <param name="choice">What it shows, and for how long.</param>
    /// <param name="by">Prefix of the API key, or <see cref="ByLearner"/>.</param>
    /// <param name="ct">Ends the wait, not a started append.</param>
    public async Task<LinkOutcome> MakeAsync(string id, Guid? institution, ShareLinkChoice choice, string by, CancellationToken ct)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await FindAsync(id, institution, ct) is not { } credential)
                return new LinkOutcome.NotFound();
            using var key = await learners.OpenKeyAsync(credential.Facts.LearnerId, ct);
            if (key is null)
                return new LinkOutcome.Erased();
            var now = Instant.Now(clock);
            if (credential.Links.Count(link => link.IsOpen(now)) >= MostOpen || credential.Links.Count >= MostEver)
                return new LinkOutcome.TooMany();
            var token = ShareLinks.NewToken();
            var made = Seal(credential, key, token, choice, by);
            if (await store.AppendAsync(Assemble(credential, made, now)) is AppendResult.Done)
                return new LinkOutcome.Made(new OpenedLink(new ShareLink(made, now), token, choice.Purpose, []));
        }

        throw new StoreUnavailableException("A share link met a conflict every time.");
    }

    /// <summary>Who made or revoked a link where no API key did.</summary>
    public const string ByLearner = "learner";

    /// <summary>Closes a link at once; true also where it was closed before. False where there is no such link.</summary>
    public async Task<bool> RevokeAsync(string id, Guid? institution, string linkId, string by, CancellationToken ct)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await FindAsync(id, institution, ct) is not { } credential || credential.Links.Find(link => link.Facts.LinkId == linkId) is not { } link)
                return false;
            if (link.RevokedAt is not null)
                return true;
            var now = Instant.Now(clock);
            var ended = EventJson.Write(CredentialEvents.ShareLinkRevoked, new ShareLinkRevoked(linkId, by));
            var appended = await store.AppendAsync(new Append(
                [new(credential.StreamId, CredentialEvents.StreamType, credential.Version, [ended])],
                [
                    CredentialTables.NextVersion(credential),
                    new RowWrite.Upsert(CredentialTables.ShareLinks, CredentialTables.LinkRow(id, link.Facts, Instant.Write(now))),
                ],
                now));
            if (appended is AppendResult.Done)
                return true;
        }

        throw new StoreUnavailableException("The end of a share link met a conflict every time.");
    }

    /// <summary>Every link of a credential, oldest first.</summary>
    public async Task<IReadOnlyList<OpenedLink>> ListAsync(Credential credential, CancellationToken ct)
    {
        using var key = await learners.OpenKeyAsync(credential.Facts.LearnerId, ct);
        var counts = await views.CountsAsync(credential.Facts.Id, ct);
        return [.. credential.Links.Select(link => Open(credential.Facts.Id, link, key, counts.GetValueOrDefault(link.Facts.LinkId) ?? []))];
    }

    private OpenedLink Open(string id, ShareLink link, VaultKey? key, IReadOnlyList<DayCount> counts)
    {
        var token = key is null ? null : vault.Open(key, link.Facts.SealedToken, ShareLinks.SealedAs(id, link.Facts));
        var purpose = key is null || link.Facts.Purpose is not { } note ? null : vault.Open(key, note, PurposeSealedAs(id, link.Facts.LinkId));
        return new(link, token is null ? null : Encoding.ASCII.GetString(token), purpose is null ? null : Encoding.UTF8.GetString(purpose), counts);
    }

    private Task<Credential?> FindAsync(string id, Guid? institution, CancellationToken ct) =>
        institution is { } whose ? reader.FindAsync(id, whose, ct) : reader.FindAsync(id, ct);

    private ShareLinkCreated Seal(Credential credential, VaultKey key, string token, ShareLinkChoice choice, string by)
    {
        var id = credential.Facts.Id;
        var bare = new ShareLinkCreated(ShareLinks.NewToken(), ShareLinks.Hash(secrets, token), [], Default: false);
        return bare with
        {
            SealedToken = vault.Seal(key, Encoding.ASCII.GetBytes(token), ShareLinks.SealedAs(id, bare)),
            Shows = choice.Shows,
            ExpiresAt = choice.ExpiresAt,
            Purpose = choice.Purpose is { } note ? vault.Seal(key, Encoding.UTF8.GetBytes(note), PurposeSealedAs(id, bare.LinkId)) : null,
            BirthDateCheck = choice.BirthDateCheck ? true : null,
            NameInPreview = choice.NameInPreview ? true : null,
            By = by,
        };
    }

    private static Append Assemble(Credential credential, ShareLinkCreated made, DateTimeOffset now) => new(
        [new(credential.StreamId, CredentialEvents.StreamType, credential.Version, [EventJson.Write(CredentialEvents.ShareLinkCreated, made)])],
        [
            LearnerVault.StillThere(credential.Facts.LearnerId),
            CredentialTables.NextVersion(credential),
            new RowWrite.Insert(CredentialTables.ShareLinks, CredentialTables.LinkRow(credential.Facts.Id, made)),
        ],
        now);

    private static string PurposeSealedAs(string id, string linkId) => $"credential/{id}/share/{linkId}/purpose";
}
