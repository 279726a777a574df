using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

/// <summary>Endorsements inside a badge, and the structure that a badge's schema promises.</summary>
public sealed class EndorsementTests : IDisposable
{
    private const string Achievement = "urn:uuid:7d1c0f0e-0000-4000-8000-00000000000a";
    private readonly World _world = new(SignatureAlgorithm.Ed25519);
    private readonly SigningKey _endorser = SigningKey.Generate(SignatureAlgorithm.P256);

    public void Dispose()
    {
        _endorser.Dispose();
        _world.Dispose();
    }

    [Fact]
    public async Task Each_endorsement_has_a_report_of_its_own()
    {
        var badge = Badge();
        badge["credentialSubject"]!["achievement"]!["endorsement"] = new JsonArray(Embedded(Achievement), Embedded("urn:uuid:7d1c0f0e-0000-4000-8000-00000000000b"));
        badge["endorsementJwt"] = new JsonArray(Token((string)badge["id"]!));
        var report = await CheckAsync(badge);
        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        report.Related.Select(related => (related.Kind, related.Pointer, related.Report.Verdict, related.Report.Of("format").Code)).Should().Equal(
            ("endorsement", "/credentialSubject/achievement/endorsement/0", Verdict.Valid, "vcdm-2.0"),
            ("endorsement", "/credentialSubject/achievement/endorsement/1", Verdict.Invalid, "endorsement-of-another"),
            ("endorsement", "/endorsementJwt/0", Verdict.Valid, "vcdm-2.0"));
    }

    [Fact]
    public async Task A_broken_endorsement_does_not_break_the_badge()
    {
        var badge = Badge();
        var endorsement = Embedded((string)badge["id"]!);
        endorsement["name"] = "Changed after signing";
        badge["endorsement"] = new JsonArray(endorsement);
        var report = await CheckAsync(badge);
        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        report.Related.Single().Report.Of("signature").Code.Should().Be("signature-mismatch");
    }

    [Theory]
    [InlineData("/credentialSubject/achievement/criteria", null, "/credentialSubject/achievement/criteria is missing")]
    [InlineData("/credentialSubject/achievement/criteria", "{}", "has neither id nor narrative")]
    [InlineData("/credentialSubject/id", null, "has neither id nor identifier")]
    [InlineData("/credentialSubject/achievement/alignment", "[{\"type\":[\"Alignment\"],\"targetName\":\"x\"}]", "/credentialSubject/achievement/alignment/0/targetUrl is missing")]
    [InlineData("/issuer/type", "[\"Address\"]", "does not say Profile")]
    public async Task A_badge_that_names_the_schema_is_held_to_it(string pointer, string? value, string detail)
    {
        var badge = Badge();
        badge["credentialSchema"] = new JsonArray(new JsonObject
        {
            ["id"] = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
            ["type"] = "1EdTechJsonSchemaValidator2019",
        });
        badge["@context"]!.AsArray().Add("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json");
        (await CheckAsync(badge)).Verdict.Should().Be(Verdict.Valid);

        var names = pointer.Split('/')[1..];
        var holder = names[..^1].Aggregate((JsonNode)badge, (node, name) => node[name]!).AsObject();
        if (value is null)
            holder.Remove(names[^1]);
        else
            holder[names[^1]] = JsonNode.Parse(value);
        var report = await CheckAsync(badge);
        report.Of("format").Should().BeEquivalentTo(new { Outcome = Outcome.Failed, Code = "badge-structure" });
        report.Of("format").Detail.Should().Contain(detail);

        badge.Remove("credentialSchema");
        (await CheckAsync(badge)).Of("format").Code.Should().Be("vcdm-2.0", "it promises nothing");
    }

    private async Task<VerificationReport> CheckAsync(JsonObject badge) => await _world.VerifyAsync(_world.Sign(badge));

    private static JsonObject Badge()
    {
        var badge = World.Plain();
        badge["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2", EuContext.OpenBadges);
        badge["type"] = new JsonArray("VerifiableCredential", "OpenBadgeCredential");
        badge["issuer"] = new JsonObject { ["id"] = World.Did, ["type"] = new JsonArray("Profile") };
        badge["credentialSubject"] = JsonNode.Parse($$"""
            {
              "id": "did:example:learner", "type": ["AchievementSubject"],
              "achievement": { "id": "{{Achievement}}", "type": ["Achievement"], "name": "x", "description": "x", "criteria": { "narrative": "x" } }
            }
            """);
        return badge;
    }

    private JsonObject Endorsement(string endorsed) => JsonNode.Parse($$"""
        {
          "@context": ["https://www.w3.org/ns/credentials/v2", "{{EuContext.OpenBadges}}"],
          "id": "urn:uuid:7d1c0f0e-0000-4000-8000-00000000000e", "type": ["VerifiableCredential", "EndorsementCredential"], "name": "Endorsed",
          "issuer": { "id": "{{DidKey.Of(_endorser.PublicKey)}}", "type": ["Profile"] }, "validFrom": "2026-01-01T00:00:00Z",
          "credentialSubject": { "id": "{{endorsed}}", "type": ["EndorsementSubject"], "endorsementComment": "Good." }
        }
        """)!.AsObject();

    private JsonObject Embedded(string endorsed)
    {
        var document = System.Text.Encoding.UTF8.GetBytes(Endorsement(endorsed).ToJsonString());
        return JsonNode.Parse(DataIntegrity.Sign(document, _endorser, DidKey.MethodOf(_endorser.PublicKey), Cryptosuite.EcdsaRdfc2019, World.Now).Document)!.AsObject();
    }

    private string Token(string endorsed) => _world.Sign(Endorsement(endorsed), World.Header("ES256", DidKey.MethodOf(_endorser.PublicKey)), _endorser);
}
