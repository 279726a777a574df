using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace Issuer.Benchmarks;

/// <summary>The real service as a child process on a loopback port, in Development, with data and keys in a folder of the caller's.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private readonly Process _process;

    private ServiceProcess(Process process, ServiceSetup setup, TimeSpan firstAnswer)
    {
        _process = process;
        Url = setup.Url;
        FirstAnswer = firstAnswer;
        ApiKey = setup.ApiKey ?? JsonDocument.Parse(File.ReadAllBytes(Path.Combine(setup.DataDirectory, "development.json"))).RootElement.GetProperty("apiKey").GetString()!;
    }

    public Uri Url { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string ApiKey { get; }

    /// <summary>From the start of the process to its first answer, which says that it is ready.</summary>
    public TimeSpan FirstAnswer { get; }

    /// <summary>User and system time used so far. The kernel counts in hundredths of a second.</summary>
    public TimeSpan Cpu
    {
        get
        {
            // The name in parentheses may hold spaces: fields are counted from the last one on. 14 and 15 of proc(5) are 11 and 12 here.
            var stat = File.ReadAllText($"/proc/{_process.Id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
            return TimeSpan.FromMilliseconds(ticks * 10);
        }
    }

    /// <summary>Resident memory, bytes.</summary>
    public long ResidentBytes => Status("VmRSS:") * 1024;

    /// <summary>Resident memory that belongs to no file, bytes: what the process itself needs.</summary>
    public long AnonymousBytes => Status("RssAnon:") * 1024;

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>The assembly built beside this one: same configuration, in the service's own output folder.</summary>
    public static string DefaultAssembly()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Issuer.sln")))
            root = root.Parent ?? throw new InvalidOperationException("Issuer.sln is in no folder above this program: give --service PATH/Issuer.Service.dll.");
        var configuration = AppContext.BaseDirectory.Contains("/Release/") ? "Release" : "Debug";
        return Path.Combine(root.FullName, "src", "Issuer.Service", "bin", configuration, "net10.0", "Issuer.Service.dll");
    }

    /// <summary>Starts the program without waiting for an answer.</summary>
    public static Process Launch(string assembly, string folder, int port) => Launch(new ServiceSetup(assembly, folder, port));

    /// <summary>Starts the program without waiting for an answer.</summary>
    public static Process Launch(ServiceSetup setup, params string[] arguments)
    {
        // exec keeps the process id: what is killed and measured is the service itself.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=$0; exec dotnet \"$@\" >>\"$log\" 2>&1", setup.LogFile, setup.Assembly, .. arguments]) { WorkingDirectory = setup.Folder };
        foreach (var (name, value) in setup.Environment())
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Starts the program, on SQLite or, with a connection string, on PostgreSQL, and waits until it says that it is ready.</summary>
    public static Task<ServiceProcess> StartAsync(string assembly, string folder, int port, string? postgres = null) =>
        StartAsync(new ServiceSetup(assembly, folder, port) { ConnectionString = postgres ?? "" }, _ => { });

    /// <summary>Starts the program and waits until it says that it is ready.</summary>
    /// <param name="setup">How.</param>
    /// <param name="launched">Is told of the process at once.</param>
    public static async Task<ServiceProcess> StartAsync(ServiceSetup setup, Action<Process> launched)
    {
        if (!File.Exists(setup.Assembly))
            throw new FileNotFoundException("Build the service first.", setup.Assembly);
        var clock = Stopwatch.StartNew();
        var process = Launch(setup);
        launched(process);
        using var client = new HttpClient();
        while (true)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The service ended with {process.ExitCode}:\n{await File.ReadAllTextAsync(setup.LogFile)}");
            try
            {
                using var answer = await client.GetAsync(new Uri(setup.Url, "/health/ready"));
                if (answer.IsSuccessStatusCode)
                    return new ServiceProcess(process, setup, clock.Elapsed);
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(5);
        }
    }

    /// <summary>A client with its own connections, authorised with the institution's key.</summary>
    public HttpClient Client(int connections)
    {
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = connections,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        };
        var client = new HttpClient(handler) { BaseAddress = Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
        return client;
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is told.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGTERM, and waits for the end.</summary>
    public async Task StopAsync()
    {
        // The shell's own kill: the program of that name is not on every machine.
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {_process.Id}"]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    private long Status(string name)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
