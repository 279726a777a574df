using System.Collections.Concurrent;
using System.Text;
using Issuer.Service.Store;

namespace Issuer.Service.Credentials;

/// <summary>The learner-free part of credentials, stored once for all holders of a course run.</summary>
/// <param name="Content">UTF-8 JSON without <c>id</c>.</param>
/// <param name="Institution">Whose it is.</param>
public sealed record DescribedAchievement(byte[] Content, Guid Institution);

/// <summary>Finds achievements by id, and remembers those met last: a description never changes.</summary>
public sealed class Achievements(IEventStore store)
{
    /// <summary>About 6 kB each.</summary>
    private const int Remembered = 2_000;

    private readonly ConcurrentDictionary<string, DescribedAchievement> _known = new();

    /// <summary>The description; null where there is none yet.</summary>
    public async ValueTask<DescribedAchievement?> FindAsync(string id, CancellationToken ct)
    {
        if (_known.TryGetValue(id, out var known))
            return known;
        var rows = await store.QueryAsync(new(CredentialTables.Achievements, [Filter.Is("id", id)]), ct);
        if (rows.Count == 0)
            return null;
        var found = new DescribedAchievement(Encoding.UTF8.GetBytes(rows[0].Text("content")), Guid.Parse(rows[0].Text("institution_id")));
        if (_known.Count >= Remembered)
            _known.Clear();
        return _known[id] = found;
    }
}
