using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Issuer.Service.Store;

/// <summary>A learner's data key, unwrapped; dispose it as soon as the request is done. Not for use by several threads at once.</summary>
public sealed class VaultKey : IDisposable
{
    private readonly byte[] _key;

    internal VaultKey(Guid learnerId, byte[] key)
    {
        LearnerId = learnerId;
        _key = key;
        Cipher = new AesGcm(key, LearnerVault.TagBytes);
    }

    /// <summary>Whose key it is; part of what every ciphertext is bound to.</summary>
    public Guid LearnerId { get; }

    internal AesGcm Cipher { get; }

    internal byte[] WrapUnder(ReadOnlySpan<byte> wrapping, int generation, long leaf) => LearnerVault.Wrap(wrapping, _key, LearnerId, generation, leaf);

    /// <summary>Zeroes the key.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_key);
        Cipher.Dispose();
    }
}

/// <summary>Outcome of looking for a learner's key.</summary>
public abstract record VaultLookup
{
    private VaultLookup()
    {
    }

    /// <summary>The key; the caller disposes it.</summary>
    public sealed record Found(VaultKey Key) : VaultLookup;

    /// <summary>There is no key: the learner was erased (also where a restored database does not know it yet), or never existed.</summary>
    public sealed record Gone : VaultLookup;

    /// <summary>There is a wrapped key, but it cannot be unwrapped: the row was changed, or belongs to other keys.</summary>
    public sealed record Damaged : VaultLookup;
}

/// <summary>What erases a learner: rows for the append that records it, then <see cref="LearnerVault.CompleteErasureAsync"/>.</summary>
/// <param name="LearnerId">Who.</param>
/// <param name="Leaf">Position in the tree of learners' keys.</param>
/// <param name="Recorded">An append recorded it before; only its completion may be missing.</param>
/// <param name="Rows">Deletes the wrapped key and the tokens, and enters the erasure in the ledger.</param>
public sealed record LearnerErasure(Guid LearnerId, long Leaf, bool Recorded, ImmutableArray<RowWrite> Rows);

/// <summary>
/// Personal data at rest: every learner has a random AES-256 data key, which the database holds wrapped under a key that only the keys
/// directory can derive. Erasing the learner deletes the row and takes the wrapping key out of the keys directory for good, so that
/// no copy of the database, however old, can be decrypted with the present keys.
/// </summary>
/// <remarks>
/// A sealed value is: form (1 byte: 1 plain, 2 compressed), nonce (12 random bytes), ciphertext, tag (16). Associated data: the form,
/// the learner's id (16 bytes), then what the value is, for example <c>credential/{id}</c>: a ciphertext opens only in its own place.
/// </remarks>
public sealed partial class LearnerVault
{
    internal const int TagBytes = 16;

    private const int NonceBytes = 12;
    private const int KeyBytes = 32;
    private const byte PlainForm = 1;
    private const byte CompressedForm = 2;
    private const byte GenerationForm = 3;
    private const int GenerationBytes = 5;
    private const int Overhead = 1 + NonceBytes + TagBytes;

    // Measured on a badge document: quality 3 is a sixth smaller than 1 and half the time of 5.
    private const int Quality = 3;
    private const int Window = 16;

    /// <summary>Longest document.</summary>
    internal const int MaximumDocumentBytes = 64 << 20;

    private readonly KeysDirectory _keys;
    private readonly LearnerTree _tree;

    /// <summary>Opens the vault; finishes an erasure that a crash interrupted in the keys directory.</summary>
    /// <exception cref="StoreRefusedException">The tree of learners' keys is missing or does not belong to the directory.</exception>
    public LearnerVault(KeysDirectory keys)
    {
        _keys = keys;
        _tree = new LearnerTree(keys);
    }

    /// <summary>A learner's wrapped data key.</summary>
    public static TableDefinition LearnerKeys { get; } = new(
        "learner_keys", [new("learner_id", ColumnType.Text), new("leaf", ColumnType.Integer), new("wrapped_key", ColumnType.Blob)], UniqueIndexes: [["leaf"]]);

    /// <summary>How a learner is found again; goes with the erasure.</summary>
    public static TableDefinition LearnerTokens { get; } = new(
        "learner_tokens",
        [new("token", ColumnType.Blob), new("institution_id", ColumnType.Text), new("learner_id", ColumnType.Text)],
        Indexes: [["learner_id"]]);

    /// <summary>Ledger of erasures: what the keys directory must have forgotten.</summary>
    public static TableDefinition LearnerErasures { get; } = new(
        "learner_erasures", [new("learner_id", ColumnType.Text), new("leaf", ColumnType.Integer), new("erased_at", ColumnType.Integer)]);

    /// <summary>Which keys directory the database belongs to, under which wrapping keys new learners begin, and a rotation that is under way.</summary>
    public static TableDefinition VaultIdentity { get; } = new("vault_identity", [new("name", ColumnType.Text), new("value", ColumnType.Text)]);

    /// <summary>Tables that the store must know.</summary>
    public static ImmutableArray<TableDefinition> Tables { get; } = [LearnerKeys, LearnerTokens, LearnerErasures, VaultIdentity];

    /// <summary>A learner's id as the tables hold it.</summary>
    public static string Text(Guid learnerId) => learnerId.ToString("D");

    /// <summary>
    /// A new learner's key, and the rows that must be in the append with which the learner begins. A conflict on <c>learner_keys</c> means that the
    /// random leaf was taken, one on <c>vault_identity</c> that the wrapping key was retired meanwhile: create again.
    /// </summary>
    public (VaultKey Key, IReadOnlyList<RowWrite> Rows) Create(Guid learnerId)
    {
        var trees = _tree.Current;
        Span<byte> wrapping = stackalloc byte[KeyBytes];
        long leaf;
        do
        {
            leaf = RandomLeaf();
        }
        while (!trees.TryDerive(trees.Newest, leaf, wrapping));

        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var wrapped = Wrap(wrapping, key, learnerId, trees.Newest, leaf);
        CryptographicOperations.ZeroMemory(wrapping);
        return (new VaultKey(learnerId, key), [new RowWrite.Insert(LearnerKeys, [Text(learnerId), leaf, wrapped]), new RowWrite.Require(VaultIdentity, Accepts(trees.Newest))]);
    }

    /// <summary>Makes an append fail with a conflict on <c>learner_keys</c> when the learner was erased meanwhile.</summary>
    public static RowWrite StillThere(Guid learnerId) => new RowWrite.Require(LearnerKeys, Text(learnerId));

    /// <summary>Looks up and unwraps a learner's key.</summary>
    public async Task<VaultLookup> FindAsync(IEventStore store, Guid learnerId, CancellationToken ct)
    {
        var rows = await store.QueryAsync(new TableQuery(LearnerKeys, [Filter.Is("learner_id", Text(learnerId))]), ct);
        return rows.Count == 0 ? new VaultLookup.Gone() : Unwrap(rows[0]);
    }

    /// <summary>Unwraps a row of <see cref="LearnerKeys"/>.</summary>
    public VaultLookup Unwrap(Row row) => Unwrap(row, _tree.Current);

    private static VaultLookup Unwrap(Row row, WrappingKeys trees)
    {
        var (leaf, wrapped) = (row.Integer("leaf"), row.Blob("wrapped_key"));
        Span<byte> wrapping = stackalloc byte[KeyBytes];
        if (leaf is < 0 or > PuncturableKey.MaximumLeaf || !Guid.TryParseExact(row.Text("learner_id"), "D", out var learnerId) || GenerationOf(wrapped) is not { } generation)
            return new VaultLookup.Damaged();
        if (trees.IsPunctured(leaf))
            return new VaultLookup.Gone();
        if (!trees.Has(generation) || !trees.TryDerive(generation, leaf, wrapping))
            return new VaultLookup.Damaged();
        using var cipher = new AesGcm(wrapping, TagBytes);
        CryptographicOperations.ZeroMemory(wrapping);
        return Open(cipher, wrapped.AsSpan(generation == 0 ? 0 : GenerationBytes), learnerId, WrapLabel(generation, leaf)) is { Length: KeyBytes } key
            ? new VaultLookup.Found(new VaultKey(learnerId, key))
            : new VaultLookup.Damaged();
    }

    /// <summary>Encrypts a small value.</summary>
    /// <param name="key">The learner's.</param>
    /// <param name="plaintext">Any bytes.</param>
    /// <param name="associatedData">What the value is and where it stands, for example <c>credential/{id}</c>.</param>
    public byte[] Seal(VaultKey key, ReadOnlySpan<byte> plaintext, string associatedData) => Seal(key.Cipher, PlainForm, plaintext, key.LearnerId, associatedData);

    /// <summary>Compresses (Brotli), then encrypts a document; <see cref="Open(VaultKey, ReadOnlySpan{byte}, string)"/> gives it back byte for byte.</summary>
    public byte[] SealDocument(VaultKey key, ReadOnlySpan<byte> document, string associatedData)
    {
        if (document.Length > MaximumDocumentBytes)
            throw new ArgumentException("The document is longer than 64 MB.", nameof(document));
        var compressed = new byte[4 + BrotliEncoder.GetMaxCompressedLength(document.Length)];
        BinaryPrimitives.WriteInt32BigEndian(compressed, document.Length);
        if (!BrotliEncoder.TryCompress(document, compressed.AsSpan(4), out var written, Quality, Window))
            throw new InvalidOperationException("Brotli did not keep within its stated maximum.");
        return Seal(key.Cipher, CompressedForm, compressed.AsSpan(0, 4 + written), key.LearnerId, associatedData);
    }

    /// <summary>Decrypts; null when the key, the place or a single bit is another.</summary>
    public byte[]? Open(VaultKey key, ReadOnlySpan<byte> sealedValue, string associatedData) => Open(key.Cipher, sealedValue, key.LearnerId, associatedData);

    /// <summary>
    /// The token under which a learner is found: HMAC-SHA256 of institution, kind and value. E-mail addresses are compared without
    /// regard to case and surrounding space; every other kind exactly.
    /// </summary>
    /// <param name="institutionId">Tokens of different institutions never match.</param>
    /// <param name="kind">For example <c>email</c> or <c>student-number</c>.</param>
    /// <param name="value">As the institution gave it.</param>
    public byte[] Token(string institutionId, string kind, string value)
    {
        if (kind == "email")
            value = value.Trim().Normalize(NormalizationForm.FormC).ToLowerInvariant();
        // Lengths keep ("a", "bc") apart from ("ab", "c").
        var message = Encoding.UTF8.GetBytes($"{institutionId.Length}:{institutionId}{kind.Length}:{kind}{value}");
        return HMACSHA256.HashData(_keys.LookupKey.Span, message);
    }

    /// <summary>A row that finds the learner by the token; an existing token makes the append a conflict on <c>learner_tokens</c>.</summary>
    public static RowWrite TokenRow(byte[] token, string institutionId, Guid learnerId) => new RowWrite.Insert(LearnerTokens, [token, institutionId, Text(learnerId)]);

    /// <summary>The learner of a token; null when there is none.</summary>
    public static async Task<Guid?> FindByTokenAsync(IEventStore store, byte[] token, CancellationToken ct)
    {
        var rows = await store.QueryAsync(new TableQuery(LearnerTokens, [Filter.Is("token", token)]), ct);
        return rows.Count == 0 ? null : Guid.ParseExact(rows[0].Text("learner_id"), "D");
    }

    /// <summary>What erases the learner; null when nobody of that id was ever here.</summary>
    public async Task<LearnerErasure?> PrepareErasureAsync(IEventStore store, Guid learnerId, DateTimeOffset now, CancellationToken ct)
    {
        var text = Text(learnerId);
        var keys = await store.QueryAsync(new TableQuery(LearnerKeys, [Filter.Is("learner_id", text)]), ct);
        if (keys.Count > 0)
        {
            var leaf = keys[0].Integer("leaf");
            return new LearnerErasure(
                learnerId,
                leaf,
                Recorded: false,
                [
                    StillThere(learnerId),
                    new RowWrite.Delete(LearnerKeys, "learner_id", text),
                    new RowWrite.Delete(LearnerTokens, "learner_id", text),
                    new RowWrite.Upsert(LearnerErasures, [text, leaf, now.ToUnixTimeSeconds()]),
                ]);
        }

        var recorded = await store.QueryAsync(new TableQuery(LearnerErasures, [Filter.Is("learner_id", text)]), ct);
        return recorded.Count == 0 ? null : new LearnerErasure(learnerId, recorded[0].Integer("leaf"), Recorded: true, []);
    }

    /// <summary>
    /// After the append that recorded the erasure: takes the wrapping key out of the keys directory, and waits until the deleted rows
    /// have left the store's files. Only then is the erasure acknowledged. Safe to repeat.
    /// </summary>
    /// <exception cref="IOException">The keys directory cannot be written; the erasure stays recorded and is completed by a repetition or the next start.</exception>
    public async Task CompleteErasureAsync(IEventStore store, LearnerErasure erasure)
    {
        await Task.Run(() => _tree.Puncture([erasure.Leaf]));
        try
        {
            await store.ScrubAsync();
        }
        catch (StoreUnavailableException)
        {
            // A backup is running. The wrapped key in the log is useless already, and the store truncates the log by itself later.
        }
    }

    /// <summary>
    /// At start, after a restore and from time to time: completes recorded erasures, whether a crash interrupted them or another node
    /// with its own copy of the keys directory began them. Answers the learners whom this database still lists although their keys
    /// are gone: it was restored from a backup older than their erasure, which must now be recorded again.
    /// </summary>
    public async Task<IReadOnlyList<Guid>> ReconcileAsync(IEventStore store, CancellationToken ct)
    {
        var ledger = new HashSet<long>();
        var after = "";
        while (true)
        {
            var page = await store.QueryAsync(new TableQuery(LearnerErasures, [new Filter("learner_id", Comparison.Greater, after)], "learner_id"), ct);
            if (page.Count == 0)
                break;
            ledger.UnionWith(page.Select(row => row.Integer("leaf")));
            after = page[^1].Text("learner_id");
        }

        await AcceptAsync(store, _tree.Current.Newest, ct);
        var tree = _tree.Current;
        var missing = ledger.Where(leaf => !tree.IsPunctured(leaf)).ToList();
        if (missing.Count > 0)
            await Task.Run(() => _tree.Puncture(missing), CancellationToken.None);

        var restored = new List<Guid>();
        foreach (var leaf in _tree.Current.Punctured().Where(leaf => !ledger.Contains(leaf)))
        {
            var rows = await store.QueryAsync(new TableQuery(LearnerKeys, [Filter.Is("leaf", leaf)]), ct);
            restored.AddRange(rows.Select(row => Guid.ParseExact(row.Text("learner_id"), "D")));
        }

        return restored;
    }

    /// <summary>Ties the database to its keys directory on first use, and refuses any other directory afterwards.</summary>
    /// <exception cref="StoreRefusedException">The database was written with other keys.</exception>
    public async Task BindAsync(IEventStore store, DateTimeOffset now, CancellationToken ct)
    {
        var bound = await store.AppendAsync(new Append([], [new RowWrite.Insert(VaultIdentity, ["keys", _keys.Fingerprint])], now));
        if (bound is AppendResult.Done)
            return;
        var rows = await store.QueryAsync(new TableQuery(VaultIdentity, [Filter.Is("name", "keys")]), ct);
        if (rows[0].Text("value") != _keys.Fingerprint)
            throw new StoreRefusedException("Issuer__KeysDirectory holds other keys than those this database was written with. Mount the directory that belongs to it.");
    }

    // A wrapped key of the first generation is the sealed value; of a later one the mark, the generation (4 bytes, big-endian), then the sealed value.
    internal static byte[] Wrap(ReadOnlySpan<byte> wrapping, ReadOnlySpan<byte> key, Guid learnerId, int generation, long leaf)
    {
        using var cipher = new AesGcm(wrapping, TagBytes);
        var wrapped = Seal(cipher, PlainForm, key, learnerId, WrapLabel(generation, leaf));
        if (generation == 0)
            return wrapped;
        var head = new byte[GenerationBytes];
        head[0] = GenerationForm;
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(1), generation);
        return [.. head, .. wrapped];
    }

    /// <summary>Which generation wrapped the key; null where it cannot be said.</summary>
    private static int? GenerationOf(ReadOnlySpan<byte> wrapped) => wrapped switch
    {
        [PlainForm, ..] => 0,
        [GenerationForm, _, _, _, _, ..] => BinaryPrimitives.ReadInt32BigEndian(wrapped[1..]),
        _ => null,
    };

    private static string WrapLabel(int generation, long leaf) => generation == 0 ? $"learner-key/{leaf}" : $"learner-key/{generation}/{leaf}";

    // Name of the row that says that new learners may be wrapped under a generation.
    private static string Accepts(int generation) => $"wrapping/{generation}";

    private static long RandomLeaf()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadInt64BigEndian(bytes) & PuncturableKey.MaximumLeaf;
    }

    private static byte[] Seal(AesGcm cipher, byte form, ReadOnlySpan<byte> plaintext, Guid learnerId, string associatedData)
    {
        var value = new byte[Overhead + plaintext.Length];
        value[0] = form;
        var nonce = value.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        cipher.Encrypt(nonce, plaintext, value.AsSpan(1 + NonceBytes, plaintext.Length), value.AsSpan(value.Length - TagBytes), AssociatedData(form, learnerId, associatedData));
        return value;
    }

    private static byte[]? Open(AesGcm cipher, ReadOnlySpan<byte> value, Guid learnerId, string associatedData)
    {
        if (value.Length < Overhead || value[0] is not (PlainForm or CompressedForm))
            return null;
        var plain = new byte[value.Length - Overhead];
        try
        {
            cipher.Decrypt(
                value.Slice(1, NonceBytes), value.Slice(1 + NonceBytes, plain.Length), value[^TagBytes..], plain, AssociatedData(value[0], learnerId, associatedData));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return value[0] == PlainForm ? plain : Decompress(plain);
    }

    private static byte[] Decompress(ReadOnlySpan<byte> compressed)
    {
        var document = new byte[BinaryPrimitives.ReadInt32BigEndian(compressed)];
        return BrotliDecoder.TryDecompress(compressed[4..], document, out var written) && written == document.Length
            ? document
            : throw new StoreDamagedException("An authentic document does not unfold to its length.");
    }

    private static byte[] AssociatedData(byte form, Guid learnerId, string associatedData)
    {
        var bytes = new byte[17 + Encoding.UTF8.GetByteCount(associatedData)];
        bytes[0] = form;
        learnerId.TryWriteBytes(bytes.AsSpan(1), bigEndian: true, out _);
        Encoding.UTF8.GetBytes(associatedData, bytes.AsSpan(17));
        return bytes;
    }
}
