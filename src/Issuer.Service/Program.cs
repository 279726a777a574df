using System.Security.Cryptography;
using Issuer.Core.Keys;
using Issuer.Service.Access;
using Issuer.Service.Checking;
using Issuer.Service.Credentials;
using Issuer.Service.Institutions;
using Issuer.Service.Institutions.Commands;
using Issuer.Service.Learners;
using Issuer.Service.Operations;
using Issuer.Service.Pages;
using Issuer.Service.Pages.Badges;
using Issuer.Service.Sharing;
using Issuer.Service.Store;
using Issuer.Service.VcApi;
using Issuer.Service.Vocabularies;

return args switch
{
    [] => await Composition.ServeAsync(args, Console.Out, Console.Error),
    ["serve", "--help" or "-h", ..] => await Composition.HelpAsync(Composition.ServeHelp),
    ["health", "--help" or "-h", ..] => await Composition.HelpAsync(HealthCommand.Help),
    ["serve", .. var rest] => await Composition.ServeAsync(rest, Console.Out, Console.Error),
    _ when FileCommands.Knows(args) => FileCommands.Run(args, Terminal.OfProcess()),
    ["health", .. var rest] => await HealthCommand.RunAsync(rest, Console.Out, Console.Error),
    [var first, ..] when CommandLine.Knows(args) || first is not ['-', '-', ..] || first is "--help" => await Composition.CommandAsync(args),
    _ => await Composition.ServeAsync(args, Console.Out, Console.Error),
};

/// <summary>What the program is composed of.</summary>
internal static class Composition
{
    /// <summary>Every table beside the events.</summary>
    public static readonly IReadOnlyList<TableDefinition> Tables =
        [.. AccessServices.Tables, .. InstitutionServices.Tables, .. LearnerVault.Tables, LearnerRecords.Table, .. CredentialTables.All, .. SharingServices.Tables];

    /// <summary>What can be derived from the events again; every other table is a record of its own.</summary>
    public static readonly IReadOnlyList<ViewDefinition> Views = [.. CredentialViews.All, LearnerRecords.View, InstitutionServices.View, AccessServices.View, .. SharingServices.Views];

    public const string ServeHelp = "serve: runs the service until SIGTERM or Ctrl+C; what is run without a command\n  Settings are environment variables: see README.md. A start that is refused says what to set.";

    /// <summary>Prints a command's help.</summary>
    public static async Task<int> HelpAsync(string text)
    {
        await Console.Out.WriteLineAsync(text);
        return 0;
    }

    /// <summary>Serves until stopped. 0: stopped in order; 1: refused to start, with sentences that say what to set.</summary>
    public static async Task<int> ServeAsync(string[] args, TextWriter output, TextWriter errors)
    {
        await using var app = await BuildAsync(args, output, errors);
        if (app is null)
            return 1;
        await app.RunAsync();
        return 0;
    }

    /// <summary>A command of the registrar or operator, beside a running service or without one.</summary>
    public static Task<int> CommandAsync(string[] args)
    {
        var host = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        host.Configuration.AddEnvironmentVariables();
        var environment = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environments.Production;
        return CommandLine.RunAsync(args, Context(host.Configuration, environment, Environment.CurrentDirectory, Console.Out, Console.Error));
    }

    /// <summary>What commands need of this program.</summary>
    public static CommandContext Context(IConfiguration configuration, string environment, string workingDirectory, TextWriter output, TextWriter error) =>
        new(configuration, environment, workingDirectory, settings => StoreChoice.Open(settings, Tables, TimeProvider.System), output, error, TimeProvider.System)
        {
            Views = Views,
            ReplayErasures = ReplayErasuresAsync,
        };

    private static async Task<int> ReplayErasuresAsync(IEventStore store, KeysDirectory keys)
    {
        var vault = new LearnerVault(keys);
        await vault.CheckReadableAsync(store, CancellationToken.None);
        return await new LearnerRecords(store, vault, TimeProvider.System).ReplayErasuresAsync(CancellationToken.None);
    }

    /// <summary>The composed service, its store open and its own checks made; null where it refuses to start, having said why.</summary>
    public static async Task<WebApplication?> BuildAsync(string[] args, TextWriter output, TextWriter errors)
    {
        // Settings are read once: without this the host would watch its folder for changes, and the data under it changes with every append.
        var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
        if (!IssuerSettings.TryRead(builder.Configuration, builder.Environment.EnvironmentName, Environment.CurrentDirectory, out var settings, out var faults))
            return Refuse(errors, faults);
        WebApplication? app = null;
        try
        {
            CryptoSelfTest.Run();
            AddServices(builder, settings);
            app = builder.Build();
            // Before the store: a start that is refused for want of keys must not leave an empty store, to which keys init would not add keys.
            _ = app.Services.GetRequiredService<KeysDirectory>();
            AddRoutes(app);
            var start = app.Services.GetRequiredService<InstitutionStart>();
            faults = [.. await start.PrepareAsync()];
            if (faults.Length > 0)
                throw new StoreRefusedException(string.Join('\n', faults));
            await app.Services.GetRequiredService<LearnerRecords>().ReplayErasuresAsync(CancellationToken.None);
            foreach (var name in settings.UnknownNames)
                app.Logger.LogWarning("The setting Issuer__{Name} means nothing to this version.", name);
            if (await start.FirstStartAsync() is { } access)
                await output.WriteLineAsync(InstitutionStart.Announcement(access));
            faults = [.. app.Services.GetRequiredService<VcApiStart>().Check()];
            if (faults.Length > 0)
                throw new StoreRefusedException(string.Join('\n', faults));
            return app;
        }
        catch (Exception e) when (e is StoreRefusedException or StoreUnavailableException or CryptographicException)
        {
            if (app is not null)
                await app.DisposeAsync();
            return Refuse(errors, [e.Message]);
        }
    }

    private static void AddServices(WebApplicationBuilder builder, IssuerSettings settings)
    {
        builder.Logging.AddServiceLogging(builder.Environment);
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => OpenKeys(settings));
        services.AddSingleton(provider => StoreChoice.Open(
            settings, Tables, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<IEventStore>>()));
        services.AddSingleton<LearnerVault>().AddSingleton<LearnerRecords>();
        services.AddSingleton<Metrics>().AddSingleton<LogWatch>().AddHostedService(provider => provider.GetRequiredService<LogWatch>());
        services.AddSingleton<Draining>().AddHostedService(provider => provider.GetRequiredService<Draining>());
        services.AddSingleton(provider => ForeignPrograms.OfThisMachine(provider.GetRequiredService<TimeProvider>()));
        services.AddAccess(settings).AddApiBodies().AddApiDescription().AddInstitutions(settings);
        services.AddSingleton<SignedForms>().AddSingleton<StatusCounters>().AddSingleton<StatusLists>().AddSingleton<Achievements>().AddSingleton<Issuing>().AddSingleton<Lifecycle>().AddSingleton<CredentialReader>()
            .AddSingleton<CredentialBodies>().AddSingleton<AuditTrail>().AddSingleton<HolderForms>().AddSingleton<SignedDocuments>();
        services.AddSharing();
        services.AddSingleton<IOwnIssuers, OwnIssuers>().AddChecking(settings).AddVcApi(settings);
        services.AddSingleton<IPageData, PageData>().AddSingleton<MyDesk>().AddPages().AddBadges();
    }

    private static void AddRoutes(WebApplication app)
    {
        app.UseApiDescription();
        app.UseAccess();
        new ProblemEndpoints().AddRoutes(app);
        new ApiKeyEndpoints().AddRoutes(app);
        new OperationEndpoints().AddRoutes(app);
        new IdentityEndpoints().AddRoutes(app);
        new InstitutionEndpoints().AddRoutes(app);
        new SigningKeyEndpoints().AddRoutes(app);
        new VocabularyEndpoints().AddRoutes(app);
        new LearnerEndpoints().AddRoutes(app);
        new ListEndpoints().AddRoutes(app);
        new CredentialEndpoints().AddRoutes(app);
        new HolderFormEndpoints().AddRoutes(app);
        new ShareLinkEndpoints().AddRoutes(app);
        new ClaimEndpoints().AddRoutes(app);
        new StatusEndpoints().AddRoutes(app);
        new CheckingEndpoints().AddRoutes(app);
        new IdentifierEndpoints().AddRoutes(app);
        app.AddVcApiRoutes();
        new PageEndpoints().AddRoutes(app);
        new VerifyEndpoints().AddRoutes(app);
        new MyEndpoints().AddRoutes(app);
        new EmbedEndpoints().AddRoutes(app);
        new BadgeEndpoints().AddRoutes(app);
    }

    private static KeysDirectory OpenKeys(IssuerSettings settings)
    {
        var options = new KeysDirectoryOptions { PassphraseFile = settings.KeysPassphraseFile, IsDevelopment = settings.IsDevelopment };
        return settings.IsDevelopment ? KeysDirectory.OpenOrCreate(settings.KeysDirectory, options) : KeysDirectory.Open(settings.KeysDirectory, options);
    }

    private static WebApplication? Refuse(TextWriter errors, IEnumerable<string> reasons)
    {
        errors.WriteLine("The service does not start:");
        foreach (var reason in reasons)
            errors.WriteLine($"  {reason}");
        return null;
    }
}
