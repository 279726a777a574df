using System.Net.Http.Headers;
using Issuer.Service.Access;
using Issuer.Service.Institutions;
using Issuer.Service.Operations;
using Issuer.Service.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Issuer.Service.Tests.Institutions;

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class TestClock(DateTimeOffset now) : TimeProvider
{
    private long _ticks = now.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}

/// <summary>Directories of one test, removed with it.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("issuer-test-").FullName;

    public string Data => System.IO.Path.Combine(Path, "data");

    public string Keys => System.IO.Path.Combine(Path, "keys");

    public IssuerSettings Settings(bool development = true, string publicUrl = "http://localhost:5080", LimitSettings? limits = null) => new()
    {
        PublicUrl = publicUrl,
        DataDirectory = Data,
        KeysDirectory = Keys,
        IsDevelopment = development,
        Limits = limits ?? new(),
    };

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>
/// Access and Institutions on a real host, a real SQLite store and a real keys directory, without the rest of the service. Two of them on
/// one folder are two programs on one store.
/// </summary>
internal sealed class InstitutionHost : IAsyncDisposable
{
    public static readonly TableDefinition[] Tables = [.. AccessServices.Tables, .. InstitutionServices.Tables];

    private readonly WebApplication _app;
    private readonly SqliteStore _store;
    private readonly KeysDirectory _keys;

    private InstitutionHost(WebApplication app, SqliteStore store, KeysDirectory keys) => (_app, _store, _keys) = (app, store, keys);

    public IServiceProvider Services => _app.Services;

    public IEventStore Store => _store;

    public InstitutionDirectory Institutions => Get<InstitutionDirectory>();

    public InstitutionRegister Register => Get<InstitutionRegister>();

    public static async Task<InstitutionHost> StartAsync(
        IssuerSettings settings, TimeProvider? clock = null, Action<WebApplication>? routes = null, ILoggerProvider? log = null)
    {
        var store = SqliteStore.Open(settings.DatabasePath, Tables, clock ?? TimeProvider.System);
        var keys = KeysDirectory.OpenOrCreate(settings.KeysDirectory, new KeysDirectoryOptions { IsDevelopment = settings.IsDevelopment });
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = settings.IsDevelopment ? "Development" : "Production" });
        builder.WebHost.UseTestServer();
        builder.Logging.AddServiceLogging(builder.Environment).ClearProviders();
        if (log is not null)
            builder.Logging.AddProvider(log);
        builder.Services.AddSingleton<IEventStore>(store).AddSingleton(keys).AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddAccess(settings).AddInstitutions(settings);
        var app = builder.Build();
        app.UseAccess();
        new ProblemEndpoints().AddRoutes(app);
        new ApiKeyEndpoints().AddRoutes(app);
        new InstitutionEndpoints().AddRoutes(app);
        new SigningKeyEndpoints().AddRoutes(app);
        new IdentityEndpoints().AddRoutes(app);
        routes?.Invoke(app);
        await app.StartAsync();
        return new InstitutionHost(app, store, keys);
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public HttpClient Client(string? apiKey = null)
    {
        var client = _app.GetTestClient();
        if (apiKey is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        return client;
    }

    /// <summary>A client with a new key of an institution.</summary>
    public async Task<HttpClient> ClientAsync(Institution institution, params string[] scopes)
    {
        var key = await Get<ApiKeys>().CreateAsync(institution.Id, new NewApiKey("test", [.. scopes]));
        return Client(key.Text.ToString());
    }

    public async Task<Institution> RegisterAsync(string slug, string? did = null) =>
        ((InstitutionOutcome.Done)await Register.RegisterAsync(new NewInstitution(slug, did, Samples.Profile(slug)))).Institution;

    /// <summary>A request to the server as it stands, with headers and an address that HttpClient does not give.</summary>
    public Task<HttpContext> SendAsync(Action<HttpContext> configure) => _app.GetTestServer().SendAsync(configure);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _store.DisposeAsync();
        _keys.Dispose();
    }
}
