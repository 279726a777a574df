using System.Collections.Frozen;
using System.Collections.Immutable;
using Issuer.Service.Access;
using Issuer.Service.Store;

namespace Issuer.Service.Institutions;

/// <summary>
/// All institutions, in memory, with their profiles and the history of their keys. Changes by other processes arrive through
/// <see cref="DirectoryRefresher"/>, by notice or within half a second; what this process changed is here when its command answers.
/// </summary>
public sealed class InstitutionDirectory(IEventStore store) : IDirectory, IDisposable
{
    private readonly SemaphoreSlim _refreshing = new(1);
    private volatile Snapshot _snapshot = Snapshot.Of([]);
    private string? _stamp;

    /// <summary>Every institution, in the order in which they were registered.</summary>
    public IReadOnlyCollection<Institution> All => _snapshot.All;

    /// <summary>By identity.</summary>
    public Institution? ById(Guid id) => _snapshot.ById.GetValueOrDefault(id);

    /// <summary>By the name in addresses.</summary>
    public Institution? BySlug(string slug) => _snapshot.BySlug.GetValueOrDefault(slug);

    /// <summary>By the identifier in credentials.</summary>
    public Institution? ByDid(string did) => _snapshot.ByDid.GetValueOrDefault(did);

    /// <summary>Looks whether anything changed and, if so, reads what changed.</summary>
    public async Task RefreshAsync()
    {
        await _refreshing.WaitAsync();
        try
        {
            // Stamp before rows: a change in between is read twice, never missed.
            var stamp = await DirectoryStamps.ReadAsync(store, InstitutionStream.Stamp, CancellationToken.None);
            if (stamp == _stamp)
                return;

            var institutions = new List<Institution>();
            await foreach (var row in store.RowsAsync(InstitutionStream.Table, CancellationToken.None))
            {
                var known = ById(Guid.ParseExact(row.Text("id"), "D"));
                institutions.Add(known?.Version == row.Integer("version") ? known : await LoadAsync(Guid.ParseExact(row.Text("stream_id"), "D")));
            }

            _snapshot = Snapshot.Of(institutions);
            _stamp = stamp;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>The bytes of a logo.</summary>
    public async Task<byte[]?> LogoAsync(Logo logo, CancellationToken ct)
    {
        var rows = await store.QueryAsync(new TableQuery(InstitutionStream.Logos, [Filter.Is("digest", logo.Digest)]), ct);
        return rows.Count == 0 ? null : rows[0].Blob("data");
    }

    /// <inheritdoc/>
    public void Dispose() => _refreshing.Dispose();

    /// <summary>The institution as its stream is now, which this directory may be half a second behind.</summary>
    internal async Task<Institution> LoadAsync(Guid streamId) =>
        InstitutionStream.Fold(await store.ReadStreamAsync(streamId, CancellationToken.None))
        ?? throw new InvalidDataException($"The table of institutions names the stream {streamId}, which does not exist.");

    private sealed record Snapshot(
        ImmutableArray<Institution> All, FrozenDictionary<Guid, Institution> ById, FrozenDictionary<string, Institution> BySlug, FrozenDictionary<string, Institution> ByDid)
    {
        public static Snapshot Of(IEnumerable<Institution> institutions)
        {
            // UUIDv7 stream ids sort by time, and break ties of the clock.
            ImmutableArray<Institution> all = [.. institutions.OrderBy(institution => institution.RegisteredAt).ThenBy(institution => institution.StreamId)];
            return new(all, all.ToFrozenDictionary(one => one.Id), all.ToFrozenDictionary(one => one.Slug), all.ToFrozenDictionary(one => one.Did));
        }
    }
}
