using Issuer.Service.Access;
using Issuer.Service.Credentials;
using Issuer.Service.Institutions;
using Issuer.Service.Learners;
using Issuer.Service.Sharing.Mail;
using Issuer.Service.Store;

namespace Issuer.Service.Sharing;

/// <summary>How the institution wants a learner to get their link.</summary>
/// <param name="ByEmail">The service sends it; otherwise the institution delivers it through a channel of its own.</param>
/// <param name="Language">Of the letter; null: the credential's own.</param>
/// <param name="ExpiresAt">When the link ends.</param>
public sealed record ClaimWish(bool ByEmail, string? Language, DateTimeOffset ExpiresAt)
{
    /// <summary>How long a link works where nothing else was asked for.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);
}

/// <summary>Outcome of asking for a claim link.</summary>
public abstract record ClaimOutcome
{
    private ClaimOutcome()
    {
    }

    /// <summary>Durable; with the link's token where the institution delivers it.</summary>
    public sealed record Offered(Credential Credential, string? Token) : ClaimOutcome;

    /// <summary>No such credential.</summary>
    public sealed record NotFound : ClaimOutcome;

    /// <summary>Not possible.</summary>
    public sealed record Refused(int Status, string Code, string Why) : ClaimOutcome;
}

/// <summary>
/// How a credential comes to its learner: a one-time link, which makes a management link. No account, no password: whoever has the first link before anybody
/// else is the learner, and on a new device a code by e-mail asks again.
/// </summary>
public sealed class Claims(
    IEventStore store, CredentialReader reader, LearnerRecords learners, LearnerMail mail, MailSender sender, KeysDirectory secrets, InstitutionDirectory institutions,
    IssuerSettings settings, TimeProvider clock)
{
    private const int Attempts = 60;

    /// <summary>Makes a one-time link; an earlier one that was not used works no more.</summary>
    public async Task<ClaimOutcome> OfferAsync(string id, Guid institution, ClaimWish wish, string by, CancellationToken ct)
    {
        if (wish.ByEmail && !settings.Mail.IsOn)
            return new ClaimOutcome.Refused(409, "mail-not-configured", "This service is not set up to send e-mail. Ask for a link and deliver it yourself.");
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await reader.FindAsync(id, institution, ct) is not { } credential)
                return new ClaimOutcome.NotFound();
            using var key = await learners.OpenKeyAsync(credential.Facts.LearnerId, ct);
            if (key is null || await reader.OpenRequestAsync(key, credential.Facts, ct) is not { } request)
                return new ClaimOutcome.Refused(410, "erased", "The learner's personal data was erased for good.");
            var now = Instant.Now(clock);
            var token = ShareLinks.NewToken();
            var offered = new ClaimOffered(ShareLinks.NewToken(), ShareLinks.Hash(secrets, token), wish.ExpiresAt, wish.ByEmail ? "email" : "link", by);
            List<RowWrite> rows = [new RowWrite.Insert(CredentialTables.AccessLinks, [offered.TokenHash, id])];
            if (wish.ByEmail)
            {
                var (address, _, language) = StoredRequest.LearnerOf(request);
                if (address is null)
                    return new ClaimOutcome.Refused(422, "no-email", "The credential was issued without an e-mail address of the learner.");
                var who = institutions.ById(institution)!.Profile.LegalName;
                var letter = Letters.Claim(address, Letters.Nearest(wish.Language ?? language), who, credential.Facts.Title, $"{settings.PublicUrl}/claim/{token}", wish.ExpiresAt);
                rows.Add(mail.Row(key, letter, "claim", offered.ClaimId, now, Earlier(wish.ExpiresAt, now.AddDays(3))));
            }

            if (await AppendAsync(credential, CredentialEvents.ClaimOffered, offered, rows, now))
            {
                if (wish.ByEmail)
                    sender.Wake();
                return new ClaimOutcome.Offered(credential with { Access = credential.Access with { Offer = offered, OfferedAt = now } }, wish.ByEmail ? null : token);
            }
        }

        throw new StoreUnavailableException("A claim met a conflict every time.");
    }

    /// <summary>The credential of a one-time link that can still be used; null otherwise.</summary>
    public async Task<Credential?> FindOfferAsync(string token, CancellationToken ct) =>
        await FindAsync(token, ct) is var (credential, hash) && credential.Access.Offer is { } offer && offer.TokenHash == hash && clock.GetUtcNow() < offer.ExpiresAt
        && !await reader.IsErasedAsync(credential, ct)
            ? credential
            : null;

    /// <summary>Uses a one-time link: of any number at once, one gets the management link's token, the others null.</summary>
    public async Task<string?> UseAsync(string token, CancellationToken ct)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await FindOfferAsync(token, ct) is not { Access.Offer: { } offer } credential)
                return null;
            var manage = ShareLinks.NewToken();
            var used = new ClaimUsed(offer.ClaimId, ShareLinks.Hash(secrets, manage));
            List<RowWrite> rows = [new RowWrite.Insert(CredentialTables.AccessLinks, [used.ManageHash, credential.Facts.Id]), LearnerVault.StillThere(credential.Facts.LearnerId)];
            if (await AppendAsync(credential, CredentialEvents.ClaimUsed, used, rows, Instant.Now(clock)))
                return manage;
        }

        throw new StoreUnavailableException("A claim met a conflict every time.");
    }

    /// <summary>The credential of a management link; null where the link is not, or no longer, one.</summary>
    public async Task<Credential?> FindManagedAsync(string token, CancellationToken ct) =>
        await FindAsync(token, ct) is var (credential, hash) && credential.Access.Management?.ManageHash == hash ? credential : null;

    /// <summary>Ends whatever links bring the learner to their page; false where there is no such credential.</summary>
    public async Task<bool> EndAsync(string id, Guid institution, string by, CancellationToken ct)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await reader.FindAsync(id, institution, ct) is not { } credential)
                return false;
            if (credential.Access == LearnerAccess.None || await AppendAsync(credential, CredentialEvents.ClaimEnded, new ClaimEnded(by), [], Instant.Now(clock)))
                return true;
        }

        throw new StoreUnavailableException("The end of a claim met a conflict every time.");
    }

    private async Task<(Credential Credential, string Hash)?> FindAsync(string token, CancellationToken ct)
    {
        if (!ShareLinks.HasShape(token))
            return null;
        var hash = ShareLinks.Hash(secrets, token);
        var rows = await store.QueryAsync(new(CredentialTables.AccessLinks, [Filter.Is("token_hash", hash)]), ct);
        return rows.Count > 0 && await reader.FindAsync(rows[0].Text("credential_id"), ct) is { } credential ? (credential, hash) : null;
    }

    private async Task<bool> AppendAsync<T>(Credential credential, string type, T data, List<RowWrite> rows, DateTimeOffset now) => await store.AppendAsync(new Append(
        [new(credential.StreamId, CredentialEvents.StreamType, credential.Version, [EventJson.Write(type, data)])],
        [CredentialTables.NextVersion(credential), .. rows],
        now)) is AppendResult.Done;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
