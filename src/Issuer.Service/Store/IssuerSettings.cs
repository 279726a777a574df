using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;

namespace Issuer.Service.Store;

/// <summary>
/// Every setting of the service, read and checked once at start. Nothing else reads the configuration, so a running service has no
/// setting that was not looked at. Secrets are never values here: a setting gives the path of a file.
/// </summary>
public sealed record IssuerSettings
{
    /// <summary>
    /// <c>Issuer__PublicUrl</c>: scheme, host and port under which the world reaches the service, without a trailing slash. It is written
    /// into every credential and pinned with the first institution. Default in Development: from <c>ASPNETCORE_URLS</c>, or
    /// <c>http://localhost:5080</c>; elsewhere required, https, and a host name (a did:web host is never an address).
    /// </summary>
    public required string PublicUrl { get; init; }

    /// <summary><c>Issuer__DataDirectory</c>, absolute. Default <c>data</c> under the working directory.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>
    /// <c>Issuer__KeysDirectory</c>, absolute: signing keys and the key-encryption key. Required outside Development, and never in the
    /// data directory there (a backup of the data must not carry the keys). Default in Development: <c>keys</c> beside a data directory
    /// called <c>data</c>, otherwise <c>{name}-keys</c> beside it, so that two data directories never share keys by accident.
    /// </summary>
    public required string KeysDirectory { get; init; }

    /// <summary>
    /// <c>Issuer__KeysPassphraseFile</c>, absolute: a file whose first line unlocks the key-encryption key. Null: the key-encryption
    /// key is protected by its file mode alone.
    /// </summary>
    public string? KeysPassphraseFile { get; init; }

    /// <summary>
    /// <c>ConnectionStrings__Issuer</c>: empty means SQLite in the data directory, <c>Host=…;Database=…</c> PostgreSQL, in the schema that
    /// <c>Search Path</c> names (default <c>public</c>).
    /// </summary>
    public string ConnectionString { get; init; } = "";

    /// <summary>What the service may fetch from others.</summary>
    public OutboundSettings Outbound { get; init; } = new();

    /// <summary>Whose word on other issuers counts.</summary>
    public TrustSettings Trust { get; init; } = new();

    /// <summary>What other programs may have signed and checked by the VC-API; nothing, where there are no instances.</summary>
    public VcApiSettings VcApi { get; init; } = new();
    /// <summary>How the service sends e-mail.</summary>
    public MailSettings Mail { get; init; } = new();

    /// <summary>Rates and sizes.</summary>
    public LimitSettings Limits { get; init; } = new();

    /// <summary><c>Issuer__LogCheckHours</c>: hours between two checks of the log against its chain of hashes, default 24; 0: never.</summary>
    public int LogCheckHours { get; init; } = 24;

    /// <summary>
    /// <c>Issuer__DrainSeconds</c>: how long a node that was told to stop says that it is not ready and serves on, so that a load balancer sends it nothing
    /// more before it stops accepting. Default 0, at most 20: the whole stop has 30 seconds.
    /// </summary>
    public TimeSpan Drain { get; init; }

    /// <summary>
    /// <c>Issuer__KnownProxies</c>: addresses or CIDR ranges, separated by commas, whose <c>X-Forwarded-For</c> and
    /// <c>X-Forwarded-Proto</c> are believed. Default: none, so a client cannot choose the address its limit is counted under.
    /// </summary>
    public ImmutableArray<IPNetwork> KnownProxies { get; init; } = [];

    /// <summary>Whether the environment is Development, where things are invented that an operator must set elsewhere.</summary>
    public bool IsDevelopment { get; init; }

    /// <summary>Names under <c>Issuer</c> that mean nothing to this version; logged at start, since a misspelt setting is silent otherwise.</summary>
    public ImmutableArray<string> UnknownNames { get; init; } = [];

    /// <summary>The SQLite file.</summary>
    public string DatabasePath => Path.Combine(DataDirectory, "issuer.db");

    /// <summary>Host and, where it is not the scheme's own, port of <see cref="PublicUrl"/>.</summary>
    public string PublicAuthority => new Uri(PublicUrl).Authority;

    /// <summary>Reads and checks; each fault is one sentence that says what to set.</summary>
    /// <param name="configuration">Environment, files and command line, merged by the host.</param>
    /// <param name="environmentName"><c>Development</c>, <c>Production</c>, …</param>
    /// <param name="workingDirectory">What relative paths are relative to.</param>
    /// <param name="settings">The settings, where there is no fault.</param>
    /// <param name="faults">Every fault, not the first alone.</param>
    public static bool TryRead(
        IConfiguration configuration,
        string environmentName,
        string workingDirectory,
        [NotNullWhen(true)] out IssuerSettings? settings,
        out ImmutableArray<string> faults)
    {
        var reader = new Reader(configuration.GetSection("Issuer"));
        var development = string.Equals(environmentName, Environments.Development, StringComparison.OrdinalIgnoreCase);

        var publicUrl = ReadPublicUrl(configuration, reader, development);
        var data = Path.TrimEndingDirectorySeparator(Path.GetFullPath(reader.Text("DataDirectory") ?? "data", workingDirectory));
        var keys = ReadKeysDirectory(reader, workingDirectory, data, development);
        var passphraseFile = reader.Text("KeysPassphraseFile") is { } file ? Path.GetFullPath(file, workingDirectory) : null;
        if (passphraseFile is not null && !File.Exists(passphraseFile))
            reader.Fault("Issuer__KeysPassphraseFile names a file that does not exist or cannot be read.");

        var connectionString = configuration.GetConnectionString("Issuer")?.Trim() ?? "";
        if (connectionString.Length > 0 && !PostgresSources.TryCheck(connectionString, out var connectionFault))
            reader.Fault(connectionFault);

        var outbound = new OutboundSettings
        {
            Enabled = reader.Flag("Outbound:Enabled", true),
            AllowedTestOrigins = ReadOrigins(reader, "Outbound:AllowedTestOrigins"),
        };
        var defaults = new LimitSettings();
        var limits = new LimitSettings
        {
            PerKeyPerSecond = reader.Number("Limits:PerKeyPerSecond", defaults.PerKeyPerSecond, 1, 1_000_000),
            PerKeyBurst = reader.Number("Limits:PerKeyBurst", defaults.PerKeyBurst, 1, 10_000_000),
            PublicPerMinute = reader.Number("Limits:PublicPerMinute", defaults.PublicPerMinute, 1, 10_000_000),
            RefusedPerMinute = reader.Number("Limits:RefusedPerMinute", defaults.RefusedPerMinute, 1, 10_000_000),
            MaxRequestBytes = reader.Number("Limits:MaxRequestBytes", defaults.MaxRequestBytes, 64 * 1024, 256 * 1024 * 1024),
        };
        var drain = TimeSpan.FromSeconds(reader.Number("DrainSeconds", 0, 0, 20));
        var proxies = ReadProxies(reader);
        var logCheckHours = reader.Number("LogCheckHours", 24, 0, 24 * 365);
        var mail = ReadMail(reader, workingDirectory, data, development);
        reader.Text("Registries");
        var trust = TrustSettings.Read(configuration.GetSection("Issuer"), reader.List("TrustedRoots"), outbound.AllowedTestOrigins, workingDirectory, reader.Fault);

        reader.Text("VcApi");
        var vcApi = VcApiSettings.Read(configuration, development, reader.Fault);

        faults = [.. reader.Faults];
        settings = faults.IsEmpty
            ? new IssuerSettings
            {
                PublicUrl = publicUrl!,
                DataDirectory = data,
                KeysDirectory = keys!,
                KeysPassphraseFile = passphraseFile,
                ConnectionString = connectionString,
                Outbound = outbound,
                Trust = trust,
                VcApi = vcApi,
                Mail = mail,
                Limits = limits,
                Drain = drain,
                KnownProxies = proxies,
                LogCheckHours = logCheckHours,
                IsDevelopment = development,
                UnknownNames = reader.UnknownNames(),
            }
            : null;
        return settings is not null;
    }

    private static string? ReadPublicUrl(IConfiguration configuration, Reader reader, bool development)
    {
        const string Setting = "Issuer__PublicUrl";
        if (reader.Text("PublicUrl") is not { } text)
        {
            if (development)
                return DevelopmentUrl(configuration, reader);
            reader.Fault($"{Setting} is not set: give the https address under which verifiers will reach this service for years, for example https://credentials.example.ac.uk.");
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            reader.Fault($"{Setting} must be an absolute address such as https://credentials.example.ac.uk.");
            return null;
        }

        var good = true;
        void Refuse(string sentence)
        {
            reader.Fault(sentence);
            good = false;
        }

        if (url.UserInfo.Length > 0 || url.AbsolutePath != "/" || url.Query.Length > 0 || url.Fragment.Length > 0 || text.AsSpan().ContainsAny("?#@"))
            Refuse($"{Setting} must be a scheme, a host and at most a port: no path, query, fragment or user name.");
        if (url.HostNameType != UriHostNameType.Dns || !Ascii.IsValid(url.Host) || url.Host.EndsWith('.'))
            Refuse($"{Setting} must use a host name in ASCII (write an international name in its xn-- form), not an address: did:web identifiers have none.");
        if (!development && url.Scheme != "https")
            Refuse($"{Setting} must begin with https:// outside Development.");
        if (!development && (url.Host == "localhost" || url.Host.EndsWith(".localhost", StringComparison.Ordinal)))
            Refuse($"{Setting} must not be localhost outside Development: nobody else could verify what it signs.");
        return good ? url.GetLeftPart(UriPartial.Authority) : null;
    }

    // Addresses that only mean "this machine" become localhost, because a did:web host is a name.
    private static string? DevelopmentUrl(IConfiguration configuration, Reader reader)
    {
        var urls = configuration["urls"] ?? configuration["ASPNETCORE_URLS"];
        var first = urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
        if (first is null)
            return "http://localhost:5080";

        var address = BindingAddress.Parse(first);
        if (address.Port == 0)
        {
            reader.Fault("ASPNETCORE_URLS lets the system choose a port, so Issuer__PublicUrl must be set to the address that will be used.");
            return null;
        }

        var named = Uri.CheckHostName(address.Host) == UriHostNameType.Dns;
        return new UriBuilder(address.Scheme, named ? address.Host : "localhost", address.Port).Uri.GetLeftPart(UriPartial.Authority);
    }

    private static string? ReadKeysDirectory(Reader reader, string workingDirectory, string data, bool development)
    {
        const string Setting = "Issuer__KeysDirectory";
        if (reader.Text("KeysDirectory") is not { } text)
        {
            if (development)
                return Path.Combine(Path.GetDirectoryName(data) ?? data, Path.GetFileName(data) is "data" or "" ? "keys" : Path.GetFileName(data) + "-keys");
            reader.Fault($"{Setting} is not set: give a directory outside Issuer__DataDirectory, readable by the service alone, that holds the signing keys and the key-encryption key.");
            return null;
        }

        var keys = Path.TrimEndingDirectorySeparator(Path.GetFullPath(text, workingDirectory));
        if (development)
            return keys;
        if (Contains(data, keys) || Contains(keys, data))
        {
            reader.Fault($"{Setting} and Issuer__DataDirectory must not lie in one another: a backup of the data would carry the keys that protect it.");
            return null;
        }

        if (string.Equals(Path.GetFileName(keys), "keys.example", StringComparison.OrdinalIgnoreCase))
        {
            reader.Fault($"{Setting} is the example that everybody has: make your own directory, the service fills it.");
            return null;
        }

        return keys;
    }

    private static MailSettings ReadMail(Reader reader, string workingDirectory, string data, bool development)
    {
        string? Path(string? text) => text is null ? null : System.IO.Path.GetFullPath(text, workingDirectory);
        var host = reader.Text("Mail:Host");
        var mail = new MailSettings
        {
            Host = host,
            Port = reader.Number("Mail:Port", 587, 1, 65535),
            StartTls = reader.Flag("Mail:StartTls", true),
            User = reader.Text("Mail:User"),
            PasswordFile = Path(reader.Text("Mail:PasswordFile")),
            From = reader.Text("Mail:From"),
            Folder = Path(reader.Text("Mail:Folder")) ?? (development && host is null ? System.IO.Path.Combine(data, "mail") : null),
        };
        foreach (var fault in mail.Faults(development))
            reader.Fault(fault);
        return mail;
    }

    private static bool Contains(string outer, string inner) =>
        inner == outer || inner.StartsWith(Path.EndsInDirectorySeparator(outer) ? outer : outer + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static ImmutableArray<string> ReadOrigins(Reader reader, string name)
    {
        var origins = ImmutableArray.CreateBuilder<string>();
        foreach (var text in reader.List(name))
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.PathAndQuery == "/" && url.Fragment.Length == 0 && url.UserInfo.Length == 0)
                origins.Add(url.GetLeftPart(UriPartial.Authority));
            else
                reader.Fault("Issuer__Outbound__AllowedTestOrigins must list origins such as http://localhost:9000, separated by commas.");
        }

        return origins.ToImmutable();
    }

    private static ImmutableArray<IPNetwork> ReadProxies(Reader reader)
    {
        var proxies = ImmutableArray.CreateBuilder<IPNetwork>();
        foreach (var text in reader.List("KnownProxies"))
        {
            if (IPAddress.TryParse(text, out var address))
                proxies.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else if (IPNetwork.TryParse(text, out var network))
                proxies.Add(network);
            else
                reader.Fault("Issuer__KnownProxies must list addresses or ranges such as 10.0.0.4 or 10.0.0.0/24, separated by commas.");
        }

        return proxies.ToImmutable();
    }

    private sealed class Reader(IConfigurationSection section)
    {
        private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

        public List<string> Faults { get; } = [];

        public void Fault(string sentence) => Faults.Add(sentence);

        public string? Text(string name)
        {
            _asked.Add(name.Split(':')[0]);
            return string.IsNullOrWhiteSpace(section[name]) ? null : section[name]!.Trim();
        }

        public bool Flag(string name, bool otherwise)
        {
            if (Text(name) is not { } text)
                return otherwise;
            if (bool.TryParse(text, out var value))
                return value;
            Fault($"{Spelled(name)} must be true or false.");
            return otherwise;
        }

        public int Number(string name, int otherwise, int least, int most)
        {
            if (Text(name) is not { } text)
                return otherwise;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
                return value;
            Fault($"{Spelled(name)} must be a whole number from {least} to {most}.");
            return otherwise;
        }

        // One value with commas, or the indexed form that JSON arrays take in configuration.
        public IEnumerable<string> List(string name)
        {
            var values = section.GetSection(name).GetChildren().Select(child => child.Value).Prepend(Text(name));
            return values.OfType<string>()
                .SelectMany(value => value.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }

        public ImmutableArray<string> UnknownNames() =>
            [.. section.GetChildren().Select(child => child.Key).Where(key => !_asked.Contains(key)).Order(StringComparer.Ordinal)];

        private static string Spelled(string name) => "Issuer__" + name.Replace(":", "__", StringComparison.Ordinal);
    }
}

/// <summary>What the service may fetch: DID documents, keys and status lists of other issuers.</summary>
public sealed record OutboundSettings
{
    /// <summary><c>Issuer__Outbound__Enabled</c>, default true. False: nothing is fetched, and checks that need it cannot tell.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// <c>Issuer__Outbound__AllowedTestOrigins</c>, default empty: origins (<c>http://localhost:9000</c>) that may be fetched although
    /// they are plain http or a private address. For tests; each one is a hole in the guard against request forgery.
    /// </summary>
    public ImmutableArray<string> AllowedTestOrigins { get; init; } = [];
}

/// <summary>Rates and sizes. The rates stop a runaway client; they are no quota.</summary>
public sealed record LimitSettings
{
    /// <summary><c>Issuer__Limits__PerKeyPerSecond</c>: requests a second that one API key may make for long, default 10,000.</summary>
    public int PerKeyPerSecond { get; init; } = 10_000;

    /// <summary><c>Issuer__Limits__PerKeyBurst</c>: requests that one API key may make at once, default 50,000.</summary>
    public int PerKeyBurst { get; init; } = 50_000;

    /// <summary>
    /// <c>Issuer__Limits__PublicPerMinute</c>: anonymous requests a minute from one address (one /64 network of IPv6), default 600. In
    /// Development the machine itself (loopback) is not limited.
    /// </summary>
    public int PublicPerMinute { get; init; } = 600;

    /// <summary>
    /// <c>Issuer__Limits__RefusedPerMinute</c>: requests without a good API key to endpoints that need one, a minute and address,
    /// default 120: slows the guessing of keys. In Development loopback is not limited.
    /// </summary>
    public int RefusedPerMinute { get; init; } = 120;

    /// <summary><c>Issuer__Limits__MaxRequestBytes</c>: longest request body in bytes, default 2 MiB; a longer one is 413.</summary>
    public int MaxRequestBytes { get; init; } = 2 * 1024 * 1024;
}
