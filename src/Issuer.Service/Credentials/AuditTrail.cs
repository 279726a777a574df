using System.Text;
using Issuer.Service.Access;
using Issuer.Service.Learners;
using Issuer.Service.Store;

namespace Issuer.Service.Credentials;

/// <summary>The events of a credential.</summary>
public sealed record AuditBody(IReadOnlyList<AuditEntry> Events);

/// <summary>One event, readable.</summary>
/// <param name="Version">Place in the credential's own stream, from 1.</param>
/// <param name="Type">Name of the event.</param>
/// <param name="At">When it was stored.</param>
/// <param name="By">Prefix of the API key that asked, where one did.</param>
/// <param name="Summary">One English sentence.</param>
/// <param name="Reason">Public reason code.</param>
/// <param name="Note">The institution's private note; null after erasure.</param>
public sealed record AuditEntry(long Version, string Type, DateTimeOffset At, string? By, string Summary, string? Reason = null, string? Note = null);

/// <summary>A credential's stream in words.</summary>
public sealed class AuditTrail(IEventStore store, LearnerRecords learners, LearnerVault vault)
{
    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(Credential credential, CancellationToken ct)
    {
        using var key = await learners.OpenKeyAsync(credential.Facts.LearnerId, ct);
        var events = await store.ReadStreamAsync(credential.StreamId, ct);
        return [.. events.Select(stored => Describe(stored, credential.Facts.Id, key))];
    }

    private AuditEntry Describe(StoredEvent stored, string id, VaultKey? key)
    {
        var entry = new AuditEntry(stored.Version, stored.Type, stored.Timestamp, null, "Something that this version does not know.");
        switch (stored.Type)
        {
            case CredentialEvents.Issued:
                var issued = EventJson.Read<CredentialIssued>(stored);
                var signed = string.Join(", ", issued.Forms.Select(form => $"{form.Format} with key {form.KeyId}"));
                var inPlaceOf = issued.Supersedes is null ? "" : $" It corrects {issued.Supersedes}.";
                return entry with { By = issued.By, Summary = $"Issued and signed as {signed}; entry {issued.Status.Index} of status list {issued.Status.List}.{inPlaceOf}" };
            case CredentialEvents.FormSigned:
                var form = EventJson.Read<CredentialFormSigned>(stored);
                return entry with
                {
                    By = form.By,
                    Summary = $"Signed as {form.Format} with key {form.KeyId} for a holder's key; entry {form.Status.Index} of Token Status List {form.Status.List}.",
                };
            case CredentialEvents.ShareLinkCreated:
                var link = EventJson.Read<ShareLinkCreated>(stored);
                var end = link.ExpiresAt is { } until ? $", until {Instant.Write(until)}" : "";
                return entry with { By = link.By, Summary = link.Default ? "The default share link was made." : $"A share link was made that shows {link.Shows}{end}." };
            case CredentialEvents.ShareLinkRevoked:
                return entry with { By = EventJson.Read<ShareLinkRevoked>(stored).By, Summary = "A share link was ended." };
            case CredentialEvents.ClaimOffered:
                var offer = EventJson.Read<ClaimOffered>(stored);
                return entry with
                {
                    By = offer.By,
                    Summary = $"A claim link was made for the learner, {(offer.Delivery == "email" ? "to be sent by e-mail" : "for the institution to deliver")}, until {Instant.Write(offer.ExpiresAt)}.",
                };
            case CredentialEvents.ClaimUsed:
                return entry with { Summary = "The learner used the claim link." };
            case CredentialEvents.ClaimEnded:
                return entry with { By = EventJson.Read<ClaimEnded>(stored).By, Summary = "The learner's claim and management links were ended." };
            case CredentialEvents.Superseded:
                var superseded = EventJson.Read<CredentialSuperseded>(stored);
                return entry with { By = superseded.By, Summary = $"Replaced by the corrected credential {superseded.SupersededBy}.", Reason = superseded.Reason };
            case CredentialEvents.Revoked or CredentialEvents.Suspended or CredentialEvents.Reinstated:
                var changed = EventJson.Read<StateChanged>(stored);
                var note = changed.Note is null || key is null ? null : vault.Open(key, changed.Note, $"credential/{id}/note/{stored.Version}");
                return entry with
                {
                    By = changed.By,
                    Summary = stored.Type switch
                    {
                        CredentialEvents.Revoked => "Revoked for good.",
                        CredentialEvents.Suspended => "Suspended.",
                        _ => "Reinstated.",
                    },
                    Reason = changed.Reason,
                    Note = note is null ? null : Encoding.UTF8.GetString(note),
                };
            default:
                return entry;
        }
    }
}
