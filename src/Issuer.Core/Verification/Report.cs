using System.Collections.Immutable;
using System.Text.Json;

namespace Issuer.Core.Verification;

/// <summary>What one check found. Nothing fails open: what could not be looked at is <see cref="CannotTell"/>.</summary>
public enum Outcome
{
    /// <summary><c>passed</c></summary>
    Passed,

    /// <summary><c>failed</c></summary>
    Failed,

    /// <summary><c>cannot-tell</c></summary>
    CannotTell,

    /// <summary><c>warning</c>: informs, never decides.</summary>
    Warning,

    /// <summary><c>not-applicable</c></summary>
    NotApplicable,
}

/// <summary>The whole: <c>valid</c>, <c>invalid</c> or <c>indeterminate</c>.</summary>
public enum Verdict
{
    /// <summary>Every deciding check passed.</summary>
    Valid,

    /// <summary>A deciding check failed.</summary>
    Invalid,

    /// <summary>None failed, at least one could not be made.</summary>
    Indeterminate,
}

/// <summary>One check.</summary>
/// <param name="Name"><c>format signature issuer validity status trust elements</c>.</param>
/// <param name="Outcome">What it found.</param>
/// <param name="Code">Stable kebab-case reason, e.g. <c>signature-mismatch</c>, <c>revoked</c>, <c>status-list-unreachable</c>.</param>
/// <param name="Detail">One English sentence.</param>
public sealed record Check(string Name, Outcome Outcome, string Code, string Detail);

/// <summary>One of the EU's standard elements, looked for in a credential.</summary>
/// <param name="Element">Its camelCase name as the request names it: <c>learner title issuerCountry awardingBodies dateOfIssuing learningOutcomes workload level
/// assessment participation qualityAssurance</c>, then the optional <c>prerequisites supervision grade stackability furtherInformation</c>.</param>
/// <param name="Mandatory">One of the eleven.</param>
/// <param name="Found"><c>found</c>, <c>missing</c> or <c>wrong</c> (present, but not of the EU's list or form).</param>
/// <param name="Path">JSON Pointer into the credential, or null.</param>
/// <param name="Detail">What is wrong, or null.</param>
public sealed record ElementFinding(string Element, bool Mandatory, string Found, string? Path, string? Detail = null);

/// <summary>Verdict, the checks it rests on, what the credential says, and which EU elements it holds.</summary>
/// <param name="Verdict">The whole.</param>
/// <param name="Checks">One for each name, in the order format, signature, issuer, validity, status, trust, elements.</param>
/// <param name="Credential">The credential as received (registered JWT claims removed), or null where it could not be read.</param>
/// <param name="Elements">Element report; empty where the credential could not be read.</param>
public sealed record VerificationReport(Verdict Verdict, ImmutableArray<Check> Checks, JsonElement? Credential, ImmutableArray<ElementFinding> Elements)
{
    /// <summary>Who says who the issuer is; null for a presentation, and where the credential could not be read.</summary>
    public IssuerReport? Issuer { get; init; }

    /// <summary>
    /// Credentials found inside, each with a report of its own: endorsements of a badge, which never change its verdict, and the credentials of a
    /// presentation, whose verdicts its check <c>status</c> sums up.
    /// </summary>
    public ImmutableArray<RelatedReport> Related { get; init; } = [];

    /// <summary>Any deciding check failed: invalid; else any that cannot tell: indeterminate; else valid.</summary>
    public static Verdict Decide(IEnumerable<Check> checks)
    {
        var verdict = Verdict.Valid;
        foreach (var check in checks)
        {
            if (check.Name is "trust" or "elements")
                continue;
            if (check.Outcome == Outcome.Failed)
                return Verdict.Invalid;
            if (check.Outcome is Outcome.CannotTell or Outcome.Warning)
                verdict = Verdict.Indeterminate;
        }

        return verdict;
    }
}

/// <summary>A credential found inside what was checked.</summary>
/// <param name="Kind"><c>endorsement</c> or <c>credential</c>.</param>
/// <param name="Pointer">JSON Pointer to it.</param>
/// <param name="Report">Its own report.</param>
public sealed record RelatedReport(string Kind, string Pointer, VerificationReport Report);
