using System.Net;
using System.Security.Cryptography;

namespace Issuer.Benchmarks.Faults;

/// <summary>The service's clock jumps, by libfaketime; its monotonic clock does not.</summary>
internal static class ClockFaults
{
    /// <summary>What this machine lacks for it; null: nothing.</summary>
    public static string? Lacks() => Library() is null ? "libfaketime is not installed (apt-get install libfaketime)" : null;

    public static async Task<long> JumpsAsync(Scene scene)
    {
        var clock = Path.Combine(scene.Setup.Folder, "clock");
        Set(clock, "+0");
        scene.Setup = scene.Setup with
        {
            More = new Dictionary<string, string>
            {
                ["LD_PRELOAD"] = Library()!,
                ["FAKETIME_TIMESTAMP_FILE"] = clock,
                ["FAKETIME_NO_CACHE"] = "1",
                ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            },
        };
        await scene.BeginAsync();
        foreach (var jump in (string[])["+30d", "+10d", "+40d", "+1h"])
        {
            Set(clock, jump);
            await IssuesAndRevokesAsync(scene, jump);
            await scene.Load.MoreAsync(scene.Bench.Before);
        }

        scene.Checks.That("clock jumps: cost nobody an answer", scene.Load.Refusals.Count + scene.Load.Cut == 0 ? [] : [$"{scene.Load.Refusals.Values.Sum()} refused, {scene.Load.Cut} cut off"]);
        // Before the key was made nothing may be signed with it.
        Set(clock, "-2h");
        while (scene.Load.Refusals.Count == 0)
            await Task.Delay(20);
        // And at the end nothing that was issued lies in the future, where checking would rightly refuse it.
        Set(clock, "+41d");
        return FaultBench.Now;
    }

    // What is issued now is good now, and no longer once it is revoked: the status list must follow, wherever the clock has gone.
    private static async Task IssuesAndRevokesAsync(Scene scene, string jump)
    {
        using var client = scene.Service.Client(1);
        var api = new ApiClient(client);
        var post = new Post(RandomNumberGenerator.GetHexString(32), "jump" + jump);
        var answer = await api.IssueAsync(post.Key, post.Body);
        if (answer.Status != HttpStatusCode.Created)
        {
            scene.Checks.That($"clock at {jump}: issues", [$"{(int)answer.Status} {answer.Text}"]);
            return;
        }

        post.Take(answer);
        scene.Ledger.Write("acknowledged", post);
        scene.Ledger.Posts.Enqueue(post);
        scene.Direct++;
        var before = await api.VerifyAsync(post.Token!);
        await api.RevokeAsync(post.Id!);
        (post.RevocationAsked, post.RevocationAcknowledged) = (true, true);
        var after = await api.VerifyAsync(post.Token!);
        scene.Checks.That($"clock at {jump}: what was issued is valid", Verdict(before) == "valid" ? [] : [before.Text]);
        scene.Checks.That($"clock at {jump}: and invalid once revoked", Verdict(after) == "invalid" ? [] : [after.Text]);
    }

    private static string Verdict(Answer answer) => answer.Status == HttpStatusCode.OK ? answer.Json.GetProperty("verdict").GetString()! : $"{(int)answer.Status}";

    // Moved into place, so that nobody reads half of it.
    private static void Set(string clock, string time)
    {
        File.WriteAllText(clock + ".new", time + "\n");
        File.Move(clock + ".new", clock, overwrite: true);
    }

    private static string? Library() => Directory.Exists("/usr/lib")
        ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu").Select(path => Path.Combine(path, "faketime", "libfaketime.so.1")).FirstOrDefault(File.Exists)
        : null;
}
