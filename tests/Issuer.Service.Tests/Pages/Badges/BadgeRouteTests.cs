using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Tests.Formats;
using Issuer.Service.Institutions;
using Issuer.Service.Languages;
using Issuer.Service.Pages;
using Issuer.Service.Pages.Badges;
using Issuer.Service.Tests.Host;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Issuer.Service.Tests.Pages.Badges;

/// <summary>The whole way over HTTP: issue, fetch the badge, hand it in again.</summary>
public sealed class BadgeRouteTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_credential_says_where_its_achievement_s_picture_is()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());
        var achievement = issued["formats"]!["vc"]!["credentialSubject"]!["achievement"]!;
        var image = achievement["image"]!;
        ((string)image["type"]!).Should().Be("Image");
        ((string)image["id"]!).Should().Be((string)achievement["id"]! + "/image.svg");
        using var answer = await _service.Anyone.GetAsync(new Uri((string)image["id"]!), TestContext.Current.CancellationToken);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().Should().Be("image/svg+xml");
        answer.Headers.GetValues("Cross-Origin-Resource-Policy").Should().Equal("cross-origin");
    }

    [Theory]
    [InlineData("svg", "image/svg+xml")]
    [InlineData("png", "image/png")]
    public async Task A_shared_badge_carries_the_signed_credential_and_verifies(string extension, string mediaType)
    {
        if (extension == "png")
            RasteriserTests.Installed();
        var issued = await _service.IssueAsync(Requests.SportManagement(email: $"baked-{extension}@example.org"));
        var path = Path(issued) + "/badge." + extension;
        using var answer = await _service.Anyone.GetAsync(path, TestContext.Current.CancellationToken);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().Should().Be(mediaType);
        answer.Headers.CacheControl!.ToString().Should().Be("no-store");
        Header(answer, "X-Robots-Tag").Should().StartWith("noindex");
        Header(answer, "Referrer-Policy").Should().Be("no-referrer");
        Header(answer, "X-Content-Type-Options").Should().Be("nosniff");
        Header(answer, "Content-Security-Policy").Should().StartWith("default-src 'none'");
        answer.Headers.ETag.Should().BeNull();

        var badge = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var baked = extension == "png" ? BakedPng.Read(badge) : BakedSvg.Read(badge);
        var inside = JsonNode.Parse(baked.Should().BeOfType<BakedImage.Found>().Which.Credential.Span);
        JsonNode.DeepEquals(inside, issued["formats"]!["vc"]).Should().BeTrue();
        if (extension == "png")
            Pictures.Chunks(badge).Count(chunk => chunk.Type == "iTXt").Should().Be(1);

        var (status, report) = await PostAsync(mediaType, badge);
        status.Should().Be(HttpStatusCode.OK);
        ((string)report["verdict"]!).Should().Be("valid");
        ((string)report["credential"]!["credentialSubject"]!["name"]!).Should().Be("Nia Rees");

        // Through a form on a page, named as a mail program might.
        (await UploadAsync(badge, "attachment.bin")).Should().Contain(Words.Genuine.In(UiLanguage.English));

        using var head = await _service.Anyone.SendAsync(new(HttpMethod.Head, path), TestContext.Current.CancellationToken);
        head.StatusCode.Should().Be(HttpStatusCode.OK);

        await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/revoke", new JsonObject { ["reason"] = "issued-in-error" });
        ((string)(await PostAsync(mediaType, badge)).Report["verdict"]!).Should().Be("invalid");
    }

    [Fact]
    public async Task The_picture_shows_nothing_of_the_learner()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement("Gwenllïan", "Prydderch"));
        var svg = await _service.Anyone.GetStringAsync(Path(issued) + "/badge.svg", TestContext.Current.CancellationToken);
        // The credential that is baked in is another matter: the link gives it to whoever holds it.
        var drawing = svg[(svg.IndexOf("</openbadges:credential>", StringComparison.Ordinal) + 1)..];
        drawing.Should().NotContain("Gwenll").And.NotContain("Prydderch").And.Contain("Principles of Sport");
    }

    [Fact]
    public async Task Links_that_show_nothing_have_no_badge()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement("Erin", "Gone", email: "gone-badge@example.org"));
        (await _service.SendAsync(HttpMethod.Delete, $"/v1/learners/{issued["learnerId"]}")).Status.Should().Be(HttpStatusCode.NoContent);
        foreach (var file in new[] { "badge.svg", "badge.png" })
        {
            foreach (var (path, expected) in new[] { (Path(issued), HttpStatusCode.Gone), ("/s/AAAAAAAAAAAAAAAAAAAAAA", HttpStatusCode.NotFound), ("/s/%2e%2e", HttpStatusCode.NotFound) })
            {
                using var answer = await _service.Anyone.GetAsync($"{path}/{file}", TestContext.Current.CancellationToken);
                answer.StatusCode.Should().Be(expected, path);
                answer.Headers.CacheControl!.NoStore.Should().BeTrue();
            }
        }

        using var post = await _service.Anyone.PostAsync(Path(issued) + "/badge.svg", null, TestContext.Current.CancellationToken);
        post.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
    }

    [Theory]
    [InlineData("svg", "image/svg+xml")]
    [InlineData("png", "image/png")]
    public async Task An_achievement_has_a_picture_without_any_credential(string extension, string mediaType)
    {
        if (extension == "png")
            RasteriserTests.Installed();
        var issued = await _service.IssueAsync(Requests.SportManagement());
        var achievement = await AchievementPathAsync(issued);
        using var answer = await _service.Anyone.GetAsync($"{achievement}/image.{extension}", TestContext.Current.CancellationToken);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().Should().Be(mediaType);
        answer.Headers.CacheControl!.ToString().Should().Be("no-cache");
        Header(answer, "Cross-Origin-Resource-Policy").Should().Be("cross-origin");
        var picture = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        (extension == "png" ? BakedPng.Read(picture) : BakedSvg.Read(picture)).Should().BeOfType<BakedImage.Nothing>().Which.Code.Should().Be("image-without-credential");

        using var again = new HttpRequestMessage(HttpMethod.Get, $"{achievement}/image.{extension}");
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        using var same = await _service.Anyone.SendAsync(again, TestContext.Current.CancellationToken);
        same.StatusCode.Should().Be(HttpStatusCode.NotModified);

        using var missing = await _service.Anyone.GetAsync($"/achievements/none/image.{extension}", TestContext.Current.CancellationToken);
        missing.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Without_means_to_draw_the_png_is_a_clear_problem_and_svg_works()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());
        var token = Path(issued)["/s/".Length..];
        var data = _service.Services.GetRequiredService<IPageData>();
        using var none = RasteriserTests.At(null);
        using var pictures = new BadgePictures(none, _service.Services.GetRequiredService<InstitutionDirectory>());
        var http = new DefaultHttpContext();
        foreach (var result in new[]
        {
            await BadgeEndpoints.SharePng(token, data, pictures, http, TestContext.Current.CancellationToken),
            await BadgeEndpoints.AchievementPng((await AchievementPathAsync(issued)).Split('/')[^1], data, pictures, http, TestContext.Current.CancellationToken),
        })
        {
            var problem = result.Should().BeOfType<ProblemHttpResult>().Which;
            problem.StatusCode.Should().Be(StatusCodes.Status404NotFound);
            problem.ProblemDetails.Extensions["code"].Should().Be("no-png");
            problem.ProblemDetails.Detail.Should().Contain(".svg");
        }

        (await BadgeEndpoints.ShareSvg(token, data, http, TestContext.Current.CancellationToken)).Should().BeOfType<FileContentHttpResult>();
    }

    [Fact]
    public async Task The_page_offers_both_for_download()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());
        var page = await _service.Anyone.GetStringAsync(Path(issued), TestContext.Current.CancellationToken);
        page.Should().Contain($"href=\"{Path(issued)}/badge.png\" download=\"badge.png\"").And.Contain($"href=\"{Path(issued)}/badge.svg\" download=\"badge.svg\"");
    }

    [Fact]
    public async Task Pictures_that_cannot_be_checked_say_why()
    {
        foreach (var (type, body, expected, code) in new[]
        {
            ("image/png", Pictures.Png(), 422, "image-without-credential"),
            ("image/png", Pictures.Png()[..^1], 400, "image-damaged"),
            ("image/png", Pictures.Png(Pictures.Plain("openbadges", "a.b.c"), Pictures.Plain("openbadgecredential", "a.b.c")), 422, "image-with-several-credentials"),
            ("image/png", Pictures.Png(Pictures.Compressed("openbadges", Pictures.Zlib(new byte[5_000_000]))), 400, "image-expands-too-far"),
            ("image/png", Pictures.Png(Pictures.Plain("openbadgecredential", "{\"a\":1,\"a\":2}")), 400, "json-duplicate-member"),
            ("image/svg+xml", Encoding.UTF8.GetBytes(Pictures.Svg), 422, "image-without-credential"),
            ("image/svg+xml", Encoding.UTF8.GetBytes("<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + Pictures.Svg), 400, "image-document-type"),
            ("image/svg+xml; charset=utf-8", Encoding.UTF8.GetBytes(Pictures.Svg[..20]), 400, "image-damaged"),
            ("image/png", "GIF89a"u8.ToArray(), 400, "json-syntax"),
        })
        {
            var (status, problem) = await PostAsync(type, body);
            ((int)status).Should().Be(expected, code);
            ((string)problem["errors"]![0]!["code"]!).Should().Be(code);
        }

        (await PostAsync("image/gif", "GIF89a"u8.ToArray())).Status.Should().Be(HttpStatusCode.UnsupportedMediaType);
        (await UploadAsync(Pictures.Png(), "badge.png", HttpStatusCode.UnprocessableEntity)).Should().Contain("This picture holds no credential");
    }

    [Fact]
    public async Task A_badge_of_the_old_format_is_named_on_every_way()
    {
        const string Assertion = """
            {"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "https://badges.example.org/assertions/1",
             "recipient": {"type": "email", "hashed": true, "identity": "sha256$00"}, "issuedOn": "2020-03-04T00:00:00Z", "verification": {"type": "HostedBadge"},
             "badge": {"type": "BadgeClass", "name": "Old <b>Sport</b>", "criteria": {"narrative": "Run."}, "issuer": {"id": "https://badges.example.org", "type": "Issuer", "name": "Old University"}}}
            """;
        foreach (var (type, body) in new[] { ("application/json", Encoding.UTF8.GetBytes(Assertion)), ("image/png", Pictures.Png(Pictures.International("openbadges", Assertion))) })
        {
            var (status, report) = await PostAsync(type, body);
            status.Should().Be(HttpStatusCode.OK);
            ((string)report["verdict"]!).Should().Be("indeterminate");
            ((string)report["checks"]![0]!["code"]!).Should().Be("open-badges-2");
            ((string)report["credential"]!["badge"]!["name"]!).Should().Be("Old <b>Sport</b>");
        }

        var page = await UploadAsync(Pictures.Png(Pictures.International("openbadges", Assertion)), "old.png");
        page.Should().Contain(Words.CannotTell.In(UiLanguage.English)).And.Contain("older form without embedded proof")
            .And.Contain("Old &lt;b&gt;Sport&lt;/b&gt;").And.Contain("Old University").And.Contain("2020-03-04").And.NotContain(Words.Genuine.In(UiLanguage.English));
    }

    [Fact]
    public async Task Other_programs_find_the_files_in_order()
    {
        RasteriserTests.Installed();
        if (!File.Exists("/usr/bin/pngcheck"))
            Assert.Skip("pngcheck is not here.");
        var issued = await _service.IssueAsync(Requests.SportManagement());
        var file = System.IO.Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, await _service.Anyone.GetByteArrayAsync(Path(issued) + "/badge.png", TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
            using var process = Process.Start(new ProcessStartInfo("/usr/bin/pngcheck", ["-v", "-t", file]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var told = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            process.ExitCode.Should().Be(0, told);
            told.Should().Contain("chunk iTXt").And.Contain("openbadgecredential").And.Contain("No errors detected");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Path(JsonObject issued) => new Uri((string)issued["links"]!["page"]!).AbsolutePath;

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();

    private async Task<string> AchievementPathAsync(JsonObject issued)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/credentials/{issued["id"]}");
        request.Headers.Accept.ParseAdd("application/json");
        using var answer = await _service.Anyone.SendAsync(request, TestContext.Current.CancellationToken);
        var credential = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return new Uri((string)credential!["achievement"]!).AbsolutePath;
    }

    private async Task<(HttpStatusCode Status, JsonObject Report)> PostAsync(string mediaType, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        using var answer = await _service.Anyone.PostAsync("/v1/verify", content, TestContext.Current.CancellationToken);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject());
    }

    private async Task<string> UploadAsync(byte[] file, string name, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(file), "file", name } };
        using var answer = await _service.Anyone.PostAsync("/verify", form, TestContext.Current.CancellationToken);
        answer.StatusCode.Should().Be(expected);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
