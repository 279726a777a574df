using System.Collections.Immutable;
using Issuer.Core.Keys;

namespace Issuer.Service.Institutions;

/// <summary>What a command comes to.</summary>
internal abstract record Decision
{
    private Decision()
    {
    }

    /// <summary>These facts, in this order.</summary>
    public sealed record Events(ImmutableArray<InstitutionEvent> Happened) : Decision;

    /// <summary>It is so already.</summary>
    public sealed record Nothing : Decision;

    /// <summary>No, and why.</summary>
    public sealed record Refused(string Code, string Sentence) : Decision;

    public static Decision Of(params ReadOnlySpan<InstitutionEvent> events) => new Events([.. events]);
}

/// <summary>Pure decisions about signing keys. A key is published before it signs, and never taken away once it has signed.</summary>
internal static class KeyDecisions
{
    /// <summary>Time from publishing a key to its first signature: longer than verifiers keep a DID document or key set.</summary>
    public static readonly TimeSpan PublishDelay = TimeSpan.FromMinutes(10);

    /// <summary>Publishes a key that signs from <paramref name="activeFrom"/> on, beside those there are.</summary>
    public static Decision Add(Institution institution, string keyId, PublicKey key, DateTimeOffset activeFrom, DateTimeOffset now)
    {
        if (institution.Keys.Any(known => known.PublicKey.Equals(key)))
            return new Decision.Refused("key-state", "The institution has this key already.");
        return Decision.Of(
            new SigningKeyAdded(keyId, key.Algorithm.Name, key.ToMultikey(), now),
            new SigningKeyActivated(keyId, activeFrom));
    }

    /// <summary>Publishes a key that takes over from the active one of its algorithm at <paramref name="activeFrom"/>.</summary>
    public static Decision Rotate(Institution institution, string keyId, PublicKey key, DateTimeOffset activeFrom, DateTimeOffset now)
    {
        var others = institution.Keys
            .Where(other => other.Algorithm.Name == key.Algorithm.Name && other.State(now) is KeyState.Active or KeyState.Published)
            .ToImmutableArray();
        if (activeFrom > now && others.FirstOrDefault(other => other.State(now) == KeyState.Published) is { } coming)
            return new Decision.Refused("key-state", $"The key {coming.KeyId} is taking over already. Wait until it signs, or rotate at once.");
        var decision = Add(institution, keyId, key, activeFrom, now);
        if (decision is not Decision.Events added)
            return decision;

        var retired = others
            .Where(other => other.RetiredAt is null || other.RetiredAt > activeFrom)
            .Select(InstitutionEvent (other) => new SigningKeyRetired(other.KeyId, activeFrom));
        return new Decision.Events([.. added.Happened, .. retired]);
    }

    /// <summary>The key signs no more from <paramref name="at"/> on, or from now where that has passed.</summary>
    public static Decision Retire(Institution institution, string keyId, DateTimeOffset at, DateTimeOffset now)
    {
        if (institution.Key(keyId) is not { } key)
            return new Decision.Refused("key-not-found", $"The institution has no key {keyId}.");
        if (key.State(now) == KeyState.Compromised)
            return new Decision.Refused("key-state", $"The key {keyId} is marked as compromised, which says more than retired.");
        var from = at < now ? now : at;
        if (key.RetiredAt <= from)
            return new Decision.Nothing();
        var another = institution.Keys.Any(other => other != key && other.Algorithm == key.Algorithm && other.State(from) == KeyState.Active);
        if (Institution.NeededAlgorithms.Contains(key.Algorithm) && !another)
            return new Decision.Refused("key-state", $"No other {key.Algorithm.JwsName} key would be left, and every credential needs one: rotate {keyId} instead.");
        return Decision.Of(new SigningKeyRetired(keyId, from));
    }

    /// <summary>Somebody else may have used the key from <paramref name="at"/> on. An earlier time may be told later, a later one not.</summary>
    public static Decision Compromise(Institution institution, string keyId, DateTimeOffset at, DateTimeOffset now)
    {
        if (institution.Key(keyId) is not { } key)
            return new Decision.Refused("key-not-found", $"The institution has no key {keyId}.");
        if (at > now)
            return new Decision.Refused("key-state", "A compromise lies in the past: give the time from which the key may have been in other hands.");
        return key.CompromisedAt <= at ? new Decision.Nothing() : Decision.Of(new SigningKeyCompromised(keyId, at, now));
    }
}
