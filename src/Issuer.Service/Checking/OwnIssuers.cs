using Issuer.Core.Encoding;
using Issuer.Core.Verification;
using Issuer.Service.Credentials;
using Issuer.Service.Institutions;
using Issuer.Service.Sharing;
using Issuer.Service.Store;

namespace Issuer.Service.Checking;

/// <summary>Our own institutions, keys, lists and credentials, from memory and the log.</summary>
public sealed class OwnIssuers(
    InstitutionDirectory institutions, StatusLists statusLists, CredentialReader reader, SignedDocuments documents, Receipts receipts, IssuerSettings settings) : IOwnIssuers
{
    public ValueTask<Lookup?> DidDocumentAsync(string did, CancellationToken ct)
    {
        // Not the published document: that one withdraws a compromised key, since others know no log by which to tell what it signed before.
        if (institutions.ByDid(did) is { } institution)
            return new(new Lookup.Found(DidDocumentWriter.Write(did, institution.Keys.Select(key => (key.KeyId, key.PublicKey)))));
        return new(IsOurs(did) ? Lookup.Absent.Instance : null);
    }

    public ValueTask<Lookup?> KeyAsync(Uri url, CancellationToken ct)
    {
        if (Below("/institutions/", url) is not { } path)
            return new((Lookup?)null);
        return path.Split('/') is [var slug, "keys", var keyId] && institutions.BySlug(slug) is { } institution && institution.Key(keyId) is { } key
            ? new(new Lookup.Found(IdentityDocuments.SingleKey(institution, key)))
            : new(Lookup.Absent.Instance);
    }

    public async ValueTask<Lookup?> StatusListAsync(Uri url, CancellationToken ct)
    {
        if ((Below("/status/", url) ?? Below("/token-status/", url)) is not { } list)
            return null;
        return await statusLists.FindAsync(list, ct) is { } signed ? new Lookup.Found(signed.Jwt) : Lookup.Absent.Instance;
    }

    public async ValueTask<OwnIssuer?> FindAsync(string did, string kid, ReadOnlyMemory<byte> digest, CancellationToken ct)
    {
        if (institutions.ByDid(did) is not { } institution)
            return null;
        var key = institution.Keys.FirstOrDefault(k => kid == institution.MultikeyMethodId(k) || kid == institution.JwkMethodId(k));
        return new OwnIssuer(
            institution.Profile.LegalName.ToString(),
            key is null ? null : new OwnKey(key.ActiveFrom, key.RetiredAt, key.CompromisedAt),
            await RecordAsync(institution, Base64UrlText.Encode(digest.Span), ct));
    }

    private async Task<OwnRecord?> RecordAsync(Institution institution, string digest, CancellationToken ct)
    {
        if (await reader.FindSignedAsync(digest, ct) is var (credential, documentId, signedAt))
        {
            return credential.Facts.InstitutionId == institution.Id
                ? new OwnRecord(documentId, signedAt, State(credential.State), credential.Since, credential.Reason, await reader.IsErasedAsync(credential, ct))
                : null;
        }

        // A receipt says what was so at a time: nothing takes it back.
        if (await receipts.FindAsync(digest, ct) is { } receipt)
            return receipt.InstitutionId == institution.Id ? new OwnRecord(receipt.ReceiptId, receipt.SignedAt, OwnState.Active, receipt.SignedAt) : null;

        // Of a document that was signed for another program the log has the digest alone, which is over all of it, its identifier included.
        return await documents.FindSignedAsync(digest, ct) is { } document && document.Facts.InstitutionId == institution.Id
            ? new OwnRecord(null, document.SignedAt, document.Facts.Status is null ? null : State(document.State), document.ChangedAt)
            : null;
    }

    private static OwnState State(CredentialState state) => state switch
    {
        CredentialState.Active => OwnState.Active,
        CredentialState.Suspended => OwnState.Suspended,
        CredentialState.Revoked => OwnState.Revoked,
        _ => OwnState.Superseded,
    };

    /// <summary>DIDs under our own host are ours to give, even where no institution has them.</summary>
    private bool IsOurs(string did) => did.StartsWith($"did:web:{settings.PublicAuthority.Replace(":", "%3A")}:institutions:", StringComparison.Ordinal);

    private string? Below(string path, Uri url) =>
        url.AbsoluteUri.StartsWith(settings.PublicUrl + path, StringComparison.Ordinal) ? url.AbsoluteUri[(settings.PublicUrl.Length + path.Length)..] : null;
}
