using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Issuer.Core.Keys;
using Issuer.Service.Store;

namespace Issuer.Service.Institutions;

/// <summary>
/// The private keys that sign now. A key is read from its file when it is first needed, compared with the public key in the log, and
/// kept; every other state of a key gives nothing to sign with.
/// </summary>
public sealed class KeyRing(SigningKeyFiles files, TimeProvider clock, ILogger<KeyRing> log) : IDisposable
{
    private readonly ConcurrentDictionary<(Guid Institution, string KeyId), SigningKey> _keys = new();

    /// <summary>The institution's key that signs with an algorithm now; null where none is active, or its file is missing or wrong.</summary>
    /// <param name="institution">The institution as the directory has it.</param>
    /// <param name="algorithm">What to sign with.</param>
    /// <param name="key">The public side of what is returned.</param>
    public SigningKey? ActiveKey(Institution institution, SignatureAlgorithm algorithm, out InstitutionKey? key)
    {
        key = institution.ActiveKey(algorithm, clock.GetUtcNow());
        var signing = key is null ? null : Load(institution, key);
        if (signing is null)
            key = null;
        return signing;
    }

    /// <summary>What keeps this node from signing for an institution: one sentence for each key that signs, or soon will, and cannot.</summary>
    public IEnumerable<string> Faults(Institution institution)
    {
        var now = clock.GetUtcNow();
        foreach (var key in institution.Keys)
        {
            if (key.State(now) is KeyState.Active or KeyState.Published && Load(institution, key) is null)
                yield return $"The private key {institution.Slug}/{key.KeyId} is not in the keys directory, or is not the one that was published.";
        }

        foreach (var algorithm in Institution.NeededAlgorithms)
        {
            if (institution.ActiveKey(algorithm, now) is null)
                yield return $"The institution {institution.Slug} has no active {algorithm.JwsName} key: run keys rotate --institution {institution.Slug} --algorithm {algorithm.JwsName} --now.";
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _keys.Values)
            key.Dispose();
        _keys.Clear();
    }

    private SigningKey? Load(Institution institution, InstitutionKey key)
    {
        if (_keys.TryGetValue((institution.Id, key.KeyId), out var known))
            return known;
        if (!TryRead(institution, key, out var read))
            return null;

        var kept = _keys.GetOrAdd((institution.Id, key.KeyId), read);
        if (!ReferenceEquals(kept, read))
            read.Dispose();
        return kept;
    }

    private bool TryRead(Institution institution, InstitutionKey key, [NotNullWhen(true)] out SigningKey? read)
    {
        try
        {
            read = files.Load(institution.Slug, key.KeyId);
        }
        catch (Exception fault) when (fault is StoreRefusedException or IOException or UnauthorizedAccessException)
        {
            log.LogError("The signing key {Institution}/{Key} cannot be read: {Fault}", institution.Slug, key.KeyId, fault.Message);
            read = null;
        }

        if (read is not null && !read.PublicKey.Equals(key.PublicKey))
        {
            log.LogError("The file of the signing key {Institution}/{Key} holds another key than the one that was published.", institution.Slug, key.KeyId);
            read.Dispose();
            read = null;
        }

        return read is not null;
    }
}
