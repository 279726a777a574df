using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

/// <summary>Presentations: the holder's proof, and each credential by itself.</summary>
public sealed class PresentationTests : IDisposable
{
    private readonly World _world = new(SignatureAlgorithm.Ed25519);
    private readonly SigningKey _holder = SigningKey.Generate(SignatureAlgorithm.Ed25519);

    public void Dispose()
    {
        _holder.Dispose();
        _world.Dispose();
    }

    [Fact]
    public async Task A_presentation_is_valid_when_its_proof_and_all_its_credentials_are()
    {
        var report = await _world.VerifyAsync(Presented(Holding(Credential(), Envelope())), new(Nonce: "c1", Audience: "employer.example"));
        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        report.Of("format").Code.Should().Be("presentation");
        report.Of("status").Code.Should().Be("credentials-valid");
        report.Related.Select(related => (related.Kind, related.Pointer, related.Report.Verdict)).Should().Equal(
            ("credential", "/verifiableCredential/0", Verdict.Valid), ("credential", "/verifiableCredential/1", Verdict.Valid));
        report.Related[0].Report.Of("status").Code.Should().Be("active");
        report.Issuer.Should().BeNull("its credentials have issuers");
        report.Related.Select(related => related.Report.Issuer!.Domain).Should().Equal("badges.example.org", "badges.example.org");
    }

    [Theory]
    [InlineData("c2", "employer.example", "nonce-mismatch")]
    [InlineData("c1", "other.example", "audience-mismatch")]
    [InlineData("c1", null, "audience-mismatch")]
    public async Task One_made_for_another_occasion_is_refused(string challenge, string? domain, string code) =>
        (await _world.VerifyAsync(Presented(Holding(Credential())), new(Nonce: challenge, Audience: domain))).Of("validity").Code.Should().Be(code);

    [Fact]
    public async Task A_bad_credential_makes_the_whole_invalid_and_an_unknown_one_indeterminate()
    {
        var changed = Credential();
        changed["credentialSubject"]!["name"] = "Somebody else";
        var report = await Check(Holding(Credential(), changed));
        report.Of("status").Should().BeEquivalentTo(new { Outcome = Outcome.Failed, Code = "credential-invalid" });
        report.Of("status").Detail.Should().Contain("/verifiableCredential/1");
        report.Verdict.Should().Be(Verdict.Invalid);

        _world.Documents.Clear();
        report = await Check(Holding(Credential()));
        report.Of("signature").Outcome.Should().Be(Outcome.Passed);
        report.Of("status").Code.Should().Be("credential-indeterminate");
        report.Verdict.Should().Be(Verdict.Indeterminate);
    }

    [Fact]
    public async Task The_holder_must_have_signed_and_with_a_key_for_that()
    {
        var other = Holding(Credential());
        other["holder"] = "did:key:z6MkpYA2TmK9a435yDTpUsCSjcSuU4b28Vtx87LP4935ZQcV";
        (await Check(other)).Of("issuer").Code.Should().Be("issuer-mismatch");

        var unnamed = Holding(Credential());
        unnamed.Remove("holder");
        (await Check(unnamed)).Verdict.Should().Be(Verdict.Valid, "then whoever signed presents");

        // The institution's keys are listed for assertion alone.
        var institution = Holding(Credential());
        institution["holder"] = World.Did;
        (await Check(institution, _world.Key, World.Did + "#k1")).Of("issuer").Code.Should().Be("key-not-for-authentication");

        var asserted = Presented(Holding(Credential()), purpose: ProofOptions.Assertion);
        (await _world.VerifyAsync(asserted, new(Nonce: "c1", Audience: "employer.example"))).Of("signature").Code.Should().Be("proof-purpose-mismatch");
        (await _world.VerifyAsync(Holding(Credential()).ToJsonString())).Of("signature").Code.Should().Be("no-proof");
    }

    [Theory]
    [InlineData("type", "\"VerifiablePresentations\"", "not-a-credential")]
    [InlineData("@context", "\"https://www.w3.org/ns/credentials/v1\"", "context-not-base")]
    [InlineData("id", "5", "id-malformed")]
    [InlineData("holder", "[]", "holder-malformed")]
    [InlineData("holder", "{\"name\":\"Nia\"}", "holder-malformed")]
    public async Task A_presentation_that_is_not_in_order_is_refused(string member, string value, string code)
    {
        var presentation = Holding(Credential());
        presentation[member] = JsonNode.Parse(value);
        (await _world.VerifyAsync(presentation.ToJsonString())).Of("format").Code.Should().Be(code);
    }

    [Fact]
    public async Task Presentations_in_presentations_and_crowds_of_credentials_are_not_looked_at()
    {
        var report = await Check(Holding(Holding()));
        report.Related.Single().Report.Of("format").Code.Should().Be("not-a-credential");
        var crowd = Holding([.. Enumerable.Repeat(0, 17).Select(_ => (JsonNode)Credential())]);
        (await _world.VerifyAsync(crowd.ToJsonString())).Of("format").Code.Should().Be("too-many-credentials");
    }

    private async Task<VerificationReport> Check(JsonObject presentation, SigningKey? key = null, string? method = null) =>
        await _world.VerifyAsync(Presented(presentation, key: key, method: method), new(Nonce: "c1", Audience: "employer.example"));

    private JsonObject Credential()
    {
        var document = System.Text.Encoding.UTF8.GetBytes(World.Plain().ToJsonString());
        return JsonNode.Parse(DataIntegrity.Sign(document, _world.Key, World.Did + "#k1", Cryptosuite.EddsaRdfc2022, World.Now).Document)!.AsObject();
    }

    private JsonObject Envelope() => new()
    {
        ["@context"] = "https://www.w3.org/ns/credentials/v2",
        ["type"] = "EnvelopedVerifiableCredential",
        ["id"] = "data:application/vc+jwt," + _world.Sign(World.Plain()),
    };

    private JsonObject Holding(params JsonNode[] credentials) => new()
    {
        ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
        ["type"] = new JsonArray("VerifiablePresentation"),
        ["holder"] = DidKey.Of(_holder.PublicKey),
        ["verifiableCredential"] = new JsonArray(credentials),
    };

    private string Presented(JsonObject presentation, string purpose = ProofOptions.Authentication, SigningKey? key = null, string? method = null)
    {
        var document = System.Text.Encoding.UTF8.GetBytes(presentation.ToJsonString());
        using var unsigned = new UnsignedDocument(document);
        var proof = unsigned.Sign(key ?? _holder, new()
        {
            Suite = Cryptosuite.EddsaRdfc2022,
            VerificationMethod = method ?? DidKey.MethodOf(_holder.PublicKey),
            Created = World.Now,
            Purpose = purpose,
            Challenge = "c1",
            Domain = "employer.example",
        });
        return System.Text.Encoding.UTF8.GetString(DataIntegrity.Restore(document, [proof.Json]));
    }
}
