using Issuer.Core.Model;

namespace Issuer.Service.Credentials;

/// <summary>What is written to a credential's stream, by hand-written names. Personal data only as ciphertext under the learner's key.</summary>
public static class CredentialEvents
{
    public const string StreamType = "credential";
    public const string Issued = "credential_issued";
    public const string Suspended = "credential_suspended";
    public const string Reinstated = "credential_reinstated";
    public const string Revoked = "credential_revoked";
    public const string Superseded = "credential_superseded";
    public const string FormSigned = "credential_form_signed";
    public const string ShareLinkCreated = "share_link_created";
    public const string ShareLinkRevoked = "share_link_revoked";
    public const string ClaimOffered = "claim_offered";
    public const string ClaimUsed = "claim_used";
    public const string ClaimEnded = "claim_ended";

    /// <summary>The learner-free part of a micro-credential, in a stream of its own (<see cref="AchievementDescribed"/>).</summary>
    public const string AchievementStreamType = "achievement";

    /// <inheritdoc cref="AchievementDescribed"/>
    public const string Described = "achievement_described";
}

/// <summary>A credential was signed.</summary>
/// <param name="Id">Public id, 16 random bytes in base64url.</param>
/// <param name="CredentialId">The <c>id</c> inside the signed document.</param>
/// <param name="InstitutionId">Who issued.</param>
/// <param name="LearnerId">To whom; random, survives erasure.</param>
/// <param name="AchievementId">Digest of the learner-free part.</param>
/// <param name="Title">Title.</param>
/// <param name="AwardingBodies">Legal name of each.</param>
/// <param name="AwardedDate">yyyy-MM-dd.</param>
/// <param name="ValidFrom">Whole seconds, UTC.</param>
/// <param name="ValidUntil">Whole seconds, UTC, or null.</param>
/// <param name="Status">Its entry in a status list.</param>
/// <param name="Document">Document D, compressed and sealed under the learner's key, base64.</param>
/// <param name="Request">The request with the defaults that were taken (<see cref="StoredRequest"/>), compressed and sealed, base64.</param>
/// <param name="Forms">One for each signed form.</param>
/// <param name="By">Prefix of the API key that asked.</param>
/// <param name="Supersedes">Public id of the credential this one corrects.</param>
public sealed record CredentialIssued(
    string Id,
    string CredentialId,
    Guid InstitutionId,
    Guid LearnerId,
    string AchievementId,
    LocalizedText Title,
    IReadOnlyList<LocalizedText> AwardingBodies,
    string AwardedDate,
    DateTimeOffset ValidFrom,
    DateTimeOffset? ValidUntil,
    StatusPlace Status,
    byte[] Document,
    byte[] Request,
    IReadOnlyList<SignedForm> Forms,
    string By,
    string? Supersedes = null);

/// <summary>A place in a status list.</summary>
/// <param name="Purpose"><c>revocation</c> or <c>suspension</c> of a Bitstring Status List, <c>token</c> of a Token Status List.</param>
/// <param name="List">Public id of the list.</param>
/// <param name="Index">Place in the list.</param>
/// <param name="Counter">The institution's running number that the index was permuted from.</param>
public sealed record StatusPlace(string Purpose, string List, long Index, long Counter)
{
    /// <summary>Purpose of an entry in a Token Status List, which says every state.</summary>
    public const string Token = "token";
}

/// <summary>A form was signed after issuing, for a holder's key.</summary>
/// <param name="FormId">Random; in no signed form.</param>
/// <param name="DocumentId">The form's own identifier, <c>jti</c>: a random <c>urn:uuid</c> that no other form has.</param>
/// <param name="SignedAt">When.</param>
/// <param name="Format"><c>dc+sd-jwt</c>.</param>
/// <param name="KeyId">The institution's key, <c>k1</c>.</param>
/// <param name="Sealed">The whole with every disclosure, compressed and sealed under the learner's key, base64.</param>
/// <param name="Digest">SHA-256 of the JWS signing input, base64url.</param>
/// <param name="Status">Its entry in a Token Status List.</param>
/// <param name="By">Prefix of the API key that asked.</param>
public sealed record CredentialFormSigned(
    Guid FormId, string DocumentId, DateTimeOffset SignedAt, string Format, string KeyId, byte[] Sealed, string Digest, StatusPlace Status, string By);

/// <summary>
/// What it takes, with the document, to give a signed form back byte for byte. A document with several proofs has one of these for each, in the order of
/// its <c>proof</c> array.
/// </summary>
/// <param name="Format"><c>vc</c> or <c>vc+jwt</c>.</param>
/// <param name="KeyId">The institution's key, <c>k1</c>.</param>
/// <param name="Header">Of a <c>vc+jwt</c>: protected header, base64url, as signed; in events from before <paramref name="Kept"/>.</param>
/// <param name="Signature">Of a <c>vc+jwt</c>: base64url.</param>
/// <param name="Digest">SHA-256 of what was signed (JWS signing input; Data Integrity hash data), base64url.</param>
/// <param name="Proof">Of a <c>vc</c>: the Data Integrity proof, JSON text as it stands in the signed document; in events from before <paramref name="Kept"/>.</param>
/// <param name="Kept">Proof, or protected header before base64url, without what it shares with the document (<see cref="SharedParts"/>).</param>
public sealed record SignedForm(string Format, string KeyId, string? Header, string? Signature, string Digest, string? Proof = null, byte[]? Kept = null);

/// <summary>A change of state.</summary>
/// <param name="Reason">Public reason code.</param>
/// <param name="Note">The institution's private note, sealed under the learner's key.</param>
/// <param name="By">Prefix of the API key that asked.</param>
public sealed record StateChanged(string Reason, byte[]? Note, string By);

/// <summary>The credential was replaced by a corrected one.</summary>
/// <param name="SupersededBy">Public id of the new one.</param>
/// <param name="SameLearner">Whether the learner may be shown the link.</param>
public sealed record CredentialSuperseded(string SupersededBy, bool SameLearner, string Reason, byte[]? Note, string By);

/// <summary>A share link: its token is known to its holder alone; the log has its keyed hash and a sealed copy.</summary>
/// <param name="LinkId">Names it in the API; opens nothing.</param>
/// <param name="TokenHash">Keyed hash of the token.</param>
/// <param name="SealedToken">The token under the learner's key.</param>
/// <param name="Default">The one that is made with the credential.</param>
/// <param name="Shows">What it shows (<see cref="LinkView"/>); absent: all.</param>
/// <param name="ExpiresAt">From then on it shows nothing; absent: no end.</param>
/// <param name="Purpose">The learner's own note of what it is for, under the learner's key.</param>
/// <param name="BirthDateCheck">Whether a reader may have a date of birth compared.</param>
/// <param name="NameInPreview">Whether the learner chose that link previews name them.</param>
/// <param name="By">Prefix of the API key, or <c>learner</c>; absent on the default link.</param>
public sealed record ShareLinkCreated(
    string LinkId, string TokenHash, byte[] SealedToken, bool Default, string? Shows = null, DateTimeOffset? ExpiresAt = null, byte[]? Purpose = null,
    bool? BirthDateCheck = null, bool? NameInPreview = null, string? By = null);

/// <summary>What a share link shows.</summary>
public static class LinkView
{
    /// <summary>The credential as it was signed, with its signed forms.</summary>
    public const string Full = "full";

    /// <summary>Without date of birth, grade and whatever identifies the learner beside the name.</summary>
    public const string Reduced = "reduced";

    /// <summary>Who holds what from whom at which level, and nothing else.</summary>
    public const string Minimal = "minimal";

    /// <summary>From most to least.</summary>
    public static readonly IReadOnlyList<string> All = [Full, Reduced, Minimal];
}

/// <summary>A share link stopped working.</summary>
public sealed record ShareLinkRevoked(string LinkId, string By);

/// <summary>
/// The learner-free part that all holders share, once: what <c>/achievements/{id}</c> answers after every learner has been erased.
/// </summary>
/// <param name="Id">Its digest.</param>
/// <param name="Content">Canonical JSON, kept as a string so that it survives jsonb unchanged.</param>
public sealed record AchievementDescribed(string Id, Guid InstitutionId, string Content);
