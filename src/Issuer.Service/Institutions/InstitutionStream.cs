using Issuer.Core.Keys;
using Issuer.Service.Access;
using Issuer.Service.Store;

namespace Issuer.Service.Institutions;

/// <summary>Stream type, names of the events, fold, and the tables beside them.</summary>
internal static class InstitutionStream
{
    public const string Type = "institution";

    /// <summary>Name of the directory's stamp.</summary>
    public const string Stamp = "institutions";

    public static TableDefinition Table { get; } = new(
        "institutions",
        [
            new("id", ColumnType.Text), new("stream_id", ColumnType.Text), new("slug", ColumnType.Text), new("did", ColumnType.Text),
            new("version", ColumnType.Integer), new("development", ColumnType.Integer), new("public_url", ColumnType.Text),
        ],
        UniqueIndexes: [["slug"], ["did"]]);

    /// <summary>Logos by digest: content-addressed, so that one digest in an event is the whole truth about a picture.</summary>
    public static TableDefinition Logos { get; } = new(
        "institution_logos", [new("digest", ColumnType.Text), new("media_type", ColumnType.Text), new("data", ColumnType.Blob)]);

    /// <summary>The view of institutions. Their logos are records: the events have a digest alone.</summary>
    public static ViewDefinition View { get; } = new(
        "institutions",
        [Table],
        ["institution_registered"],
        history => [new ViewRow(Table, ToRow(Fold(history)!))],
        (_, now) => Task.FromResult<IReadOnlyList<RowWrite>>([DirectoryStamps.Touch(Stamp, Guid.CreateVersion7(now))]));

    public static NewEvent Write(InstitutionEvent happened) => happened switch
    {
        InstitutionRegistered data => EventJson.Write("institution_registered", data),
        InstitutionProfileChanged data => EventJson.Write("institution_profile_changed", data),
        SigningKeyAdded data => EventJson.Write("signing_key_added", data),
        SigningKeyActivated data => EventJson.Write("signing_key_activated", data),
        SigningKeyRetired data => EventJson.Write("signing_key_retired", data),
        SigningKeyCompromised data => EventJson.Write("signing_key_compromised", data),
        _ => throw new ArgumentException($"{happened.GetType().Name} has no name in the log.", nameof(happened)),
    };

    public static InstitutionEvent Read(StoredEvent stored) => stored.Type switch
    {
        "institution_registered" => EventJson.Read<InstitutionRegistered>(stored),
        "institution_profile_changed" => EventJson.Read<InstitutionProfileChanged>(stored),
        "signing_key_added" => EventJson.Read<SigningKeyAdded>(stored),
        "signing_key_activated" => EventJson.Read<SigningKeyActivated>(stored),
        "signing_key_retired" => EventJson.Read<SigningKeyRetired>(stored),
        "signing_key_compromised" => EventJson.Read<SigningKeyCompromised>(stored),
        _ => throw new InvalidDataException($"An institution's stream holds an event of type {stored.Type}, which this version does not know."),
    };

    public static Institution? Fold(IEnumerable<StoredEvent> events)
    {
        Institution? institution = null;
        foreach (var stored in events)
            institution = Apply(institution, Read(stored), stored.StreamId);
        return institution;
    }

    public static Institution Apply(Institution? before, InstitutionEvent happened, Guid streamId)
    {
        if (happened is InstitutionRegistered born)
        {
            return new(
                born.InstitutionId, streamId, 1, born.Slug, born.Did, born.Development, born.PublicUrl, born.KeysFingerprint, born.RegisteredAt, born.Profile.ToProfile(), []);
        }

        var institution = before ?? throw new InvalidDataException("An institution's stream does not begin with its registration.");
        var after = happened switch
        {
            InstitutionProfileChanged changed => institution with { Profile = changed.Profile.ToProfile() },
            SigningKeyAdded added => institution with { Keys = institution.Keys.Add(ToKey(added)) },
            SigningKeyActivated activated => WithKey(institution, activated.KeyId, key => key with { ActiveFrom = activated.ActiveFrom }),
            SigningKeyRetired retired => WithKey(institution, retired.KeyId, key => key with { RetiredAt = retired.RetiredAt }),
            SigningKeyCompromised compromised => WithKey(institution, compromised.KeyId, key => key with { CompromisedAt = compromised.CompromisedAt }),
            _ => throw new ArgumentException($"{happened.GetType().Name} cannot be applied.", nameof(happened)),
        };
        return after with { Version = institution.Version + 1 };
    }

    public static object?[] ToRow(Institution institution) =>
    [
        institution.Id.ToString("D"), institution.StreamId.ToString("D"), institution.Slug, institution.Did,
        institution.Version, institution.Development ? 1L : 0L, institution.PublicUrl,
    ];

    private static InstitutionKey ToKey(SigningKeyAdded added)
    {
        if (!PublicKey.TryFromMultikey(added.PublicKey, out var publicKey, out var fault))
            throw new InvalidDataException($"The public key of {added.KeyId} cannot be read: {fault}");
        if (publicKey.Algorithm.Name != added.Algorithm)
            throw new InvalidDataException($"The public key of {added.KeyId} is not of the algorithm that its event names.");
        return new(added.KeyId, publicKey.Algorithm, publicKey, added.AddedAt);
    }

    private static Institution WithKey(Institution institution, string keyId, Func<InstitutionKey, InstitutionKey> change)
    {
        var key = institution.Key(keyId) ?? throw new InvalidDataException($"The log speaks of {keyId}, which was never added.");
        return institution with { Keys = institution.Keys.Replace(key, change(key)) };
    }
}
