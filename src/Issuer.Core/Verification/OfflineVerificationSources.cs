using System.Collections.Immutable;

namespace Issuer.Core.Verification;

/// <summary>
/// The files that somebody has kept: DID documents, status lists, registries of issuers and roots of authorities, and nothing else. What is not among them is unreachable, so the check that needs it
/// cannot tell.
/// </summary>
public sealed class OfflineVerificationSources : IVerificationSources
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _documents = [];
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _lists = [];
    private readonly List<(string Name, IssuerRegistry Registry)> _registries = [];

    /// <inheritdoc/>
    public TrustedRoots TrustedRoots { get; set; } = TrustedRoots.None;

    /// <summary>Adds a DID document, under the DID that it names itself.</summary>
    /// <returns>False for what names none.</returns>
    public bool TryAddDidDocument(ReadOnlyMemory<byte> utf8)
    {
        if (DidDocument.IdOf(utf8) is not { } did)
            return false;
        _documents[did] = utf8;
        return true;
    }

    /// <summary>Adds a status list credential, under the address that it names itself (its <c>id</c>).</summary>
    /// <returns>False for what names none.</returns>
    public bool TryAddStatusList(ReadOnlyMemory<byte> utf8)
    {
        if (CredentialInput.IdOf(utf8) is not { } id)
            return false;
        _lists[id] = utf8;
        return true;
    }

    /// <summary>Adds a registry of issuers; an earlier one goes before a later one.</summary>
    /// <param name="name">How answers call it.</param>
    /// <param name="registry">The registry.</param>
    public void AddRegistry(string name, IssuerRegistry registry) => _registries.Add((name, registry));

    /// <inheritdoc/>
    public ValueTask<RegistryAnswer> FindInRegistriesAsync(string issuer, CancellationToken ct)
    {
        var listings = ImmutableArray.CreateBuilder<RegistryListing>();
        foreach (var (name, registry) in _registries)
        {
            if (registry.Find(issuer) is { } entry)
                listings.Add(new(name, entry));
        }

        return ValueTask.FromResult(new RegistryAnswer(listings.ToImmutable(), []));
    }

    /// <inheritdoc/>
    public ValueTask<Lookup> ResolveDidAsync(string did, CancellationToken ct) => Find(_documents, did);

    /// <inheritdoc/>
    public ValueTask<Lookup> FetchKeyAsync(Uri url, CancellationToken ct) => ValueTask.FromResult<Lookup>(Lookup.Unreachable.Instance);

    /// <inheritdoc/>
    public ValueTask<Lookup> FetchStatusListAsync(Uri url, CancellationToken ct) => Find(_lists, url.OriginalString);

    /// <inheritdoc/>
    public ValueTask<OwnIssuer?> FindOwnIssuerAsync(string did, string kid, ReadOnlyMemory<byte> digest, CancellationToken ct) =>
        ValueTask.FromResult<OwnIssuer?>(null);

    private static ValueTask<Lookup> Find(Dictionary<string, ReadOnlyMemory<byte>> files, string key) =>
        ValueTask.FromResult(files.TryGetValue(key, out var file) ? new Lookup.Found(file) : (Lookup)Lookup.Unreachable.Instance);
}
