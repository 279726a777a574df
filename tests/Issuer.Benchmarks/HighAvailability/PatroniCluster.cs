using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Issuer.Benchmarks.Faults;
using Npgsql;

namespace Issuer.Benchmarks.HighAvailability;

/// <summary>Three etcd, three Patroni with PostgreSQL, and haproxy, as <c>samples/high-availability</c> configures them, on free loopback ports.</summary>
internal sealed class PatroniCluster : IDisposable
{
    private readonly Leavings _leavings;
    private readonly Node[] _nodes;
    private readonly string _superuser = RandomNumberGenerator.GetHexString(24);
    private readonly string _replication = RandomNumberGenerator.GetHexString(24);
    private readonly string _owner = RandomNumberGenerator.GetHexString(24);
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };
    private string _etcd = "";

    public PatroniCluster(Leavings leavings)
    {
        _leavings = leavings;
        _nodes = [.. Enumerable.Range(1, 3).Select(i => new Node($"pg{i}", Path.Combine(leavings.Folder, $"pg{i}"), ServiceProcess.FreePort(), ServiceProcess.FreePort()))];
    }

    public int PostgresPort { get; } = ServiceProcess.FreePort();

    public int HttpPort { get; } = ServiceProcess.FreePort();

    /// <summary>Where the two service nodes listen.</summary>
    public int[] NodePorts { get; } = [ServiceProcess.FreePort(), ServiceProcess.FreePort()];

    /// <summary>As the service has it, password in a file.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={PostgresPort};Database=issuer;Username=issuer;Passfile={Path.Combine(_leavings.Folder, "service-pgpass")}";

    public async Task StartAsync()
    {
        StartEtcd();
        foreach (var node in _nodes)
        {
            Directory.CreateDirectory(node.Folder);
            await File.WriteAllTextAsync(Path.Combine(node.Folder, "patroni.yml"), Configuration("patroni.yml", node));
            await Shell.MustAsync("chown", "-R", "postgres", node.Folder);
            _leavings.AddPostmaster(Path.Combine(node.Folder, "data"));
            StartPatroni(node);
        }

        var haproxy = Path.Combine(_leavings.Folder, "haproxy.cfg");
        await File.WriteAllTextAsync(haproxy, Configuration("haproxy.cfg", null));
        Launch("haproxy", ["haproxy", "-db", "-f", haproxy]);
        await HealthyAsync();
        await MakeDatabaseAsync();
    }

    /// <summary>Waits for a leader, a synchronous standby and a third that runs, and says who leads.</summary>
    public async Task<string> HealthyAsync()
    {
        while (true)
        {
            var members = await MembersAsync();
            var leader = members.FirstOrDefault(member => member.Role == "leader" && member.State == "running");
            if (leader is not null && members.Any(member => member.Role == "sync_standby") && members.Count == 3 && members.All(member => member.State is "running" or "streaming"))
                return leader.Name;
            await Task.Delay(200);
        }
    }

    /// <summary>SIGKILL to the leader's PostgreSQL and to the Patroni that would start it again.</summary>
    public async Task KillNodeAsync(string name)
    {
        var node = Named(name);
        node.Patroni!.Kill();
        await node.Patroni.WaitForExitAsync();
        await KillPostgresAsync(name);
    }

    /// <summary>SIGKILL to a node's PostgreSQL alone.</summary>
    public Task KillPostgresAsync(string name) => Shell.KillAsync(int.Parse(File.ReadLines(Path.Combine(Named(name).Folder, "data", "postmaster.pid")).First(), System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The killed node comes back, as its supervisor would have it.</summary>
    public void Return(string name) => StartPatroni(Named(name));

    /// <summary>Another node leads from now on, in order.</summary>
    public async Task SwitchoverAsync(string leader)
    {
        // With its length: Patroni takes no chunks.
        using var body = new StringContent(JsonSerializer.Serialize(new { leader }));
        using var answer = await _client.PostAsync(new Uri($"http://127.0.0.1:{Named(leader).RestPort}/switchover"), body);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    public void Dispose() => _client.Dispose();

    private Node Named(string name) => _nodes.Single(node => node.Name == name);

    private void StartEtcd()
    {
        var members = Enumerable.Range(1, 3).Select(i => (Name: $"etcd{i}", Client: ServiceProcess.FreePort(), Peer: ServiceProcess.FreePort())).ToArray();
        var initial = string.Join(',', members.Select(member => $"{member.Name}=http://127.0.0.1:{member.Peer}"));
        _etcd = string.Join(',', members.Select(member => $"127.0.0.1:{member.Client}"));
        foreach (var (name, client, peer) in members)
        {
            Launch(name,
            [
                "etcd", "--name", name, "--data-dir", Path.Combine(_leavings.Folder, name), "--initial-cluster", initial, "--initial-cluster-state", "new",
                "--listen-client-urls", $"http://127.0.0.1:{client}", "--advertise-client-urls", $"http://127.0.0.1:{client}",
                "--listen-peer-urls", $"http://127.0.0.1:{peer}", "--initial-advertise-peer-urls", $"http://127.0.0.1:{peer}",
            ]);
        }
    }

    private void StartPatroni(Node node)
    {
        node.Patroni?.Dispose();
        node.Patroni = Launch(node.Name, [.. PrivateCluster.AsServer, "patroni", Path.Combine(node.Folder, "patroni.yml")]);
    }

    private Process Launch(string name, string[] command)
    {
        var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "log=$0; PATH=$PATH:/usr/sbin; exec \"$@\" >>\"$log\" 2>&1", Path.Combine(_leavings.Folder, $"{name}.log"), .. command]) { WorkingDirectory = "/" })!;
        _leavings.Add(process);
        return process;
    }

    private string Configuration(string name, Node? node)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(root.FullName, "samples", "high-availability")))
            root = root.Parent ?? throw new InvalidOperationException("samples/high-availability is in no folder above this program.");
        var text = File.ReadAllText(Path.Combine(root.FullName, "samples", "high-availability", name));
        foreach (var (placeholder, value) in Values(node))
            text = text.Replace($"${{{placeholder}}}", value, StringComparison.Ordinal);
        var left = text.IndexOf("${", text.IndexOf('\n'), StringComparison.Ordinal);
        return left < 0 ? text : throw new InvalidOperationException($"{name} has a placeholder that nobody fills: {text[left..(left + 20)]}");
    }

    private List<(string, string)> Values(Node? node)
    {
        var values = new List<(string, string)>
        {
            ("ETCD_HOSTS", _etcd), ("BIN", PrivateCluster.Programs!), ("SUPERUSER_PASSWORD", _superuser), ("REPLICATION_PASSWORD", _replication),
            ("POSTGRES_PORT", $"{PostgresPort}"), ("HTTP_PORT", $"{HttpPort}"), ("NODE1_PORT", $"{NodePorts[0]}"), ("NODE2_PORT", $"{NodePorts[1]}"),
        };
        if (node is not null)
            values.AddRange([("NAME", node.Name), ("FOLDER", node.Folder), ("PORT", $"{node.Port}"), ("REST_PORT", $"{node.RestPort}")]);
        foreach (var each in _nodes)
            values.AddRange([($"{each.Name.ToUpperInvariant()}_PORT", $"{each.Port}"), ($"{each.Name.ToUpperInvariant()}_REST", $"{each.RestPort}")]);
        return values;
    }

    private async Task MakeDatabaseAsync()
    {
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={PostgresPort};Database=postgres;Username=postgres;Password={_superuser};Pooling=false");
        await using (var role = source.CreateCommand($"CREATE ROLE issuer LOGIN PASSWORD '{_owner}' IN ROLE pg_read_all_stats"))
            await role.ExecuteNonQueryAsync();
        await using (var database = source.CreateCommand("CREATE DATABASE issuer OWNER issuer"))
            await database.ExecuteNonQueryAsync();
        var file = Path.Combine(_leavings.Folder, "service-pgpass");
        await File.WriteAllTextAsync(file, $"127.0.0.1:{PostgresPort}:issuer:issuer:{_owner}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    // From whichever node answers.
    private async Task<List<Member>> MembersAsync()
    {
        foreach (var node in _nodes)
        {
            try
            {
                var cluster = await _client.GetFromJsonAsync<JsonElement>($"http://127.0.0.1:{node.RestPort}/cluster");
                return [.. cluster.GetProperty("members").EnumerateArray().Select(member => new Member(
                    member.GetProperty("name").GetString()!, member.GetProperty("role").GetString()!, member.GetProperty("state").GetString()!))];
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException or KeyNotFoundException)
            {
                // Not this one.
            }
        }

        return [];
    }

    private sealed record Member(string Name, string Role, string State);

    private sealed record Node(string Name, string Folder, int Port, int RestPort)
    {
        public Process? Patroni { get; set; }
    }
}
