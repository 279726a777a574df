using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Issuer.Core.Encoding;

namespace Issuer.Service.Store;

/// <summary>What a key file holds; part of what its ciphertext is bound to, so that one file cannot stand in for another.</summary>
internal static class KeyUse
{
    public const string KeyEncryptionKey = "key-encryption-key";
    public const string ServiceSecret = "service-secret";
    public const string SigningKey = "signing-key";
}

/// <summary>
/// The JSON form of an encrypted key file: <c>{"kid", "use", "enc": "A256GCM", "protection": "kek", "kek", "nonce", "ciphertext"}</c>, or
/// with <c>"protection": "passphrase", "kdf": "PBKDF2-HMAC-SHA256", "iterations", "salt"</c> in place of <c>kek</c>. The ciphertext ends
/// with the 16-byte tag; associated data is <c>issuer-key-file</c>, use and kid, separated by zero bytes.
/// </summary>
internal static class KeyEnvelope
{
    /// <summary>OWASP's figure for PBKDF2-HMAC-SHA256 (2023): about a quarter of a second.</summary>
    private const int Iterations = 600_000;

    // A file that asks for more would stall the start; less would make guessing cheap.
    private const int MaximumIterations = 10_000_000;
    private const int MinimumIterations = 100_000;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int SaltBytes = 16;

    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public static byte[] SealWithKey(string use, string kid, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> key, string keyId)
    {
        var (nonce, ciphertext) = Encrypt(use, kid, secret, key);
        return Write(use, kid, json =>
        {
            json.WriteString("protection", "kek");
            json.WriteString("kek", keyId);
            json.WriteString("nonce", Base64UrlText.Encode(nonce));
            json.WriteString("ciphertext", Base64UrlText.Encode(ciphertext));
        });
    }

    public static byte[] SealWithPassphrase(string use, string kid, ReadOnlySpan<byte> secret, string passphrase)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var key = Stretch(passphrase, salt, Iterations);
        var (nonce, ciphertext) = Encrypt(use, kid, secret, key);
        CryptographicOperations.ZeroMemory(key);
        return Write(use, kid, json =>
        {
            json.WriteString("protection", "passphrase");
            json.WriteString("kdf", "PBKDF2-HMAC-SHA256");
            json.WriteNumber("iterations", Iterations);
            json.WriteString("salt", Base64UrlText.Encode(salt));
            json.WriteString("nonce", Base64UrlText.Encode(nonce));
            json.WriteString("ciphertext", Base64UrlText.Encode(ciphertext));
        });
    }

    /// <summary>Which protection the file says it has: <c>kek</c>, <c>passphrase</c>, or <c>none</c> for a plain JWK.</summary>
    public static string Protection(JsonElement file) => Text(file, "protection") ?? "none";

    public static bool TryOpenWithKey(JsonElement file, string use, string kid, ReadOnlySpan<byte> key, [NotNullWhen(true)] out byte[]? secret, [NotNullWhen(false)] out string? fault)
    {
        secret = null;
        fault = CheckHead(file, use, kid, "kek");
        return fault is null && Decrypt(file, use, kid, key, out secret, out fault);
    }

    public static bool TryOpenWithPassphrase(
        JsonElement file, string use, string kid, string passphrase, [NotNullWhen(true)] out byte[]? secret, [NotNullWhen(false)] out string? fault)
    {
        secret = null;
        fault = CheckHead(file, use, kid, "passphrase");
        if (fault is not null)
            return false;
        var iterations = file.TryGetProperty("iterations", out var number) && number.TryGetInt32(out var n) ? n : 0;
        if (Text(file, "kdf") != "PBKDF2-HMAC-SHA256" || iterations is < MinimumIterations or > MaximumIterations || !TryBytes(file, "salt", out var salt))
        {
            fault = "the key derivation is not PBKDF2-HMAC-SHA256 with 100,000 to 10,000,000 iterations and a salt";
            return false;
        }

        var key = Stretch(passphrase, salt, iterations);
        var opened = Decrypt(file, use, kid, key, out secret, out fault);
        CryptographicOperations.ZeroMemory(key);
        if (!opened)
            fault = "the passphrase does not fit, or the file was changed";
        return opened;
    }

    public static string? Text(JsonElement file, string name) =>
        file.ValueKind == JsonValueKind.Object && file.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static bool TryBytes(JsonElement file, string name, out byte[] bytes)
    {
        bytes = [];
        return Text(file, name) is { } text && Base64UrlText.TryDecode(text, out bytes);
    }

    private static string? CheckHead(JsonElement file, string use, string kid, string protection)
    {
        if (Text(file, "kid") != kid)
            return $"its kid is not {kid}";
        if (Text(file, "use") != use)
            return $"its use is not {use}";
        return Protection(file) == protection && Text(file, "enc") == "A256GCM" ? null : $"its protection is not {protection} with A256GCM";
    }

    private static (byte[] Nonce, byte[] Ciphertext) Encrypt(string use, string kid, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> key)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        var ciphertext = new byte[secret.Length + TagBytes];
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(nonce, secret, ciphertext.AsSpan(0, secret.Length), ciphertext.AsSpan(secret.Length), AssociatedData(use, kid));
        return (nonce, ciphertext);
    }

    private static bool Decrypt(JsonElement file, string use, string kid, ReadOnlySpan<byte> key, [NotNullWhen(true)] out byte[]? secret, [NotNullWhen(false)] out string? fault)
    {
        secret = null;
        fault = null;
        if (!TryBytes(file, "nonce", out var nonce) || nonce.Length != NonceBytes || !TryBytes(file, "ciphertext", out var ciphertext) || ciphertext.Length < TagBytes)
        {
            fault = "its nonce or ciphertext cannot be read";
            return false;
        }

        var plain = new byte[ciphertext.Length - TagBytes];
        using var cipher = new AesGcm(key, TagBytes);
        try
        {
            cipher.Decrypt(nonce, ciphertext.AsSpan(0, plain.Length), ciphertext.AsSpan(plain.Length), plain, AssociatedData(use, kid));
        }
        catch (AuthenticationTagMismatchException)
        {
            fault = "it was encrypted with another key, or changed";
            return false;
        }

        secret = plain;
        return true;
    }

    private static byte[] AssociatedData(string use, string kid) => Encoding.UTF8.GetBytes($"issuer-key-file\0{use}\0{kid}");

    private static byte[] Stretch(string passphrase, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(passphrase.Normalize(NormalizationForm.FormC), salt, iterations, HashAlgorithmName.SHA256, 32);

    private static byte[] Write(string use, string kid, Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Indented))
        {
            json.WriteStartObject();
            json.WriteString("kid", kid);
            json.WriteString("use", use);
            json.WriteString("enc", "A256GCM");
            members(json);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }
}
