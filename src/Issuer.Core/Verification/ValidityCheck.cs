namespace Issuer.Core.Verification;

/// <summary>
/// The check <c>validity</c>: the period that the credential and its token name, and whom and what the token was made for. Of two starts the later
/// counts, of two ends the earlier one.
/// </summary>
internal static class ValidityCheck
{
    private const string Name = "validity";

    /// <summary>Runs it for <see cref="VerifyOptions.At"/>, or for now.</summary>
    public static Check Run(CredentialFacts facts, VerifyOptions options, DateTimeOffset now)
    {
        if (BindingFault(facts, options) is { } fault)
            return fault;

        var at = options.At ?? now;
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

    // RFC 7519, 4.1.3: a token for others is not for us. What the asker demands and the token lacks is not there.
    private static Check? BindingFault(CredentialFacts facts, VerifyOptions options)
    {
        if (options.Nonce is { } nonce && facts.Nonce != nonce)
            return new(Name, Outcome.Failed, "nonce-mismatch", "The token was not made for this request: its nonce is missing or another.");
        var meant = facts.Audience.OneOrMany().Any(audience => audience.AsText() == options.Audience);
        return meant || (facts.Audience is null && options.Audience is null)
            ? null
            : new(Name, Outcome.Failed, "audience-mismatch", "The token was made for another audience.");
    }
}
