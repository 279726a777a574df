using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>One profile rule. It is pure, and sees only members that were read without a fault.</summary>
interface IRule
{
    /// <summary>
    /// JSON Pointers of the members that the rule looks at. Where reading one of them (or something inside it, or around it) already gave an error, the rule
    /// is not run: it would speak of a value that nobody gave.
    /// </summary>
    IReadOnlyList<string> Reads { get; }

    /// <summary>What is wrong.</summary>
    IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults);
}
