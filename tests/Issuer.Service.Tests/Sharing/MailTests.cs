using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Access;
using Issuer.Service.Learners;
using Issuer.Service.Sharing.Mail;
using Issuer.Service.Store;
using Issuer.Service.Tests.Host;
using Issuer.Service.Tests.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Issuer.Service.Tests.Sharing;

/// <summary>Letters against a real mail server that takes, refuses, delays and breaks off.</summary>
public sealed class MailTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Letters_survive_refusals_delays_and_cuts_and_none_comes_twice_after_it_was_taken(bool postgres)
    {
        await using var sink = await SmtpSink.StartAsync();
        await using var service = await TestService.StartAsync(Settings(sink, postgres));
        foreach (var name in (string[])["plain", "refuse", "greylist", "busy", "cut", "acked"])
            await InviteAsync(service, $"{name}@example.org");

        foreach (var name in (string[])["plain", "acked"])
            await sink.WaitForAsync("letter", $"{name}@example.org");
        await sink.WaitForAsync("cut", "cut@example.org");
        await OutcomesAsync(service, 3); // plain, acked, refuse

        // A minute later, by the clock of another node.
        await Task.WhenAll(Another(service, TimeSpan.FromMinutes(2)).SendDueAsync(CancellationToken.None), Another(service, TimeSpan.FromMinutes(2)).SendDueAsync(CancellationToken.None));
        await OutcomesAsync(service, 6);
        await Another(service, TimeSpan.FromHours(2)).SendDueAsync(CancellationToken.None);

        foreach (var name in (string[])["plain", "greylist", "busy", "cut", "acked"])
            sink.LettersTo($"{name}@example.org").Should().ContainSingle(name);
        sink.LettersTo("refuse@example.org").Should().BeEmpty();
        sink.Events.Count(one => one["address"]?.ToString() == "refuse@example.org").Should().Be(1, "what is refused for good is not tried again");
        (await RowsAsync(service, LearnerMail.Table)).Should().BeEmpty("what was sent is not kept");
        (await RowsAsync(service, MailSender.Attempts)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_letter_says_the_same_twice_and_hostile_text_is_inert_in_it()
    {
        const string Title = "Sport <script>alert(1)</script> & \"Management\" Bcc: evil@example.org";
        await using var sink = await SmtpSink.StartAsync();
        await using var service = await TestService.StartAsync(Settings(sink, postgres: false));
        await InviteAsync(service, "o'brien+test@example.org", Title);
        await sink.WaitForAsync("letter", "o'brien+test@example.org");

        var letter = sink.LettersTo("o'brien+test@example.org").Single();
        letter["recipients"]!.GetValue<int>().Should().Be(1);
        var text = Mailbox.Decode(letter["text"]!.ToString());
        var headers = text[..text.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        headers.Should().Contain("From: \"Registry of Example\" <registry@example.ac.uk>").And.Contain("Message-ID: <").And.Contain("multipart/alternative").And.NotContain("Bcc");
        text.Should().Contain("Sport <script>alert(1)</script> & \"Management\" Bcc: evil@example.org", "plain text is plain");
        text.Should().Contain("Sport &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Management&quot;").And.NotContain("<img").And.NotContain("Rees");
        var html = text[text.IndexOf("<!DOCTYPE html>", StringComparison.Ordinal)..];
        html.Should().NotContain("<script>");
    }

    [Theory]
    [InlineData("Line\r\nBcc: evil@example.org", "Line Bcc: evil@example.org")]
    [InlineData("a\u202Eb\u0000c\u2028d\te", "a b c d e")]
    [InlineData("  ", "")]
    public void A_subject_is_one_line(string text, string line) => MailText.Line(text).Should().Be(line);

    [Theory]
    [InlineData("a@example.org\r\nBcc: b@example.org")]
    [InlineData("a@example.org, b@example.org")]
    [InlineData("")]
    [InlineData("nobody")]
    public async Task No_address_makes_a_header(string address)
    {
        var transport = new MailTransport(new IssuerSettings { PublicUrl = "http://localhost", DataDirectory = "/", KeysDirectory = "/", Mail = new() { Host = "127.0.0.1", Port = 1, From = "a@b.example" } });

        (await transport.SendAsync("x", new Letter(address, "s", "t", "h"), CancellationToken.None)).Should().Be(new Delivery.Never("address"));
    }

    [Fact]
    public async Task Letters_that_wait_go_with_the_learner()
    {
        await using var sink = await SmtpSink.StartAsync();
        await using var service = await TestService.StartAsync(Settings(sink, postgres: false));
        var issued = await InviteAsync(service, "greylist-erased@example.org");
        await sink.WaitForAsync("recipient", "greylist-erased@example.org");
        (await RowsAsync(service, LearnerMail.Table)).Should().ContainSingle();

        await service.SendAsync(HttpMethod.Delete, $"/v1/learners/{issued["learnerId"]}");

        (await RowsAsync(service, LearnerMail.Table)).Should().BeEmpty();
        await Another(service, TimeSpan.FromHours(1)).SendDueAsync(CancellationToken.None);
        sink.LettersTo("greylist-erased@example.org").Should().BeEmpty();
    }

    [Fact]
    public async Task Letters_at_rest_hold_nothing_readable()
    {
        await using var sink = await SmtpSink.StartAsync();
        await using var service = await TestService.StartAsync(Settings(sink, postgres: false));
        await InviteAsync(service, "greylist-canary@example.org", "Canary of the coalmine");
        await sink.WaitForAsync("recipient", "greylist-canary@example.org");

        foreach (var row in await RowsAsync(service, LearnerMail.Table))
            row.Values.Select(value => value is byte[] bytes ? System.Text.Encoding.Latin1.GetString(bytes) : value?.ToString()).Should().NotContain(value => value!.Contains("canary") || value.Contains("claim/"));
    }

    [Fact]
    public async Task With_STARTTLS_and_a_password_nothing_is_sent_in_the_clear()
    {
        var folder = Directory.CreateTempSubdirectory("issuer-mail-");
        try
        {
            var (key, certificate) = Certificate(folder.FullName);
            await using var sink = await SmtpSink.StartAsync("--tls", key, certificate, "--user", "registry", "pass word");
            var password = Path.Combine(folder.FullName, "password");
            await File.WriteAllTextAsync(password, "pass word\n", TestContext.Current.CancellationToken);
            await using (var service = await ProcessAsync(folder.FullName, sink, password, certificate))
            {
                await service.InviteAsync("secret@example.org");
                await sink.WaitForAsync("letter", "secret@example.org");
            }

            var recipient = sink.Events.First(one => one["event"]!.ToString() == "recipient");
            (recipient["secure"]!.GetValue<bool>(), recipient["user"]!.ToString()).Should().Be((true, "registry"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_letter_is_tried_after_one_minute_two_four_and_at_most_every_hour() =>
        Enumerable.Range(1, 9).Select(attempt => MailSender.Pause(attempt).TotalMinutes).Should().Equal(1, 2, 4, 8, 16, 32, 60, 60, 60);

    private static Dictionary<string, string> Settings(SmtpSink sink, bool postgres)
    {
        Dictionary<string, string> settings = new()
        {
            ["Issuer:Mail:Host"] = "127.0.0.1",
            ["Issuer:Mail:Port"] = sink.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Issuer:Mail:StartTls"] = "false",
            ["Issuer:Mail:From"] = "Registry of Example <registry@example.ac.uk>",
        };
        if (postgres)
            settings["ConnectionStrings:Issuer"] = SharedCluster.Get().ConnectionString(SharedCluster.NewSchema());
        return settings;
    }

    private static async Task<JsonObject> InviteAsync(TestService service, string email, string title = "Principles of Sport Management")
    {
        var issued = await service.IssueAsync(Requests.SportManagement(email: email).With("title", new JsonObject { ["en"] = title }));
        var (status, body) = await service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/claim", new JsonObject { ["delivery"] = "email" });
        status.Should().Be(HttpStatusCode.Created, body?.ToJsonString());
        return issued;
    }

    /// <summary>Another node's sender, its clock ahead.</summary>
    private static MailSender Another(TestService service, TimeSpan ahead)
    {
        var services = service.Services;
        return new(
            services.GetRequiredService<IEventStore>(), services.GetRequiredService<LearnerRecords>(), services.GetRequiredService<LearnerMail>(),
            services.GetRequiredService<MailTransport>(), services.GetRequiredService<IssuerSettings>(), new Ahead(ahead), NullLogger<MailSender>.Instance);
    }

    private static Task<IReadOnlyList<Row>> RowsAsync(TestService service, TableDefinition table) =>
        service.Services.GetRequiredService<IEventStore>().QueryAsync(new(table, []), TestContext.Current.CancellationToken);

    private static async Task OutcomesAsync(TestService service, int count)
    {
        while ((await RowsAsync(service, MailSender.Outcomes)).Count < count)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private static (string Key, string Certificate) Certificate(string folder)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var (keyFile, certificateFile) = (Path.Combine(folder, "key.pem"), Path.Combine(folder, "certificate.pem"));
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        return (keyFile, certificateFile);
    }

    private static async Task<ServiceInProcess> ProcessAsync(string folder, SmtpSink sink, string passwordFile, string certificate)
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var url = $"http://localhost:{((IPEndPoint)probe.LocalEndpoint).Port}";
        probe.Stop();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Issuer.Service.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in new (string, string)[]
        {
            ("ASPNETCORE_ENVIRONMENT", "Development"), ("ASPNETCORE_URLS", url), ("Issuer__DataDirectory", Path.Combine(folder, "data")), ("Issuer__KeysDirectory", Path.Combine(folder, "keys")),
            ("Issuer__Mail__Host", "localhost"), ("Issuer__Mail__Port", sink.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("Issuer__Mail__From", "registry@example.ac.uk"),
            ("Issuer__Mail__User", "registry"), ("Issuer__Mail__PasswordFile", passwordFile), ("SSL_CERT_FILE", certificate),
        })
            start.Environment[name] = value;
        var service = new ServiceInProcess(Process.Start(start)!, url);
        await service.ReadyAsync(Path.Combine(folder, "data", "development.json"));
        return service;
    }

    private sealed class Ahead(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }

    /// <summary>The program in a process of its own, since what it trusts is read at its start.</summary>
    private sealed class ServiceInProcess(Process process, string url) : IAsyncDisposable
    {
        private readonly HttpClient _client = new() { BaseAddress = new Uri(url) };

        public async Task ReadyAsync(string development)
        {
            _ = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEndAsync();
            while (!await IsUpAsync())
                await Task.Delay(50, TestContext.Current.CancellationToken);
            var key = JsonNode.Parse(await File.ReadAllTextAsync(development))!["apiKey"]!.ToString();
            _client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        }

        public async Task InviteAsync(string email)
        {
            using var issued = await _client.PostAsync("/v1/credentials", TestService.Json(Requests.SportManagement(email: email)));
            var id = JsonNode.Parse(await issued.Content.ReadAsStringAsync())!["id"];
            using var offered = await _client.PostAsync($"/v1/credentials/{id}/claim", TestService.Json(new JsonObject { ["delivery"] = "email" }));
            offered.StatusCode.Should().Be(HttpStatusCode.Created);
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        private async Task<bool> IsUpAsync()
        {
            process.HasExited.Should().BeFalse();
            try
            {
                using var answer = await _client.GetAsync("/health/live");
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }
    }
}
