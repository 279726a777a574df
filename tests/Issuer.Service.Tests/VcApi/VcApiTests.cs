using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Encoding;
using Issuer.Service.Access;
using Issuer.Service.Credentials;
using Issuer.Service.Store;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Issuer.Service.Tests.VcApi;

/// <summary>The VC-API as other software uses it, over HTTP, on one store.</summary>
public abstract class VcApiTests(VcApiService api)
{
    public static TheoryData<string> All { get; } = [.. VcApiService.Instances.Keys.Except(["client", "open"])];

    [Theory]
    [MemberData(nameof(All))]
    public async Task What_an_instance_signs_is_the_credential_with_a_proof_and_verifies_everywhere(string instance)
    {
        var credential = api.Credential(instance);
        var signed = await api.IssueAsync(instance, credential);

        var settings = VcApiService.Instances[instance];
        if (settings.Contains("vc+jwt", StringComparison.Ordinal))
        {
            signed.Select(member => member.Key).Should().Equal("@context", "id", "type");
            signed["type"]!.ToString().Should().Be("EnvelopedVerifiableCredential", "the type is text");
            var parts = signed["id"]!.ToString()["data:application/vc+jwt,".Length..].Split('.');
            var header = JsonNode.Parse(Base64UrlText.TryDecode(parts[0], out var h) ? h : [])!;
            header["typ"]!.ToString().Should().Be("vc+jwt");
            header["kid"]!.ToString().Should().StartWith(api.IssuerOf(instance) + "#");
            var payload = JsonNode.Parse(Base64UrlText.TryDecode(parts[1], out var p) ? p : [])!.AsObject();
            payload.Remove("credentialStatus");
            JsonNode.DeepEquals(payload, credential).Should().BeTrue("nothing is added: {0}", payload.ToJsonString());
        }
        else
        {
            string[] added = settings.Contains("Status", StringComparison.Ordinal) ? ["credentialStatus", "proof"] : ["proof"];
            signed.Select(member => member.Key).Should().Equal([.. credential.Select(member => member.Key), .. added]);
            var proof = signed["proof"]!;
            proof["type"]!.ToString().Should().Be("DataIntegrityProof");
            settings.Should().Contain($"Cryptosuite={proof["cryptosuite"]}");
            proof["proofPurpose"]!.ToString().Should().Be("assertionMethod");
            proof["verificationMethod"]!.ToString().Should().StartWith(api.IssuerOf(instance) + "#");
            if (settings.Contains("did-key", StringComparison.Ordinal))
                proof["verificationMethod"]!.ToString().Split('#')[1].Should().Be(api.IssuerOf(instance)["did:key:".Length..]);
            proof["proofValue"]!.ToString().Should().StartWith("z");
            foreach (var (name, value) in credential)
                JsonNode.DeepEquals(signed[name], value).Should().BeTrue(name);
        }

        var (status, answer) = await api.VerifyAsync("eddsa-rdfc", signed);
        status.Should().Be(HttpStatusCode.OK, answer!.ToJsonString());
        answer["verified"]!.GetValue<bool>().Should().BeTrue();
        answer.AsObject().Should().NotContainKey("errors");
        var report = await api.ReportAsync(signed);
        report["verdict"]!.ToString().Should().Be("valid", report.ToJsonString());
    }

    [Theory]
    [InlineData("eddsa-rdfc")]
    [InlineData("p384-jcs")]
    [InlineData("did-p256-rdfc")]
    [InlineData("revocable")]
    public async Task A_credential_of_the_data_model_1_gets_the_contexts_of_what_is_added_and_no_others(string instance)
    {
        var signed = await api.IssueAsync(instance, api.OldCredential(instance));
        string[] status = instance == "revocable" ? ["https://www.w3.org/ns/credentials/status/v1"] : [];
        signed["@context"]!.AsArray().Select(entry => entry!.ToString()).Should().Equal(
            ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/security/data-integrity/v2", .. status]);
        var report = await api.ReportAsync(signed);
        report["verdict"]!.ToString().Should().Be("valid", report.ToJsonString());
    }

    [Fact]
    public async Task A_signature_is_an_event_that_knows_no_person_and_a_thief_has_none()
    {
        var head = await Store.HeadAsync(CancellationToken.None);
        var signed = await api.IssueAsync("revocable", api.Credential("revocable"));

        var written = (await Store.ReadAllAsync(head, 100, CancellationToken.None)).Where(stored => stored.Type == DocumentEvents.Signed).ToList();
        var document = EventJson.Read<DocumentSigned>(written.Should().ContainSingle().Which);
        document.Should().BeEquivalentTo(new { Instance = "revocable", Form = "vc", Cryptosuite = "eddsa-rdfc-2022", VerificationMethod = signed["proof"]!["verificationMethod"]!.ToString() });
        document.By.Should().HaveLength(8, "it names the API key by its prefix");
        document.Status!.Index.ToString(System.Globalization.CultureInfo.InvariantCulture).Should().Be(signed["credentialStatus"]!["statusListIndex"]!.ToString());
        var text = written[0].Data.GetRawText();
        text.Should().NotContain("Alice").And.NotContain("did:example:alice").And.NotContain(signed["id"]!.ToString());

        // The same content under another second of the same key was never signed here.
        var forged = Forge(signed);
        VcApiService.Code(await api.ReportAsync(signed), "issuer").Should().Be("issuer-key");
        VcApiService.Code(await api.ReportAsync(forged), "issuer").Should().Be("not-in-log");
        (await api.VerifyAsync("revocable", forged)).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_status_entry_can_be_set_and_a_revocation_stays()
    {
        var credential = api.Credential("revocable");
        var signed = await api.IssueAsync("revocable", credential);
        var entry = signed["credentialStatus"]!;
        entry["id"]!.ToString().Should().Be($"{entry["statusListCredential"]}#{entry["statusListIndex"]}");
        (await BitAsync(entry)).Should().BeFalse();

        var (status, body) = await SetAsync("revocable", credential["id"]!, "revocation", true);
        status.Should().Be(HttpStatusCode.OK, body!.ToJsonString());
        body["status"]!.GetValue<bool>().Should().BeTrue();
        body["credentialStatus"]!["statusListIndex"]!.ToString().Should().Be(entry["statusListIndex"]!.ToString());
        (await BitAsync(entry)).Should().BeTrue();
        VcApiService.Code(await api.ReportAsync(signed), "status").Should().Be("revoked");
        var (verified, problem) = await api.VerifyAsync("revocable", signed);
        verified.Should().Be(HttpStatusCode.UnprocessableEntity);
        problem!["errors"]!.AsArray().Select(error => error!["code"]!.ToString()).Should().Equal("revoked");
        problem["problemDetails"]!.AsArray().Should().ContainSingle();

        (await SetAsync("revocable", credential["id"]!, "revocation", true)).Status.Should().Be(HttpStatusCode.OK, "it is so already");
        var (back, refused) = await SetAsync("revocable", credential["id"]!, "revocation", false);
        back.Should().Be(HttpStatusCode.Conflict);
        refused!["code"]!.ToString().Should().Be("state-final");
        (await SetAsync("revocable", credential["id"]!, "suspension", true)).Body!["code"]!.ToString().Should().Be("no-status");
    }

    [Fact]
    public async Task A_suspension_can_be_taken_back_and_a_name_without_an_id_serves_as_well()
    {
        var credential = api.Credential("suspendable");
        credential.Remove("id");
        var signed = await api.IssueAsync("suspendable", credential, new JsonObject { ["credentialId"] = "our-own-number-7", ["unknown"] = new JsonArray(1) });

        (await SetAsync("suspendable", "our-own-number-7", "suspension", true)).Status.Should().Be(HttpStatusCode.OK);
        VcApiService.Code(await api.ReportAsync(signed), "status").Should().Be("suspended");
        (await SetAsync("suspendable", "our-own-number-7", "suspension", false)).Status.Should().Be(HttpStatusCode.OK);
        (await api.ReportAsync(signed))["verdict"]!.ToString().Should().Be("valid");

        (await SetAsync("suspendable", "our-own-number-8", "suspension", true)).Status.Should().Be(HttpStatusCode.NotFound);
        (await SetAsync("revocable", "our-own-number-7", "suspension", true)).Status.Should().Be(HttpStatusCode.NotFound, "it is another instance's");
        (await SetAsync("eddsa-rdfc", "our-own-number-7", "suspension", true)).Status.Should().Be(HttpStatusCode.NotFound, "it gives no entries");
    }

    [Fact]
    public async Task Of_several_under_one_name_the_place_says_which()
    {
        var credential = api.Credential("revocable");
        var first = await api.IssueAsync("revocable", credential);
        var second = await api.IssueAsync("revocable", credential);
        var (status, body) = await SetAsync("revocable", credential["id"]!, "revocation", true);
        status.Should().Be(HttpStatusCode.Conflict);
        body!["code"]!.ToString().Should().Be("ambiguous");

        (await SetAsync("revocable", credential["id"]!, "revocation", true, first["credentialStatus"])).Status.Should().Be(HttpStatusCode.OK);
        VcApiService.Code(await api.ReportAsync(first), "status").Should().Be("revoked");
        VcApiService.Code(await api.ReportAsync(second), "status").Should().Be("active");
        (await SetAsync("revocable", "urn:another", "revocation", true, second["credentialStatus"])).Status.Should().Be(HttpStatusCode.NotFound, "the place is of another name");
    }

    [Fact]
    public async Task Places_are_shared_with_credentials_and_no_two_have_one()
    {
        var documents = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => api.IssueAsync("revocable", api.Credential("revocable"))));
        var credentials = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => api.Service.IssueAsync(Host.Requests.SportManagement())));
        var entries = documents.Select(document => document["credentialStatus"]!).Concat(credentials.Select(one => one["formats"]!["vc"]!["credentialStatus"]!)).ToList();
        entries.Select(entry => entry["statusListCredential"]!.ToString()).Distinct().Should().ContainSingle();
        entries.Select(entry => entry["statusListIndex"]!.ToString()).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task The_chain_of_the_log_holds_over_documents()
    {
        await api.IssueAsync("jwt", api.Credential("jwt"));
        (await new LogVerifier(Store).RunAsync(null, CancellationToken.None)).Should().BeOfType<LogReport.Whole>();
    }

    private IEventStore Store => api.Service.Services.GetRequiredService<IEventStore>();

    private Task<(HttpStatusCode Status, JsonNode? Body)> SetAsync(string instance, JsonNode id, string purpose, bool value, JsonNode? entry = null)
    {
        var status = new JsonObject { ["type"] = "BitstringStatusListEntry", ["statusPurpose"] = purpose };
        foreach (var name in entry is null ? Array.Empty<string>() : ["statusListIndex", "statusListCredential"])
            status[name] = entry![name]!.DeepClone();
        return api.PostAsync($"{instance}/credentials/status", new JsonObject { ["credentialId"] = id.DeepClone(), ["credentialStatus"] = status, ["status"] = value, ["indexAllocator"] = "urn:ignored" });
    }

    private async Task<bool> BitAsync(JsonNode entry)
    {
        var list = JsonNode.Parse(await api.Service.Anyone.GetStringAsync(entry["statusListCredential"]!.ToString()))!;
        Core.Status.BitstringStatusList.TryDecode(list["credentialSubject"]!["encodedList"]!.ToString(), 16 * 1024 * 1024, out var bits, out _).Should().BeTrue();
        return bits![long.Parse(entry["statusListIndex"]!.ToString(), System.Globalization.CultureInfo.InvariantCulture)];
    }

    // What a thief of the keys directory can make: a good signature that no event goes with.
    private JsonObject Forge(JsonObject signed)
    {
        var institution = api.Service.Services.GetRequiredService<Service.Institutions.InstitutionDirectory>().ByDid(api.Service.Did)!;
        var key = api.Service.Services.GetRequiredService<Service.Institutions.KeyRing>().ActiveKey(institution, Core.Keys.SignatureAlgorithm.Ed25519, out var published)!;
        var document = signed.DeepClone().AsObject();
        document.Remove("proof");
        return JsonNode.Parse(Core.Formats.DataIntegrity.Sign(
            Encoding.UTF8.GetBytes(document.ToJsonString()), key, institution.MultikeyMethodId(published!), Core.Formats.Cryptosuite.EddsaRdfc2022,
            new DateTimeOffset(2026, 2, 2, 0, 0, 0, TimeSpan.Zero)).Document)!.AsObject();
    }
}

public sealed class VcApiSqliteTests(VcApiService api) : VcApiTests(api), IClassFixture<VcApiService>;

public sealed class VcApiPostgresTests(VcApiPostgresService api) : VcApiTests(api), IClassFixture<VcApiPostgresService>;
