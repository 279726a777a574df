using System.Collections.Immutable;
using System.Text.Json;
using Issuer.Core.Formats;

namespace Issuer.Core.Verification;

/// <summary>
/// Checks a credential and reports step by step. Hostile input gives a report, never an exception; what cannot be looked at is said to be so and the
/// whole is then <see cref="Verdict.Indeterminate"/> at best. Thread-safe.
/// </summary>
/// <param name="sources">DID documents, keys, status lists, own records.</param>
public sealed class CredentialVerifier(IVerificationSources sources)
{
    private readonly KeyFinder _keys = new(sources);

    /// <summary>Checks in the order format, signature, issuer, validity, status, trust, elements.</summary>
    /// <param name="input">What was handed in.</param>
    /// <param name="options">What is demanded beyond authenticity.</param>
    /// <param name="now">The clock.</param>
    /// <param name="ct">Ends the wait for sources.</param>
    public async ValueTask<VerificationReport> VerifyAsync(
        CredentialInput input, VerifyOptions options, DateTimeOffset now, CancellationToken ct = default) => input switch
        {
            CredentialInput.OpenBadges2 badge => OpenBadges2.Of(badge.Assertion),
            CredentialInput.Unreadable unreadable => NotRead(unreadable.Code, unreadable.Message),
            CredentialInput.NotACredential other => NotRead(other.Code, other.Message),
            _ => Open(input) switch
            {
                { IsPresentation: true } presentation => await VerifyPresentationAsync(presentation, options, now, ct),
                { } credential => await VerifyWithEndorsementsAsync(credential, options, Endorsements.Maximum, now, ct),
                null => throw new ArgumentException("An input of no known kind.", nameof(input)),
            },
        };

    // The one place that knows which securing mechanisms there are.
    private static SecuredCredential? Open(CredentialInput input) => input switch
    {
        CredentialInput.Token token => SecuredJwt.Open(token),
        CredentialInput.Presentation presentation => SecuredDocument.OpenPresentation(presentation.Json),
        CredentialInput.SdJwt token => SecuredSdJwt.Open(token.Compact),
        CredentialInput.Document document => SecuredDocument.Open(document.Json),
        _ => null,
    };

    // Endorsements are somebody else's credentials: they are looked at where the badge is shown to be genuine, and decide nothing about it.
    private async ValueTask<VerificationReport> VerifyWithEndorsementsAsync(SecuredCredential secured, VerifyOptions options, int endorsements, DateTimeOffset now, CancellationToken ct)
    {
        var report = await VerifyAsync(secured, options, now, ct);
        if (report.Credential is not { } credential || report.Checks.Any(check => check.Name is "format" or "signature" or "issuer" && check.Outcome != Outcome.Passed))
            return report;
        var related = ImmutableArray.CreateBuilder<RelatedReport>();
        foreach (var endorsement in Endorsements.In(credential, endorsements))
        {
            var own = Open(endorsement.Input) is { IsPresentation: false } opened
                ? await VerifyAsync(opened, options.Within(), now, ct)
                : NotRead("not-a-credential", "What stands as an endorsement is no credential.");
            if (own.Credential is { } inside && Endorsements.Fault(inside, endorsement.Endorsed) is { } fault)
                own = WithFormat(own, fault);
            related.Add(new("endorsement", endorsement.Pointer, own));
        }

        return report with { Related = related.ToImmutable() };
    }

    private static VerificationReport WithFormat(VerificationReport report, Check format)
    {
        ImmutableArray<Check> checks = [format, .. report.Checks.Skip(1)];
        return report with { Verdict = VerificationReport.Decide(checks), Checks = checks };
    }

    /// <summary>A presentation is as good as its own proof, and as the worst of its credentials.</summary>
    private async ValueTask<VerificationReport> VerifyPresentationAsync(SecuredCredential secured, VerifyOptions options, DateTimeOffset now, CancellationToken ct)
    {
        var format = secured.Format;
        if (secured.Facts is not { Credential: var presentation } facts)
            return NotRead(format.Code, format.Detail);

        var authenticity = await secured.AuthenticateAsync(_keys, options, now, ct);
        var related = ImmutableArray.CreateBuilder<RelatedReport>();
        // All its credentials together may bring as many endorsements as one badge.
        var (index, endorsements) = (0, Endorsements.Maximum);
        foreach (var json in presentation.Values("verifiableCredential"))
        {
            var report = await VerifyHeldAsync(CredentialInput.Read(json), options.Within(), endorsements, now, ct);
            endorsements -= report.Related.Length;
            related.Add(new("credential", $"/verifiableCredential/{index++}", report));
        }

        var notAsked = new Check("trust", Outcome.NotApplicable, "presentation", "Trust is asked of those who issued its credentials.");
        ImmutableArray<Check> checks =
        [
            format, authenticity.Signature, Doubted(authenticity.Issuer, facts), Doubted(ValidityCheck.Run(facts, options, now), facts),
            PresentationFormat.Status(related), notAsked, notAsked with { Name = "elements", Detail = "The EU elements stand in the credentials." },
        ];
        return new(VerificationReport.Decide(checks), checks, presentation, []) { Related = related.ToImmutable() };
    }

    // A presentation inside a presentation is no credential: it is not looked into, so nothing that is nested costs more than its length.
    private async ValueTask<VerificationReport> VerifyHeldAsync(CredentialInput input, VerifyOptions options, int endorsements, DateTimeOffset now, CancellationToken ct)
    {
        if (input is CredentialInput.OpenBadges2 or CredentialInput.Unreadable or CredentialInput.NotACredential)
            return await VerifyAsync(input, options, now, ct);
        return input is not CredentialInput.Presentation && Open(input) is { IsPresentation: false } secured
            ? await VerifyWithEndorsementsAsync(secured, options, endorsements, now, ct)
            : NotRead("not-a-credential", "A presentation holds credentials, not presentations.");
    }

    private async ValueTask<VerificationReport> VerifyAsync(SecuredCredential secured, VerifyOptions options, DateTimeOffset now, CancellationToken ct)
    {
        var format = secured.Format;
        if (secured.Facts is not { } facts)
            return secured.Recognised ?? NotRead(format.Code, format.Detail);

        var authenticity = await secured.AuthenticateAsync(_keys, options, now, ct);
        var issuer = authenticity.Issuer;
        OwnIssuer? own = null;
        if (authenticity.IsGood)
            (issuer, own) = await CheckOwnAsync(facts, authenticity, ct);
        var authentic = authenticity.IsGood && issuer.Outcome == Outcome.Passed;

        var validity = ValidityCheck.Run(facts, options, now);
        var status = !authentic ? NotLookedUp() : own?.Record is { } record ? OwnIssuerCheck.Status(record) : await CheckStatusAsync(facts, now, ct);
        // Of a proof set each signature is good and of the issuer; what is known of our own issuers was asked of the last one.
        var key = authentic && options.IssuerControlsKey ? authenticity.Signatures[^1].Key : null;
        var (trust, who) = await TrustCheck.RunAsync(facts, key, own, sources, now, ct);
        return Report(facts, [format, authenticity.Signature, Doubted(issuer, facts), Doubted(validity, facts), Doubted(status, facts), trust]) with { Issuer = who };
    }

    // Each signature of an own institution must be in its log: one that is would otherwise vouch for one that a thief added.
    private async ValueTask<(Check Issuer, OwnIssuer? Own)> CheckOwnAsync(CredentialFacts facts, Authenticity authenticity, CancellationToken ct)
    {
        OwnIssuer? own = null;
        var issuer = authenticity.Issuer;
        foreach (var signature in authenticity.Signatures)
        {
            own = await sources.FindOwnIssuerAsync(facts.Issuer, signature.Key.Kid, signature.Digest, ct);
            if (own is null)
                return (authenticity.Issuer, null);
            issuer = await OwnIssuerCheck.RunAsync(own, facts, signature.Created, sources, ct);
            if (issuer.Outcome != Outcome.Passed)
                break;
        }

        return (issuer, own);
    }

    private ValueTask<Check> CheckStatusAsync(CredentialFacts facts, DateTimeOffset now, CancellationToken ct) => facts.StatusClaim is { } claim
        ? new TokenStatusCheck(_keys).RunAsync(claim, facts.Issuer, now, ct)
        : new StatusCheck(sources, (input, token) => VerifyListAsync(input, now, token)).RunAsync(facts, ct);

    // The list's own status is not asked for, so a list that names itself ends here.
    private async ValueTask<ListVerification> VerifyListAsync(CredentialInput input, DateTimeOffset now, CancellationToken ct)
    {
        if (Open(input) is not { IsPresentation: false } secured)
            return new(new("format", Outcome.Failed, "not-a-credential", "What was fetched is no credential."), null);
        if (secured.Facts is not { } facts || secured.Format.Outcome != Outcome.Passed)
            return new(secured.Format, null);
        var authenticity = await secured.AuthenticateAsync(_keys, VerifyOptions.None, now, ct);
        Check[] rest = [authenticity.Signature, authenticity.Issuer, ValidityCheck.Run(facts, VerifyOptions.None, now)];
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
