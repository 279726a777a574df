using System.Diagnostics;

namespace Issuer.Benchmarks.Faults;

/// <summary>One fault's stage: a service on a fresh store of its own, load on it, and what stands around it.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly Leavings _leavings;
    private readonly Ledger _ledger;
    private readonly Checks _checks;
    private readonly List<ServiceProcess> _services = [];
    private Load? _load;
    private PrivateCluster? _own;

    private Scene(FaultBench bench, string name, string store)
    {
        (_leavings, _checks, Name, Store) = (bench.Leavings, bench.Checks, name, store);
        var folder = Path.Combine(bench.Leavings.Folder, name.Replace(' ', '-').Replace(',', '-') + "-" + store.ToLowerInvariant());
        Directory.CreateDirectory(folder);
        Setup = new ServiceSetup(bench.Assembly, folder, ServiceProcess.FreePort());
        _ledger = new Ledger(Path.Combine(folder, "ledger.jsonl"));
        Bench = bench;
    }

    public FaultBench Bench { get; }

    /// <summary>The fault.</summary>
    public string Name { get; private set; }

    public string Store { get; }

    /// <summary>How the first service is started; faults may change it before.</summary>
    public ServiceSetup Setup { get; set; }

    public PrivateCluster? Cluster { get; private set; }

    public Link? Link { get; private set; }

    public Checks Checks => _checks;

    public Ledger Ledger => _ledger;

    public Load Load => _load!;

    public ServiceProcess Service => _services[0];

    /// <summary>Set by a fault that measures it by itself; otherwise the longest time without an acknowledgement since the fault.</summary>
    public TimeSpan? Recovery { get; set; }

    /// <summary>Acknowledged outside of the load.</summary>
    public int Direct { get; set; }

    /// <summary>Faults that are not the load's to see.</summary>
    public StoreAudit Beside => new(PastLink(Setup), _checks);

    public static Scene OnSqlite(FaultBench bench, string name) => new(bench, name, "SQLite");

    /// <summary>In a schema of its own, over a link of its own.</summary>
    public static Scene OnPostgres(FaultBench bench, string name, PrivateCluster cluster)
    {
        var scene = new Scene(bench, name, "PostgreSQL") { Cluster = cluster, Link = new Link(cluster.Port) };
        scene.Setup = scene.Setup with { ConnectionString = cluster.ConnectionString(bench.NewSchema(), scene.Link.Port) };
        return scene;
    }

    /// <summary>A cluster of the fault's own in the place of the shared one.</summary>
    public async Task OwnClusterAsync(string data)
    {
        Cluster = _own = new PrivateCluster(_leavings, data);
        await _own.MakeAsync();
        await Link!.DisposeAsync();
        Link = new Link(_own.Port);
        Setup = Setup with { ConnectionString = _own.ConnectionString("public", Link.Port) };
    }

    /// <summary>A small file system in memory, which can be filled.</summary>
    public async Task<string> MountAsync(int megabytes)
    {
        var path = Path.Combine(Setup.Folder, "disk");
        Directory.CreateDirectory(path);
        await Shell.MustAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0755", "tmpfs", path);
        _leavings.AddMount(path);
        return path;
    }

    /// <summary>Another program that must not outlive this one.</summary>
    public void Watch(Process process) => _leavings.Add(process);

    /// <summary>The same stage for the next fault: short forms spare themselves the start of a service.</summary>
    public void Next(string name) => Name = name;

    /// <summary>Starts the service, unless it runs, and the load on it, and waits until it flows.</summary>
    public async Task BeginAsync()
    {
        if (_services.Count == 0)
            await StartServiceAsync();
        await LoadAsync(Setup.Url);
    }

    /// <summary>Load on these services, which have started.</summary>
    public async Task LoadAsync(params Uri[] urls)
    {
        if (_load is not null)
            await _load.DisposeAsync();
        _load = new Load(urls, Service.ApiKey, _ledger, Bench.Pause);
        _load.Start(Bench.Workers);
        await _load.MoreAsync(Bench.Before);
    }

    public async Task<ServiceProcess> StartServiceAsync(ServiceSetup? setup = null)
    {
        var service = await ServiceProcess.StartAsync(setup ?? Setup, _leavings.Add);
        _services.Add(service);
        return service;
    }

    /// <summary>SIGKILL to the first service, which a supervisor starts again at once; answers when it was killed.</summary>
    public async Task<long> RestartKilledAsync()
    {
        Service.Kill();
        var killed = FaultBench.Now;
        await ReplaceServiceAsync();
        return killed;
    }

    /// <summary>The first service in the place of one that has ended.</summary>
    public async Task ReplaceServiceAsync()
    {
        _services[0].Dispose();
        _services[0] = await ServiceProcess.StartAsync(Setup, _leavings.Add);
    }

    /// <summary>Waits for the service to acknowledge again, lets it go on for a while, then audits everything.</summary>
    /// <param name="over">When the cause was gone, or was set where nothing but the program itself can take it away.</param>
    public async Task<FaultRow> EndAsync(long over)
    {
        await Load.RecoveredAsync(over);
        await Load.MoreAsync(Bench.After);
        await Load.StopAsync();
        var recovery = Recovery ?? Load.LongestPause(over);
        var acknowledged = Load.Acknowledged + Direct;
        using var client = Service.Client(8);
        var audit = new Audit(new ApiClient(client), _ledger, _checks);
        var when = $"{Name}, {Store}";
        _checks.That($"{when}: whatever failed was answered 503 or 429 or cut off ({Refusals()})", Load.Wrong.All);
        _checks.That($"{when}: nobody waited longer than {Load.LongestAnswer.TotalSeconds:F0} s", Load.Late.All);
        _checks.That($"{when}: goes on within 30 s by itself ({recovery.TotalSeconds:F1} s)", recovery < TimeSpan.FromSeconds(30) ? [] : [$"{recovery.TotalSeconds:F1} s"]);
        await audit.DueAsync(when);
        await audit.WholeAsync(when);
        await Beside.AllAsync(when, _ledger.Posts.Count(post => post.Id is not null));
        return new FaultRow(Name, Store, acknowledged, audit.Lost, audit.Doubled, recovery, Load.Refusals.Values.Sum() + Load.Cut, Load.Slowest);
    }

    public async ValueTask DisposeAsync()
    {
        if (_load is not null)
            await _load.DisposeAsync();
        foreach (var service in _services)
            service.Dispose();
        if (_own is not null)
            await _own.StopAsync();
        if (Link is not null)
            await Link.DisposeAsync();
        _ledger.Dispose();
    }

    private string Refusals() => string.Join(", ", Load.Refusals.OrderBy(one => one.Key).Select(one => $"{one.Value} × {one.Key}").Append($"{Load.Cut} cut off"));

    // Commands go to the database itself: the link has had its fault.
    private ServiceSetup PastLink(ServiceSetup setup) =>
        Cluster is null ? setup : setup with { ConnectionString = setup.ConnectionString.Replace($"Port={Link!.Port}", $"Port={Cluster.Port}", StringComparison.Ordinal) };
}

/// <summary>A line of the table.</summary>
internal sealed record FaultRow(string Fault, string Store, int Acknowledged, int Lost, int Doubled, TimeSpan Recovery, int Refused, TimeSpan Slowest)
{
    public static string Head => """
        | fault | store | acknowledged | lost | doubled | recovery s | refused or cut off | slowest answer s |
        |---|---|---:|---:|---:|---:|---:|---:|
        """;

    public override string ToString() => FormattableString.Invariant(
        $"| {Fault} | {Store} | {Acknowledged:N0} | {Lost} | {Doubled} | {Recovery.TotalSeconds:F1} | {Refused:N0} | {Slowest.TotalSeconds:F1} |");
}

/// <summary>What all faults of a run share.</summary>
internal sealed record FaultBench(string Assembly, Leavings Leavings, Checks Checks, bool Long)
{
    private int _schemas;

    public int Workers => Long ? 6 : 3;

    /// <summary>After each acknowledgement: an audit of everything must stay short.</summary>
    public TimeSpan Pause => TimeSpan.FromMilliseconds(Long ? 10 : 25);

    /// <summary>Acknowledgements before the fault.</summary>
    public int Before => Long ? 100 : 20;

    /// <summary>Acknowledgements after it.</summary>
    public int After => Long ? 100 : 20;

    /// <summary>How long a fault that has a length lasts.</summary>
    public TimeSpan Lasting => TimeSpan.FromSeconds(Long ? 10 : 2);

    public string NewSchema() => $"fault_{++_schemas}";

    /// <summary>Now, as <see cref="Load.RecoveredAsync"/> counts.</summary>
    public static long Now => Stopwatch.GetTimestamp();
}
