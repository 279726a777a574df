using System.Collections.Immutable;

namespace Issuer.Core.Verification;

/// <summary>
/// A credential in one securing mechanism (JWT, Data Integrity, …): the mechanism says what the credential is and whether it is authentic, and everything
/// after that is the same for all. A further mechanism is one more class of this kind, and one more line where <see cref="CredentialVerifier"/> opens its input.
/// </summary>
/// <param name="format">The check <c>format</c>, made without looking at the signature.</param>
/// <param name="facts">What the credential says; null where it cannot be read, and then nothing else is asked.</param>
internal abstract class SecuredCredential(Check format, CredentialFacts? facts)
{
    public Check Format => format;

    public CredentialFacts? Facts => facts;

    /// <summary>A presentation: its holder stands where an issuer does, and what it holds is checked one by one.</summary>
    public virtual bool IsPresentation => false;

    /// <summary>The report on what is no credential of today but was recognised as something else; null otherwise.</summary>
    public virtual VerificationReport? Recognised => null;

    /// <summary>The checks <c>signature</c> and <c>issuer</c>. Called once, and only where there are <see cref="Facts"/>.</summary>
    /// <param name="keys">Finds keys.</param>
    /// <param name="options">Whether the key must be the issuer's.</param>
    /// <param name="now">The clock.</param>
    /// <param name="ct">Ends the wait.</param>
    public abstract ValueTask<Authenticity> AuthenticateAsync(KeyFinder keys, VerifyOptions options, DateTimeOffset now, CancellationToken ct);
}

/// <summary>What a mechanism found out.</summary>
/// <param name="Signature">The check <c>signature</c>.</param>
/// <param name="Issuer">The check <c>issuer</c>: is the key that signed the issuer's?</param>
/// <param name="Signatures">Every signature that is good; one for a token, several for a proof set.</param>
internal sealed record Authenticity(Check Signature, Check Issuer, ImmutableArray<GoodSignature> Signatures)
{
    /// <summary>No signature was found good.</summary>
    public Authenticity(Check signature, Check issuer)
        : this(signature, issuer, [])
    {
    }

    public bool IsGood => Signature.Outcome == Outcome.Passed && Issuer.Outcome == Outcome.Passed;
}

/// <summary>A signature that is good.</summary>
/// <param name="Key">The key that signed, by the name under which it was found.</param>
/// <param name="Digest">SHA-256 of what was signed, as the issuer's log holds it.</param>
/// <param name="Created">When it says it was made; null where the mechanism says nothing.</param>
internal sealed record GoodSignature(CandidateKey Key, byte[] Digest, DateTimeOffset? Created = null);
