using System.Text.Json;
using Issuer.Core.Model;
using Issuer.Service.Access;
using Issuer.Service.Store;

namespace Issuer.Service.Credentials;

/// <summary>
/// Tables that change in the same transaction as the events. Most are views (<see cref="CredentialViews"/>), which can be derived from the log again; places
/// handed out, stamps of changes and idempotency keys are records of their own.
/// </summary>
public static class CredentialTables
{
    /// <summary>One row per credential. <c>stream_id</c> is a UUIDv7: its order is the order of issue and the cursor of lists.</summary>
    public static readonly TableDefinition Credentials = new(
        "credentials",
        [
            new("id", ColumnType.Text),
            new("stream_id", ColumnType.Text),
            new("institution_id", ColumnType.Text),
            new("learner_id", ColumnType.Text),
            new("achievement_id", ColumnType.Text),
            new("state", ColumnType.Text),
            new("version", ColumnType.Integer),
            new("awarded_date", ColumnType.Text),
            new("issued_at", ColumnType.Text),
            new("valid_until", ColumnType.Text, Nullable: true),
            new("ends_at", ColumnType.Text),
            new("title", ColumnType.Text),
            new("status_purpose", ColumnType.Text),
            new("status_counter", ColumnType.Integer),
            new("status_list", ColumnType.Text),
            new("status_index", ColumnType.Integer),
            new("status_bit", ColumnType.Integer),
        ],
        // The lists that a registrar asks for, each in the order of issue.
        Indexes:
        [
            ["institution_id", "stream_id"], ["institution_id", "achievement_id", "stream_id"], ["institution_id", "state", "stream_id"], ["learner_id", "stream_id"],
            ["status_list", "status_bit"],
        ],
        UniqueIndexes: [["institution_id", "status_purpose", "status_counter"], ["status_list", "status_index"]]);

    /// <summary>Digest of every signing input: what was not signed by this log is not ours, whatever its signature says.</summary>
    public static readonly TableDefinition SignedForms = new(
        "signed_forms",
        [
            new("digest", ColumnType.Text),
            new("credential_id", ColumnType.Text),
            new("format", ColumnType.Text),
            new("key_id", ColumnType.Text),
        ]);

    /// <summary>Documents that were signed for other programs; <c>id</c> is the stream's, whose order is that of signing.</summary>
    public static readonly TableDefinition SignedDocuments = new(
        "signed_documents",
        [
            new("id", ColumnType.Text),
            new("digest", ColumnType.Text),
            new("institution_id", ColumnType.Text),
            new("credential_hash", ColumnType.Text, Nullable: true),
            new("status_purpose", ColumnType.Text, Nullable: true),
            new("status_counter", ColumnType.Integer, Nullable: true),
            new("status_list", ColumnType.Text, Nullable: true),
            new("status_index", ColumnType.Integer, Nullable: true),
            new("status_bit", ColumnType.Integer),
        ],
        Indexes: [["digest", "id"], ["credential_hash", "id"], ["status_list", "status_bit"]],
        UniqueIndexes: [["institution_id", "status_purpose", "status_counter"], ["status_list", "status_index"]]);

    /// <summary>Places in Token Status Lists, one for each form that was made for a holder.</summary>
    public static readonly TableDefinition FormStatus = new(
        "form_status",
        [
            new("form_id", ColumnType.Text),
            new("credential_id", ColumnType.Text),
            new("institution_id", ColumnType.Text),
            new("status_counter", ColumnType.Integer),
            new("status_list", ColumnType.Text),
            new("status_index", ColumnType.Integer),
            new("status_value", ColumnType.Integer),
        ],
        Indexes: [["status_list", "status_value"]],
        UniqueIndexes: [["institution_id", "status_counter"], ["status_list", "status_index"]]);

    /// <summary>Which institution, purpose and number a list's public id stands for.</summary>
    public static readonly TableDefinition StatusLists = new(
        "status_lists",
        [
            new("id", ColumnType.Text),
            new("institution_id", ColumnType.Text),
            new("purpose", ColumnType.Text),
            new("number", ColumnType.Integer),
        ]);

    /// <summary>The last change of a list's bits.</summary>
    public static readonly TableDefinition StatusChanges = new("status_changes", [new("list", ColumnType.Text), new("stamp", ColumnType.Text)], Announced: true);

    /// <summary>The learner-free part by its digest.</summary>
    public static readonly TableDefinition Achievements = new(
        "achievements",
        [
            new("id", ColumnType.Text),
            new("institution_id", ColumnType.Text),
            new("content", ColumnType.Text),
        ]);

    /// <summary>Keyed hash of a share token to its credential.</summary>
    public static readonly TableDefinition ShareLinks = new(
        "share_links",
        [
            new("token_hash", ColumnType.Text),
            new("link_id", ColumnType.Text),
            new("credential_id", ColumnType.Text),
            new("revoked_at", ColumnType.Text, Nullable: true),
        ],
        Indexes: [["credential_id"]]);

    /// <summary>Keyed hash of the token of a claim or management link to its credential.</summary>
    public static readonly TableDefinition AccessLinks = new(
        "access_links",
        [
            new("token_hash", ColumnType.Text),
            new("credential_id", ColumnType.Text),
        ],
        Indexes: [["credential_id"]]);

    /// <summary>Keyed hash of (institution, Idempotency-Key) to what it made.</summary>
    public static readonly TableDefinition Idempotency = new(
        "idempotency",
        [
            new("key", ColumnType.Text),
            new("fingerprint", ColumnType.Text),
            new("credential_id", ColumnType.Text),
            new("created_at", ColumnType.Text),
        ]);

    public static readonly IReadOnlyList<TableDefinition> All =
    [
        Credentials, SignedForms, SignedDocuments, FormStatus, StatusLists, StatusChanges, StatusCounters.Table, Achievements, ShareLinks, AccessLinks, Idempotency,
    ];

    /// <summary>End of validity of a credential that has none, so that one comparison finds the expired.</summary>
    private const string Never = "9999-12-31T23:59:59.999Z";

    /// <summary>The row of a credential as its stream says it is.</summary>
    public static object?[] RowOf(Credential credential)
    {
        var facts = credential.Facts;
        return
        [
            facts.Id, credential.StreamId.ToString(), facts.InstitutionId.ToString(), facts.LearnerId.ToString(), facts.AchievementId,
            StateName(credential.State), credential.Version, facts.AwardedDate, Instant.Write(credential.IssuedAt),
            facts.ValidUntil is { } until ? Instant.Write(until) : null,
            facts.ValidUntil is { } end ? Instant.Write(end) : Never, Title(facts.Title),
            facts.Status.Purpose, facts.Status.Counter, facts.Status.List, facts.Status.Index, credential.StatusBit ? 1L : 0L,
        ];
    }

    // In one order, because jsonb has an order of its own for what the event's writer put in another.
    private static string Title(LocalizedText title) => JsonSerializer.Serialize(new SortedDictionary<string, string>(title.ToDictionary(), StringComparer.Ordinal));

    /// <summary>The row of a form, as the credential's state has it.</summary>
    public static object?[] FormStatusRow(Credential credential, CredentialFormSigned form) =>
    [
        form.FormId.ToString(), credential.Facts.Id, credential.Facts.InstitutionId.ToString(), form.Status.Counter, form.Status.List, form.Status.Index,
        (long)credential.TokenStatus,
    ];

    /// <summary>What an event does to the row that changes nothing else of it.</summary>
    public static RowWrite NextVersion(Credential credential) => new RowWrite.Upsert(Credentials, RowOf(credential with { Version = credential.Version + 1 }));

    /// <summary>All rows that change with a credential's state.</summary>
    /// <param name="credential">As it is after the change.</param>
    /// <param name="at">When.</param>
    public static IEnumerable<RowWrite> StateRows(Credential credential, DateTimeOffset at) =>
    [
        new RowWrite.Upsert(Credentials, RowOf(credential)),
        .. credential.LaterForms.Select(form => new RowWrite.Upsert(FormStatus, FormStatusRow(credential, form))),
        .. credential.StatusListIds.Select(list => Service.Credentials.StatusLists.ChangeRow(list, at)),
    ];

    /// <summary>The row of a signed form.</summary>
    public static object?[] FormRow(string credentialId, string digest, string format, string keyId) => [digest, credentialId, format, keyId];

    /// <summary>The row of a share link.</summary>
    public static object?[] LinkRow(string credentialId, ShareLinkCreated link, string? revokedAt = null) => [link.TokenHash, link.LinkId, credentialId, revokedAt];

    /// <summary>All rows that begin with a credential; those of its learner and its achievement are theirs.</summary>
    /// <param name="credential">As it was issued, with its default link.</param>
    public static IEnumerable<RowWrite> FirstRows(Credential credential) =>
    [
        new RowWrite.Insert(Credentials, RowOf(credential)),
        .. credential.Links.Select(link => new RowWrite.Insert(ShareLinks, LinkRow(credential.Facts.Id, link.Facts))),
        Service.Credentials.StatusLists.ListRow(credential.Facts.InstitutionId, credential.Facts.Status),
        .. credential.Facts.Forms.Select(form => new RowWrite.Insert(SignedForms, FormRow(credential.Facts.Id, form.Digest, form.Format, form.KeyId))),
    ];

    public static string StateName(CredentialState state) => state switch
    {
        CredentialState.Active => "active",
        CredentialState.Suspended => "suspended",
        CredentialState.Revoked => "revoked",
        _ => "superseded",
    };
}
