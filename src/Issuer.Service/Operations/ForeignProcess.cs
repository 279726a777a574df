using System.ComponentModel;
using System.Diagnostics;

namespace Issuer.Service.Operations;

/// <summary>One run of a foreign program, from its start to the end of everything that it started.</summary>
internal static class ForeignProcess
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Runs a command to its end; whatever of it is still there then is killed.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="folder">Working directory; null for the root.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="maximum">Most bytes of standard output.</param>
    /// <param name="clock">For <paramref name="wall"/>.</param>
    /// <param name="wall">Time until it is ended.</param>
    /// <param name="ct">Ends it as well, and the wait.</param>
    public static async Task<ForeignRun> RunAsync(
        IReadOnlyList<string> command, ForeignFolder? folder, ReadOnlyMemory<byte> input, int maximum, TimeProvider clock, TimeSpan wall, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(wall, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return await RunAsync(command, folder, input, maximum, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new ForeignRun.Failed(null);
        }
        catch (Win32Exception)
        {
            // Found a moment ago, and gone or not to be run now.
            return new ForeignRun.Missing();
        }
    }

    private static async Task<ForeignRun> RunAsync(IReadOnlyList<string> command, ForeignFolder? folder, ReadOnlyMemory<byte> input, int maximum, CancellationToken ct)
    {
        using var process = Start(command, folder);
        try
        {
            var reading = ReadAsync(process.StandardOutput.BaseStream, maximum, ct);
            // What it complains about may quote what it was given: nobody reads it.
            var errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, ct);
            try
            {
                await process.StandardInput.BaseStream.WriteAsync(input, ct);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended before it had read all: its exit code says so, too.
            }

            if (await reading is not { } output)
                return new ForeignRun.Failed(null);
            await errors;
            await process.WaitForExitAsync(ct);
            return process.ExitCode == 0 ? new ForeignRun.Done(output) : new ForeignRun.Failed(process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                // Its folder is deleted next: nothing may be writing there any more.
                process.WaitForExit(Grace);
            }
        }
    }

    private static Process Start(IReadOnlyList<string> command, ForeignFolder? folder)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder?.Path ?? "/",
        };
        start.Environment.Clear();
        start.Environment["LANG"] = "C.UTF-8";
        if (folder is not null)
        {
            start.Environment["HOME"] = folder.Path;
            start.Environment["TMPDIR"] = folder.Path;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
    }

    // Null for more than the limit.
    private static async Task<byte[]?> ReadAsync(Stream output, int maximum, CancellationToken ct)
    {
        using var all = new MemoryStream();
        var buffer = new byte[32 * 1024];
        int count;
        while ((count = await output.ReadAsync(buffer, ct)) > 0)
        {
            if (all.Length + count > maximum)
                return null;
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }
}
