using System.Globalization;
using Issuer.Service.Access;
using Issuer.Service.Credentials;
using Issuer.Service.Operations;
using Issuer.Service.Store;

namespace Issuer.Service.VcApi;

/// <summary>Which entry is meant, and what it is to say.</summary>
/// <param name="CredentialId">The identifier under which the document was signed.</param>
/// <param name="Purpose">Of the entry.</param>
/// <param name="List">Address of its list, or null.</param>
/// <param name="Index">Its place in the list, decimal, or null.</param>
/// <param name="Value">Whether it is to be set.</param>
internal sealed record StatusChange(string CredentialId, string Purpose, string? List, string? Index, bool Value);

/// <summary>Outcome of a change.</summary>
internal abstract record StatusOutcome
{
    private StatusOutcome()
    {
    }

    /// <summary>Durable, or so already.</summary>
    public sealed record Done(LoggedDocument Document) : StatusOutcome;

    /// <summary>This instance never signed such a document.</summary>
    public sealed record NotFound : StatusOutcome;

    /// <summary>Not possible.</summary>
    public sealed record Refused(string Code, string Why) : StatusOutcome;
}

/// <summary>Sets and takes back status entries of documents that were signed for other programs.</summary>
internal sealed class DocumentStatus(SignedDocuments documents, StatusLists statusLists, Metrics metrics, TimeProvider clock)
{
    private const int Attempts = 60;

    /// <summary>Changes an entry. A revocation is for good, as everywhere in this service.</summary>
    public async Task<StatusOutcome> ChangeAsync(Entry entry, StatusChange change, CancellationToken ct)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var found = await FindAsync(entry, change, ct);
            if (found.Count == 0)
                return new StatusOutcome.NotFound();
            if (found is not [var document])
                return new StatusOutcome.Refused("ambiguous", "More than one document was signed under this identifier: name the entry by statusListCredential and statusListIndex.");
            if (document.Facts.Status?.Purpose != change.Purpose)
                return new StatusOutcome.Refused("no-status", "The document has no entry for this purpose.");
            if (document.StatusBit == change.Value)
                return new StatusOutcome.Done(document);
            if (!change.Value && document.State == CredentialState.Revoked)
                return new StatusOutcome.Refused("state-final", "A revocation is for good; sign the credential again instead.");

            var now = Instant.Now(clock);
            if (await documents.TryChangeAsync(document, change.Value, entry.By, now) is { } changed)
            {
                metrics.StateChanges.Add(1, new KeyValuePair<string, object?>("state", CredentialTables.StateName(changed.State)));
                return new StatusOutcome.Done(changed);
            }
        }

        throw new StoreUnavailableException("A change of status met a conflict every time.");
    }

    /// <summary>The address of a document's list.</summary>
    public string Url(StatusPlace place) => statusLists.Url(place);

    // A place is one document's. Its identifier, where it has one, must be the one that the caller names.
    private async Task<List<LoggedDocument>> FindAsync(Entry entry, StatusChange change, CancellationToken ct)
    {
        var hash = documents.Hash(entry.Institution.Id, change.CredentialId);
        var found = change is { List: { } list, Index: { } index }
            ? await documents.FindPlacedAsync(list[(list.LastIndexOf('/') + 1)..], long.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1, ct) is { } placed ? [placed] : []
            : await documents.FindIdentifiedAsync(hash, ct);
        return [.. found.Where(document =>
            document.Facts.InstitutionId == entry.Institution.Id && document.Facts.Instance == entry.Instance.Name
            && (document.Facts.CredentialHash is null || document.Facts.CredentialHash == hash)
            && (change.List is null || document.Facts.Status is { } place && statusLists.Url(place) == change.List))];
    }
}
