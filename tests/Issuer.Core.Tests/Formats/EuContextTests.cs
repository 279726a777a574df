using System.Security.Cryptography;
using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Xunit;

namespace Issuer.Core.Tests.Formats;

public class EuContextTests
{
    private const string V2 = "\"https://www.w3.org/ns/credentials/v2\"";
    private const string Ob = "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"";
    private const string Extensions = "\"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json\"";

    private static readonly string Inline = System.Text.Encoding.UTF8.GetString(EuContext.Utf8);

    /// <summary>Credentials out there carry these bytes. If this fails, the object was changed: take it back, and add a new version beside it.</summary>
    [Fact]
    public void The_inline_object_is_frozen()
    {
        const string Frozen = "b0482321cd118c97b3a284575e32811c745c4068c4c5df69488048b0be168de7";
        using var document = JsonDocument.Parse(EuContext.Utf8.ToArray());

        Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Canonicalize(document.RootElement))).Should().Be(Frozen);
        Convert.ToHexStringLower(SHA256.HashData(EuContext.Utf8)).Should().Be("359c29a39a116b10f1968f83be6f0b324d84825761fc46c407ab40696c722bcf");
        EuContext.Digest.Should().Be(Frozen);
        document.RootElement.GetProperty("mc").GetString().Should().Be(EuContext.OwnNamespace);
        (EuContext.OwnNamespace + document.RootElement.GetProperty("MicroCredentialElements").GetString()!["mc:".Length..]).Should().Be(EuContext.Version);
    }

    [Fact]
    public void No_term_is_one_that_a_protected_context_defines()
    {
        var taken = new HashSet<string>();
        foreach (var file in (string[])["data/ob3/context-3.0.3.json", "vectors/contexts/credentials/contexts/credentials/v2"])
        {
            using var context = JsonDocument.Parse(File.ReadAllBytes(TestData.Shared(file)));
            AddTerms(context.RootElement.GetProperty("@context"), taken);
        }

        taken.Should().Contain(["creator", "credentialStatus", "targetUrl"]);
        using var inline = JsonDocument.Parse(EuContext.Utf8.ToArray());
        inline.RootElement.EnumerateObject().Select(term => term.Name).Where(name => name != "@protected").Should().NotIntersectWith(taken);

        static void AddTerms(JsonElement context, HashSet<string> taken)
        {
            if (context.ValueKind != JsonValueKind.Object)
                return;
            foreach (var term in context.EnumerateObject())
            {
                taken.Add(term.Name);
                if (term.Value.ValueKind == JsonValueKind.Object && term.Value.TryGetProperty("@context", out var scoped))
                    AddTerms(scoped, taken);
            }
        }
    }

    /// <summary>The EU's own terms keep the EU's own IRIs.</summary>
    [Fact]
    public void Terms_shared_with_the_ELM_context_mean_the_same()
    {
        using var published = JsonDocument.Parse(File.ReadAllBytes(TestData.Shared("data/elm/edc-ap-context.jsonld")));
        using var inline = JsonDocument.Parse(EuContext.Utf8.ToArray());
        var elm = published.RootElement.GetProperty("@context");
        var compared = 0;
        foreach (var term in inline.RootElement.EnumerateObject())
        {
            var name = term.Name switch { "ElmAddress" => "Address", "elmAddress" => "address", "elmDescription" => "description", "elmIdentifier" => "identifier", var other => other };
            if (term.Name is "@protected" || !elm.TryGetProperty(name, out var definition))
                continue;
            Iri(term.Value, inline.RootElement).Should().Be(Iri(definition, elm), name);
            compared++;
        }

        compared.Should().BeGreaterThan(65);

        static string Iri(JsonElement definition, JsonElement context)
        {
            var iri = definition.ValueKind == JsonValueKind.String ? definition.GetString()! : definition.GetProperty("@id").GetString()!;
            var colon = iri.IndexOf(':', StringComparison.Ordinal);
            return context.TryGetProperty(iri[..colon], out var prefix) ? prefix.GetString() + iri[(colon + 1)..] : iri;
        }
    }

    public static TheoryData<string, bool> Contexts() => new()
    {
        { $"[{V2},{Ob},INLINE]", true },
        { $"[{V2}]", true },
        { V2, true },
        { $"[{V2},{Ob}]", true },
        { $"[{V2},\"https://purl.imsglobal.org/spec/ob/v3p0/context.json\"]", true },
        { $"[{V2},{Ob},{Extensions}]", true },
        { $"[{V2},{Ob},{Extensions},INLINE]", true },
        { $"[{V2},{Ob},INLINE,INLINE]", false },
        { $"[{V2},{V2}]", false },
        { $"[{V2},{Ob},\"https://purl.imsglobal.org/spec/ob/v3p0/context.json\"]", false },
        { $"[{Ob},{V2}]", false },
        { $"[INLINE,{V2}]", false },
        { "[]", false },
        { "INLINE", false },
        { Ob, false },
        { "null", false },
        { $"[{V2},null]", false },
        { $"[{V2},[{Ob}]]", false },
        { $"[{V2},{{}}]", false },
        { $"[{V2},{{\"credentialStatus\":\"urn:x:nothing\"}}]", false },
        { $"[{V2},\"https://attacker.example/context.json\"]", false },
        { $"[{V2},\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.4.json\"]", false },
        { $"[\"https://www.w3.org/ns/credentials/v2/\",{Ob}]", false },
        { $"[\"HTTPS://www.w3.org/ns/credentials/v2\",{Ob}]", false },
    };

    [Theory]
    [MemberData(nameof(Contexts))]
    public void Contexts_are_known_from_a_list(string context, bool known)
    {
        using var document = JsonDocument.Parse(context.Replace("INLINE", Inline, StringComparison.Ordinal));

        EuContext.AreKnown(document.RootElement).Should().Be(known);
    }

    [Theory]
    [InlineData("\"title\":{", "\"titel\":{")]
    [InlineData("\"xsd:date\"", "\"xsd:dateTime\"")]
    [InlineData("\"@protected\":true", "\"@protected\":false")]
    [InlineData("elm:EQFLevel", "elm:NQFLevel")]
    public void An_inline_object_with_one_change_is_unknown(string old, string changed)
    {
        Inline.Should().Contain(old);
        var context = $"[{V2},{Ob},{Inline.Replace(old, changed, StringComparison.Ordinal)}]";
        using var document = JsonDocument.Parse(context);

        EuContext.AreKnown(document.RootElement).Should().BeFalse();
    }

    [Fact]
    public void An_absent_context_is_unknown() => EuContext.AreKnown(default).Should().BeFalse();

    [Fact]
    public void Order_and_white_space_of_the_inline_object_do_not_matter()
    {
        using var document = JsonDocument.Parse(EuContext.Utf8.ToArray());
        var reversed = "{ " + string.Join(" , ", document.RootElement.EnumerateObject().Reverse().Select(member => $"\"{member.Name}\" : {member.Value.GetRawText()}")) + " }";
        using var context = JsonDocument.Parse($"[{V2},{Ob},{reversed}]");

        EuContext.AreKnown(context.RootElement).Should().BeTrue();
    }
}
