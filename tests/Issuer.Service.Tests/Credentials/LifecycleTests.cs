using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Credentials;

public sealed class LifecycleOnSqliteTests(SharedService shared) : LifecycleTests(shared), IClassFixture<SharedService>;

public sealed class LifecycleOnPostgresTests(SharedPostgresService shared) : LifecycleTests(shared), IClassFixture<SharedPostgresService>;

public abstract class LifecycleTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_revoked_credential_is_invalid_at_once_everywhere()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());
        (await BitAsync(issued)).Should().BeFalse();

        var (status, body) = await ChangeAsync(issued, "revoke", new JsonObject { ["reason"] = "misconduct", ["note"] = "Exam of 2 June, committee 7" });

        status.Should().Be(HttpStatusCode.OK);
        body!["status"]!.ToString().Should().Be("revoked");
        body["reason"]!.ToString().Should().Be("misconduct");
        (await BitAsync(issued)).Should().BeTrue();
        var report = await _service.VerifyAsync(Token(issued));
        report["verdict"]!.ToString().Should().Be("invalid");
        Check(report, "status")["code"]!.ToString().Should().Be("revoked");
        Check(report, "signature")["outcome"]!.ToString().Should().Be("passed");
        (await _service.Anyone.GetStringAsync(issued["links"]!["page"]!.ToString())).Should().Contain("revoked").And.NotContain("committee 7");
    }

    [Fact]
    public async Task Fifty_parallel_revocations_are_one()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ChangeAsync(issued, "revoke", new JsonObject { ["reason"] = "other" })));

        answers.Should().OnlyContain(a => a.Status == HttpStatusCode.OK);
        var events = (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}/events")).Body!["events"]!.AsArray();
        events.Count(e => e!["type"]!.ToString() == "credential_revoked").Should().Be(1);
        events.Select(e => e!["version"]!.GetValue<int>()).Should().Equal(Enumerable.Range(1, events.Count));
    }

    [Fact]
    public async Task Suspension_goes_and_comes_where_the_entry_allows_it_and_revocation_then_stays()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement().With("options", new JsonObject { ["statusPurpose"] = "suspension" }));

        (await ChangeAsync(issued, "suspend")).Body!["status"]!.ToString().Should().Be("suspended");
        (await BitAsync(issued)).Should().BeTrue();
        Check(await _service.VerifyAsync(Token(issued)), "status")["code"]!.ToString().Should().Be("suspended");
        (await ChangeAsync(issued, "reinstate")).Body!["status"]!.ToString().Should().Be("active");
        (await BitAsync(issued)).Should().BeFalse();
        (await _service.VerifyAsync(Token(issued)))["verdict"]!.ToString().Should().Be("valid");
        (await ChangeAsync(issued, "revoke")).Body!["status"]!.ToString().Should().Be("revoked");
        (await ChangeAsync(issued, "reinstate")).Status.Should().Be(HttpStatusCode.Conflict);
        (await BitAsync(issued)).Should().BeTrue();
    }

    [Fact]
    public async Task A_suspension_that_the_list_could_not_show_is_refused()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());

        var (status, problem) = await ChangeAsync(issued, "suspend");

        status.Should().Be(HttpStatusCode.Conflict);
        problem!["code"]!.ToString().Should().Be("no-suspension-entry");
    }

    [Fact]
    public async Task Free_text_becomes_other_with_a_private_note()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());

        var (_, body) = await ChangeAsync(issued, "revoke", new JsonObject { ["reason"] = "Nia Rees asked on the telephone" });

        body!["reason"]!.ToString().Should().Be("other");
        var events = (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}/events")).Body!["events"]!.AsArray();
        events[^1]!["note"]!.ToString().Should().Be("Nia Rees asked on the telephone");
    }

    [Fact]
    public async Task A_correction_replaces_in_one_step()
    {
        var request = Requests.SportManagement("Nia", "Reess", number: "5550001");
        var wrong = await _service.IssueAsync(request);

        var (status, right) = await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{wrong["id"]}/correct", Requests.SportManagement("Nia", "Rees", number: "5550001"));

        status.Should().Be(HttpStatusCode.Created);
        right!["supersedes"]!.ToString().Should().Be(wrong["id"]!.ToString());
        right["learnerId"]!.ToString().Should().Be(wrong["learnerId"]!.ToString());
        var old = (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{wrong["id"]}")).Body!;
        old["status"]!.ToString().Should().Be("superseded");
        old["supersededBy"]!.ToString().Should().Be(right["id"]!.ToString());
        (await BitAsync(wrong)).Should().BeTrue();
        Check(await _service.VerifyAsync(Token(wrong)), "status")["code"]!.ToString().Should().Be("superseded");
        (await _service.VerifyAsync(Token(right.AsObject())))["verdict"]!.ToString().Should().Be("valid");
        (await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{wrong["id"]}/correct", request.DeepClone())).Status.Should().Be(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_change_made_on_an_old_reading_is_refused()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement().With("options", new JsonObject { ["statusPurpose"] = "suspension" }));
        using var read = await _service.Registrar.GetAsync($"/v1/credentials/{issued["id"]}");
        await ChangeAsync(issued, "suspend");

        using var late = new HttpRequestMessage(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/revoke") { Content = TestService.Json(new JsonObject()) };
        late.Headers.IfMatch.Add(read.Headers.ETag!);
        using var answer = await _service.Registrar.SendAsync(late);

        answer.StatusCode.Should().Be(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Lists_page_newest_first_and_search_finds_by_number_and_address()
    {
        var one = await _service.IssueAsync(Requests.SportManagement("Ffion", "One", "Ffion.One@example.org", "90001"));
        var two = await _service.IssueAsync(Requests.SportManagement("Ffion", "One", "ffion.one@example.org", "90001"));

        var page = (await _service.SendAsync(HttpMethod.Get, "/v1/credentials?limit=1")).Body!;
        page["items"]![0]!["id"]!.ToString().Should().Be(two["id"]!.ToString());
        var next = (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials?limit=1&cursor={page["next"]}")).Body!;
        next["items"]![0]!["id"]!.ToString().Should().Be(one["id"]!.ToString());

        foreach (var search in (JsonObject[])[
            new() { ["email"] = "FFION.ONE@example.org" },
            new() { ["identifier"] = new JsonObject { ["type"] = "student-number", ["value"] = "90001" } }])
        {
            var found = (await _service.SendAsync(HttpMethod.Post, "/v1/credentials/search", search)).Body!["items"]!.AsArray();
            found.Select(i => i!["id"]!.ToString()).Should().BeEquivalentTo([one["id"]!.ToString(), two["id"]!.ToString()]);
        }

        (await _service.SendAsync(HttpMethod.Get, "/v1/credentials?limit=0")).Status.Should().Be(HttpStatusCode.BadRequest);
        (await _service.SendAsync(HttpMethod.Get, "/v1/credentials?cursor=nonsense")).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    private Task<(HttpStatusCode Status, JsonNode? Body)> ChangeAsync(JsonObject issued, string verb, JsonObject? body = null) =>
        _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/{verb}", body?.DeepClone() ?? new JsonObject());

    private static string Token(JsonObject issued) => issued["formats"]!["vc+jwt"]!.ToString();

    private static JsonNode Check(JsonObject report, string name) => report["checks"]!.AsArray().Single(c => c!["check"]!.ToString() == name)!;

    /// <summary>The credential's bit, read from the served list with nothing of ours.</summary>
    private async Task<bool> BitAsync(JsonObject issued)
    {
        var entry = JsonNode.Parse(IssuingTests.Decode(Token(issued).Split('.')[1]))!["credentialStatus"]!;
        var list = await _service.Anyone.GetStringAsync(entry["statusListCredential"]!.ToString());
        var encoded = JsonNode.Parse(list)!["credentialSubject"]!["encodedList"]!.ToString();
        encoded.Should().StartWith("u");
        using var zipped = new MemoryStream(Convert.FromBase64String(encoded[1..].Replace('-', '+').Replace('_', '/').PadRight((encoded.Length + 2) / 4 * 4, '=')));
        using var gzip = new GZipStream(zipped, CompressionMode.Decompress);
        using var bits = new MemoryStream();
        await gzip.CopyToAsync(bits);
        bits.Length.Should().Be(16384);
        var index = int.Parse(entry["statusListIndex"]!.ToString());
        return (bits.ToArray()[index / 8] & (0x80 >> (index % 8))) != 0;
    }
}
