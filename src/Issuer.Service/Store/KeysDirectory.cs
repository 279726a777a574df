using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Keys;

namespace Issuer.Service.Store;

/// <summary>How a keys directory is opened.</summary>
public sealed record KeysDirectoryOptions
{
    /// <summary>File whose first line is the passphrase of the key-encryption key; null when its file mode alone protects it.</summary>
    public string? PassphraseFile { get; init; }

    /// <summary>In Development wrong permissions are corrected and example keys are accepted; elsewhere both are refused.</summary>
    public bool IsDevelopment { get; init; }
}

/// <summary>
/// The directory <c>Issuer__KeysDirectory</c>: all secrets of the service, none of which is in the database.
/// <list type="table">
/// <item><term><c>key-encryption-key.json</c></term><description>encrypts every other file; a plain <c>oct</c> JWK, or encrypted with a passphrase.</description></item>
/// <item><term><c>service-secret.json</c></term><description>root of the sub keys (<see cref="LookupKey"/> and so on). It never changes, so the key-encryption key can.</description></item>
/// <item><term><c>learner-keys.tree</c></term><description>wraps learners' data keys; changes at each erasure and at no other time.</description></item>
/// <item><term><c>{slug}/{keyId}.json</c></term><description>signing keys.</description></item>
/// </list>
/// Directories are 0700, files 0600; every file is written under a temporary name, synchronised and renamed.
/// </summary>
public sealed class KeysDirectory : IDisposable
{
    private const string KeyEncryptionKeyFile = "key-encryption-key.json";
    private const string ServiceSecretFile = "service-secret.json";
    private const string ServiceSecretId = "service-secret";
    private const int KeyBytes = 32;
    private const int MaximumFileBytes = 64 * 1024;

    private readonly bool _development;
    private readonly byte[] _wrappingKey;
    private readonly byte[] _treeKey;
    private readonly byte[] _secret;

    private KeysDirectory(string path, bool development, string kid, bool madeInDevelopment, byte[] keyEncryptionKey, byte[] secret)
    {
        Path = path;
        _development = development;
        KeyEncryptionKeyId = kid;
        MadeInDevelopment = madeInDevelopment;
        _wrappingKey = Expand(keyEncryptionKey, "key files");
        _treeKey = Expand(keyEncryptionKey, "learner tree");
        _secret = secret;
        LookupKey = Derive("lookup");
        IdempotencyKey = Derive("idempotency");
        PermutationKey = Derive("status list permutation");
        ShareKey = Derive("share links");
        DataProtectionKey = Derive("data protection");
        Fingerprint = Base64UrlText.Encode(Derive("fingerprint", 16));
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>Names the key-encryption key; not secret.</summary>
    public string KeyEncryptionKeyId { get; }

    /// <summary>Names what the database's tokens and ciphertexts depend on; not secret. A node with another fingerprint must not serve the database.</summary>
    public string Fingerprint { get; }

    /// <summary>Whether the key-encryption key was invented by a Development start.</summary>
    public bool MadeInDevelopment { get; }

    /// <summary>32 bytes: finds learners by HMAC of their number or e-mail.</summary>
    public ReadOnlyMemory<byte> LookupKey { get; }

    /// <summary>32 bytes: idempotency keys and fingerprints of requests.</summary>
    public ReadOnlyMemory<byte> IdempotencyKey { get; }

    /// <summary>32 bytes: order of status list indexes; the same for ever.</summary>
    public ReadOnlyMemory<byte> PermutationKey { get; }

    /// <summary>32 bytes: what share links need.</summary>
    public ReadOnlyMemory<byte> ShareKey { get; }

    /// <summary>32 bytes: protects antiforgery and other keys of the framework.</summary>
    public ReadOnlyMemory<byte> DataProtectionKey { get; }

    /// <summary>Opens a directory that <see cref="OpenOrCreate"/> made before.</summary>
    /// <exception cref="StoreRefusedException">Missing, readable by others, example keys outside Development, wrong passphrase. The message says what to do.</exception>
    public static KeysDirectory Open(string path, KeysDirectoryOptions options)
    {
        path = System.IO.Path.GetFullPath(path);
        if (!File.Exists(System.IO.Path.Combine(path, KeyEncryptionKeyFile)))
            throw new StoreRefusedException($"There is no {KeyEncryptionKeyFile} in {path}. Mount the directory that belongs to this service, or, for a new one, run: issuer keys init");
        CheckDirectoryMode(path, options.IsDevelopment);

        var keyEncryptionKey = ReadKeyEncryptionKey(path, options, out var kid, out var madeInDevelopment);
        byte[]? secret = null;
        try
        {
            var wrappingKey = Expand(keyEncryptionKey, "key files");
            var file = ReadJson(System.IO.Path.Combine(path, ServiceSecretFile), options.IsDevelopment)
                ?? throw new StoreRefusedException($"{ServiceSecretFile} is missing in {path}. It was made with the key-encryption key: restore both from one backup of the keys.");
            var opened = KeyEnvelope.TryOpenWithKey(file, KeyUse.ServiceSecret, ServiceSecretId, wrappingKey, out secret, out var fault);
            CryptographicOperations.ZeroMemory(wrappingKey);
            if (!opened || secret!.Length != KeyBytes)
                throw new StoreRefusedException($"{ServiceSecretFile} in {path} cannot be opened: {fault ?? "its secret is not 32 bytes long"}.");
            if (!options.IsDevelopment && ExampleKeys.Contains(secret))
                throw new StoreRefusedException($"{ServiceSecretFile} in {path} is the published example. Make your own: issuer keys init");
            return new KeysDirectory(path, options.IsDevelopment, kid, madeInDevelopment, keyEncryptionKey, secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(keyEncryptionKey);
        }
    }

    /// <summary>Opens, or makes a new directory with new keys: the command <c>keys init</c>, and the first start in Development.</summary>
    public static KeysDirectory OpenOrCreate(string path, KeysDirectoryOptions options)
    {
        path = System.IO.Path.GetFullPath(path);
        var file = System.IO.Path.Combine(path, KeyEncryptionKeyFile);
        if (!File.Exists(file))
            Create(path, file, options);
        return Open(path, options);
    }

    /// <summary>Puts the key-encryption key under a passphrase: the command <c>keys protect</c>. The plain form is overwritten.</summary>
    /// <exception cref="StoreRefusedException">The key cannot be read, or has a passphrase already.</exception>
    public static void Protect(string path, string passphraseFile, bool isDevelopment)
    {
        path = System.IO.Path.GetFullPath(path);
        var file = System.IO.Path.Combine(path, KeyEncryptionKeyFile);
        var options = new KeysDirectoryOptions { IsDevelopment = isDevelopment };
        if (ReadJson(file, isDevelopment) is { } present && KeyEnvelope.Protection(present) == "passphrase")
            throw new StoreRefusedException($"{file} has a passphrase already; nothing was changed.");
        // Opening proves that the key fits the rest before its form is changed.
        using var keys = Open(path, options);
        var key = ReadKeyEncryptionKey(path, options, out var kid, out _);
        DurableFile.Replace(file, KeyEnvelope.SealWithPassphrase(KeyUse.KeyEncryptionKey, kid, key, ReadPassphrase(passphraseFile)));
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>32 bytes (or as many as asked for) that depend on the service secret and the label alone: HKDF-SHA256.</summary>
    public byte[] Derive(string label, int length = KeyBytes) => Expand(_secret, label, length);

    /// <summary>Writes a signing key's file, encrypted with the key-encryption key. A key id is written once.</summary>
    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    public void Store(string slug, string keyId, SigningKey key)
    {
        var jwk = key.ExportPrivateJwk();
        try
        {
            StorePrivateJwk(slug, keyId, jwk);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(jwk);
        }
    }

    /// <summary>Reads a signing key; null when there is no such file.</summary>
    /// <exception cref="StoreRefusedException">The file cannot be decrypted, was changed, is readable by others, or holds an example key outside Development.</exception>
    public SigningKey? Load(string slug, string keyId)
    {
        var jwk = LoadPrivateJwk(slug, keyId);
        if (jwk is null)
            return null;
        try
        {
            using var document = JsonDocument.Parse(jwk);
            if (!SigningKey.TryFromJwk(document.RootElement, out var key, out var fault))
                throw new StoreRefusedException($"The signing key {slug}/{keyId} is no private JWK: {fault}");
            if (!Refuses(key.PublicKey))
                return key;
            key.Dispose();
            throw new StoreRefusedException($"The signing key {slug}/{keyId} is a published example key.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(jwk);
        }
    }

    /// <summary>Whether the key is one of the published examples, and this is no Development: nothing may be signed with it.</summary>
    public bool Refuses(PublicKey key) => !_development && ExampleKeys.Contains(key);

    /// <summary>Zeroes what is held in memory.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_wrappingKey);
        CryptographicOperations.ZeroMemory(_treeKey);
        CryptographicOperations.ZeroMemory(_secret);
    }

    /// <summary>Key of <c>learner-keys.tree</c>.</summary>
    internal ReadOnlySpan<byte> TreeKey => _treeKey;

    /// <summary>Refuses files that others may read, or corrects them in Development.</summary>
    internal static void CheckFileMode(string path, bool development) => CheckMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite, development);

    internal bool IsDevelopment => _development;

    private void StorePrivateJwk(string slug, string keyId, ReadOnlySpan<byte> privateJwk)
    {
        var path = SigningKeyPath(slug, keyId);
        MakeDirectory(System.IO.Path.GetDirectoryName(path)!);
        if (File.Exists(path))
            throw new IOException($"The key {slug}/{keyId} exists already.");
        DurableFile.Write(path, KeyEnvelope.SealWithKey(KeyUse.SigningKey, $"{slug}/{keyId}", privateJwk, _wrappingKey, KeyEncryptionKeyId));
    }

    private byte[]? LoadPrivateJwk(string slug, string keyId)
    {
        var path = SigningKeyPath(slug, keyId);
        if (ReadJson(path, _development) is not { } file)
            return null;
        return KeyEnvelope.TryOpenWithKey(file, KeyUse.SigningKey, $"{slug}/{keyId}", _wrappingKey, out var jwk, out var fault)
            ? jwk
            : throw new StoreRefusedException($"The signing key {slug}/{keyId} cannot be opened: {fault}.");
    }

    private static void Create(string path, string file, KeysDirectoryOptions options)
    {
        MakeDirectory(path);
        if (Directory.EnumerateFileSystemEntries(path).Any(entry => System.IO.Path.GetFileName(entry) is ServiceSecretFile or LearnerTree.FileName))
            throw new StoreRefusedException($"{path} holds keys but no {KeyEncryptionKeyFile}: they cannot be read without it. Restore it from a backup of the keys.");
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var secret = RandomNumberGenerator.GetBytes(KeyBytes);
        var kid = "kek-" + Base64UrlText.Encode(RandomNumberGenerator.GetBytes(6));
        var content = options.PassphraseFile is { } passphrase
            ? KeyEnvelope.SealWithPassphrase(KeyUse.KeyEncryptionKey, kid, key, ReadPassphrase(passphrase))
            : PlainKey(kid, key, options.IsDevelopment);
        var wrappingKey = Expand(key, "key files");
        // The key-encryption key comes last: a directory that has it is complete.
        DurableFile.Write(System.IO.Path.Combine(path, ServiceSecretFile), KeyEnvelope.SealWithKey(KeyUse.ServiceSecret, ServiceSecretId, secret, wrappingKey, kid));
        LearnerTree.Create(path, Expand(key, "learner tree"));
        DurableFile.Write(file, content);
        foreach (var bytes in new[] { key, secret, wrappingKey })
            CryptographicOperations.ZeroMemory(bytes);
    }

    private static byte[] ReadKeyEncryptionKey(string path, KeysDirectoryOptions options, out string kid, out bool madeInDevelopment)
    {
        var name = System.IO.Path.Combine(path, KeyEncryptionKeyFile);
        var file = ReadJson(name, options.IsDevelopment)!.Value;
        kid = KeyEnvelope.Text(file, "kid") ?? throw new StoreRefusedException($"{name} has no kid.");
        madeInDevelopment = KeyEnvelope.Text(file, "madeIn") == "Development";
        byte[] key;
        if (KeyEnvelope.Protection(file) == "passphrase")
        {
            if (options.PassphraseFile is not { } passphrase)
                throw new StoreRefusedException($"{name} is protected by a passphrase: set Issuer__KeysPassphraseFile.");
            if (!KeyEnvelope.TryOpenWithPassphrase(file, KeyUse.KeyEncryptionKey, kid, ReadPassphrase(passphrase), out var opened, out var fault))
                throw new StoreRefusedException($"{name} cannot be opened: {fault}.");
            key = opened;
        }
        else if (options.PassphraseFile is not null)
        {
            throw new StoreRefusedException($"{name} is not protected by a passphrase although Issuer__KeysPassphraseFile is set. Run: issuer keys protect");
        }
        else if (KeyEnvelope.Text(file, "kty") != "oct" || !KeyEnvelope.TryBytes(file, "k", out key))
        {
            throw new StoreRefusedException($"{name} is neither an oct JWK nor an encrypted key.");
        }

        if (key.Length != KeyBytes)
            throw new StoreRefusedException($"{name} does not hold 32 bytes.");
        if (!options.IsDevelopment && ExampleKeys.Contains(key))
            throw new StoreRefusedException($"{name} is the published example key. Make your own: issuer keys init");
        if (!options.IsDevelopment && madeInDevelopment)
            throw new StoreRefusedException($"{name} was made by a Development start. Make keys of your own for this environment: issuer keys init");
        return key;
    }

    private static byte[] PlainKey(string kid, byte[] key, bool development)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("kty", "oct");
            json.WriteString("kid", kid);
            if (development)
                json.WriteString("madeIn", "Development");
            json.WriteString("k", Base64UrlText.Encode(key));
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static string ReadPassphrase(string path)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        var passphrase = reader.ReadLine()?.TrimEnd('\r');
        return string.IsNullOrWhiteSpace(passphrase)
            ? throw new StoreRefusedException($"The first line of {path} must be the passphrase.")
            : passphrase;
    }

    private static JsonElement? ReadJson(string path, bool development)
    {
        if (!File.Exists(path))
            return null;
        CheckFileMode(path, development);
        if (new FileInfo(path).Length > MaximumFileBytes)
            throw new StoreRefusedException($"{path} is too large for a key file.");
        var bytes = File.ReadAllBytes(path);
        var (document, fault) = StrictJson.Parse(bytes);
        if (document is null)
            throw new StoreRefusedException($"{path} is not JSON: {fault!.Message}");
        using (document)
            return document.RootElement.Clone();
    }

    private string SigningKeyPath(string slug, string keyId)
    {
        CheckPart(slug);
        CheckPart(keyId);
        return System.IO.Path.Combine(Path, slug, keyId + ".json");
    }

    // Names become paths: letters, digits and hyphens, never a dot or a separator.
    private static void CheckPart(string part)
    {
        if (part.Length is 0 or > 100 || !part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_'))
            throw new ArgumentException("A slug or key id consists of lower-case letters, digits, '-' and '_'.", nameof(part));
    }

    private static void MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static void CheckDirectoryMode(string path, bool development) =>
        CheckMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, development);

    private static void CheckMode(string path, UnixFileMode allowed, bool development)
    {
        if (OperatingSystem.IsWindows())
            return;
        var excess = File.GetUnixFileMode(path) & ~allowed;
        if (excess == UnixFileMode.None)
            return;
        if (development)
            File.SetUnixFileMode(path, allowed);
        else
            throw new StoreRefusedException($"{path} may be read or changed by other users of this machine. Run: chmod {Octal(allowed)} {path}");
    }

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8).PadLeft(3, '0');

    private static byte[] Expand(byte[] key, string label, int length = KeyBytes) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, length, info: Encoding.UTF8.GetBytes("issuer " + label));
}
