using System.Collections.Immutable;
using System.Text.Json;
using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>A request, read and checked.</summary>
/// <param name="Value">The micro-credential that may be issued; null exactly when there are errors.</param>
/// <param name="Findings">All errors and warnings at once: of shape first, then of the rules.</param>
public sealed record CheckedRequest(MicroCredential? Value, ImmutableArray<Finding> Findings)
{
    /// <summary>Whether anything blocks.</summary>
    public bool HasErrors => Findings.Any(finding => finding.Severity == Severity.Error);
}

/// <summary>Everything between a parsed request and a micro-credential that may be signed: reading, then rules.</summary>
public static class RequestCheck
{
    /// <summary>Reads and checks a request. Never throws on hostile input.</summary>
    /// <param name="request">The request's JSON, parsed with <see cref="Encoding.StrictJson"/>.</param>
    /// <param name="defaults">What the institution and the clock add.</param>
    public static CheckedRequest Run(JsonElement request, IssuingDefaults defaults)
    {
        var read = MicroCredentialReader.Read(request, defaults);
        // Past the limit of findings it is unknown which members are at fault.
        if (read.Draft is not { } draft || read.Findings.Length > FindingList.Limit)
            return new(null, read.Findings);
        var unread = read.Findings.Where(finding => finding.Severity == Severity.Error && finding.Pointer.Length > 0).Select(finding => finding.Pointer)
            .ToHashSet(StringComparer.Ordinal);
        var findings = read.Findings.AddRange(ProfileRules.Check(draft, defaults, unread));
        return new(findings.Any(finding => finding.Severity == Severity.Error) ? null : draft, findings);
    }
}
