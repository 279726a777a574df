using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Issuer.Benchmarks.Micro;

/// <summary>Core alone, under BenchmarkDotNet. Further arguments are its own: <c>micro --filter *Signature*</c>, <c>--job short</c>.</summary>
internal static class MicroBenchmarks
{
    public static int Run(string[] arguments)
    {
        // In this process: the program that BenchmarkDotNet would generate lies below this repository's build settings, which refuse it.
        var config = DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance));
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroBenchmarks).Assembly).Run(arguments.Length == 0 ? ["--filter", "*"] : arguments, config);
        return summaries.Any() && summaries.All(s => s.Reports.All(r => r.Success)) ? 0 : 1;
    }
}
