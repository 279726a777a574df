using System.Text;
using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Tests;
using Xunit;

namespace Issuer.Service.Tests.Checking;

public sealed class CanonizeCommandTests : IDisposable
{
    private const string Credential = """
        { "@context": "https://www.w3.org/ns/credentials/v2", "type": "VerifiableCredential", "id": "urn:uuid:7d1c0f0e-0000-4000-8000-0000000000d2",
          "issuer": "did:example:issuer", "credentialSubject": { "id": "did:example:Ŵyn" } }
        """;

    private const string Statements = """
        <urn:uuid:7d1c0f0e-0000-4000-8000-0000000000d2> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/2018/credentials#VerifiableCredential> .
        <urn:uuid:7d1c0f0e-0000-4000-8000-0000000000d2> <https://www.w3.org/2018/credentials#credentialSubject> <did:example:Ŵyn> .
        <urn:uuid:7d1c0f0e-0000-4000-8000-0000000000d2> <https://www.w3.org/2018/credentials#issuer> <did:example:issuer> .

        """;

    private readonly CommandFiles _files = new();

    public CanonizeCommandTests() => _files.Write("document.json", Credential);

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Statements_come_out_byte_for_byte_from_a_file_or_standard_input()
    {
        Run("document.json").Should().Be((0, Statements, ""));
        _files.Run(["canonize", "-"], Encoding.UTF8.GetBytes(Credential)).Should().Be((0, Statements, ""));
    }

    [Fact]
    public void Json_gives_the_digest_as_well()
    {
        using var short_ = JsonDocument.Parse(Run("document.json", "--json").Out);
        short_.RootElement.GetProperty("algorithm").GetString().Should().Be("RDFC-1.0");
        short_.RootElement.GetProperty("canonical").GetString().Should().Be(Statements);
        short_.RootElement.GetProperty("digest").GetString().Should().Be(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Statements))));
        using var long_ = JsonDocument.Parse(Run("document.json", "--json", "--hash", "sha384").Out);
        long_.RootElement.GetProperty("hash").GetString().Should().Be("sha384");
        long_.RootElement.GetProperty("digest").GetString().Should().HaveLength(96);
    }

    [Theory]
    [InlineData("test075", "sha256", "sha384")]
    public void The_hash_is_the_one_inside_the_algorithm(string vector, string other, string hash)
    {
        // rdf-canon's own vector of SHA-384, given as JSON-LD: its labels differ by the hash function.
        var expected = File.ReadAllText(TestData.Shared($"vectors/rdf-canon/tests/rdfc10/{vector}-rdfc10.nq"));
        var document = NQuadsAsJsonLd(File.ReadAllLines(TestData.Shared($"vectors/rdf-canon/tests/rdfc10/{vector}-in.nq")));
        _files.Write("graph.json", document);
        Run("graph.json", "--hash", hash).Out.Should().Be(expected);
        Run("graph.json", "--hash", other).Out.Should().NotBe(expected).And.NotBeEmpty();
    }

    [Fact]
    public void Canonical_json_is_written_for_any_json()
    {
        _files.Write("any.json", "{ \"b\": [1.0, 1e3, \"\\u20ac\"],\n \"a\": null }");
        Run("any.json", "--jcs").Should().Be((0, "{\"a\":null,\"b\":[1,1000,\"€\"]}", ""));
    }

    [Theory]
    [InlineData("\"issuer\"", "\"issuedBy\"", "invalid-property", "/issuedBy")]
    [InlineData("\"VerifiableCredential\"", "\"Diploma\"", "relative-type-reference", "/type")]
    [InlineData("https://www.w3.org/ns/credentials/v2", "https://example.org/unknown", "loading-remote-context-failed", "the top")]
    public void What_safe_mode_refuses_is_said_with_its_place(string what, string by, string code, string place)
    {
        _files.Write("refused.json", Credential.Replace(what, by, StringComparison.Ordinal));
        var (exit, told, errors) = Run("refused.json");
        exit.Should().Be(1);
        told.Should().BeEmpty();
        errors.Should().Contain($"has no canonical form: {code} at {place}");
        var (_, json, _) = Run("refused.json", "--json");
        using var fault = JsonDocument.Parse(json);
        fault.RootElement.GetProperty("fault").GetProperty("code").GetString().Should().Be(code);
    }

    [Fact]
    public void A_fault_that_quotes_the_document_obeys_no_terminal()
    {
        _files.Write("escape.json", Credential.Replace("\"issuer\"", "\"\\u001b[2J\\u202eissuer\"", StringComparison.Ordinal));
        var (code, _, errors) = Run("escape.json");
        code.Should().Be(1);
        errors.Should().NotContain("\u001b").And.NotContain("\u202e");
    }

    [Theory]
    [InlineData]
    [InlineData("missing.json")]
    [InlineData("document.json", "document.json")]
    [InlineData("document.json", "--hash")]
    [InlineData("document.json", "--hash", "md5")]
    [InlineData("document.json", "--unknown")]
    public void Wrong_arguments_are_said_so(params string[] arguments)
    {
        var (code, told, errors) = Run(arguments);
        code.Should().Be(3);
        told.Should().BeEmpty();
        errors.Should().NotBeEmpty();
    }

    [Fact]
    public void What_is_no_json_has_no_canonical_form()
    {
        _files.Write("deep.json", new string('[', 100_000));
        Run("deep.json").Code.Should().Be(3);
        _files.Write("twice.json", "{\"a\":1,\"a\":2}");
        Run("twice.json", "--jcs").Code.Should().Be(3);
    }

    // Enough for the vector: blank nodes and IRIs.
    private static string NQuadsAsJsonLd(IEnumerable<string> lines) => JsonSerializer.Serialize(lines.Where(line => line.Length > 0).Select(line =>
    {
        var words = line.Split(' ');
        return new Dictionary<string, object>
        {
            ["@id"] = Node(words[0]),
            [words[1][1..^1]] = words[2].StartsWith('"') ? new Dictionary<string, string> { ["@value"] = words[2].Trim('"') } : new Dictionary<string, string> { ["@id"] = Node(words[2]) },
        };
    }));

    private static string Node(string word) => word.StartsWith('<') ? word[1..^1] : word;

    private (int Code, string Out, string Err) Run(params string[] arguments) => _files.Run(["canonize", .. arguments]);
}
