using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Issuer.Service.Institutions.Commands;
using Issuer.Service.Tests.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Issuer.Service.Tests.Host;

/// <summary>The real program in this process, on a real port, with directories of its own: what a first start in Development makes.</summary>
public sealed class TestService : IAsyncDisposable
{
    private readonly DirectoryInfo _root;
    private readonly Dictionary<string, string> _settings;
    private WebApplication? _app;
    private bool _shared;

    private TestService(DirectoryInfo root, int port, Dictionary<string, string> settings)
    {
        (_root, _settings) = (root, settings);
        PublicUrl = $"http://localhost:{port}";
    }

    public string PublicUrl { get; }

    public string DataDirectory => Path.Combine(_root.FullName, "data");

    public string KeysDirectory => Path.Combine(_root.FullName, "keys");

    public IServiceProvider Services => _app!.Services;

    public string ApiKey { get; private set; } = "";

    public string Did { get; private set; } = "";

    /// <summary>The registrar's program.</summary>
    public HttpClient Registrar { get; private set; } = new();

    /// <summary>Anybody.</summary>
    public HttpClient Anyone { get; private set; } = new();

    public static async Task<TestService> StartAsync(Dictionary<string, string>? settings = null)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var service = new TestService(Directory.CreateTempSubdirectory("issuer-test-"), port, settings ?? []);
        await service.StartAgainAsync();
        return service;
    }

    /// <summary>The same on PostgreSQL, in a new schema of the tests' own cluster.</summary>
    internal static Task<TestService> StartOnPostgresAsync(PostgresCluster? cluster = null, Dictionary<string, string>? settings = null) => StartAsync(new(settings ?? [])
    {
        ["ConnectionStrings:Issuer"] = (cluster ?? SharedCluster.Get()).ConnectionString(SharedCluster.NewSchema()),
    });

    /// <summary>Another node: its own process state and address, the same database, keys and public address.</summary>
    internal async Task<TestService> StartAnotherNodeAsync()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var node = new TestService(_root, port, new(_settings) { ["Issuer:PublicUrl"] = PublicUrl }) { _shared = true };
        await node.StartAgainAsync();
        return node;
    }

    /// <summary>A setting from the next start, and for commands, on.</summary>
    public void Set(string name, string value) => _settings[name] = value;

    /// <summary>Runs a command with this service's settings, whether it runs or not.</summary>
    public async Task<(int Code, string Output, string Error)> CommandAsync(string line)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(AllSettings().ToDictionary(one => one.Key, one => (string?)one.Value)).Build();
        var code = await CommandLine.RunAsync(line.Split(' '), Composition.Context(configuration, "Development", _root.FullName, output, error));
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command as a process of its own.</summary>
    public Process StartCommand(string line)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Issuer.Service.dll"), .. line.Split(' ')])
        {
            WorkingDirectory = _root.FullName,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        foreach (var (name, value) in AllSettings().Where(one => one.Key.Contains(':')))
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        return Process.Start(start)!;
    }

    /// <summary>Starts on the same directories, after <see cref="StopAsync"/> or for the first time.</summary>
    public async Task StartAgainAsync()
    {
        var settings = AllSettings();
        _app = await Composition.BuildAsync([.. settings.Select(s => $"--{s.Key}={s.Value}")], TextWriter.Null, TextWriter.Null)
            ?? throw new InvalidOperationException("The service refused to start.");
        await _app.StartAsync();
        var development = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(DataDirectory, "development.json")))!;
        ApiKey = (string)development["apiKey"]!;
        Did = (string)development["institution"]!["did"]!;
        Registrar = NewClient(ApiKey);
        Anyone = NewClient(null);
    }

    private Dictionary<string, string> AllSettings()
    {
        Dictionary<string, string> settings = new()
        {
            ["environment"] = "Development",
            ["urls"] = PublicUrl,
            ["Issuer:PublicUrl"] = PublicUrl,
            ["Issuer:DataDirectory"] = DataDirectory,
            ["Issuer:KeysDirectory"] = KeysDirectory,
        };
        foreach (var (name, value) in _settings)
            settings[name] = value;
        return settings;
    }

    public HttpClient NewClient(string? apiKey)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(PublicUrl) };
        if (apiKey is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        return client;
    }

    public async Task StopAsync()
    {
        Registrar.Dispose();
        Anyone.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>Issues and answers the body; the status must be 201.</summary>
    public async Task<JsonObject> IssueAsync(JsonNode request, string? idempotencyKey = null)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/credentials") { Content = Json(request) };
        if (idempotencyKey is not null)
            message.Headers.Add("Idempotency-Key", idempotencyKey);
        using var response = await Registrar.SendAsync(message);
        var text = await response.Content.ReadAsStringAsync();
        if (response.StatusCode != HttpStatusCode.Created)
            throw new InvalidOperationException($"{(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Asks <c>/v1/verify</c> about a compact token.</summary>
    public async Task<JsonObject> VerifyAsync(string compact)
    {
        using var content = new StringContent(compact, Encoding.UTF8, "application/vc+jwt");
        using var response = await Anyone.PostAsync("/v1/verify", content);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    public async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, JsonNode? body = null, HttpClient? client = null)
    {
        using var message = new HttpRequestMessage(method, path);
        if (body is not null)
            message.Content = Json(body);
        using var response = await (client ?? Registrar).SendAsync(message);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length > 0 && response.Content.Headers.ContentType?.MediaType?.Contains("json") == true ? JsonNode.Parse(text) : null);
    }

    public static StringContent Json(JsonNode body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (!_shared)
            _root.Delete(recursive: true);
    }
}
