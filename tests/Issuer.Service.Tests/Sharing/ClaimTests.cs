using System.Net;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Sharing;

public sealed class ClaimOnSqliteTests(SharedService shared) : ClaimTests(shared), IClassFixture<SharedService>;

public sealed class ClaimOnPostgresTests(SharedPostgresService shared) : ClaimTests(shared), IClassFixture<SharedPostgresService>;

/// <summary>From the institution's invitation to the learner's own page, and what can be done there.</summary>
public abstract class ClaimTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_claim_link_works_once_and_makes_a_page_on_which_links_are_made_and_closed()
    {
        var issued = await IssueAsync("once");
        var offered = await OfferAsync(issued, []);
        offered["state"]!.ToString().Should().Be("offered");
        var link = Local(offered["link"]!);

        using var learner = new LearnerBrowser(_service);
        (await learner.OpenAsync(link)).Should().Be(HttpStatusCode.OK);
        (await learner.OpenAsync(link)).Should().Be(HttpStatusCode.OK, "opening does not use it: mail programs open links before people do");
        learner.Page.Should().Contain("Principles of Sport Management").And.NotContain("Rees");
        (await learner.SubmitAsync(link)).Should().Be(HttpStatusCode.OK);
        learner.Path.Should().StartWith("/my/");
        learner.Answer.Headers.CacheControl!.NoStore.Should().BeTrue();
        learner.Answer.Headers.GetValues("Referrer-Policy").Should().Equal("no-referrer");
        var page = learner.Path;

        (await learner.SubmitAsync(link)).Should().Be(HttpStatusCode.Gone);
        (await learner.OpenAsync(page)).Should().Be(HttpStatusCode.OK);
        learner.Answer.Content.Headers.ContentEncoding.Should().BeEmpty("its length would tell of the form's secret (BREACH)");
        (await learner.SubmitAsync($"{page}/links", ("purpose", "Job at the museum"), ("shows", "minimal"), ("ends", "7"))).Should().Be(HttpStatusCode.OK);
        learner.Page.Should().Contain("Job at the museum").And.Contain("Only who, what, from whom");
        var links = await LinksAsync(issued);
        links.Should().HaveCount(2);
        links[1]["shows"]!.ToString().Should().Be("minimal");
        links[1]["purpose"]!.ToString().Should().Be("Job at the museum");
        (DateTimeOffset.Parse(links[1]["expiresAt"]!.ToString()) - DateTimeOffset.Parse(links[1]["createdAt"]!.ToString())).Should().BeCloseTo(TimeSpan.FromDays(7), TimeSpan.FromMinutes(1));

        (await learner.SubmitAsync($"{page}/links/{links[1]["linkId"]}/close")).Should().Be(HttpStatusCode.OK);
        (await _service.Anyone.GetAsync(links[1]["page"]!.ToString())).StatusCode.Should().Be(HttpStatusCode.Gone);
        foreach (var file in (string[])["credential.json", "credential.jwt"])
            (await learner.OpenAsync($"{page}/{file}")).Should().Be(HttpStatusCode.OK);
        (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}/claim")).Body!["state"]!.ToString().Should().Be("claimed");
        (await learner.OpenAsync(page)).Should().Be(HttpStatusCode.OK);
        (await learner.SubmitAsync($"{page}/forget")).Should().Be(HttpStatusCode.OK);
        learner.Page.Should().Contain("Is it you?").And.NotContain("museum");
    }

    [Fact]
    public async Task Fifty_at_once_claim_it_once()
    {
        var issued = await IssueAsync("fifty");
        var link = Local((await OfferAsync(issued, []))["link"]!);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            using var content = new FormUrlEncodedContent([]);
            using var answer = await _service.Anyone.PostAsync(link, content);
            return answer.StatusCode;
        }));

        answers.Count(status => status == HttpStatusCode.SeeOther).Should().Be(1);
        answers.Count(status => status == HttpStatusCode.Gone).Should().Be(49);
    }

    [Fact]
    public async Task On_a_new_device_a_code_by_e_mail_opens_the_page_and_five_wrong_ones_close_it()
    {
        var mailbox = new Mailbox(_service, "device@example.org");
        var (issued, page) = await ClaimedAsync("device");

        using var other = new LearnerBrowser(_service);
        (await other.OpenAsync(page)).Should().Be(HttpStatusCode.OK);
        other.Page.Should().Contain("Is it you?").And.NotContain("Sport Management").And.NotContain("Rees");
        (await other.OpenAsync($"{page}/credential.json")).Should().Be(HttpStatusCode.SeeOther);
        (await other.SubmitAsync($"{page}/links", ("shows", "full"))).Should().Be(HttpStatusCode.OK);
        (await LinksAsync(issued)).Should().HaveCount(1, "a stranger makes no link");

        (await other.SubmitAsync($"{page}/code")).Should().Be(HttpStatusCode.OK);
        var code = Mailbox.CodeIn(await mailbox.NextAsync());
        var wrong = code == "000000" ? "111111" : "000000";
        for (var i = 0; i < 4; i++)
            (await other.SubmitAsync($"{page}/open", ("code", wrong))).Should().Be(HttpStatusCode.UnprocessableEntity);
        (await other.SubmitAsync($"{page}/open", ("code", $" {code[..3]} {code[3..]} "))).Should().Be(HttpStatusCode.OK, "the fifth may still be right, and spaces do not matter");
        other.Page.Should().Contain("Who can see it");

        using var third = new LearnerBrowser(_service);
        await third.OpenAsync(page);
        (await third.SubmitAsync($"{page}/open", ("code", code))).Should().Be(HttpStatusCode.UnprocessableEntity, "a code works once");
        (await third.SubmitAsync($"{page}/code")).Should().Be(HttpStatusCode.OK);
        var second = Mailbox.CodeIn(await mailbox.NextAsync());
        wrong = second == "000000" ? "111111" : "000000";
        for (var i = 0; i < 5; i++)
            await third.SubmitAsync($"{page}/open", ("code", wrong));
        (await third.SubmitAsync($"{page}/open", ("code", second))).Should().Be(HttpStatusCode.UnprocessableEntity, "five wrong ones make it void");
        for (var i = 0; i < 3; i++)
            (await third.SubmitAsync($"{page}/code")).Should().Be(HttpStatusCode.OK);
        (await third.SubmitAsync($"{page}/code")).Should().Be(HttpStatusCode.TooManyRequests, "five codes an hour");
    }

    [Fact]
    public async Task A_form_from_elsewhere_does_nothing()
    {
        var (issued, page) = await ClaimedAsync("forged");
        var link = Local((await OfferAsync(issued, []))["link"]!);
        using var learner = new LearnerBrowser(_service);
        await learner.OpenAsync(link);
        await learner.SubmitAsync(link);
        page = learner.Path;

        (await learner.SubmitAsync($"{page}/links", ("form", "AAAA"), ("shows", "full"))).Should().Be(HttpStatusCode.Forbidden);
        await learner.OpenAsync(page);
        using var foreign = new HttpRequestMessage(HttpMethod.Post, link) { Content = new FormUrlEncodedContent([]) };
        foreign.Headers.Add("Sec-Fetch-Site", "cross-site");
        (await _service.Anyone.SendAsync(foreign)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await LinksAsync(issued)).Should().HaveCount(1);
    }

    [Fact]
    public async Task The_service_sends_the_link_itself_and_a_new_one_takes_the_place_of_the_old()
    {
        var mailbox = new Mailbox(_service, "sent@example.org");
        var issued = await IssueAsync("sent");
        var offered = await OfferAsync(issued, new JsonObject { ["delivery"] = "email", ["language"] = "cy", ["expiresAt"] = TimeProvider.System.GetUtcNow().AddDays(10).ToString("yyyy-MM-dd") });
        offered["link"].Should().BeNull("the learner alone gets it");

        var letter = await mailbox.NextAsync();
        letter.Should().Contain("To: sent@example.org").And.Contain("Egwyddorion Rheolaeth Chwaraeon").And.Contain("Auto-Submitted: auto-generated").And.NotContain("Rees");
        var first = Local(JsonValue.Create(Mailbox.LinkIn(letter)));
        JsonNode state;
        do
            state = (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}/claim")).Body!;
        while (state["letter"]!.ToString() == "waiting");
        state["letter"]!.ToString().Should().Be("sent");

        var second = Local((await OfferAsync(issued, []))["link"]!);
        using var learner = new LearnerBrowser(_service);
        (await learner.OpenAsync(first)).Should().Be(HttpStatusCode.Gone);
        (await learner.OpenAsync(second)).Should().Be(HttpStatusCode.OK);
        await learner.SubmitAsync(second);
        var page = learner.Path;
        (await _service.SendAsync(HttpMethod.Delete, $"/v1/credentials/{issued["id"]}/claim")).Status.Should().Be(HttpStatusCode.NoContent);
        (await learner.OpenAsync(page)).Should().Be(HttpStatusCode.NotFound);
        (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}/claim")).Body!["state"]!.ToString().Should().Be("none");
    }

    [Fact]
    public async Task A_wish_to_be_erased_is_confirmed_by_code_and_decided_by_the_institution()
    {
        var mailbox = new Mailbox(_service, "erase@example.org");
        var issued = await IssueAsync("erase");
        using var learner = new LearnerBrowser(_service);
        var link = Local((await OfferAsync(issued, []))["link"]!);
        await learner.OpenAsync(link);
        await learner.SubmitAsync(link);
        var page = learner.Path;

        (await learner.SubmitAsync($"{page}/erasure/confirm", ("code", "123456"))).Should().Be(HttpStatusCode.UnprocessableEntity, "no code was asked for");
        await learner.SubmitAsync($"{page}/erasure");
        var code = Mailbox.CodeIn(await mailbox.NextAsync());
        (await learner.SubmitAsync($"{page}/erasure/confirm", ("code", code))).Should().Be(HttpStatusCode.OK);
        learner.Page.Should().Contain("The institution has not decided yet");

        var request = await OpenRequestAsync(issued);
        (await DecideAsync(request, new JsonObject { ["decision"] = "refuse", ["reason"] = "We must keep awards for seven years." })).Should().Be(HttpStatusCode.NoContent);
        (await mailbox.NextAsync()).Should().Contain("We must keep awards for seven years.").And.Contain("To: erase@example.org");
        (await DecideAsync(request, new JsonObject { ["decision"] = "refuse" })).Should().Be(HttpStatusCode.NoContent, "repeating it is harmless");
        (await DecideAsync(request, new JsonObject { ["decision"] = "grant" })).Should().Be(HttpStatusCode.Conflict);

        await learner.OpenAsync(page);
        await learner.SubmitAsync($"{page}/erasure");
        await learner.SubmitAsync($"{page}/erasure/confirm", ("code", Mailbox.CodeIn(await mailbox.NextAsync())));
        (await DecideAsync(await OpenRequestAsync(issued), new JsonObject { ["decision"] = "grant" })).Should().Be(HttpStatusCode.NoContent);
        (await learner.OpenAsync(page)).Should().Be(HttpStatusCode.Gone);
        (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}")).Body!["status"]!.ToString().Should().Be("erased");
        var listed = (await _service.SendAsync(HttpMethod.Get, "/v1/erasure-requests")).Body!["requests"]!.AsArray();
        listed.Where(one => one!["learnerId"]!.ToString() == issued["learnerId"]!.ToString()).Select(one => one!["state"]!.ToString()).Should().BeEquivalentTo("granted", "refused");
    }

    [Fact]
    public async Task What_cannot_be_done_is_said()
    {
        var nobody = await _service.IssueAsync(Requests.SportManagement("No", "Mail"));
        var (status, body) = await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{nobody["id"]}/claim", new JsonObject { ["delivery"] = "email" });
        (status, body!["code"]!.ToString()).Should().Be((HttpStatusCode.UnprocessableEntity, "no-email"));
        (status, body) = await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{nobody["id"]}/claim", new JsonObject { ["delivery"] = "pigeon", ["language"] = "xx", ["expiresAt"] = "2020-01-01", ["to"] = "me@example.org" });
        status.Should().Be(HttpStatusCode.UnprocessableEntity);
        body!["errors"]!.AsArray().Select(error => error!["pointer"]!.ToString()).Should().BeEquivalentTo("/to", "/delivery", "/language", "/expiresAt");
        (await _service.SendAsync(HttpMethod.Post, "/v1/credentials/AAECAwQFBgcICQoLDA0ODw/claim", new JsonObject())).Status.Should().Be(HttpStatusCode.NotFound);
        (await _service.SendAsync(HttpMethod.Get, "/v1/erasure-requests?state=x")).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await DecideAsync("AAECAwQFBgcICQoLDA0ODw", new JsonObject { ["decision"] = "grant" })).Should().Be(HttpStatusCode.NotFound);

        // Without an address the page of a new device says why there is no code.
        var link = Local((await OfferAsync(nobody, []))["link"]!);
        using var learner = new LearnerBrowser(_service);
        await learner.OpenAsync(link);
        await learner.SubmitAsync(link);
        using var other = new LearnerBrowser(_service);
        await other.OpenAsync(learner.Path);
        (await other.SubmitAsync($"{learner.Path}/code")).Should().Be(HttpStatusCode.Conflict);
        other.Page.Should().Contain("Ask the institution for a new link");
    }

    private Task<JsonObject> IssueAsync(string name) => _service.IssueAsync(Requests.SportManagement(email: $"{name}@example.org"));

    private async Task<JsonNode> OfferAsync(JsonObject issued, JsonObject wish)
    {
        var (status, body) = await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/claim", wish);
        status.Should().Be(HttpStatusCode.Created);
        return body!;
    }

    private async Task<(JsonObject Issued, string Page)> ClaimedAsync(string name)
    {
        var issued = await IssueAsync(name);
        using var learner = new LearnerBrowser(_service);
        var link = Local((await OfferAsync(issued, []))["link"]!);
        await learner.OpenAsync(link);
        (await learner.SubmitAsync(link)).Should().Be(HttpStatusCode.OK);
        return (issued, learner.Path);
    }

    private async Task<string> OpenRequestAsync(JsonObject issued) =>
        (await _service.SendAsync(HttpMethod.Get, "/v1/erasure-requests?state=open")).Body!["requests"]!.AsArray()
            .Single(one => one!["credentialId"]!.ToString() == issued["id"]!.ToString())!["requestId"]!.ToString();

    private async Task<HttpStatusCode> DecideAsync(string request, JsonObject decision) =>
        (await _service.SendAsync(HttpMethod.Post, $"/v1/erasure-requests/{request}/decide", decision)).Status;

    private async Task<List<JsonNode>> LinksAsync(JsonObject issued) =>
        [.. (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}/share-links")).Body!["links"]!.AsArray().Select(link => link!)];

    private string Local(JsonNode link) => link.ToString()[_service.PublicUrl.Length..];
}
