using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Model;
using Issuer.Core.Status;
using Issuer.Service.Access;
using Issuer.Service.Institutions;
using Issuer.Service.Store;

namespace Issuer.Service.Credentials;

/// <summary>
/// Places in status lists and the signed lists themselves. A place is a keyed permutation of a running number per institution and purpose, so
/// neighbours in time are no neighbours in the list, no two credentials share a place, and nothing has to be searched for.
/// A list's id is derived from a secret, so it needs no event and tells an outsider nothing.
/// </summary>
public sealed class StatusLists(IEventStore store, KeysDirectory secrets, InstitutionDirectory institutions, SignedForms forms, StatusCounters counters, IssuerSettings settings, TimeProvider clock)
    : IDisposable
{
    /// <summary>How long a verifier may keep a list, and how long we serve the same signed copy.</summary>
    public static readonly TimeSpan TimeToLive = StatusEditions.TimeToLive;

    private const int Length = BitstringStatusList.MinimumLength;

    /// <summary>A list is signed in every form, so that whoever verifies one form of a credential can verify its list.</summary>
    private static readonly IssueOptions ListOptions = new();

    private readonly StatusEditions _editions = new(store, clock);
    private readonly ConcurrentDictionary<(Guid Institution, string Purpose, long Number), IndexPermutation> _permutations = new();

    /// <summary>The next free place. A place that no append takes stays empty for good, which costs one bit.</summary>
    public async ValueTask<StatusPlace> NextAsync(Guid institution, string purpose, CancellationToken ct)
    {
        var running = await counters.NextAsync(institution, purpose, ct);
        var number = running / Length;
        var permutation = _permutations.GetOrAdd((institution, purpose, number), key =>
            new IndexPermutation(Derive("status-index", key.Institution, key.Purpose, key.Number), Length));
        return new StatusPlace(purpose, ListId(institution, purpose, number), permutation.Map((int)(running % Length)), running);
    }

    /// <summary>A number was in use already: go on elsewhere.</summary>
    public void Resynchronise(Guid institution, string purpose) => counters.Forget(institution, purpose);

    /// <summary>The rows that go with a place: the list becomes known with its first credential.</summary>
    public static RowWrite ListRow(Guid institution, StatusPlace place) =>
        new RowWrite.Upsert(CredentialTables.StatusLists, [place.List, institution.ToString(), place.Purpose, place.Counter / Length]);

    /// <summary>The row that goes with a change of a bit, by which every node learns that its copy of the list is old.</summary>
    /// <param name="list">The list's public id.</param>
    /// <param name="at">When: the stamp is a UUIDv7 of that time.</param>
    public static RowWrite ChangeRow(string list, DateTimeOffset at) => new RowWrite.Upsert(CredentialTables.StatusChanges, [list, Guid.CreateVersion7(at).ToString()]);

    /// <summary>Address of the list of a place, as credentials name it.</summary>
    public string Url(StatusPlace place) => Url(place.Purpose, place.List);

    private string Url(string purpose, string list) => $"{settings.PublicUrl}/{(purpose == StatusPlace.Token ? "token-status" : "status")}/{list}";

    /// <summary>A bit of the list changed: the next reader gets a new copy.</summary>
    public void Changed(string list) => _editions.Changed(list);

    /// <summary>The signed list, with every change that was acknowledged before; null where there is none of that id.</summary>
    public async Task<SignedList?> FindAsync(string list, CancellationToken ct)
    {
        if (!_editions.Knows(list) && (await RowsAsync(list, ct)).Count == 0)
            return null;
        return await _editions.FindAsync(list, (stamp, cancel) => SignAsync(list, stamp, cancel), ct);
    }

    public void Dispose() => _editions.Dispose();

    private Task<IReadOnlyList<Row>> RowsAsync(string list, CancellationToken ct) => store.QueryAsync(new(CredentialTables.StatusLists, [Filter.Is("id", list)]), ct);

    private async Task<SignedList> SignAsync(string list, string stamp, CancellationToken ct)
    {
        var row = (await RowsAsync(list, ct))[0];
        var institution = institutions.ById(Guid.Parse(row.Text("institution_id")))
            ?? throw new StoreUnavailableException("A status list's institution is not known to this node yet.");
        var (purpose, now) = (row.Text("purpose"), clock.GetUtcNow());
        return purpose == StatusPlace.Token
            ? await SignTokenAsync(institution, list, now, stamp, ct)
            : await SignAsync(institution, list, purpose, now, stamp, ct);
    }

    private async Task<SignedList> SignAsync(Institution institution, string list, string purpose, DateTimeOffset now, string stamp, CancellationToken ct)
    {
        var bits = BitstringStatusList.Empty(Length);
        // Credentials and documents share the lists: the running number, and with it the place, is of both.
        foreach (var table in (TableDefinition[])[CredentialTables.Credentials, CredentialTables.SignedDocuments])
        {
            var set = await store.QueryAsync(new(table, [Filter.Is("status_list", list), Filter.Is("status_bit", 1L)], Limit: Length), ct);
            foreach (var row in set)
                bits.Set(row.Integer("status_index"), true);
        }

        var validFrom = Instant.WholeSecond(now);
        var document = StatusListCredential.Write(Url(purpose, list), institution.Did, purpose, bits, validFrom, (long)TimeToLive.TotalMilliseconds);
        var signed = forms.Sign(institution, document, ListOptions, now);
        return new SignedList(
            SignedForms.Restore(SignedForms.Embedded, document, signed)!,
            SignedForms.Restore(SignedForms.Jwt, document, signed)!,
            Base64UrlText.Encode(SHA256.HashData(document))[..22],
            now,
            stamp);
    }

    // IETF Token Status List: statuses of two bits, so that a suspension can be told from a revocation.
    private async Task<SignedList> SignTokenAsync(Institution institution, string list, DateTimeOffset now, string stamp, CancellationToken ct)
    {
        var statuses = TokenStatusList.Empty(Length);
        var set = await store.QueryAsync(
            new(CredentialTables.FormStatus, [Filter.Is("status_list", list), new("status_value", Comparison.AtLeast, 1L)], Limit: Length), ct);
        foreach (var row in set)
            statuses[row.Integer("status_index")] = (int)row.Integer("status_value");

        var second = Instant.WholeSecond(now);
        var (key, published) = forms.ActiveKey(institution, [SignatureAlgorithm.P256]);
        var token = TokenStatusListToken.Sign(
            Url(StatusPlace.Token, list), institution.Did, statuses, second, expires: null, (long)TimeToLive.TotalSeconds, key, institution.JwkMethodId(published));
        return new SignedList(null, Encoding.ASCII.GetBytes(token.Compact), Base64UrlText.Encode(token.Digest)[..22], now, stamp);
    }

    private string ListId(Guid institution, string purpose, long number) =>
        Base64UrlText.Encode(Derive("status-list", institution, purpose, number).AsSpan(0, 16));

    private byte[] Derive(string what, Guid institution, string purpose, long number) =>
        HMACSHA256.HashData(secrets.PermutationKey.Span, Encoding.UTF8.GetBytes($"{what}|{institution}|{purpose}|{number}"));
}

/// <summary>A signed list in memory.</summary>
/// <param name="Embedded">With a Data Integrity proof, JSON; null for a Token Status List, which is a token alone.</param>
/// <param name="Jwt">VC-JWT, or the Token Status List's JWT; ASCII.</param>
/// <param name="Tag">Of this edition; its forms differ by a suffix.</param>
/// <param name="SignedAt">When.</param>
/// <param name="Stamp">Of the last change that is in it.</param>
public sealed record SignedList(byte[]? Embedded, byte[] Jwt, string Tag, DateTimeOffset SignedAt, string Stamp);
