using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;

namespace Issuer.Benchmarks.Faults;

/// <summary>Compares what clients were told with what a running service says now, over its API alone.</summary>
internal sealed class Audit(ApiClient api, Ledger ledger, Checks checks)
{
    private const int Width = 8;

    private readonly Findings _lost = new();
    private readonly Findings _doubled = new();

    /// <summary>Acknowledged credentials and revocations that are not there any more.</summary>
    public int Lost => _lost.All.Count;

    /// <summary>Keys, credentials or status places that exist twice.</summary>
    public int Doubled => _doubled.All.Count;

    /// <summary>Each post that was not audited since its last change.</summary>
    public async Task DueAsync(string when)
    {
        var due = ledger.Posts.Where(post => !post.Audited && !post.Damaged).ToArray();
        if (due.Length == 0)
            return;
        var unheard = due.Count(post => post.Id is null);
        var (retries, readable, verified, stream, revocations) = (new Findings(), new Findings(), new Findings(), new Findings(), new Findings());
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = Width }, async (post, _) =>
        {
            if ((post.Id is null || RandomNumberGenerator.GetInt32(3) == 0) && !await RetryAsync(post, retries))
                return;
            var read = await api.GetAsync($"/v1/credentials/{post.Id}");
            if (read.Status != HttpStatusCode.OK || Answer.TokenOf(read.Json) != post.Token)
            {
                readable.Add($"{post.Id}: {(int)read.Status}{(read.Status == HttpStatusCode.OK ? ", another token" : $" {read.Text}")}");
                return;
            }

            var status = read.Json.GetProperty("status").GetString();
            if (post.RevocationAcknowledged ? status != "revoked" : status != "active" && !(post.RevocationAsked && status == "revoked"))
                revocations.Add($"{post.Id}: {status}");
            await VerifyAsync(post, status!, verified);
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
        foreach (var finding in (string[])[.. readable.All, .. stream.All, .. revocations.All])
            _lost.Add(finding);
        foreach (var finding in retries.All)
            _doubled.Add(finding);
    }

    /// <summary>The institution holds what the ledger holds and nothing else; for this every post must have been audited.</summary>
    public async Task WholeAsync(string when)
    {
        var listed = await api.ListAsync();
        var posts = ledger.Posts.Where(post => post.Id is not null).ToArray();
        var known = posts.Select(post => post.Id!).ToHashSet();
        string[] keys = [.. posts.GroupBy(post => post.Id).Where(group => group.Count() > 1).Select(group => $"{group.Key} has {group.Count()} keys")];
        string[] missing = [.. known.Except(listed).Select(id => $"{id} is not listed")];
        string[] more =
        [
            .. listed.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => $"{group.Key} is listed twice"),
            .. listed.Where(id => !known.Contains(id)).Select(id => $"{id} was never asked for"),
        ];
        string[] places = [.. posts.GroupBy(post => PlaceOf(post.Token!)).Where(group => group.Count() > 1).Select(group => $"{group.Key}: {string.Join(' ', group.Select(post => post.Id))}")];
        checks.That($"{when}: one credential a key, none twice ({posts.Length})", keys);
        checks.That($"{when}: the list holds these credentials and no others ({listed.Count})", [.. missing, .. more]);
        checks.That($"{when}: no two credentials share a status index", places);
        foreach (var finding in missing)
            _lost.Add(finding);
        foreach (var finding in (string[])[.. keys, .. more, .. places])
            _doubled.Add(finding);
    }

    // Same key, same body: the credential of the first time, or, if that was lost before it was acknowledged, a first one.
    private async Task<bool> RetryAsync(Post post, Findings retries)
    {
        var retry = await api.IssueAsync(post.Key, post.Body);
        if (retry.Status != HttpStatusCode.Created)
        {
            retries.Add($"{post.Key}: {(int)retry.Status} {retry.Text}");
            return false;
        }

        if (post.Take(retry) is { } different)
            retries.Add(different);
        ledger.Write("retried", post);
        return true;
    }

    private async Task VerifyAsync(Post post, string status, Findings verified)
    {
        var report = await api.VerifyAsync(post.Token!);
        var verdict = report.Status == HttpStatusCode.OK ? report.Json.GetProperty("verdict").GetString() : $"{(int)report.Status}";
        if (verdict != (status == "revoked" ? "invalid" : "valid") || Outcome(report, "signature") != "passed")
            verified.Add($"{post.Id}, {status}: {report.Text}");
    }

    private static string? Outcome(Answer report, string check) => report.Json.GetProperty("checks").EnumerateArray()
        .FirstOrDefault(c => c.GetProperty("check").GetString() == check) is { ValueKind: JsonValueKind.Object } found
            ? found.GetProperty("outcome").GetString()
            : null;

    private static int CountIssued(JsonElement events) => events.GetProperty("events").EnumerateArray()
        .Count(e => e.GetProperty("type").GetString() == "credential_issued");

    private static string PlaceOf(string token)
    {
        var payload = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1])).RootElement;
        var entry = payload.GetProperty("credentialStatus");
        return $"{entry.GetProperty("statusListCredential").GetString()}#{entry.GetProperty("statusListIndex").GetString()}";
    }
}

/// <summary>Sentences from many threads.</summary>
internal sealed class Findings
{
    private readonly ConcurrentQueue<string> _all = [];

    public IReadOnlyCollection<string> All => _all;

    public void Add(string finding) => _all.Enqueue(finding);
}
