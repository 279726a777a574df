using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Issuer.Core.Keys;
using Issuer.Service.Access;
using Issuer.Service.Store;

namespace Issuer.Service.Institutions;

/// <summary>What became of a command on an institution.</summary>
public abstract record InstitutionOutcome
{
    private InstitutionOutcome()
    {
    }

    /// <summary>It is so now, durably.</summary>
    /// <param name="Institution">As it is now.</param>
    /// <param name="Key">The key that the command was about.</param>
    public sealed record Done(Institution Institution, InstitutionKey? Key = null) : InstitutionOutcome;

    /// <summary>It was not done.</summary>
    /// <param name="Code">Stable.</param>
    /// <param name="Sentence">Why, and what would do.</param>
    public sealed record Refused(string Code, string Sentence) : InstitutionOutcome;

    /// <summary>The institution was changed since the version that the caller knows.</summary>
    public sealed record Changed : InstitutionOutcome;
}

/// <summary>
/// Carries out commands on institutions. Order of durability for a key: private file, then event. A crash in between leaves a file that
/// nothing names; the reverse would publish a key that cannot sign.
/// </summary>
public sealed class InstitutionRegister(
    IEventStore store, InstitutionDirectory directory, SigningKeyFiles files, IssuerSettings settings, TimeProvider clock)
{
    /// <summary>Registers an institution with an ES256 key <c>k1</c> and an Ed25519 key <c>k2</c>, both active at once.</summary>
    public async Task<InstitutionOutcome> RegisterAsync(NewInstitution wanted)
    {
        if (Registration.Refuse(wanted, settings.PublicAuthority) is { } refused)
            return new InstitutionOutcome.Refused(refused.Code, refused.Sentence);

        using var alone = await files.LockAsync();
        await directory.RefreshAsync();
        var did = wanted.Did ?? Registration.DefaultDid(settings.PublicAuthority, wanted.Slug);
        if (StartFaults.Of(settings, files.Fingerprint, directory.All).FirstOrDefault() is { } fault)
            return new InstitutionOutcome.Refused("start", fault);
        if (directory.BySlug(wanted.Slug) is not null)
            return new InstitutionOutcome.Refused("slug-taken", $"There is an institution {wanted.Slug} already.");
        if (directory.ByDid(did) is not null)
            return new InstitutionOutcome.Refused("did-taken", $"There is an institution with the identifier {did} already.");

        var now = Instant.Now(clock);
        var events = ImmutableArray.CreateBuilder<InstitutionEvent>();
        events.Add(new InstitutionRegistered(
            Guid.CreateVersion7(now), wanted.Slug, did, settings.IsDevelopment, settings.PublicUrl, files.Fingerprint, now, ProfileData.Of(wanted.Profile)));
        foreach (var (keyId, algorithm) in ((string, SignatureAlgorithm)[])[("k1", SignatureAlgorithm.P256), ("k2", SignatureAlgorithm.Ed25519)])
        {
            if (!settings.IsDevelopment && files.Exists(wanted.Slug, keyId))
            {
                return new InstitutionOutcome.Refused(
                    "keys-exist",
                    $"The keys directory has keys of an institution {wanted.Slug}, which this store does not know. If Issuer__DataDirectory is right, move the folder {wanted.Slug} away.");
            }

            // In Development data is thrown away more often than keys; an institution that comes back takes up its old ones.
            using var key = files.Load(wanted.Slug, keyId) ?? Generate(wanted.Slug, keyId, algorithm);
            events.Add(new SigningKeyAdded(keyId, key.Algorithm.Name, key.PublicKey.ToMultikey(), now));
            events.Add(new SigningKeyActivated(keyId, now));
        }

        var streamId = Guid.CreateVersion7(now);
        var institution = events.Aggregate((Institution?)null, (before, happened) => InstitutionStream.Apply(before, happened, streamId))!;
        return await AppendAsync(institution, 0, events.ToImmutable(), new RowWrite.Insert(InstitutionStream.Table, InstitutionStream.ToRow(institution)), now)
            ? new InstitutionOutcome.Done(institution)
            : new InstitutionOutcome.Refused("slug-taken", "An institution with that slug or identifier was registered at the same moment.");
    }

    /// <summary>Replaces the profile; the logo stays.</summary>
    /// <param name="id">The institution.</param>
    /// <param name="profile">The whole profile; its logo is not looked at.</param>
    /// <param name="knownVersion">The version that the caller read, or null to replace whatever is there.</param>
    public Task<InstitutionOutcome> ChangeProfileAsync(Guid id, InstitutionProfile profile, long? knownVersion = null) =>
        ChangeAsync(id, knownVersion, (institution, _) => ProfileDecision(institution, profile with { Logo = institution.Profile.Logo }));

    /// <summary>Sets or, with null, removes the logo.</summary>
    /// <param name="id">The institution.</param>
    /// <param name="image">A picture that <see cref="LogoImage"/> has accepted.</param>
    public Task<InstitutionOutcome> ChangeLogoAsync(Guid id, LogoImage? image)
    {
        var logo = image is null ? null : new Logo(image.MediaType, Convert.ToHexStringLower(SHA256.HashData(image.Data.Span)));
        RowWrite[] rows = image is null ? [] : [new RowWrite.Upsert(InstitutionStream.Logos, [logo!.Digest, image.MediaType, image.Data.ToArray()])];
        return ChangeAsync(id, null, (institution, _) => ProfileDecision(institution, institution.Profile with { Logo = logo }), rows: rows);
    }

    /// <summary>Generates a key that signs beside those there are, or (<paramref name="rotate"/>) instead of the one with the same algorithm.</summary>
    /// <param name="id">The institution.</param>
    /// <param name="algorithm">Its algorithm.</param>
    /// <param name="rotate">Whether the present key retires when the new one begins to sign.</param>
    /// <param name="publishDelay">Time between publishing and the first signature; zero for at once.</param>
    public async Task<InstitutionOutcome> NewKeyAsync(Guid id, SignatureAlgorithm algorithm, bool rotate, TimeSpan publishDelay)
    {
        using var key = SigningKey.Generate(algorithm);
        return await TakeKeyAsync(id, key, rotate, publishDelay);
    }

    /// <summary>The same with a key that was made elsewhere; the caller disposes it.</summary>
    public async Task<InstitutionOutcome> TakeKeyAsync(Guid id, SigningKey key, bool rotate, TimeSpan publishDelay)
    {
        if (files.Refuses(key.PublicKey))
            return new InstitutionOutcome.Refused("example-key", "This is a key of keys.example/, which everybody has: make one of your own.");
        using var alone = await files.LockAsync();
        string? stored = null;
        return await ChangeAsync(id, null, Decide, changed => changed.Key(stored!));

        Decision Decide(Institution institution, DateTimeOffset now)
        {
            // A file that nothing names was left by a crash: its number is not used again.
            var number = institution.Keys.Length + 1;
            while (stored is null && files.Exists(institution.Slug, KeyId(number)))
                number++;
            var keyId = stored ?? KeyId(number);
            var decision = rotate
                ? KeyDecisions.Rotate(institution, keyId, key.PublicKey, now + publishDelay, now)
                : KeyDecisions.Add(institution, keyId, key.PublicKey, now + publishDelay, now);
            if (decision is Decision.Events && stored is null)
                files.Store(institution.Slug, stored = keyId, key);
            return decision;
        }
    }

    /// <summary>The key signs no more from then on (null: now).</summary>
    public Task<InstitutionOutcome> RetireKeyAsync(Guid id, string keyId, DateTimeOffset? at = null) =>
        ChangeAsync(id, null, (institution, now) => KeyDecisions.Retire(institution, keyId, at ?? now, now), changed => changed.Key(keyId));

    /// <summary>Somebody else may have used the key from then on (null: now); it never signs again.</summary>
    public Task<InstitutionOutcome> CompromiseKeyAsync(Guid id, string keyId, DateTimeOffset? at = null) =>
        ChangeAsync(id, null, (institution, now) => KeyDecisions.Compromise(institution, keyId, at ?? now, now), changed => changed.Key(keyId));

    private static string KeyId(int number) => "k" + number.ToString(CultureInfo.InvariantCulture);

    private static Decision ProfileDecision(Institution institution, InstitutionProfile profile)
    {
        var changed = new InstitutionProfileChanged(ProfileData.Of(profile));
        var (before, after) = (InstitutionStream.Write(new InstitutionProfileChanged(ProfileData.Of(institution.Profile))), InstitutionStream.Write(changed));
        return before.Data.Span.SequenceEqual(after.Data.Span) ? new Decision.Nothing() : Decision.Of(changed);
    }

    private SigningKey Generate(string slug, string keyId, SignatureAlgorithm algorithm)
    {
        var key = SigningKey.Generate(algorithm);
        files.Store(slug, keyId, key);
        return key;
    }

    // Decides on the stream as it is, and again when somebody else was faster.
    private async Task<InstitutionOutcome> ChangeAsync(
        Guid id,
        long? knownVersion,
        Func<Institution, DateTimeOffset, Decision> decide,
        Func<Institution, InstitutionKey?>? key = null,
        IReadOnlyList<RowWrite>? rows = null)
    {
        var streamId = directory.ById(id)?.StreamId ?? throw new ArgumentException("There is no such institution.", nameof(id));
        while (true)
        {
            var institution = await directory.LoadAsync(streamId);
            if (knownVersion is { } known && known != institution.Version)
                return new InstitutionOutcome.Changed();

            var now = Instant.Now(clock);
            switch (decide(institution, now))
            {
                case Decision.Refused refused:
                    return new InstitutionOutcome.Refused(refused.Code, refused.Sentence);
                case Decision.Nothing:
                    return new InstitutionOutcome.Done(institution, key?.Invoke(institution));
                case Decision.Events events:
                    var after = events.Happened.Aggregate(institution, (before, happened) => InstitutionStream.Apply(before, happened, streamId));
                    var row = new RowWrite.Upsert(InstitutionStream.Table, InstitutionStream.ToRow(after));
                    if (await AppendAsync(after, institution.Version, events.Happened, row, now, rows))
                        return new InstitutionOutcome.Done(after, key?.Invoke(after));
                    break;
            }
        }
    }

    private async Task<bool> AppendAsync(
        Institution after, long version, ImmutableArray<InstitutionEvent> events, RowWrite row, DateTimeOffset now, IReadOnlyList<RowWrite>? more = null)
    {
        var stream = new StreamAppend(after.StreamId, InstitutionStream.Type, version, [.. events.Select(InstitutionStream.Write)]);
        var touch = DirectoryStamps.Touch(InstitutionStream.Stamp, Guid.CreateVersion7(now));
        if (await store.AppendAsync(new Append([stream], [row, .. more ?? [], touch], now)) is not AppendResult.Done)
            return false;
        await directory.RefreshAsync();
        return true;
    }
}
