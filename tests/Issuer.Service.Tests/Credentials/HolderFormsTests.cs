using System.Net;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Credentials;

/// <summary>The EUDI wallet's learning credential, made for a holder's key after issuing.</summary>
public sealed class HolderFormsTests(SharedService shared) : IClassFixture<SharedService>, IDisposable
{
    private readonly TestService _service = shared.Service;
    private readonly SigningKey _holder = SigningKey.Generate(SignatureAlgorithm.P256);

    public void Dispose() => _holder.Dispose();

    [Fact]
    public async Task A_form_is_bound_to_the_holder_valid_and_ends_with_the_credential()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement("Gwen", "Parry", "gwen.parry@example.org"));
        var (status, form) = await MakeAsync(issued, Holder());

        status.Should().Be(HttpStatusCode.Created);
        var compact = form!["credential"]!.ToString();
        form["format"]!.ToString().Should().Be("dc+sd-jwt");
        var clear = IssuingTests.Decode(compact.Split('.')[1]);
        clear.Should().NotContain("Gwen").And.NotContain("1996-04-19").And.NotContain("gwen.parry").And.NotContain(issued["id"]!.ToString());
        var report = await VerifyAsync(compact);
        report["verdict"]!.ToString().Should().Be("valid", report.ToJsonString());
        report["credential"]!["family_name"]!.ToString().Should().Be("Parry");
        var bound = SdJwtKeyBinding.Sign(compact, SdJwtHash.Sha256, _holder, "https://employer.example", "n-1", TimeProvider.System.GetUtcNow());
        (await VerifyAsync(bound))["checks"]![1]!["code"]!.ToString().Should().Be("holder-shown");

        await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/revoke", new JsonObject { ["reason"] = "issued-in-error" });
        (await VerifyAsync(compact))["verdict"]!.ToString().Should().Be("invalid");
        (await MakeAsync(issued, Holder())).Status.Should().Be(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Every_form_has_a_place_of_its_own_and_the_list_says_each_state()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement().With("options", new JsonObject { ["statusPurpose"] = "suspension" }));
        var first = (await MakeAsync(issued, Holder())).Body!;
        var second = (await MakeAsync(issued, Holder())).Body!;

        Claims(first)["jti"]!.ToString().Should().NotBe(Claims(second)["jti"]!.ToString());
        Place(first).Should().NotBe(Place(second));
        (await StatusAsync(first)).Should().Be(0);
        await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/suspend", new JsonObject());
        (await StatusAsync(first)).Should().Be(2);
        await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/reinstate", new JsonObject());
        (await StatusAsync(second)).Should().Be(0);
        await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/revoke", new JsonObject());
        (await StatusAsync(first), await StatusAsync(second)).Should().Be((1, 1));

        var listed = (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}/forms")).Body!["forms"]!.AsArray();
        listed.Select(form => form!["credential"]!.ToString()).Should().Equal(first["credential"]!.ToString(), second["credential"]!.ToString());
    }

    [Fact]
    public async Task The_request_comes_back_with_its_defaults_and_both_go_with_the_learner()
    {
        var request = Requests.SportManagement("Ifan", "Morgan", "ifan@example.org", "88001");
        var issued = await _service.IssueAsync(request);
        await MakeAsync(issued, Holder());

        var stored = (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}/request")).Body!;
        JsonNode.DeepEquals(stored["learner"], request["learner"]).Should().BeTrue();
        stored["dateOfIssuing"].Should().NotBeNull();
        stored["awardingBodies"].Should().NotBeNull();
        (await _service.SendAsync(HttpMethod.Post, "/v1/credentials/check", stored)).Body!["ok"]!.GetValue<bool>().Should().BeTrue();

        await _service.SendAsync(HttpMethod.Delete, $"/v1/learners/{issued["learnerId"]}");
        (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}/request")).Status.Should().Be(HttpStatusCode.Gone);
        (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}/forms")).Body!["forms"]![0]!["credential"].Should().BeNull();
        (await MakeAsync(issued, Holder())).Status.Should().Be(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());
        var withPrivate = JsonNode.Parse(_holder.ExportPrivateJwk())!;

        Pointers(await MakeAsync(issued, [])).Should().Equal("/holder/jwk");
        Pointers(await MakeAsync(issued, new JsonObject { ["format"] = "mso_mdoc", ["holder"] = Holder()["holder"]!.DeepClone(), ["extra"] = 1 })).Should().Equal("/extra", "/format");
        Pointers(await MakeAsync(issued, new JsonObject { ["holder"] = new JsonObject { ["jwk"] = withPrivate } })).Should().Equal("/holder/jwk");
        (await _service.SendAsync(HttpMethod.Post, "/v1/credentials/AAECAwQFBgcICQoLDA0ODw/forms", Holder())).Status.Should().Be(HttpStatusCode.NotFound);
    }

    private static IEnumerable<string> Pointers((HttpStatusCode Status, JsonNode? Body) answer)
    {
        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        return answer.Body!["errors"]!.AsArray().Select(error => error!["pointer"]!.ToString());
    }

    private static JsonNode Claims(JsonNode form) => JsonNode.Parse(IssuingTests.Decode(form["credential"]!.ToString().Split('.')[1]))!;

    private static (string Uri, int Index) Place(JsonNode form) =>
        (Claims(form)["status"]!["status_list"]!["uri"]!.ToString(), Claims(form)["status"]!["status_list"]!["idx"]!.GetValue<int>());

    private async Task<int> StatusAsync(JsonNode form)
    {
        var (uri, index) = Place(form);
        uri.Should().Be(form["status"]!.ToString());
        var list = JsonNode.Parse(IssuingTests.Decode((await _service.Anyone.GetStringAsync(uri)).Split('.')[1]))!;
        list["sub"]!.ToString().Should().Be(uri);
        Core.Status.TokenStatusList.TryDecode(2, list["status_list"]!["lst"]!.ToString(), 1 << 20, out var statuses, out _).Should().BeTrue();
        return statuses![index];
    }

    private JsonObject Holder() => new() { ["format"] = "dc+sd-jwt", ["holder"] = new JsonObject { ["jwk"] = _holder.PublicKey.ToJwk() } };

    private Task<(HttpStatusCode Status, JsonNode? Body)> MakeAsync(JsonObject issued, JsonObject body) =>
        _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/forms", body);

    private async Task<JsonNode> VerifyAsync(string compact) =>
        (await _service.SendAsync(HttpMethod.Post, "/v1/verify", new JsonObject { ["credential"] = compact }, _service.Anyone)).Body!;
}
