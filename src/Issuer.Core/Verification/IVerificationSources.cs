namespace Issuer.Core.Verification;

/// <summary>
/// Where the verifier finds what is not in the credential: other issuers' DID documents, keys and status lists, and what the asker knows of
/// credentials it issued itself. <c>did:key</c> and <c>did:jwk</c> never come here: the identifier is the key.
/// Every method answers an outage with <see cref="Lookup.Unreachable"/>, never with an exception; only cancellation throws.
/// </summary>
public interface IVerificationSources
{
    /// <summary>The DID document, as the bytes that were served.</summary>
    /// <param name="did">A DID without path, query or fragment; never <c>did:key</c> or <c>did:jwk</c>.</param>
    /// <param name="ct">Ends the wait.</param>
    ValueTask<Lookup> ResolveDidAsync(string did, CancellationToken ct);

    /// <summary>The bare JWK that an <c>https</c> key URL answers (Open Badges 3.0, 8.2.3); an SD-JWT VC issuer's metadata or key set.</summary>
    ValueTask<Lookup> FetchKeyAsync(Uri url, CancellationToken ct);

    /// <summary>A status list credential (a compact JWS or JSON), or a Token Status List.</summary>
    ValueTask<Lookup> FetchStatusListAsync(Uri url, CancellationToken ct);

    /// <summary>What the asker's own records say, or null when <paramref name="did"/> is not an institution of its own.</summary>
    /// <param name="did">The credential's issuer.</param>
    /// <param name="kid">DID URL of the verification method that signed.</param>
    /// <param name="digest">SHA-256 of what was signed (of the JWS signing input).</param>
    /// <param name="ct">Ends the wait.</param>
    ValueTask<OwnIssuer?> FindOwnIssuerAsync(string did, string kid, ReadOnlyMemory<byte> digest, CancellationToken ct);

    /// <summary>Authorities whose certificates count; none, where sources do not say otherwise.</summary>
    TrustedRoots TrustedRoots => TrustedRoots.None;

    /// <summary>What the registries that the asker trusts say of an issuer; there are none, where sources do not say otherwise.</summary>
    /// <param name="issuer">The credential's issuer.</param>
    /// <param name="ct">Ends the wait.</param>
    ValueTask<RegistryAnswer> FindInRegistriesAsync(string issuer, CancellationToken ct) => ValueTask.FromResult(RegistryAnswer.None);
}

/// <summary>Outcome of looking something up: three values, because "it says no" and "nobody answered" lead to different verdicts.</summary>
public abstract record Lookup
{
    private Lookup()
    {
    }

    /// <summary>The answer's body.</summary>
    public sealed record Found(ReadOnlyMemory<byte> Body) : Lookup;

    /// <summary>Whoever would know says that there is no such thing. Only for what the asker hosts itself.</summary>
    public sealed record Absent : Lookup
    {
        /// <summary>The only instance.</summary>
        public static readonly Absent Instance = new();

        private Absent()
        {
        }
    }

    /// <summary>No usable answer: refused, timed out, too large, no success status, or not among the files given.</summary>
    public sealed record Unreachable : Lookup
    {
        /// <summary>The only instance: no detail, so that the answer tells nothing about the network it was asked from.</summary>
        public static readonly Unreachable Instance = new();

        private Unreachable()
        {
        }
    }
}

/// <summary>An institution of the asker's own, as far as one token is concerned.</summary>
/// <param name="Name">The institution's name, for the check's sentence.</param>
/// <param name="Key">History of the key that the token names; null when the institution never had it.</param>
/// <param name="Record">The credential whose log holds the digest; null when the log does not hold it.</param>
public sealed record OwnIssuer(string Name, OwnKey? Key, OwnRecord? Record);

/// <summary>When an own key was in use.</summary>
/// <param name="ActiveFrom">First instant at which it signed; null while it is only published.</param>
/// <param name="RetiredAt">From then on it no longer signs.</param>
/// <param name="CompromisedAt">From then on its signatures may be a thief's.</param>
public sealed record OwnKey(DateTimeOffset? ActiveFrom, DateTimeOffset? RetiredAt, DateTimeOffset? CompromisedAt);

/// <summary>What the log says of one issued credential.</summary>
/// <param name="CredentialId">The credential's <c>id</c>; null where the log knows what was signed by its digest alone.</param>
/// <param name="SignedAt">The log's time, not the credential's: a thief cannot choose it.</param>
/// <param name="State">Its state at this moment; null where the log keeps none, and the credential's own status entry, if any, says it.</param>
/// <param name="StateSince">When it came into that state; null for the first.</param>
/// <param name="Reason">Public reason code of a revocation or suspension.</param>
/// <param name="LearnerErased">The learner's personal data has been erased; the credential's state stands.</param>
public sealed record OwnRecord(
    string? CredentialId, DateTimeOffset SignedAt, OwnState? State, DateTimeOffset? StateSince = null, string? Reason = null, bool LearnerErased = false);

/// <summary>State of an own credential. Expiry is not among them: the clock and <c>validUntil</c> decide that.</summary>
public enum OwnState
{
    /// <summary><c>active</c></summary>
    Active,

    /// <summary><c>suspended</c></summary>
    Suspended,

    /// <summary><c>revoked</c></summary>
    Revoked,

    /// <summary><c>superseded</c></summary>
    Superseded,
}
