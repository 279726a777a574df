using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.JsonLd;
using Xunit;

namespace Issuer.Core.Tests.JsonLd;

/// <summary>The W3C's tests for expansion and for conversion to RDF: all of them, but those for JSON-LD 1.0 alone, which 1.1 contradicts.</summary>
public class JsonLdSuiteTests
{
    private readonly JsonLdSuite _suite = new();

    [Fact]
    public void Expansion_answers_as_the_suite_says()
    {
        var tests = _suite.Read("expand-manifest.jsonld");

        Failures(tests, Expand).Should().BeEmpty();
        tests.Should().HaveCount(385);
        tests.Where(test => test.IsFor10Only).Should().HaveCount(9);
    }

    [Fact]
    public void Conversion_to_RDF_answers_as_the_suite_says()
    {
        var tests = _suite.Read("toRdf-manifest.jsonld");

        Failures(tests, ToRdf).Should().BeEmpty();
        tests.Should().HaveCount(467);
        tests.Where(test => test.IsFor10Only).Should().HaveCount(11);
    }

    private static List<string> Failures(IEnumerable<SuiteTest> tests, Func<SuiteTest, string?> run) =>
        [.. tests.Where(test => !test.IsFor10Only).Select(test => run(test) is { } difference ? $"{test.Id} ({test.Name}): {difference}" : null).OfType<string>()];

    private string? Expand(SuiteTest test)
    {
        var process = _suite.Process(test);
        var terms = new RdfTerms(process);
        var items = _suite.Expand(test, process, terms);
        if (items is null || test.FaultCode is not null)
            return FaultDifference(test, process);
        var actual = new ExpandedJson(terms).Write(items);
        var expected = JsonNode.Parse(_suite.Text(test.Expect!));
        return ExpandedJson.AreEqual(expected, actual) ? null : $"expected {expected!.ToJsonString()} got {actual.ToJsonString()}";
    }

    private string? ToRdf(SuiteTest test)
    {
        var process = _suite.Process(test);
        var terms = new RdfTerms(process);
        var quads = new Quads();
        var items = _suite.Expand(test, process, terms);
        if (items is null || !new RdfWriter(terms, quads).Write(process, items) || test.FaultCode is not null)
            return FaultDifference(test, process);
        if (test.Expect is null)
            return null;
        var actual = Canonical(process, terms, quads);

        var expectedTerms = new RdfTerms(process);
        var expectedQuads = new Quads();
        NQuadsReader.Read(_suite.Text(test.Expect), expectedTerms, expectedQuads);
        var expected = Canonical(process, expectedTerms, expectedQuads);
        return expected == actual ? null : $"expected\n{expected}got\n{actual}";
    }

    private static string? FaultDifference(SuiteTest test, Process process) =>
        process.Fault?.Code == test.FaultCode ? null : $"expected fault {test.FaultCode}, got {process.Fault}";

    private static string Canonical(Process process, RdfTerms terms, Quads quads)
    {
        var canonicalization = new Rdfc10();
        canonicalization.Run(process, terms, quads, RdfHash.Sha256).Should().BeTrue();
        return System.Text.Encoding.UTF8.GetString(canonicalization.NQuads);
    }
}
