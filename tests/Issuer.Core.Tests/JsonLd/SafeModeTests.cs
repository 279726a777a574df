using System.Text.Json;
using FluentAssertions;
using Issuer.Core.JsonLd;
using Xunit;

namespace Issuer.Core.Tests.JsonLd;

/// <summary>Whatever JSON-LD would drop, or leave relative, is a fault with the place where it stands.</summary>
public class SafeModeTests
{
    private const string Context = """
        "@context": {"p": "http://example.org/p", "q": {"@id": "http://example.org/q", "@type": "@id"}, "v": {"@id": "http://example.org/v", "@type": "@vocab"},
          "l": {"@id": "http://example.org/l", "@container": "@language"}, "g": {"@id": "http://example.org/g", "@container": "@graph"},
          "d": {"@id": "http://example.org/d", "@type": "http://example.org/a b"}}
        """;

    [Theory]
    // The conditions of safe mode, each by itself.
    [InlineData("""{CTX}""", "empty-object", "")]
    [InlineData("""{CTX, "@graph": [{}]}""", "empty-object", "/@graph/0")]
    [InlineData("""{CTX, "g": {}}""", "empty-object", "/g")]
    [InlineData("""{CTX, "@graph": ["free"]}""", "free-floating-scalar", "/@graph/0")]
    [InlineData("""{CTX, "p": {"@value": "x", "@language": "no tag"}}""", "invalid-language-value", "/p/@language")]
    [InlineData("""{CTX, "l": {"no tag": "x"}}""", "invalid-language-value", "/l/no tag")]
    [InlineData("""{"@context": {"@language": "no tag", "p": "http://example.org/p"}, "p": "x"}""", "invalid-language-value", "")]
    [InlineData("""{CTX, "undefined": 1}""", "invalid-property", "/undefined")]
    [InlineData("""{CTX, "p": [{"p": 1}, {"undefined": 1}]}""", "invalid-property", "/p/1/undefined")]
    [InlineData("""{"@context": {"gone": null}, "gone": 1}""", "invalid-property", "/gone")]
    [InlineData("""{CTX, "@id": null, "p": 1}""", "null-id", "/@id")]
    [InlineData("""{CTX, "p": {"@value": null}}""", "null-value", "/p")]
    [InlineData("""{CTX, "@id": "http://example.org/"}""", "object-with-only-id", "")]
    [InlineData("""{CTX, "g": {"@id": "http://example.org/"}}""", "object-with-only-id", "/g")]
    [InlineData("""{CTX, "p": {"@language": "en"}}""", "object-with-only-language", "/p")]
    [InlineData("""{CTX, "@list": [1]}""", "object-with-only-list", "/@list")]
    [InlineData("""{CTX, "@value": 1}""", "object-with-only-value", "")]
    [InlineData("""{CTX, "@id": "relative", "p": 1}""", "relative-id-reference", "/@id")]
    [InlineData("""{CTX, "@type": "Undefined", "p": 1}""", "relative-type-reference", "/@type")]
    [InlineData("""{"@context": {"@vocab": "relative#"}, "p": 1}""", "relative-vocab-reference", "")]
    [InlineData("""{CTX, "@id": "@reserved", "p": 1}""", "reserved-id-value", "/@id")]
    [InlineData("""{CTX, "q": "@reserved"}""", "reserved-id-value", "/q")]
    [InlineData("""{"@context": {"p": {"@id": "@reserved"}}, "p": 1}""", "reserved-id-value", "")]
    [InlineData("""{"@context": {"p": {"@reverse": "@reserved"}}, "p": 1}""", "reserved-reverse-value", "")]
    [InlineData("""{"@context": {"@reserved": "http://example.org/"}}""", "reserved-term", "")]
    [InlineData("""{"@context": {"b": "_:b"}, "b": 1}""", "blank-node-predicate", "/b")]
    [InlineData("""{CTX, "q": "relative"}""", "relative-object-reference", "/q")]
    [InlineData("""{CTX, "v": "undefined"}""", "relative-object-reference", "/v")]
    // Stricter than other implementations: what no IRI has, would leave a statement or begin another.
    [InlineData("""{CTX, "@id": "http://example.org/a b", "p": 1}""", "invalid-iri", "/@id")]
    [InlineData("""{CTX, "q": "http://example.org/> <http://example.org/x"}""", "invalid-iri", "/q")]
    [InlineData("""{CTX, "d": 1}""", "invalid-typed-value", "/d")]
    [InlineData("""{CTX, "http://example.org/a b": 1}""", "invalid-property", "/http:~1~1example.org~1a b")]
    [InlineData("""{CTX, "@id": "http://example.org/#a#b", "p": 1}""", "invalid-iri", "/@id")]
    // JSON that StrictJson would not let through, if it came here nevertheless.
    [InlineData("""{CTX, "p": "\ud800"}""", "invalid-text", "")]
    [InlineData("""{CTX, "@id": "http://example.org/\udc00", "p": 1}""", "invalid-text", "/@id")]
    [InlineData("""{CTX, "p": 1e400}""", "invalid-number", "")]
    // Faults of JSON-LD itself.
    [InlineData("""{"@context": "https://example.org/unknown", "p": 1}""", "loading-remote-context-failed", "")]
    [InlineData("""{"@context": ["https://www.w3.org/ns/credentials/v2", {"credentialStatus": "urn:x:nothing", "issuer": "urn:x:nobody", "type": "urn:x"}]}""", "protected-term-redefinition", "")]
    [InlineData("""{"@context": ["https://www.w3.org/ns/credentials/v2", null], "p": 1}""", "invalid-context-nullification", "")]
    [InlineData("""{"@context": {"p": {"@id": "q:a"}, "q": {"@id": "p:b"}}}""", "cyclic-iri-mapping", "")]
    [InlineData("""{"@context": {"@import": "https://example.org/unknown"}, "p": 1}""", "loading-remote-context-failed", "")]
    [InlineData("""["scalar"]""", "free-floating-scalar", "/0")]
    [InlineData("""1""", "not-an-object", "")]
    public void What_would_not_be_signed_is_a_fault(string document, string code, string pointer)
    {
        using var json = JsonDocument.Parse(document.Replace("CTX", Context, StringComparison.Ordinal));

        var result = Canonicalization.Canonize(json.RootElement, RdfHash.Sha256);

        result.NQuads.Should().BeNull();
        result.Fault!.Code.Should().Be(code, result.Fault.Message);
        result.Fault.Pointer.Should().Be(pointer);
    }

    [Theory]
    [InlineData("""{CTX, "p": {"@value": "x", "@direction": "rtl", "@language": "AR-eg"}}""", "\"x\"^^<https://www.w3.org/ns/i18n#ar-eg_rtl>")]
    [InlineData("""{CTX, "p": {"@value": "x", "@direction": "ltr"}}""", "\"x\"^^<https://www.w3.org/ns/i18n#_ltr>")]
    [InlineData("""{CTX, "l": {"EN-gb": "x"}}""", "\"x\"@en-gb")]
    [InlineData("""{CTX, "p": -0}""", "\"0\"^^<http://www.w3.org/2001/XMLSchema#integer>")]
    [InlineData("""{CTX, "p": 5.30}""", "\"5.3E0\"^^<http://www.w3.org/2001/XMLSchema#double>")]
    [InlineData("""{CTX, "p": 1e21}""", "\"1.0E21\"^^<http://www.w3.org/2001/XMLSchema#double>")]
    [InlineData("""{CTX, "p": 12345678901234567890}""", "\"12345678901234567168\"^^<http://www.w3.org/2001/XMLSchema#integer>")]
    [InlineData("""{CTX, "p": {"@value": {"b": 1, "a": "\"\u20ac"}, "@type": "@json"}}""", "\"{\\\"a\\\":\\\"\\\\\\\"€\\\",\\\"b\\\":1}\"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>")]
    [InlineData("""{CTX, "p": "a\"\\\n\r\t\b\f\u0001\u007f\ud83d\ude00"}""", "\"a\\\"\\\\\\n\\r\\t\\b\\f\\u0001\\u007F😀\"")]
    public void A_value_becomes_its_literal(string document, string literal)
    {
        using var json = JsonDocument.Parse(document.Replace("CTX", Context, StringComparison.Ordinal));

        var result = Canonicalization.Canonize(json.RootElement, RdfHash.Sha256);

        result.Fault.Should().BeNull();
        System.Text.Encoding.UTF8.GetString(result.NQuads!).Should().EndWith($"> {literal} .\n");
    }
}
