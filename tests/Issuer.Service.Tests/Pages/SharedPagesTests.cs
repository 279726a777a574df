using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Pages;

/// <summary>The pages of the real service: who sees what of a credential, and that a change shows at once.</summary>
public sealed class SharedPagesTests(SharedService shared, Browser browser) : IClassFixture<SharedService>
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task The_holder_of_the_link_sees_all_and_may_take_the_signed_form()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement("Nia", "Canary-Rees"));
        var page = issued["links"]!["page"]!.ToString();

        var html = await GetAsync(page, "text/html");
        html.Should().ContainAll("Nia Canary-Rees", "This credential is genuine and valid", "Principles of Sport Management", page, _service.Did);
        html.Should().NotContain("1996-04-19");
        (await GetAsync(page, "application/vc+jwt")).Should().Be(Jwt(issued));
        (await GetAsync(page + "/credential.jwt", "*/*")).Should().Be(Jwt(issued));
        foreach (var accept in (string[])["application/vc", "application/json", "application/ld+json"])
            (await GetAsync(page, accept)).Should().Be(await GetAsync(page + "/credential.json", "*/*")).And.Contain("\"proof\"").And.Contain("Canary-Rees");
        issued["links"]!["qr"]!.ToString().Should().Be(page + "/qr.svg");
    }

    [Fact]
    public async Task Anyone_sees_title_body_date_and_state_and_neither_learner_nor_signed_form()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement("Nia", "Canary-Rees", email: "nia@canary.example", number: "CANARY-77"));
        var path = $"/credentials/{issued["id"]}";
        var token = issued["links"]!["page"]!.ToString().Split('/')[^1];

        foreach (var accept in (string[])["text/html", "application/json", "application/ld+json"])
        {
            var body = await GetAsync(path, accept);
            body.Should().ContainAll("Principles of Sport Management", "University of Example", _service.Did);
            body.Should().NotContainAny("Canary", "canary", "CANARY", "1996", token, Jwt(issued)[..40], issued["learnerId"]!.ToString());
        }

        (await SendAsync(path, "application/vc+jwt")).Status.Should().Be(HttpStatusCode.NotAcceptable);
        var achievement = JsonNode.Parse(await GetAsync(path, "application/json"))!["achievement"]!.ToString();
        foreach (var accept in (string[])["text/html", "application/json"])
            (await GetAsync(achievement, accept)).Should().Contain("Apply management functions to a sport organisation").And.NotContainAny("Canary", "canary", token);
    }

    [Fact]
    public async Task Tokens_and_ids_are_not_each_other()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());
        var token = issued["links"]!["page"]!.ToString().Split('/')[^1];

        token.Should().NotBe(issued["id"]!.ToString());
        foreach (var path in (string[])[$"/s/{issued["id"]}", $"/credentials/{token}", $"/s/{token[..^1]}", $"/s/{token}A", $"/achievements/{token}", $"/v1/credentials/{token}"])
            (await SendAsync(path, "text/html", _service.Anyone)).Status.Should().BeOneOf([HttpStatusCode.NotFound, HttpStatusCode.Unauthorized], path);
    }

    [Theory]
    [InlineData("suspend", "This credential has been suspended since", "suspended")]
    [InlineData("revoke", "This credential was revoked on", "revoked")]
    public async Task A_change_of_state_shows_with_the_next_reading(string change, string headline, string status)
    {
        var issued = await _service.IssueAsync(Requests.SportManagement().With("options", new JsonObject { ["statusPurpose"] = "suspension" }));
        var page = issued["links"]!["page"]!.ToString();
        (await GetAsync(page, "text/html")).Should().Contain("This credential is genuine and valid");

        await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/{change}", new JsonObject { ["reason"] = "misconduct" });

        (await GetAsync(page, "text/html")).Should().Contain(headline).And.Contain("Misconduct").And.NotContain("This credential is genuine and valid");
        JsonNode.Parse(await GetAsync($"/credentials/{issued["id"]}", "application/json"))!["status"]!.ToString().Should().Be(status);
        (await VerifyAsync(Jwt(issued))).Should().NotContain("This credential is genuine and valid");
        if (change != "suspend")
            return;
        await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/reinstate", new JsonObject());
        (await GetAsync(page, "text/html")).Should().Contain("This credential is genuine and valid");
    }

    [Fact]
    public async Task A_corrected_credential_says_so_and_does_not_tell_where_the_new_one_is()
    {
        var wrong = await _service.IssueAsync(Requests.SportManagement("Nia", "Reess", number: "9001"));
        var (_, right) = await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{wrong["id"]}/correct", Requests.SportManagement("Nia", "Rees", number: "9001"));

        var html = await GetAsync(wrong["links"]!["page"]!.ToString(), "text/html");
        html.Should().Contain("This credential was replaced on");
        html.Should().NotContainAny(right!["id"]!.ToString(), right["links"]!["page"]!.ToString());
        (await GetAsync($"/credentials/{wrong["id"]}", "text/html")).Should().Contain("Replaced").And.NotContain(right["id"]!.ToString());
    }

    [Fact]
    public async Task Erasure_closes_every_page_and_says_nothing_against_the_learner()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement("Erika", "Canary-Mustermann"));
        var page = issued["links"]!["page"]!.ToString();
        await _service.SendAsync(HttpMethod.Delete, $"/v1/learners/{issued["learnerId"]}");

        foreach (var path in (string[])[page, page + "/qr.svg", page + "/qr.png", page + "/credential.jwt", $"/credentials/{issued["id"]}"])
        {
            var (status, body) = await SendAsync(path, "text/html");
            status.Should().Be(HttpStatusCode.Gone, path);
            body.Should().NotContain("Canary");
        }

        (await SendAsync(page, "text/html")).Body.Should().Contain("This says nothing against the learner.");
        (await SendAsync(page, "application/vc+jwt")).Status.Should().Be(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task What_is_handed_in_gets_the_answer_that_the_api_gives()
    {
        var jwt = Jwt(await _service.IssueAsync(Requests.SportManagement()));

        (await VerifyAsync(jwt)).Should().Contain("<h1 id=\"answer\">This credential is genuine and valid</h1>");
        var parts = jwt.Split('.');
        var altered = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])).Replace("Nia", "Mia", StringComparison.Ordinal);
        var forged = $"{parts[0]}.{System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(altered))}.{parts[2]}";
        (await VerifyAsync(forged)).Should().Contain("<h1 id=\"answer\">This credential is not genuine</h1>");
        (await VerifyAsync(altered)).Should().Contain("<h1 id=\"answer\">This is not signed, so it proves nothing</h1>");
        (await VerifyAsync("a letter")).Should().Contain("<h1 id=\"answer\">We could not read this as a credential</h1>");
    }

    [Fact]
    public async Task The_pages_of_the_api_load_nothing_from_elsewhere()
    {
        await using var window = await browser.WindowAsync(script: true);
        var page = await window.NewPageAsync();
        var watched = PageAudit.Watch(page, new Uri(_service.PublicUrl));

        await page.GotoAsync(_service.PublicUrl + "/docs");
        await page.WaitForSelectorAsync(".opblock");

        watched.Should().BeEmpty();
    }

    private static string Jwt(JsonObject issued) => issued["formats"]!["vc+jwt"]!.ToString();

    private async Task<string> VerifyAsync(string credential)
    {
        using var answer = await _service.Anyone.PostAsync("/verify", VerifyPageTests.Form(("credential", credential)));
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<string> GetAsync(string path, string accept)
    {
        var (status, body) = await SendAsync(path, accept);
        status.Should().Be(HttpStatusCode.OK, path);
        // Where a long identifier may break.
        return body.Replace("<wbr>", "", StringComparison.Ordinal).Replace("<wbr />", "", StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(string path, string accept, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await (client ?? _service.Anyone).SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
