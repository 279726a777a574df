using System.Net;
using System.Text.Json.Nodes;
using System.Xml;
using FluentAssertions;
using Issuer.Service.Pages;
using Issuer.Service.Pages.Badges;
using Issuer.Service.Tests.Host;
using Issuer.Service.Tests.Pages;
using Xunit;

namespace Issuer.Service.Tests.Sharing;

/// <summary>How shared credentials look elsewhere: previews, oEmbed, LinkedIn, a piece of HTML.</summary>
public sealed class EmbedTests(SharedService shared, Browser browser) : IClassFixture<SharedService>
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_preview_names_the_learner_only_where_they_chose_so()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement("Tegan", "Vaughan"));
        var nameless = await HeadAsync(issued["links"]!["page"]!.ToString());
        var link = (await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/share-links", new JsonObject { ["nameInPreview"] = true })).Body!;
        var named = await HeadAsync(link["page"]!.ToString());

        nameless.Should().Contain("og:image").And.Contain("summary_large_image").And.Contain("application/json+oembed").And.NotContain("Tegan");
        named.Should().Contain("<meta property=\"og:title\" content=\"Tegan Vaughan: Principles of Sport Management\"").And.Contain("<title>Principles of Sport Management");
        var card = nameless[(nameless.IndexOf("og:image\" content=\"", StringComparison.Ordinal) + 19)..].Split('"')[0];
        card.Should().StartWith(_service.PublicUrl + "/achievements/").And.EndWith("/card.png");
        using var drawn = await _service.Anyone.GetAsync(card[..^3] + "svg");
        drawn.StatusCode.Should().Be(HttpStatusCode.OK);
        (await drawn.Content.ReadAsStringAsync()).Should().Contain("Management").And.NotContain("Tegan");
        using var png = await _service.Anyone.GetAsync(card);
        if (png.StatusCode != HttpStatusCode.NotFound)
        {
            var bytes = await png.Content.ReadAsByteArrayAsync();
            (System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)), System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20))).Should().Be((1200, 630));
        }
    }

    [Fact]
    public async Task OEmbed_answers_for_living_pages_of_ours_and_names_nobody()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement("Tegan", "Vaughan"));
        foreach (var page in new[] { issued["links"]!["page"]!.ToString(), issued["links"]!["public"]!.ToString() })
        {
            var (status, answer) = await OEmbedAsync(page);
            status.Should().Be(HttpStatusCode.OK);
            answer!["version"]!.ToString().Should().Be("1.0");
            answer["type"]!.ToString().Should().Be("link");
            answer["title"]!.ToString().Should().Be("Principles of Sport Management");
            answer["thumbnail_url"]!.ToString().Should().EndWith("/card.png");
            answer.ToJsonString().Should().NotContain("Tegan");
        }

        (await OEmbedAsync("https://elsewhere.example/s/AAECAwQFBgcICQoLDA0ODw")).Status.Should().Be(HttpStatusCode.NotFound);
        (await OEmbedAsync(_service.PublicUrl + "/s/AAECAwQFBgcICQoLDA0ODw")).Status.Should().Be(HttpStatusCode.NotFound);
        (await OEmbedAsync("")).Status.Should().Be(HttpStatusCode.NotFound);
        (await _service.Anyone.GetAsync($"/oembed?format=xml&url={issued["links"]!["page"]}")).StatusCode.Should().Be(HttpStatusCode.NotImplemented);
        var link = (await _service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}/share-links")).Body!["links"]![0]!;
        await _service.SendAsync(HttpMethod.Delete, $"/v1/credentials/{issued["id"]}/share-links/{link["linkId"]}");
        (await OEmbedAsync(issued["links"]!["page"]!.ToString())).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task LinkedIn_gets_the_institutions_number_where_there_is_one()
    {
        await using var service = await TestService.StartAsync();
        var issued = await service.IssueAsync(Requests.SportManagement());
        var page = issued["links"]!["page"]!.ToString();
        (await service.Anyone.GetStringAsync(page)).Should().Contain("organizationName=University%20of%20Example").And.NotContain("organizationId");
        var profile = (await service.SendAsync(HttpMethod.Get, "/v1/institution")).Body!["profile"]!.DeepClone().AsObject();
        profile["linkedInOrganisation"] = "https://linkedin.com/x";
        (await service.SendAsync(HttpMethod.Put, "/v1/institution", profile)).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        profile["linkedInOrganisation"] = "104563921";
        (await service.SendAsync(HttpMethod.Put, "/v1/institution", profile)).Status.Should().Be(HttpStatusCode.OK);

        (await service.Anyone.GetStringAsync(page)).Should().Contain("organizationId=104563921").And.NotContain("organizationName");
    }

    [Fact]
    public async Task The_snippet_is_a_picture_that_leads_to_the_page_without_script()
    {
        var snippet = EmbedEndpoints.Snippet($"{_service.PublicUrl}/s/x\"y", $"{_service.PublicUrl}/i.svg", "\"><script>alert(1)</script>");
        snippet.Should().NotContain("<script>");
        await using var window = await browser.WindowAsync(script: true);
        var page = await window.NewPageAsync();
        await page.SetContentAsync(snippet);
        (await page.Locator("a > img").CountAsync()).Should().Be(1);
        (await page.Locator("script").CountAsync()).Should().Be(0);
        (await page.Locator("a").GetAttributeAsync("href")).Should().Be($"{_service.PublicUrl}/s/x\"y");
        (await page.Locator("img").GetAttributeAsync("alt")).Should().Be("\"><script>alert(1)</script>");
    }

    [Theory]
    [InlineData("Principles of Sport Management")]
    [InlineData("</text><script>alert(1)</script><image href='http://evil.example/x'/>")]
    [InlineData("مبادئ الإدارة الرياضية")]
    [InlineData("")]
    public void A_card_is_one_drawing_without_script_or_reference(string title)
    {
        var svg = BadgeDrawing.DrawCard(new BadgeWords("en", "Micro-credential", BadgeText.Clean(title), BadgeText.Clean(title), ["EQF level 5"]));

        var xml = new XmlDocument { XmlResolver = null };
        xml.LoadXml(System.Text.Encoding.UTF8.GetString(svg));
        xml.SelectNodes("//*")!.Cast<XmlElement>().Select(element => element.LocalName).Distinct().Should().BeSubsetOf(["svg", "g", "path", "circle", "text"]);
        xml.SelectNodes("//@*")!.Cast<XmlAttribute>().Should().NotContain(attribute => attribute.LocalName == "href" || attribute.LocalName.StartsWith("on"));
    }

    private async Task<string> HeadAsync(string page)
    {
        var html = await _service.Anyone.GetStringAsync(page);
        return WebUtility.HtmlDecode(html[..html.IndexOf("</head>", StringComparison.Ordinal)]);
    }

    private Task<(HttpStatusCode Status, JsonNode? Body)> OEmbedAsync(string page) =>
        _service.SendAsync(HttpMethod.Get, $"/oembed?url={Uri.EscapeDataString(page)}", client: _service.Anyone);
}
