using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Credentials;
using Issuer.Service.Store;
using Issuer.Service.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Issuer.Service.Tests.VcApi;

/// <summary>What the W3C's suites send to be refused, and worse: 400 or 422, never a signature and never a fault of ours.</summary>
public sealed class RefusedDocumentsTests(VcApiService api) : IClassFixture<VcApiService>
{
    private const string V2 = "https://www.w3.org/ns/credentials/v2";

    /// <summary>Member, JSON that it is replaced by (nothing removes it), code.</summary>
    public static TheoryData<string, string, string> Negative => new()
    {
        { "@context", "", "context-missing" },
        { "@context", "null", "context-not-base" },
        { "@context", "[]", "context-not-base" },
        { "@context", $"[\"https://www.w3.org/ns/credentials/examples/v2\",\"{V2}\"]", "context-not-base" },
        { "@context", $"[\"{V2}\",\"https ://not-a-url/contexts/example/v1\"]", "context-malformed" },
        { "@context", $"[\"{V2}\",123192875]", "context-malformed" },
        { "@context", $"[\"{V2}\",\"https://unknown.example/v1\"]", "loading-remote-context-failed" },
        { "@context", $"[\"{V2}\"]", "type-undefined" },
        { "@context", $"[\"{V2}\",{{\"VerifiableCredential\":\"https://example.org/other\"}}]", "protected-term-redefinition" },
        { "@context", $"[\"{V2}\",{{\"ExampleTestCredential\":\"not a url\"}}]", "invalid-iri-mapping" },
        { "type", "", "type-missing" },
        { "type", "null", "type-malformed" },
        { "type", "\"ExampleTestCredential\"", "type-missing" },
        { "type", "[\"VerifiableCredential\",7]", "type-malformed" },
        { "type", "[\"VerifiablePresentation\"]", "presentation" },
        { "type", "[\"VerifiableCredential\",\"BitstringStatusListCredential\"]", "status-list" },
        { "id", "null", "id-malformed" },
        { "id", "\"not-a-url\"", "id-malformed" },
        { "id", "[\"https://example.org/1\"]", "id-malformed" },
        { "id", "7", "id-malformed" },
        { "issuer", "", "issuer-malformed" },
        { "issuer", "null", "issuer-malformed" },
        { "issuer", "\"not-a-url\"", "issuer-malformed" },
        { "issuer", "{\"id\":null}", "issuer-malformed" },
        { "issuer", "{\"name\":\"No id\"}", "issuer-malformed" },
        { "issuer", "[\"did:example:a\",\"did:example:b\"]", "issuer-malformed" },
        { "credentialSubject", "", "subject-missing" },
        { "credentialSubject", "{}", "subject-malformed" },
        { "credentialSubject", "[]", "subject-missing" },
        { "credentialSubject", "[{\"id\":\"did:example:a\"},{}]", "subject-malformed" },
        { "credentialSubject", "\"did:example:a\"", "subject-malformed" },
        { "credentialSubject", "{\"id\":[\"did:example:a\",\"did:example:b\"]}", "id-malformed" },
        { "validFrom", "\"2026-01-01\"", "date-malformed" },
        { "validFrom", "\"2026-01-01T00:00:00\"", "date-malformed" },
        { "validFrom", "\"2026-13-01T00:00:00Z\"", "date-malformed" },
        { "validFrom", "7", "date-malformed" },
        { "validUntil", "\"2025-01-01T00:00:00Z\"", "dates-reversed" },
        { "credentialStatus", "{\"id\":\"https://example.org/status/1\"}", "member-without-type" },
        { "credentialStatus", "{\"type\":\"BitstringStatusListEntry\",\"id\":\"no url\"}", "id-malformed" },
        { "credentialSchema", "{\"type\":\"JsonSchema\"}", "id-missing" },
        { "termsOfUse", "{\"id\":\"https://example.org/terms\"}", "member-without-type" },
        { "evidence", "[{\"name\":\"no type\"}]", "member-without-type" },
        { "refreshService", "{\"id\":\"https://example.org/refresh\"}", "member-without-type" },
        { "name", "{\"@value\":\"x\",\"@language\":\"en\",\"url\":\"https://example.org\"}", "text-malformed" },
        { "description", "7", "text-malformed" },
        { "relatedResource", "\"https://example.org/r\"", "related-resource-malformed" },
        { "relatedResource", "{\"id\":\"https://example.org/r\"}", "related-resource-malformed" },
        { "relatedResource", "{\"digestSRI\":\"sha256-AAAA\"}", "related-resource-malformed" },
        { "relatedResource", $"{{\"id\":\"{V2}\",\"digestSRI\":\"sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}}", "related-resource-mismatch" },
        { "proof", "{\"type\":\"DataIntegrityProof\"}", "proof-present" },
        { "proof", "null", "proof-present" },
        { "iss", "\"did:example:a\"", "claim-present" },
    };

    [Theory]
    [MemberData(nameof(Negative))]
    public async Task What_no_verifier_could_accept_is_not_signed_by_any_suite(string member, string json, string code)
    {
        foreach (var instance in (string[])["eddsa-rdfc", "p256-jcs", "jwt", "did-eddsa-rdfc"])
        {
            var credential = api.Credential(instance);
            if (json.Length == 0)
                credential.Remove(member);
            else
                credential[member] = JsonNode.Parse(json);
            await RefusesAsync(instance, new JsonObject { ["credential"] = credential }, 422, code);
        }
    }

    [Fact]
    public async Task A_term_that_no_context_defines_is_named_by_its_place_and_no_value_comes_back()
    {
        var credential = api.Credential("p256-jcs");
        credential["@context"] = new JsonArray(V2);
        credential["type"] = new JsonArray("VerifiableCredential");
        credential["credentialSubject"] = new JsonObject { ["id"] = "did:example:alice", ["favouriteColour"] = "canary-of-a-value" };
        var problem = await RefusesAsync("p256-jcs", new JsonObject { ["credential"] = credential.DeepClone() }, 422, "term-undefined");
        problem["errors"]![0]!["pointer"]!.ToString().Should().Be("/credential/credentialSubject/favouriteColour");
        credential["credentialSubject"] = new JsonObject { ["id"] = "did:example:alice{canary-of-a-value}" };
        problem = await RefusesAsync("p256-jcs", new JsonObject { ["credential"] = credential }, 422, "id-malformed");
        problem.ToJsonString().Should().NotContain("canary");
        credential = api.Credential("eddsa-rdfc");
        credential["credentialSubject"] = new JsonObject { ["id"] = "did:example:alice#canary-of-a-value#2" };
        problem = await RefusesAsync("eddsa-rdfc", new JsonObject { ["credential"] = credential }, 422, "invalid-iri");
        problem.ToJsonString().Should().NotContain("canary");
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("null", 400)]
    [InlineData("[]", 400)]
    [InlineData("\"text\"", 400)]
    [InlineData("7", 400)]
    [InlineData("{}", 400)]
    [InlineData("{\"credential\":null}", 400)]
    [InlineData("{\"credential\":\"text\"}", 400)]
    [InlineData("{\"credential\":[]}", 400)]
    [InlineData("{\"credential\":{},\"options\":[]}", 400)]
    [InlineData("{\"credential\":{},\"options\":{\"credentialId\":7}}", 400)]
    [InlineData("{\"credential\":{},\"options\":{\"mandatoryPointers\":\"/issuer\"}}", 400)]
    [InlineData("{\"credential\":{}}", 422)]
    [InlineData("{\"credential\":{},\"credential\":{}}", 422)]
    [InlineData("{\"credential\":", 400)]
    public async Task Bodies_of_another_kind_are_refused_everywhere(string body, int expected)
    {
        foreach (var path in (string[])["eddsa-rdfc/credentials/issue", "jwt/credentials/issue", "revocable/credentials/status", "eddsa-rdfc/credentials/verify", "eddsa-rdfc/presentations/verify"])
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await api.Service.Registrar.PostAsync($"/vc-api/{path}", content);
            if (path.EndsWith("issue", StringComparison.Ordinal))
                ((int)response.StatusCode).Should().Be(expected, "{0}: {1}", path, body);
            else
                ((int)response.StatusCode).Should().BeOneOf([400, 422], "{0}: {1}", path, body);
            JsonNode.Parse(await response.Content.ReadAsStringAsync())!["errors"]!.AsArray().Should().NotBeEmpty();
        }
    }

    [Fact]
    public async Task What_an_instance_cannot_do_is_refused_and_what_is_unknown_passed_over()
    {
        var credential = api.Credential("eddsa-rdfc");
        await api.IssueAsync("eddsa-rdfc", credential, new JsonObject { ["cryptosuite"] = "eddsa-rdfc-2022", ["mandatoryPointers"] = new JsonArray(), ["type"] = "Ed25519Signature2020", ["x"] = 1 });
        await RefusesAsync("eddsa-rdfc", Body(new JsonObject { ["cryptosuite"] = "bbs-2023" }), 422, "not-this-instance");
        await RefusesAsync("jwt", Body(new JsonObject { ["cryptosuite"] = "eddsa-rdfc-2022" }), 422, "not-this-instance");
        await RefusesAsync("eddsa-rdfc", Body(new JsonObject { ["mandatoryPointers"] = new JsonArray("/issuer") }), 422, "not-supported");
        await RefusesAsync("eddsa-rdfc", Body(new JsonObject { ["credentialId"] = "urn:another" }), 400, "identifier-conflict");
        await RefusesAsync("eddsa-rdfc", new JsonObject { ["credential"] = api.Credential("did-eddsa-rdfc") }, 400, "issuer-not-here");
        await RefusesAsync("jwt", new JsonObject { ["credential"] = api.OldCredential("jwt") }, 422, "context-not-base");

        var own = api.Credential("eddsa-rdfc");
        own["id"] = $"{api.Service.PublicUrl}/credentials/AAECAwQFBgcICQoLDA0ODw";
        await RefusesAsync("eddsa-rdfc", new JsonObject { ["credential"] = own }, 422, "id-reserved");
        var withStatus = api.Credential("revocable");
        withStatus["credentialStatus"] = new JsonObject { ["type"] = "ExampleStatus" };
        await RefusesAsync("revocable", new JsonObject { ["credential"] = withStatus }, 422, "status-present");

        JsonObject Body(JsonObject options) => new() { ["credential"] = credential.DeepClone().AsObject().With("issuer", api.Service.Did), ["options"] = options };
    }

    /// <summary>What VCDM 2.0 allows, and the W3C's suite expects to be signed.</summary>
    [Theory]
    [InlineData("type", "[\"VerifiableCredential\",\"https://example.org/types#Another\"]")]
    [InlineData("type", "[\"ExampleTestCredential\",\"VerifiableCredential\"]")]
    [InlineData("@context", "[\"https://www.w3.org/ns/credentials/v2\",{\"ExampleTestCredential\":\"https://example.org/#ExampleTestCredential\"}]")]
    [InlineData("credentialSubject", "{\"id\":\"did:example:subject\"}")]
    [InlineData("credentialSubject", "[{\"id\":\"did:example:a\"},{\"id\":\"did:example:b\"}]")]
    [InlineData("name", "\"A name\"")]
    [InlineData("name", "[{\"@value\":\"Enw\",\"@language\":\"cy\"},{\"@value\":\"שם\",\"@language\":\"he\",\"@direction\":\"rtl\"}]")]
    [InlineData("validFrom", "\"2026-01-01T01:02:03.456+05:30\"")]
    [InlineData("validUntil", "\"2099-01-01T00:00:00Z\"")]
    [InlineData("credentialStatus", "{\"id\":\"https://example.org/status/1\",\"type\":\"ExampleStatus\"}")]
    [InlineData("credentialSchema", "[{\"id\":\"https://example.org/s/1\",\"type\":\"JsonSchema\"},{\"id\":\"https://example.org/s/2\",\"type\":\"JsonSchema\"}]")]
    [InlineData("termsOfUse", "{\"type\":\"ExamplePolicy\"}")]
    [InlineData("evidence", "[{\"type\":\"ExampleEvidence\"},{\"id\":\"https://example.org/e\",\"type\":\"ExampleEvidence\"}]")]
    [InlineData("relatedResource", "{\"id\":\"https://example.org/r\",\"digestSRI\":\"sha256-AAAA\"}")]
    public async Task What_the_data_model_allows_is_signed(string member, string json)
    {
        foreach (var instance in (string[])["eddsa-rdfc", "p384-rdfc", "did-eddsa-jcs", "jwt-eddsa"])
        {
            var credential = api.Credential(instance);
            credential[member] = JsonNode.Parse(json);
            var signed = await api.IssueAsync(instance, credential);
            VcApiService.Code(await api.ReportAsync(signed), "signature").Should().Be("signature-good", "{0} {1}", member, instance);
        }
    }

    [Fact]
    public async Task An_instance_that_sets_the_issuer_keeps_the_rest_of_it_and_judges_what_came()
    {
        var did = api.IssuerOf("open");
        (await api.IssueAsync("open", Credential("did:example:somebody")))["issuer"]!.ToString().Should().Be(did);
        var profile = (await api.IssueAsync("open", Credential(new JsonObject { ["name"] = "Example", ["id"] = "https://example.org/i" })))["issuer"]!;
        profile.ToJsonString().Should().Be(new JsonObject { ["name"] = "Example", ["id"] = did }.ToJsonString());
        var without = Credential(null!);
        without.Remove("issuer");
        var signed = await api.IssueAsync("open", without);
        signed["issuer"]!.ToString().Should().Be(did);
        (await api.ReportAsync(signed))["verdict"]!.ToString().Should().Be("valid");
        await RefusesAsync("open", new JsonObject { ["credential"] = Credential("not-a-url") }, 422, "issuer-malformed");
        await RefusesAsync("open", new JsonObject { ["credential"] = Credential(null!) }, 422, "issuer-malformed");

        JsonObject Credential(JsonNode issuer) => api.Credential("open").With("issuer", issuer);
    }

    /// <summary>Every member of a whole credential, and of what is in it, becomes something else.</summary>
    [Fact]
    public async Task No_kind_of_value_anywhere_is_a_fault_of_ours()
    {
        string[] values =
        [
            "null", "true", "0", "-1.5e300", "12345678901234567890", "\"\"", "\" \"", "\"\\ud83d\\ude00\"", "\"\\u202e\"", "[]", "[[]]", "[null]", "{}", "{\"@value\":null}", "{\"@id\":7}",
            "{\"@list\":[{}]}", "{\"@type\":[1]}", "{\"@context\":null}", "{\"@set\":[]}", "{\"@graph\":[{}]}", "{\"@reverse\":{\"a\":1}}", "[\"https://a\",\"https://a\"]", "\"did:key:z\"",
            "\"data:application/vc+jwt,..\"", "{\"id\":\"_:b0\"}", "\"@id\"", "{\"\":\"\"}", "{\"@included\":7}", "{\"@nest\":[]}", "\"urn:x:#a#b\"", "{\"@language\":\"not a tag\",\"@value\":\"x\"}",
        ];
        string[] members =
        [
            "@context", "id", "type", "issuer", "validFrom", "validUntil", "credentialSubject", "credentialStatus", "credentialSchema", "termsOfUse", "evidence", "refreshService",
            "relatedResource", "name", "description", "renderMethod", "confidenceMethod", "proof", "issuanceDate", "expirationDate", "verifiableCredential", "holder", "@type", "@id", "@graph", "x", "",
        ];
        var head = await Documents();
        var signed = 0;
        foreach (var instance in (string[])["eddsa-rdfc", "jwt"])
        {
            foreach (var (member, value) in members.SelectMany(member => values.Select(value => (member, value))))
            {
                foreach (var inSubject in (bool[])[false, true])
                {
                    var credential = api.Credential(instance);
                    (inSubject ? credential["credentialSubject"]!.AsObject() : credential)[member] = JsonNode.Parse(value);
                    var (status, body) = await api.PostAsync($"{instance}/credentials/issue", new JsonObject { ["credential"] = credential });
                    ((int)status).Should().BeOneOf([201, 400, 422], "{0} {1} {2}: {3}", instance, member, value, body?.ToJsonString());
                    signed += status == HttpStatusCode.Created ? 1 : 0;
                }
            }
        }

        signed.Should().BePositive("some of these are good");
        (await Documents() - head).Should().Be(signed, "each signature is an event, and nothing else is");
    }

    [Fact]
    public async Task No_kind_of_value_is_a_fault_of_the_verifiers()
    {
        var signed = await api.IssueAsync("eddsa-rdfc", api.Credential("eddsa-rdfc"));
        string[] values = ["null", "true", "7", "\"\"", "\"x\"", "[]", "[null]", "{}", "[{}]", "{\"@context\":{}}", "{\"id\":7}", "{\"type\":null}", "\"z\"", "\"did:web:\"", "\"did:key:z#z\""];
        string[] members = ["@context", "id", "type", "issuer", "validFrom", "credentialSubject", "credentialStatus", "proof", "name", "verifiableCredential", "holder"];
        string[] ofProof = ["type", "cryptosuite", "created", "expires", "verificationMethod", "proofPurpose", "proofValue", "domain", "challenge", "previousProof", "id", "@context", "nonce"];
        foreach (var value in values)
        {
            foreach (var (member, inProof) in members.Select(member => (member, false)).Concat(ofProof.Select(member => (member, true))))
            {
                var changed = signed.DeepClone().AsObject();
                (inProof ? changed["proof"]!.AsObject() : changed)[member] = JsonNode.Parse(value);
                foreach (var (kind, name) in ((string, string)[])[("credentials", "verifiableCredential"), ("presentations", "verifiablePresentation")])
                {
                    var (status, body) = await api.PostAsync($"eddsa-rdfc/{kind}/verify", new JsonObject { [name] = changed.DeepClone() }, api.Service.Anyone);
                    // Over statements a null or an empty list says nothing, so the signature stays good.
                    if (status == HttpStatusCode.OK && kind == "credentials" && value is "null" or "[]" or "[null]")
                        continue;
                    ((int)status).Should().BeOneOf([400, 422], "{0} {1} {2}: {3}", kind, member, value, body?.ToJsonString());
                    body!["errors"]!.AsArray().Should().NotBeEmpty();
                }
            }
        }
    }

    private async Task<JsonObject> RefusesAsync(string instance, JsonObject body, int expected, string code)
    {
        var before = await Documents();
        var (status, problem) = await api.PostAsync($"{instance}/credentials/issue", body);
        ((int)status).Should().Be(expected, "{0}: {1}", instance, problem?.ToJsonString());
        problem!["errors"]!.AsArray().Select(error => error!["code"]!.ToString()).Should().Contain(code, "{0}: {1}", instance, problem.ToJsonString());
        (await Documents()).Should().Be(before, "nothing was signed");
        return problem.AsObject();
    }

    private async Task<int> Documents()
    {
        var store = api.Service.Services.GetRequiredService<IEventStore>();
        var rows = await store.QueryAsync(new(CredentialTables.SignedDocuments, [], Limit: 100_000), CancellationToken.None);
        return rows.Count;
    }
}

