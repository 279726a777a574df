using System.Collections.Immutable;
using Issuer.Core.Status;
using Issuer.Service.Access;
using Issuer.Service.Store;

namespace Issuer.Service.Credentials;

/// <summary>States that events put a credential into; <c>expired</c> and <c>erased</c> follow from the clock and the learner.</summary>
public enum CredentialState
{
    Active,
    Suspended,
    Revoked,
    Superseded,
}

/// <summary>A share link folded from its events.</summary>
public sealed record ShareLink(ShareLinkCreated Facts, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt = null)
{
    /// <summary>What it shows: one of <see cref="LinkView"/>.</summary>
    public string Shows => Facts.Shows ?? LinkView.Full;

    /// <summary>Whether it shows anything at a time.</summary>
    public bool IsOpen(DateTimeOffset now) => RevokedAt is null && !(Facts.ExpiresAt <= now);
}

/// <summary>A credential folded from its stream.</summary>
public sealed record Credential
{
    public required Guid StreamId { get; init; }

    public required long Version { get; init; }

    public required CredentialIssued Facts { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public CredentialState State { get; init; }

    /// <summary>When the state was entered.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Public reason code of the present state.</summary>
    public string? Reason { get; init; }

    public CredentialSuperseded? Replacement { get; init; }

    /// <summary>Forms signed after issuing, for holders.</summary>
    public ImmutableList<CredentialFormSigned> LaterForms { get; init; } = [];

    /// <summary>Every share link it ever had, oldest first.</summary>
    public ImmutableList<ShareLink> Links { get; init; } = [];

    /// <summary>The link that <c>links.page</c> shows; null where it was revoked.</summary>
    public ShareLinkCreated? DefaultLink => Links.Find(link => link.Facts.Default && link.RevokedAt is null)?.Facts;

    /// <summary>How the learner gets at it.</summary>
    public LearnerAccess Access { get; init; } = LearnerAccess.None;

    /// <summary>Whether the entry in the status list is set: a revoked credential stays set, whatever the entry's purpose.</summary>
    public bool StatusBit => State != CredentialState.Active;

    /// <summary>Value of the entries in Token Status Lists (draft-ietf-oauth-status-list section 7.1).</summary>
    public int TokenStatus => State switch
    {
        CredentialState.Active => TokenStatusList.Valid,
        CredentialState.Suspended => TokenStatusList.Suspended,
        _ => TokenStatusList.Invalid,
    };

    /// <summary>Every status list that has an entry of this credential.</summary>
    public IEnumerable<string> StatusListIds => LaterForms.Select(form => form.Status.List).Prepend(Facts.Status.List).Distinct();

    /// <summary>The state as the API names it.</summary>
    public string StatusAt(DateTimeOffset now, bool learnerErased) => this switch
    {
        _ when learnerErased => "erased",
        { State: CredentialState.Revoked } => "revoked",
        { State: CredentialState.Superseded } => "superseded",
        { State: CredentialState.Suspended } => "suspended",
        _ when Facts.ValidUntil < now => "expired",
        _ => "active",
    };

    /// <summary>Folds a stream; null when it is empty.</summary>
    public static Credential? Fold(IReadOnlyList<StoredEvent> events)
    {
        Credential? credential = null;
        foreach (var stored in events)
            credential = Apply(credential, stored);
        return credential;
    }

    private static Credential Apply(Credential? before, StoredEvent stored)
    {
        if (before is null)
        {
            if (stored.Type != CredentialEvents.Issued)
                throw new InvalidDataException($"Stream {stored.StreamId} begins with {stored.Type}.");
            return new Credential
            {
                StreamId = stored.StreamId,
                Version = stored.Version,
                Facts = EventJson.Read<CredentialIssued>(stored),
                IssuedAt = stored.Timestamp,
                Since = stored.Timestamp,
            };
        }

        var after = before with { Version = stored.Version };
        switch (stored.Type)
        {
            case CredentialEvents.Suspended:
                return after.Enter(CredentialState.Suspended, stored, EventJson.Read<StateChanged>(stored).Reason);
            case CredentialEvents.Reinstated:
                return after.Enter(CredentialState.Active, stored, EventJson.Read<StateChanged>(stored).Reason);
            case CredentialEvents.Revoked:
                return after.Enter(CredentialState.Revoked, stored, EventJson.Read<StateChanged>(stored).Reason);
            case CredentialEvents.Superseded:
                var superseded = EventJson.Read<CredentialSuperseded>(stored);
                return after.Enter(CredentialState.Superseded, stored, superseded.Reason) with { Replacement = superseded };
            case CredentialEvents.FormSigned:
                return after with { LaterForms = before.LaterForms.Add(EventJson.Read<CredentialFormSigned>(stored)) };
            case CredentialEvents.ShareLinkCreated:
                return after with { Links = before.Links.Add(new(EventJson.Read<ShareLinkCreated>(stored), stored.Timestamp)) };
            case CredentialEvents.ShareLinkRevoked:
                var ended = EventJson.Read<ShareLinkRevoked>(stored).LinkId;
                return after with { Links = before.Links.ConvertAll(link => link.Facts.LinkId == ended ? link with { RevokedAt = link.RevokedAt ?? stored.Timestamp } : link) };
            case CredentialEvents.ClaimOffered:
                return after with { Access = before.Access with { Offer = EventJson.Read<ClaimOffered>(stored), OfferedAt = stored.Timestamp } };
            case CredentialEvents.ClaimUsed:
                return after with { Access = new(null, null, EventJson.Read<ClaimUsed>(stored), stored.Timestamp) };
            case CredentialEvents.ClaimEnded:
                return after with { Access = LearnerAccess.None };
            default:
                // A newer program on the same log may know more events than this one; none of them may change what these mean.
                return after;
        }
    }

    private Credential Enter(CredentialState state, StoredEvent stored, string reason) =>
        this with { State = state, Since = stored.Timestamp, Reason = reason };
}
