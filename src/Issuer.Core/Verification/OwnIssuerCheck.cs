using System.Globalization;

namespace Issuer.Core.Verification;

/// <summary>
/// What the asker's own log adds to the checks <c>issuer</c> and <c>status</c> for credentials of its own institutions. A stolen key signs as well as the
/// true one, but it cannot write into the log; so a good signature alone is not enough here, and the log's time, not the credential's, says when it was made.
/// </summary>
internal static class OwnIssuerCheck
{
    // The key is chosen, the credential signed and the log written at three moments; between them a key may be rotated. No slack for a stolen one.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    /// <summary>The check <c>issuer</c>, after the key has been found to be the institution's.</summary>
    /// <param name="own">What the institution's records say.</param>
    /// <param name="facts">The credential.</param>
    /// <param name="created">When the proof says it was made; null for a token.</param>
    /// <param name="sources">Own status lists.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async ValueTask<Check> RunAsync(
        OwnIssuer own, CredentialFacts facts, DateTimeOffset? created, IVerificationSources sources, CancellationToken ct)
    {
        if (own.Key is not { } key)
            return Failed("key-not-found", "The institution never had the key that signed.");
        if (facts.IsStatusList && own.Record is null)
            return await StatusListAsync(key, facts, sources, ct);
        // Where the record has no identifier, the digest under which it was found is over the credential's.
        if (own.Record is not { } record || (record.CredentialId is { } id && id != facts.Id))
            return Failed("not-in-log", "The signature is good, but the institution's log does not hold it: the institution did not issue this.");
        if (key.CompromisedAt is { } compromised && (record.SignedAt > compromised || facts.ValidFrom > compromised || created > compromised))
            return Failed("key-compromised", $"The key was in wrong hands from {Text(compromised)} on, and this was signed after that.");
        if (key.ActiveFrom is not { } active || record.SignedAt + Slack < active)
            return Failed("key-not-active", "The key was not in use yet when this was signed.");
        if (key.RetiredAt + Slack < record.SignedAt)
            return Failed("key-retired", "The key was no longer in use when this was signed.");
        return Passed("The institution's log holds this credential, signed with a key that was in use then.");
    }

    /// <summary>The check <c>status</c> from the record itself: it is ahead of any list.</summary>
    public static Check Status(OwnRecord record)
    {
        var since = record.StateSince is { } from ? $" on {Text(from)}" : "";
        var reason = record.Reason is { } code ? $" Reason: {code}." : "";
        var erased = record.LearnerErased ? " The learner has had their personal data erased since; the credential itself stands." : "";
        return record.State switch
        {
            OwnState.Active => new("status", Outcome.Passed, "active", "The credential is in force." + erased),
            OwnState.Suspended => new("status", Outcome.Failed, "suspended", $"The institution suspended the credential{since}.{reason}{erased}"),
            OwnState.Revoked => new("status", Outcome.Failed, "revoked", $"The institution revoked the credential{since}.{reason}{erased}"),
            OwnState.Superseded => new("status", Outcome.Failed, "superseded", $"The institution replaced the credential by a corrected one{since}.{erased}"),
            _ => throw new ArgumentOutOfRangeException(nameof(record)),
        };
    }

    // Lists are signed anew with every change and not kept one by one: what counts is that the list exists and the key was never stolen.
    private static async ValueTask<Check> StatusListAsync(OwnKey key, CredentialFacts facts, IVerificationSources sources, CancellationToken ct)
    {
        if (key.CompromisedAt is not null)
            return Failed("key-compromised", "The key has been in wrong hands, and a list has no entry in the log that shows when it was signed.");
        return facts.Id is { } id && Uri.TryCreate(id, UriKind.Absolute, out var url) && await sources.FetchStatusListAsync(url, ct) is Lookup.Found
            ? Passed("The list is one of the institution's own.")
            : Failed("not-in-log", "The signature is good, but the institution has no such status list.");
    }

    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static Check Passed(string detail) => new("issuer", Outcome.Passed, "issuer-key", detail);

    private static Check Failed(string code, string detail) => new("issuer", Outcome.Failed, code, detail);
}
