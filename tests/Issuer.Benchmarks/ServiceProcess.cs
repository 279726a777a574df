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

    private ServiceProcess(Process process, Uri url, string folder, TimeSpan firstAnswer)
    {
        _process = process;
        Url = url;
        FirstAnswer = firstAnswer;
        ApiKey = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "data", "development.json"))).RootElement.GetProperty("apiKey").GetString()!;
    }

    public Uri Url { get; }

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

    /// <summary>Starts the program without waiting for an answer. Its output is appended to <c>service.log</c> in the folder.</summary>
    public static Process Launch(string assembly, string folder, int port)
    {
        // exec keeps the process id: what is killed and measured is the service itself.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = folder };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec dotnet \"$1\" >>\"$2\" 2>&1");
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add(assembly);
        start.ArgumentList.Add(Path.Combine(folder, "service.log"));
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["Issuer__PublicUrl"] = $"http://localhost:{port}";
        start.Environment["Issuer__DataDirectory"] = Path.Combine(folder, "data");
        start.Environment["Issuer__KeysDirectory"] = Path.Combine(folder, "keys");
        // The load is the question here, not the limit on it.
        start.Environment["Issuer__Limits__PerKeyPerSecond"] = "1000000";
        start.Environment["Issuer__Limits__PerKeyBurst"] = "10000000";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        return Process.Start(start)!;
    }

    /// <summary>Starts the program and waits until it says that it is ready.</summary>
    public static async Task<ServiceProcess> StartAsync(string assembly, string folder, int port)
    {
        if (!File.Exists(assembly))
            throw new FileNotFoundException("Build the service first.", assembly);
        var clock = Stopwatch.StartNew();
        var process = Launch(assembly, folder, port);
        var url = new Uri($"http://127.0.0.1:{port}");
        using var client = new HttpClient();
        while (true)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The service ended with {process.ExitCode}:\n{await File.ReadAllTextAsync(Path.Combine(folder, "service.log"))}");
            try
            {
                using var answer = await client.GetAsync(new Uri(url, "/health/ready"));
                if (answer.IsSuccessStatusCode)
                    return new ServiceProcess(process, url, folder, clock.Elapsed);
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
