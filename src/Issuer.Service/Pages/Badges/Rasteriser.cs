using System.Diagnostics;

namespace Issuer.Service.Pages.Badges;

/// <summary>What became of a wish for pixels.</summary>
internal abstract record Raster
{
    private Raster()
    {
    }

    /// <summary>Here they are.</summary>
    public sealed record Drawn(byte[] Png) : Raster;

    /// <summary>There is no drawing program on this machine, or it failed on this picture.</summary>
    public sealed record Unavailable : Raster;

    /// <summary>Too many are being drawn at this moment.</summary>
    public sealed record Busy : Raster;
}

/// <summary>
/// Makes pixels of our own SVG with librsvg's <c>rsvg-convert</c>, in a child process that holds nothing of ours: no environment, no file, no secret. It
/// reads standard input and writes standard output; librsvg fetches nothing over a network, and from standard input resolves no file either. Memory, CPU
/// time, file size and wall time are limited, a broken or hostile picture costs one failed answer.
/// </summary>
/// <param name="program">Absolute path of <c>rsvg-convert</c>, or null where there is none.</param>
/// <param name="clock">For the wall time.</param>
internal sealed class Rasteriser(string? program, TimeProvider clock) : IDisposable
{
    /// <summary>Most pictures drawn at once.</summary>
    public const int AtOnce = 2;

    /// <summary>Most bytes of a PNG: with a credential in it, it must stay below what <c>/verify</c> takes.</summary>
    public const int MaximumBytes = 512 * 1024;

    private const string Name = "rsvg-convert";

    // Address space in KiB, CPU seconds, blocks of a file (none is written), open files, no core; then the program takes the shell's place.
    private const string Script = "ulimit -v 1048576 && ulimit -t 5 && ulimit -f 128 && ulimit -n 64 && ulimit -c 0 && exec \"$@\"";

    private static readonly TimeSpan Wall = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _places = new(AtOnce);

    /// <summary>Where <c>rsvg-convert</c> is, in the directories of a path as <c>PATH</c> writes it; null where it is not.</summary>
    public static string? Find(string? path) => OperatingSystem.IsWindows()
        ? null
        : path?.Split(':', StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, Name)).FirstOrDefault(File.Exists);

    /// <summary>Draws a picture at its own size.</summary>
    public async Task<Raster> DrawAsync(ReadOnlyMemory<byte> svg, CancellationToken ct)
    {
        if (program is null)
            return new Raster.Unavailable();
        if (!await _places.WaitAsync(Patience, ct))
            return new Raster.Busy();
        try
        {
            using var limit = new CancellationTokenSource(Wall, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
            return await RunAsync(program, svg, either.Token) is { } png ? new Raster.Drawn(png) : new Raster.Unavailable();
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new Raster.Unavailable();
        }
        finally
        {
            _places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private static async Task<byte[]?> RunAsync(string program, ReadOnlyMemory<byte> svg, CancellationToken ct)
    {
        using var process = Start(program);
        try
        {
            var reading = ReadAsync(process.StandardOutput.BaseStream, ct);
            var errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, ct);
            try
            {
                await process.StandardInput.BaseStream.WriteAsync(svg, ct);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended before it had read all: its exit code says so, too.
            }

            var png = await reading;
            if (png is null)
                return null;
            await errors;
            await process.WaitForExitAsync(ct);
            return process.ExitCode == 0 ? png : null;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(string program)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var argument in new[] { "-c", Script, Name, program, "--format=png" })
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        start.Environment["LANG"] = "C.UTF-8";
        return Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
    }

    // Null for more than the limit.
    private static async Task<byte[]?> ReadAsync(Stream output, CancellationToken ct)
    {
        using var png = new MemoryStream();
        var buffer = new byte[32 * 1024];
        int count;
        while ((count = await output.ReadAsync(buffer, ct)) > 0)
        {
            if (png.Length + count > MaximumBytes)
                return null;
            png.Write(buffer, 0, count);
        }

        return png.ToArray();
    }
}
