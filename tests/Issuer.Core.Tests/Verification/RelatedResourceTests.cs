using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.JsonLd;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

public sealed class RelatedResourceTests : IDisposable
{
    private const string Other = "https://other.example/picture.png";
    private readonly World _world = new(SignatureAlgorithm.Ed25519);

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task The_digests_of_known_contexts_are_compared()
    {
        foreach (var hash in new[] { RdfHash.Sha256, RdfHash.Sha384 })
        {
            var digest = KnownContexts.PublishedDigest(EuContext.CredentialsV2, hash) ?? throw new InvalidOperationException("The digest is known.");
            foreach (var (member, value) in Spellings(digest, hash))
            {
                var report = await Check(Resource(EuContext.CredentialsV2, member, value));
                report.Verdict.Should().Be(Verdict.Valid, $"{member} {value}: {report.Told()}");
                report.Of("format").Detail.Should().NotContain("not compared");
            }

            digest = [.. digest];
            digest[7] ^= 1;
            foreach (var (member, value) in Spellings(digest, hash))
                (await Check(Resource(EuContext.CredentialsV2, member, value))).Of("format").Code.Should().Be("related-resource-mismatch");
        }
    }

    [Fact]
    public async Task One_wrong_digest_among_right_ones_is_enough()
    {
        var resource = Resource(EuContext.CredentialsV2, "digestSRI", Sri(KnownContexts.PublishedDigest(EuContext.CredentialsV2, RdfHash.Sha256)!, "sha256"));
        resource["digestMultibase"] = "u" + Base64UrlText.Encode([0x12, 32, .. new byte[32]]);
        (await Check(resource)).Of("format").Code.Should().Be("related-resource-mismatch");
    }

    [Fact]
    public async Task What_is_not_known_is_not_fetched_and_makes_no_good_credential_bad()
    {
        var report = await Check(Resource(Other, "digestSRI", Sri(new byte[32], "sha256")));
        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        report.Of("format").Detail.Should().Contain("whose digest was not compared: nothing is fetched");
        report = await Check(Resource(Other, "digestSRI", Sri(new byte[32], "sha256")), Resource(EuContext.CredentialsV2, "digestSRI", Sri(new byte[64], "sha512")));
        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        report.Of("format").Detail.Should().Contain("2 related resources");
        _world.Asked.Should().NotContain(asked => asked.Contains("other.example", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"digestSRI":"sha256-AAAA"}""")]
    [InlineData("""{"id":"picture.png","digestSRI":"sha256-AAAA"}""")]
    [InlineData("""{"id":"https://other.example/a"}""")]
    [InlineData("""{"id":"https://other.example/a","digestSRI":""}""")]
    [InlineData("""{"id":"https://other.example/a","digestSRI":"sha256"}""")]
    [InlineData("""{"id":"https://other.example/a","digestSRI":"sha256-%%%"}""")]
    [InlineData("""{"id":"https://other.example/a","digestSRI":["sha256-AAAA",5]}""")]
    [InlineData("""{"id":"https://other.example/a","digestMultibase":"x00"}""")]
    [InlineData("""{"id":"https://other.example/a","digestMultibase":"u"}""")]
    [InlineData("""[{"id":"https://other.example/a","digestSRI":"sha256-AAAA"},{"id":"https://other.example/a","digestSRI":"sha256-AAAA"}]""")]
    public async Task A_resource_without_name_or_digest_or_twice_is_refused(string json)
    {
        var credential = World.Plain();
        credential["relatedResource"] = JsonNode.Parse(json);
        (await _world.VerifyAsync(_world.Sign(credential))).Of("format").Code.Should().Be("related-resource-malformed");
    }

    private static IEnumerable<(string Member, string Value)> Spellings(byte[] digest, RdfHash hash)
    {
        var name = hash == RdfHash.Sha256 ? "sha256" : "sha384";
        byte[] multihash = [hash == RdfHash.Sha256 ? (byte)0x12 : (byte)0x20, (byte)digest.Length, .. digest];
        yield return ("digestSRI", Sri(digest, name));
        yield return ("digestSRI", $"{Sri(new byte[64], "sha512")} {Sri(digest, name)}?ct=application/ld+json");
        yield return ("digestMultibase", "u" + Base64UrlText.Encode(multihash));
        yield return ("digestMultibase", Multibase.EncodeBase58Btc(multihash));
    }

    private static string Sri(byte[] digest, string name) => $"{name}-{Convert.ToBase64String(digest)}";

    private static JsonObject Resource(string id, string member, string value) => new() { ["id"] = id, [member] = value };

    private async Task<VerificationReport> Check(params JsonNode[] resources)
    {
        var credential = World.Plain();
        credential["relatedResource"] = new JsonArray(resources);
        return await _world.VerifyAsync(_world.Sign(credential));
    }
}
