using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Checking;
using Issuer.Service.Tests.Credentials;
using Issuer.Service.Tests.Host;
using Issuer.Service.Tests.Pages;
using Xunit;

namespace Issuer.Service.Tests.Sharing;

public sealed class ReceiptsOnSqliteTests(SharedService shared, Browser browser) : ReceiptTests(shared, browser), IClassFixture<SharedService>;

public sealed class ReceiptsOnPostgresTests(SharedPostgresService shared, Browser browser) : ReceiptTests(shared, browser), IClassFixture<SharedPostgresService>;

/// <summary>A receipt says what was found, is known again by the service that signed it, and can be checked with files alone.</summary>
public abstract class ReceiptTests(SharedService shared, Browser browser)
{
    private readonly TestService _service = shared.Service;

    private static int Verify(Stream output, string file, string did) =>
        VerifyCommand.Run([file, "--did-document", did], new Terminal(Stream.Null, output, TextWriter.Null, TimeProvider.System));

    [Fact]
    public async Task A_receipt_of_a_page_is_checked_online_and_offline()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement(email: "nia@example.org"));
        var receipt = await ReceiptAsync($"{issued["links"]!["page"]}/receipt");

        var said = JsonNode.Parse(IssuingTests.Decode(receipt.Split('.')[1]))!;
        said["credentialSubject"]!["id"]!.ToString().Should().Be(issued["links"]!["public"]!.ToString());
        said["credentialSubject"]!["verdict"]!.ToString().Should().Be("valid");
        said["credentialSubject"]!["checks"]!.AsArray().Select(check => check!["checkName"]!.ToString()).Should().Contain(["format", "signature", "issuer", "validity", "status", "trust"]);
        said.ToJsonString().Should().NotContain("Nia").And.NotContain("Rees").And.NotContain("nia@");

        var report = await _service.VerifyAsync(receipt);
        report["verdict"]!.ToString().Should().Be("valid", report.ToJsonString());
        report["checks"]![0]!["outcome"]!.ToString().Should().Be("passed");

        var folder = Directory.CreateTempSubdirectory("receipt-");
        try
        {
            var (file, did) = (Path.Combine(folder.FullName, "receipt.jwt"), Path.Combine(folder.FullName, "did.json"));
            await File.WriteAllTextAsync(file, receipt, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(did, await _service.Anyone.GetStringAsync("/institutions/university-of-example/did.json"), TestContext.Current.CancellationToken);
            using var told = new MemoryStream();
            Verify(told, file, did).Should().Be(VerifyCommand.Valid, System.Text.Encoding.UTF8.GetString(told.ToArray()));
            var changed = receipt.Split('.') is [var header, var payload, var signature]
                ? $"{header}.{Encode(IssuingTests.Decode(payload).Replace("\"valid\"", "\"vaIid\"", StringComparison.Ordinal))}.{signature}"
                : "";
            await File.WriteAllTextAsync(file, changed, TestContext.Current.CancellationToken);
            Verify(Stream.Null, file, did).Should().Be(VerifyCommand.Invalid);
            (await _service.VerifyAsync(changed))["verdict"]!.ToString().Should().Be("invalid");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task It_says_what_was_so_then_and_stays_good_when_things_change()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());
        var before = await ReceiptAsync($"{issued["links"]!["page"]}/receipt");
        await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/revoke", new JsonObject { ["reason"] = "misconduct" });
        var after = await ReceiptAsync($"{issued["links"]!["page"]}/receipt");
        await _service.SendAsync(HttpMethod.Delete, $"/v1/learners/{issued["learnerId"]}");

        foreach (var (receipt, verdict, state) in ((string, string, string)[])[(before, "valid", "active"), (after, "invalid", "revoked")])
        {
            var said = JsonNode.Parse(IssuingTests.Decode(receipt.Split('.')[1]))!["credentialSubject"]!;
            (said["verdict"]!.ToString(), said["state"]!.ToString()).Should().Be((verdict, state));
            (await _service.VerifyAsync(receipt))["verdict"]!.ToString().Should().Be("valid");
        }
    }

    [Fact]
    public async Task A_link_that_shows_a_part_says_so_in_its_receipt()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());
        var link = (await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/share-links", new JsonObject { ["shows"] = "minimal" })).Body!;

        var said = JsonNode.Parse(IssuingTests.Decode((await ReceiptAsync($"{link["page"]}/receipt")).Split('.')[1]))!["credentialSubject"]!;

        said["shown"]!.ToString().Should().Be("minimal");
    }

    [Fact]
    public async Task After_verify_a_receipt_is_there_for_our_own_credentials_alone()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());
        var token = issued["formats"]!["vc+jwt"]!.ToString();
        (await VerifyPageAsync("/verify", token)).Page.Should().Contain("/verify/receipt");
        var (status, receipt) = await VerifyPageAsync("/verify/receipt", token);
        status.Should().Be(HttpStatusCode.OK);
        (await _service.VerifyAsync(receipt))["verdict"]!.ToString().Should().Be("valid");
        (await VerifyPageAsync("/verify/receipt", token[..^4] + "AAAA")).Status.Should().Be(HttpStatusCode.NotFound, "nobody signs under a forger's words");
        (await VerifyPageAsync("/verify/receipt", receipt)).Status.Should().Be(HttpStatusCode.NotFound, "a receipt of a receipt says nothing");

        var (_, page) = await VerifyPageAsync("/verify", receipt);
        page.Should().Contain("This receipt is genuine<").And.Contain("Genuine and valid").And.Contain($"/credentials/{issued["id"]}\"").And.NotContain("Awarded to").And.NotContain("This credential is genuine");

        await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/revoke", new JsonObject { ["reason"] = "misconduct" });
        var ofRevoked = (await VerifyPageAsync("/verify", (await VerifyPageAsync("/verify/receipt", token)).Page)).Page;
        ofRevoked.Should().Contain("it says that the credential was not valid").And.Contain("verdict caution").And.NotContain("verdict good");
    }

    [Fact]
    public async Task A_hundred_a_day_and_each_is_an_event()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());

        var answers = await Task.WhenAll(Enumerable.Range(0, 105).Select(async _ =>
        {
            using var answer = await _service.Anyone.PostAsync($"{issued["links"]!["page"]}/receipt", null);
            return answer.StatusCode;
        }));

        answers.Count(status => status == HttpStatusCode.OK).Should().Be(100);
        answers.Count(status => status == HttpStatusCode.TooManyRequests).Should().Be(5);
    }

    [Fact]
    public async Task The_page_of_a_receipt_is_accessible()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());
        var receipt = await ReceiptAsync($"{issued["links"]!["page"]}/receipt");
        await using var window = await browser.WindowAsync(script: true);
        var page = await window.NewPageAsync();
        var watched = PageAudit.Watch(page, new Uri(_service.PublicUrl));
        await page.GotoAsync(_service.PublicUrl + "/verify");
        await page.Locator("#credential").FillAsync(receipt);
        await page.Locator("form.check button").ClickAsync();

        (await page.Locator("#receipt-says").InnerTextAsync()).Should().Be("Verification receipt");
        (await PageAudit.FaultsAsync(page)).Should().BeEmpty();
        watched.Should().BeEmpty();
    }

    private static string Encode(string payload) => Core.Encoding.Base64UrlText.Encode(Encoding.UTF8.GetBytes(payload));

    private async Task<string> ReceiptAsync(string path)
    {
        using var answer = await _service.Anyone.PostAsync(path, null);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentDisposition!.FileName.Should().Be("verification-receipt.jwt");
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<(HttpStatusCode Status, string Page)> VerifyPageAsync(string path, string credential)
    {
        using var form = new MultipartFormDataContent { { new StringContent(credential), "credential" } };
        using var answer = await _service.Anyone.PostAsync(path, form);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
