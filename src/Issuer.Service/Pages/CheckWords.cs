using Issuer.Core.Verification;
using Issuer.Service.Languages;

namespace Issuer.Service.Pages;

/// <summary>
/// What a check found, in a sentence for people. The check's own <see cref="Check.Detail"/> is an English sentence for those who integrate; pages
/// show it beside this one, marked as English.
/// </summary>
public static class CheckWords
{
    private static readonly Sentence CheckFormat = new();
    private static readonly Sentence CheckSignature = new();
    private static readonly Sentence CheckIssuer = new();
    private static readonly Sentence CheckValidity = new();
    private static readonly Sentence CheckStatus = new();
    private static readonly Sentence CheckTrust = new();
    private static readonly Sentence CheckElements = new();
    private static readonly Sentence StatusRevoked = new();
    private static readonly Sentence StatusSuspended = new();
    private static readonly Sentence StatusSuperseded = new();
    private static readonly Sentence StatusNone = new();
    private static readonly Sentence FormatOpenBadges2 = new();
    private static readonly Sentence CheckOpenBadges2 = new();
    private static readonly Sentence SignatureNoProof = new();
    private static readonly Sentence SignatureHolderShown = new();
    private static readonly Sentence SignatureHolderNotShown = new();
    private static readonly Sentence ValidityExpired = new();
    private static readonly Sentence ValidityNotYetValid = new();
    private static readonly Sentence IssuerNotInLog = new();
    private static readonly Sentence TrustInRegistry = new();
    private static readonly Sentence TrustRegistryLimited = new();
    private static readonly Sentence TrustRegistryLapsed = new();
    private static readonly Sentence FormatPassed = new();
    private static readonly Sentence FormatFailed = new();
    private static readonly Sentence FormatCannotTell = new();
    private static readonly Sentence SignaturePassed = new();
    private static readonly Sentence SignatureFailed = new();
    private static readonly Sentence SignatureCannotTell = new();
    private static readonly Sentence SignatureNotApplicable = new();
    private static readonly Sentence IssuerPassed = new();
    private static readonly Sentence IssuerFailed = new();
    private static readonly Sentence IssuerCannotTell = new();
    private static readonly Sentence ValidityPassed = new();
    private static readonly Sentence ValidityFailed = new();
    private static readonly Sentence ValidityCannotTell = new();
    private static readonly Sentence StatusPassed = new();
    private static readonly Sentence StatusFailed = new();
    private static readonly Sentence StatusCannotTell = new();
    private static readonly Sentence StatusNotApplicable = new();
    private static readonly Sentence TrustPassed = new();
    private static readonly Sentence TrustCannotTell = new();
    private static readonly Sentence TrustOtherwise = new();
    private static readonly Sentence ElementsPassed = new();
    private static readonly Sentence ElementsNotApplicable = new();
    private static readonly Sentence ElementsOtherwise = new();
    private static readonly Sentence CheckNotApplicable = new();

    /// <summary>A check's name as a heading.</summary>
    public static Phrase Name(string check) => check switch
    {
        "format" => CheckFormat,
        "signature" => CheckSignature,
        "issuer" => CheckIssuer,
        "validity" => CheckValidity,
        "status" => CheckStatus,
        "trust" => CheckTrust,
        "elements" => CheckElements,
        _ => Phrase.Same(check),
    };

    /// <summary>The outcome in words, beside its icon.</summary>
    public static Phrase Outcome(Outcome outcome) => outcome switch
    {
        Core.Verification.Outcome.Passed => Words.Passed,
        Core.Verification.Outcome.Failed => Words.Failed,
        Core.Verification.Outcome.CannotTell => Words.OutcomeCannotTell,
        Core.Verification.Outcome.Warning => Words.Warning,
        Core.Verification.Outcome.NotApplicable => Words.NotApplicable,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    /// <summary>The sentence: by its code where the code says more to people than the outcome does, else by check and outcome.</summary>
    public static Phrase Sentence(Check check) => ByCode(check.Name, check.Code) ?? ByOutcome(check.Name, check.Outcome);

    private static Sentence? ByCode(string name, string code) => (name, code) switch
    {
        ("status", "revoked") => StatusRevoked,
        ("status", "suspended") => StatusSuspended,
        ("status", "superseded") => StatusSuperseded,
        ("status", "no-status" or "status-informative") => StatusNone,
        ("format", "open-badges-2") => FormatOpenBadges2,
        (_, "open-badges-2") => CheckOpenBadges2,
        ("signature", "no-proof") => SignatureNoProof,
        ("signature", "holder-shown") => SignatureHolderShown,
        ("signature", "holder-not-shown") => SignatureHolderNotShown,
        ("validity", "expired") => ValidityExpired,
        ("validity", "not-yet-valid") => ValidityNotYetValid,
        ("issuer", "not-in-log") => IssuerNotInLog,
        ("trust", "in-registry") => TrustInRegistry,
        ("trust", "registry-limited") => TrustRegistryLimited,
        ("trust", "registry-lapsed") => TrustRegistryLapsed,
        _ => null,
    };

    private static Phrase ByOutcome(string name, Outcome outcome) => (name, outcome) switch
    {
        ("format", Core.Verification.Outcome.Passed) => FormatPassed,
        ("format", Core.Verification.Outcome.Failed) => FormatFailed,
        ("format", Core.Verification.Outcome.CannotTell) => FormatCannotTell,
        ("signature", Core.Verification.Outcome.Passed) => SignaturePassed,
        ("signature", Core.Verification.Outcome.Failed) => SignatureFailed,
        ("signature", Core.Verification.Outcome.CannotTell) => SignatureCannotTell,
        ("signature", Core.Verification.Outcome.NotApplicable) => SignatureNotApplicable,
        ("issuer", Core.Verification.Outcome.Passed) => IssuerPassed,
        ("issuer", Core.Verification.Outcome.Failed) => IssuerFailed,
        ("issuer", Core.Verification.Outcome.CannotTell) => IssuerCannotTell,
        ("validity", Core.Verification.Outcome.Passed) => ValidityPassed,
        ("validity", Core.Verification.Outcome.Failed) => ValidityFailed,
        ("validity", Core.Verification.Outcome.CannotTell) => ValidityCannotTell,
        ("status", Core.Verification.Outcome.Passed) => StatusPassed,
        ("status", Core.Verification.Outcome.Failed) => StatusFailed,
        ("status", Core.Verification.Outcome.CannotTell) => StatusCannotTell,
        ("status", Core.Verification.Outcome.NotApplicable) => StatusNotApplicable,
        ("trust", Core.Verification.Outcome.Passed) => TrustPassed,
        ("trust", Core.Verification.Outcome.CannotTell) => TrustCannotTell,
        ("trust", _) => TrustOtherwise,
        ("elements", Core.Verification.Outcome.Passed) => ElementsPassed,
        ("elements", Core.Verification.Outcome.NotApplicable) => ElementsNotApplicable,
        ("elements", _) => ElementsOtherwise,
        (_, Core.Verification.Outcome.NotApplicable) => CheckNotApplicable,
        (_, _) => Outcome(outcome),
    };
}
