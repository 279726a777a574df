namespace Issuer.Core.Verification;

/// <summary>
/// The check <c>validity</c>: the period that the credential and its token name, and whom and what the token was made for. Of two starts the later
/// counts, of two ends the earlier one.
/// </summary>
internal static class ValidityCheck
{
    private const string Name = "validity";

    // Issuers' clocks differ from ours by seconds; a proof that is newer than this was not made yet.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>Runs it for <see cref="VerifyOptions.At"/>, or for now.</summary>
    public static Check Run(CredentialFacts facts, VerifyOptions options, DateTimeOffset now)
    {
        var at = options.At ?? now;
        if (BindingFault(facts, options, at, now) is { } fault)
            return fault;

        // JWT times are compared as numbers: they may lie beyond any calendar. exp is the first instant at which it no longer holds (RFC 7519, 4.1.4).
        var seconds = (at - DateTimeOffset.UnixEpoch).TotalSeconds;
        if (facts.ValidFrom > at || facts.NotBefore > seconds)
            return new(Name, Outcome.Failed, "not-yet-valid", "The credential is not valid yet.");
        if (facts.ValidUntil < at || facts.Expires <= seconds)
            return new(Name, Outcome.Failed, "expired", "The credential has expired.");
        return facts.ValidUntil is null && facts.Expires is null
            ? new(Name, Outcome.Passed, "no-end", "The credential is valid, and no end of its validity is set.")
            : new(Name, Outcome.Passed, "in-period", "The credential is within its period of validity.");
    }

    // RFC 7519, 4.1.3: a token for others is not for us. What the asker demands and the token lacks is not there. VC Data Integrity 1.0, 4.5: the same
    // for a proof's domain and challenge, its expiry, and a proof that is yet to be made.
    private static Check? BindingFault(CredentialFacts facts, VerifyOptions options, DateTimeOffset at, DateTimeOffset now)
    {
        ReadOnlySpan<Binding> bindings = facts.Bindings.IsEmpty ? [new(null, null)] : facts.Bindings.AsSpan();
        foreach (var binding in bindings)
        {
            if (options.Nonce is { } nonce && binding.Nonce != nonce)
                return new(Name, Outcome.Failed, "nonce-mismatch", "The signature was not made for this request: its nonce or challenge is missing or another.");
            var meant = binding.Audience.OneOrMany().Any(audience => audience.AsText() == options.Audience);
            if (!meant && (options.Audience is not null || (binding.Audience is not null && !binding.IsOfHolder)))
                return new(Name, Outcome.Failed, "audience-mismatch", "The signature was made for another audience.");
            if (binding.Created > now + ClockSkew)
                return new(Name, Outcome.Failed, "proof-not-yet-made", "A proof says that it was made in the future.");
            if (binding.Expires <= at)
                return new(Name, Outcome.Failed, "proof-expired", "A proof has expired.");
        }

        return null;
    }
}
