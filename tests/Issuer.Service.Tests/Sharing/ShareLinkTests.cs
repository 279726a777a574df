using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Sharing;

public sealed class ShareLinksOnSqliteTests(SharedService shared) : ShareLinkTests(shared), IClassFixture<SharedService>;

public sealed class ShareLinksOnPostgresTests(SharedPostgresService shared) : ShareLinkTests(shared), IClassFixture<SharedPostgresService>;

/// <summary>Links beside the default one: what each shows, hands out and counts, and how it ends.</summary>
public abstract class ShareLinkTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_full_link_shows_and_hands_out_what_the_default_one_does()
    {
        var issued = await IssueAsync();
        var link = await MakeAsync(issued, new JsonObject { ["purpose"] = "Application at Clwb Rygbi", ["expiresAt"] = "2099-01-31" });

        link["shows"]!.ToString().Should().Be("full");
        link["expiresAt"]!.ToString().Should().Be("2099-01-31T23:59:59.000Z");
        var page = await PageAsync(link);
        page.Should().Contain("Nia").And.Contain("Merit").And.Contain("signature covers everything").And.NotContain("Clwb Rygbi", "the note is the learner's own");
        foreach (var (type, status) in ((string, HttpStatusCode)[])[("application/vc", HttpStatusCode.OK), ("application/vc+jwt", HttpStatusCode.OK)])
            (await GetAsync(link, "", type)).StatusCode.Should().Be(status);
        var listed = await ListAsync(issued);
        listed.Select(one => one["default"]!.GetValue<bool>()).Should().Equal(true, false);
        listed[1]["purpose"]!.ToString().Should().Be("Application at Clwb Rygbi");
        listed[0]["page"]!.ToString().Should().Be(issued["links"]!["page"]!.ToString());
    }

    [Theory]
    [InlineData("reduced", new[] { "Nia Rees", "Principles of Sport Management", "Apply management functions", "EQF level 5" }, new[] { "Merit", "1996", "20231234" })]
    [InlineData("minimal", new[] { "Nia Rees", "Principles of Sport Management", "EQF level 5" }, new[] { "Merit", "1996", "20231234", "Apply management functions", "ECTS", "project", "2026-11-02" })]
    public async Task A_link_that_shows_less_says_what_it_leaves_out_and_hands_out_no_file(string shows, string[] shown, string[] hidden)
    {
        var issued = await IssueAsync();
        var link = await MakeAsync(issued, new JsonObject { ["shows"] = shows });

        var page = await PageAsync(link);
        foreach (var text in shown)
            page.Should().Contain(text);
        foreach (var text in hidden)
            page.Should().NotContain(text);
        page.Should().Contain("genuine and valid").And.Contain("Left out").And.Contain("own statement").And.NotContain("credential.json").And.NotContain("badge.svg").And.NotContain("linkedin");
        foreach (var type in (string[])["application/vc", "application/json", "application/vc+jwt", "application/ld+json"])
            (await GetAsync(link, "", type)).StatusCode.Should().Be(HttpStatusCode.NotAcceptable, type);
        foreach (var file in (string[])["/credential.json", "/credential.jwt", "/badge.svg", "/badge.png"])
            (await GetAsync(link, file)).StatusCode.Should().Be(HttpStatusCode.NotFound, file);
        (await GetAsync(link, "/qr.svg")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_revoked_link_is_closed_at_once_and_the_others_stay()
    {
        var issued = await IssueAsync();
        var first = await MakeAsync(issued, []);
        var second = await MakeAsync(issued, []);

        (await RevokeAsync(issued, first)).Should().Be(HttpStatusCode.NoContent);

        using (var closed = await GetAsync(first))
        {
            closed.StatusCode.Should().Be(HttpStatusCode.Gone);
            (await closed.Content.ReadAsStringAsync()).Should().Contain("This link has been closed").And.NotContain("Nia");
        }

        (await GetAsync(first, "/qr.svg")).StatusCode.Should().Be(HttpStatusCode.Gone);
        (await GetAsync(first, "", "application/vc")).StatusCode.Should().Be(HttpStatusCode.Gone);
        (await GetAsync(second)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await RevokeAsync(issued, first)).Should().Be(HttpStatusCode.NoContent, "repeating it is harmless");
        (await ListAsync(issued)).Select(link => link["state"]!.ToString()).Should().Equal("open", "revoked", "open");

        // The default link, too: then the credential's body names no page.
        var listed = await ListAsync(issued);
        (await RevokeAsync(issued, listed[0])).Should().Be(HttpStatusCode.NoContent);
        (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}")).Body!["links"]!["page"].Should().BeNull();
        var events = (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}/events")).Body!["events"]!.AsArray();
        events.Select(one => one!["type"]!.ToString()).Should().Equal(
            "credential_issued", "share_link_created", "share_link_created", "share_link_created", "share_link_revoked", "share_link_revoked");
    }

    [Fact]
    public async Task Views_are_counted_by_day_and_nothing_else_is_kept()
    {
        var issued = await IssueAsync();
        var link = await MakeAsync(issued, []);

        await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => PageAsync(link)));
        await GetAsync(link, "", "application/vc");
        await GetAsync(link, "/qr.svg");

        var counted = (await ListAsync(issued))[1];
        counted["views"]!.GetValue<long>().Should().Be(25, "pages are counted, files and codes are not");
        counted["viewsByDay"]!.AsArray().Sum(day => day!["count"]!.GetValue<long>()).Should().Be(25);
        (await ListAsync(issued))[0]["views"]!.GetValue<long>().Should().Be(0);
    }

    [Fact]
    public async Task Fifty_links_made_at_once_are_fifty_and_one_more_is_refused()
    {
        var issued = await IssueAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 55).Select(_ => SendAsync(issued, [])));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).Should().Be(49, "with the default link they are fifty");
        answers.Where(answer => answer.Status != HttpStatusCode.Created).Should().OnlyContain(answer => answer.Status == HttpStatusCode.Conflict && answer.Body!["code"]!.ToString() == "too-many-links");
        answers.Select(answer => answer.Body!["page"]?.ToString()).OfType<string>().Should().OnlyHaveUniqueItems().And.HaveCount(49);
    }

    [Fact]
    public async Task What_is_wrong_is_named_and_nobody_else_gets_at_it()
    {
        var issued = await IssueAsync();
        var (status, body) = await SendAsync(issued, new JsonObject { ["shows"] = "everything", ["expiresAt"] = "2020-01-01", ["purpose"] = new string('x', 201), ["viewer"] = "me" });

        status.Should().Be(HttpStatusCode.UnprocessableEntity);
        body!["errors"]!.AsArray().Select(error => error!["pointer"]!.ToString()).Should().BeEquivalentTo("/viewer", "/shows", "/expiresAt", "/purpose");
        (await _service.SendAsync(HttpMethod.Get, "/v1/credentials/AAECAwQFBgcICQoLDA0ODw/share-links")).Status.Should().Be(HttpStatusCode.NotFound);
        (await _service.SendAsync(HttpMethod.Post, "/v1/credentials/AAECAwQFBgcICQoLDA0ODw/share-links", new JsonObject())).Status.Should().Be(HttpStatusCode.NotFound);
        (await _service.SendAsync(HttpMethod.Delete, $"/v1/credentials/{issued["id"]}/share-links/AAECAwQFBgcICQoLDA0ODw")).Status.Should().Be(HttpStatusCode.NotFound);
        (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}/share-links", client: _service.Anyone)).Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Links_go_with_the_learner_and_what_stays_names_nobody()
    {
        var issued = await IssueAsync();
        var link = await MakeAsync(issued, new JsonObject { ["purpose"] = "for my aunt" });

        await _service.SendAsync(HttpMethod.Delete, $"/v1/learners/{issued["learnerId"]}");

        (await GetAsync(link)).StatusCode.Should().Be(HttpStatusCode.Gone);
        var listed = await ListAsync(issued);
        listed.Should().OnlyContain(one => one["page"] == null && one["purpose"] == null);
        (await SendAsync(issued, [])).Status.Should().Be(HttpStatusCode.Gone);
    }

    private Task<JsonObject> IssueAsync()
    {
        var request = Requests.SportManagement(number: "20231234").With("grade", new JsonObject { ["value"] = "Merit" }).With("dateOfAssessment", "2026-11-02");
        return _service.IssueAsync(request);
    }

    private Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(JsonObject issued, JsonObject choice) =>
        _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/share-links", choice);

    private async Task<JsonNode> MakeAsync(JsonObject issued, JsonObject choice)
    {
        var (status, body) = await SendAsync(issued, choice);
        status.Should().Be(HttpStatusCode.Created);
        return body!;
    }

    private async Task<HttpStatusCode> RevokeAsync(JsonObject issued, JsonNode link) =>
        (await _service.SendAsync(HttpMethod.Delete, $"/v1/credentials/{issued["id"]}/share-links/{link["linkId"]}")).Status;

    private async Task<List<JsonNode>> ListAsync(JsonObject issued) =>
        [.. (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}/share-links")).Body!["links"]!.AsArray().Select(link => link!)];

    private async Task<HttpResponseMessage> GetAsync(JsonNode link, string file = "", string accept = "text/html")
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, link["page"] + file);
        message.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(file.Length > 0 ? "*/*" : accept));
        return await _service.Anyone.SendAsync(message);
    }

    private async Task<string> PageAsync(JsonNode link)
    {
        using var answer = await GetAsync(link);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync();
    }
}
