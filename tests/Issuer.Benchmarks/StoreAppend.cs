using System.Diagnostics;
using System.Globalization;
using System.Text;
using Issuer.Service.Store;

namespace Issuer.Benchmarks;

/// <summary>
/// Appends a second and processor time per append, at 1 to 128 callers: a new stream, one event of 1.5 KB and one row each. On SQLite, on the
/// disk of the given directory; with a connection string on PostgreSQL, each round in a schema of its own, beside which pgbench's
/// single-row insert and commit on the same server is the measure.
/// </summary>
internal static class StoreAppend
{
    private static readonly TableDefinition Rows = new(
        "appended", [new("id", ColumnType.Text), new("owner", ColumnType.Text)], Indexes: [["owner"]]);

    public static async Task<int> RunOnPostgresAsync(string connectionString, TimeSpan each)
    {
        Console.WriteLine("callers    appends/s   client CPU µs/append   p50 ms   p99 ms");
        foreach (var callers in new[] { 1, 8, 32, 128 })
        {
            await using var store = PostgresStore.Open($"{connectionString};Search Path=append_{callers}", [Rows], TimeProvider.System);
            var (times, elapsed, cpu) = await MeasureAsync(store, callers, TimeSpan.FromSeconds(2), each);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{callers,7} {times.Count / elapsed.TotalSeconds,12:N0} {cpu.TotalMicroseconds / times.Count,22:F1} {times[times.Count / 2],8:F2} {times[times.Count * 99 / 100],8:F2}"));
        }

        return 0;
    }

    public static async Task<int> RunAsync(string directory, TimeSpan each)
    {
        Console.WriteLine("callers    appends/s   CPU µs/append   p50 ms   p99 ms   bytes/append");
        foreach (var callers in new[] { 1, 8, 32, 128 })
        {
            var path = Path.Combine(Directory.CreateDirectory(Path.Combine(directory, "store-append")).FullName, "issuer.db");
            try
            {
                await using var store = SqliteStore.Open(path, [Rows], TimeProvider.System);
                var (times, elapsed, cpu) = await MeasureAsync(store, callers, TimeSpan.FromSeconds(1), each);
                var events = await store.HeadAsync(CancellationToken.None);
                await store.ScrubAsync();
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{callers,7} {times.Count / elapsed.TotalSeconds,12:N0} {cpu.TotalMicroseconds / times.Count,15:F1} {times[times.Count / 2],8:F2} {times[times.Count * 99 / 100],8:F2} {new FileInfo(path).Length / events,14}"));
            }
            finally
            {
                Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
            }
        }

        return 0;
    }

    /// <summary>A round after a warm-up: the time of each append in order of length, and what the whole took.</summary>
    private static async Task<(List<double> Times, TimeSpan Elapsed, TimeSpan Cpu)> MeasureAsync(IEventStore store, int callers, TimeSpan warmUp, TimeSpan each)
    {
        await RoundAsync(store, callers, warmUp);
        var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        var times = await RoundAsync(store, callers, each);
        var elapsed = Stopwatch.GetElapsedTime(started);
        process.Refresh();
        times.Sort();
        return (times, elapsed, process.TotalProcessorTime - cpu);
    }

    private static async Task<List<double>> RoundAsync(IEventStore store, int callers, TimeSpan time)
    {
        var data = Encoding.UTF8.GetBytes($$"""{"document":"{{new string('x', 1480)}}"}""");
        var until = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var times = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var own = new List<double>();
            while (Stopwatch.GetTimestamp() < until)
            {
                var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
                var append = new Append(
                    [new StreamAppend(id, "appended", 0, [new NewEvent("appended", data)])],
                    [new RowWrite.Insert(Rows, [id.ToString(), $"owner-{caller}"])],
                    TimeProvider.System.GetUtcNow());
                var started = Stopwatch.GetTimestamp();
                if (await store.AppendAsync(append) is not AppendResult.Done)
                    throw new InvalidOperationException("An append to a new stream is never a conflict.");
                own.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            return own;
        })));
        return [.. times.SelectMany(t => t)];
    }
}
