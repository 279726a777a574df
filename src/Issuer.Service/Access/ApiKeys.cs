using System.Buffers.Text;
using System.Collections.Immutable;
using Issuer.Service.Store;

namespace Issuer.Service.Access;

/// <summary>What somebody asks of a new key.</summary>
/// <param name="Name">Label for people.</param>
/// <param name="Scopes">At least one of <see cref="Access.Scopes"/>.</param>
/// <param name="ExpiresAt">From when it is refused; null for no end.</param>
public sealed record NewApiKey(string Name, ImmutableArray<string> Scopes, DateTimeOffset? ExpiresAt = null);

/// <summary>What became of a command on API keys.</summary>
public abstract record ApiKeyOutcome
{
    private ApiKeyOutcome()
    {
    }

    /// <summary>There is a new key; its text is shown now and never again.</summary>
    public sealed record Created(ApiKey Key, ApiKeyText Text) : ApiKeyOutcome;

    /// <summary>The key is refused from its <see cref="ApiKey.RevokedAt"/> on, perhaps since long ago.</summary>
    public sealed record Revoked(ApiKey Key) : ApiKeyOutcome;

    /// <summary>The institution has no such key.</summary>
    public sealed record NotFound : ApiKeyOutcome;

    /// <summary>The key to rotate was rotated, was revoked or has expired.</summary>
    public sealed record NotLive : ApiKeyOutcome;
}

/// <summary>Pure decisions about API keys.</summary>
internal static class ApiKeyDecisions
{
    public static ApiKeyCreated Create(Guid institutionId, ApiKeyText text, NewApiKey wanted, DateTimeOffset now, string? rotates = null) =>
        new(institutionId, text.Prefix, Base64Url.EncodeToString(text.Hash()), wanted.Scopes, wanted.Name, now, wanted.ExpiresAt, rotates);

    /// <summary>Null where the key is refused by then anyway.</summary>
    public static ApiKeyRevoked? Revoke(ApiKey key, DateTimeOffset at) =>
        key.RevokedAt <= at ? null : new(key.InstitutionId, key.Prefix, at);

    /// <summary>What the successor is like: the same scopes and name unless others are asked for, and the same lifetime, counted from now.</summary>
    public static NewApiKey Successor(ApiKey old, string? name, ImmutableArray<string>? scopes, DateTimeOffset? expiresAt, DateTimeOffset now) =>
        new(name ?? old.Name, scopes ?? old.Scopes, expiresAt ?? (old.ExpiresAt is { } end ? now + (end - old.CreatedAt) : null));
}

/// <summary>Makes, rotates and revokes API keys. Safe beside other processes on the same store.</summary>
public sealed class ApiKeys(IEventStore store, ApiKeyDirectory directory, TimeProvider clock)
{
    /// <summary>How long an old key works beside its successor unless told otherwise.</summary>
    public static readonly TimeSpan DefaultOverlap = TimeSpan.FromDays(1);

    /// <summary>A new key.</summary>
    public async Task<ApiKeyOutcome.Created> CreateAsync(Guid institutionId, NewApiKey wanted)
    {
        while (true)
        {
            var now = Instant.Now(clock);
            var text = ApiKeyText.Generate();
            var created = ApiKeyDecisions.Create(institutionId, text, wanted, now);
            var (key, stream) = Begin(created, now);
            if (await AppendAsync([stream], [new RowWrite.Insert(ApiKeyStream.Table, ApiKeyStream.ToRow(key))], now))
                return new(key, text);

            // A prefix that exists already, one in 10^12: draw again.
        }
    }

    /// <summary>A successor for a live key, which itself works on for the overlap.</summary>
    /// <param name="institutionId">Whose key.</param>
    /// <param name="prefix">The key to replace.</param>
    /// <param name="overlap">How long the old key works on; zero revokes it at once.</param>
    /// <param name="name">Null: the old one's.</param>
    /// <param name="scopes">Null: the old one's.</param>
    /// <param name="expiresAt">Null: the old one's lifetime, counted from now.</param>
    public async Task<ApiKeyOutcome> RotateAsync(
        Guid institutionId, string prefix, TimeSpan overlap, string? name = null, ImmutableArray<string>? scopes = null, DateTimeOffset? expiresAt = null)
    {
        while (true)
        {
            var now = Instant.Now(clock);
            if (await LoadAsync(institutionId, prefix) is not { } old)
                return new ApiKeyOutcome.NotFound();
            if (old.RevokedAt is not null || !old.IsLive(now))
                return new ApiKeyOutcome.NotLive();

            var text = ApiKeyText.Generate();
            var (key, born) = Begin(ApiKeyDecisions.Create(institutionId, text, ApiKeyDecisions.Successor(old, name, scopes, expiresAt, now), now, rotates: prefix), now);
            var (revoked, dies) = End(old, new ApiKeyRevoked(institutionId, prefix, now + overlap));
            RowWrite[] rows = [new RowWrite.Insert(ApiKeyStream.Table, ApiKeyStream.ToRow(key)), new RowWrite.Upsert(ApiKeyStream.Table, ApiKeyStream.ToRow(revoked))];
            if (await AppendAsync([born, dies], rows, now))
                return new ApiKeyOutcome.Created(key, text);
        }
    }

    /// <summary>Revokes at once; repeating it changes nothing.</summary>
    public async Task<ApiKeyOutcome> RevokeAsync(Guid institutionId, string prefix)
    {
        while (true)
        {
            var now = Instant.Now(clock);
            if (await LoadAsync(institutionId, prefix) is not { } key)
                return new ApiKeyOutcome.NotFound();
            if (ApiKeyDecisions.Revoke(key, now) is not { } decision)
                return new ApiKeyOutcome.Revoked(key);
            var (revoked, stream) = End(key, decision);
            if (await AppendAsync([stream], [new RowWrite.Upsert(ApiKeyStream.Table, ApiKeyStream.ToRow(revoked))], now))
                return new ApiKeyOutcome.Revoked(revoked);
        }
    }

    private static (ApiKey Key, StreamAppend Stream) Begin(ApiKeyCreated created, DateTimeOffset now)
    {
        var streamId = Guid.CreateVersion7(now);
        return (ApiKeyStream.Apply(created, streamId), new(streamId, ApiKeyStream.Type, 0, [EventJson.Write(ApiKeyCreated.Type, created)]));
    }

    private static (ApiKey Key, StreamAppend Stream) End(ApiKey key, ApiKeyRevoked revoked) =>
        (ApiKeyStream.Apply(key, revoked), new(key.StreamId, ApiKeyStream.Type, key.Version, [EventJson.Write(ApiKeyRevoked.Type, revoked)]));

    // The stream, not the directory: the directory may be half a second behind.
    private async Task<ApiKey?> LoadAsync(Guid institutionId, string prefix)
    {
        await directory.RefreshAsync();
        return directory.Find(institutionId, prefix) is { } known
            ? ApiKeyStream.Fold(await store.ReadStreamAsync(known.StreamId, CancellationToken.None))
            : null;
    }

    private async Task<bool> AppendAsync(StreamAppend[] streams, RowWrite[] rows, DateTimeOffset now)
    {
        var touch = DirectoryStamps.Touch(ApiKeyStream.Stamp, Guid.CreateVersion7(now));
        if (await store.AppendAsync(new Append(streams, [.. rows, touch], now)) is not AppendResult.Done)
            return false;
        await directory.RefreshAsync();
        return true;
    }
}
