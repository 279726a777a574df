using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Issuer.Core.Formats;
using Issuer.Core.Keys;

namespace Issuer.Core.Verification;

/// <summary>
/// Checks a credential and reports step by step. Hostile input gives a report, never an exception; what cannot be looked at is said to be so and the
/// whole is then <see cref="Verdict.Indeterminate"/> at best. Thread-safe.
/// </summary>
/// <param name="sources">DID documents, keys, status lists, own records.</param>
public sealed class CredentialVerifier(IVerificationSources sources)
{
    private readonly CertifiedKey _keys = new(new KeyFinder(sources), sources);

    /// <summary>Checks in the order format, signature, issuer, validity, status, trust, elements.</summary>
    /// <param name="input">What was handed in.</param>
    /// <param name="options">What is demanded beyond authenticity.</param>
    /// <param name="now">The clock.</param>
    /// <param name="ct">Ends the wait for sources.</param>
    public async ValueTask<VerificationReport> VerifyAsync(
        CredentialInput input, VerifyOptions options, DateTimeOffset now, CancellationToken ct = default) => input switch
        {
            CredentialInput.Token token => await VerifyTokenAsync(token.Compact, options, now, ct),
            CredentialInput.Document document => VerifyDocument(document.Json, options, now),
            CredentialInput.Unreadable unreadable => NotRead(unreadable.Code, unreadable.Message),
            CredentialInput.NotACredential other => NotRead(other.Code, other.Message),
            _ => throw new ArgumentException("An input of no known kind.", nameof(input)),
        };

    private async ValueTask<VerificationReport> VerifyTokenAsync(string compact, VerifyOptions options, DateTimeOffset now, CancellationToken ct)
    {
        var (token, fault) = Parse(compact);
        if (token is null)
            return NotRead(fault!.Code, fault.Detail);
        var (format, facts) = FormatCheck.OfToken(token);
        if (facts is null)
            return NotRead(format.Code, format.Detail);

        var (signature, issuer, key) = await CheckSignatureAsync(token, facts, now, ct);
        var authentic = signature.Outcome == Outcome.Passed && issuer.Outcome == Outcome.Passed;
        OwnIssuer? own = null;
        if (authentic)
        {
            own = await sources.FindOwnIssuerAsync(facts.Issuer, key!.Kid, SHA256.HashData(token.SigningInput), ct);
            if (own is not null)
                issuer = await OwnIssuerCheck.RunAsync(own, facts, sources, ct);
            authentic = issuer.Outcome == Outcome.Passed;
        }

        var validity = ValidityCheck.Run(facts, options, now);
        var status = !authentic ? NotLookedUp() : own?.Record is { } record ? OwnIssuerCheck.Status(record) : await CheckStatusAsync(facts, now, ct);
        var (trust, who) = await TrustCheck.RunAsync(facts, authentic ? key : null, own, sources, now, ct);
        return Report(facts, [format, signature, Doubted(issuer, facts), Doubted(validity, facts), Doubted(status, facts), trust]) with { Issuer = who };
    }

    // Embedded proofs are understood to be there, and cannot be checked.
    private static VerificationReport VerifyDocument(JsonElement document, VerifyOptions options, DateTimeOffset now)
    {
        var (format, facts) = FormatCheck.OfDocument(document);
        if (facts is null)
            return NotRead(format.Code, format.Detail);
        var hasProof = document.Values("proof").Any(proof => proof.ValueKind == JsonValueKind.Object);
        var signature = hasProof
            ? new Check("signature", Outcome.CannotTell, "proof-format-not-supported", "The credential has an embedded proof, which this version does not check.")
            : new Check("signature", Outcome.Failed, "no-proof", "The credential is not signed.");
        var issuer = new Check("issuer", Outcome.CannotTell, "key-unknown", "Without a checked signature nobody can tell whose it is.");
        var (trust, who) = TrustCheck.NotShown(facts);
        return Report(facts, [format, signature, issuer, Doubted(ValidityCheck.Run(facts, options, now), facts), NotLookedUp(), trust]) with { Issuer = who };
    }

    private static (ParsedJwt? Token, Check? Fault) Parse(string compact)
    {
        var parsed = VcJwt.Parse(compact);
        return parsed.Token is { } token
            ? (token, null)
            : (null, new("format", Outcome.Failed, parsed.Fault!.Code, parsed.Fault.Message));
    }

    private async ValueTask<(Check Signature, Check Issuer, CandidateKey? Key)> CheckSignatureAsync(
        ParsedJwt token, CredentialFacts facts, DateTimeOffset now, CancellationToken ct)
    {
        if (SignatureAlgorithm.FromJwsName(token.Alg) is null)
        {
            return (
                new("signature", Outcome.Failed, "algorithm-not-accepted", "The token's algorithm is none that this verifier accepts (EdDSA, ES256, ES384, RS256, PS256)."),
                new("issuer", Outcome.CannotTell, "key-unknown", "Without the key nobody can tell whose it is."),
                null);
        }

        var answer = await _keys.FindAsync(token, facts.Issuer, facts.ValidFrom, now, ct);
        if (answer.Signature is { } none)
            return (none, answer.Issuer, null);
        foreach (var candidate in answer.Keys)
        {
            if (candidate.Key.Verify(token.SigningInput, token.Signature))
                return (new("signature", Outcome.Passed, "signature-good", $"The signature is good ({candidate.Key.Algorithm.JwsName})."), answer.Issuer, candidate);
        }

        return (
            new("signature", Outcome.Failed, "signature-mismatch", "The signature is not of this content: it was changed, or signed with another key."),
            answer.Issuer.Outcome == Outcome.Passed
                ? new("issuer", Outcome.CannotTell, "signature-not-good", "Without a good signature nobody can tell who issued it.")
                : answer.Issuer,
            null);
    }

    private ValueTask<Check> CheckStatusAsync(CredentialFacts facts, DateTimeOffset now, CancellationToken ct) =>
        new StatusCheck(sources, (input, token) => VerifyListAsync(input, now, token)).RunAsync(facts, ct);

    // The list's own status is not asked for, so a list that names itself ends here.
    private async ValueTask<ListVerification> VerifyListAsync(CredentialInput input, DateTimeOffset now, CancellationToken ct)
    {
        if (input is not CredentialInput.Token { Compact: var compact })
        {
            return input is CredentialInput.Document
                ? new(new("signature", Outcome.CannotTell, "proof-format-not-supported", "The list has an embedded proof, which this version does not check."), null)
                : new(new("format", Outcome.Failed, "not-a-credential", "What was fetched is no credential."), null);
        }

        var (token, fault) = Parse(compact);
        if (token is null)
            return new(fault, null);
        var (format, facts) = FormatCheck.OfToken(token);
        if (facts is null || format.Outcome != Outcome.Passed)
            return new(format, null);
        var (signature, issuer, _) = await CheckSignatureAsync(token, facts, now, ct);
        Check[] rest = [signature, issuer, ValidityCheck.Run(facts, VerifyOptions.None, now)];
        return Array.Find(rest, check => check.Outcome != Outcome.Passed) is { } failed ? new(failed, null) : new(null, facts);
    }

    private static Check NotLookedUp() =>
        new("status", Outcome.CannotTell, "not-looked-up", "The status of a credential that is not shown to be genuine is not looked up.");

    // What was read from members of unknown meaning may condemn a credential, never acquit it.
    private static Check Doubted(Check check, CredentialFacts facts) => facts.ContextsKnown || check.Outcome != Outcome.Passed
        ? check
        : new(check.Name, Outcome.CannotTell, "context-unknown", "With a JSON-LD context that is not known, the credential's members may mean anything.");

    private static VerificationReport Report(CredentialFacts facts, ReadOnlySpan<Check> checks)
    {
        var elements = facts.IsStatusList ? [] : ElementReport.Of(facts.Credential);
        ImmutableArray<Check> all = [.. checks, facts.IsStatusList
            ? new("elements", Outcome.NotApplicable, "status-list", "A status list has no EU elements.")
            : ElementReport.Summary(elements)];
        return new(VerificationReport.Decide(all), all, facts.Credential, elements);
    }

    private static VerificationReport NotRead(string code, string detail)
    {
        ImmutableArray<Check> checks =
        [
            new("format", Outcome.Failed, code, detail),
            .. new[] { "signature", "issuer", "validity", "status", "trust", "elements" }
                .Select(name => new Check(name, Outcome.NotApplicable, "format-not-understood", "What cannot be read cannot be checked.")),
        ];
        return new(VerificationReport.Decide(checks), checks, null, []);
    }
}
