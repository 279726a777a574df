using System.Collections.Frozen;
using System.Diagnostics;
using System.Security.Cryptography;
using Issuer.Service.Store;

namespace Issuer.Service.Access;

/// <summary>
/// All API keys, in memory. An unknown prefix costs no query and is compared with a dummy like a known one, so neither time nor load
/// tells which prefixes exist. Changes by other processes arrive through <see cref="DirectoryRefresher"/>, by notice or within half a second.
/// </summary>
public sealed class ApiKeyDirectory(IEventStore store, TimeProvider clock) : IDirectory, IDisposable
{
    // After this long without a look at the store, a revocation may have been missed: look first, or fail as the store does.
    private static readonly TimeSpan TooOld = TimeSpan.FromSeconds(5);
    private static readonly byte[] NoHash = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    private readonly SemaphoreSlim _refreshing = new(1);
    private volatile FrozenDictionary<string, ApiKey> _keys = FrozenDictionary<string, ApiKey>.Empty;
    private string? _stamp;
    private long _lookedAt = -1;

    /// <summary>The live key that <paramref name="presented"/> is, or null.</summary>
    /// <param name="presented">What the client sent.</param>
    public async ValueTask<ApiKey?> AuthenticateAsync(string? presented)
    {
        if (!ApiKeyText.TryParse(presented, out var text))
            return null;
        await EnsureFreshAsync();
        var key = _keys.GetValueOrDefault(text.Value.Prefix);
        var matches = CryptographicOperations.FixedTimeEquals(text.Value.Hash(), key is null ? NoHash : key.Hash.AsSpan());
        return key is not null && matches && key.IsLive(clock.GetUtcNow()) ? key : null;
    }

    /// <summary>A key by its prefix alone, where it is live: for what was given out to its holder before (an access token).</summary>
    public async ValueTask<ApiKey?> FindLiveAsync(string prefix)
    {
        await EnsureFreshAsync();
        return _keys.GetValueOrDefault(prefix) is { } key && key.IsLive(clock.GetUtcNow()) ? key : null;
    }

    /// <summary>Keys of one institution, newest first, revoked and expired ones included.</summary>
    public IReadOnlyList<ApiKey> Of(Guid institutionId) =>
        [.. _keys.Values.Where(key => key.InstitutionId == institutionId).OrderByDescending(key => key.CreatedAt).ThenBy(key => key.Prefix, StringComparer.Ordinal)];

    /// <summary>One of an institution's keys by its prefix.</summary>
    public ApiKey? Find(Guid institutionId, string prefix) =>
        _keys.GetValueOrDefault(prefix) is { } key && key.InstitutionId == institutionId ? key : null;

    /// <inheritdoc cref="IDirectory.RefreshAsync"/>
    public async Task RefreshAsync()
    {
        await _refreshing.WaitAsync();
        try
        {
            // Stamp before rows: a change in between is read twice, never missed.
            var stamp = await DirectoryStamps.ReadAsync(store, ApiKeyStream.Stamp, CancellationToken.None);
            if (stamp != _stamp)
            {
                var rows = await store.RowsAsync(ApiKeyStream.Table, CancellationToken.None).ToListAsync();
                _keys = rows.Select(ApiKeyStream.FromRow).ToFrozenDictionary(key => key.Prefix);
                _stamp = stamp;
            }

            Volatile.Write(ref _lookedAt, Stopwatch.GetTimestamp());
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _refreshing.Dispose();

    private async ValueTask EnsureFreshAsync()
    {
        var lookedAt = Volatile.Read(ref _lookedAt);
        if (lookedAt < 0 || Stopwatch.GetElapsedTime(lookedAt) > TooOld)
            await RefreshAsync();
    }
}
