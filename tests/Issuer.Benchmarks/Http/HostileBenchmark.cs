using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Issuer.Benchmarks.Http;

/// <summary>
/// How long each costly document takes to be refused, and how long an ordinary verification takes while two callers post them without pause. Client and service
/// share the machine's cores, and so do the two kinds of work.
/// </summary>
internal static class HostileBenchmark
{
    private const int Attackers = 2;
    private const int Rounds = 5;

    public static async Task<int> RunAsync(string assembly, TimeSpan measured)
    {
        var folder = Directory.CreateTempSubdirectory("issuer-hostile-").FullName;
        try
        {
            using var service = await ServiceProcess.StartAsync(assembly, folder, ServiceProcess.FreePort());
            using var client = service.Client(64);
            var credential = await IssueAsync(client);
            var documents = CostlyDocument.All();
            await OrdinaryAsync(client, credential, TimeSpan.FromSeconds(3), new ConcurrentBag<TimeSpan>());

            Console.WriteLine("| document | kB | status | code | server CPU, ms | slowest of 5, ms |");
            Console.WriteLine("|---|---:|---:|---|---:|---:|");
            foreach (var document in documents)
                Console.WriteLine(await RefusalAsync(service, client, document));

            Console.WriteLine();
            Console.WriteLine($"| an ordinary verification, one at a time, while {Attackers} callers post | how many | p50 ms | p99 ms | slowest ms |");
            Console.WriteLine("|---|---:|---:|---:|---:|");
            await PhaseAsync(client, credential, measured, "nothing", []);
            foreach (var document in documents)
                await PhaseAsync(client, credential, measured, document.Name, [document]);
            await PhaseAsync(client, credential, measured, "ordinary credentials themselves", [Ordinary(credential)]);
            await PhaseAsync(client, credential, measured, "all of these in turn", documents);
            await service.StopAsync();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> RefusalAsync(ServiceProcess service, HttpClient client, CostlyDocument document)
    {
        var slowest = TimeSpan.Zero;
        var cpu = service.Cpu;
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            var (status, body) = await PostAsync(client, document);
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
            if (status != document.Status || !CostlyDocument.CodesOf(body).Contains(document.Code))
                throw new InvalidOperationException($"{document.Name} was answered with {status}: {Encoding.UTF8.GetString(body)}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"| {document.Name} | {document.Body.Length / 1000.0:N0} | {document.Status} | `{document.Code}` | {(service.Cpu - cpu).TotalMilliseconds / Rounds:F0} | {slowest.TotalMilliseconds:F0} |");
    }

    private static async Task PhaseAsync(HttpClient client, byte[] credential, TimeSpan measured, string what, IReadOnlyList<CostlyDocument> documents)
    {
        using var ended = new CancellationTokenSource();
        var attackers = documents.Count == 0 ? [] : Enumerable.Range(0, Attackers).Select(start => Task.Run(async () =>
        {
            for (var i = start; !ended.IsCancellationRequested; i++)
                await PostAsync(client, documents[i % documents.Count]);
        })).ToArray();
        var times = new ConcurrentBag<TimeSpan>();
        await OrdinaryAsync(client, credential, measured, times);
        await ended.CancelAsync();
        await Task.WhenAll(attackers);
        var sorted = times.Order().ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {what} | {sorted.Count} | {sorted[sorted.Count / 2].TotalMilliseconds:F1} | {sorted[(int)(sorted.Count * 0.99)].TotalMilliseconds:F1} | {sorted[^1].TotalMilliseconds:F0} |"));
    }

    private static async Task OrdinaryAsync(HttpClient client, byte[] credential, TimeSpan length, ConcurrentBag<TimeSpan> times)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < length)
        {
            var sent = clock.Elapsed;
            var (status, body) = await PostAsync(client, Ordinary(credential));
            times.Add(clock.Elapsed - sent);
            using var answer = JsonDocument.Parse(body);
            if (status != 200 || answer.RootElement.GetProperty("verdict").GetString() != "valid")
                throw new InvalidOperationException($"An ordinary credential was answered with {status}: {Encoding.UTF8.GetString(body)}");
        }
    }

    private static CostlyDocument Ordinary(byte[] credential) => new("ordinary", "application/vc+jwt", credential, 200, "signature-good");

    private static async Task<byte[]> IssueAsync(HttpClient client)
    {
        using var content = new ByteArrayContent(CourseRequest.Json("00000001", "{}")) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await client.PostAsync("/v1/credentials", content);
        answer.EnsureSuccessStatusCode();
        using var body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        return Encoding.ASCII.GetBytes(body.RootElement.GetProperty("formats").GetProperty("vc+jwt").GetString()!);
    }

    private static async Task<(int Status, byte[] Body)> PostAsync(HttpClient client, CostlyDocument document)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/verify") { Content = new ByteArrayContent(document.Body) { Headers = { ContentType = new MediaTypeHeaderValue(document.MediaType) } } };
        // A body that is refused for its length is not sent.
        message.Headers.ExpectContinue = true;
        using var answer = await client.SendAsync(message);
        return ((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync());
    }
}
