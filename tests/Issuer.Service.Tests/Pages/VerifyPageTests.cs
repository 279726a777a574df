using System.Net;
using System.Text;
using FluentAssertions;
using Issuer.Service.Languages;
using Issuer.Service.Pages;
using Microsoft.Playwright;
using Xunit;

namespace Issuer.Service.Tests.Pages;

/// <summary><c>/verify</c>: whatever is handed in gets one answer, or a sentence on what to do instead.</summary>
public sealed class VerifyPageTests(Browser browser, PageSite site)
{
    public static TheoryData<string, string> Results => new()
    {
        { "own", "This credential is genuine and valid" },
        { "own-revoked", "This credential has been revoked" },
        { "foreign", "This credential checks out, but we do not know its issuer" },
        { "elm", "This credential checks out, but we do not know its issuer" },
        { "cannot-tell", "We cannot tell whether this credential is valid" },
        { "forged", "This credential is not genuine" },
        { "unsigned", "This is not signed, so it proves nothing" },
        { "unreadable", "We could not read this as a credential" },
    };

    [Theory]
    [MemberData(nameof(Results))]
    public async Task A_result_is_accessible_fits_and_stays_at_home(string name, string headline)
    {
        await using var window = await browser.WindowAsync(script: true);
        var page = await window.NewPageAsync();
        var watched = PageAudit.Watch(page, site.Address);
        await page.GotoAsync(new Uri(site.Address, "/verify").AbsoluteUri);

        await page.FillAsync("#credential", site.Submissions[name]);
        await page.ClickAsync("main button");

        (await page.InnerTextAsync("h1")).Should().Be(headline);
        if (await page.Locator("details.claims summary").CountAsync() > 0)
            await page.ClickAsync("details.claims summary");
        (await PageAudit.FaultsAsync(page)).Should().BeEmpty();
        watched.Should().BeEmpty();
    }

    [Fact]
    public async Task A_form_with_a_mistake_is_accessible_and_says_what_to_do()
    {
        await using var window = await browser.WindowAsync(script: true);
        var page = await window.NewPageAsync();
        var watched = PageAudit.Watch(page, site.Address);
        await page.GotoAsync(new Uri(site.Address, "/verify").AbsoluteUri);

        await page.ClickAsync("main button");

        (await page.TitleAsync()).Should().StartWith("Error:");
        (await page.InnerTextAsync("[role=alert] h2")).Should().Be("There is a problem");
        (await page.GetAttributeAsync("#credential", "aria-describedby")).Should().Be("credential-hint credential-error");
        (await PageAudit.FaultsAsync(page)).Should().BeEmpty();
        watched.Should().BeEmpty();
    }

    [Fact]
    public async Task The_keyboard_alone_is_enough_without_script()
    {
        await using var window = await browser.WindowAsync();
        var page = await window.NewPageAsync();
        await page.GotoAsync(new Uri(site.Address, "/verify").AbsoluteUri);

        await PressAsync("Tab");
        (await Focused("class")).Should().Be("skip");
        await PressAsync("Enter");
        await PressAsync("Tab");
        (await Focused("id")).Should().Be("credential", "the link skips the header");
        await page.Keyboard.InsertTextAsync(site.Submissions["foreign"]);
        await PressAsync("Tab");
        (await Focused("id")).Should().Be("file");
        await PressAsync("Tab");
        (await Focused("type")).Should().Be("submit");
        await PressAsync("Enter");
        await page.WaitForSelectorAsync(".verdict");
        (await page.InnerTextAsync("h1")).Should().Be("This credential checks out, but we do not know its issuer");

        // Another language, by the keyboard as well: skip link, home, the choice of languages, which opens, and its second.
        for (var i = 0; i < 3; i++)
            await PressAsync("Tab");
        (await page.Locator(":focus").InnerTextAsync()).Should().Contain("English");
        await PressAsync("Enter");
        await PressAsync("Tab");
        (await page.Locator(":focus").InnerTextAsync()).Should().Be("Cymraeg");
        await PressAsync("Enter");
        await page.WaitForSelectorAsync("html[lang=cy] .verdict");
        (await page.InnerTextAsync("h1")).Should().Be(Words.GenuineOfUnknown.In(LanguageOffer.Ours.Find("cy")!));

        Task PressAsync(string key) => page.Keyboard.PressAsync(key);
        Task<string?> Focused(string attribute) => page.Locator(":focus").GetAttributeAsync(attribute);
    }

    [Fact]
    public async Task A_file_is_taken_as_it_is()
    {
        await using var window = await browser.WindowAsync(width: 360);
        var page = await window.NewPageAsync();
        await page.GotoAsync(new Uri(site.Address, "/verify").AbsoluteUri);

        await page.SetInputFilesAsync("#file", new FilePayload { Name = "credential.jwt", MimeType = "application/vc+jwt", Buffer = Encoding.UTF8.GetBytes(site.Submissions["forged"] + "\n") });
        await page.ClickAsync("main button");

        (await page.InnerTextAsync("h1")).Should().Be("This credential is not genuine");
        (await page.Locator("details.claims").GetAttributeAsync("open")).Should().BeNull("what a forgery claims is shown on demand alone");
    }

    [Fact]
    public async Task Several_files_give_a_table_and_each_its_answer()
    {
        await using var window = await browser.WindowAsync(script: true);
        var page = await window.NewPageAsync();
        var watched = PageAudit.Watch(page, site.Address);
        await page.GotoAsync(new Uri(site.Address, "/verify").AbsoluteUri);

        await page.SetInputFilesAsync("#file", new string[] { "own", "forged", "foreign", "unreadable" }.Select(name =>
            new FilePayload { Name = name + "<b>.jwt", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(site.Submissions[name]) }));
        await page.ClickAsync("main button");

        (await page.InnerTextAsync("h1")).Should().Be("4 files checked");
        (await page.Locator("tbody th").AllInnerTextsAsync()).Should().Equal("own<b>.jwt", "forged<b>.jwt", "foreign<b>.jwt", "unreadable<b>.jwt");
        var answers = await page.Locator("tbody tr").AllInnerTextsAsync();
        answers[0].Should().Contain("This credential is genuine and valid").And.Contain("Principles of Sport Management");
        answers[1].Should().Contain("This credential is not genuine").And.NotContain("Sport");
        answers[2].Should().Contain("we do not know its issuer").And.Contain("did:web:badges.hogeschool.example");
        answers[3].Should().Contain("We could not read this as a credential");
        (await PageAudit.FaultsAsync(page)).Should().BeEmpty();
        watched.Should().BeEmpty();
    }

    [Fact]
    public async Task More_files_than_a_table_has_room_for_are_refused()
    {
        using var client = site.Client();
        using var form = new MultipartFormDataContent();
        for (var i = 0; i <= Submission.MaximumFiles; i++)
            form.Add(new StringContent("{}"), "file", $"{i}.json");
        using var answer = await PostAsync(client, form);

        answer.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("Choose no more than 20 files at once");
    }

    [Fact]
    public async Task Nothing_of_a_forgery_is_shown_as_said_by_the_institution()
    {
        using var client = site.Client();
        using var answer = await PostAsync(client, Form(("credential", site.Submissions["forged"])));
        var html = await answer.Content.ReadAsStringAsync();

        html.Should().NotContain("""class="certificate""").And.Contain("What it claims, although it is not genuine");
        html[..html.IndexOf("<details", StringComparison.Ordinal)].Should().NotContainAny("Nia", "Principles of Sport Management", "University of Example");
    }

    [Theory]
    [InlineData("", 422, "Paste a credential or choose a file")]
    [InlineData("   \n ", 422, "Paste a credential or choose a file")]
    [InlineData("https://other.example/s/abc", 422, "We open links of this service only")]
    [InlineData("http://169.254.169.254/latest/meta-data/", 422, "We open links of this service only")]
    [InlineData("https://credentials.example.ac.uk@evil.example/s/valid", 422, "We open links of this service only")]
    [InlineData("https://credentials.example.ac.uk.evil.example/s/valid", 422, "We open links of this service only")]
    [InlineData("https://credentials.example.ac.uk/docs", 422, "This link of ours does not lead to a credential")]
    [InlineData("https://credentials.example.ac.uk/s/..%2f..%2fdocs", 422, "This link of ours does not lead to a credential")]
    [InlineData("https://credentials.example.ac.uk/s//evil.example", 422, "This link of ours does not lead to a credential")]
    public async Task What_cannot_be_checked_is_explained(string entered, int status, string problem)
    {
        using var client = site.Client();
        using var answer = await PostAsync(client, Form(("credential", entered)));

        ((int)answer.StatusCode).Should().Be(status);
        (await answer.Content.ReadAsStringAsync()).Should().Contain(problem);
    }

    [Theory]
    [InlineData("https://credentials.example.ac.uk/s/valid", "/s/valid")]
    [InlineData("HTTPS://CREDENTIALS.EXAMPLE.AC.UK/s/valid?lang=cy#top", "/s/valid")]
    [InlineData("https://credentials.example.ac.uk/s/valid/qr.png", "/s/valid")]
    [InlineData("https://credentials.example.ac.uk/credentials/revoked", "/credentials/revoked")]
    public async Task One_of_our_links_leads_to_its_page(string entered, string path)
    {
        using var client = site.Client();
        using var answer = await PostAsync(client, Form(("credential", entered)));

        answer.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        answer.Headers.Location!.ToString().Should().Be(path);
    }

    [Fact]
    public async Task A_token_that_a_mail_program_broke_into_lines_is_one_again()
    {
        using var client = site.Client();
        using var answer = await PostAsync(client, Form(("credential", "  " + string.Join("\r\n ", site.Submissions["foreign"].Chunk(7).Select(part => new string(part))))));

        (await answer.Content.ReadAsStringAsync()).Should().Contain("but we do not know its issuer");
    }

    [Fact]
    public async Task Too_much_or_not_a_form_is_said_so()
    {
        using var client = site.Client();
        using var large = await PostAsync(client, Form(("credential", new string('a', Submission.MaximumBytes + 1))));
        large.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        using var json = await PostAsync(client, new StringContent("{}", Encoding.UTF8, "application/json"));
        json.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
        using var broken = await PostAsync(client, new StringContent("--x\r\nno header", Encoding.ASCII, new System.Net.Http.Headers.MediaTypeHeaderValue("multipart/form-data") { Parameters = { new("boundary", "x") } }));
        broken.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        using var both = new MultipartFormDataContent { { new StringContent("eyJ"), "credential" }, { new StringContent("{}"), "file", "a.json" } };
        using var ambiguous = await PostAsync(client, both);
        ambiguous.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        foreach (var answer in (HttpResponseMessage[])[large, json, broken, ambiguous])
        {
            answer.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
            (await answer.Content.ReadAsStringAsync()).Should().Contain("There is a problem").And.Contain("<form class=\"check\"");
        }
    }

    internal static MultipartFormDataContent Form(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        return form;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/verify") { Content = content };
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        return await client.SendAsync(request);
    }
}
