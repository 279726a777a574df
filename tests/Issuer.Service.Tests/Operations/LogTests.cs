using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Operations;

/// <summary>What the program itself writes while people's data passes through it, at its most talkative.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LogTests : IDisposable
{
    private const string Canary = "Canarybird";
    private const string Address = "canary.bird@coalmine.example";
    private const string Number = "CANARY-4711";
    private const string Birthday = "1987-03-29";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("issuer-log-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Nothing_personal_no_key_and_no_share_link_is_in_the_log()
    {
        ConcurrentQueue<string> log = [];
        var url = $"http://localhost:{FreePort()}";
        using var process = Start(url, log);
        try
        {
            using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(url) };
            await WaitAsync(client, process, log);
            var key = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "data", "development.json")))!["apiKey"]!.ToString();
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

            var page = await LiveAsync(client);
            await StopAsync(process);
            process.ExitCode.Should().Be(0, "SIGTERM ends it in order");
            var text = string.Join('\n', log);
            text.Should().Contain("Now listening on").And.Contain("Application is shutting down");
            // Written by the first start for the developer's eyes, before anything was served: the one key in the log is that one.
            text.Split('\n').Count(line => line.Contains(key)).Should().BeLessThan(5);
            foreach (var secret in (string[])[Canary, Address, Number, Birthday, page.Split('/')[^1]])
                text.Should().NotContain(secret);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    // A credential's life with every kind of answer in it.
    private static async Task<string> LiveAsync(HttpClient client)
    {
        var request = Requests.SportManagement(Canary, "Yellow", Address, Number);
        request["learner"]!["dateOfBirth"] = Birthday;
        var issued = JsonNode.Parse(await (await PostAsync(client, "/v1/credentials", request, $"key of {Canary}")).Content.ReadAsStringAsync())!;
        var page = issued["links"]!["page"]!.ToString();
        (await client.GetAsync(page)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await client.GetAsync(page + "x")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        var faulty = Requests.SportManagement(Canary, "Yellow", Address, Number).With(Canary, Address);
        (await PostAsync(client, "/v1/credentials", faulty)).StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await PostAsync(client, "/v1/credentials/search", new JsonObject { ["email"] = Address })).StatusCode.Should().Be(HttpStatusCode.OK);
        using var verify = new StringContent(issued["formats"]!["vc+jwt"]!.ToString(), Encoding.UTF8, "application/vc+jwt");
        (await client.PostAsync("/v1/verify", verify)).StatusCode.Should().Be(HttpStatusCode.OK);
        using var broken = new StringContent($"{{\"learner\":{{\"givenName\":\"{Canary}\",,", Encoding.UTF8, "application/json");
        (await client.PostAsync("/v1/credentials", broken)).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await client.GetAsync($"/v1/credentials?learnerId={Canary}")).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await PostAsync(client, $"/v1/credentials/{issued["id"]}/revoke", new JsonObject { ["reason"] = $"{Canary} asked", ["note"] = Address })).StatusCode.Should().Be(HttpStatusCode.OK);
        (await client.DeleteAsync($"/v1/learners/{issued["learnerId"]}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await client.GetAsync(page)).StatusCode.Should().Be(HttpStatusCode.Gone);
        return page;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, JsonNode body, string? idempotencyKey = null)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = TestService.Json(body) };
        if (idempotencyKey is not null)
            message.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        return await client.SendAsync(message);
    }

    private Process Start(string url, ConcurrentQueue<string> log)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Issuer.Service.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.FullName,
        };
        foreach (var (name, value) in ((string, string)[])[("ASPNETCORE_ENVIRONMENT", "Development"), ("ASPNETCORE_URLS", url), ("Issuer__PublicUrl", url), ("Logging__LogLevel__Default", "Trace")])
            start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task WaitAsync(HttpClient client, Process process, ConcurrentQueue<string> log)
    {
        while (true)
        {
            process.HasExited.Should().BeFalse(string.Join('\n', log));
            try
            {
                if ((await client.GetAsync("/health/ready")).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(100);
        }
    }

    private static async Task StopAsync(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await process.WaitForExitAsync();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
