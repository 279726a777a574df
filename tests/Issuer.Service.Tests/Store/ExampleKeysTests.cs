using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Keys;
using Issuer.Core.Tests;
using Issuer.Service.Store;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Issuer.Service.Tests.Store;

/// <summary><c>keys.example/</c>: each file is of the form it says, works in Development, and nowhere else.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ExampleKeysTests : IDisposable
{
    private static readonly KeysDirectoryOptions Development = new() { IsDevelopment = true };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("issuer-example-keys-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void In_Development_the_directory_opens_with_every_key_in_it()
    {
        using var keys = KeysDirectory.Open(Copy(), Development);
        keys.KeyEncryptionKeyId.Should().Be("kek-example");
        foreach (var (keyId, file) in new[] { ("k1", "es256"), ("k2", "eddsa") })
        {
            using var stored = keys.Load("university-of-example", keyId)!;
            stored.PublicKey.Thumbprint().Should().Be(FromJwk(file).Thumbprint());
        }

        _ = new LearnerVault(keys);
    }

    [Fact]
    public void The_form_with_a_passphrase_opens_the_same_files()
    {
        var (copy, options) = WithPassphrase(Development);
        using var keys = KeysDirectory.Open(copy, options);
        using var plain = KeysDirectory.Open(Copy(), Development);
        keys.Fingerprint.Should().Be(plain.Fingerprint);
    }

    [Fact]
    public void Outside_Development_the_directory_is_refused_under_any_name()
    {
        var plain = () => KeysDirectory.Open(Copy(), new KeysDirectoryOptions());
        plain.Should().Throw<StoreRefusedException>().WithMessage("*example*keys init*");
        var (copy, options) = WithPassphrase(new KeysDirectoryOptions());
        var protectedOne = () => KeysDirectory.Open(copy, options);
        protectedOne.Should().Throw<StoreRefusedException>().WithMessage("*example*keys init*");
    }

    [Theory]
    [InlineData("/srv/issuer/keys.example")]
    [InlineData("/srv/issuer/KEYS.EXAMPLE/")]
    public void Outside_Development_its_name_is_refused_with_the_settings(string name)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["Issuer:PublicUrl"] = "https://credentials.example.org", ["Issuer:KeysDirectory"] = name }).Build();
        IssuerSettings.TryRead(configuration, "Production", "/srv/issuer", out _, out var faults).Should().BeFalse();
        faults.Should().ContainSingle(fault => fault.Contains("Issuer__KeysDirectory") && fault.Contains("example"));
        IssuerSettings.TryRead(configuration, "Development", "/srv/issuer", out _, out _).Should().BeTrue();
    }

    /// <summary>Somebody who makes a key-encryption key of their own but keeps the rest still has a secret that everybody has.</summary>
    [Fact]
    public void Outside_Development_the_service_secret_is_refused_under_another_key_encryption_key()
    {
        using var temporary = new TemporaryKeys();
        var path = temporary.File("key-encryption-key.json");
        using var file = JsonDocument.Parse(File.ReadAllBytes(path));
        KeyEnvelope.TryBytes(file.RootElement, "k", out var own).Should().BeTrue();
        var wrapping = HKDF.DeriveKey(HashAlgorithmName.SHA256, own, 32, info: "issuer key files"u8.ToArray());
        File.WriteAllBytes(
            temporary.File("service-secret.json"),
            KeyEnvelope.SealWithKey(KeyUse.ServiceSecret, "service-secret", "EXAMPLE-SECRET-KNOWN-TO-EVERYONE"u8, wrapping, temporary.Keys.KeyEncryptionKeyId));

        var open = () => KeysDirectory.Open(temporary.Path, new KeysDirectoryOptions());
        open.Should().Throw<StoreRefusedException>().WithMessage("*service-secret.json*example*");
        KeysDirectory.Open(temporary.Path, Development).Dispose();
    }

    [Theory]
    [InlineData("es256")]
    [InlineData("eddsa")]
    [InlineData("es384")]
    public void Both_forms_for_import_hold_one_key_which_is_refused_outside_Development(string name)
    {
        var pem = File.ReadAllText(Path.Combine(Example(), "import", name + ".pem"));
        SigningKey.TryFromPem(pem, out var key, out var fault).Should().BeTrue(fault);
        using (key)
        {
            key!.PublicKey.Thumbprint().Should().Be(FromJwk(name).Thumbprint());
            using var temporary = new TemporaryKeys();
            temporary.Keys.Refuses(key.PublicKey).Should().BeTrue();
            temporary.Keys.Store("a", "k1", key);
            var load = () => temporary.Keys.Load("a", "k1");
            load.Should().Throw<StoreRefusedException>().WithMessage("*example*");
            using var fresh = SigningKey.Generate(key.Algorithm);
            temporary.Keys.Refuses(fresh.PublicKey).Should().BeFalse();
        }
    }

    [Fact]
    public void Every_file_is_explained_in_the_folders_own_README()
    {
        var readme = File.ReadAllText(Path.Combine(Example(), "README.md"));
        var files = Directory.GetFiles(Example(), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Example(), file))
            .Where(name => name != "README.md" && !name.EndsWith(".lock", StringComparison.Ordinal)).ToList();
        files.Should().HaveCount(13);
        foreach (var name in files)
        {
            var pattern = name.StartsWith("import/", StringComparison.Ordinal) ? "import/*" + name[name.IndexOf('.')..] : Path.GetFileName(name);
            readme.Should().Contain(pattern);
        }
    }

    private static PublicKey FromJwk(string name)
    {
        using var jwk = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Example(), "import", name + ".jwk.json")));
        SigningKey.TryFromJwk(jwk.RootElement, out var key, out var fault).Should().BeTrue(fault);
        using (key)
            return key!.PublicKey;
    }

    private static string Example() => Path.Combine(TestData.Repository(), "keys.example");

    private (string Copy, KeysDirectoryOptions Options) WithPassphrase(KeysDirectoryOptions options)
    {
        var copy = Copy();
        File.Copy(Path.Combine(copy, "with-passphrase", "key-encryption-key.json"), Path.Combine(copy, "key-encryption-key.json"), overwrite: true);
        return (copy, options with { PassphraseFile = Path.Combine(copy, "with-passphrase", "passphrase.txt") });
    }

    // A copy with the modes that a service gives: git keeps none but "executable".
    private string Copy()
    {
        var copy = Path.Combine(_folder.FullName, Path.GetRandomFileName());
        foreach (var file in Directory.GetFiles(Example(), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(Example(), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.Copy(file, target);
            File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return copy;
    }
}
