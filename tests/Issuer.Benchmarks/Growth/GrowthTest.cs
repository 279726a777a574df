using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Issuer.Benchmarks.Faults;
using Npgsql;

namespace Issuer.Benchmarks.Growth;

/// <summary>
/// The same calls beside ever more credentials: what an institution does every day must not become slower with its age. Between the sizes the store is
/// filled by <see cref="BulkLoad"/>; what is measured are real credentials, over HTTP, against a service that was started anew.
/// </summary>
internal static class GrowthTest
{
    private const int Connections = 4;
    private const int Calls = 1000;

    /// <param name="assembly">The service.</param>
    /// <param name="sizes">Credentials in the store, ascending.</param>
    /// <param name="directory">Where the data lies; a folder is made in it and removed.</param>
    /// <param name="postgres">Connection string of an empty database; null for SQLite.</param>
    /// <param name="keep">Leave the data where it is.</param>
    public static async Task<int> RunAsync(string assembly, int[] sizes, string directory, string? postgres, bool keep)
    {
        var folder = Path.Combine(Path.GetFullPath(directory), $"issuer-growth-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            var port = ServiceProcess.FreePort();
            Console.WriteLine("| credentials | start ms | idle MiB | issue p50, p99 ms | server CPU µs | verify p50, p99 ms | server CPU µs | page p50, p99 ms | first list page p50, p99 ms "
                + "| of one achievement p50, p99 ms | one learner's p50, p99 ms | status list after a change ms | rebuilding views s | bytes a credential |");
            Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
            var held = 0;
            string? model = null;
            foreach (var size in sizes)
            {
                if (model is null)
                    (model, held) = await BeginAsync(assembly, folder, port, postgres);
                await BulkLoad.RunAsync(Settings(assembly, folder, port, postgres), model, Math.Max(0, size - held));
                held = Math.Max(held, size) + await MeasureAsync(assembly, folder, port, Math.Max(held, size), postgres);
            }

            return 0;
        }
        finally
        {
            if (keep)
                Console.WriteLine($"The data is kept in {folder}");
            else
                Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Settings(string assembly, string folder, int port, string? postgres) =>
    [
        "--environment=Development",
        .. new ServiceSetup(assembly, folder, port) { ConnectionString = postgres ?? "" }.Environment().Select(one => $"--{one.Key.Replace("__", ":", StringComparison.Ordinal)}={one.Value}"),
    ];

    /// <summary>Makes the store and a first credential, whose shape the bulk takes; the number of credentials there are.</summary>
    private static async Task<(string Model, int Held)> BeginAsync(string assembly, string folder, int port, string? postgres)
    {
        using var service = await ServiceProcess.StartAsync(assembly, folder, port, postgres);
        using var client = service.Client(1);
        var issued = await SendAsync(client, Issue(0));
        await service.StopAsync();
        return (issued.GetProperty("id").GetString()!, 1);
    }

    private static async Task<int> MeasureAsync(string assembly, string folder, int port, int size, string? postgres)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"| {size:N0} ");
        var bytes = await BytesAsync(folder, postgres) / (double)size;
        using var service = await ServiceProcess.StartAsync(assembly, folder, port, postgres);
        await Task.Delay(TimeSpan.FromSeconds(3));
        line.Append(CultureInfo.InvariantCulture, $"| {service.FirstAnswer.TotalMilliseconds:F0} | {service.ResidentBytes / 1048576.0:F0} ");

        using var client = service.Client(Connections);
        var issued = new List<JsonElement>();
        var learner = size;
        await TimeAsync(service, Calls, async () => await SendAsync(client, Issue(Interlocked.Increment(ref learner))));
        line.Append(await TimeAsync(service, Calls, async () =>
        {
            var answer = await SendAsync(client, Issue(Interlocked.Increment(ref learner)));
            lock (issued)
                issued.Add(answer);
        }));
        var next = 0;
        JsonElement Next() => issued[(int)((uint)Interlocked.Increment(ref next) % issued.Count)];
        Task<JsonElement> Verify() => SendAsync(client, Post("/v1/verify",
            JsonSerializer.SerializeToUtf8Bytes(new { credential = Next().GetProperty("formats").GetProperty("vc+jwt").GetString() })));
        await TimeAsync(service, Calls, Verify);
        line.Append(await TimeAsync(service, Calls, Verify));

        Task Page() => ReadAsync(client, new Uri(Next().GetProperty("links").GetProperty("page").GetString()!).PathAndQuery, "text/html");
        await TimeAsync(service, Calls, Page);
        line.Append(await TimeAsync(service, Calls, Page, withCpu: false));
        line.Append(await TimeAsync(service, Calls, () => ReadAsync(client, "/v1/credentials?limit=50", "application/json"), withCpu: false));
        // An achievement that few hold among all those that hold another.
        var rare = await SendAsync(client, Issue(Interlocked.Increment(ref learner), "Rare"));
        var achievement = (await AchievementAsync(client, rare)).Split('/')[^1];
        line.Append(await TimeAsync(service, 200, () => ReadAsync(client, $"/v1/credentials?achievementId={achievement}", "application/json"), withCpu: false));
        line.Append(await TimeAsync(service, 200, () => ReadAsync(client, $"/v1/credentials?learnerId={Next().GetProperty("learnerId").GetString()}", "application/json"), withCpu: false));
        line.Append(CultureInfo.InvariantCulture, $"| {await ListAfterChangeAsync(client, rare):F0} ");
        await service.StopAsync();
        line.Append(CultureInfo.InvariantCulture, $"| {await RebuildAsync(assembly, folder, port, postgres):F1} | {bytes:N0} |");
        Console.WriteLine(line);
        return (2 * Calls) + 1;
    }

    /// <summary>Achievement's address, as the signed credential names it.</summary>
    private static async Task<string> AchievementAsync(HttpClient client, JsonElement credential)
    {
        var read = await SendAsync(client, new HttpRequestMessage(HttpMethod.Get, $"/v1/credentials/{credential.GetProperty("id").GetString()}"));
        return read.GetProperty("formats").GetProperty("vc").GetProperty("credentialSubject").GetProperty("achievement").GetProperty("id").GetString()!;
    }

    /// <summary>From the revocation's answer to the list that shows it, milliseconds: the list is made and signed anew.</summary>
    private static async Task<double> ListAfterChangeAsync(HttpClient client, JsonElement credential)
    {
        var list = credential.GetProperty("formats").GetProperty("vc").GetProperty("credentialStatus").GetProperty("statusListCredential").GetString()!;
        var path = new Uri(list).AbsolutePath;
        await ReadAsync(client, path, "application/json");
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        await SendAsync(client, Post($"/v1/credentials/{credential.GetProperty("id").GetString()}/revoke", """{"reason":"issued-in-error"}"""u8.ToArray()));
        var clock = Stopwatch.StartNew();
        await ReadAsync(client, path, "application/json");
        return clock.Elapsed.TotalMilliseconds;
    }

    private static async Task<double> RebuildAsync(string assembly, string folder, int port, string? postgres)
    {
        var clock = Stopwatch.StartNew();
        var said = await Shell.RunAsync(["dotnet", assembly, "views", "rebuild"], new ServiceSetup(assembly, folder, port) { ConnectionString = postgres ?? "" }.Environment());
        return said.Code == 0 ? clock.Elapsed.TotalSeconds : throw new InvalidOperationException($"views rebuild ended with {said.Code}: {said.Output}");
    }

    private static async Task<long> BytesAsync(string folder, string? postgres)
    {
        if (postgres is null)
            return Directory.EnumerateFiles(Path.Combine(folder, "data")).Sum(file => new FileInfo(file).Length);
        await using var source = NpgsqlDataSource.Create(postgres);
        await using var size = source.CreateCommand("SELECT pg_database_size(current_database())");
        return (long)(await size.ExecuteScalarAsync())!;
    }

    private static async Task<string> TimeAsync(ServiceProcess service, int calls, Func<Task> call, bool withCpu = true)
    {
        var left = calls;
        var cpu = service.Cpu;
        var times = (await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            var own = new List<double>();
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var sent = Stopwatch.GetTimestamp();
                await call();
                own.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }

            return own;
        })))).SelectMany(own => own).Order().ToList();
        var used = (service.Cpu - cpu).TotalMicroseconds / times.Count;
        return string.Create(CultureInfo.InvariantCulture, $"| {times[times.Count / 2]:F1}, {times[times.Count * 99 / 100]:F1} {(withCpu ? $"| {used:F0} " : "")}");
    }

    private static HttpRequestMessage Issue(int learner, string? title = null)
    {
        var body = CourseRequest.Json($"{learner:D8}");
        return Post("/v1/credentials", title is null ? body : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace("Principles of", title, StringComparison.Ordinal)));
    }

    private static HttpRequestMessage Post(string path, byte[] body) =>
        new(HttpMethod.Post, path) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };

    private static async Task<JsonElement> SendAsync(HttpClient client, HttpRequestMessage request)
    {
        using (request)
        using (var answer = await client.SendAsync(request))
        {
            var text = await answer.Content.ReadAsStringAsync();
            return answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.NoContent
                ? text.Length == 0 ? default : JsonDocument.Parse(text).RootElement
                : throw new InvalidOperationException($"{request.RequestUri} answered {(int)answer.StatusCode}: {text}");
        }
    }

    private static async Task ReadAsync(HttpClient client, string path, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        using var answer = await client.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        if (answer.StatusCode != HttpStatusCode.OK)
            throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode}");
    }
}
