using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Tests;
using Issuer.Service.Operations;
using Issuer.Service.Pages.Paper;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Pages.Paper;

/// <summary>Hostile text in a certificate stays text: nothing is fetched, no file of this machine is read, nothing that acts gets into the PDF.</summary>
public sealed class PaperGateTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("<p>text</p><img src=\"data:image/png;base64,AAAA\" alt=\"\">", null)]
    [InlineData("<a href=\"https://example.org/?a=1&amp;b=2\" rel=\"external nofollow\">x</a>", null)]
    [InlineData("<p>&lt;img src=file:///etc/passwd&gt;</p>", null)]
    [InlineData("<img src=\"file:///etc/passwd\">", "src of <img>")]
    [InlineData("<img src='file:///etc/passwd'>", "src of <img>")]
    [InlineData("<img src=file:///etc/passwd>", "src of <img>")]
    [InlineData("<img src=\"data:image/svg+xml,&lt;svg/&gt;\">", "src of <img>")]
    [InlineData("<img\nsrc=\"http://169.254.169.254/\"/>", "src of <img>")]
    [InlineData("<link rel=\"attachment\" href=\"file:///etc/passwd\">", "<link>")]
    [InlineData("<a rel=\"attachment\" href=\"https://example.org/\">x</a>", "rel of <a>")]
    [InlineData("<a href=\"file:///etc/passwd\">x</a>", "href of <a>")]
    [InlineData("<a href=\"&#102;ile:///etc/passwd\">x</a>", "href of <a>")]
    [InlineData("<object data=\"file:///etc/passwd\"></object>", "<object>")]
    [InlineData("<p style=\"background:url(file:///etc/passwd)\">x</p>", "style of <p>")]
    [InlineData("<style>@import url(file:///etc/passwd);</style>", "an address in a style")]
    [InlineData("<p/src=file:///etc/passwd>", "markup that is not ours")]
    [InlineData("<!--><img src=file:///etc/passwd>-->", "<>")]
    [InlineData("<style>p{background:u\\72l(file:///etc/passwd)}</style>", "an address in a style")]
    [InlineData("<p title=\"x\">", "title of <p>")]
    [InlineData("<p class=\"a\"src=\"b\">", "markup that is not ours")]
    [InlineData("<IMG SRC=\"data:image/png;base64,AAAA\">", "<IMG>")]
    [InlineData("<svg><image href=\"file:///etc/passwd\"/></svg>", "<image>")]
    [InlineData("<script>alert(1)</script>", "<script>")]
    public void Only_what_cannot_be_followed_gets_through(string html, string? fault) => PaperGate.Fault(html).Should().Be(fault);

    [Fact]
    public async Task Hostile_text_in_every_field_is_printed_as_text()
    {
        using var trap = new TcpListener(IPAddress.Loopback, 0);
        trap.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)trap.LocalEndpoint).Port}/trap";
        var secret = Path.Combine(Path.GetTempPath(), "secret-" + Guid.CreateVersion7().ToString("N") + ".txt");
        await File.WriteAllTextAsync(secret, "CANARY-OF-THIS-MACHINE", Ct);
        try
        {
            await using var service = await TestService.StartAsync();
            foreach (var text in Strings(address, secret))
            {
                using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/credentials") { Content = TestService.Json(Everywhere(text)) };
                using var issued = await service.Registrar.SendAsync(message, Ct);
                if (issued.StatusCode != HttpStatusCode.Created)
                    continue; // Refused at the door.
                var page = (string)JsonNode.Parse(await issued.Content.ReadAsStringAsync(Ct))!["links"]!["page"]!;
                using var answer = await service.Anyone.GetAsync(page + "/certificate.pdf", Ct);
                CertificateTests.SkipWithoutProgram(answer);
                var pdf = await answer.Content.ReadAsByteArrayAsync(Ct);

                await CertificateTests.CheckAsync(pdf);
                var (words, printed) = (Bare(text), Bare(await CertificateTests.TextAsync(pdf)));
                printed.Should().Contain(words[..Math.Min(words.Length, 40)], "{0} is text", text);
                printed.Should().NotContain(Bare("CANARY-OF-THIS-MACHINE"));
                Encoding.Latin1.GetString(pdf).Should().NotContain("CANARY-OF-THIS-MACHINE").And.Contain("/EmbeddedFiles");
                Encoding.UTF8.GetString(await CertificateTests.OfFileAsync(pdf, "pdfdetach", "-list")).Should().StartWith("1 embedded files");
                // WeasyPrint writes its objects as text.
                Encoding.Latin1.GetString(pdf).Should().NotContainAny("/JavaScript", "/Launch", "/SubmitForm", "/URI (file:", "/URI (javascript:", "/RichMedia");
            }

            trap.Pending().Should().BeFalse("nothing was fetched");
        }
        finally
        {
            File.Delete(secret);
        }
    }

    private static List<string> Strings(string address, string secret)
    {
        var names = JsonNode.Parse(File.ReadAllBytes(TestData.Shared("attacks/unicode-names.json")))!["names"]!.AsArray().Select(name => name!.GetValue<string>());
        return
        [
            $"<img src=file://{secret}>", $"<img src=\"{address}\">", $"<link rel=attachment href=file://{secret}>", $"<a rel=attachment href=file://{secret}>x</a>",
            $"<style>@import url(file://{secret});</style>", $"<style>body{{background:url({address})}}</style>", $"</bdi></p></style><object data=file://{secret}>", $"<svg><image href=\"file://{secret}\"/></svg>",
            $"<meta http-equiv=refresh content=\"0;url={address}\">", $"<base href={address}>", $"\" style=\"background:url({address})", "<script>app.alert(1)</script>", ") /OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
            "\\) >> endobj trailer", .. names.Where((_, i) => i % 40 == 0).Take(6),
        ];
    }

    private static JsonObject Everywhere(string text)
    {
        JsonObject Said() => new() { ["en"] = text };
        return Requests.SportManagement()
            .With("learner", new JsonObject { ["fullName"] = text, ["email"] = "nia@example.org" })
            .With("title", Said()).With("description", Said()).With("prerequisites", Said()).With("furtherInformation", Said())
            .With("awardingBodies", new JsonArray(new JsonObject { ["legalName"] = Said(), ["country"] = "GBR" }))
            .With("provider", new JsonObject { ["legalName"] = Said(), ["country"] = "GBR" })
            .With("learningOutcomes", new JsonArray(new JsonObject { ["title"] = Said() }))
            .With("grade", new JsonObject { ["value"] = text, ["scheme"] = Said() });
    }

    // What a line's end, a hyphen or a font's ligature changes is not the text.
    private static string Bare(string text) => string.Concat(text.Normalize(NormalizationForm.FormKC).Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
