using Issuer.Core.Verification;
using Issuer.Service.Store;

namespace Issuer.Service.Checking;

/// <summary>
/// What this service knows of its own institutions, from memory or its store: its own identifiers are never looked up over the network.
/// </summary>
public interface IOwnIssuers
{
    /// <summary>The DID document of one of our institutions, with every key that ever signed, compromised ones included
    /// (their history decides, by the log's time); <see cref="Lookup.Absent"/> for an identifier that is ours to give but belongs to nobody;
    /// null for anybody else's.</summary>
    ValueTask<Lookup?> DidDocumentAsync(string did, CancellationToken ct);

    /// <summary>The bare JWK behind one of our own key addresses; null for an address that is not ours.</summary>
    ValueTask<Lookup?> KeyAsync(Uri url, CancellationToken ct);

    /// <summary>One of our own status lists, signed as of now; null for an address that is not ours.</summary>
    ValueTask<Lookup?> StatusListAsync(Uri url, CancellationToken ct);

    /// <summary>Key history and log entry for one token; null when the DID is no institution of ours.</summary>
    ValueTask<OwnIssuer?> FindAsync(string did, string kid, ReadOnlyMemory<byte> digest, CancellationToken ct);
}

/// <summary>The sources of the running service: its own in-process, others through the guarded client and a cache.</summary>
/// <param name="own">Our institutions.</param>
/// <param name="client">The way to others.</param>
/// <param name="clock">Ages the cache.</param>
/// <param name="trust">Authorities that are trusted; none where it is not given.</param>
/// <param name="registries">Lists that are trusted; none where they are not given.</param>
public sealed class LiveVerificationSources(
    IOwnIssuers own, GuardedClient client, TimeProvider clock, TrustSettings? trust = null, Registries? registries = null) : IVerificationSources
{
    /// <summary>Cap on a DID document or key.</summary>
    public const int MaximumKeyBytes = 256 * 1024;

    /// <summary>Cap on a status list credential; one of 131,072 entries is at most 22 KiB, one of ten million 1.7 MiB.</summary>
    public const int MaximumListBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan Negative = TimeSpan.FromSeconds(30);
    private readonly FetchCache _keys = new(clock, TimeSpan.FromMinutes(5), Negative);

    // Shorter than for keys: a revocation elsewhere should not wait for long.
    private readonly FetchCache _lists = new(clock, TimeSpan.FromMinutes(1), Negative);

    /// <inheritdoc/>
    public async ValueTask<Lookup> ResolveDidAsync(string did, CancellationToken ct)
    {
        if (await own.DidDocumentAsync(did, ct) is { } ours)
            return ours;
        return DidWeb.TryToUrl(did, out var url)
            ? await FetchAsync(_keys, url, "application/did+json, application/json;q=0.9, application/did+ld+json;q=0.8", MaximumKeyBytes, ct)
            : Lookup.Unreachable.Instance;
    }

    /// <inheritdoc/>
    public async ValueTask<Lookup> FetchKeyAsync(Uri url, CancellationToken ct) =>
        await own.KeyAsync(url, ct) ?? await FetchAsync(_keys, url, "application/jwk+json, application/json;q=0.9", MaximumKeyBytes, ct);

    /// <inheritdoc/>
    public async ValueTask<Lookup> FetchStatusListAsync(Uri url, CancellationToken ct) =>
        await own.StatusListAsync(url, ct)
        ?? await FetchAsync(_lists, url, "application/vc+jwt, application/vc, application/statuslist+jwt, application/json;q=0.9", MaximumListBytes, ct);

    /// <inheritdoc/>
    public ValueTask<OwnIssuer?> FindOwnIssuerAsync(string did, string kid, ReadOnlyMemory<byte> digest, CancellationToken ct) =>
        own.FindAsync(did, kid, digest, ct);

    /// <inheritdoc/>
    public TrustedRoots TrustedRoots => trust?.Roots ?? TrustedRoots.None;

    /// <inheritdoc/>
    public ValueTask<RegistryAnswer> FindInRegistriesAsync(string issuer, CancellationToken ct) =>
        registries?.FindAsync(issuer, this, ct) ?? ValueTask.FromResult(RegistryAnswer.None);

    private async Task<Lookup> FetchAsync(FetchCache cache, Uri url, string accept, int maximumBytes, CancellationToken ct)
    {
        url = client.AsAllowed(url);
        var body = await cache.GetAsync(url.AbsoluteUri, () => client.TryGetAsync(url, accept, maximumBytes, CancellationToken.None), ct);
        return body is null ? Lookup.Unreachable.Instance : new Lookup.Found(body);
    }
}
