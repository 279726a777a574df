using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

/// <summary>Credentials with embedded proofs, each refusal with its own reason.</summary>
public class EmbeddedProofTests
{
    private const string Method = World.Did + "#k1";

    public static TheoryData<string, string> Suites => new(
        ("eddsa-rdfc-2022", "Ed25519"), ("ecdsa-rdfc-2019", "P-256"), ("ecdsa-rdfc-2019", "P-384"),
        ("eddsa-jcs-2022", "Ed25519"), ("ecdsa-jcs-2019", "P-256"), ("ecdsa-jcs-2019", "P-384"));

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task A_signed_credential_is_valid_and_comes_back_from_its_parts(string suite, string algorithm)
    {
        using var world = new World(SignatureAlgorithm.FromName(algorithm));
        var document = System.Text.Encoding.UTF8.GetBytes(World.Plain().ToJsonString());
        var signed = DataIntegrity.Sign(document, world.Key, Method, Cryptosuite.FromName(suite)!, World.Now);

        var report = await world.VerifyAsync(System.Text.Encoding.UTF8.GetString(signed.Document));
        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        report.Of("signature").Detail.Should().Contain(suite);
        report.Of("issuer").Code.Should().Be("issuer-key");
        report.Of("status").Code.Should().Be("active");
        DataIntegrity.Restore(document, [signed.Proof.Json]).Should().Equal(signed.Document);
        signed.Document[..^(signed.Proof.Json.Length + ",\"proof\":}".Length)].Should().Equal(document[..^1], "document D stands there byte for byte");
    }

    [Fact]
    public async Task Without_any_proof_it_is_said_to_be_unsigned()
    {
        using var world = new World();
        var credential = World.Plain();
        (await world.VerifyAsync(credential.ToJsonString())).Should().Match<VerificationReport>(report =>
            report.Verdict == Verdict.Invalid && report.Of("signature").Code == "no-proof");
        foreach (var nothing in new JsonNode?[] { null, new JsonArray(), new JsonArray((JsonNode?)null) })
        {
            credential["proof"] = nothing;
            (await world.VerifyAsync(credential.ToJsonString())).Of("signature").Should().BeEquivalentTo(new { Outcome = Outcome.Failed, Code = "no-proof" });
        }

        credential["proof"] = "x";
        (await world.VerifyAsync(credential.ToJsonString())).Of("signature").Code.Should().Be("proof-malformed");
        world.Asked.Should().BeEmpty("nothing is fetched for what is not shown to be genuine");
    }

    [Theory]
    [InlineData("type", null, Outcome.Failed, "proof-type-missing")]
    [InlineData("type", "\"Ed25519Signature2018\"", Outcome.CannotTell, "cryptosuite-unknown")]
    [InlineData("cryptosuite", null, Outcome.Failed, "cryptosuite-missing")]
    [InlineData("cryptosuite", "\"ecdsa-sd-2023\"", Outcome.CannotTell, "cryptosuite-unknown")]
    [InlineData("cryptosuite", "\"ecdsa-jcs-2019\"", Outcome.Failed, "algorithm-mismatch")]
    [InlineData("verificationMethod", null, Outcome.Failed, "verification-method-missing")]
    [InlineData("verificationMethod", "{}", Outcome.Failed, "verification-method-missing")]
    [InlineData("verificationMethod", "\"k1\"", Outcome.Failed, "kid-unusable")]
    [InlineData("verificationMethod", "\"" + World.Did + "#k2\"", Outcome.Failed, "key-not-found")]
    [InlineData("proofPurpose", null, Outcome.Failed, "proof-purpose-missing")]
    [InlineData("proofPurpose", "\"authentication\"", Outcome.Failed, "proof-purpose-mismatch")]
    [InlineData("proofPurpose", "\"keyAgreement\"", Outcome.Failed, "proof-purpose-mismatch")]
    [InlineData("proofValue", null, Outcome.Failed, "proof-value-malformed")]
    [InlineData("proofValue", "null", Outcome.Failed, "proof-value-malformed")]
    [InlineData("proofValue", "\"z\"", Outcome.Failed, "proof-value-malformed")]
    [InlineData("proofValue", "\"uAAAA\"", Outcome.Failed, "proof-value-malformed")]
    [InlineData("proofValue", "\"z11\"", Outcome.Failed, "signature-mismatch")]
    [InlineData("created", "\"yesterday\"", Outcome.Failed, "proof-date-malformed")]
    [InlineData("created", "\"2026-11-21T12:00:01Z\"", Outcome.Failed, "signature-mismatch")]
    [InlineData("id", "1", Outcome.Failed, "proof-malformed")]
    [InlineData("domain", "[1]", Outcome.Failed, "proof-malformed")]
    [InlineData("previousProof", "1", Outcome.Failed, "previous-proof-malformed")]
    [InlineData("previousProof", "[]", Outcome.Failed, "previous-proof-malformed")]
    [InlineData("previousProof", "\"urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544\"", Outcome.Failed, "previous-proof-missing")]
    [InlineData("@context", "[\"https://www.w3.org/ns/credentials/v2\",\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"]", Outcome.Failed, "proof-context-mismatch")]
    [InlineData("nonce", "\"added\"", Outcome.Failed, "signature-mismatch")]
    public async Task A_proof_that_is_not_in_order_is_refused(string member, string? value, Outcome outcome, string code)
    {
        using var world = new World(SignatureAlgorithm.Ed25519);
        var credential = Signed(world, new() { Suite = Cryptosuite.EddsaJcs2022, VerificationMethod = Method, Created = World.Now });
        var proof = credential["proof"]!.AsObject();
        if (value is null)
            proof.Remove(member);
        else
            proof[member] = JsonNode.Parse(value);

        var report = await world.VerifyAsync(credential.ToJsonString());
        report.Of("signature").Should().BeEquivalentTo(new { Outcome = outcome, Code = code });
        report.Verdict.Should().Be(outcome == Outcome.Failed ? Verdict.Invalid : Verdict.Indeterminate, report.Told());
    }

    [Theory]
    [InlineData(0, null, "in-period")]
    [InlineData(4, null, "in-period")]
    [InlineData(6, null, "proof-not-yet-made")]
    [InlineData(-60, 1, "in-period")]
    [InlineData(-60, 0, "proof-expired")]
    [InlineData(-60, -1, "proof-expired")]
    public async Task A_proof_has_a_time_of_its_own(int createdMinutes, int? expiresMinutes, string code)
    {
        using var world = new World(SignatureAlgorithm.Ed25519);
        var credential = Signed(world, new()
        {
            Suite = Cryptosuite.EddsaJcs2022,
            VerificationMethod = Method,
            Created = World.Now.AddMinutes(createdMinutes),
            Expires = expiresMinutes is { } minutes ? World.Now.AddMinutes(minutes) : null,
        });
        (await world.VerifyAsync(credential.ToJsonString())).Of("validity").Code.Should().Be(code);
    }

    [Theory]
    [InlineData(null, null, null, null, "in-period")]
    [InlineData("employer.example", null, null, null, "audience-mismatch")]
    [InlineData("employer.example", null, "employer.example", null, "in-period")]
    [InlineData("employer.example", null, "other.example", null, "audience-mismatch")]
    [InlineData(null, null, "employer.example", null, "audience-mismatch")]
    [InlineData(null, "c1", null, "c1", "in-period")]
    [InlineData(null, "c1", null, "c2", "nonce-mismatch")]
    [InlineData(null, null, null, "c1", "nonce-mismatch")]
    public async Task Domain_and_challenge_are_what_the_asker_demands(string? domain, string? challenge, string? audience, string? nonce, string code)
    {
        using var world = new World(SignatureAlgorithm.Ed25519);
        var credential = Signed(world, new()
        {
            Suite = Cryptosuite.EddsaJcs2022,
            VerificationMethod = Method,
            Created = World.Now,
            Domain = domain,
            Challenge = challenge,
        });
        var report = await world.VerifyAsync(credential.ToJsonString(), new(Nonce: nonce, Audience: audience));
        report.Of("validity").Code.Should().Be(code);
    }

    [Fact]
    public async Task A_stranger_who_signs_in_the_issuers_name_fails_unless_a_conformance_run_asks_otherwise()
    {
        using var world = new World();
        using var stranger = SigningKey.Generate(SignatureAlgorithm.Ed25519);
        var credential = Signed(stranger, new() { Suite = Cryptosuite.EddsaJcs2022, VerificationMethod = DidKey.MethodOf(stranger.PublicKey), Created = World.Now });
        credential.Remove("credentialStatus");
        credential = Signed(stranger, new() { Suite = Cryptosuite.EddsaJcs2022, VerificationMethod = DidKey.MethodOf(stranger.PublicKey), Created = World.Now }, Unsigned(credential));

        var report = await world.VerifyAsync(credential.ToJsonString());
        report.Of("signature").Outcome.Should().Be(Outcome.Passed);
        report.Of("issuer").Should().BeEquivalentTo(new { Outcome = Outcome.Failed, Code = "issuer-mismatch" });
        report.Verdict.Should().Be(Verdict.Invalid);

        report = await world.VerifyAsync(credential.ToJsonString(), new(IssuerControlsKey: false));
        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        report.Of("trust").Code.Should().Be("issuer-not-shown", "the stranger must not borrow the issuer's name");
        report.Issuer.Should().BeEquivalentTo(new { Id = World.Did, Domain = (string?)null, Key = (IssuerKeyReport?)null });
        world.Asked.Should().BeEmpty();
        world.AskedOfRegistries.Should().BeEmpty();
    }

    [Fact]
    public async Task Every_proof_of_a_set_must_be_good_and_the_issuers()
    {
        using var world = new World(SignatureAlgorithm.Ed25519);
        using var stranger = SigningKey.Generate(SignatureAlgorithm.P256);
        var document = System.Text.Encoding.UTF8.GetBytes(World.Plain().ToJsonString());
        using var unsigned = new UnsignedDocument(document);
        var own = unsigned.Sign(world.Key, new() { Suite = Cryptosuite.EddsaJcs2022, VerificationMethod = Method, Created = World.Now });
        var later = unsigned.Sign(world.Key, new() { Suite = Cryptosuite.EddsaJcs2022, VerificationMethod = Method, Created = World.Now.AddSeconds(1) });
        var foreign = unsigned.Sign(stranger, new() { Suite = Cryptosuite.EcdsaJcs2019, VerificationMethod = DidKey.MethodOf(stranger.PublicKey), Created = World.Now });

        (await Check(own.Json, later.Json)).Verdict.Should().Be(Verdict.Valid);
        (await Check(own.Json, foreign.Json)).Of("issuer").Code.Should().Be("issuer-mismatch");
        (await Check(own.Json, later.Json.Replace("2026-11-21T12:00:01Z", "2026-11-21T12:00:02Z"))).Of("signature").Code.Should().Be("signature-mismatch");
        (await Check(own.Json, own.Json.Replace("eddsa-jcs-2022", "eddsa-jcs-2099"))).Verdict.Should().Be(Verdict.Indeterminate);
        (await Check([.. Enumerable.Repeat(own.Json, 16)])).Verdict.Should().Be(Verdict.Valid);
        (await Check([.. Enumerable.Repeat(own.Json, 17)])).Of("signature").Code.Should().Be("too-many-proofs");

        async Task<VerificationReport> Check(params string[] proofs) =>
            await world.VerifyAsync(System.Text.Encoding.UTF8.GetString(DataIntegrity.Restore(document, proofs)));
    }

    [Fact]
    public async Task A_chain_covers_the_proofs_that_it_refers_to()
    {
        using var world = new World(SignatureAlgorithm.Ed25519);
        var document = System.Text.Encoding.UTF8.GetBytes(World.Plain().ToJsonString());
        using var unsigned = new UnsignedDocument(document);
        var options = new ProofOptions { Suite = Cryptosuite.EddsaJcs2022, VerificationMethod = Method, Created = World.Now, Id = "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544" };
        var first = unsigned.Sign(world.Key, options);
        var other = unsigned.Sign(world.Key, options with { Created = World.Now.AddSeconds(1) });
        var last = unsigned.Sign(world.Key, options with { Id = null, Previous = [first] });

        (await Check(first, last)).Verdict.Should().Be(Verdict.Valid);
        (await Check(last, first)).Verdict.Should().Be(Verdict.Valid, "the order of a set means nothing");
        (await Check(last)).Of("signature").Code.Should().Be("previous-proof-missing");
        (await Check(other, last)).Of("signature").Code.Should().Be("signature-mismatch", "the first proof was exchanged for another good one");
        (await Check(first, other, last)).Of("signature").Code.Should().Be("proof-id-repeated");

        async Task<VerificationReport> Check(params SignedProof[] proofs) =>
            await world.VerifyAsync(System.Text.Encoding.UTF8.GetString(DataIntegrity.Restore(document, [.. proofs.Select(proof => proof.Json)])));
    }

    [Theory]
    [InlineData("https://www.w3.org/2018/credentials#validUntil", "\"2030-01-01T00:00:00Z\"", "iri-as-term")]
    [InlineData("evidence", """{"type":"Evidence","id":"urn:uuid:7d1c0f0e-0000-4000-8000-000000000001","credentialStatus":{}}""", "statement-displaced")]
    [InlineData("evidence", """{"type":"Evidence","@type":"x"}""", "json-ld-keyword")]
    [InlineData("evidence", """{"type":"Evidence","@context":{}}""", "context-nested")]
    [InlineData("evidence", """{"type":"EndorsementCredential","@context":["https://www.w3.org/ns/credentials/v2",{"x":"urn:x"}]}""", "context-nested")]
    public async Task What_decides_is_said_at_the_top_by_the_standards_terms(string member, string value, string code)
    {
        using var world = new World(SignatureAlgorithm.Ed25519);
        var credential = World.Plain();
        credential[member] = JsonNode.Parse(value);
        var report = await world.VerifyAsync(world.Sign(credential));
        report.Of("format").Code.Should().Be(code);
        report.Verdict.Should().NotBe(Verdict.Valid);
    }

    [Theory]
    [InlineData("eddsa-jcs-2022", "9007199254740993", "number-not-exact")]
    [InlineData("eddsa-jcs-2022", "9007199254740992", "signature-good")]
    [InlineData("eddsa-jcs-2022", "0.30000000000000004", "signature-good")]
    [InlineData("eddsa-jcs-2022", "0.300000000000000041", "number-not-exact")]
    [InlineData("eddsa-jcs-2022", "1.00000000000000000000", "signature-good")]
    [InlineData("eddsa-jcs-2022", "1e21", "signature-good")]
    [InlineData("eddsa-jcs-2022", "100000000000000000000000", "signature-good")]
    [InlineData("eddsa-rdfc-2022", "9007199254740993", "number-not-exact")]
    [InlineData("eddsa-rdfc-2022", "2.5", "signature-good")]
    [InlineData("eddsa-rdfc-2022", "0.3000000000000001", "signature-good")]
    public async Task Numbers_are_what_was_signed_to_the_last_digit(string suite, string number, string code)
    {
        using var world = new World(SignatureAlgorithm.Ed25519);
        var rounded = double.Parse(number, System.Globalization.CultureInfo.InvariantCulture).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        var text = World.Plain().ToJsonString().Replace("\"name\":\"Nia\"", "\"name\":\"Nia\",\"urn:x-test:n\":" + rounded);
        var signed = DataIntegrity.Sign(System.Text.Encoding.UTF8.GetBytes(text), world.Key, Method, Cryptosuite.FromName(suite)!, World.Now);
        var shown = System.Text.Encoding.UTF8.GetString(signed.Document).Replace("urn:x-test:n\":" + rounded, "urn:x-test:n\":" + number);
        (await world.VerifyAsync(shown)).Of("signature").Code.Should().Be(code);
    }

    [Fact]
    public async Task A_status_list_with_an_embedded_proof_is_read_like_one_in_a_token()
    {
        using var world = new World(SignatureAlgorithm.Ed25519);
        var document = System.Text.Encoding.UTF8.GetBytes(World.List(Issuer.Core.Status.BitstringStatusList.Empty()).ToJsonString());
        var list = DataIntegrity.Sign(document, world.Key, Method, Cryptosuite.EddsaJcs2022, World.Now);
        world.Lists[World.ListUrl] = list.Document;
        (await world.VerifyAsync(world.Badge())).Verdict.Should().Be(Verdict.Valid);

        world.Lists[World.ListUrl] = System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(list.Document).Replace("300000", "300001"));
        var report = await world.VerifyAsync(world.Badge());
        report.Of("status").Should().BeEquivalentTo(new { Outcome = Outcome.CannotTell, Code = "status-list-not-verified" });
        world.Lists[World.ListUrl] = document;
        (await world.VerifyAsync(world.Badge())).Of("status").Code.Should().Be("status-list-not-verified");
    }

    private static JsonObject Signed(World world, ProofOptions options) => Signed(world.Key, options);

    private static JsonObject Signed(SigningKey key, ProofOptions options, JsonObject? credential = null)
    {
        var document = System.Text.Encoding.UTF8.GetBytes((credential ?? World.Plain()).ToJsonString());
        using var unsigned = new UnsignedDocument(document);
        return JsonNode.Parse(DataIntegrity.Restore(document, [unsigned.Sign(key, options).Json]))!.AsObject();
    }

    private static JsonObject Unsigned(JsonObject signed)
    {
        signed.Remove("proof");
        return signed;
    }

    [Theory]
    [InlineData(3, Verdict.Valid)]
    [InlineData(8, Verdict.Indeterminate)]
    public async Task A_chain_over_ever_more_content_is_followed_for_a_few_links(int links, Verdict expected)
    {
        using var world = new World(SignatureAlgorithm.Ed25519);
        using var unsigned = new UnsignedDocument(System.Text.Encoding.UTF8.GetBytes(World.Plain().ToJsonString()));
        var proofs = new List<SignedProof>();
        for (var link = 0; link < links; link++)
        {
            proofs.Add(unsigned.Sign(world.Key, new()
            {
                Suite = Cryptosuite.EddsaRdfc2022,
                VerificationMethod = Method,
                Created = World.Now,
                Id = $"urn:x:proof:{link}",
                Previous = link == 0 ? [] : [proofs[^1]],
            }));
        }

        var document = DataIntegrity.Restore(System.Text.Encoding.UTF8.GetBytes(World.Plain().ToJsonString()), [.. proofs.Select(proof => proof.Json)]);
        var report = await world.VerifyAsync(System.Text.Encoding.UTF8.GetString(document));
        report.Verdict.Should().Be(expected, report.Told());
        report.Of("signature").Code.Should().Be(expected == Verdict.Valid ? "signature-good" : "too-many-contents");
    }
}
