using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Model;
using Issuer.Core.Status;
using Issuer.Service.Institutions;
using Issuer.Service.Store;

namespace Issuer.Service.Credentials;

/// <summary>
/// Places in status lists and the signed lists themselves. A place is a keyed permutation of a running number per institution and purpose, so
/// neighbours in time are no neighbours in the list, no two credentials share a place, and nothing has to be searched for.
/// A list's id is derived from a secret, so it needs no event and tells an outsider nothing.
/// </summary>
public sealed class StatusLists(IEventStore store, KeysDirectory secrets, InstitutionDirectory institutions, SignedForms forms, IssuerSettings settings, TimeProvider clock)
    : IDisposable
{
    /// <summary>How long a verifier may keep a list, and how long we serve the same signed copy.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromMinutes(1);

    private const int Length = BitstringStatusList.MinimumLength;

    /// <summary>A list is signed in every form, so that whoever verifies one form of a credential can verify its list.</summary>
    private static readonly IssueOptions ListOptions = new();

    private readonly ConcurrentDictionary<(Guid Institution, string Purpose), Counter> _counters = new();
    private readonly ConcurrentDictionary<string, SignedList> _signed = new();
    private readonly ConcurrentDictionary<string, long> _changes = new();
    private readonly ConcurrentDictionary<(Guid Institution, string Purpose, long Number), IndexPermutation> _permutations = new();
    private readonly SemaphoreSlim _loading = new(1, 1);

    /// <summary>The next free place. A place that no append takes stays empty for good, which costs one bit.</summary>
    public async ValueTask<StatusPlace> NextAsync(Guid institution, string purpose, CancellationToken ct)
    {
        if (!_counters.TryGetValue((institution, purpose), out var counter))
            counter = await LoadAsync(institution, purpose, ct);
        var running = counter.Next();
        var number = running / Length;
        var permutation = _permutations.GetOrAdd((institution, purpose, number), key =>
            new IndexPermutation(Derive("status-index", key.Institution, key.Purpose, key.Number), Length));
        return new StatusPlace(purpose, ListId(institution, purpose, number), permutation.Map((int)(running % Length)), running);
    }

    /// <summary>Another node took a number: read again where the count stands.</summary>
    public void Resynchronise(Guid institution, string purpose) => _counters.TryRemove((institution, purpose), out _);

    /// <summary>The rows that go with a place: the list becomes known with its first credential.</summary>
    public static RowWrite ListRow(Guid institution, StatusPlace place) =>
        new RowWrite.Upsert(CredentialTables.StatusLists, [place.List, institution.ToString(), place.Purpose, place.Counter / Length]);

    /// <summary>Address of the list of a place, as credentials name it.</summary>
    public string Url(StatusPlace place) => Url(place.Purpose, place.List);

    private string Url(string purpose, string list) => $"{settings.PublicUrl}/{(purpose == StatusPlace.Token ? "token-status" : "status")}/{list}";

    /// <summary>A bit of the list changed: the next reader gets a new copy.</summary>
    public void Changed(string list)
    {
        _changes.AddOrUpdate(list, 1, static (_, changes) => changes + 1);
        _signed.TryRemove(list, out _);
    }

    /// <summary>The signed list, or null where there is none of that id.</summary>
    public async Task<SignedList?> FindAsync(string list, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_signed.TryGetValue(list, out var signed) && now - signed.SignedAt < TimeToLive)
            return signed;
        var rows = await store.QueryAsync(new(CredentialTables.StatusLists, [Filter.Is("id", list)]), ct);
        if (rows.Count == 0 || institutions.ById(Guid.Parse(rows[0].Text("institution_id"))) is not { } institution)
            return null;

        // A change that lands while the bits are read makes this copy old before it is kept: then it is answered once and not kept.
        var changes = _changes.GetValueOrDefault(list);
        var purpose = rows[0].Text("purpose");
        var fresh = purpose == StatusPlace.Token
            ? await SignTokenAsync(institution, list, now, ct)
            : await SignAsync(institution, list, purpose, now, ct);
        _signed[list] = fresh;
        if (_changes.GetValueOrDefault(list) != changes)
            _signed.TryRemove(list, out _);
        return fresh;
    }

    private async Task<SignedList> SignAsync(Institution institution, string list, string purpose, DateTimeOffset now, CancellationToken ct)
    {
        var bits = BitstringStatusList.Empty(Length);
        var set = await store.QueryAsync(
            new(CredentialTables.Credentials, [Filter.Is("status_list", list), Filter.Is("status_bit", 1L)], Limit: Length), ct);
        foreach (var row in set)
            bits.Set(row.Integer("status_index"), true);

        var validFrom = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        var document = StatusListCredential.Write(Url(purpose, list), institution.Did, purpose, bits, validFrom, (long)TimeToLive.TotalMilliseconds);
        var signed = forms.Sign(institution, document, ListOptions, now);
        return new SignedList(
            SignedForms.Restore(SignedForms.Embedded, document, signed)!,
            SignedForms.Restore(SignedForms.Jwt, document, signed)!,
            Base64UrlText.Encode(SHA256.HashData(document))[..22],
            now);
    }

    // IETF Token Status List: statuses of two bits, so that a suspension can be told from a revocation.
    private async Task<SignedList> SignTokenAsync(Institution institution, string list, DateTimeOffset now, CancellationToken ct)
    {
        var statuses = TokenStatusList.Empty(Length);
        var set = await store.QueryAsync(
            new(CredentialTables.FormStatus, [Filter.Is("status_list", list), new("status_value", Comparison.AtLeast, 1L)], Limit: Length), ct);
        foreach (var row in set)
            statuses[row.Integer("status_index")] = (int)row.Integer("status_value");

        var second = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        var (key, published) = forms.ActiveKey(institution, [SignatureAlgorithm.P256]);
        var token = TokenStatusListToken.Sign(
            Url(StatusPlace.Token, list), institution.Did, statuses, second, expires: null, (long)TimeToLive.TotalSeconds, key, institution.JwkMethodId(published));
        return new SignedList(null, Encoding.ASCII.GetBytes(token.Compact), Base64UrlText.Encode(token.Digest)[..22], now);
    }

    private async Task<Counter> LoadAsync(Guid institution, string purpose, CancellationToken ct)
    {
        await _loading.WaitAsync(ct);
        try
        {
            if (_counters.TryGetValue((institution, purpose), out var known))
                return known;
            var (table, of) = purpose == StatusPlace.Token
                ? (CredentialTables.FormStatus, Array.Empty<Filter>())
                : (CredentialTables.Credentials, [Filter.Is("status_purpose", purpose)]);
            var last = await store.QueryAsync(
                new(table, [Filter.Is("institution_id", institution.ToString()), .. of], OrderBy: "status_counter", Descending: true, Limit: 1), ct);
            return _counters[(institution, purpose)] = new Counter(last.Count == 0 ? 0 : last[0].Integer("status_counter") + 1);
        }
        finally
        {
            _loading.Release();
        }
    }

    private string ListId(Guid institution, string purpose, long number) =>
        Base64UrlText.Encode(Derive("status-list", institution, purpose, number).AsSpan(0, 16));

    private byte[] Derive(string what, Guid institution, string purpose, long number) =>
        HMACSHA256.HashData(secrets.PermutationKey.Span, Encoding.UTF8.GetBytes($"{what}|{institution}|{purpose}|{number}"));

    public void Dispose() => _loading.Dispose();

    private sealed class Counter(long next)
    {
        private long _next = next - 1;

        public long Next() => Interlocked.Increment(ref _next);
    }
}

/// <summary>A signed list in memory.</summary>
/// <param name="Embedded">With a Data Integrity proof, JSON; null for a Token Status List, which is a token alone.</param>
/// <param name="Jwt">VC-JWT, or the Token Status List's JWT; ASCII.</param>
/// <param name="Tag">Of this edition; its forms differ by a suffix.</param>
/// <param name="SignedAt">When.</param>
public sealed record SignedList(byte[]? Embedded, byte[] Jwt, string Tag, DateTimeOffset SignedAt);
