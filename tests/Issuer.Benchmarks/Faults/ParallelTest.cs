using System.Net;
using System.Security.Cryptography;

namespace Issuer.Benchmarks.Faults;

/// <summary>Fifty parallel posts with one idempotency key make one credential; the key with another body is refused.</summary>
internal static class ParallelTest
{
    private const int Width = 50;

    public static async Task<int> RunAsync(string assembly)
    {
        var folder = Directory.CreateTempSubdirectory("issuer-parallel-").FullName;
        try
        {
            using var service = await ServiceProcess.StartAsync(assembly, folder, ServiceProcess.FreePort());
            using var client = service.Client(Width);
            var api = new ApiClient(client);
            var checks = new Checks("parallel");
            for (var round = 1; round <= 5; round++)
            {
                var key = RandomNumberGenerator.GetHexString(32);
                var body = CourseRequest.Json($"P{round}");
                var before = (await api.ListAsync()).Count;
                var answers = await Task.WhenAll(Enumerable.Range(0, Width).Select(_ => api.IssueAsync(key, body)));
                checks.That($"round {round}: {Width} posts are answered 201",
                    [.. answers.Where(a => a.Status != HttpStatusCode.Created).Select(a => $"{(int)a.Status} {a.Text}")]);
                checks.That($"round {round}: with one credential and one token",
                    [.. answers.Where(a => a.Status == HttpStatusCode.Created)
                        .GroupBy(a => (a.Json.GetProperty("id").GetString(), a.Json.GetProperty("formats").GetProperty("vc+jwt").GetString())).Skip(1)
                        .Select(g => g.Key.Item1!)]);
                var made = (await api.ListAsync()).Count - before;
                checks.That($"round {round}: and one more in the list", made == 1 ? [] : [$"{made} more"]);
                var other = await api.IssueAsync(key, CourseRequest.Json("P-other"));
                checks.That($"round {round}: the key with another body is refused",
                    (int)other.Status is 409 or 422 ? [] : [$"{(int)other.Status} {other.Text}"]);
            }

            await service.StopAsync();
            return checks.Close();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
