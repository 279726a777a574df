using System.Globalization;
using System.Security.Cryptography;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Service.Access;
using Issuer.Service.Credentials;
using Issuer.Service.Institutions;
using Issuer.Service.Store;

namespace Issuer.Service.Sharing;

/// <summary><c>verification_receipt_signed</c>: the institution's key signed that a credential of its own was checked. No learner, no asker.</summary>
/// <param name="ReceiptId">The receipt's identifier, a random <c>urn:uuid</c>.</param>
/// <param name="InstitutionId">Whose key.</param>
/// <param name="CredentialId">Public id of the credential.</param>
/// <param name="KeyId">The key, <c>k1</c>.</param>
/// <param name="Digest">SHA-256 of the JWS signing input, base64url.</param>
/// <param name="SignedAt">When.</param>
public sealed record ReceiptSigned(string ReceiptId, Guid InstitutionId, string CredentialId, string KeyId, string Digest, DateTimeOffset SignedAt);

/// <summary>What was found, to be put into a receipt.</summary>
/// <param name="Credential">Which credential of ours.</param>
/// <param name="Checked">The bytes that were checked.</param>
/// <param name="Shows">What of it the reader saw.</param>
/// <param name="State">Its state.</param>
/// <param name="Verdict">Of the whole.</param>
/// <param name="Checks">One by one.</param>
public sealed record ReceiptWish(Credential Credential, ReadOnlyMemory<byte> Checked, string Shows, string State, string Verdict, IReadOnlyList<ReceiptCheck> Checks);

/// <summary>
/// Verification receipts: what was found when a credential was checked, signed by the institution that issued it and kept by whoever checked. Each is an
/// event in a stream of its own before it is handed out, so the service knows its own receipts again.
/// </summary>
public sealed class Receipts(IEventStore store, SignedForms forms, InstitutionDirectory institutions, Tries tries, TimeProvider clock)
{
    public const string StreamType = "verification_receipt";
    public const string Signed = "verification_receipt_signed";

    /// <summary>Most receipts about one credential a day: each is an event for ever, and anyone may ask.</summary>
    public const int MostADay = 100;

    /// <summary>Digest of what was signed to the receipt's stream.</summary>
    public static readonly TableDefinition Table = new("verification_receipts", [new("digest", ColumnType.Text), new("stream_id", ColumnType.Text)]);

    /// <summary>The table follows from the streams.</summary>
    public static readonly ViewDefinition View = new(
        "receipts", [Table], [Signed], static history => [new(Table, [EventJson.Read<ReceiptSigned>(history[0]).Digest, history[0].StreamId.ToString("D")])]);

    /// <summary>Signs a receipt, a VC-JWT; null where there were too many about this credential today.</summary>
    public async Task<string?> MakeAsync(ReceiptWish wish, CancellationToken ct)
    {
        var now = Instant.Now(clock);
        var facts = wish.Credential.Facts;
        var day = now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (await tries.TakeAsync($"receipt/{facts.Id}/{day}", MostADay, TimeSpan.FromDays(1), ct) is null)
            return null;
        var institution = institutions.ById(facts.InstitutionId) ?? throw new InvalidOperationException("A credential names an institution that is not registered.");
        var receiptId = $"urn:uuid:{RandomUuid.Create()}";
        var document = VerificationReceipt.Write(new(
            receiptId, institution.Did, institution.Profile.LegalName.In("en").Text, Instant.WholeSecond(now), facts.CredentialId,
            Base64UrlText.Encode(SHA256.HashData(wish.Checked.Span)), wish.Shows, wish.State, wish.Verdict, wish.Checks));
        var (key, published) = forms.ActiveKey(institution, [SignatureAlgorithm.P256, SignatureAlgorithm.Ed25519]);
        var jwt = VcJwt.Sign(document, key, institution.JwkMethodId(published));
        var signed = new ReceiptSigned(receiptId, institution.Id, facts.Id, published.KeyId, Base64UrlText.Encode(jwt.Digest), now);
        var stream = Guid.CreateVersion7(now);
        var appended = await store.AppendAsync(new Append(
            [new(stream, StreamType, 0, [EventJson.Write(Signed, signed)])], [new RowWrite.Insert(Table, [signed.Digest, stream.ToString("D")])], now));
        return appended is AppendResult.Done ? jwt.Compact : throw new StoreUnavailableException("A receipt met a conflict.");
    }

    /// <summary>The receipt with this digest; null where none was signed here. The event decides, not the table.</summary>
    public async Task<ReceiptSigned?> FindAsync(string digest, CancellationToken ct)
    {
        if (await store.QueryAsync(new(Table, [Filter.Is("digest", digest)]), ct) is not [var row])
            return null;
        return await store.ReadStreamAsync(Guid.ParseExact(row.Text("stream_id"), "D"), ct) is [{ Type: Signed } stored] && EventJson.Read<ReceiptSigned>(stored) is var signed && signed.Digest == digest
            ? signed
            : null;
    }
}
