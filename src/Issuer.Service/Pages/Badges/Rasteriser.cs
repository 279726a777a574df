using Issuer.Service.Operations;

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
/// Makes pixels of our own SVG with librsvg's <c>rsvg-convert</c>, in a child process that holds nothing of ours. It reads standard input and writes standard
/// output; librsvg fetches nothing over a network, and from standard input resolves no file either. A broken or hostile picture costs one failed answer.
/// </summary>
/// <param name="program"><see cref="Program"/>.</param>
internal sealed class Rasteriser(ForeignProgram program) : IDisposable
{
    /// <summary>Most bytes of a PNG: with a credential in it, it must stay below what <c>/verify</c> takes.</summary>
    public const int MaximumBytes = 512 * 1024;

    /// <summary>What one drawing may use; it writes no file.</summary>
    public static readonly ForeignLimits Limits = new(Wall: TimeSpan.FromSeconds(10), CpuSeconds: 5, MemoryMiB: 1024, OutputBytes: MaximumBytes);

    /// <summary>The drawing program, as this machine has it.</summary>
    public static ForeignProgram Program(ForeignPrograms programs) => programs.Program("rsvg-convert", Limits);

    /// <summary>Draws a picture at its own size.</summary>
    public async Task<Raster> DrawAsync(ReadOnlyMemory<byte> svg, CancellationToken ct) => await program.RunAsync(["--format=png"], svg, folder: null, ct) switch
    {
        ForeignRun.Done { Output: var png } => new Raster.Drawn(png),
        ForeignRun.Busy => new Raster.Busy(),
        _ => new Raster.Unavailable(),
    };

    /// <inheritdoc/>
    public void Dispose() => program.Dispose();
}
