namespace Issuer.Benchmarks;

/// <summary>How the service is started: in Development, with data and keys in a folder of the caller's, unless something else is said.</summary>
/// <param name="Assembly">Path of <c>Issuer.Service.dll</c>.</param>
/// <param name="Folder">Where it runs; its output is appended to <c>service.log</c> there.</param>
/// <param name="Port">Of the loopback address.</param>
internal sealed record ServiceSetup(string Assembly, string Folder, int Port)
{
    public string DataDirectory { get; init; } = Path.Combine(Folder, "data");

    public string KeysDirectory { get; init; } = Path.Combine(Folder, "keys");

    public string PublicUrl { get; init; } = $"http://localhost:{Port}";

    /// <summary>Empty: SQLite in the data directory.</summary>
    public string ConnectionString { get; init; } = "";

    /// <summary>Further settings, which also replace those above.</summary>
    public IReadOnlyDictionary<string, string> More { get; init; } = new Dictionary<string, string>();

    /// <summary>Null: the key that the first start in Development wrote down.</summary>
    public string? ApiKey { get; init; }

    public string LogFile => Path.Combine(Folder, "service.log");

    public Uri Url => new($"http://127.0.0.1:{Port}");

    public Dictionary<string, string> Environment()
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{Port}",
            ["Issuer__PublicUrl"] = PublicUrl,
            ["Issuer__DataDirectory"] = DataDirectory,
            ["Issuer__KeysDirectory"] = KeysDirectory,
            ["ConnectionStrings__Issuer"] = ConnectionString,
            // The load is the question here, not the limit on it.
            ["Issuer__Limits__PerKeyPerSecond"] = "1000000",
            ["Issuer__Limits__PerKeyBurst"] = "10000000",
            ["Logging__LogLevel__Default"] = "Warning",
        };
        foreach (var (name, value) in More)
            all[name] = value;
        return all;
    }
}
