using System.Collections.Immutable;
using Issuer.Core.Verification;
using Issuer.Service.Store;

namespace Issuer.Service.Checking;

/// <summary>
/// The lists of issuers that the operator trusts, held in memory and read again when they are due. Whoever asks while one is read again gets the last good
/// copy; only the first reader waits. A registry never learns which issuer is asked about: its whole list is fetched. Safe to call from many threads.
/// </summary>
public sealed class Registries(TrustSettings settings, GuardedClient client, TimeProvider clock, ILogger<Registries> log)
{
    /// <summary>How long a list is used that cannot be read again; after that it counts as unread.</summary>
    public static readonly TimeSpan MaximumAge = TimeSpan.FromDays(7);

    // Between two attempts at a list that cannot be read.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ImmutableArray<Shelf> _shelves = [.. settings.Registries.Select(registry => new Shelf(registry))];

    /// <summary>What all of them say of an issuer, in the order of their configuration.</summary>
    /// <param name="issuer">The credential's issuer.</param>
    /// <param name="sources">Where signers' DID documents are found.</param>
    /// <param name="ct">Ends the wait; reading goes on for the others.</param>
    public async ValueTask<RegistryAnswer> FindAsync(string issuer, IVerificationSources sources, CancellationToken ct)
    {
        if (_shelves.IsEmpty)
            return RegistryAnswer.None;
        var lists = await Task.WhenAll(_shelves.Select(shelf => CurrentAsync(shelf, sources, ct)));
        var listings = ImmutableArray.CreateBuilder<RegistryListing>();
        var unread = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < lists.Length; i++)
        {
            if (lists[i] is not { } list)
                unread.Add(_shelves[i].Settings.Name);
            else if (list.Find(issuer) is { } entry)
                listings.Add(new(_shelves[i].Settings.Name, entry));
        }

        return new(listings.ToImmutable(), unread.ToImmutable());
    }

    private async Task<IssuerRegistry?> CurrentAsync(Shelf shelf, IVerificationSources sources, CancellationToken ct)
    {
        Task reading;
        lock (shelf.Gate)
        {
            var current = Usable(shelf);
            if (clock.GetUtcNow() >= shelf.DueAt && shelf.Reading is null)
                shelf.Reading = Task.Run(() => ReadAgainAsync(shelf, sources), CancellationToken.None);
            if (current is not null || shelf.Reading is null)
                return current;
            reading = shelf.Reading;
        }

        await reading.WaitAsync(ct);
        lock (shelf.Gate)
            return Usable(shelf);
    }

    // Under the shelf's gate.
    private IssuerRegistry? Usable(Shelf shelf)
    {
        var now = clock.GetUtcNow();
        return shelf.List is { } list && now < shelf.ReadAt + MaximumAge && !(list.ValidUntil <= now) ? list : null;
    }

    private async Task ReadAgainAsync(Shelf shelf, IVerificationSources sources)
    {
        IssuerRegistry? list = null;
        string? fault = "unreachable";
        try
        {
            (list, fault) = await ReadAsync(shelf.Settings, sources);
        }
        finally
        {
            var now = clock.GetUtcNow();
            lock (shelf.Gate)
            {
                (shelf.List, shelf.ReadAt) = list is null ? (shelf.List, shelf.ReadAt) : (list, now);
                shelf.DueAt = now + (list is null ? Pause : shelf.Settings.Refresh);
                shelf.Reading = null;
            }

            if (list is null)
                log.LogWarning("The registry {Registry} was not read: {Fault}", shelf.Settings.Name, fault);
            else
                log.LogInformation("The registry {Registry} was read: {Count} issuers", shelf.Settings.Name, list.Count);
        }
    }

    private async Task<(IssuerRegistry? List, string? Fault)> ReadAsync(RegistrySettings registry, IVerificationSources sources)
    {
        var body = registry.Address is { } address
            ? await client.TryGetAsync(client.AsAllowed(address), "application/vc+jwt, application/jwt;q=0.9, text/plain;q=0.5", IssuerRegistry.MaximumBytes, CancellationToken.None)
            : await TryReadFileAsync(registry.File!);
        if (body is null)
            return (null, "unreachable");
        if (registry.Signer is { } signer)
            return await new RegistryReader(sources).ReadAsync(body, signer, clock.GetUtcNow(), CancellationToken.None);
        return (IssuerRegistry.ReadUnsigned(body, out var fault), fault);
    }

    private static async Task<byte[]?> TryReadFileAsync(string path)
    {
        try
        {
            return new FileInfo(path).Length <= IssuerRegistry.MaximumBytes ? await File.ReadAllBytesAsync(path) : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed class Shelf(RegistrySettings settings)
    {
        public RegistrySettings Settings => settings;

        public Lock Gate { get; } = new();

        // Guarded by the gate.
        public IssuerRegistry? List { get; set; }

        public DateTimeOffset ReadAt { get; set; }

        public DateTimeOffset DueAt { get; set; } = DateTimeOffset.MinValue;

        public Task? Reading { get; set; }
    }
}
