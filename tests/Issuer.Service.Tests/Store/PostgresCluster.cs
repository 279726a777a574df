using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Issuer.Service.Tests.Store;

/// <summary>
/// A PostgreSQL cluster of the tests' own: made in a temporary directory, on a free port of the loopback address, with fsync on, and removed at
/// the end. A server refuses to run as root, so root runs it as the user postgres that Debian's package makes.
/// </summary>
internal sealed class PostgresCluster : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("issuer-postgres-").FullName;
    private readonly string _programs;

    private readonly string _settings;

    private PostgresCluster(string programs, string[] settings) => (_programs, _settings) = (programs, string.Concat(settings.Select(setting => $" -c {setting}")));

    public int Port { get; private set; }

    public string Data => Path.Combine(_root, "data");

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

    /// <summary>Skips the test where there is no PostgreSQL; on a machine that builds for others nothing is left out in silence.</summary>
    /// <param name="settings">Of the server, <c>name=value</c>.</param>
    public static PostgresCluster Start(params string[] settings)
    {
        var programs = Programs;
        if (programs is null && Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail("PostgreSQL is not installed (apt-get install postgresql).");
        Assert.SkipWhen(programs is null, "PostgreSQL is not installed (apt-get install postgresql)");
        var cluster = new PostgresCluster(programs!, settings);
        cluster.Make();
        cluster.StartServer();
        return cluster;
    }

    /// <summary>A connection string; every schema is a store of its own.</summary>
    public string ConnectionString(string schema) => $"Host=127.0.0.1;Port={Port};Database=postgres;Username=postgres;Search Path={schema}";

    /// <summary>Starts the server; after a crash as soon as the orphans of the one before have gone.</summary>
    public void StartServer()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                StartOnce();
                return;
            }
            catch (InvalidOperationException) when (attempt < 100)
            {
                using var pause = new ManualResetEventSlim();
                pause.Wait(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private void StartOnce() =>
        Run("pg_ctl", "-D", Data, "-w", "-s", "-l", Path.Combine(_root, "log"), "-o", $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c autovacuum_naptime=5{_settings}", "start");

    /// <param name="mode"><c>fast</c> ends sessions in order; <c>immediate</c> is a crash.</param>
    public void StopServer(string mode) => Run("pg_ctl", "-D", Data, "-w", "-s", "-m", mode, "stop");

    /// <summary>Process of the server, from its own file.</summary>
    public int ServerProcess => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First());

    public void Dispose()
    {
        try
        {
            StopServer("immediate");
        }
        catch (InvalidOperationException)
        {
            // A test may have killed it.
        }

        Directory.Delete(_root, recursive: true);
    }

    private void Make()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        if (Environment.UserName == "root")
            Start("chown", "postgres", _root);
        Run("initdb", "-D", Data, "-A", "trust", "-U", "postgres", "--locale=C.UTF-8", "--no-sync");
    }

    private void Run(string program, params string[] arguments)
    {
        string[] command = [Path.Combine(_programs, program), .. arguments];
        if (Environment.UserName == "root")
            command = ["runuser", "-u", "postgres", "--", .. command];
        Start(command[0], command[1..]);
    }

    private void Start(string program, params string[] arguments)
    {
        // Without redirected streams: the server would hold them open for as long as it runs.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "\"$@\" > /dev/null 2> \"$0\"", Path.Combine(Path.GetTempPath(), Path.GetFileName(_root) + ".err"), program, .. arguments]) { WorkingDirectory = "/" })!;
        process.WaitForExit();
        var errors = Path.Combine(Path.GetTempPath(), Path.GetFileName(_root) + ".err");
        var text = File.ReadAllText(errors);
        File.Delete(errors);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{Path.GetFileName(program)} {string.Join(' ', arguments)}: {text}");
    }
}

/// <summary>The cluster that tests share, each in schemas of its own; started by the first that asks, ended with the test run.</summary>
internal static class SharedCluster
{
    private static readonly Lazy<PostgresCluster> Cluster = new(() =>
    {
        var cluster = PostgresCluster.Start();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.Dispose();
        return cluster;
    });

    private static int _schemas;

    public static PostgresCluster Get()
    {
        // Where it is missing every test says so by itself.
        if (PostgresCluster.Programs is null)
            PostgresCluster.Start();
        return Cluster.Value;
    }

    public static string NewSchema() => $"test_{Interlocked.Increment(ref _schemas)}";
}
