using System.Collections.Immutable;
using System.Globalization;
using Issuer.Core.Verification;

namespace Issuer.Service.Store;

/// <summary>Whose word on other issuers counts: registries and certificate authorities. None by default.</summary>
public sealed record TrustSettings
{
    /// <summary><c>Issuer__Registries__0__…</c>, most authoritative first: the first that lists an issuer gives it its name.</summary>
    public ImmutableArray<RegistrySettings> Registries { get; init; } = [];

    /// <summary><c>Issuer__TrustedRoots</c>: PEM files, or folders of them (<c>*.pem *.crt</c>), separated by commas. Read once, at start.</summary>
    public TrustedRoots Roots { get; init; } = TrustedRoots.None;

    /// <summary>Reads both; a fault is one sentence that says what to set.</summary>
    internal static TrustSettings Read(
        IConfigurationSection issuer, IEnumerable<string> rootPaths, ImmutableArray<string> testOrigins, string workingDirectory, Action<string> fault) => new()
        {
            Registries = [.. issuer.GetSection("Registries").GetChildren()
                .Select(section => RegistrySettings.Read(section, testOrigins, workingDirectory, fault))
                .OfType<RegistrySettings>()],
            Roots = ReadRoots([.. rootPaths.Select(path => Path.GetFullPath(path, workingDirectory))], fault),
        };

    private static TrustedRoots ReadRoots(string[] paths, Action<string> fault)
    {
        const string Setting = "Issuer__TrustedRoots";
        const long MaximumBytes = 4 * 1024 * 1024;
        string[] files = [.. paths.SelectMany<string, string>(path => Directory.Exists(path)
            ? Directory.EnumerateFiles(path).Where(file => Path.GetExtension(file) is ".pem" or ".crt").Order(StringComparer.Ordinal)
            : [path])];
        var texts = new List<string>();
        foreach (var file in files)
        {
            try
            {
                if (new FileInfo(file).Length > MaximumBytes)
                    fault($"{Setting} names {file}, which is longer than 4 MiB.");
                else
                    texts.Add(File.ReadAllText(file));
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                fault($"{Setting} names {file}, which does not exist or cannot be read.");
            }
        }

        if (paths.Length > 0 && files.Length == 0)
            fault($"{Setting} names folders without a .pem or .crt file.");
        if (texts.Count < files.Length)
            return TrustedRoots.None;
        if (TrustedRoots.TryRead(texts, out var roots, out var found))
            return roots;
        fault($"{Setting} names {files[found.Value.File]}, which {found.Value.Reason}.");
        return TrustedRoots.None;
    }
}

/// <summary>A list of issuers that the operator trusts.</summary>
/// <param name="Name"><c>Name</c>: how answers call it.</param>
/// <param name="File"><c>Location</c> as a path, absolute; null for an address.</param>
/// <param name="Address"><c>Location</c> as an https address; null for a file.</param>
/// <param name="Signer"><c>Signer</c>: DID of whoever signs the list; a did:key pins the key itself. Null: the list is an unsigned file.</param>
/// <param name="Refresh"><c>RefreshMinutes</c>: after how long it is read again, 1 to 10,080 minutes, default 360.</param>
public sealed record RegistrySettings(string Name, string? File, Uri? Address, string? Signer, TimeSpan Refresh)
{
    private const int DefaultMinutes = 360;
    private const int MostMinutes = 7 * 24 * 60;

    internal static RegistrySettings? Read(IConfigurationSection section, ImmutableArray<string> testOrigins, string workingDirectory, Action<string> fault)
    {
        var setting = $"Issuer__Registries__{section.Key}__";
        var good = true;
        var (name, location, signer) = (Text("Name"), Text("Location"), Text("Signer"));
        foreach (var unknown in section.GetChildren().Where(child => child.Key.ToUpperInvariant() is not ("NAME" or "LOCATION" or "SIGNER" or "REFRESHMINUTES")))
            Refuse($"{setting}{unknown.Key} means nothing: a registry has Name, Location, Signer and RefreshMinutes.");
        if (name is null)
            Refuse($"{setting}Name is not set: say how answers call the registry.");
        if (location is null)
            Refuse($"{setting}Location is not set: give a file or an https address.");
        if (signer is not null && !IsSigner(signer))
            Refuse($"{setting}Signer must be a did:web, did:key or did:jwk identifier.");
        var minutes = DefaultMinutes;
        if (Text("RefreshMinutes") is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out minutes) || minutes is < 1 or > MostMinutes))
            Refuse($"{setting}RefreshMinutes must be a whole number from 1 to {MostMinutes}.");

        Uri? address = null;
        if (location is not null && location.Contains("://", StringComparison.Ordinal))
        {
            if (!Uri.TryCreate(location, UriKind.Absolute, out address) || !IsAddress(address, testOrigins))
                Refuse($"{setting}Location must be a file or an https address.");
            if (signer is null)
                Refuse($"{setting}Signer is not set: a list from the network needs the DID of whoever signs it; only a file may be unsigned.");
        }
        else if (location is not null && !System.IO.File.Exists(Path.GetFullPath(location, workingDirectory)))
        {
            Refuse($"{setting}Location names a file that does not exist or cannot be read.");
        }

        return good
            ? new(name!, address is null ? Path.GetFullPath(location!, workingDirectory) : null, address, signer, TimeSpan.FromMinutes(minutes))
            : null;

        string? Text(string member) => string.IsNullOrWhiteSpace(section[member]) ? null : section[member]!.Trim();

        void Refuse(string sentence)
        {
            fault(sentence);
            good = false;
        }
    }

    private static bool IsSigner(string did) => did.StartsWith(DidWeb.Prefix, StringComparison.Ordinal)
        ? DidWeb.TryToUrl(did, out _)
        : KeyDidDocumentWriter.TryWrite(did, out _, out _);

    private static bool IsAddress(Uri address, ImmutableArray<string> testOrigins) =>
        address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || testOrigins.Contains(address.GetLeftPart(UriPartial.Authority), StringComparer.OrdinalIgnoreCase));
}
