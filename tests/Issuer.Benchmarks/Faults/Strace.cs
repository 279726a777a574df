using System.Diagnostics;

namespace Issuer.Benchmarks.Faults;

/// <summary>System calls of a running process on certain files, watched or made to fail. Calls are counted for each thread and each kind from the moment of attaching.</summary>
internal sealed class Strace : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _trace;

    private Strace(Process process, string trace) => (_process, _trace) = (process, trace);

    /// <summary>What this machine lacks for it; null: nothing.</summary>
    public static string? Lacks()
    {
        if (!Shell.Has("strace"))
            return "strace is not installed (apt-get install strace)";
        using var child = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "sleep 20 & strace -q -o /dev/null -p $! & tracer=$!; sleep 0.3; kill -0 $tracer 2> /dev/null && fine=1; kill $!; kill %1; [ \"$fine\" ]"]) { RedirectStandardError = true, UseShellExecute = false })!;
        child.WaitForExit();
        return child.ExitCode == 0 ? null : "strace may not attach to processes here";
    }

    /// <param name="scene">Whose service it is.</param>
    /// <param name="calls">Kinds of system calls.</param>
    /// <param name="injection">What is done to them, as <c>inject=</c> takes it after the kinds (<c>error=EIO</c>); null: they are written down only.</param>
    /// <param name="files">On which files.</param>
    public static async Task<Strace> AttachAsync(Scene scene, string calls, string? injection, IEnumerable<string> files)
    {
        var trace = Path.Combine(scene.Setup.Folder, "strace");
        string[] inject = injection is null ? [] : ["-e", $"inject={calls}:{injection}"];
        var start = new ProcessStartInfo("strace", ["-f", "-o", trace, "-e", $"trace={calls}", .. inject, .. files.SelectMany(file => (string[])["-P", file]), "-p", $"{scene.Service.Id}"]) { RedirectStandardError = true, UseShellExecute = false };
        var process = Process.Start(start)!;
        scene.Watch(process);
        // Says so when it has all threads.
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.Contains("attached", StringComparison.Ordinal))
                break;
        }

        _ = process.StandardError.ReadToEndAsync();
        return new Strace(process, trace);
    }

    /// <summary>Lets the process go on as it was.</summary>
    public async Task DetachAsync()
    {
        if (!_process.HasExited)
            await Shell.SignalAsync(_process.Id, "INT");
        await _process.WaitForExitAsync();
    }

    /// <summary>What was written down: thread and kind of call, in their order. Detach before.</summary>
    public List<(int Thread, string Call)> Calls() =>
        [.. File.ReadLines(_trace).Select(line => line.Split([' ', '('], StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 2 && char.IsLetter(words[1][0])).Select(words => (int.Parse(words[0]), words[1]))];

    public async ValueTask DisposeAsync()
    {
        await DetachAsync();
        _process.Dispose();
    }
}
