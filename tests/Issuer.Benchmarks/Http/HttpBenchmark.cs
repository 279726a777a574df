using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Issuer.Benchmarks.Http;

/// <summary>
/// Credentials issued, verified and shown per second over HTTP, at 1, 8 and 32 connections. Client and server share the machine's cores,
/// so the server's own CPU per request, from the kernel's accounts, is the figure to compare; the rate is what is left of both.
/// </summary>
internal static class HttpBenchmark
{
    /// <summary>At how many connections the figures of the record are taken.</summary>
    public static readonly int[] Usual = [1, 8, 32];

    /// <param name="assembly">The service.</param>
    /// <param name="measured">How long each phase is measured, after three seconds of warming up.</param>
    /// <param name="only">Phases whose name begins so; what they feed on is issued all the same.</param>
    /// <param name="connections">At how many connections.</param>
    /// <param name="postgres">Connection string of an empty database; null for SQLite.</param>
    public static async Task<int> RunAsync(string assembly, TimeSpan measured, string only, int[] connections, string? postgres)
    {
        var folder = Directory.CreateTempSubdirectory("issuer-load-").FullName;
        try
        {
            var port = ServiceProcess.FreePort();
            using (var first = await ServiceProcess.StartAsync(assembly, folder, port, postgres))
            {
                Console.WriteLine($"First start (makes keys, institution, database): first answer after {first.FirstAnswer.TotalMilliseconds:F0} ms");
                await first.StopAsync();
            }

            using var service = await ServiceProcess.StartAsync(assembly, folder, port, postgres);
            Console.WriteLine($"Later start: first answer after {service.FirstAnswer.TotalMilliseconds:F0} ms");
            await Task.Delay(TimeSpan.FromSeconds(5));
            Console.WriteLine($"Idle after 5 s: {Mebibytes(service.ResidentBytes)} resident, {Mebibytes(service.AnonymousBytes)} of it anonymous");
            Console.WriteLine();
            Console.WriteLine("| what | connections | per second | p50 ms | p99 ms | server CPU µs/request |");
            Console.WriteLine("|---|---:|---:|---:|---:|---:|");

            var tokens = new ConcurrentQueue<string>();
            var shares = new ConcurrentQueue<string>();
            var learner = 0;
            HttpRequestMessage Issue(string options) => Post("/v1/credentials", CourseRequest.Json($"{Interlocked.Increment(ref learner):D8}", options));
            async Task Keep(HttpResponseMessage answer)
            {
                var body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync()).RootElement;
                if (tokens.Count >= 2000)
                    return;
                tokens.Enqueue(body.GetProperty("formats").GetProperty("vc+jwt").GetString()!);
                shares.Enqueue(new Uri(service.Url, new Uri(service.Url, body.GetProperty("links").GetProperty("page").GetString()!).PathAndQuery).AbsoluteUri);
            }

            async Task PhaseAsync(string what, HttpStatusCode expected, Func<HttpRequestMessage> make, Func<HttpResponseMessage, Task> read)
            {
                if (what.StartsWith(only, StringComparison.OrdinalIgnoreCase))
                    await MeasureAsync(service, what, connections, measured, expected, make, read);
            }

            if (!"issue".StartsWith(only, StringComparison.OrdinalIgnoreCase) && !only.StartsWith("issue", StringComparison.OrdinalIgnoreCase))
            {
                using var client = service.Client(8);
                await LoadAsync(client, 8, TimeSpan.FromSeconds(3), HttpStatusCode.Created, () => Issue("{}"), Keep);
            }

            await PhaseAsync("issue, ES256", HttpStatusCode.Created, () => Issue("{}"), Keep);
            await PhaseAsync("issue, EdDSA", HttpStatusCode.Created, () => Issue("""{ "jwtAlgorithm": "EdDSA" }"""), Keep);

            var credentials = tokens.Select(t => Encoding.UTF8.GetBytes($$"""{"credential":"{{t}}"}""")).ToArray();
            var pages = shares.ToArray();
            var next = 0;
            await PhaseAsync("verify", HttpStatusCode.OK,
                () => Post("/v1/verify", credentials[(uint)Interlocked.Increment(ref next) % credentials.Length]), Discard);
            await PhaseAsync("share page", HttpStatusCode.OK, () =>
            {
                var page = new HttpRequestMessage(HttpMethod.Get, pages[(uint)Interlocked.Increment(ref next) % pages.Length]);
                page.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
                return page;
            }, Discard);

            Console.WriteLine();
            Console.WriteLine($"After the load: {Mebibytes(service.ResidentBytes)} resident; {learner} credentials issued, "
                + $"{Mebibytes(Directory.EnumerateFiles(Path.Combine(folder, "data")).Sum(f => new FileInfo(f).Length))} of data");
            await service.StopAsync();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(
        ServiceProcess service, string what, int[] at, TimeSpan measured, HttpStatusCode expected, Func<HttpRequestMessage> make, Func<HttpResponseMessage, Task> read)
    {
        foreach (var connections in at)
        {
            using var client = service.Client(connections);
            await LoadAsync(client, connections, TimeSpan.FromSeconds(3), expected, make, read);
            var cpu = service.Cpu;
            var clock = Stopwatch.StartNew();
            var times = await LoadAsync(client, connections, measured, expected, make, read);
            var elapsed = clock.Elapsed;
            var used = service.Cpu - cpu;
            times.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {what} | {connections} | {times.Count / elapsed.TotalSeconds:F0} | {times[times.Count / 2].TotalMilliseconds:F2} | {times[(int)(times.Count * 0.99)].TotalMilliseconds:F2} | {used.TotalMicroseconds / times.Count:F0} |"));
        }
    }

    private static async Task<List<TimeSpan>> LoadAsync(
        HttpClient client, int connections, TimeSpan length, HttpStatusCode expected, Func<HttpRequestMessage> make, Func<HttpResponseMessage, Task> read)
    {
        var clock = Stopwatch.StartNew();
        var workers = Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            var times = new List<TimeSpan>();
            while (clock.Elapsed < length)
            {
                using var request = make();
                var sent = clock.Elapsed;
                using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead);
                times.Add(clock.Elapsed - sent);
                if (answer.StatusCode != expected)
                    throw new InvalidOperationException($"{request.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
                await read(answer);
            }

            return times;
        }));
        return (await Task.WhenAll(workers)).SelectMany(t => t).ToList();
    }

    private static Task Discard(HttpResponseMessage answer) => Task.CompletedTask;

    private static HttpRequestMessage Post(string path, byte[] body) => new(HttpMethod.Post, path)
    {
        Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
    };

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:F0} MiB");
}
