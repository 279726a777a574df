using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Encoding;
using Issuer.Core.JsonLd;
using Xunit;

namespace Issuer.Core.Tests.JsonLd;

/// <summary>Documents made to cost more than they weigh end in a fault, after work that was counted.</summary>
public class HostileDocumentTests
{
    private const string Context = "\"@context\":{\"@vocab\":\"urn:v:\"}";

    [Theory]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(40)]
    public void A_clique_of_blank_nodes_is_refused(int size)
    {
        // Everyone knows everyone: all orders of all neighbours have to be tried.
        var nodes = Enumerable.Range(0, size).Select(i =>
            $"{{\"@id\":\"_:n{i}\",\"knows\":[{string.Join(',', Enumerable.Range(0, size).Where(j => j != i).Select(j => $"{{\"@id\":\"_:n{j}\"}}"))}]}}");

        Fault($"{{{Context},\"@graph\":[{string.Join(',', nodes)}]}}").Should().Be("too-much-work");
    }

    [Fact]
    public void A_long_list_of_nodes_that_look_alike_is_refused()
    {
        var items = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"{{\"a\":{{\"b\":{i}}}}}"));

        Fault($"{{{Context},\"p\":{{\"@list\":[{items}]}}}}").Should().Be("too-much-work");
    }

    [Fact]
    public void A_few_nodes_that_look_alike_are_told_apart()
    {
        var items = string.Join(',', Enumerable.Range(0, 8).Select(i => $"{{\"a\":{{\"b\":{i}}}}}"));

        Canonize($"{{{Context},\"p\":{{\"@list\":[{items}]}}}}").Fault.Should().BeNull();
    }

    [Theory]
    [InlineData("{\"p\":", "}")]
    [InlineData("[", "]")]
    [InlineData("{\"@graph\":", "}")]
    [InlineData("{\"@list\":", "}")]
    [InlineData("{\"@set\":[", "]}")]
    [InlineData("{\"@nest\":", "}")]
    [InlineData("{\"@included\":", "}")]
    [InlineData("{\"@reverse\":{\"r\":", "}}")]
    public void Depth_is_a_fault_and_never_the_end_of_the_stack(string open, string close)
    {
        var text = $"{{{Context},\"p\":{string.Concat(Enumerable.Repeat(open, 450))}{{\"q\":1}}{string.Concat(Enumerable.Repeat(close, 450))}}}";
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 2000 });

        Canonicalization.Canonize(document.RootElement, RdfHash.Sha256).Fault.Should().NotBeNull();
        // As deep as a caller can allow, whatever the answer.
        Canonicalization.Canonize(document.RootElement, RdfHash.Sha256, new() { MaxDepth = int.MaxValue }).Should().NotBeNull();
    }

    [Fact]
    public void A_depth_of_100_000_does_not_even_come_in()
    {
        var text = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"p\":", 100_000)) + "1" + new string('}', 100_000));

        StrictJson.Parse(text).Fault!.Code.Should().Be("json-too-deep");
    }

    [Fact]
    public void Five_megabytes_are_done_or_refused_within_the_limits()
    {
        var many = string.Join(',', Enumerable.Range(0, 120_000).Select(i => $"\"p{i}\":[{i},\"text {i}\"]"));
        many.Length.Should().BeGreaterThan(3_000_000);

        Fault($"{{{Context},\"@id\":\"urn:x:1\",{many}}}").Should().Be("too-large");
        Canonize($"{{{Context},\"@id\":\"urn:x:1\",\"p\":\"{new string('x', 5_000_000)}\"}}").NQuads!.Length.Should().BeGreaterThan(5_000_000);
        Canonicalization.Canonize(Json($"{{{Context},\"@id\":\"urn:x:1\",\"p\":\"{new string('x', 5_000_000)}\"}}"), RdfHash.Sha256, new() { MaxBytes = 1_000_000 })
            .Fault!.Code.Should().Be("too-large");
    }

    [Fact]
    public void Contexts_of_a_document_s_own_cost_what_they_are_allowed()
    {
        var terms = string.Join(',', Enumerable.Range(0, 2000).Select(i => $"\"t{i}\":\"urn:t:{i}\""));
        var nodes = string.Join(',', Enumerable.Repeat("{\"@context\":{\"x\":\"urn:x:x\"},\"x\":1}", 20_000));

        Fault($"{{\"@context\":{{{terms},\"p\":\"urn:x:p\"}},\"p\":[{nodes}]}}").Should().Be("too-much-work");
    }

    [Fact]
    public void Scoped_contexts_nested_in_each_other_cost_what_they_are_allowed()
    {
        // Each is compiled for the term that brings it and again wherever it applies: without a count, twice for every level.
        var context = "{\"a\":\"urn:a\"}";
        for (var i = 0; i < 12; i++)
            context = $"{{\"a\":{{\"@id\":\"urn:a\",\"@context\":{context}}},\"b\":{{\"@id\":\"urn:b\",\"@context\":{context}}}}}";

        using var document = JsonDocument.Parse($"{{\"@context\":{context},\"a\":1}}", new JsonDocumentOptions { MaxDepth = 500 });
        var process = new Process(new() { MaxContextWork = 10_000 }, isSafe: true);
        var made = new ContextProcessor(process).Process(ActiveContext.Initial(null), document.RootElement.GetProperty("@context"), null);

        made.Should().BeNull();
        process.Fault!.Code.Should().Be("too-much-work");
        process.ContextWork.Should().BeLessThan(10_100);
    }

    [Fact]
    public void Strangers_contexts_do_not_fill_the_memory()
    {
        for (var i = 0; i < 500; i++)
            Canonize($"{{\"@context\":{{\"p\":\"urn:x:{i}\"}},\"p\":{i}}}").Fault.Should().BeNull();

        ContextCache.Count.Should().BeLessThanOrEqualTo(48);
    }

    [Fact]
    public async Task Threads_share_contexts_without_harm()
    {
        const string Text = """
            {"@context": ["https://www.w3.org/ns/credentials/v2", {"x": "urn:x:THREAD"}], "type": "VerifiableCredential", "issuer": "did:example:1", "x": 1,
             "credentialSubject": {"id": "did:example:2", "x": [1, 2, {"x": 3}]}}
            """;
        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => (i % 4, Canonize(Text.Replace("THREAD", $"{i % 4}", StringComparison.Ordinal))))));

        results.Should().OnlyContain(result => result.Item2.Fault == null);
        results.GroupBy(result => result.Item1).Should().OnlyContain(group => group.Select(result => Convert.ToHexString(result.Item2.NQuads!)).Distinct().Count() == 1);
    }

    private static string? Fault(string document) => Canonize(document).Fault?.Code;

    private static CanonicalizationResult Canonize(string document) => Canonicalization.Canonize(Json(document), RdfHash.Sha256);

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
