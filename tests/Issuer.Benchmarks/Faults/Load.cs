using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Issuer.Benchmarks.Faults;

/// <summary>
/// Clients that go on through a fault: they issue, revoke, read back, repeat what was not answered, and write down what they were told. A fault
/// may cost them 503, 429 or a connection; anything else, a wrong answer or more than fifteen seconds of silence is a finding.
/// </summary>
internal sealed class Load : IAsyncDisposable
{
    /// <summary>No answer may take longer.</summary>
    public static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(15);

    // After this an answer is not waited for any more; that it is late was found by then.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    private readonly HttpClient[] _clients;
    private readonly ApiClient[] _apis;
    private readonly Ledger _ledger;
    private readonly TimeSpan _pause;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, int> _refusals = new();
    private readonly ConcurrentQueue<long> _moments = [];
    private Task _workers = Task.CompletedTask;
    private int _acknowledged;
    private int _cut;
    private long _slowest;
    private Mark? _mark;

    /// <param name="urls">Services; each client goes through them in turn, call by call.</param>
    /// <param name="apiKey">Good at all of them.</param>
    /// <param name="ledger">Where it is written down.</param>
    /// <param name="pause">After each acknowledgement.</param>
    public Load(IEnumerable<Uri> urls, string apiKey, Ledger ledger, TimeSpan pause)
    {
        _clients = [.. urls.Select(url => Client(url, apiKey))];
        _apis = [.. _clients.Select(client => new ApiClient(client))];
        (_ledger, _pause) = (ledger, pause);
    }

    /// <summary>A load balancer stands before the services: it answers 503 by itself, in HTML, while none of them is ready.</summary>
    public bool Balanced { get; init; }

    /// <summary>Answers that nobody should ever get.</summary>
    public Findings Wrong { get; } = new();

    /// <summary>Answers that came too late, or not at all.</summary>
    public Findings Late { get; } = new();

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>503 and 429, by status and problem code, and connections that broke.</summary>
    public IReadOnlyDictionary<string, int> Refusals => _refusals;

    /// <summary>Connections that broke before an answer.</summary>
    public int Cut => Volatile.Read(ref _cut);

    public TimeSpan Slowest => TimeSpan.FromTicks(Volatile.Read(ref _slowest));

    public void Start(int workers) => _workers = Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync(worker))));

    /// <summary>Waits for this many more acknowledgements.</summary>
    public async Task MoreAsync(int count)
    {
        for (var until = Acknowledged + count; Acknowledged < until && !_workers.IsFaulted;)
            await Task.Delay(10);
        if (_workers.IsFaulted)
            await _workers;
    }

    /// <summary>Waits for the first acknowledgement of something that was sent since then.</summary>
    public async Task RecoveredAsync(long since)
    {
        var mark = new Mark(since);
        Volatile.Write(ref _mark, mark);
        var first = await Task.WhenAny(mark.Reached.Task, _workers, Task.Delay(TimeSpan.FromMinutes(2)));
        if (first != mark.Reached.Task)
            throw new InvalidOperationException("Nothing was acknowledged for two minutes after the fault was over.");
    }

    /// <summary>
    /// The longest time since then without one acknowledgement. That, and not the first answer, is how long it took to recover: a server that was killed
    /// may have an answer on its way still. Stop before.
    /// </summary>
    public TimeSpan LongestPause(long since)
    {
        var (longest, last) = (0L, since);
        foreach (var moment in _moments.Where(moment => moment >= since).Order())
            (longest, last) = (Math.Max(longest, moment - last), moment);
        return Stopwatch.GetElapsedTime(0, longest);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _workers;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested)
            await _stop.CancelAsync();
        await ((Task)Task.WhenAny(_workers)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        foreach (var client in _clients)
            client.Dispose();
    }

    private static HttpClient Client(Uri url, string apiKey)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) };
        var client = new HttpClient(handler) { BaseAddress = url, Timeout = Patience };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        return client;
    }

    private async Task WorkAsync(int worker)
    {
        Post? unheard = null;
        for (var call = worker; !_stop.IsCancellationRequested; call++)
        {
            var api = _apis[call % _apis.Length];
            // Half of what was not answered is asked again at once; the other half is left to the audit.
            var post = unheard is not null && RandomNumberGenerator.GetInt32(2) == 0 ? unheard : Begin();
            unheard = await IssueAsync(api, post) ? null : post;
            if (unheard is not null)
            {
                await Task.Delay(100);
                continue;
            }

            if (RandomNumberGenerator.GetInt32(5) == 0)
                await RevokeAsync(api, post);
            if (RandomNumberGenerator.GetInt32(3) == 0)
                await ReadAsync(api, post);
            await Task.Delay(_pause);
        }
    }

    private Post Begin()
    {
        var post = new Post(RandomNumberGenerator.GetHexString(32), RandomNumberGenerator.GetHexString(8));
        _ledger.Write("sending", post);
        _ledger.Posts.Enqueue(post);
        return post;
    }

    private async Task<bool> IssueAsync(ApiClient api, Post post)
    {
        var sent = Stopwatch.GetTimestamp();
        if (await AskAsync("issue", () => api.IssueAsync(post.Key, post.Body)) is not { } answer)
            return false;
        if (answer.Status != HttpStatusCode.Created)
        {
            Wrong.Add($"issue {post.Key}: {(int)answer.Status} {answer.Text}");
            return false;
        }

        if (post.Take(answer) is { } different)
            Wrong.Add(different);
        _ledger.Write("acknowledged", post);
        Interlocked.Increment(ref _acknowledged);
        _moments.Enqueue(Stopwatch.GetTimestamp());
        if (Volatile.Read(ref _mark) is { } mark && sent >= mark.Since)
            mark.Reached.TrySetResult();
        return true;
    }

    private async Task RevokeAsync(ApiClient api, Post post)
    {
        post.RevocationAsked = true;
        _ledger.Write("revoking", post);
        if (await AskAsync("revoke", () => api.RevokeAsync(post.Id!)) is not { } answer)
            return;
        if (!((int)answer.Status is 200 or 204))
        {
            Wrong.Add($"revoke {post.Id}: {(int)answer.Status} {answer.Text}");
            return;
        }

        _ledger.Write("revoked", post);
        post.RevocationAcknowledged = true;
    }

    // What was acknowledged is there at once and on every node, or is said to be out of reach; it is never absent.
    private async Task ReadAsync(ApiClient api, Post post)
    {
        if (await AskAsync("read", () => api.GetAsync($"/v1/credentials/{post.Id}")) is not { } answer)
            return;
        if (answer.Status != HttpStatusCode.OK || Answer.TokenOf(answer.Json) != post.Token)
            Wrong.Add($"read {post.Id}: {(int)answer.Status} {answer.Text}");
        else if (post.RevocationAcknowledged && answer.Json.GetProperty("status").GetString() != "revoked")
            Wrong.Add($"read {post.Id}: acknowledged as revoked, is {answer.Json.GetProperty("status").GetString()}");
    }

    // Null: refused for now, or cut off.
    private async Task<Answer?> AskAsync(string what, Func<Task<Answer>> ask)
    {
        var sent = Stopwatch.GetTimestamp();
        try
        {
            var answer = await ask();
            Took(what, Stopwatch.GetElapsedTime(sent));
            if (!((int)answer.Status is 503 or 429))
                return answer;
            _refusals.AddOrUpdate($"{(int)answer.Status} {CodeOf(answer)}", 1, (_, count) => count + 1);
            return null;
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            Took(what, Stopwatch.GetElapsedTime(sent));
            Interlocked.Increment(ref _cut);
            return null;
        }
        catch (TaskCanceledException)
        {
            Took(what, Stopwatch.GetElapsedTime(sent));
            return null;
        }
    }

    private void Took(string what, TimeSpan time)
    {
        if (time > LongestAnswer)
            Late.Add($"{what}: nothing for {time.TotalSeconds:F1} s");
        for (var known = Volatile.Read(ref _slowest); time.Ticks > known; known = Volatile.Read(ref _slowest))
            Interlocked.CompareExchange(ref _slowest, time.Ticks, known);
    }

    private string CodeOf(Answer answer)
    {
        if (Balanced && answer.Text.StartsWith("<html>", StringComparison.Ordinal))
            return "load balancer";
        try
        {
            var type = answer.Json.GetProperty("type").GetString()!;
            return type[(type.LastIndexOf('/') + 1)..];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            Wrong.Add($"{(int)answer.Status} without a problem body: {answer.Text}");
            return "";
        }
    }

    private sealed record Mark(long Since)
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
