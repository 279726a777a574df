using System.Text.Json.Nodes;
using Issuer.Core.Model;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Issuer.Service.Access;

/// <summary>The one place that turns errors into problem details (RFC 9457).</summary>
public static class Problems
{
    /// <summary>Member that carries the seconds of <c>Retry-After</c>; <see cref="ProblemWriter"/> moves it into the header.</summary>
    internal const string RetryAfter = "retryAfterSeconds";

    /// <summary>A problem body.</summary>
    /// <param name="status">HTTP status, 400 to 599.</param>
    /// <param name="code">One of <see cref="ProblemCodes"/>; <c>type</c> is <c>/problems/{code}</c>, a relative reference (§3.1.1).</param>
    /// <param name="detail">One sentence about this occurrence. Never personal data, SQL, stack or host names.</param>
    /// <param name="findings">Faults and warnings, listed as <c>errors</c>.</param>
    /// <param name="retryAfterSeconds">When to try again.</param>
    public static ProblemHttpResult Of(
        int status, string code, string detail, IEnumerable<Finding>? findings = null, int? retryAfterSeconds = null) =>
        TypedResults.Problem(Details(status, code, detail, findings, retryAfterSeconds));

    /// <summary>422 with every finding.</summary>
    public static ProblemHttpResult Validation(IEnumerable<Finding> findings) =>
        Of(StatusCodes.Status422UnprocessableEntity, "validation", "The request has faults; errors lists all of them.", findings);

    /// <summary>The same 404 for what does not exist and for what is another institution's.</summary>
    public static ProblemHttpResult NotFound() => Of(StatusCodes.Status404NotFound, "not-found", "There is no such resource.");

    internal static ProblemDetails Details(
        int status, string code, string detail, IEnumerable<Finding>? findings = null, int? retryAfterSeconds = null)
    {
        var problem = new ProblemDetails
        {
            Type = "/problems/" + code,
            Title = (ProblemCodes.All.GetValueOrDefault(code) ?? ProblemCodes.All[ProblemCodes.ForStatus(status)]).Title,
            Status = status,
            Detail = detail,
            Extensions = { ["code"] = code },
        };
        if (findings is not null)
            problem.Extensions["errors"] = Errors(findings);
        if (retryAfterSeconds is { } seconds)
            problem.Extensions[RetryAfter] = seconds;
        return problem;
    }

    /// <summary>Findings as the API lists them: <c>[{"pointer", "code", "severity", "message"}]</c>.</summary>
    public static JsonArray Errors(IEnumerable<Finding> findings)
    {
        var errors = new JsonArray();
        foreach (var finding in findings)
        {
            errors.Add(new JsonObject
            {
                ["pointer"] = finding.Pointer,
                ["code"] = finding.Code,
                ["severity"] = finding.Severity == Severity.Error ? "error" : "warning",
                ["message"] = finding.Message,
            });
        }

        return errors;
    }
}
