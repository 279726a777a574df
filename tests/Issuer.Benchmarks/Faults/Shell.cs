using System.Diagnostics;

namespace Issuer.Benchmarks.Faults;

/// <summary>What a program said and how it ended.</summary>
internal sealed record Said(int Code, string Output);

/// <summary>Other programs.</summary>
internal static class Shell
{
    /// <summary>Runs to its end; both of its outputs together.</summary>
    public static async Task<Said> RunAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" 2>&1 < /dev/null", .. command]) { RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = folder ?? "/" };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Said(process.ExitCode, output);
    }

    /// <summary>The same for what must succeed.</summary>
    public static async Task<string> MustAsync(params string[] command)
    {
        var said = await RunAsync(command);
        return said.Code == 0 ? said.Output : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {said.Code}: {said.Output}");
    }

    public static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Append("/sbin").Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>SIGKILL to a process that <see cref="Process"/> does not know.</summary>
    public static Task KillAsync(int process) => SignalAsync(process, "KILL");

    // The shell's own kill: the program of that name is not on every machine.
    public static async Task SignalAsync(int process, string signal) => await RunAsync(["/bin/sh", "-c", $"kill -{signal} {process}"]);
}
