using System.Text.Json;

namespace Issuer.Benchmarks.Faults;

/// <summary>Processes that are killed, connections that break, programs that share: each answers when its cause was over.</summary>
internal static class ProcessFaults
{
    public static async Task<long> ServiceKilledAsync(Scene scene)
    {
        await scene.BeginAsync();
        var killed = await scene.RestartKilledAsync();
        for (var again = 0; again < (scene.Bench.Long ? 4 : 0); again++)
        {
            await scene.Load.MoreAsync(scene.Bench.Before);
            killed = await scene.RestartKilledAsync();
        }

        return killed;
    }

    public static async Task<long> DatabaseKilledAsync(Scene scene)
    {
        await scene.BeginAsync();
        var killed = FaultBench.Now;
        await scene.Cluster!.KillAsync();
        await scene.Cluster.StartAsync();
        return killed;
    }

    public static async Task<long> DatabaseDownAsync(Scene scene)
    {
        await scene.BeginAsync();
        await scene.Cluster!.KillAsync();
        // Longer than the service tries to reach it on behalf of one append.
        await Task.Delay(TimeSpan.FromSeconds(20));
        await scene.Cluster.StartAsync();
        return FaultBench.Now;
    }

    public static async Task<long> BackendKilledAsync(Scene scene)
    {
        await scene.BeginAsync();
        var killed = FaultBench.Now;
        await scene.Cluster!.KillBackendAsync();
        await scene.Load.RecoveredAsync(killed);
        return killed;
    }

    public static async Task<long> AnswersLostAsync(Scene scene)
    {
        await scene.BeginAsync();
        var began = FaultBench.Now;
        var count = scene.Bench.Long ? 20 : 3;
        scene.Link!.LoseAnswers(count, silently: false);
        await LostAsync(scene, count);
        return began;
    }

    public static async Task<long> HalfOpenAsync(Scene scene)
    {
        await scene.BeginAsync();
        var began = FaultBench.Now;
        var count = scene.Bench.Long ? 4 : 1;
        for (var one = 1; one <= count; one++)
        {
            scene.Link!.LoseAnswers(1, silently: true);
            await LostAsync(scene, one);
            began = FaultBench.Now;
            await scene.Load.RecoveredAsync(began);
        }

        return began;
    }

    public static async Task<long> StalledAsync(Scene scene)
    {
        await scene.BeginAsync();
        scene.Link!.Stall();
        await Task.Delay(scene.Bench.Lasting * 2);
        scene.Link.Mend();
        return FaultBench.Now;
    }

    public static async Task<long> CutAsync(Scene scene)
    {
        await scene.BeginAsync();
        scene.Link!.Cut();
        await Task.Delay(scene.Bench.Lasting);
        scene.Link.Mend();
        return FaultBench.Now;
    }

    /// <summary>Both serve; the second is killed in the middle, the first goes on.</summary>
    public static async Task<long> TwoServicesAsync(Scene scene)
    {
        await scene.BeginAsync();
        await scene.Load.StopAsync();
        var other = scene.Setup with { Port = ServiceProcess.FreePort(), ApiKey = scene.Service.ApiKey, More = new Dictionary<string, string> { ["Issuer__PublicUrl"] = scene.Setup.PublicUrl } };
        var second = await scene.StartServiceAsync(other);
        await scene.LoadAsync(scene.Setup.Url, other.Url);
        await scene.Load.MoreAsync(scene.Bench.Before);
        var killed = FaultBench.Now;
        second.Kill();
        return killed;
    }

    /// <summary>A new signing key takes over at once, again and again, while credentials are signed.</summary>
    public static async Task<long> KeysRotatedAsync(Scene scene)
    {
        await scene.BeginAsync();
        using var client = scene.Service.Client(1);
        var api = new ApiClient(client);
        var faults = new List<string>();
        for (var turn = 0; turn < (scene.Bench.Long ? 12 : 4); turn++)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new { algorithm = turn % 2 == 0 ? "ES256" : "EdDSA", now = true });
            var answer = await api.PostAsync("/v1/institution/keys/rotate", body);
            if ((int)answer.Status != 201)
                faults.Add($"{(int)answer.Status} {answer.Text}");
            await scene.Load.MoreAsync(scene.Bench.Before / 2);
        }

        scene.Checks.That("keys rotated under load: each rotation is taken", faults);
        scene.Checks.That("keys rotated under load: costs nobody an answer", scene.Load.Refusals.Count + scene.Load.Cut == 0 ? [] : [$"{scene.Load.Refusals.Values.Sum()} refused, {scene.Load.Cut} cut off"]);
        return FaultBench.Now;
    }

    private static async Task LostAsync(Scene scene, int count)
    {
        while (scene.Link!.Lost < count)
            await Task.Delay(10);
    }
}
