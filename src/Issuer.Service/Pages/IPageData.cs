using System.Collections.Immutable;
using System.Text.Json;
using Issuer.Core.Model;
using Issuer.Core.Verification;
using Issuer.Service.Credentials;
using Issuer.Service.Sharing;

namespace Issuer.Service.Pages;

/// <summary>All that the pages ask of the rest of the service. Every answer is about this moment; nothing here may be cached past a change of state.</summary>
public interface IPageData
{
    /// <summary>The configured public address, without a trailing slash: the only host that pages and QR codes ever name.</summary>
    string PublicUrl { get; }

    /// <summary>What stands behind a share link.</summary>
    Task<ShareLookup> FindShareAsync(string token, CancellationToken ct);

    /// <summary>What anyone may know of a credential; null where there is none with this id.</summary>
    Task<PublicCredential?> FindPublicAsync(string id, CancellationToken ct);

    /// <summary>The learner-free part that all holders of an achievement share; null where there is none with this id.</summary>
    Task<PublishedAchievement?> FindAchievementAsync(string id, CancellationToken ct);

    /// <summary>
    /// Checks a credential in any form that the service reads: a compact token or JSON, UTF-8, as received. Hostile or unreadable input is an
    /// answer (check <c>format</c> failed), never an exception. The share page hands in its own compact token and shows what anyone else would see.
    /// </summary>
    Task<VerificationReport> VerifyAsync(ReadOnlyMemory<byte> credential, CancellationToken ct);

    /// <summary>The logo of an institution registered here; null where it has none.</summary>
    Task<(string MediaType, byte[] Bytes)?> LogoAsync(string did, CancellationToken ct);

    /// <summary>Counts that the page of a share link was opened today; nothing is kept of who did.</summary>
    void CountView(SharedCredential credential);

    /// <summary>Compares an e-mail address with the one that the institution has for the learner behind a share link.</summary>
    Task<RecipientAnswer> CompareEmailAsync(string token, string email, CancellationToken ct);

    /// <summary>Compares a date of birth, where the learner allowed it on this link.</summary>
    Task<RecipientAnswer> CompareBirthDateAsync(string token, DateOnly born, CancellationToken ct);

    /// <summary>A signed statement of what a check found; null where it is about no credential of ours, or where there were too many today.</summary>
    /// <param name="credentialId">The credential's own identifier.</param>
    /// <param name="bytes">What was checked.</param>
    /// <param name="shows">What of it the reader saw.</param>
    /// <param name="report">What was found.</param>
    /// <param name="ct">Ends the wait.</param>
    Task<string?> ReceiptAsync(string credentialId, ReadOnlyMemory<byte> bytes, string shows, VerificationReport report, CancellationToken ct);
}

/// <summary>States of a credential: <c>active suspended revoked superseded expired erased</c>.</summary>
public enum CredentialState
{
    /// <summary><c>active</c></summary>
    Active,

    /// <summary><c>suspended</c></summary>
    Suspended,

    /// <summary><c>revoked</c></summary>
    Revoked,

    /// <summary><c>superseded</c>: a corrected credential replaced it.</summary>
    Superseded,

    /// <summary><c>expired</c></summary>
    Expired,

    /// <summary><c>erased</c>: the learner's data is gone for good.</summary>
    Erased,
}

/// <summary>State of a credential now.</summary>
/// <param name="State">The state.</param>
/// <param name="Since">When it began, where that is known; for <see cref="CredentialState.Expired"/> the end of validity.</param>
/// <param name="Reason">Public reason code: <c>issued-in-error misconduct data-correction superseded withdrawn-by-learner key-compromise other</c>.</param>
public sealed record Standing(CredentialState State, DateTimeOffset? Since = null, string? Reason = null)
{
    /// <summary>The state as the API spells it.</summary>
    public string Name => NameOf(State);

    /// <summary>The state as the API spells it.</summary>
    public static string NameOf(CredentialState state) => state switch
    {
        CredentialState.Active => "active",
        CredentialState.Suspended => "suspended",
        CredentialState.Revoked => "revoked",
        CredentialState.Superseded => "superseded",
        CredentialState.Expired => "expired",
        CredentialState.Erased => "erased",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    /// <summary>Reads the API's spelling.</summary>
    public static CredentialState Parse(string name)
    {
        foreach (var state in Enum.GetValues<CredentialState>())
        {
            if (NameOf(state) == name)
                return state;
        }

        throw new ArgumentException($"No credential state is called {name}.", nameof(name));
    }
}

/// <summary>The institution as this service has it registered: never what a credential says of itself.</summary>
/// <param name="LegalName">Registered legal name.</param>
/// <param name="Did">Its DID.</param>
/// <param name="ForTesting">Made in Development: every page says so.</param>
public sealed record IssuingInstitution(LocalizedText LegalName, string Did, bool ForTesting = false)
{
    /// <summary>Since when it is registered here, where that is known.</summary>
    public DateTimeOffset? RegisteredAt { get; init; }

    /// <summary>Path of its logo on this service, or null: no page loads a picture from elsewhere.</summary>
    public string? LogoPath { get; init; }

    /// <summary>Path of its published keys and their history.</summary>
    public string? KeysPath { get; init; }

    /// <summary>Number of its page on LinkedIn, or null.</summary>
    public string? LinkedInOrganisation { get; init; }

    /// <summary>Who has assured the quality of the institution as a whole, and where that is published.</summary>
    public ImmutableArray<ContentNote> Accreditation { get; init; } = [];
}

/// <summary>The key that signed a credential.</summary>
/// <param name="Id">Its name: <c>k1</c>.</param>
/// <param name="PublishedAt">Since when it is published.</param>
/// <param name="RetiredAt">Since when it signs no more, or null; what it signed before stays good.</param>
public sealed record SigningKeyFacts(string Id, DateTimeOffset PublishedAt, DateTimeOffset? RetiredAt);

/// <summary>A credential behind a living share link.</summary>
/// <param name="Id">Public id, the last part of <c>credential.id</c>.</param>
/// <param name="Document">The signed document D.</param>
/// <param name="Forms">Each signed form that the link hands out, byte for byte as issued, the one that most verifiers take first; none where it shows a part.</param>
/// <param name="Standing">State now, from the log.</param>
/// <param name="Issuer">Who issued it, from the register.</param>
public sealed record SharedCredential(
    string Id, JsonElement Document, ImmutableArray<SharedForm> Forms, Standing Standing, IssuingInstitution Issuer)
{
    /// <summary>The key that signed it, where that is known.</summary>
    public SigningKeyFacts? Key { get; init; }

    /// <summary>The share link, by the name that opens nothing; empty for none.</summary>
    public string LinkId { get; init; } = "";

    /// <summary>What the link shows: one of <see cref="LinkView"/>.</summary>
    public string Shows { get; init; } = LinkView.Full;

    /// <summary>Whether the link shows the credential as it was signed.</summary>
    public bool IsWhole => Shows == LinkView.Full;

    /// <summary>Last part of the achievement's address, or null.</summary>
    public string? AchievementId { get; init; }

    /// <summary>Whether the learner chose that previews of the link name them.</summary>
    public bool NameInPreview { get; init; }

    /// <summary>What a reader may have compared.</summary>
    public RecipientOffer Recipient { get; init; } = new(Email: false, BirthDate: false, BirthDateClosed: false);

    /// <summary>What the page checks: a signed form, also where the link hands out none.</summary>
    public ReadOnlyMemory<byte> Whole { get; init; } = Forms.IsDefaultOrEmpty ? default : Forms[0].Bytes;

    /// <summary>The form of a media type; null where the credential was not signed in it.</summary>
    public SharedForm? Form(string mediaType) => Forms.FirstOrDefault(form => form.MediaType == mediaType);
}

/// <summary>A signed form as a file.</summary>
/// <param name="MediaType"><see cref="Embedded"/> or <see cref="Jwt"/>.</param>
/// <param name="Bytes">As issued.</param>
public sealed record SharedForm(string MediaType, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>JSON with embedded proofs (VCDM 2.0, 6.2).</summary>
    public const string Embedded = "application/vc";

    /// <summary>A compact token (VC-JOSE-COSE, 6.1.1).</summary>
    public const string Jwt = "application/vc+jwt";

    /// <summary>Name of the file: the same for everybody, since a folder of downloads is read by others, too.</summary>
    public string FileName => MediaType == Jwt ? "credential.jwt" : "credential.json";
}

/// <summary>Why a share link no longer shows anything.</summary>
public enum GoneBecause
{
    /// <summary>The learner's data was erased.</summary>
    Erased,

    /// <summary>The learner, or the institution for the learner, closed this link.</summary>
    LinkRevoked,

    /// <summary>The link was made for a limited time.</summary>
    LinkExpired,
}

/// <summary>Outcome of looking up a share link.</summary>
public abstract record ShareLookup
{
    private ShareLookup()
    {
    }

    /// <summary>No such link, now or ever: 404.</summary>
    public sealed record Unknown : ShareLookup;

    /// <summary>There was one: 410.</summary>
    public sealed record Gone(GoneBecause Because) : ShareLookup;

    /// <summary>A living link.</summary>
    public sealed record Found(SharedCredential Credential) : ShareLookup;
}

/// <summary>What anyone may know of a credential: no learner, no signed form.</summary>
/// <param name="Id">Public id.</param>
/// <param name="Title">Title; null where it went with the learner's data.</param>
/// <param name="AwardingBodies">Names; empty where they went with the learner's data.</param>
/// <param name="DateOfIssuing">A date, not an instant.</param>
/// <param name="Standing">State now. <see cref="CredentialState.Erased"/> answers 410.</param>
/// <param name="Issuer">Who issued it, from the register.</param>
/// <param name="AchievementId">Last part of the achievement's URL, or null.</param>
public sealed record PublicCredential(
    string Id, LocalizedText? Title, ImmutableArray<LocalizedText> AwardingBodies, DateOnly DateOfIssuing, Standing Standing, IssuingInstitution Issuer, string? AchievementId);

/// <summary>An achievement as published at <c>/achievements/{id}</c>.</summary>
/// <param name="Id">Last part of its URL.</param>
/// <param name="Utf8">The JSON document served to programs; learner-free.</param>
/// <param name="Issuer">Who offers it, from the register.</param>
public sealed record PublishedAchievement(string Id, ReadOnlyMemory<byte> Utf8, IssuingInstitution Issuer);
