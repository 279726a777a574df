// Reads an Issuer database with Marten 9: dotnet run -- "Host=…;Database=issuer;Username=reader" [schema]
//
// This program is not part of the solution and no test builds it: Marten is not to be had from the registry that the project restores from. A test compares
// the names below with those that the service writes.

using JasperFx;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Aggregation;
using Weasel.Core;

using var store = DocumentStore.For(options =>
{
    options.Connection(args[0]);

    // Where the service's tables are: Search Path in its connection string. What Marten makes of its own goes elsewhere.
    options.Events.DatabaseSchemaName = args.ElementAtOrDefault(1) ?? "public";
    options.DatabaseSchemaName = "reports";

    // The service made the tables, and it alone changes them.
    options.AutoCreateSchemaObjects = AutoCreate.None;

    // The events are camelCase. With another casing every event is read without an error, and is empty.
    options.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase);

    // By the service's names; mt_dotnet_type is null, so nothing else says what an event is.
    options.Events.MapEventType<CredentialIssued>("credential_issued");
    options.Events.MapEventType<CredentialFormSigned>("credential_form_signed");
    options.Events.MapEventType<CredentialSuspended>("credential_suspended");
    options.Events.MapEventType<CredentialReinstated>("credential_reinstated");
    options.Events.MapEventType<CredentialRevoked>("credential_revoked");
    options.Events.MapEventType<CredentialSuperseded>("credential_superseded");
    options.Events.MapEventType<AchievementDescribed>("achievement_described");
    options.Events.MapEventType<LearnerRegistered>("learner_registered");
    options.Events.MapEventType<LearnerErased>("learner_erased");
    // A stream is read whole: what else may stand in a credential's stream must be known too.
    options.Events.MapEventType<ShareLinkCreated>("share_link_created");
    options.Events.MapEventType<ShareLinkRevoked>("share_link_revoked");
    options.Events.MapEventType<ClaimOffered>("claim_offered");
    options.Events.MapEventType<ClaimUsed>("claim_used");
    options.Events.MapEventType<ClaimEnded>("claim_ended");

    // Live or async, never inline: the service appends without knowing of them.
    options.Projections.Add<CredentialsOfAchievement>(ProjectionLifecycle.Live);
});

await using var session = store.QuerySession();

// Newest events, with their data.
foreach (var stored in await session.Events.QueryAllRawEvents().OrderByDescending(e => e.Sequence).Take(10).ToListAsync())
    Console.WriteLine($"{stored.Sequence} {stored.Timestamp:u} {stored.EventTypeName} v{stored.Version} of {stored.StreamId}");

// One credential as its events tell it.
if (await session.Events.QueryRawEventDataOnly<CredentialIssued>().FirstOrDefaultAsync() is { } issued)
    Console.WriteLine($"{issued.Id}: {issued.Title.Values.FirstOrDefault()}, {issued.AwardedDate}, of achievement {issued.AchievementId}");

/// <summary>State of one credential; personal data is sealed and stays so, whoever reads the database.</summary>
public sealed class CredentialsOfAchievement : SingleStreamProjection<CredentialState, Guid>
{
    public CredentialState Create(CredentialIssued issued) => new() { PublicId = issued.Id, AchievementId = issued.AchievementId, State = "active" };

    public void Apply(CredentialSuspended _, CredentialState credential) => credential.State = "suspended";

    public void Apply(CredentialReinstated _, CredentialState credential) => credential.State = "active";

    public void Apply(CredentialRevoked _, CredentialState credential) => credential.State = "revoked";

    public void Apply(CredentialSuperseded _, CredentialState credential) => credential.State = "superseded";
}

public sealed class CredentialState
{
    public Guid Id { get; set; }

    public string PublicId { get; set; } = "";

    public string AchievementId { get; set; } = "";

    public string State { get; set; } = "";
}

// As much of each event as this program uses: members that it does not name are passed over.
public sealed record CredentialIssued(
    string Id, string CredentialId, Guid InstitutionId, Guid LearnerId, string AchievementId, Dictionary<string, string> Title, string AwardedDate,
    DateTimeOffset ValidFrom, DateTimeOffset? ValidUntil, string? Supersedes);

public sealed record CredentialFormSigned(Guid FormId, string Format, DateTimeOffset SignedAt);

public sealed record CredentialSuspended(string Reason, string By);

public sealed record CredentialReinstated(string Reason, string By);

public sealed record CredentialRevoked(string Reason, string By);

public sealed record CredentialSuperseded(string SupersededBy, string Reason, string By);

public sealed record AchievementDescribed(string Id, Guid InstitutionId, string Content);

public sealed record LearnerRegistered(Guid LearnerId, Guid InstitutionId);

public sealed record LearnerErased(Guid LearnerId, Guid InstitutionId, string By);

public sealed record ShareLinkCreated(string LinkId, bool Default);

public sealed record ShareLinkRevoked(string LinkId, string By);

public sealed record ClaimOffered(string ClaimId, DateTimeOffset ExpiresAt, string By);

public sealed record ClaimUsed;

public sealed record ClaimEnded;
