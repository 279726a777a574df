using System.Text.Json;
using System.Text.Json.Nodes;
using Issuer.Core.Model;
using Issuer.Core.Verification;
using Issuer.Service.Access;
using Issuer.Service.Checking;
using Issuer.Service.Operations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Issuer.Service.VcApi;

/// <summary>
/// The VC-API's verifier: the same checks as <c>POST /v1/verify</c>, with the VC-API's yes and no. Open to anyone, as that is.
/// </summary>
public sealed class VerifyingEndpoints
{
    private const int LongestText = 2048;

    // VCDM 2.0, 7.1, and Bitstring Status List 1.0, 3.5: the names under which other software knows what went wrong.
    private const string Vcdm = "https://www.w3.org/TR/vc-data-model#";
    private const string StatusList = "https://www.w3.org/ns/credentials/status-list#";

    /// <summary>Adds <c>POST /vc-api/{instance}/credentials/verify</c> and <c>…/presentations/verify</c>.</summary>
    public void AddRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/vc-api/{instance}").WithTags("VC-API").AllowAnonymous().RequireRateLimiting(RateLimits.Public)
            .WithProblem(404).WithProblem(429).WithProblem(503);
        group.MapPost("/credentials/verify", CredentialAsync).WithName("verifyDocument").WithSummary("Check a credential, by the VC-API")
            .Accepts<VerifyDocument>("application/json").Produces<VerifiedAnswer>(200).WithBodyProblems().WithProblem(400, "bad-request").WithProblem(422, "not-verified", "unreadable-input");
        group.MapPost("/presentations/verify", PresentationAsync).WithName("verifyPresentation").WithSummary("Check a presentation, by the VC-API")
            .Accepts<VerifyPresentation>("application/json").Produces<VerifiedAnswer>(200).WithBodyProblems().WithProblem(400, "bad-request").WithProblem(422, "not-verified", "unreadable-input");
    }

    /// <summary>
    /// 200 where every deciding check passed; 422 where one failed or could not be made, with the checks in errors and, under the names that other software knows,
    /// in problemDetails. An issuer that nobody here knows is a warning in checks. An enveloped credential is one as well.
    /// </summary>
    /// <param name="instance">Name of an instance; all check alike.</param>
    internal static Task<IResult> CredentialAsync(
        HttpContext http, string instance, VcApiGate gate, CredentialVerifier verifier, Metrics metrics, TimeProvider clock, CancellationToken ct) =>
        VerifyAsync(http, gate.Find(instance) is not null, "verifiableCredential", verifier, metrics, clock, ct);

    /// <summary>
    /// The same for a presentation and all that is in it. Where options name a domain or a challenge, each of its proofs must have been made for it; a proof that was made
    /// for a domain that is not named here is refused.
    /// </summary>
    /// <param name="instance">Name of an instance; all check alike.</param>
    internal static Task<IResult> PresentationAsync(
        HttpContext http, string instance, VcApiGate gate, CredentialVerifier verifier, Metrics metrics, TimeProvider clock, CancellationToken ct) =>
        VerifyAsync(http, gate.Find(instance) is not null, "verifiablePresentation", verifier, metrics, clock, ct);

    private static async Task<IResult> VerifyAsync(
        HttpContext http, bool isThere, string member, CredentialVerifier verifier, Metrics metrics, TimeProvider clock, CancellationToken ct)
    {
        if (!isThere)
            return Problems.NotFound();
        using var body = await JsonBody.ReadAsync(http, CredentialInput.MaximumBytes);
        if (body.Problem is { } unreadable)
            return unreadable;
        var findings = new List<Finding>();
        var document = VcApiBody.Object(body.Root, member, findings);
        var options = ReadOptions(body.Root, findings);
        if (findings.Count > 0)
            return VcApiBody.Bad(findings);

        var input = CredentialInput.Read(document!.Value);
        if (Unfit(input, isPresentation: member == "verifiablePresentation") is { } unfit)
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "unreadable-input", "This is nothing that can be checked here.", [unfit with { Pointer = $"/{member}{unfit.Pointer}" }]);
        http.Response.Headers.CacheControl = "no-store";
        var report = await verifier.VerifyAsync(input, options, clock.GetUtcNow(), ct);
        metrics.Verified.Add(1, new KeyValuePair<string, object?>("verdict", VerificationAnswer.Spell(report.Verdict)));
        return report.Verdict == Verdict.Valid ? TypedResults.Ok(VerifiedAnswer.Of(report)) : NotVerified(report, member);
    }

    private static VerifyOptions ReadOptions(JsonElement root, List<Finding> findings) => VcApiBody.Options(root, findings) is not { } options
        ? VerifyOptions.None
        : VerifyOptions.None with
        {
            Audience = VcApiBody.Text(options, "/options", "domain", LongestText, findings),
            Nonce = VcApiBody.Text(options, "/options", "challenge", LongestText, findings),
        };

    // A credential where a presentation is asked about, or the other way round, is a mistake that the caller should hear of.
    private static Finding? Unfit(CredentialInput input, bool isPresentation) => input switch
    {
        CredentialInput.Unreadable other => Finding.Error(other.Pointer, other.Code, other.Message),
        CredentialInput.NotACredential other => Finding.Error(other.Pointer, other.Code, other.Message),
        CredentialInput.OpenBadges2 => Finding.Error("", "open-badges-2", "A badge of Open Badges 2.0 has no proof that could be checked."),
        CredentialInput.Presentation or CredentialInput.Token { IsPresentation: true } when !isPresentation => Finding.Error("/type", "presentation", "This is a presentation, not a credential."),
        not (CredentialInput.Presentation or CredentialInput.Token { IsPresentation: true }) when isPresentation => Finding.Error("/type", "not-a-presentation", "This is a credential, not a presentation."),
        _ => null,
    };

    private static ProblemHttpResult NotVerified(VerificationReport report, string member)
    {
        // Findings about the parts of a presentation stand after its own.
        var faults = Faults(report, "/" + member).Concat(report.Related.SelectMany(related => Faults(related.Report, $"/{member}{related.Pointer}"))).ToList();
        var problem = Problems.Details(
            StatusCodes.Status422UnprocessableEntity, "not-verified", "It is not shown to be authentic and in force.",
            faults.Select(fault => Finding.Error(fault.Pointer, fault.Check.Code, fault.Check.Detail)));
        problem.Extensions["verified"] = false;
        problem.Extensions["problemDetails"] = new JsonArray([.. faults.Select(fault => Detail(fault.Check))]);
        problem.Extensions["checks"] = VerificationAnswer.Of(report).Checks;
        return TypedResults.Problem(problem);
    }

    private static IEnumerable<(string Pointer, Check Check)> Faults(VerificationReport report, string pointer) => report.Checks
        .Where(check => check.Name is not ("trust" or "elements") && check.Outcome is Outcome.Failed or Outcome.CannotTell)
        .Select(check => (pointer, check));

    private static JsonObject Detail(Check check) => new()
    {
        ["type"] = check.Name switch
        {
            "format" => Vcdm + "MALFORMED_VALUE_ERROR",
            "validity" => Vcdm + "RANGE_ERROR",
            "status" when check.Outcome == Outcome.CannotTell => StatusList + "STATUS_RETRIEVAL_ERROR",
            "status" => StatusList + "STATUS_VERIFICATION_ERROR",
            _ => Vcdm + "CRYPTOGRAPHIC_SECURITY_ERROR",
        },
        ["title"] = $"The check {check.Name} {(check.Outcome == Outcome.Failed ? "failed" : "could not be made")}.",
        ["code"] = check.Code,
        ["detail"] = check.Detail,
    };
}

/// <summary>A credential to check.</summary>
/// <param name="VerifiableCredential">With embedded proofs, or an EnvelopedVerifiableCredential.</param>
/// <param name="Options">May be absent; members that are not known are passed over.</param>
public sealed record VerifyDocument(JsonObject VerifiableCredential, VerifyDocumentOptions? Options);

/// <summary>A presentation to check.</summary>
/// <param name="VerifiablePresentation">With embedded proofs, or an EnvelopedVerifiablePresentation.</param>
/// <param name="Options">May be absent; members that are not known are passed over.</param>
public sealed record VerifyPresentation(JsonObject VerifiablePresentation, VerifyDocumentOptions? Options);

/// <summary>What is demanded beyond authenticity.</summary>
/// <param name="Domain">For which the proofs, or the token, must have been made.</param>
/// <param name="Challenge">Which the proofs, or the token as its nonce, must carry.</param>
public sealed record VerifyDocumentOptions(string? Domain, string? Challenge);

/// <summary>It verifies.</summary>
/// <param name="Verified">true.</param>
/// <param name="Checks">As POST /v1/verify lists them; trust and elements inform and never decide.</param>
public sealed record VerifiedAnswer(bool Verified, IReadOnlyList<CheckAnswer> Checks)
{
    internal static VerifiedAnswer Of(VerificationReport report) => new(true, VerificationAnswer.Of(report).Checks);
}
