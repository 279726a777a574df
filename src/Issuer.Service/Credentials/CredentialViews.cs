using Issuer.Service.Access;
using Issuer.Service.Store;

namespace Issuer.Service.Credentials;

/// <summary>The views of credentials, documents that were signed for other programs, and achievements, from their streams.</summary>
public static class CredentialViews
{
    public static readonly IReadOnlyList<ViewDefinition> All =
    [
        new(
            "credentials",
            // One view, since credentials and documents share their status lists.
            [CredentialTables.Credentials, CredentialTables.SignedForms, CredentialTables.SignedDocuments, CredentialTables.FormStatus, CredentialTables.StatusLists, CredentialTables.ShareLinks, CredentialTables.AccessLinks],
            [CredentialEvents.Issued, DocumentEvents.Signed],
            static history => history[0].Type == DocumentEvents.Signed ? OfDocument(history) : OfCredential(history),
            StampsAsync),
        new("achievements", [CredentialTables.Achievements], [CredentialEvents.Described], OfAchievement),
    ];

    private static IEnumerable<ViewRow> OfCredential(IReadOnlyList<StoredEvent> history)
    {
        var credential = Credential.Fold(history)!;
        var facts = credential.Facts;
        yield return new(CredentialTables.Credentials, CredentialTables.RowOf(credential));
        foreach (var form in facts.Forms)
            yield return new(CredentialTables.SignedForms, CredentialTables.FormRow(facts.Id, form.Digest, form.Format, form.KeyId));
        foreach (var form in credential.LaterForms)
        {
            yield return new(CredentialTables.SignedForms, CredentialTables.FormRow(facts.Id, form.Digest, form.Format, form.KeyId));
            yield return new(CredentialTables.FormStatus, CredentialTables.FormStatusRow(credential, form));
        }

        foreach (var place in credential.LaterForms.Select(form => form.Status).Prepend(facts.Status))
            yield return ListRow(facts.InstitutionId, place);
        foreach (var link in Links(history, facts.Id))
            yield return new(CredentialTables.ShareLinks, link);
        foreach (var stored in history)
        {
            var hash = stored.Type switch
            {
                CredentialEvents.ClaimOffered => EventJson.Read<ClaimOffered>(stored).TokenHash,
                CredentialEvents.ClaimUsed => EventJson.Read<ClaimUsed>(stored).ManageHash,
                _ => null,
            };
            if (hash is not null)
                yield return new(CredentialTables.AccessLinks, [hash, facts.Id]);
        }
    }

    private static IEnumerable<ViewRow> OfDocument(IReadOnlyList<StoredEvent> history)
    {
        var document = LoggedDocument.Fold(history)!;
        yield return new(CredentialTables.SignedDocuments, SignedDocuments.RowOf(document));
        if (document.Facts.Status is { } place)
            yield return ListRow(document.Facts.InstitutionId, place);
    }

    private static ViewRow ListRow(Guid institution, StatusPlace place) =>
        new(CredentialTables.StatusLists, ((RowWrite.Upsert)StatusLists.ListRow(institution, place)).Values);

    private static IEnumerable<object?[]> Links(IReadOnlyList<StoredEvent> history, string credentialId)
    {
        var ended = history.Where(stored => stored.Type == CredentialEvents.ShareLinkRevoked)
            .ToDictionary(stored => EventJson.Read<ShareLinkRevoked>(stored).LinkId, stored => Instant.Write(stored.Timestamp));
        foreach (var stored in history.Where(stored => stored.Type == CredentialEvents.ShareLinkCreated))
        {
            var link = EventJson.Read<ShareLinkCreated>(stored);
            yield return CredentialTables.LinkRow(credentialId, link, ended.GetValueOrDefault(link.LinkId));
        }
    }

    private static IEnumerable<ViewRow> OfAchievement(IReadOnlyList<StoredEvent> history)
    {
        var described = EventJson.Read<AchievementDescribed>(history[0]);
        yield return new(CredentialTables.Achievements, [described.Id, described.InstitutionId.ToString(), described.Content]);
    }

    // A bit may have been put right: every list is signed anew.
    private static async Task<IReadOnlyList<RowWrite>> StampsAsync(IEventStore store, DateTimeOffset now)
    {
        var lists = await store.RowsAsync(CredentialTables.StatusLists, CancellationToken.None).ToListAsync();
        return [.. lists.Select(list => Service.Credentials.StatusLists.ChangeRow(list.Text("id"), now))];
    }
}
