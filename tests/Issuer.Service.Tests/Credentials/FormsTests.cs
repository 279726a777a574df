using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Service.Institutions;
using Issuer.Service.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Issuer.Service.Tests.Credentials;

/// <summary>One credential, several signed forms over one document.</summary>
public sealed class FormsTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task Both_forms_are_issued_over_one_and_the_same_document_and_verify()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());

        issued["formats"]!.AsObject().Select(form => form.Key).Should().Equal("vc", "vc+jwt");
        var embedded = issued["formats"]!["vc"]!.AsObject();
        var claims = JsonNode.Parse(IssuingTests.Decode(issued["formats"]!["vc+jwt"]!.ToString().Split('.')[1]))!.AsObject();
        foreach (var (name, value) in embedded.Where(member => member.Key != "proof"))
            JsonNode.DeepEquals(claims[name], value).Should().BeTrue(name);
        embedded["proof"]!["cryptosuite"]!.ToString().Should().Be("eddsa-rdfc-2022");
        embedded["proof"]!["verificationMethod"]!.ToString().Should().Be(_service.Did + "#k2");
        embedded["proof"]!["proofPurpose"]!.ToString().Should().Be("assertionMethod");
        (await VerifyAsync(embedded))["verdict"]!.ToString().Should().Be("valid");
        (await _service.VerifyAsync(issued["formats"]!["vc+jwt"]!.ToString()))["verdict"]!.ToString().Should().Be("valid");
    }

    [Fact]
    public async Task The_embedded_form_comes_back_byte_for_byte()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());
        var page = issued["links"]!["page"]!.ToString();

        var first = await GetAsync(page, "application/vc");
        var again = await GetAsync(page, "application/json");

        first.Type.Should().Be("application/vc");
        again.Type.Should().Be("application/json");
        again.Body.Should().Equal(first.Body);
        JsonNode.DeepEquals(JsonNode.Parse(first.Body), issued["formats"]!["vc"]).Should().BeTrue();
        (await GetAsync(page + "/credential.json", "*/*")).Body.Should().Equal(first.Body);
        (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}")).Body!["formats"]!.ToJsonString().Should().Be(issued["formats"]!.ToJsonString());
    }

    [Theory]
    [InlineData("eddsa-rdfc-2022")]
    [InlineData("eddsa-jcs-2022")]
    [InlineData("ecdsa-rdfc-2019")]
    [InlineData("ecdsa-jcs-2019")]
    public async Task Each_cryptosuite_can_be_asked_for(string cryptosuite)
    {
        var issued = await _service.IssueAsync(Requests.SportManagement().With("options", new JsonObject { ["cryptosuites"] = new JsonArray(cryptosuite) }));

        var embedded = issued["formats"]!["vc"]!.AsObject();
        embedded["proof"]!["cryptosuite"]!.ToString().Should().Be(cryptosuite);
        (await VerifyAsync(embedded))["verdict"]!.ToString().Should().Be("valid");
    }

    [Fact]
    public async Task Several_proofs_stand_side_by_side_and_each_counts()
    {
        var options = new JsonObject { ["forms"] = new JsonArray("vc"), ["cryptosuites"] = new JsonArray("eddsa-rdfc-2022", "ecdsa-rdfc-2019") };
        var issued = await _service.IssueAsync(Requests.SportManagement().With("options", options));

        issued["formats"]!.AsObject().Select(form => form.Key).Should().Equal("vc");
        var embedded = issued["formats"]!["vc"]!.AsObject();
        embedded["proof"]!.AsArray().Select(proof => proof!["cryptosuite"]!.ToString()).Should().Equal("eddsa-rdfc-2022", "ecdsa-rdfc-2019");
        (await VerifyAsync(embedded))["verdict"]!.ToString().Should().Be("valid");

        var spoilt = embedded.DeepClone();
        spoilt["proof"]![1]!["created"] = "2020-01-01T00:00:00Z";
        (await VerifyAsync(spoilt))["verdict"]!.ToString().Should().Be("invalid");
    }

    [Fact]
    public async Task A_form_that_was_not_made_is_not_acceptable_and_the_page_shows_the_other()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement().With("options", new JsonObject { ["forms"] = new JsonArray("vc+jwt") }));
        var page = issued["links"]!["page"]!.ToString();

        issued["formats"]!.AsObject().Select(form => form.Key).Should().Equal("vc+jwt");
        (await GetAsync(page, "application/vc")).Status.Should().Be(HttpStatusCode.NotAcceptable);
        (await GetAsync(page, "application/vc+jwt")).Status.Should().Be(HttpStatusCode.OK);
        (await GetAsync(page, "text/html")).Status.Should().Be(HttpStatusCode.OK);
        (await GetAsync(page + "/credential.json", "*/*")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_unknown_cryptosuite_is_named()
    {
        var (status, body) = await _service.SendAsync(
            HttpMethod.Post, "/v1/credentials", Requests.SportManagement().With("options", new JsonObject { ["cryptosuites"] = new JsonArray("bbs-2023") }));

        status.Should().Be(HttpStatusCode.UnprocessableEntity);
        body!["errors"]!.AsArray().Select(error => (error!["pointer"]!.ToString(), error["code"]!.ToString()))
            .First().Should().Be(("/options/cryptosuites/0", "form-not-supported"));
    }

    [Fact]
    public async Task A_status_list_is_json_with_a_proof_and_a_token_on_request()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());
        var list = issued["links"]!["status"]!.ToString();

        var embedded = await GetAsync(list, "*/*");
        var token = await GetAsync(list, "application/vc+jwt");

        embedded.Type.Should().Be("application/json");
        JsonNode.Parse(embedded.Body)!["proof"]!["cryptosuite"]!.ToString().Should().Be("eddsa-rdfc-2022");
        (await VerifyAsync(JsonNode.Parse(embedded.Body)!))["verdict"]!.ToString().Should().Be("valid");
        token.Type.Should().Be("application/vc+jwt");
        token.Tag.Should().NotBe(embedded.Tag);
        (await GetAsync(list, "image/png")).Status.Should().Be(HttpStatusCode.NotAcceptable);
    }

    [Fact]
    public async Task Revoking_ends_every_form_at_once()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());
        await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/revoke", new JsonObject { ["reason"] = "issued-in-error" });

        (await VerifyAsync(issued["formats"]!["vc"]!))["verdict"]!.ToString().Should().Be("invalid");
        (await _service.VerifyAsync(issued["formats"]!["vc+jwt"]!.ToString()))["verdict"]!.ToString().Should().Be("invalid");
    }

    [Fact]
    public async Task A_thief_with_the_true_key_cannot_add_a_proof_that_the_log_does_not_hold()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());
        var institution = _service.Services.GetRequiredService<InstitutionDirectory>().ByDid(_service.Did)!;
        var stolen = _service.Services.GetRequiredService<KeyRing>().ActiveKey(institution, SignatureAlgorithm.Ed25519, out _)!;
        var document = issued["formats"]!["vc"]!.DeepClone().AsObject();
        document.Remove("proof");
        document["name"] = "Doctor of Everything";
        var forged = DataIntegrity.Sign(
            JsonSerializer.SerializeToUtf8Bytes(document), stolen, _service.Did + "#k2", Cryptosuite.EddsaRdfc2022, DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));

        var answer = await VerifyAsync(JsonNode.Parse(forged.Document)!);

        answer["verdict"]!.ToString().Should().Be("invalid");
        answer["checks"]!.AsArray().Should().Contain(check => check!["code"]!.ToString() == "not-in-log");
    }

    private async Task<JsonNode> VerifyAsync(JsonNode credential) =>
        (await _service.SendAsync(HttpMethod.Post, "/v1/verify", new JsonObject { ["credential"] = credential.DeepClone() }, _service.Anyone)).Body!;

    private async Task<(HttpStatusCode Status, string? Type, string? Tag, byte[] Body)> GetAsync(string url, string accept)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, url);
        message.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        using var response = await _service.Anyone.SendAsync(message);
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.ETag?.Tag, await response.Content.ReadAsByteArrayAsync());
    }
}
