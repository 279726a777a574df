using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Credentials;

public sealed class IssuingOnSqliteTests(SharedService shared) : IssuingTests(shared), IClassFixture<SharedService>;

public sealed class IssuingOnPostgresTests(SharedPostgresService shared) : IssuingTests(shared), IClassFixture<SharedPostgresService>;

public abstract class IssuingTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task What_was_issued_comes_back_byte_for_byte_and_verifies()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());

        issued["status"]!.ToString().Should().Be("active");
        var again = (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}")).Body!;
        again["formats"]!["vc+jwt"]!.ToString().Should().Be(issued["formats"]!["vc+jwt"]!.ToString());
        again["links"]!["page"]!.ToString().Should().Be(issued["links"]!["page"]!.ToString());
        (await _service.VerifyAsync(issued["formats"]!["vc+jwt"]!.ToString()))["verdict"]!.ToString().Should().Be("valid");
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("EdDSA")]
    public async Task Both_algorithms_are_issued_and_named_in_the_header(string algorithm)
    {
        var issued = await _service.IssueAsync(Requests.SportManagement().With("options", new JsonObject { ["jwtAlgorithm"] = algorithm }));

        var token = issued["formats"]!["vc+jwt"]!.ToString();
        var header = JsonNode.Parse(Decode(token.Split('.')[0]))!;
        header["alg"]!.ToString().Should().Be(algorithm);
        header["typ"]!.ToString().Should().Be("vc+jwt");
        header["kid"]!.ToString().Should().StartWith(_service.Did + "#");
        header.AsObject().Count.Should().Be(3);
        (await _service.VerifyAsync(token))["verdict"]!.ToString().Should().Be("valid");
    }

    [Fact]
    public async Task The_badge_says_the_learners_name_and_nothing_else_of_them()
    {
        var request = Requests.SportManagement("Gwenllian", "Ferch-Llywelyn", "gwenllian@example.org", "77001234");
        var issued = await _service.IssueAsync(request);

        var payload = Decode(issued["formats"]!["vc+jwt"]!.ToString().Split('.')[1]);
        payload.Should().Contain("Gwenllian").And.Contain("Ferch-Llywelyn");
        payload.Should().NotContain("1996-04-19").And.NotContain("gwenllian@example.org").And.NotContain("77001234");
    }

    [Fact]
    public async Task Fifty_parallel_posts_with_one_key_make_one_credential()
    {
        var request = Requests.SportManagement();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _service.IssueAsync(request.DeepClone(), "fifty-at-once")));

        answers.Select(a => a["id"]!.ToString()).Distinct().Should().ContainSingle();
        answers.Select(a => a["formats"]!["vc+jwt"]!.ToString()).Distinct().Should().ContainSingle();
        answers.Select(a => a["links"]!["page"]!.ToString()).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused_and_with_other_white_space_is_the_same()
    {
        var request = Requests.SportManagement();
        var first = await _service.IssueAsync(request, "same-key");
        var spaced = new StringContent(request.ToJsonString(new() { WriteIndented = true }), Encoding.UTF8, "application/json");
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/credentials") { Content = spaced };
        message.Headers.Add("Idempotency-Key", "same-key");
        using var again = await _service.Registrar.SendAsync(message);
        again.StatusCode.Should().Be(HttpStatusCode.Created);
        JsonNode.Parse(await again.Content.ReadAsStringAsync())!["id"]!.ToString().Should().Be(first["id"]!.ToString());

        using var other = new HttpRequestMessage(HttpMethod.Post, "/v1/credentials") { Content = TestService.Json(Requests.SportManagement("Another")) };
        other.Headers.Add("Idempotency-Key", "same-key");
        using var refused = await _service.Registrar.SendAsync(other);
        refused.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["code"]!.ToString().Should().Be("idempotency-key-reused");
    }

    [Fact]
    public async Task Every_fault_is_listed_at_once_with_its_pointer()
    {
        var request = Requests.SportManagement();
        request.Remove("title");
        request["workload"] = new JsonObject();
        request["issuedAt"] = "2020-01-01";

        var (status, body) = await _service.SendAsync(HttpMethod.Post, "/v1/credentials", request);

        status.Should().Be(HttpStatusCode.UnprocessableEntity);
        var pointers = body!["errors"]!.AsArray().Select(e => e!["pointer"]!.ToString());
        pointers.Should().Contain("/title").And.Contain("/workload").And.Contain("/issuedAt");
    }

    [Fact]
    public async Task A_dry_run_says_the_same_and_signs_nothing()
    {
        var before = (await _service.IssueAsync(Requests.SportManagement()))["id"]!.ToString();
        var (status, good) = await _service.SendAsync(HttpMethod.Post, "/v1/credentials/check", Requests.SportManagement());
        var (_, bad) = await _service.SendAsync(HttpMethod.Post, "/v1/credentials/check", Requests.SportManagement().With("title", ""));

        status.Should().Be(HttpStatusCode.OK);
        good!["ok"]!.GetValue<bool>().Should().BeTrue();
        bad!["ok"]!.GetValue<bool>().Should().BeFalse();
        (await _service.SendAsync(HttpMethod.Get, "/v1/credentials?limit=1")).Body!["items"]![0]!["id"]!.ToString().Should().Be(before);
    }

    [Fact]
    public async Task No_two_credentials_share_a_place_in_a_status_list()
    {
        var issued = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => _service.IssueAsync(Requests.SportManagement($"Learner{i}"))));

        var places = issued.Select(body => JsonNode.Parse(Decode(body["formats"]!["vc+jwt"]!.ToString().Split('.')[1]))!["credentialStatus"]!)
            .Select(status => $"{status["statusListCredential"]}#{status["statusListIndex"]}");
        places.Should().OnlyHaveUniqueItems();
    }

    internal static string Decode(string part) =>
        Encoding.UTF8.GetString(Core.Encoding.Base64UrlText.TryDecode(part, out var bytes) ? bytes : throw new FormatException("Not base64url."));
}
