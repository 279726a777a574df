using System.Text.Json;
using Issuer.Core.JsonLd;

namespace Issuer.Core.Tests.JsonLd;

/// <summary>The W3C's tests for JSON-LD 1.1 API: its manifests, its documents, and the URLs they have.</summary>
internal sealed class JsonLdSuite
{
    private const string BaseIri = "https://w3c.github.io/json-ld-api/tests/";
    private readonly string _folder = TestData.Shared("vectors/json-ld-api/tests");

    public IReadOnlyList<SuiteTest> Read(string manifest)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, manifest)));
        return [.. document.RootElement.GetProperty("sequence").EnumerateArray().Select(entry => SuiteTest.Read(entry.Clone()))];
    }

    public JsonElement Json(string relative)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, relative)));
        return document.RootElement.Clone();
    }

    public string Text(string relative) => File.ReadAllText(Path.Combine(_folder, relative));

    /// <summary>Everything that a test's options say, and contexts from the suite's folder.</summary>
    public Process Process(SuiteTest test) => new(CanonicalizationLimits.Default, isSafe: false)
    {
        Base = test.Option("base") ?? BaseIri + test.Input,
        IsVersion10 = test.Option("processingMode") == "json-ld-1.0",
        Direction = test.Option("rdfDirection") switch
        {
            "i18n-datatype" => RdfDirection.I18nDatatype,
            "compound-literal" => RdfDirection.CompoundLiteral,
            _ => RdfDirection.None,
        },
        GeneralizedRdf = test.Option("produceGeneralizedRdf") == "True",
        Loader = Load,
    };

    /// <summary>Expands a test's document; the items, or null after a fault.</summary>
    public IReadOnlyList<ExpandedItem>? Expand(SuiteTest test, Process process, RdfTerms terms)
    {
        var context = ActiveContext.Initial(process.Base);
        if (test.Option("expandContext") is { } file)
        {
            var outer = Json(file);
            var local = outer.TryGetProperty("@context", out var inner) ? inner : outer;
            context = new ContextProcessor(process).Process(context, local, process.Base)!;
        }

        var expander = new Expander(terms, process);
        return expander.Expand(context, Json(test.Input), new DocumentView(), isApplied: false) ? expander.Items : null;
    }

    private LoadedContext Load(string url)
    {
        var path = url.StartsWith(BaseIri, StringComparison.Ordinal) ? Path.Combine(_folder, url[BaseIri.Length..]) : null;
        if (path is null || !File.Exists(path))
            return new(default, "loading-remote-context-failed", url);
        var document = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
        return document.ValueKind == JsonValueKind.Object && document.TryGetProperty("@context", out var context)
            ? new(context, null, url)
            : new(default, "invalid-remote-context", url);
    }
}

internal sealed record SuiteTest(string Id, string Name, string Input, string? Expect, string? ExpectErrorCode, JsonElement Options)
{
    public static SuiteTest Read(JsonElement entry) => new(
        entry.GetProperty("@id").GetString()!.TrimStart('#'),
        entry.GetProperty("name").GetString()!,
        entry.GetProperty("input").GetString()!,
        entry.TryGetProperty("expect", out var expect) ? expect.GetString() : null,
        entry.TryGetProperty("expectErrorCode", out var code) ? code.GetString() : null,
        entry.TryGetProperty("option", out var option) ? option : default);

    /// <summary>A negative test's code as this program spells it.</summary>
    public string? FaultCode => ExpectErrorCode?.Replace(' ', '-').ToLowerInvariant();

    /// <summary>It asks for what JSON-LD 1.0 did and 1.1 does otherwise.</summary>
    public bool IsFor10Only => Option("specVersion") == "json-ld-1.0";

    public string? Option(string name) =>
        Options.ValueKind == JsonValueKind.Object && Options.TryGetProperty(name, out var value) ? value.ToString() : null;
}
