using System.Text;
using Issuer.Service.Learners;
using Issuer.Service.Store;

namespace Issuer.Service.Credentials;

/// <summary>A credential with what its learner's key opens; after erasure the three personal parts are null.</summary>
/// <param name="Credential">Folded from its stream.</param>
/// <param name="Document">Document D as signed.</param>
/// <param name="Request">The request, as <see cref="StoredRequest"/> keeps it.</param>
/// <param name="ShareToken">Token of the default link, or null where it was revoked.</param>
/// <param name="LearnerErased">The learner's key is destroyed.</param>
public sealed record OpenedCredential(Credential Credential, byte[]? Document, byte[]? Request, string? ShareToken, bool LearnerErased)
{
    /// <summary>A signed form, byte for byte as it was signed; null after erasure or where it was never made.</summary>
    public byte[]? Form(string format) => Document is null ? null : SignedForms.Restore(format, Document, Credential.Facts.Forms);
}

/// <summary>Finds credentials and opens them.</summary>
public sealed class CredentialReader(IEventStore store, LearnerRecords learners, LearnerVault vault, Achievements achievements, KeysDirectory secrets)
{
    /// <summary>By public id; null where there is none.</summary>
    public async Task<Credential?> FindAsync(string id, CancellationToken ct)
    {
        if (!ShareLinks.HasShape(id))
            return null;
        var rows = await store.QueryAsync(new(CredentialTables.Credentials, [Filter.Is("id", id)]), ct);
        return rows.Count == 0 ? null : Credential.Fold(await store.ReadStreamAsync(Guid.Parse(rows[0].Text("stream_id")), ct));
    }

    /// <summary>By public id, and only if it is this institution's: another's is as absent as none.</summary>
    public async Task<Credential?> FindAsync(string id, Guid institution, CancellationToken ct) =>
        await FindAsync(id, ct) is { } credential && credential.Facts.InstitutionId == institution ? credential : null;

    /// <summary>By share token. The events decide, not the table: the link comes as the stream has it.</summary>
    public async Task<(Credential Credential, ShareLink Link)?> FindSharedAsync(string token, CancellationToken ct)
    {
        if (!ShareLinks.HasShape(token))
            return null;
        var hash = ShareLinks.Hash(secrets, token);
        var rows = await store.QueryAsync(new(CredentialTables.ShareLinks, [Filter.Is("token_hash", hash)]), ct);
        return rows.Count > 0 && await FindAsync(rows[0].Text("credential_id"), ct) is { } credential && credential.Links.Find(link => link.Facts.TokenHash == hash) is { } found
            ? (credential, found)
            : null;
    }

    /// <summary>By the digest of what was signed, with the identifier that the signed form bears and when it was signed; null where this log never signed that.</summary>
    public async Task<(Credential Credential, string DocumentId, DateTimeOffset SignedAt)?> FindSignedAsync(string digest, CancellationToken ct)
    {
        var rows = await store.QueryAsync(new(CredentialTables.SignedForms, [Filter.Is("digest", digest)]), ct);
        if (rows.Count == 0 || await FindAsync(rows[0].Text("credential_id"), ct) is not { } credential)
            return null;
        // The events decide, not the table: whoever can write to the database could add a row.
        if (credential.Facts.Forms.Any(form => form.Digest == digest))
            return (credential, credential.Facts.CredentialId, credential.IssuedAt);
        return credential.LaterForms.Find(form => form.Digest == digest) is { } later ? (credential, later.DocumentId, later.SignedAt) : null;
    }

    /// <summary>Opens the personal parts with the learner's key.</summary>
    /// <exception cref="StoreDamagedException">There is the key, and it does not open what was sealed with it: a bit of it is another.</exception>
    public async Task<OpenedCredential> OpenAsync(Credential credential, CancellationToken ct)
    {
        var facts = credential.Facts;
        using var key = await learners.OpenKeyAsync(facts.LearnerId, ct);
        if (key is null)
            return new OpenedCredential(credential, null, null, null, LearnerErased: true);
        var token = credential.DefaultLink is { } link ? vault.Open(key, link.SealedToken, $"credential/{facts.Id}/share") : null;
        var (achievement, shared) = await SharedAsync(facts, ct);
        return new OpenedCredential(
            credential,
            Open(key, facts, facts.Document, "document", achievement, shared) ?? throw Damaged(),
            Open(key, facts, facts.Request, "request", achievement, shared) ?? throw Damaged(),
            token is null ? null : Encoding.ASCII.GetString(token),
            LearnerErased: false);
    }

    /// <summary>The request alone, with the learner's key; null where it was not sealed with that key.</summary>
    public async Task<byte[]?> OpenRequestAsync(VaultKey key, CredentialIssued facts, CancellationToken ct)
    {
        var (achievement, shared) = await SharedAsync(facts, ct);
        return Open(key, facts, facts.Request, "request", achievement, shared);
    }

    /// <summary>Whether the learner's data is gone for good.</summary>
    public async Task<bool> IsErasedAsync(Credential credential, CancellationToken ct) =>
        (await learners.ErasedAmongAsync([credential.Facts.LearnerId.ToString()], ct)).Count > 0;

    private static StoreDamagedException Damaged() => new("What is sealed of a credential does not open with its learner's key.");

    // What the texts of a credential are kept over; the achievement's content alone for those of earlier versions.
    private async Task<(byte[]? Achievement, byte[] Shared)> SharedAsync(CredentialIssued facts, CancellationToken ct)
    {
        var achievement = (await achievements.FindAsync(facts.AchievementId, ct))?.Content;
        return (achievement, SharedParts.Reference(facts.CredentialId, facts.Status, achievement));
    }

    private byte[]? Open(VaultKey key, CredentialIssued facts, byte[] sealedText, string what, byte[]? achievement, byte[] shared) =>
        vault.Open(key, sealedText, $"credential/{facts.Id}/{what}") is not { } kept ? null
            : SharedParts.PutBack(kept, shared, achievement) ?? throw new InvalidDataException($"The achievement {facts.AchievementId} of a credential is gone from the store.");
}
