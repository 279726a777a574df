using System.Diagnostics;
using Issuer.Benchmarks.Faults;

namespace Issuer.Benchmarks.HighAvailability;

/// <summary>Two service nodes on a Patroni cluster behind haproxy: nodes of both kinds are killed, exchanged and restarted under load.</summary>
internal sealed class HighAvailabilityTest
{
    private const int Workers = 6;

    private readonly Leavings _leavings;
    private readonly PatroniCluster _cluster;
    private readonly Ledger _ledger;
    private readonly Checks _checks;
    private readonly List<FaultRow> _rows = [];
    private readonly ServiceProcess?[] _nodes = new ServiceProcess?[2];
    private readonly string _assembly;
    private string _apiKey = "";

    private HighAvailabilityTest(string assembly, Leavings leavings, PatroniCluster cluster, Ledger ledger, Checks checks) =>
        (_assembly, _leavings, _cluster, _ledger, _checks) = (assembly, leavings, cluster, ledger, checks);

    public static async Task<int> RunAsync(string assembly)
    {
        var checks = new Checks("ha");
        if (Environment.UserName != "root" || PrivateCluster.Programs is null || !Shell.Has("patroni") || !Shell.Has("etcd") || !Shell.Has("haproxy"))
        {
            checks.Skip("high availability", "needs root, PostgreSQL, patroni, etcd and haproxy: run tests/ha.sh");
            return checks.Close();
        }

        using var leavings = new Leavings("ha");
        using var cluster = new PatroniCluster(leavings);
        using var ledger = new Ledger(Path.Combine(leavings.Folder, "ledger.jsonl"));
        var test = new HighAvailabilityTest(assembly, leavings, cluster, ledger, checks);
        try
        {
            await test.AllAsync();
        }
        catch (Exception broken)
        {
            checks.That("runs to its end", [broken.ToString()]);
        }
        finally
        {
            foreach (var node in test._nodes)
                node?.Dispose();
        }

        Console.WriteLine();
        Console.WriteLine(FaultRow.Head);
        foreach (var row in test._rows)
            Console.WriteLine(row);
        if (checks.Failed > 0)
        {
            leavings.Keep();
            Console.WriteLine($"logs are kept in {leavings.Folder}");
        }

        return checks.Close();
    }

    private async Task AllAsync()
    {
        var clock = Stopwatch.StartNew();
        await _cluster.StartAsync();
        Console.WriteLine($"a leader, a synchronous standby and a third after {clock.Elapsed.TotalSeconds:F1} s");
        await PrepareAsync();
        for (var node = 0; node < _nodes.Length; node++)
            await StartNodeAsync(node);

        await UnderLoadAsync("primary killed with its Patroni", faultless: false, async _ =>
        {
            var leader = await _cluster.HealthyAsync();
            await _cluster.KillNodeAsync(leader);
            var killed = Stopwatch.GetTimestamp();
            return (killed, () => ReturnAsync(leader));
        });
        await UnderLoadAsync("PostgreSQL of the primary killed", faultless: false, async _ =>
        {
            var leader = await _cluster.HealthyAsync();
            await _cluster.KillPostgresAsync(leader);
            var killed = Stopwatch.GetTimestamp();
            return (killed, () => _cluster.HealthyAsync());
        });
        await UnderLoadAsync("switchover", faultless: false, async _ =>
        {
            var leader = await _cluster.HealthyAsync();
            var asked = Stopwatch.GetTimestamp();
            await _cluster.SwitchoverAsync(leader);
            return (asked, () => _cluster.HealthyAsync());
        });
        await UnderLoadAsync("one of two service nodes killed", faultless: false, async _ =>
        {
            var killed = Stopwatch.GetTimestamp();
            _nodes[0]!.Kill();
            await StartNodeAsync(0);
            return (killed, () => Task.CompletedTask);
        });
        await UnderLoadAsync("rolling restart of the service nodes", faultless: true, async load =>
        {
            var began = Stopwatch.GetTimestamp();
            for (var node = 0; node < _nodes.Length; node++)
            {
                await _nodes[node]!.StopAsync();
                await StartNodeAsync(node);
                // The load balancer must have taken it in before the other one goes: two checks.
                await Task.Delay(TimeSpan.FromSeconds(2));
                await load.MoreAsync(50);
            }

            return (began, () => Task.CompletedTask);
        });
        await new StoreAudit(Setup(0), _checks).AllAsync("in the end", _ledger.Posts.Count(post => post.Id is not null));
    }

    private async Task UnderLoadAsync(string name, bool faultless, Func<Load, Task<(long Since, Func<Task> Mend)>> fault)
    {
        Console.WriteLine($"-- {name}");
        var address = new Uri($"http://127.0.0.1:{_cluster.HttpPort}");
        await using var load = new Load([address], _apiKey, _ledger, TimeSpan.FromMilliseconds(10)) { Balanced = true };
        load.Start(Workers);
        await load.MoreAsync(100);
        var (since, mend) = await fault(load);
        await load.RecoveredAsync(since);
        await load.MoreAsync(100);
        await mend();
        await load.MoreAsync(100);
        await load.StopAsync();
        var recovery = load.LongestPause(since);
        _checks.That($"{name}: whatever failed was answered 503 or 429 or cut off ({load.Refusals.Values.Sum()} refused, {load.Cut} cut off)", load.Wrong.All);
        _checks.That($"{name}: nobody waited longer than {Load.LongestAnswer.TotalSeconds:F0} s", load.Late.All);
        _checks.That($"{name}: issuing goes on within 30 s ({recovery.TotalSeconds:F1} s)", recovery < TimeSpan.FromSeconds(30) ? [] : [$"{recovery.TotalSeconds:F1} s"]);
        if (faultless)
            _checks.That($"{name}: no client sees an error in {load.Acknowledged} issued", load.Refusals.Count + load.Cut == 0 ? [] : [.. load.Refusals.Select(one => $"{one.Value} × {one.Key}"), $"{load.Cut} cut off"]);
        using var client = _nodes[0]!.Client(8);
        var audit = new Audit(new ApiClient(client), _ledger, _checks);
        await audit.DueAsync(name);
        await audit.WholeAsync(name);
        _rows.Add(new FaultRow(name, "Patroni", load.Acknowledged, audit.Lost, audit.Doubled, recovery, load.Refusals.Values.Sum() + load.Cut, load.Slowest));
    }

    private async Task ReturnAsync(string name)
    {
        _cluster.Return(name);
        await _cluster.HealthyAsync();
    }

    private async Task PrepareAsync()
    {
        foreach (var node in (int[])[0, 1])
            Directory.CreateDirectory(Setup(node).Folder);
        var operate = new StoreAudit(Setup(0), _checks);
        foreach (var line in (string[][])
        [
            ["keys", "init"], ["institutions", "add", "--slug", "example-university", "--name", "en=Example University", "--country", "GBR"],
            ["apikeys", "new", "--institution", "example-university", "--scopes", "issue,read,revoke", "--name", "Registry"],
        ])
        {
            var said = await operate.CommandAsync(line);
            if (said.Code != 0)
                throw new InvalidOperationException($"{string.Join(' ', line)}: {said.Output}");
            _apiKey = said.Output.Split('\n', StringSplitOptions.TrimEntries).FirstOrDefault(text => text.StartsWith("iss_", StringComparison.Ordinal)) ?? _apiKey;
        }
    }

    private async Task StartNodeAsync(int node)
    {
        _nodes[node]?.Dispose();
        _nodes[node] = await ServiceProcess.StartAsync(Setup(node) with { ApiKey = _apiKey }, _leavings.Add);
    }

    private ServiceSetup Setup(int node) => new(_assembly, Path.Combine(_leavings.Folder, $"node{node + 1}"), _cluster.NodePorts[node])
    {
        PublicUrl = "https://credentials.example.ac.uk",
        KeysDirectory = Path.Combine(_leavings.Folder, "keys"),
        ConnectionString = _cluster.ConnectionString,
        More = new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["Issuer__DrainSeconds"] = "5", ["Issuer__KnownProxies"] = "127.0.0.1", ["Issuer__Limits__PublicPerMinute"] = "10000000" },
    };
}
