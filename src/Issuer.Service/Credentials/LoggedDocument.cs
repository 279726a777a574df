using Issuer.Service.Access;
using Issuer.Service.Store;

namespace Issuer.Service.Credentials;

/// <summary>
/// What is written to the stream of a document that another program wrote and this service signed (the VC-API). The document itself is not kept: it may be
/// about anybody, under nobody's data key.
/// </summary>
public static class DocumentEvents
{
    public const string StreamType = "document";
    public const string Signed = "document_signed";
    public const string StatusChanged = "document_status_changed";
}

/// <summary>A document was signed.</summary>
/// <param name="Instance">Name of the instance, as the settings have it.</param>
/// <param name="InstitutionId">Whose key signed.</param>
/// <param name="Form"><c>vc</c> or <c>vc+jwt</c>.</param>
/// <param name="Cryptosuite">Of a <c>vc</c>.</param>
/// <param name="KeyId">The institution's key, <c>k1</c>.</param>
/// <param name="VerificationMethod">The name under which it signed: of the institution's DID, or a <c>did:key</c>.</param>
/// <param name="Digest">SHA-256 of what was signed, base64url; as <see cref="SignedForm"/> has it.</param>
/// <param name="CredentialHash">Keyed hash of the identifier by which the caller will refer to it; null where it has none.</param>
/// <param name="Status">Its entry in a status list; null where the instance gives none.</param>
/// <param name="By">Prefix of the API key that asked; <c>open</c> where the instance asks for none.</param>
public sealed record DocumentSigned(
    string Instance,
    Guid InstitutionId,
    string Form,
    string? Cryptosuite,
    string KeyId,
    string VerificationMethod,
    string Digest,
    string? CredentialHash,
    StatusPlace? Status,
    string By);

/// <summary>The entry in the status list was set or taken back.</summary>
/// <param name="Value">Whether it is set now.</param>
/// <param name="By">As of <see cref="DocumentSigned"/>.</param>
public sealed record DocumentStatusChanged(bool Value, string By);

/// <summary>A signed document folded from its stream.</summary>
public sealed record LoggedDocument
{
    public required Guid StreamId { get; init; }

    public required long Version { get; init; }

    public required DocumentSigned Facts { get; init; }

    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>Whether the entry in the status list is set.</summary>
    public bool StatusBit { get; init; }

    /// <summary>When the entry was changed last; null for never.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The state that the entry puts it into.</summary>
    public CredentialState State => this switch
    {
        { StatusBit: false } => CredentialState.Active,
        { Facts.Status.Purpose: "suspension" } => CredentialState.Suspended,
        _ => CredentialState.Revoked,
    };

    /// <summary>Folds a stream; null when it is empty.</summary>
    public static LoggedDocument? Fold(IReadOnlyList<StoredEvent> events)
    {
        LoggedDocument? document = null;
        foreach (var stored in events)
        {
            document = (document, stored.Type) switch
            {
                (null, DocumentEvents.Signed) => new()
                {
                    StreamId = stored.StreamId,
                    Version = stored.Version,
                    Facts = EventJson.Read<DocumentSigned>(stored),
                    SignedAt = stored.Timestamp,
                },
                (null, _) => throw new InvalidDataException($"Stream {stored.StreamId} begins with {stored.Type}."),
                (_, DocumentEvents.StatusChanged) => document with
                {
                    Version = stored.Version,
                    StatusBit = EventJson.Read<DocumentStatusChanged>(stored).Value,
                    ChangedAt = stored.Timestamp,
                },
                // A newer program on the same log may know more events than this one; none of them may change what these mean.
                _ => document with { Version = stored.Version },
            };
        }

        return document;
    }
}
