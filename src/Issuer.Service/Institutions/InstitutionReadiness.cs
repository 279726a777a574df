namespace Issuer.Service.Institutions;

/// <summary>Whether this node can issue for every institution: part of <c>/health/ready</c>.</summary>
public sealed class InstitutionReadiness(InstitutionDirectory directory, KeyRing keys)
{
    /// <summary>What is missing, one sentence each; empty when ready. The sentences name slugs and key ids, nothing secret.</summary>
    public IReadOnlyList<string> Faults() => directory.All.Count == 0
        ? ["No institution is registered yet: run institutions add (institutions add --help explains)."]
        : [.. directory.All.SelectMany(keys.Faults)];
}
