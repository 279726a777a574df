namespace Issuer.Service.Operations;

/// <summary>
/// Programs of other people that this service runs on content of other people: which of them are installed, and how far this machine lets them be shut in.
/// </summary>
/// <param name="path">Directories to look in, as <c>PATH</c> writes them.</param>
/// <param name="clock">For the wall time of each run.</param>
internal sealed class ForeignPrograms(string? path, TimeProvider clock)
{
    /// <summary>The program that sets limits and then becomes the other one (util-linux).</summary>
    private const string Limiter = "prlimit";

    /// <summary>The program that takes the network, other processes and shared memory away (util-linux), where the kernel lets it.</summary>
    private const string Separator = "unshare";

    // First with a user namespace, which needs no right; then as root in a container without them.
    private static readonly string[][] Separations =
    [
        ["--user", "--map-current-user", "--net", "--ipc", "--pid", "--fork", "--kill-child=KILL", "--"],
        ["--net", "--ipc", "--pid", "--fork", "--kill-child=KILL", "--"],
    ];

    private readonly Lock _lock = new();
    private Task<string[]>? _prefix;

    /// <summary>As the service's own environment has them.</summary>
    public static ForeignPrograms OfThisMachine(TimeProvider clock) => new(Environment.GetEnvironmentVariable("PATH"), clock);

    /// <summary>For the wall time of each run.</summary>
    public TimeProvider Clock => clock;

    /// <summary>Where a program is, in the directories of the path that are absolute; null where it is not.</summary>
    public string? Find(string name) => OperatingSystem.IsWindows()
        ? null
        : path?.Split(':', StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>A program by its name, whether it is installed or not. Nothing runs without the program that sets limits.</summary>
    public ForeignProgram Program(string name, ForeignLimits limits) => new(Find(Limiter) is null ? null : Find(name), limits, this);

    /// <summary>Whether programs here run without a network, known after the first run.</summary>
    public async Task<bool> AreSeparatedAsync() => (await PrefixAsync()).Length > 0;

    /// <summary>What stands before a program's own path: limits, then walls.</summary>
    public async Task<IReadOnlyList<string>> CommandAsync(ForeignLimits limits) =>
    [
        Find(Limiter) ?? throw new InvalidOperationException("There is no program that sets limits."),
        $"--as={limits.MemoryMiB * 1024L * 1024}",
        $"--cpu={limits.CpuSeconds}",
        $"--fsize={limits.FileBytes}",
        "--nofile=256",
        "--core=0",
        "--",
        .. await PrefixAsync(),
    ];

    // Tried once, with a program that does nothing: whether it is allowed depends on the kernel, the container and the user.
    private Task<string[]> PrefixAsync()
    {
        lock (_lock)
            return _prefix ??= FindPrefixAsync();
    }

    private async Task<string[]> FindPrefixAsync()
    {
        if (Find(Separator) is not { } separator || Find("true") is not { } nothing)
            return [];
        foreach (var options in Separations)
        {
            if (await ForeignProcess.RunAsync([separator, .. options, nothing], null, default, 0, clock, TimeSpan.FromSeconds(10), CancellationToken.None) is ForeignRun.Done)
                return [separator, .. options];
        }

        return [];
    }
}

/// <summary>What a run may use.</summary>
/// <param name="Wall">Time until it is ended.</param>
/// <param name="CpuSeconds">Seconds of CPU.</param>
/// <param name="MemoryMiB">Address space.</param>
/// <param name="OutputBytes">Most that it may write to standard output.</param>
/// <param name="FileBytes">Most that it may write into any one file.</param>
/// <param name="AtOnce">Most runs at the same time.</param>
internal sealed record ForeignLimits(TimeSpan Wall, int CpuSeconds, int MemoryMiB, int OutputBytes, int FileBytes = 0, int AtOnce = 2);

/// <summary>What became of a run.</summary>
internal abstract record ForeignRun
{
    private ForeignRun()
    {
    }

    /// <summary>It ended well.</summary>
    public sealed record Done(byte[] Output) : ForeignRun;

    /// <summary>It ended with an error, was ended by a limit, or wrote too much.</summary>
    /// <param name="ExitCode">Its own; null where it was ended from here.</param>
    public sealed record Failed(int? ExitCode) : ForeignRun;

    /// <summary>It is not installed.</summary>
    public sealed record Missing : ForeignRun;

    /// <summary>Too many run at this moment.</summary>
    public sealed record Busy : ForeignRun;
}

/// <summary>
/// One foreign program. It gets no environment, no file beyond what is put into a folder made for the run, and no network where this machine can take it
/// away; memory, CPU, output and time are limited. Whatever goes wrong with it costs one answer.
/// </summary>
/// <param name="file">Absolute path, or null where it is not installed.</param>
/// <param name="limits">What a run may use.</param>
/// <param name="programs">The others on this machine.</param>
internal sealed class ForeignProgram(string? file, ForeignLimits limits, ForeignPrograms programs) : IDisposable
{
    // How long a run waits for its turn.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _places = new(limits.AtOnce);

    /// <summary>Whether it can be run at all.</summary>
    public bool IsInstalled => file is not null;

    /// <summary>Runs it.</summary>
    /// <param name="arguments">Its arguments, one by one: no shell reads them.</param>
    /// <param name="input">What it reads from standard input.</param>
    /// <param name="folder">Where it runs; null for a folder without anything.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<ForeignRun> RunAsync(IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, ForeignFolder? folder, CancellationToken ct)
    {
        if (file is null)
            return new ForeignRun.Missing();
        if (!await _places.WaitAsync(Patience, ct))
            return new ForeignRun.Busy();
        try
        {
            return await ForeignProcess.RunAsync([.. await programs.CommandAsync(limits), file, .. arguments], folder, input, limits.OutputBytes, programs.Clock, limits.Wall, ct);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();
}
