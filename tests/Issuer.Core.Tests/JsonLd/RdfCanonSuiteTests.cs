using System.Text.Json;
using FluentAssertions;
using Issuer.Core.JsonLd;
using Xunit;

namespace Issuer.Core.Tests.JsonLd;

/// <summary>The W3C's tests for RDFC-1.0: canonical N-Quads byte by byte, and label maps. (The set here is without its poison graph.)</summary>
public class RdfCanonSuiteTests
{
    private readonly string _folder = TestData.Shared("vectors/rdf-canon/tests");

    [Fact]
    public void Canonical_forms_and_labels_are_the_published_ones()
    {
        var entries = Entries();

        entries.Where(entry => entry.Type != "rdfc:RDFC10NegativeEvalTest").Select(Difference).OfType<string>().Should().BeEmpty();
        entries.Should().HaveCount(86);
    }

    private List<Entry> Entries()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, "manifest.jsonld")));
        return [.. manifest.RootElement.GetProperty("entries").EnumerateArray().Select(entry => new Entry(
            entry.GetProperty("id").GetString()!, entry.GetProperty("type").GetString()!, entry.GetProperty("action").GetString()!,
            entry.TryGetProperty("result", out var result) ? result.GetString()! : "",
            entry.TryGetProperty("hashAlgorithm", out var hash) && hash.GetString() == "SHA384" ? RdfHash.Sha384 : RdfHash.Sha256))];
    }

    private string? Difference(Entry entry)
    {
        var process = Run(entry, out var canonicalization, out var terms);
        if (process.Fault is { } fault)
            return $"{entry.Id}: {fault}";
        var expected = File.ReadAllText(Path.Combine(_folder, entry.Result));
        if (entry.Type == "rdfc:RDFC10EvalTest")
        {
            var actual = System.Text.Encoding.UTF8.GetString(canonicalization.NQuads);
            return actual == expected ? null : $"{entry.Id}: expected\n{expected}got\n{actual}";
        }

        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var term = 0; term < terms.Count; term++)
        {
            if (terms.Kind(term) == TermKind.Blank)
                labels.Add(System.Text.Encoding.UTF8.GetString(terms.Text(term)[2..]), $"c14n{canonicalization.LabelOf(term)}");
        }

        var published = new SortedDictionary<string, string>(JsonSerializer.Deserialize<Dictionary<string, string>>(expected)!, StringComparer.Ordinal);
        return labels.SequenceEqual(published) ? null : $"{entry.Id}: expected {expected} got {JsonSerializer.Serialize(labels)}";
    }

    private Process Run(Entry entry, out Rdfc10 canonicalization, out RdfTerms terms)
    {
        var process = new Process(CanonicalizationLimits.Default, isSafe: true);
        var quads = new Quads();
        terms = new RdfTerms(process);
        NQuadsReader.Read(File.ReadAllText(Path.Combine(_folder, entry.Action)), terms, quads);
        canonicalization = new Rdfc10();
        canonicalization.Run(process, terms, quads, entry.Hash).Should().Be(process.Fault is null);
        return process;
    }

    private sealed record Entry(string Id, string Type, string Action, string Result, RdfHash Hash);
}
