using System.Globalization;
using System.Text.Json;
using Issuer.Core.Formats;
using Issuer.Core.Status;

namespace Issuer.Core.Verification;

/// <summary>
/// The check <c>status</c> of an SD-JWT VC over a Token Status List (draft-ietf-oauth-status-list). As with any list, one that cannot be had, does not verify or
/// does not fit the entry tells nothing.
/// </summary>
internal sealed class TokenStatusCheck(KeyFinder keys)
{
    private const string Name = "status";

    // Bytes after decoding: 32 million entries of one bit.
    private const int MaximumListBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>Looks up the entry.</summary>
    /// <param name="status">The claim <c>status</c>.</param>
    /// <param name="issuer">The credential's issuer, whose list it must be.</param>
    /// <param name="now">The clock.</param>
    /// <param name="ct">Ends the wait.</param>
    public async ValueTask<Check> RunAsync(JsonElement status, string issuer, DateTimeOffset now, CancellationToken ct)
    {
        if (status.Member("status_list") is not { } entry)
            return CannotTell("status-type-unknown", "The credential's status is kept in a way that this verifier does not know.");
        if (status.EnumerateObject().Skip(1).Any())
            return CannotTell("status-type-unknown", "The credential's status is kept in a further way, which this verifier does not know.");
        // Section 6.2: a number of 0 or more. 1e3 and 1.0 are the same number, and no issuer writes them.
        if (entry.Member("idx") is not { ValueKind: JsonValueKind.Number } idx || !idx.TryGetInt64(out var index) || index < 0
            || entry.Text("uri") is not { } address || !Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
            return CannotTell("status-entry-malformed", "The status entry lacks an index or the address of its list.");

        if (await keys.Sources.FetchStatusListAsync(url, ct) is not Lookup.Found found)
            return CannotTell("status-list-unreachable", "The issuer's status list could not be fetched, so nobody can tell whether the credential was revoked.");
        var (list, issuedAt, fault) = await ReadAsync(found.Body, address, issuer, now, ct);
        if (list is null)
            return fault!;
        if (index >= list.Length)
            return CannotTell("status-index-out-of-range", "The status list is too short for the credential's entry.");

        var asOf = issuedAt is { } instant ? $" (list of {instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)})" : "";
        return list[index] switch
        {
            TokenStatusList.Valid => new(Name, Outcome.Passed, "active", $"The issuer has neither revoked nor suspended the credential{asOf}."),
            TokenStatusList.Invalid => new(Name, Outcome.Failed, "revoked", $"The issuer has revoked the credential{asOf}."),
            TokenStatusList.Suspended => new(Name, Outcome.Failed, "suspended", $"The issuer has suspended the credential{asOf}."),
            _ => CannotTell("status-value-unknown", "The status list says something of the credential that only its issuer's own rules explain."),
        };
    }

    private async ValueTask<(TokenStatusList? List, DateTimeOffset? IssuedAt, Check? Fault)> ReadAsync(
        ReadOnlyMemory<byte> body, string address, string issuer, DateTimeOffset now, CancellationToken ct)
    {
        if (CredentialInput.Read(body) is not CredentialInput.Token { Compact: var compact } || VcJwt.Parse(compact).Token is not { } token)
            return Refused("status-list-malformed", "What the status entry names is no status list in JWT format.");
        if (!TokenStatusListToken.TryRead(token, out var claims, out var fault))
            return Refused(fault, "What the status entry names is no Token Status List.");
        if (claims.Subject != address)
            return Refused("status-list-of-another", "The status list is not the one that the credential names.");
        if (claims.Issuer is not null && claims.Issuer != issuer)
            return Refused("status-list-of-another", "The status list was not issued by the credential's issuer.");
        var seconds = (now - DateTimeOffset.UnixEpoch).TotalSeconds;
        if (claims.Expires <= seconds)
            return Refused("status-list-expired", "The issuer's status list has expired.");
        if (claims.IssuedAt > seconds + ClockSkew.TotalSeconds)
            return Refused("status-list-not-verified", "The issuer's status list says that it is of the future.");

        var authenticity = SecuredJwt.Refused(token) ?? SecuredJwt.Verify(token, await SecuredSdJwt.FindKeysAsync(token, issuer, validFrom: null, keys, now, ct));
        if (!authenticity.IsGood)
        {
            var failed = authenticity.Signature.Outcome == Outcome.Passed ? authenticity.Issuer : authenticity.Signature;
            return Refused("status-list-not-verified", $"The issuer's status list does not verify itself ({failed.Name}: {failed.Code}).");
        }

        return TokenStatusList.TryDecode(claims.Bits, claims.Encoded, MaximumListBytes, out var list, out var undecoded)
            ? (list, SdJwtFormat.Instant(token.Payload, "iat"), null)
            : Refused(undecoded!, "The status list cannot be decoded.");
    }

    private static (TokenStatusList?, DateTimeOffset?, Check?) Refused(string code, string detail) => (null, null, CannotTell(code, detail));

    private static Check CannotTell(string code, string detail) => new(Name, Outcome.CannotTell, code, detail);
}
