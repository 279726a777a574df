using System.Net;
using System.Security.Cryptography;

namespace Issuer.Benchmarks.Faults;

/// <summary>Disks that are full, read-only or failing.</summary>
internal static class DiskFaults
{
    // What SQLite does to its files in an append, and what a reader of them does.
    private const string Writes = "pwrite64,ftruncate,fallocate,fsync,fdatasync";
    private const string AllCalls = "pread64,pwrite64,ftruncate,fallocate,fsync,fdatasync,fcntl,openat,unlink,mmap,fstat,newfstatat";

    /// <summary>Root alone mounts.</summary>
    public static string? CannotMount() => Environment.UserName != "root" ? "needs root, to mount a small file system"
        : Shell.RunAsync(["/bin/sh", "-c", "d=$(mktemp -d) && { mount -t tmpfs -o size=64k tmpfs \"$d\"; code=$?; umount \"$d\"; rmdir \"$d\"; exit $code; }"]).GetAwaiter().GetResult().Code == 0 ? null : "file systems may not be mounted here";

    public static async Task<long> SqliteFullAsync(Scene scene)
    {
        var disk = await scene.MountAsync(40);
        scene.Setup = scene.Setup with { DataDirectory = Path.Combine(disk, "data") };
        await scene.BeginAsync();
        await FillUntilRefusedAsync(scene, disk);
        await Task.Delay(scene.Bench.Lasting);
        File.Delete(Ballast(disk));
        return FaultBench.Now;
    }

    public static async Task<long> PostgresFullAsync(Scene scene)
    {
        var disk = await scene.MountAsync(160);
        await scene.OwnClusterAsync(Path.Combine(disk, "cluster"));
        await scene.BeginAsync();
        await FillUntilRefusedAsync(scene, disk);
        await Task.Delay(scene.Bench.Lasting);
        File.Delete(Ballast(disk));
        // Without room for its log PostgreSQL ends; a supervisor starts it until it stays.
        await scene.Cluster!.StartAsync();
        return FaultBench.Now;
    }

    /// <summary>A start on a file system that is read-only is refused in a sentence; one that becomes so under load costs nothing but time.</summary>
    public static async Task<long> ReadOnlyAsync(Scene scene)
    {
        var disk = await scene.MountAsync(40);
        scene.Setup = scene.Setup with { DataDirectory = Path.Combine(disk, "data") };
        await scene.StartServiceAsync();
        await scene.Service.StopAsync();
        await Shell.MustAsync("mount", "-o", "remount,ro", disk);
        using (var refused = ServiceProcess.Launch(scene.Setup))
        {
            scene.Watch(refused);
            await refused.WaitForExitAsync();
            var said = await File.ReadAllTextAsync(scene.Setup.LogFile);
            scene.Checks.That(
                "read-only file system: the service refuses to start and says so",
                refused.ExitCode == 1 && said.Contains("The service does not start:", StringComparison.Ordinal) && !said.Contains("Unhandled", StringComparison.Ordinal) ? [] : [$"{refused.ExitCode}: {said}"]);
        }

        await Shell.MustAsync("mount", "-o", "remount,rw", disk);
        await scene.ReplaceServiceAsync();
        await scene.BeginAsync();
        return await FailingAsync(scene, Writes, "error=EROFS");
    }

    public static async Task<long> SynchronisingFailsAsync(Scene scene)
    {
        await scene.BeginAsync();
        return await FailingAsync(scene, "fsync,fdatasync", "error=EIO");
    }

    /// <summary>An append's system calls are written down; then, for each of them, an append is killed as it enters that call.</summary>
    public static async Task<long> KilledAtEachCallAsync(Scene scene)
    {
        await scene.StartServiceAsync();
        for (var warm = 0; warm < 3; warm++)
            await IssueAsync(scene, new Post(RandomNumberGenerator.GetHexString(32), "warm"));
        var calls = await CallsOfAnAppendAsync(scene);
        var places = calls.Select((call, at) => (Call: call, Turn: calls.Take(at + 1).Count(other => other == call))).ToList();
        var chosen = scene.Bench.Long ? places : [places[places.Count / 2], places.Last(place => place.Call is "fsync" or "fdatasync")];
        var (killed, slowest, findings) = (0, TimeSpan.Zero, new List<string>());
        foreach (var (call, turn) in chosen)
        {
            var (hit, recovery) = await KillAtAsync(scene, call, turn, findings);
            killed += hit ? 1 : 0;
            slowest = recovery > slowest ? recovery : slowest;
        }

        scene.Checks.That($"killed at each system call: of {places.Count} calls {chosen.Count} were chosen, {killed} met an append; each time the same key finds one credential", findings);
        scene.Checks.That("killed at each system call: most calls are met", killed * 2 >= chosen.Count ? [] : [$"{killed} of {chosen.Count}"]);
        scene.Recovery = slowest;
        await scene.BeginAsync();
        return FaultBench.Now;
    }

    private static string Ballast(string disk) => Path.Combine(disk, "ballast");

    private static async Task FillUntilRefusedAsync(Scene scene, string disk)
    {
        await using var ballast = new FileStream(Ballast(disk), FileMode.CreateNew, FileAccess.Write, FileShare.Delete, bufferSize: 0);
        while (scene.Load.Refusals.Count == 0)
        {
            try
            {
                ballast.Write(new byte[4096]);
                continue;
            }
            catch (IOException)
            {
                // Full: wait for somebody to notice, and take again what the store gives back.
            }

            await Task.Delay(20);
        }
    }

    private static string[] Files(Scene scene) => [.. new[] { "", "-wal", "-shm" }.Select(end => Path.Combine(scene.Setup.DataDirectory, "issuer.db" + end))];

    private static async Task<long> FailingAsync(Scene scene, string calls, string how)
    {
        await using (await Strace.AttachAsync(scene, calls, how, Files(scene)))
        {
            while (scene.Load.Refusals.Count == 0)
                await Task.Delay(20);
            await Task.Delay(scene.Bench.Lasting);
        }

        return FaultBench.Now;
    }

    private static async Task<List<string>> CallsOfAnAppendAsync(Scene scene)
    {
        await using var strace = await Strace.AttachAsync(scene, AllCalls, null, Files(scene));
        await IssueAsync(scene, new Post(RandomNumberGenerator.GetHexString(32), "watched"));
        await strace.DetachAsync();
        var calls = strace.Calls();
        var writer = calls.First(one => one.Call == "pwrite64").Thread;
        return [.. calls.Where(one => one.Thread == writer).Select(one => one.Call)];
    }

    private static async Task<(bool Hit, TimeSpan Recovery)> KillAtAsync(Scene scene, string call, int turn, List<string> findings)
    {
        var post = new Post(RandomNumberGenerator.GetHexString(32), $"{call}-{turn}");
        scene.Ledger.Posts.Enqueue(post);
        await using var strace = await Strace.AttachAsync(scene, call, $"signal=KILL:when={turn}", Files(scene));
        if (await TryIssueAsync(scene, post))
            return (false, TimeSpan.Zero);
        var killed = FaultBench.Now;
        await strace.DetachAsync();
        await scene.ReplaceServiceAsync();
        if (!await TryIssueAsync(scene, post))
            findings.Add($"{call} {turn}: not issued after the restart");
        return (true, System.Diagnostics.Stopwatch.GetElapsedTime(killed));
    }

    private static async Task IssueAsync(Scene scene, Post post)
    {
        scene.Ledger.Posts.Enqueue(post);
        if (!await TryIssueAsync(scene, post))
            throw new InvalidOperationException("The service did not issue.");
    }

    private static async Task<bool> TryIssueAsync(Scene scene, Post post)
    {
        using var client = scene.Service.Client(1);
        try
        {
            var answer = await new ApiClient(client).IssueAsync(post.Key, post.Body);
            if (answer.Status != HttpStatusCode.Created)
                throw new InvalidOperationException($"{(int)answer.Status} {answer.Text}");
            if (post.Take(answer) is { } different)
                throw new InvalidOperationException(different);
            scene.Ledger.Write("acknowledged", post);
            scene.Direct++;
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
