using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Issuer.Service.Store;

namespace Issuer.Service.Access;

/// <summary>An institution's API key as the service keeps it: everything but the secret.</summary>
/// <param name="Prefix">Eight characters by which it is looked up and named; public.</param>
/// <param name="StreamId">Its stream.</param>
/// <param name="InstitutionId">Whose it is.</param>
/// <param name="Hash">SHA-256 of the secret. The secret has 256 random bits, so a slow hash would add nothing.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Name">What the administrator calls it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From when it is refused; null for no end.</param>
/// <param name="RevokedAt">From when it is refused; in the future while a rotation overlaps.</param>
/// <param name="Version">Version of its stream.</param>
public sealed record ApiKey(
    string Prefix,
    Guid StreamId,
    Guid InstitutionId,
    ImmutableArray<byte> Hash,
    ImmutableArray<string> Scopes,
    string Name,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    long Version)
{
    /// <summary>Whether it is accepted at <paramref name="at"/>.</summary>
    public bool IsLive(DateTimeOffset at) => (ExpiresAt is null || at < ExpiresAt) && (RevokedAt is null || at < RevokedAt);
}

/// <summary>The text a client sends: <c>iss_{8 character prefix}_{43 character secret}</c>.</summary>
/// <param name="Prefix">Lower case letters and digits.</param>
/// <param name="Secret">256 random bits in base64url.</param>
public readonly record struct ApiKeyText(string Prefix, string Secret)
{
    private const string Mark = "iss_";
    private const int PrefixLength = 8;
    private const int SecretLength = 43;
    private const string PrefixAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly SearchValues<char> PrefixCharacters = SearchValues.Create(PrefixAlphabet);
    private static readonly SearchValues<char> SecretCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>A new key.</summary>
    public static ApiKeyText Generate()
    {
        var bytes = RandomNumberGenerator.GetBytes(32);
        var text = new ApiKeyText(RandomNumberGenerator.GetString(PrefixAlphabet, PrefixLength), Base64Url.EncodeToString(bytes));
        CryptographicOperations.ZeroMemory(bytes);
        return text;
    }

    /// <summary>Reads a key; the length is checked before anything else, so a megabyte costs nothing.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ApiKeyText? key)
    {
        key = null;
        if (text is null || text.Length != Mark.Length + PrefixLength + 1 + SecretLength || !text.StartsWith(Mark, StringComparison.Ordinal))
            return false;
        var prefix = text.AsSpan(Mark.Length, PrefixLength);
        var secret = text.AsSpan(Mark.Length + PrefixLength + 1);
        if (text[Mark.Length + PrefixLength] != '_' || prefix.ContainsAnyExcept(PrefixCharacters) || secret.ContainsAnyExcept(SecretCharacters))
            return false;
        key = new ApiKeyText(prefix.ToString(), secret.ToString());
        return true;
    }

    /// <summary>Reads a key whose two parts came apart.</summary>
    public static bool TryParse(string prefix, string secret, [NotNullWhen(true)] out ApiKeyText? key)
    {
        key = null;
        return prefix.Length == PrefixLength && secret.Length == SecretLength && TryParse($"{Mark}{prefix}_{secret}", out key);
    }

    /// <summary>SHA-256 of the secret's characters.</summary>
    public byte[] Hash() => SHA256.HashData(Encoding.ASCII.GetBytes(Secret));

    /// <summary>The key as the client sends it. Shown once, never logged.</summary>
    public override string ToString() => $"{Mark}{Prefix}_{Secret}";
}

/// <summary><c>api_key_created</c>: the hash in base64url; <c>rotates</c> is the prefix of the key that it replaces.</summary>
internal sealed record ApiKeyCreated(
    Guid InstitutionId, string Prefix, string Hash, ImmutableArray<string> Scopes, string Name, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, string? Rotates)
{
    public const string Type = "api_key_created";
}

/// <summary><c>api_key_revoked</c>: refused from that time on, which lies in the future where a rotation overlaps.</summary>
internal sealed record ApiKeyRevoked(Guid InstitutionId, string Prefix, DateTimeOffset RevokedAt)
{
    public const string Type = "api_key_revoked";
}

/// <summary>Stream type, fold and row of API keys.</summary>
internal static class ApiKeyStream
{
    public const string Type = "api_key";

    /// <summary>Name of the directory's stamp.</summary>
    public const string Stamp = "api_keys";

    public static TableDefinition Table { get; } = new(
        "api_keys",
        [
            new("prefix", ColumnType.Text), new("stream_id", ColumnType.Text), new("institution_id", ColumnType.Text), new("hash", ColumnType.Blob),
            new("scopes", ColumnType.Text), new("name", ColumnType.Text), new("created_at", ColumnType.Text),
            new("expires_at", ColumnType.Text, Nullable: true), new("revoked_at", ColumnType.Text, Nullable: true), new("version", ColumnType.Integer),
        ],
        Indexes: [["institution_id"]]);

    public static ViewDefinition View { get; } = new(
        "api-keys",
        [Table],
        [ApiKeyCreated.Type],
        history => [new ViewRow(Table, ToRow(Fold(history)!))],
        (_, now) => Task.FromResult<IReadOnlyList<RowWrite>>([DirectoryStamps.Touch(Stamp, Guid.CreateVersion7(now))]));

    public static ApiKey Apply(ApiKeyCreated created, Guid streamId) => new(
        created.Prefix, streamId, created.InstitutionId, [.. Base64Url.DecodeFromChars(created.Hash)], created.Scopes, created.Name, created.CreatedAt, created.ExpiresAt, null, 1);

    public static ApiKey Apply(ApiKey key, ApiKeyRevoked revoked) => key with { RevokedAt = revoked.RevokedAt, Version = key.Version + 1 };

    public static ApiKey? Fold(IEnumerable<StoredEvent> events)
    {
        ApiKey? key = null;
        foreach (var stored in events)
        {
            key = stored.Type switch
            {
                ApiKeyCreated.Type => Apply(EventJson.Read<ApiKeyCreated>(stored), stored.StreamId),
                ApiKeyRevoked.Type => Apply(key!, EventJson.Read<ApiKeyRevoked>(stored)),
                _ => throw new InvalidDataException($"An API key's stream holds an event of type {stored.Type}, which this version does not know."),
            };
        }

        return key;
    }

    public static object?[] ToRow(ApiKey key) =>
    [
        key.Prefix, key.StreamId.ToString("D"), key.InstitutionId.ToString("D"), key.Hash.ToArray(), string.Join(' ', key.Scopes), key.Name,
        Instant.Write(key.CreatedAt), key.ExpiresAt is { } expires ? Instant.Write(expires) : null, key.RevokedAt is { } revoked ? Instant.Write(revoked) : null, key.Version,
    ];

    public static ApiKey FromRow(Row row) => new(
        row.Text("prefix"),
        Guid.ParseExact(row.Text("stream_id"), "D"),
        Guid.ParseExact(row.Text("institution_id"), "D"),
        [.. row.Blob("hash")],
        [.. row.Text("scopes").Split(' ')],
        row.Text("name"),
        Instant.Read(row.Text("created_at")),
        Instant.ReadOrNull(row.TextOrNull("expires_at")),
        Instant.ReadOrNull(row.TextOrNull("revoked_at")),
        row.Integer("version"));
}
