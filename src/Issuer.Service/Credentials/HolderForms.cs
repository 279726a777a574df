using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Service.Access;
using Issuer.Service.Institutions;
using Issuer.Service.Learners;
using Issuer.Service.Operations;
using Issuer.Service.Store;

namespace Issuer.Service.Credentials;

/// <summary>A form that was made for one holder's key, opened.</summary>
/// <param name="Facts">What the event says of it.</param>
/// <param name="Compact">The SD-JWT with every disclosure, as it was handed out; null after erasure.</param>
public sealed record HolderForm(CredentialFormSigned Facts, string? Compact);

/// <summary>Outcome of a request for a form.</summary>
public abstract record HolderFormOutcome
{
    private HolderFormOutcome()
    {
    }

    /// <summary>Signed and durable.</summary>
    public sealed record Made(HolderForm Form) : HolderFormOutcome;

    /// <summary>Not possible for this credential, or not now.</summary>
    public sealed record Refused(int Status, string Code, string Why) : HolderFormOutcome;
}

/// <summary>
/// Forms made after issuing, for a holder who shows a key: the EUDI wallet's learning credential as an SD-JWT VC. Each is an event of the credential's own
/// stream, with a place of its own in a Token Status List, and shares nothing with other forms by which two verifiers could link them.
/// </summary>
public sealed class HolderForms(
    IEventStore store, CredentialReader reader, LearnerRecords learners, LearnerVault vault, StatusLists statusLists, SignedForms forms,
    InstitutionDirectory institutions, Metrics metrics, TimeProvider clock)
{
    /// <summary>Format of the form.</summary>
    public const string Format = SdJwtVc.Typ;

    /// <summary>The type demands an end; where the credential has none, the form is renewed by making another.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(366);

    private const int Attempts = 60;

    private const string NoLevel = "The wallet's learning credential needs a level of the European Qualifications Framework, which this micro-credential does not have.";

    /// <summary>Makes a form for a holder.</summary>
    /// <param name="id">Public id of the credential.</param>
    /// <param name="institution">Whose it must be.</param>
    /// <param name="holder">The key that the wallet shows to hold.</param>
    /// <param name="by">Prefix of the API key that asked.</param>
    /// <param name="ct">Ends the wait, not a started append.</param>
    /// <returns>Null where the institution has no such credential.</returns>
    public async Task<HolderFormOutcome?> MakeAsync(string id, Guid institution, PublicKey holder, string by, CancellationToken ct)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await reader.FindAsync(id, institution, ct) is not { } credential)
                return null;
            var now = Instant.Now(clock);
            if (credential.StatusAt(now, learnerErased: false) is not "active" and var state)
                return new HolderFormOutcome.Refused(409, "not-active", $"This credential is {state}: no new form of it is signed.");
            using var key = await learners.OpenKeyAsync(credential.Facts.LearnerId, ct);
            if (key is null || await reader.OpenRequestAsync(key, credential.Facts, ct) is not { } request)
                return new HolderFormOutcome.Refused(410, "erased", "The learner's personal data was erased for good.");

            var place = await statusLists.NextAsync(institution, StatusPlace.Token, ct);
            var documentId = $"urn:uuid:{RandomUuid.Create()}";
            if (!TrySign(credential, request, new(documentId, holder, place, now), out var issued, out var keyId, out var fault))
                return new HolderFormOutcome.Refused(422, fault == "eudi-level-missing" ? "no-level" : throw new InvalidOperationException(fault), NoLevel);
            var made = new CredentialFormSigned(
                RandomUuid.Create(), documentId, now, Format, keyId, vault.SealDocument(key, Encoding.ASCII.GetBytes(issued.Compact), SealedUnder(id, place)),
                Base64UrlText.Encode(issued.Jwt.Digest), place, by);
            switch (await store.AppendAsync(Assemble(credential, made, now)))
            {
                case AppendResult.Done:
                    metrics.Issued.Add(1, new KeyValuePair<string, object?>("algorithm", SignatureAlgorithm.P256.JwsName));
                    return new HolderFormOutcome.Made(new HolderForm(made, issued.Compact));
                case AppendResult.Conflict { Table: "form_status" }:
                    statusLists.Resynchronise(institution, StatusPlace.Token);
                    break;
                case AppendResult.Conflict:
                    break; // The credential changed or the learner was erased meanwhile: look again.
            }
        }

        throw new StoreUnavailableException("A form met a conflict every time.");
    }

    /// <summary>The forms that were made for holders, oldest first.</summary>
    public async Task<IReadOnlyList<HolderForm>> ReadAsync(Credential credential, CancellationToken ct)
    {
        using var key = await learners.OpenKeyAsync(credential.Facts.LearnerId, ct);
        return
        [
            .. credential.LaterForms.Select(form => new HolderForm(
                form, key is not null && vault.Open(key, form.Sealed, SealedUnder(credential.Facts.Id, form.Status)) is { } compact ? Encoding.ASCII.GetString(compact) : null)),
        ];
    }

    private bool TrySign(
        Credential credential, byte[] request, Particulars of, [NotNullWhen(true)] out IssuedSdJwt? issued, out string keyId, out string fault)
    {
        (issued, keyId) = (null, "");
        using var stored = JsonDocument.Parse(request);
        var micro = StoredRequest.Read(stored.RootElement, credential.IssuedAt);
        var second = Instant.WholeSecond(of.Now);
        var institution = institutions.ById(credential.Facts.InstitutionId) ?? throw new InvalidOperationException("A credential names an institution that is not registered.");
        var facts = new SdJwtVcFacts(
            of.DocumentId, institution.Did, second, second + Lifetime, of.Holder, new TokenStatusEntry(statusLists.Url(of.Place), of.Place.Index));
        if (!SdJwtLearningCredential.TryWrite(micro, new(facts, $"urn:uuid:{RandomUuid.Create()}", []), out var claims, out var unfit))
        {
            fault = unfit;
            return false;
        }

        fault = "";
        var (key, published) = forms.ActiveKey(institution, [SignatureAlgorithm.P256]);
        keyId = published.KeyId;
        issued = SdJwtVc.Sign(claims, key, institution.JwkMethodId(published), RandomNumberGenerator.Fill);
        return true;
    }

    private static Append Assemble(Credential credential, CredentialFormSigned made, DateTimeOffset now)
    {
        var after = credential with { Version = credential.Version + 1, LaterForms = credential.LaterForms.Add(made) };
        return new(
            [new(credential.StreamId, CredentialEvents.StreamType, credential.Version, [EventJson.Write(CredentialEvents.FormSigned, made)])],
            [
                LearnerVault.StillThere(credential.Facts.LearnerId),
                new RowWrite.Upsert(CredentialTables.Credentials, CredentialTables.RowOf(after)),
                new RowWrite.Insert(CredentialTables.FormStatus, CredentialTables.FormStatusRow(after, made)),
                new RowWrite.Insert(CredentialTables.SignedForms, CredentialTables.FormRow(credential.Facts.Id, made.Digest, made.Format, made.KeyId)),
                StatusLists.ListRow(credential.Facts.InstitutionId, made.Status),
            ],
            now);
    }

    private static string SealedUnder(string id, StatusPlace place) => $"credential/{id}/form/{place.List}/{place.Index}";

    private sealed record Particulars(string DocumentId, PublicKey Holder, StatusPlace Place, DateTimeOffset Now);
}
