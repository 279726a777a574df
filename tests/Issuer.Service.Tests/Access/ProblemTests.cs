using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FluentAssertions;
using Issuer.Core.Model;
using Issuer.Service.Access;
using Issuer.Service.Store;
using Issuer.Service.Tests.Institutions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Issuer.Service.Tests.Access;

/// <summary>Whatever goes wrong, the caller gets a problem document that helps, and nothing about us.</summary>
public sealed partial class ProblemTests : IDisposable
{
    private const string Canary = "canary-b3f1 /var/lib/issuer SELECT";
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_problem_has_every_member_and_its_type_leads_to_an_explanation()
    {
        await using var service = await StartAsync();
        var response = await service.Client().GetAsync("/test/validation");
        response.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        var problem = await AuthenticationTests.Problem(response);
        problem["type"]!.GetValue<string>().Should().Be("/problems/validation");
        problem["code"]!.GetValue<string>().Should().Be("validation");
        JsonNode.DeepEquals(problem["errors"], JsonNode.Parse("""
            [{"pointer":"/title/en","code":"empty","severity":"error","message":"Say something."},{"pointer":"","code":"odd","severity":"warning","message":"Odd."}]
            """)).Should().BeTrue();
        problem.Select(member => member.Key).Should().BeEquivalentTo("type", "title", "status", "detail", "code", "errors");
        response.Headers.CacheControl!.NoStore.Should().BeTrue();

        var explained = JsonNode.Parse(await service.Client().GetStringAsync(problem["type"]!.GetValue<string>()))!;
        explained["title"]!.GetValue<string>().Should().Be(problem["title"]!.GetValue<string>());
        explained["explanation"]!.GetValue<string>().Should().NotBeEmpty();
        (await service.Client().GetAsync("/problems/nonsense")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("image/png")]
    [InlineData("application/xml;q=0.1")]
    public async Task A_client_that_asks_for_another_form_still_learns_what_went_wrong(string accept)
    {
        await using var service = await StartAsync();
        var client = service.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept);
        (await AuthenticationTests.Problem(await client.GetAsync("/test/validation")))["code"]!.GetValue<string>().Should().Be("validation");
        (await AuthenticationTests.Problem(await client.GetAsync("/nowhere")))["code"]!.GetValue<string>().Should().Be("not-found");
    }

    [Fact]
    public async Task What_routing_refuses_is_a_problem_without_asking_for_a_key()
    {
        await using var service = await StartAsync();
        var client = service.Client();
        (await AuthenticationTests.Problem(await client.GetAsync("/nowhere")))["status"]!.GetValue<int>().Should().Be(404);
        var method = await client.DeleteAsync("/test/echo");
        method.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        method.Content.Headers.Allow.Should().Equal("POST");
        (await AuthenticationTests.Problem(method))["code"]!.GetValue<string>().Should().Be("method-not-allowed");
        var media = await client.PostAsync("/test/echo", new StringContent("x", Encoding.UTF8, "text/plain"));
        media.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
        (await AuthenticationTests.Problem(media))["code"]!.GetValue<string>().Should().Be("unsupported-media-type");
        (await AuthenticationTests.Problem(await client.GetAsync("/test/number?n=x")))["status"]!.GetValue<int>().Should().Be(400);
    }

    [Theory]
    [InlineData("/test/unavailable", 503, "unavailable")]
    [InlineData("/test/crash", 500, "internal-error")]
    [InlineData("/test/crash-inside", 500, "internal-error")]
    [InlineData("/test/bad", 413, "too-large")]
    public async Task An_exception_tells_the_caller_what_to_do_and_nothing_about_us(string path, int status, string code)
    {
        var log = new LogLines();
        await using var service = await StartAsync(log);
        var response = await service.Client().GetAsync(path + "?email=" + Uri.EscapeDataString(Canary));
        ((int)response.StatusCode).Should().Be(status);
        (await AuthenticationTests.Problem(response))["code"]!.GetValue<string>().Should().Be(code);
        (response.Headers + await response.Content.ReadAsStringAsync()).Should().NotContain("canary").And.NotContain("Exception").And.NotContain(" at ");
        response.Headers.RetryAfter?.Delta.Should().Be(status == 503 ? TimeSpan.FromSeconds(7) : null);
        log.Lines.Should().NotContain(line => line.Contains("canary"), "a message may hold a value of the request");
        if (status == 500)
            log.Lines.Should().ContainSingle(line => line.Contains("System.InvalidOperationException") && line.Contains(path));
    }

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}", 422, "json-duplicate-member")]
    [InlineData("{\"a\":\"\\u0000\"}", 422, "json-null-character")]
    [InlineData("{\"a\":\"\\ud800\"}", 422, "json-lone-surrogate")]
    [InlineData("{\"a\":1e400}", 422, "json-number-range")]
    [InlineData("{\"a\":", 400, "json-syntax")]
    [InlineData("", 400, "json-syntax")]
    [InlineData("\uFEFF{}", 400, "json-not-utf8")]
    public async Task A_body_is_read_by_the_one_strict_parser(string body, int status, string code)
    {
        await using var service = await StartAsync();
        var response = await service.Client().PostAsync("/test/echo", new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { { "Content-Type", "application/json" } } });
        ((int)response.StatusCode).Should().Be(status);
        (await AuthenticationTests.Problem(response))["errors"]![0]!["code"]!.GetValue<string>().Should().Be(code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_too_long_is_413_whether_or_not_it_says_so(bool chunked)
    {
        await using var service = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/test/echo") { Content = new StringContent("\"" + new string('x', 2000) + "\"", Encoding.UTF8, "application/json") };
        if (chunked)
        {
            request.Headers.TransferEncodingChunked = true;
            request.Content.Headers.ContentLength = null;
        }

        var response = await service.Client().SendAsync(request);
        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await AuthenticationTests.Problem(response))["code"]!.GetValue<string>().Should().Be("too-large");
    }

    [Fact]
    public void Every_code_that_the_sources_use_is_explained()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Issuer.sln")))
            root = root.Parent;
        if (root is null)
            Assert.Skip("The repository's sources are not above the test program.");

        var used = Directory.EnumerateFiles(Path.Combine(root.FullName, "src", "Issuer.Service"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
            .SelectMany(file => Use().Matches(File.ReadAllText(file)).Select(match => match.Groups["code"].Value))
            .Distinct().ToList();
        used.Should().Contain(["precondition-failed", "unauthorized"]).And.BeSubsetOf(ProblemCodes.All.Keys);
    }

    private Task<InstitutionHost> StartAsync(LogLines? log = null) => InstitutionHost.StartAsync(_folder.Settings(), routes: app =>
    {
        var test = app.MapGroup("/test").AllowAnonymous();
        test.MapGet("/validation", () => Problems.Validation([Finding.Error("/title/en", "empty", "Say something."), Finding.Warning("", "odd", "Odd.")]));
        test.MapGet("/number", (int n) => n);
        test.MapGet("/unavailable", string () => throw new StoreUnavailableException(Canary) { RetryAfter = TimeSpan.FromSeconds(6.2) });
        test.MapGet("/crash", string () => throw new InvalidOperationException(Canary));
        test.MapGet("/crash-inside", string () => throw new InvalidOperationException("outer", new InvalidOperationException(Canary)));
        test.MapGet("/bad", string () => throw new BadHttpRequestException(Canary, 413));
        test.MapPost("/echo", async (HttpContext http) =>
        {
            using var body = await JsonBody.ReadAsync(http, 1000);
            return body.Problem is { } problem ? (IResult)problem : TypedResults.Ok(body.Root.Clone());
        });
    }, log: log);

    [GeneratedRegex(@"(Problems\.(Of|Details)|WriteAsync)\(\s*[^,""]+,\s*""(?<code>[a-z0-9-]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Use();

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Information)
                Lines.Enqueue(formatter(state, exception) + exception);
        }

        public void Dispose()
        {
        }
    }
}
