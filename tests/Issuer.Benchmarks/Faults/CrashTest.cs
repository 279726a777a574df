using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;

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
                await AuditAsync(service, ledger, checks, $"round {round}");
                await LoadUntilKilledAsync(service, ledger, connections);
                if (round % 4 == 0)
                    await KillWhileStartingAsync(assembly, folder, port);
            }

            using var last = await ServiceProcess.StartAsync(assembly, folder, port);
            await AuditAsync(last, ledger, checks, "at the end");
            foreach (var post in ledger.Posts)
                post.Audited = false;
            await AuditAsync(last, ledger, checks, "everything once more");
            await AuditWholeAsync(last, ledger, checks);
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
        var (id, token) = (answer.Json.GetProperty("id").GetString()!, TokenOf(answer.Json));
        if (post.Id is not null && (post.Id, post.Token) != (id, token))
            throw new InvalidOperationException($"one idempotency key, two answers: {post.Id} and {id}");
        (post.Id, post.Token) = (id, token);
    }

    /// <summary>Each post that was not audited since its last change.</summary>
    private static async Task AuditAsync(ServiceProcess service, Ledger ledger, Checks checks, string when)
    {
        using var client = service.Client(8);
        var api = new ApiClient(client);
        var due = ledger.Posts.Where(p => !p.Audited).ToArray();
        if (due.Length == 0)
            return;
        var unheard = due.Count(p => p.Id is null);
        var (retries, readable, verified, stream, revocations) = (new Faults(), new Faults(), new Faults(), new Faults(), new Faults());
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (post, _) =>
        {
            var known = post.Id;
            if (known is null || RandomNumberGenerator.GetInt32(3) == 0)
            {
                // Same key, same body: the credential of the first time, or, if that was lost before it was acknowledged, a first one.
                var retry = await api.IssueAsync(post.Key, post.Body);
                if (retry.Status != HttpStatusCode.Created)
                {
                    retries.Add($"{post.Key}: {(int)retry.Status} {retry.Text}");
                    return;
                }

                var (id, token) = (retry.Json.GetProperty("id").GetString()!, TokenOf(retry.Json));
                if (known is not null && (id, token) != (known, post.Token))
                    retries.Add($"{post.Key}: was {known}, is {id}{(id == known ? ", with another token" : "")}");
                (post.Id, post.Token) = (id, token);
                ledger.Write("retried", post);
            }

            var read = await api.GetAsync($"/v1/credentials/{post.Id}");
            if (read.Status != HttpStatusCode.OK || TokenOf(read.Json) != post.Token)
            {
                readable.Add($"{post.Id}: {(int)read.Status}{(read.Status == HttpStatusCode.OK ? ", another token" : "")}");
                return;
            }

            var status = read.Json.GetProperty("status").GetString();
            if (post.RevocationAcknowledged ? status != "revoked" : status != "active" && !(post.RevocationAsked && status == "revoked"))
                revocations.Add($"{post.Id}: {status}");
            var report = await api.VerifyAsync(post.Token!);
            var verdict = report.Status == HttpStatusCode.OK ? report.Json.GetProperty("verdict").GetString() : $"{(int)report.Status}";
            if (verdict != (status == "revoked" ? "invalid" : "valid") || Outcome(report, "signature") != "passed")
                verified.Add($"{post.Id}, {status}: {report.Text}");
            var events = await api.GetAsync($"/v1/credentials/{post.Id}/events");
            if (events.Status != HttpStatusCode.OK || CountIssued(events.Json) != 1)
                stream.Add($"{post.Id}: {events.Text}");
            post.Audited = true;
        });
        checks.That($"{when}: a retry with the same key finds the same credential ({unheard} of {due.Length} posts were unheard of)", retries.All);
        checks.That($"{when}: every acknowledged credential reads back with the same token ({due.Length})", readable.All);
        checks.That($"{when}: each verifies", verified.All);
        checks.That($"{when}: each is in the event stream, once", stream.All);
        checks.That($"{when}: an acknowledged revocation holds, and nothing else is revoked ({due.Count(p => p.RevocationAcknowledged)})", revocations.All);
    }

    /// <summary>The institution holds what the ledger holds and nothing else.</summary>
    private static async Task AuditWholeAsync(ServiceProcess service, Ledger ledger, Checks checks)
    {
        using var client = service.Client(8);
        var listed = await new ApiClient(client).ListAsync();
        var known = ledger.Posts.Select(p => p.Id!).ToHashSet();
        checks.That($"one credential a key, none twice ({ledger.Posts.Count})",
            [.. ledger.Posts.GroupBy(p => p.Id).Where(g => g.Count() > 1).Select(g => $"{g.Key} has {g.Count()} keys")]);
        checks.That($"the list holds these credentials and no others ({listed.Count})",
            [.. listed.GroupBy(id => id).Where(g => g.Count() > 1).Select(g => $"{g.Key} is listed twice"),
                .. listed.Where(id => !known.Contains(id)).Select(id => $"{id} was never asked for"),
                .. known.Except(listed).Select(id => $"{id} is not listed")]);
        checks.That("no two credentials share a status index",
            [.. ledger.Posts.GroupBy(p => IndexOf(p.Token!)).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(' ', g.Select(p => p.Id))}")]);
    }

    private static string TokenOf(JsonElement credential) => credential.GetProperty("formats").GetProperty("vc+jwt").GetString()!;

    private static string? Outcome(Answer report, string check) => report.Json.GetProperty("checks").EnumerateArray()
        .FirstOrDefault(c => c.GetProperty("check").GetString() == check) is { ValueKind: JsonValueKind.Object } found
            ? found.GetProperty("outcome").GetString()
            : null;

    private static int CountIssued(JsonElement events) => events.GetProperty("events").EnumerateArray()
        .Count(e => e.GetProperty("type").GetString() == "credential_issued");

    private static string IndexOf(string token)
    {
        var payload = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1])).RootElement;
        var entry = payload.GetProperty("credentialStatus");
        return $"{entry.GetProperty("statusListCredential").GetString()}#{entry.GetProperty("statusListIndex").GetString()}";
    }

    private sealed class Faults
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _faults = [];

        public IReadOnlyCollection<string> All => _faults;

        public void Add(string fault) => _faults.Enqueue(fault);
    }
}
