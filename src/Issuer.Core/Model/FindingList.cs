using System.Collections.Immutable;

namespace Issuer.Core.Model;

/// <summary>Collects what is found about one document, in the order found, and stops growing where more would help nobody.</summary>
public sealed class FindingList
{
    /// <summary>Most findings that are listed; a last one says that there are more.</summary>
    public const int Limit = 500;

    readonly List<Finding> _findings = [];
    bool _hasErrors;

    /// <summary>Whether any is an error, listed or not.</summary>
    public bool HasErrors => _hasErrors;

    /// <summary>Whether no more is listed, so that looking further brings nothing.</summary>
    public bool IsFull => _findings.Count > Limit;

    /// <summary>Adds a finding.</summary>
    public void Add(Finding finding)
    {
        _hasErrors |= finding.Severity == Severity.Error;
        if (_findings.Count < Limit)
            _findings.Add(finding);
        else if (_findings.Count == Limit)
            _findings.Add(Finding.Error("", FindingCodes.TooManyFaults, $"There are more than {Limit} faults; only the first {Limit} are listed."));
    }

    /// <summary>Adds a fault that blocks.</summary>
    public void Error(string pointer, string code, string message) => Add(Finding.Error(pointer, code, message));

    /// <summary>Adds a remark that does not block.</summary>
    public void Warning(string pointer, string code, string message) => Add(Finding.Warning(pointer, code, message));

    /// <summary>What was found.</summary>
    public ImmutableArray<Finding> ToImmutable() => [.. _findings];
}
