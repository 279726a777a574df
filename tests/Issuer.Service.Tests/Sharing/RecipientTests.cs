using System.Net;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Tests.Host;
using Issuer.Service.Tests.Pages;
using Xunit;

namespace Issuer.Service.Tests.Sharing;

public sealed class RecipientOnSqliteTests(SharedService shared) : RecipientTests(shared), IClassFixture<SharedService>;

public sealed class RecipientOnPostgresTests(SharedPostgresService shared) : RecipientTests(shared), IClassFixture<SharedPostgresService>;

/// <summary>Whether the applicant is the learner: one bit, and not too often.</summary>
public abstract class RecipientTests(SharedService shared)
{
    private const string Yes = "Yes. The institution has";
    private const string No = "No. The institution has";

    private readonly TestService _service = shared.Service;

    [Theory]
    [InlineData("gwen@example.org", Yes)]
    [InlineData("  GWEN@Example.ORG ", Yes)]
    [InlineData("gwen@example.com", No)]
    [InlineData("gwen@example.org\u200B", No)]
    [InlineData("<script>@x", No)]
    [InlineData("nothing", "Type a whole e-mail address")]
    public async Task An_address_is_compared_and_the_answer_is_one_bit(string typed, string answer)
    {
        var link = await LinkAsync([]);

        var (status, page) = await AskAsync(link, ("email", typed));

        status.Should().Be(HttpStatusCode.OK);
        page.Should().Contain(answer).And.NotContain("gwen@example.org").And.NotContain("<script>@x").And.NotContain("1996-04-19");
        page.Should().NotContain("name=\"born\"", "the learner did not allow dates on this link");
        (await AskAsync(link, ("born", "1996-04-19"))).Page.Should().Contain("nothing to compare with");
    }

    [Fact]
    public async Task An_address_is_compared_twenty_times_an_hour_whoever_asks()
    {
        var link = await LinkAsync([]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => AskAsync(link, ("email", $"guess{i}@example.org"))));

        answers.Count(answer => answer.Page.Contains(No, StringComparison.Ordinal)).Should().Be(20);
        answers.Count(answer => answer.Page.Contains("asked too often", StringComparison.Ordinal)).Should().Be(10);
        (await AskAsync(link, ("email", "gwen@example.org"))).Page.Should().Contain("asked too often");
    }

    [Fact]
    public async Task Five_wrong_dates_close_the_check_on_that_link_and_right_ones_do_not_count()
    {
        var issued = await IssueAsync();
        var link = await LinkAsync(new JsonObject { ["birthDateCheck"] = true, ["shows"] = "reduced" }, issued);
        var other = await LinkAsync(new JsonObject { ["birthDateCheck"] = true }, issued);

        for (var i = 0; i < 8; i++)
            (await AskAsync(link, ("born", "1996-04-19"))).Page.Should().Contain(Yes);
        (await AskAsync(link, ("born", "19/04/1996"))).Page.Should().Contain("a whole date");
        var wrong = await Task.WhenAll(Enumerable.Range(1, 12).Select(day => AskAsync(link, ("born", $"1990-01-{day:00}"))));
        wrong.Count(answer => answer.Page.Contains(No, StringComparison.Ordinal)).Should().Be(5);
        var closed = (await AskAsync(link, ("born", "1996-04-19"))).Page;
        closed.Should().Contain("no longer compared on this link").And.NotContain("name=\"born\"").And.NotContain(Yes);
        (await AskAsync(other, ("born", "1996-04-19"))).Page.Should().Contain(Yes, "another link is another matter");
    }

    [Fact]
    public async Task Without_an_address_the_page_does_not_ask_and_a_closed_link_does_not_answer()
    {
        var nobody = await _service.IssueAsync(Requests.SportManagement());
        (await _service.Anyone.GetStringAsync(nobody["links"]!["page"]!.ToString())).Should().NotContain("Is it the applicant");

        var issued = await IssueAsync();
        var link = await LinkAsync([], issued);
        await _service.SendAsync(HttpMethod.Delete, $"/v1/credentials/{issued["id"]}/share-links/{link["linkId"]}");
        (await AskAsync(link, ("email", "gwen@example.org"))).Status.Should().Be(HttpStatusCode.Gone);
    }

    private Task<JsonObject> IssueAsync() => _service.IssueAsync(Requests.SportManagement("Gwen", "Parry", "gwen@example.org", Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString()));

    private async Task<JsonNode> LinkAsync(JsonObject choice, JsonObject? issued = null)
    {
        issued ??= await IssueAsync();
        return (await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/share-links", choice)).Body!;
    }

    private async Task<(HttpStatusCode Status, string Page)> AskAsync(JsonNode link, (string Name, string Value) field)
    {
        using var content = new FormUrlEncodedContent([KeyValuePair.Create(field.Name, field.Value)]);
        using var answer = await _service.Anyone.PostAsync($"{link["page"]}/recipient", content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}

/// <summary>The same in a browser.</summary>
public sealed class RecipientPageTests(Browser browser, PageSite site)
{
    [Theory]
    [InlineData("nia@example.org", "Yes.")]
    [InlineData("other@example.org", "No.")]
    public async Task The_answer_stands_where_it_was_asked_and_is_accessible(string typed, string answer)
    {
        await using var window = await browser.WindowAsync(script: true);
        var page = await window.NewPageAsync();
        var watched = PageAudit.Watch(page, site.Address);
        await page.GotoAsync(new Uri(site.Address, "/s/recipient").AbsoluteUri);
        await page.GetByLabel("E-mail address that the applicant gave you").FillAsync(typed);
        await page.Keyboard.PressAsync("Enter");

        (await page.Locator("#recipient [role=status]").InnerTextAsync()).Should().StartWith(answer);
        page.Url.Should().EndWith("#recipient");
        (await PageAudit.FaultsAsync(page)).Should().BeEmpty();
        await page.ClickAsync(".languages summary");
        await page.ClickAsync(".languages a[lang=cy]");
        (await page.Locator("html").GetAttributeAsync("lang")).Should().Be("cy");
        watched.Should().BeEmpty();
    }
}
