using System.Diagnostics;
using Npgsql;

namespace Issuer.Benchmarks.Faults;

/// <summary>
/// A PostgreSQL cluster of the run's own, on a free port, with fsync on. The server is a child of this program in the foreground, so that it can be killed
/// by its id. It refuses to run as root, so root runs it as the user postgres that Debian's package makes.
/// </summary>
internal sealed class PrivateCluster(Leavings leavings, string data)
{
    private Process? _server;

    public int Port { get; } = ServiceProcess.FreePort();

    public string Data => data;

    /// <summary>Where this machine has PostgreSQL's server programs; null where it has not.</summary>
    public static string? Programs
    {
        get
        {
            const string Debian = "/usr/lib/postgresql";
            var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian).Where(path => File.Exists(Path.Combine(path, "bin", "initdb"))) : [];
            return versions.Select(path => Path.Combine(path, "bin")).OrderDescending(StringComparer.Ordinal).FirstOrDefault();
        }
    }

    /// <summary>Process of the server itself.</summary>
    public int Server => _server!.Id;

    public bool HasExited => _server is not { HasExited: false };

    /// <summary>How a program is run as the server's user.</summary>
    public static string[] AsServer => Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];

    public string ConnectionString(string schema, int? port = null) => $"Host=127.0.0.1;Port={port ?? Port};Database=postgres;Username=postgres;Search Path={schema}";

    public async Task MakeAsync()
    {
        Directory.CreateDirectory(data);
        if (Environment.UserName == "root")
            await Shell.MustAsync("chown", "postgres", data);
        await Shell.MustAsync([.. AsServer, Path.Combine(Programs!, "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "--locale=C.UTF-8", "--no-sync", "--wal-segsize=1"]);
        await StartAsync();
    }

    /// <summary>Starts the server as a supervisor would: again, until it stays. After a crash it has to wait for the orphans of the one before.</summary>
    public async Task StartAsync()
    {
        if (HasExited)
            Launch();
        while (!await AnswersAsync())
        {
            if (HasExited)
                Launch();
            await Task.Delay(100);
        }
    }

    /// <summary>SIGKILL to the server's first process; the others notice.</summary>
    public async Task KillAsync()
    {
        _server!.Kill();
        await _server.WaitForExitAsync();
    }

    /// <summary>SIGKILL to the session that appends; PostgreSQL ends all others and recovers.</summary>
    public async Task KillBackendAsync()
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString("public") + ";Pooling=false");
        await using var connection = await source.OpenConnectionAsync();
        await using var look = new NpgsqlCommand(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'issuer' AND (query LIKE 'WITH s AS%' OR query LIKE '%pg_advisory_xact_lock%') ORDER BY query_start DESC LIMIT 1", connection);
        var backend = (int)(await look.ExecuteScalarAsync() ?? throw new InvalidOperationException("No session appends."));
        await Shell.KillAsync(backend);
    }

    public async Task StopAsync()
    {
        if (HasExited)
            return;
        await Shell.SignalAsync(Server, "INT");
        await _server!.WaitForExitAsync();
    }

    private void Launch()
    {
        string[] command =
        [
            .. AsServer, Path.Combine(Programs!, "postgres"), "-D", data, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "min_wal_size=2MB", "-c", "max_wal_size=16MB",
        ];
        _server?.Dispose();
        _server = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "log=$0; exec \"$@\" >>\"$log\" 2>&1", Path.Combine(leavings.Folder, "postgres.log"), .. command]) { WorkingDirectory = "/" })!;
        leavings.Add(_server);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var source = NpgsqlDataSource.Create(ConnectionString("public") + ";Pooling=false;Timeout=2");
            await using var connection = await source.OpenConnectionAsync();
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }
}
