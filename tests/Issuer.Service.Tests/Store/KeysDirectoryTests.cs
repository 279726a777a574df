using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Keys;
using Issuer.Service.Store;
using Xunit;

namespace Issuer.Service.Tests.Store;

/// <summary>Keys are readable by the service alone, and a file that was touched is refused in words.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KeysDirectoryTests
{
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static TheoryData<string> Algorithms => ["Ed25519", "P-256", "P-384"];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_signing_key_comes_back_and_its_file_tells_nothing(string name)
    {
        using var temporary = new TemporaryKeys();
        using var key = SigningKey.Generate(Algorithm(name));
        temporary.Keys.Store("university-of-example", "k1", key);

        var path = temporary.File("university-of-example/k1.json");
        File.GetUnixFileMode(path).Should().Be(PrivateFile);
        var jwk = JsonNode.Parse(key.ExportPrivateJwk())!;
        File.ReadAllText(path).Should().NotContain((string)jwk["d"]!);
        using var again = KeysDirectory.Open(temporary.Path, new KeysDirectoryOptions());
        using var loaded = again.Load("university-of-example", "k1");
        key.PublicKey.Verify("m"u8, loaded!.Sign("m"u8)).Should().BeTrue();
        again.Load("university-of-example", "k2").Should().BeNull();
        var twice = () => temporary.Keys.Store("university-of-example", "k1", key);
        twice.Should().Throw<IOException>();
    }

    [Fact]
    public void A_signing_key_file_under_another_name_or_changed_is_refused()
    {
        using var temporary = new TemporaryKeys();
        using var key = SigningKey.Generate(SignatureAlgorithm.P256);
        temporary.Keys.Store("a", "k1", key);
        var bytes = File.ReadAllText(temporary.File("a/k1.json"));

        Directory.CreateDirectory(temporary.File("b"));
        WritePrivately(temporary.File("b/k1.json"), bytes);
        Loading("b", "k1").Should().Throw<StoreRefusedException>().WithMessage("*kid*");
        // The name inside is bound to the ciphertext as well.
        WritePrivately(temporary.File("b/k1.json"), bytes.Replace("a/k1", "b/k1", StringComparison.Ordinal));
        Loading("b", "k1").Should().Throw<StoreRefusedException>();

        var file = JsonNode.Parse(bytes)!;
        foreach (var member in new[] { "nonce", "ciphertext" })
        {
            var changed = file.DeepClone();
            var text = ((string)file[member]!).ToCharArray();
            text[0] = text[0] == 'A' ? 'B' : 'A';
            changed[member] = new string(text);
            WritePrivately(temporary.File("a/k1.json"), changed.ToJsonString());
            Loading("a", "k1").Should().Throw<StoreRefusedException>();
        }

        foreach (var broken in new[] { "", "[]", "{", """{"kid":1}""", bytes[..^20] })
        {
            WritePrivately(temporary.File("a/k1.json"), broken);
            Loading("a", "k1").Should().Throw<StoreRefusedException>($"the file is {broken}");
        }

        Action Loading(string slug, string keyId) => () => temporary.Keys.Load(slug, keyId);
    }

    [Theory]
    [InlineData("..", "k1")]
    [InlineData("a/b", "k1")]
    [InlineData("a", "../key-encryption-key")]
    [InlineData("", "k1")]
    [InlineData("a", "K1")]
    public void Names_cannot_leave_the_directory(string slug, string keyId)
    {
        using var temporary = new TemporaryKeys();
        var load = () => temporary.Keys.Load(slug, keyId);
        load.Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData("key-encryption-key.json")]
    [InlineData("service-secret.json")]
    [InlineData("learner-keys.tree")]
    [InlineData("a/k1.json")]
    [InlineData("")]
    public void What_others_may_read_is_refused_outside_Development_and_corrected_in_it(string name)
    {
        using var temporary = new TemporaryKeys();
        using var key = SigningKey.Generate(SignatureAlgorithm.P256);
        temporary.Keys.Store("a", "k1", key);
        var path = temporary.File(name);
        var right = File.GetUnixFileMode(path);
        File.SetUnixFileMode(path, right | UnixFileMode.GroupRead);

        var open = () => Use(new KeysDirectoryOptions());
        open.Should().Throw<StoreRefusedException>().WithMessage($"*chmod {(name.Length == 0 ? 7 : 6)}00 *");
        Use(new KeysDirectoryOptions { IsDevelopment = true });
        File.GetUnixFileMode(path).Should().Be(right);
        Use(new KeysDirectoryOptions());

        void Use(KeysDirectoryOptions options)
        {
            using var keys = KeysDirectory.Open(temporary.Path, options);
            keys.Load("a", "k1")!.Dispose();
            _ = new LearnerVault(keys);
        }
    }

    [Fact]
    public void Sub_keys_are_different_stay_the_same_and_depend_on_the_directory()
    {
        using var temporary = new TemporaryKeys();
        using var stranger = new TemporaryKeys();
        using var again = KeysDirectory.Open(temporary.Path, new KeysDirectoryOptions());

        SubKeys(again).Should().Equal(SubKeys(temporary.Keys));
        SubKeys(temporary.Keys).Concat(SubKeys(stranger.Keys)).Should().OnlyHaveUniqueItems();

        static IEnumerable<string> SubKeys(KeysDirectory keys) =>
            new[] { keys.LookupKey, keys.IdempotencyKey, keys.PermutationKey, keys.ShareKey, keys.DataProtectionKey, keys.Derive("mine") }
                .Select(key => Convert.ToHexString(key.Span)).Append(keys.Fingerprint);
    }

    [Fact]
    public void A_passphrase_protects_the_key_encryption_key()
    {
        var passphrase = Path.GetTempFileName();
        try
        {
            File.WriteAllText(passphrase, "gwlad beirdd a chantorion\r\nsecond line\n");
            var options = new KeysDirectoryOptions { PassphraseFile = passphrase };
            using var temporary = new TemporaryKeys(options);
            JsonNode.Parse(File.ReadAllText(temporary.File("key-encryption-key.json")))!.AsObject().ContainsKey("k").Should().BeFalse();
            using (var again = KeysDirectory.Open(temporary.Path, options))
                again.Fingerprint.Should().Be(temporary.Keys.Fingerprint);

            var without = () => KeysDirectory.Open(temporary.Path, new KeysDirectoryOptions());
            without.Should().Throw<StoreRefusedException>().WithMessage("*Issuer__KeysPassphraseFile*");
            File.WriteAllText(passphrase, "wrong");
            var wrong = () => KeysDirectory.Open(temporary.Path, options);
            wrong.Should().Throw<StoreRefusedException>().WithMessage("*passphrase does not fit*");
        }
        finally
        {
            File.Delete(passphrase);
        }
    }

    [Fact]
    public void A_plain_key_encryption_key_can_be_put_under_a_passphrase()
    {
        var passphrase = Path.GetTempFileName();
        try
        {
            File.WriteAllText(passphrase, "gwlad beirdd a chantorion");
            using var temporary = new TemporaryKeys();
            var options = new KeysDirectoryOptions { PassphraseFile = passphrase };
            var plain = () => KeysDirectory.Open(temporary.Path, options);
            plain.Should().Throw<StoreRefusedException>().WithMessage("*keys protect*");
            KeysDirectory.Protect(temporary.Path, passphrase, isDevelopment: false);

            using var again = KeysDirectory.Open(temporary.Path, options);
            again.Fingerprint.Should().Be(temporary.Keys.Fingerprint);
            again.KeyEncryptionKeyId.Should().Be(temporary.Keys.KeyEncryptionKeyId);
            _ = new LearnerVault(again);
        }
        finally
        {
            File.Delete(passphrase);
        }
    }

    [Fact]
    public void Keys_made_in_Development_and_missing_keys_are_refused_elsewhere()
    {
        using var temporary = new TemporaryKeys(new KeysDirectoryOptions { IsDevelopment = true });
        temporary.Keys.MadeInDevelopment.Should().BeTrue();
        Opening(new KeysDirectoryOptions()).Should().Throw<StoreRefusedException>().WithMessage("*Development*");

        File.Delete(temporary.File("key-encryption-key.json"));
        Opening(new KeysDirectoryOptions()).Should().Throw<StoreRefusedException>().WithMessage("*no key-encryption-key.json*");
        // Inventing a new one would make everything else unreadable for good.
        var create = () => KeysDirectory.OpenOrCreate(temporary.Path, new KeysDirectoryOptions { IsDevelopment = true });
        create.Should().Throw<StoreRefusedException>().WithMessage("*backup*");

        Action Opening(KeysDirectoryOptions options) => () => KeysDirectory.Open(temporary.Path, options);
    }

    [Fact]
    public void A_tree_that_was_changed_or_lost_is_refused()
    {
        using var temporary = new TemporaryKeys();
        var path = temporary.File("learner-keys.tree");
        var bytes = File.ReadAllBytes(path);
        foreach (var position in new[] { 0, 30, bytes.Length / 2, bytes.Length - 1 })
        {
            var changed = bytes.ToArray();
            changed[position] ^= 1;
            File.WriteAllBytes(path, changed);
            Opening().Should().Throw<StoreRefusedException>();
        }

        File.WriteAllBytes(path, bytes);
        Opening().Should().NotThrow();
        File.Delete(path);
        Opening().Should().Throw<StoreRefusedException>().WithMessage("*missing*");

        Action Opening() => () => _ = new LearnerVault(temporary.Keys);
    }

    private static SignatureAlgorithm Algorithm(string name) => name switch
    {
        "Ed25519" => SignatureAlgorithm.Ed25519,
        "P-256" => SignatureAlgorithm.P256,
        _ => SignatureAlgorithm.P384,
    };

    private static void WritePrivately(string path, string text)
    {
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes(text));
        File.SetUnixFileMode(path, PrivateFile);
    }
}
