using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Issuer.Core.Verification;

namespace Issuer.Service.Checking;

/// <summary>The answer of <c>POST /v1/verify</c> and of <c>verify --json</c>.</summary>
/// <param name="Verdict">valid: every deciding check passed. invalid: one failed. indeterminate: none failed, but one could not be made.</param>
/// <param name="Checks">In the order format, signature, issuer, validity, status, trust, elements. The last two inform and never change the verdict.</param>
/// <param name="Credential">What the credential says, as received, without the registered claims of its token. Believe it only if the verdict is valid.</param>
/// <param name="Elements">The EU's standard elements, eleven mandatory and five optional; empty where there are none to look for.</param>
public sealed record VerificationAnswer(
    string Verdict, ImmutableArray<CheckAnswer> Checks,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] JsonElement? Credential, ImmutableArray<ElementAnswer> Elements)
{
    /// <summary>Who says who the issuer is; null for a presentation, and where the credential could not be read.</summary>
    public IssuerAnswer? Issuer { get; init; }

    /// <summary>
    /// Credentials found inside, each with an answer of its own: endorsements, which do not change the verdict, and the credentials of a presentation, whose
    /// verdicts its check status sums up. Absent where there are none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RelatedAnswer>? Related { get; init; }

    /// <summary>A report as the API tells it.</summary>
    public static VerificationAnswer Of(VerificationReport report) => new(
        Spell(report.Verdict),
        [.. report.Checks.Select(check => new CheckAnswer(check.Name, Spell(check.Outcome), check.Code, check.Detail))],
        report.Credential,
        [.. report.Elements.Select(element => new ElementAnswer(element.Element, element.Mandatory, element.Found, element.Path, element.Detail))])
    {
        Issuer = report.Issuer is { } issuer ? IssuerAnswer.Of(issuer) : null,
        Related = report.Related.IsEmpty ? null : [.. report.Related.Select(related => new RelatedAnswer(related.Kind, related.Pointer, Of(related.Report)))],
    };

    /// <summary><c>valid invalid indeterminate</c>.</summary>
    public static string Spell(Verdict verdict) => verdict switch
    {
        Core.Verification.Verdict.Valid => "valid",
        Core.Verification.Verdict.Invalid => "invalid",
        Core.Verification.Verdict.Indeterminate => "indeterminate",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };

    /// <summary><c>passed failed cannot-tell warning not-applicable</c>.</summary>
    public static string Spell(Outcome outcome) => outcome switch
    {
        Outcome.Passed => "passed",
        Outcome.Failed => "failed",
        Outcome.CannotTell => "cannot-tell",
        Outcome.Warning => "warning",
        Outcome.NotApplicable => "not-applicable",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };
}

/// <summary>A credential found inside what was checked.</summary>
/// <param name="Kind">endorsement or credential.</param>
/// <param name="Pointer">JSON Pointer to it.</param>
/// <param name="Report">What was found out about it.</param>
public sealed record RelatedAnswer(string Kind, string Pointer, VerificationAnswer Report);

/// <summary>One check.</summary>
/// <param name="Check">format, signature, issuer, validity, status, trust or elements.</param>
/// <param name="Outcome">passed, failed, cannot-tell, warning or not-applicable.</param>
/// <param name="Code">Stable reason, for programs.</param>
/// <param name="Detail">One sentence, for people.</param>
public sealed record CheckAnswer(string Check, string Outcome, string Code, string Detail);

/// <summary>One of the EU's standard elements.</summary>
/// <param name="Element">Its name, as requests spell it.</param>
/// <param name="Mandatory">One of the eleven mandatory elements.</param>
/// <param name="Found">found, missing, or wrong (present, but not of the EU's list or form).</param>
/// <param name="Path">JSON Pointer into the credential.</param>
/// <param name="Detail">What is wrong, or worth knowing.</param>
public sealed record ElementAnswer(string Element, bool Mandatory, string Found, string? Path, string? Detail);
