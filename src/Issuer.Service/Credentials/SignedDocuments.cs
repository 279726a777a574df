using Issuer.Service.Access;
using Issuer.Service.Store;

namespace Issuer.Service.Credentials;

/// <summary>The documents that were signed for other programs: their events, and the table by which they are found again.</summary>
public sealed class SignedDocuments(IEventStore store, KeysDirectory secrets, StatusLists statusLists)
{
    // Of one identifier: whoever signs it again and again finds what was signed last.
    private const int MostOfOneIdentifier = 100;

    private readonly byte[] _identifierKey = secrets.Derive("document identifiers");

    /// <summary>
    /// Keyed hash of an identifier that the caller gave a document: it may name a person (an e-mail address, a student's number in a URL), so the database has
    /// nothing of it that could be tried out without the keys directory.
    /// </summary>
    public string Hash(Guid institution, string identifier) =>
        KeyedHash.Of(_identifierKey, $"{institution}|{identifier}");

    /// <summary>Appends the event of a signature; false where the place in the status list was taken meanwhile.</summary>
    public async Task<bool> TryAddAsync(DocumentSigned signed, DateTimeOffset now)
    {
        var document = new LoggedDocument { StreamId = Guid.CreateVersion7(now), Version = 1, Facts = signed, SignedAt = now };
        List<RowWrite> rows = [new RowWrite.Insert(CredentialTables.SignedDocuments, RowOf(document))];
        if (signed.Status is { } place)
            rows.Add(StatusLists.ListRow(signed.InstitutionId, place));
        // No cancellation token: once started, an append is finished, not abandoned.
        var appended = await store.AppendAsync(new Append(
            [new(document.StreamId, DocumentEvents.StreamType, 0, [EventJson.Write(DocumentEvents.Signed, signed)])], rows, now));
        return appended is AppendResult.Done;
    }

    /// <summary>Appends a change of the entry in the status list; null where the document was changed meanwhile.</summary>
    public async Task<LoggedDocument?> TryChangeAsync(LoggedDocument document, bool value, string by, DateTimeOffset now)
    {
        var place = document.Facts.Status ?? throw new ArgumentException("The document has no entry in a status list.", nameof(document));
        var after = document with { Version = document.Version + 1, StatusBit = value, ChangedAt = now };
        var appended = await store.AppendAsync(new Append(
            [new(document.StreamId, DocumentEvents.StreamType, document.Version, [EventJson.Write(DocumentEvents.StatusChanged, new DocumentStatusChanged(value, by))])],
            [new RowWrite.Upsert(CredentialTables.SignedDocuments, RowOf(after)), StatusLists.ChangeRow(place.List, now)],
            now));
        if (appended is not AppendResult.Done)
            return null;
        statusLists.Changed(place.List);
        return after;
    }

    /// <summary>
    /// By the digest of what was signed; null where this log never signed that for another program. The same document signed twice within a second has one
    /// digest; where it has an entry in a status list, the entry makes the two differ.
    /// </summary>
    public async Task<LoggedDocument?> FindSignedAsync(string digest, CancellationToken ct)
    {
        var found = await FoldAsync([Filter.Is("digest", digest)], 1, ct);
        // The events decide, not the table: whoever can write to the database could add a row.
        return found.Find(document => document.Facts.Digest == digest);
    }

    /// <summary>By the caller's identifier, the newest first.</summary>
    public async Task<IReadOnlyList<LoggedDocument>> FindIdentifiedAsync(string hash, CancellationToken ct) =>
        (await FoldAsync([Filter.Is("credential_hash", hash)], MostOfOneIdentifier, ct)).FindAll(document => document.Facts.CredentialHash == hash);

    /// <summary>By its place in a status list; null where no document has it.</summary>
    public async Task<LoggedDocument?> FindPlacedAsync(string list, long index, CancellationToken ct) =>
        (await FoldAsync([Filter.Is("status_list", list), Filter.Is("status_index", index)], 1, ct))
            .Find(document => document.Facts.Status is { } place && place.List == list && place.Index == index);

    private async Task<List<LoggedDocument>> FoldAsync(IReadOnlyList<Filter> filters, int limit, CancellationToken ct)
    {
        var documents = new List<LoggedDocument>();
        foreach (var row in await store.QueryAsync(new(CredentialTables.SignedDocuments, filters, OrderBy: "id", Descending: true, Limit: limit), ct))
        {
            if (LoggedDocument.Fold(await store.ReadStreamAsync(Guid.ParseExact(row.Text("id"), "D"), ct)) is { } document)
                documents.Add(document);
        }

        return documents;
    }

    /// <summary>The row of <see cref="CredentialTables.SignedDocuments"/>.</summary>
    internal static object?[] RowOf(LoggedDocument document)
    {
        var facts = document.Facts;
        return
        [
            document.StreamId.ToString("D"), facts.Digest, facts.InstitutionId.ToString("D"), facts.CredentialHash,
            facts.Status?.Purpose, facts.Status?.Counter, facts.Status?.List, facts.Status?.Index, document.StatusBit ? 1L : 0L,
        ];
    }
}
