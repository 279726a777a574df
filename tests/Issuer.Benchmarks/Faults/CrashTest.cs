using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;

namespace Issuer.Benchmarks.Faults;

/// <summary>
/// kill -9 under load. Several connections issue and revoke while a ledger keeps what was acknowledged; the service is killed at a random
/// moment, started again and audited: nothing acknowledged is lost, nothing is there twice, no two credentials share a status index.
/// </summary>
internal static class CrashTest
{
    public static async Task<int> RunAsync(string assembly, int rounds, int connections)
    {
        var folder = Directory.CreateTempSubdirectory("issuer-crash-").FullName;
        var port = ServiceProcess.FreePort();
        var checks = new Checks("crash");
        var slowest = TimeSpan.Zero;
        using (var ledger = new Ledger(Path.Combine(folder, "ledger.jsonl")))
        {
            for (var round = 1; round <= rounds; round++)
            {
                using var service = await ServiceProcess.StartAsync(assembly, folder, port);
                slowest = service.FirstAnswer > slowest ? service.FirstAnswer : slowest;
                await AuditAsync(service, ledger, checks, audit => audit.DueAsync($"round {round}"));
                await LoadUntilKilledAsync(service, ledger, connections);
                if (round % 4 == 0)
                    await KillWhileStartingAsync(assembly, folder, port);
            }

            using var last = await ServiceProcess.StartAsync(assembly, folder, port);
            await AuditAsync(last, ledger, checks, audit => audit.DueAsync("at the end"));
            foreach (var post in ledger.Posts)
                post.Audited = false;
            await AuditAsync(last, ledger, checks, audit => audit.DueAsync("everything once more"));
            await AuditAsync(last, ledger, checks, audit => audit.WholeAsync("in all"));
            await last.StopAsync();
            Console.WriteLine($"{rounds} kills; {ledger.Posts.Count} posts; slowest recovery {slowest.TotalMilliseconds:F0} ms");
        }

        var code = checks.Close();
        if (code == 0)
            Directory.Delete(folder, recursive: true);
        else
            Console.WriteLine($"ledger.jsonl, service.log and the data are kept in {folder}");
        return code;
    }

    private static async Task AuditAsync(ServiceProcess service, Ledger ledger, Checks checks, Func<Audit, Task> part)
    {
        using var client = service.Client(8);
        await part(new Audit(new ApiClient(client), ledger, checks));
    }

    private static async Task LoadUntilKilledAsync(ServiceProcess service, Ledger ledger, int connections)
    {
        using var client = service.Client(connections);
        var api = new ApiClient(client);
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var workers = Enumerable.Range(0, connections).Select(worker => Task.Run(async () =>
        {
            while (true)
            {
                var post = new Post(RandomNumberGenerator.GetHexString(32), RandomNumberGenerator.GetHexString(8));
                ledger.Posts.Enqueue(post);
                try
                {
                    ledger.Write("sending", post);
                    // Some clients repeat themselves before they heard anything.
                    var answers = RandomNumberGenerator.GetInt32(10) == 0
                        ? await Task.WhenAll(api.IssueAsync(post.Key, post.Body), api.IssueAsync(post.Key, post.Body))
                        : [await api.IssueAsync(post.Key, post.Body)];
                    foreach (var answer in answers)
                        Acknowledge(post, answer);
                    ledger.Write("acknowledged", post);
                    first.TrySetResult();
                    if (RandomNumberGenerator.GetInt32(5) != 0)
                        continue;
                    post.RevocationAsked = true;
                    ledger.Write("revoking", post);
                    var revoked = await api.RevokeAsync(post.Id!);
                    if (!((int)revoked.Status is 200 or 204))
                        throw new InvalidOperationException($"revoke answered {(int)revoked.Status}: {revoked.Text}");
                    post.RevocationAcknowledged = true;
                    ledger.Write("revoked", post);
                }
                catch (HttpRequestException)
                {
                    // Killed: what became of the last call shows after the restart.
                    return;
                }
            }
        })).ToArray();
        await Task.WhenAny(first.Task, Task.WhenAll(workers));
        await Task.Delay(RandomNumberGenerator.GetInt32(50, 2000));
        service.Kill();
        await Task.WhenAll(workers);
    }

    /// <summary>A second crash while the first one is being recovered from.</summary>
    private static async Task KillWhileStartingAsync(string assembly, string folder, int port)
    {
        using var process = ServiceProcess.Launch(assembly, folder, port);
        await Task.Delay(RandomNumberGenerator.GetInt32(20, 700));
        process.Kill();
        await process.WaitForExitAsync();
    }

    private static void Acknowledge(Post post, Answer answer)
    {
        if (answer.Status != HttpStatusCode.Created)
            throw new InvalidOperationException($"issue answered {(int)answer.Status}: {answer.Text}");
        if (post.Take(answer) is { } different)
            throw new InvalidOperationException($"one idempotency key, two answers: {different}");
    }
}
