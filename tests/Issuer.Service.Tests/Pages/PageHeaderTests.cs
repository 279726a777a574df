using System.Net;
using System.Security.Cryptography;
using FluentAssertions;
using Issuer.Service.Pages;
using Xunit;

namespace Issuer.Service.Tests.Pages;

/// <summary>What a browser is told about a page, and the form that each reader gets.</summary>
public sealed class PageHeaderTests(PageSite site)
{
    private static readonly string[] OfNobody = ["home", "verify", "achievement"];

    [Fact]
    public async Task Every_page_forbids_what_it_does_not_need()
    {
        using var client = site.Client();
        foreach (var (name, path) in PageSite.Pages)
        {
            using var answer = await GetAsync(client, path, "text/html");
            string Header(string header) => string.Join(", ", answer.Headers.TryGetValues(header, out var values) ? values : []);

            Header("Content-Security-Policy").Should().Be(
                "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'" + (name == "verify" ? "; script-src 'self'" : ""), name);
            Header("Permissions-Policy").Should().StartWith(name == "verify" ? "camera=(self), " : "camera=(), ", name);
            Header("X-Content-Type-Options").Should().Be("nosniff");
            Header("Referrer-Policy").Should().Be("no-referrer");
            Header("Cross-Origin-Opener-Policy").Should().Be("same-origin");
            Header("Set-Cookie").Should().BeEmpty();
            Header("Vary").Should().Be("Accept, Accept-Encoding, Accept-Language");
            answer.Content.Headers.ContentType!.ToString().Should().Be("text/html; charset=utf-8");
            answer.Content.Headers.ContentLanguage.Should().Equal("en");
            var html = await answer.Content.ReadAsStringAsync();
            if (OfNobody.Contains(name))
            {
                Header("Cache-Control").Should().Be("no-cache", name);
                Header("X-Robots-Tag").Should().BeEmpty(name);
                continue;
            }

            Header("Cache-Control").Should().Contain("no-store", name);
            Header("X-Robots-Tag").Should().Contain("noindex", name);
            html.Should().Contain("""<meta name="robots" content="noindex">""", name);
        }
    }

    [Fact]
    public async Task A_page_goes_compressed_to_a_browser_that_takes_it_and_is_the_same()
    {
        using var client = site.Client();
        async Task<(byte[] Body, string? Encoding)> ReadAsync(string accept)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/s/valid");
            request.Headers.Accept.ParseAdd("text/html");
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accept);
            using var answer = await client.SendAsync(request);
            return (await answer.Content.ReadAsByteArrayAsync(), answer.Content.Headers.ContentEncoding.SingleOrDefault());
        }

        var plain = await ReadAsync("gzip, br;q=0");
        var compressed = await ReadAsync("gzip, deflate, br");

        (plain.Encoding, compressed.Encoding).Should().Be((null, "br"));
        compressed.Body.Length.Should().BeLessThan(plain.Body.Length / 3);
        using var opened = new System.IO.Compression.BrotliStream(new MemoryStream(compressed.Body), System.IO.Compression.CompressionMode.Decompress);
        using var text = new MemoryStream();
        await opened.CopyToAsync(text);
        // The time of the check differs by the second at most.
        text.Length.Should().Be(plain.Body.Length);
    }

    [Fact]
    public async Task Nothing_that_link_previews_show_names_the_learner()
    {
        using var client = site.Client();
        var html = await client.GetStringAsync("/s/valid");
        var head = html[..html.IndexOf("</head>", StringComparison.Ordinal)];

        head.Should().Contain("""<meta property="og:title" content="Principles of Sport Management" />""").And.Contain("University of Example, Wales");
        head.Should().NotContainAny("Nia", "Rees", "Merit");
        html.Should().Contain("Nia Rees");
    }

    [Fact]
    public async Task Programs_read_what_it_is_in_the_words_of_schema_org_and_never_whose()
    {
        using var client = site.Client();
        foreach (var path in (string[])["/credentials/Yt3kQ0v9bRk2mB5xJd8wAg", "/achievements/sport"])
        {
            var html = await client.GetStringAsync(path);
            var data = System.Text.Json.Nodes.JsonNode.Parse(html[(html.IndexOf("ld+json\">", StringComparison.Ordinal) + 9)..html.IndexOf("</script>", StringComparison.Ordinal)])!;

            data["@type"]!.ToString().Should().Be("EducationalOccupationalCredential");
            data["name"]!.ToString().Should().Be("Principles of Sport Management");
            data["url"]!.ToString().Should().Be(Samples.PublicUrl + path);
            data["recognizedBy"]!["legalName"]!.ToString().Should().Be("University of Example, Wales");
            html.Should().NotContainAny("Nia", "Rees", "Merit");
        }
    }

    [Fact]
    public async Task The_certificate_says_what_the_learner_can_do_and_who_says_so_since_when()
    {
        using var client = site.Client();
        var html = await client.GetStringAsync("/s/valid");

        html.Should().ContainAll(
            "What the learner can do", "Level 5 of 8: comparable to a short cycle of higher education", "125 to 150 hours of work: one credit stands for 25 to 30",
            "Who says this is <bdi>University of Example, Wales</bdi>?", "registered with this service since 1 September 2025", "k1, published since 2 March 2026");
        var link = html[html.IndexOf("https://www.linkedin.com/profile/add?", StringComparison.Ordinal)..];
        link = WebUtility.HtmlDecode(link[..link.IndexOf('"', StringComparison.Ordinal)]);
        var fields = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(link).Query);
        fields["name"].Should().Equal("Principles of Sport Management");
        fields["organizationName"].Should().Equal("University of Example, Wales");
        fields["certUrl"].Should().Equal(Samples.PublicUrl + "/s/valid");
        (fields["issueYear"] + "-" + fields["issueMonth"]).Should().Be("2026-11");
        link.Should().NotContainAny("Nia", "Rees");
    }

    [Theory]
    [InlineData("/s/valid", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 200, "text/html")]
    [InlineData("/s/valid", "*/*", 200, "text/html")]
    [InlineData("/s/valid", "application/vc+jwt", 200, "application/vc+jwt")]
    [InlineData("/s/valid", "application/json", 406, "application/problem+json")]
    [InlineData("/s/valid", "application/vc+jwt;q=0.5, application/json", 200, "application/vc+jwt")]
    [InlineData("/s/valid", "text/html;q=0, application/*", 200, "application/vc+jwt")]
    [InlineData("/s/valid", "application/zip", 406, "application/problem+json")]
    [InlineData("/s/valid", "image/png", 406, "application/problem+json")]
    [InlineData("/s/erased", "text/html", 410, "text/html")]
    [InlineData("/s/erased", "application/json", 410, "application/problem+json")]
    [InlineData("/s/closed", "application/vc+jwt", 410, "application/problem+json")]
    [InlineData("/s/nothing", "text/html", 404, "text/html")]
    [InlineData("/s/nothing", "application/json", 404, "application/problem+json")]
    [InlineData("/s/outage", "text/html", 500, "text/html")]
    [InlineData("/s/outage", "application/json", 500, "application/problem+json")]
    [InlineData("/s/nothing/qr.svg", "image/*", 404, "text/html")]
    [InlineData("/s/erased/qr.png", "image/*", 410, "text/html")]
    [InlineData("/s/erased/credential.jwt", "*/*", 410, "text/html")]
    [InlineData("/s/valid/credential.jwt", "*/*", 200, "application/vc+jwt")]
    [InlineData("/credentials/Yt3kQ0v9bRk2mB5xJd8wAg", "text/html", 200, "text/html")]
    [InlineData("/credentials/Yt3kQ0v9bRk2mB5xJd8wAg", "application/json", 200, "application/json")]
    [InlineData("/credentials/Yt3kQ0v9bRk2mB5xJd8wAg", "application/ld+json", 200, "application/ld+json")]
    [InlineData("/credentials/Yt3kQ0v9bRk2mB5xJd8wAg", "application/vc+jwt", 406, "application/problem+json")]
    [InlineData("/credentials/erased", "text/html", 410, "text/html")]
    [InlineData("/credentials/erased", "application/json", 410, "application/json")]
    [InlineData("/credentials/nothing", "application/json", 404, "application/problem+json")]
    [InlineData("/achievements/sport", "text/html", 200, "text/html")]
    [InlineData("/achievements/sport", "application/ld+json", 200, "application/ld+json")]
    [InlineData("/achievements/nothing", "text/html", 404, "text/html")]
    public async Task Each_reader_gets_their_form(string path, string accept, int status, string type)
    {
        using var client = site.Client();
        using var answer = await GetAsync(client, path, accept);

        ((int)answer.StatusCode).Should().Be(status);
        answer.Content.Headers.ContentType!.MediaType.Should().Be(type);
        if (status != 500)
            answer.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
    }

    [Fact]
    public async Task Head_says_what_get_says_without_the_body()
    {
        using var client = site.Client();
        foreach (var path in (string[])["/", "/verify", "/s/valid", "/s/erased", "/credentials/revoked", "/achievements/sport", "/s/valid/credential.jwt", "/s/valid/qr.png"])
        {
            using var get = await GetAsync(client, path, "*/*");
            using var head = await client.SendAsync(new(HttpMethod.Head, path));

            head.StatusCode.Should().Be(get.StatusCode, path);
            head.Content.Headers.ContentType.Should().Be(get.Content.Headers.ContentType);
            head.Headers.CacheControl.Should().Be(get.Headers.CacheControl);
            (await head.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
        }
    }

    [Fact]
    public async Task Style_and_icon_are_kept_for_a_year_under_the_hash_of_their_content()
    {
        using var client = site.Client();
        foreach (var path in (string[])[SiteAssets.StylesheetPath, SiteAssets.IconPath])
        {
            using var answer = await client.GetAsync(path);
            var content = await answer.Content.ReadAsByteArrayAsync();

            answer.Headers.CacheControl!.ToString().Should().Be("public, max-age=31536000, immutable");
            path.Should().Contain(Convert.ToHexStringLower(SHA256.HashData(content))[..16]);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, SiteAssets.StylesheetPath) { Headers = { { "Accept-Encoding", "br" } } };
        using var compressed = await client.SendAsync(request);
        compressed.Content.Headers.ContentEncoding.Should().Equal("br");
        using (var other = await client.GetAsync("/assets/site.0123456789abcdef.css"))
            other.Headers.CacheControl!.ToString().Should().Be("no-cache", "it is not the content that was asked for");
        using var nothing = await client.GetAsync("/assets/app.js");
        nothing.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task No_answer_holds_the_host_that_a_request_named()
    {
        using var client = site.Client();
        client.DefaultRequestHeaders.Host = "evil.example";
        client.DefaultRequestHeaders.Add("X-Forwarded-Host", "evil.example");
        foreach (var (name, path) in PageSite.Pages)
        {
            using var answer = await GetAsync(client, path, "text/html");
            (await answer.Content.ReadAsStringAsync()).Should().NotContain("evil.example", name);
        }
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await client.SendAsync(request);
    }
}
