using Issuer.Service.Access;
using Issuer.Service.Store;

namespace Issuer.Service.Institutions.Commands;

/// <summary>One run of a command: its options, the settings, and the parts of the service that it opens.</summary>
internal sealed record Invocation(Arguments Arguments, IssuerSettings Settings, CommandContext Context)
{
    public Task PrintAsync(string line) => Context.Output.WriteLineAsync(line);

    public Task SayAsync(string line) => Context.Error.WriteLineAsync(line);

    public KeysDirectoryOptions KeysOptions => new() { PassphraseFile = Settings.KeysPassphraseFile, IsDevelopment = Settings.IsDevelopment };

    /// <summary>Opens the store and the keys directory, loads the directories, and refuses what the service would refuse.</summary>
    /// <param name="mayCreate">Whether an empty store may be made: only where an institution is registered, so that a mistyped directory is noticed.</param>
    public async Task<OpenedService> OpenAsync(bool mayCreate = false)
    {
        if (!mayCreate && !StoreChoice.Exists(Settings))
            throw new RefusedException($"There is no store in {StoreChoice.Describe(Settings)}. Check {(Settings.ConnectionString.Length > 0 ? "ConnectionStrings__Issuer" : "Issuer__DataDirectory")}, or register an institution first: institutions add.");

        // In Development the first command, like the first start, makes the keys directory.
        var keys = Settings.IsDevelopment ? KeysDirectory.OpenOrCreate(Settings.KeysDirectory, KeysOptions) : KeysDirectory.Open(Settings.KeysDirectory, KeysOptions);
        var store = Context.OpenStore(Settings);
        var opened = new OpenedService(store, keys, Settings, Context.Clock);
        await opened.Institutions.RefreshAsync();
        await opened.ApiKeyDirectory.RefreshAsync();
        if (StartFaults.Of(Settings, keys.Fingerprint, opened.Institutions.All).FirstOrDefault() is not { } fault)
            return opened;
        await opened.DisposeAsync();
        throw new RefusedException(fault);
    }

    /// <summary>The institution that <c>--institution</c> names, or the only one there is.</summary>
    public Institution Choose(OpenedService service)
    {
        if (Arguments.Text("--institution") is { } slug)
            return service.Institutions.BySlug(slug) ?? throw new RefusedException($"There is no institution {slug}.");
        return service.Institutions.All.Count switch
        {
            0 => throw new RefusedException("There is no institution yet: institutions add."),
            1 => service.Institutions.All.Single(),
            _ => throw new UsageException("There are several institutions: say which with --institution SLUG."),
        };
    }

    /// <summary>A time that an option gives.</summary>
    public DateTimeOffset? Time(string option) => Arguments.Text(option) is not { } text ? null
        : Instant.TryParse(text, out var instant) ? instant
        : throw new UsageException($"{option} must be a date and time with a zone, for example 2026-11-21T09:30:00Z.");
}

/// <summary>The parts of the service that commands use, over a store of their own.</summary>
internal sealed class OpenedService : IAsyncDisposable
{
    private readonly IEventStore _store;
    private readonly KeysDirectory _keys;

    public OpenedService(IEventStore store, KeysDirectory keys, IssuerSettings settings, TimeProvider clock)
    {
        (_store, _keys) = (store, keys);
        Files = new SigningKeyFiles(keys);
        Institutions = new InstitutionDirectory(store);
        Register = new InstitutionRegister(store, Institutions, Files, settings, clock);
        ApiKeyDirectory = new ApiKeyDirectory(store, clock);
        ApiKeys = new ApiKeys(store, ApiKeyDirectory, clock);
    }

    public SigningKeyFiles Files { get; }

    public InstitutionDirectory Institutions { get; }

    public InstitutionRegister Register { get; }

    public ApiKeyDirectory ApiKeyDirectory { get; }

    public ApiKeys ApiKeys { get; }

    public async ValueTask DisposeAsync()
    {
        Institutions.Dispose();
        ApiKeyDirectory.Dispose();
        _keys.Dispose();
        if (_store is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
