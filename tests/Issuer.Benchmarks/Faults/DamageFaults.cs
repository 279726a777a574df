using System.Text;

namespace Issuer.Benchmarks.Faults;

/// <summary>One bit of a stored event is another: found by the log's check, that credential refused, others served.</summary>
internal static class DamageFaults
{
    public static async Task<long> SqliteBitAsync(Scene scene)
    {
        await scene.BeginAsync();
        await scene.Load.StopAsync();
        var victims = scene.Ledger.Posts.Where(post => post.Id is not null).Take(2).ToArray();
        var stored = await StoredAsync(scene, victims);
        // The first cannot be read as JSON any more; of the second one character of what is sealed is another.
        var places = new[] { 0, Sealed(stored[1]) };
        await scene.Service.StopAsync();
        // The service leaves its journal behind where another program has the file open.
        await scene.Beside.TextsAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        for (var i = 0; i < victims.Length; i++)
            Flip(scene, stored[i], places[i]);
        await scene.ReplaceServiceAsync();
        await ServedWithoutAsync(scene, victims);
        await scene.Service.StopAsync();
        await scene.Beside.TextsAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        for (var i = 0; i < victims.Length; i++)
            Flip(scene, Flipped(stored[i], places[i]), places[i]);
        await scene.ReplaceServiceAsync();
        await scene.BeginAsync();
        return FaultBench.Now;
    }

    public static async Task<long> PostgresBitAsync(Scene scene)
    {
        await scene.BeginAsync();
        await scene.Load.StopAsync();
        var victims = scene.Ledger.Posts.Where(post => post.Id is not null).Take(1).ToArray();
        var stored = (await StoredAsync(scene, victims))[0];
        var damaged = Flipped(stored, Sealed(stored));
        await ReplaceAsync(scene, victims[0], damaged);
        await ServedWithoutAsync(scene, victims);
        await ReplaceAsync(scene, victims[0], stored);
        await scene.BeginAsync();
        return FaultBench.Now;
    }

    private static async Task ServedWithoutAsync(Scene scene, Post[] victims)
    {
        foreach (var victim in victims)
            victim.Damaged = true;
        var name = $"{scene.Name}, {scene.Store}";
        using var client = scene.Service.Client(4);
        var api = new ApiClient(client);
        await new Audit(api, scene.Ledger, scene.Checks).DueAsync($"{name}, the others meanwhile");
        var answers = await Task.WhenAll(victims.Select(victim => api.GetAsync($"/v1/credentials/{victim.Id}")));
        scene.Checks.That($"{name}: the damaged ones are refused with 503", [.. answers.Where(answer => (int)answer.Status != 503).Select(answer => $"{(int)answer.Status} {answer.Text}")]);
        var log = await scene.Beside.CommandAsync("log", "verify");
        scene.Checks.That($"{name}: log verify names the first of them", log.Code == 1 && log.Output.Contains("event-altered", StringComparison.Ordinal) ? [] : [$"{log.Code} {log.Output}"]);
        foreach (var victim in victims)
            (victim.Damaged, victim.Audited) = (false, false);
    }

    // In the order of the log.
    private static async Task<string[]> StoredAsync(Scene scene, Post[] victims)
    {
        var all = new List<string>();
        foreach (var victim in victims)
            all.AddRange(await scene.Beside.TextsAsync($"SELECT CAST(data AS text) FROM mt_events WHERE type = 'credential_issued' AND CAST(data AS text) LIKE '%{victim.Id}%'"));
        return [.. all];
    }

    private static async Task ReplaceAsync(Scene scene, Post victim, string data) => await scene.Beside.TextsAsync(
        $"UPDATE mt_events SET data = '{data.Replace("'", "''", StringComparison.Ordinal)}' WHERE type = 'credential_issued' AND CAST(data AS text) LIKE '%{victim.Id}%' RETURNING type");

    // A letter in the sealed document that is a letter still when its last bit is another.
    private static int Sealed(string stored)
    {
        var at = stored.IndexOf('"', stored.IndexOf("\"document\":", StringComparison.Ordinal) + "\"document\":".Length) + 60;
        while (!char.IsAsciiLetterOrDigit(stored[at]) || !char.IsAsciiLetterOrDigit((char)(stored[at] ^ 1)))
            at++;
        return at;
    }

    private static string Flipped(string text, int at) => text[..at] + (char)(text[at] ^ 1) + text[(at + 1)..];

    private static void Flip(Scene scene, string stored, int at)
    {
        var path = Path.Combine(scene.Setup.DataDirectory, "issuer.db");
        var all = File.ReadAllBytes(path);
        var found = all.AsSpan().IndexOf(Encoding.UTF8.GetBytes(stored));
        if (found < 0)
            throw new InvalidOperationException("The event does not lie in one piece in the file.");
        var place = found + Encoding.UTF8.GetByteCount(stored.AsSpan(0, at));
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        file.Position = place;
        file.WriteByte((byte)(all[place] ^ 1));
    }
}
