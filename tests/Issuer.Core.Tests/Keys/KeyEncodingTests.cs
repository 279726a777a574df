using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Encoding;
using Issuer.Core.Keys;
using Xunit;

namespace Issuer.Core.Tests.Keys;

/// <summary>Multikey, SubjectPublicKeyInfo, PKCS #8 and PEM.</summary>
public class KeyEncodingTests
{
    // RFC 8410 section 10.
    private const string Rfc8410Public = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
        -----END PUBLIC KEY-----
        """;

    private const string Rfc8410Private = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
        -----END PRIVATE KEY-----
        """;

    private const string Rfc8410WithAttributesAndPublicKey = """
        -----BEGIN PRIVATE KEY-----
        MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
        oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB
        Z9w7lshQhqowtrbLDFw4rXAxZuE=
        -----END PRIVATE KEY-----
        """;

    // Made for these tests with openssl genpkey and openssl pkey -pubout [-ec_conv_form compressed].
    private const string OpenSslP256 = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/OVCmltlRdyClMsZ
        ecb1wD5WbNGv0SirP1otApZIhl6hRANCAARn+Rw5dT3bb4cFhDqEO3wCLW/ory2P
        NN39NfxVuIhwlQVSuSzLmIJdwo/98y6XrqMYpxzgT8Uv120TAs5NLc/a
        -----END PRIVATE KEY-----
        """;

    private const string OpenSslP256Public = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEZ/kcOXU922+HBYQ6hDt8Ai1v6K8t
        jzTd/TX8VbiIcJUFUrksy5iCXcKP/fMul66jGKcc4E/FL9dtEwLOTS3P2g==
        -----END PUBLIC KEY-----
        """;

    private const string OpenSslP256Compressed = """
        -----BEGIN PUBLIC KEY-----
        MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgACZ/kcOXU922+HBYQ6hDt8Ai1v6K8t
        jzTd/TX8VbiIcJU=
        -----END PUBLIC KEY-----
        """;

    private const string OpenSslP384 = """
        -----BEGIN PRIVATE KEY-----
        MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDARykEhqJS3eWNg9J7u
        +CafSAZjZLbzn0IQbQcwzMVz1yiemcwkzcoENP15PJlPr22hZANiAARC/4Ucc83v
        H7M5npoZ8B9F368dztWTSGw2nAQZhWHhcZ9LAz8VFuupOf8qItFgE8GnQ3JYEFmQ
        mLTqwb2pIyaeVTfYn8vDpiHFDk34MEPZvvHo4Bn3y7M/ZdtDjd+NjJ8=
        -----END PRIVATE KEY-----
        """;

    private const string OpenSslP384Public = """
        -----BEGIN PUBLIC KEY-----
        MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEQv+FHHPN7x+zOZ6aGfAfRd+vHc7Vk0hs
        NpwEGYVh4XGfSwM/FRbrqTn/KiLRYBPBp0NyWBBZkJi06sG9qSMmnlU32J/Lw6Yh
        xQ5N+DBD2b7x6OAZ98uzP2XbQ43fjYyf
        -----END PUBLIC KEY-----
        """;

    private const string OpenSslExplicitParameters = """
        -----BEGIN PUBLIC KEY-----
        MIIBSzCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAA
        AAAAAAAAAAAA////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA////
        ///////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSd
        NgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5
        RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA
        //////////+85vqtpxeehPO5ysL8YyVRAgEBA0IABJt1fBHs9rebTKYZQS6H8ISk
        3Njq9t1RV9GvWQfPO+xiZcgNIGTpARI24sQPOqv2axrWsceROH8dKZ22Gsaoa/E=
        -----END PUBLIC KEY-----
        """;

    public static TheoryData<string, string> Pairs => new()
    {
        { Rfc8410Private, Rfc8410Public },
        { Rfc8410WithAttributesAndPublicKey, Rfc8410Public },
        { OpenSslP256, OpenSslP256Public },
        { OpenSslP256, OpenSslP256Compressed },
        { OpenSslP384, OpenSslP384Public },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Private_keys_of_others_belong_to_their_public_keys(string privatePem, string publicPem)
    {
        SigningKey.TryFromPem(privatePem, out var key, out var fault).Should().BeTrue(fault);
        PublicKey.TryFromPem(publicPem, out var publicKey, out fault).Should().BeTrue(fault);
        key!.PublicKey.Should().Be(publicKey);
        publicKey!.Verify("m"u8, key.Sign("m"u8)).Should().BeTrue();
        key.Dispose();
    }

    [Fact]
    public void Keys_are_written_byte_for_byte_as_OpenSSL_writes_them()
    {
        foreach (var (privatePem, publicPem) in new[] { (Rfc8410Private, Rfc8410Public), (OpenSslP256, OpenSslP256Public), (OpenSslP384, OpenSslP384Public) })
        {
            SigningKey.TryFromPem(privatePem, out var key, out var fault).Should().BeTrue(fault);
            key!.ExportPkcs8Pem().ReplaceLineEndings().Should().Be(privatePem.ReplaceLineEndings());
            key.PublicKey.ToPem().ReplaceLineEndings().Should().Be(publicPem.ReplaceLineEndings());
            key.Dispose();
        }
    }

    public static TheoryData<string, string> BadPublicPems => new()
    {
        { "", KeyFault.PemMalformed },
        { "x", KeyFault.PemMalformed },
        { Rfc8410Private, KeyFault.PemMalformed },
        { Rfc8410Public + "\n" + Rfc8410Public, KeyFault.PemMalformed },
        { "x\n" + Rfc8410Public, KeyFault.PemMalformed },
        { Rfc8410Public + "\nx", KeyFault.PemMalformed },
        { Rfc8410Public.Replace("END PUBLIC", "END PRIVATE", StringComparison.Ordinal), KeyFault.PemMalformed },
        { Rfc8410Public.Replace("PUBLIC KEY", "CERTIFICATE", StringComparison.Ordinal), KeyFault.PemMalformed },
        { Rfc8410Public.Replace("MCow", "MCo!", StringComparison.Ordinal), KeyFault.PemMalformed },
        { Rfc8410Public.Replace("MCow", "MCsw", StringComparison.Ordinal), KeyFault.DerMalformed },
        // X25519 (1.3.101.110) and Ed448 (1.3.101.113).
        { Rfc8410Public.Replace("K2VwAy", "K2VuAy", StringComparison.Ordinal), KeyFault.KeyTypeUnsupported },
        { Rfc8410Public.Replace("K2VwAy", "K2VxAy", StringComparison.Ordinal), KeyFault.KeyTypeUnsupported },
        { OpenSslExplicitParameters, KeyFault.CurveUnsupported },
        { OpenSslP256Public.Replace("zj0DAQcD", "zj0DAQYD", StringComparison.Ordinal), KeyFault.CurveUnsupported },
        { OpenSslP256Public.Replace("TS3P2g", "TS3P2w", StringComparison.Ordinal), KeyFault.PointInvalid },
    };

    [Theory]
    [MemberData(nameof(BadPublicPems))]
    public void What_is_not_one_public_key_in_PEM_is_refused(string pem, string fault)
    {
        PublicKey.TryFromPem(pem, out var key, out var found).Should().BeFalse();
        key.Should().BeNull();
        found.Should().Be(fault);
    }

    public static TheoryData<string, string> BadPrivatePems => new()
    {
        { Rfc8410Public, KeyFault.PemMalformed },
        { Rfc8410Private.Replace("PRIVATE", "ENCRYPTED PRIVATE", StringComparison.Ordinal), KeyFault.PemMalformed },
        { Rfc8410Private.Replace("PRIVATE", "EC PRIVATE", StringComparison.Ordinal), KeyFault.PemMalformed },
        { Rfc8410Private + "\n" + Rfc8410Public, KeyFault.PemMalformed },
        // Version 2; a seed of 31 bytes; a public key that belongs to another private key; the same for P-256; scalar zero.
        { Rfc8410Private.Replace("MC4CAQAw", "MC4CAQIw", StringComparison.Ordinal), KeyFault.DerMalformed },
        { Rfc8410Private.Replace("MC4CAQAwBQYDK2VwBCIEINTu", "MC4CAQAwBQYDK2VwBCIEH9Tu", StringComparison.Ordinal), KeyFault.DerMalformed },
        { Rfc8410WithAttributesAndPublicKey.Replace("Z9w7lshQhqowtrbLDFw4rXAxZuE", "Z9w7lshQhqowtrbLDFw4rXAxZuI", StringComparison.Ordinal), KeyFault.KeyPairMismatch },
        { OpenSslP256.Replace("/OVCmltl", "/OVCmltm", StringComparison.Ordinal), KeyFault.KeyPairMismatch },
        { OpenSslP256.Replace("TS3P2g", "TS3P2", StringComparison.Ordinal).Replace("5NLc/a", "5NLc/b", StringComparison.Ordinal), KeyFault.PointInvalid },
    };

    [Theory]
    [MemberData(nameof(BadPrivatePems))]
    public void What_is_not_one_unencrypted_private_key_in_PEM_is_refused(string pem, string fault)
    {
        SigningKey.TryFromPem(pem, out var key, out var found).Should().BeFalse();
        key.Should().BeNull();
        found.Should().Be(fault);
    }

    [Fact]
    public void An_RSA_private_key_is_refused()
    {
        using var rsa = RSA.Create(2048);
        SigningKey.TryFromPkcs8(rsa.ExportPkcs8PrivateKey(), out _, out var fault).Should().BeFalse();
        fault.Should().Be(KeyFault.DerMalformed, "its algorithm has parameters where none are expected");
    }

    [Fact]
    public void Cut_or_changed_DER_never_throws_and_what_is_taken_is_the_key_that_is_written()
    {
        foreach (var name in new[] { "Ed25519", "P-256", "P-384" })
        {
            using var key = SigningKey.Generate(SignatureAlgorithm.FromName(name)!);
            var spki = key.PublicKey.ToSpki();
            var pkcs8 = key.ExportPkcs8();
            for (var i = 0; i < spki.Length; i++)
            {
                PublicKey.TryFromSpki(spki.AsSpan(0, i), out _, out _).Should().BeFalse();
                byte[] changed = [.. spki];
                changed[i] ^= 0x41;
                if (PublicKey.TryFromSpki(changed, out var other, out _))
                    other.ToSpki().Should().Equal(changed);
            }

            for (var i = 0; i < pkcs8.Length; i++)
            {
                SigningKey.TryFromPkcs8(pkcs8.AsMemory(0, i), out _, out _).Should().BeFalse();
                byte[] changed = [.. pkcs8];
                changed[i] ^= 0x41;
                if (SigningKey.TryFromPkcs8(changed, out var other, out _))
                {
                    other.ExportPkcs8().Should().Equal(changed);
                    other.Dispose();
                }
            }

            PublicKey.TryFromSpki([.. spki, 0], out _, out _).Should().BeFalse();
            SigningKey.TryFromPkcs8(new byte[] { 0x30, 0x80 }, out _, out _).Should().BeFalse();
        }
    }

    [Fact]
    public void The_framework_reads_what_is_written()
    {
        foreach (var name in new[] { "P-256", "P-384" })
        {
            using var key = SigningKey.Generate(SignatureAlgorithm.FromName(name)!);
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportFromPem(key.ExportPkcs8Pem());
            var hash = name == "P-256" ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA384;
            key.PublicKey.Verify("m"u8, ecdsa.SignData("m"u8, hash)).Should().BeTrue();
            ecdsa.ImportSubjectPublicKeyInfo(key.PublicKey.ToSpki(), out _);
            ecdsa.VerifyData("m"u8, key.Sign("m"u8), hash).Should().BeTrue();
        }
    }

    [Fact]
    public void The_multikeys_of_the_W3C_test_vectors_are_those_of_their_secrets()
    {
        (string File, string Algorithm)[] files =
        [
            ("vc-di-eddsa/TestVectors/keyPair.json", "Ed25519"),
            ("vc-di-ecdsa/TestVectors/p256KeyPair.json", "P-256"),
            ("vc-di-ecdsa/TestVectors/p384KeyPair.json", "P-384"),
        ];
        foreach (var (file, name) in files)
        {
            using var pair = JsonDocument.Parse(File.ReadAllBytes(TestData.Shared("vectors/" + file)));
            var multikey = pair.RootElement.GetProperty("publicKeyMultibase").GetString()!;
            var secret = (pair.RootElement.TryGetProperty("secretKeyMultibase", out var member) ? member : pair.RootElement.GetProperty("privateKeyMultibase")).GetString()!;
            Multibase.TryDecode(secret, out var bytes).Should().BeTrue();
            // Two bytes of multicodec, then the secret.
            using var key = new SigningKey(SignatureAlgorithm.FromName(name)!, SignatureAlgorithm.FromName(name)!.Import(bytes.AsSpan(2))!);
            key.PublicKey.ToMultikey().Should().Be(multikey);
            PublicKey.TryFromMultikey(multikey, out var publicKey, out var fault).Should().BeTrue(fault);
            publicKey.Should().Be(key.PublicKey);
        }
    }

    public static TheoryData<string, string> BadMultikeys
    {
        get
        {
            using var ed = SigningKey.Generate(SignatureAlgorithm.Ed25519);
            using var ec = SigningKey.Generate(SignatureAlgorithm.P256);
            var raw = ed.PublicKey.Raw.ToArray();
            var point = ec.PublicKey.Raw.ToArray();
            byte[] off = [point[0], .. Enumerable.Repeat((byte)0xff, 32)];
            return new()
            {
                { "", KeyFault.MultikeyMalformed },
                { "z", KeyFault.MultikeyMalformed },
                { "z1", KeyFault.MultikeyMalformed },
                { "z11", KeyFault.MultikeyUnsupported },
                { "zO0Il", KeyFault.MultikeyMalformed },
                { ed.PublicKey.ToMultikey()[1..], KeyFault.MultikeyMalformed },
                { ed.PublicKey.ToMultikey() + " ", KeyFault.MultikeyMalformed },
                { "Z" + ed.PublicKey.ToMultikey()[1..], KeyFault.MultikeyMalformed },
                { Multibase.EncodeBase64Url([0xed, 0x01, .. raw]), KeyFault.MultikeyMalformed },
                { Multibase.EncodeBase58Btc([0xed, 0x01, .. raw, 0]), KeyFault.MultikeyMalformed },
                { Multibase.EncodeBase58Btc([0xed, 0x01, .. raw[1..]]), KeyFault.MultikeyMalformed },
                { Multibase.EncodeBase58Btc([0xed, 0x01, .. new byte[32]]), KeyFault.PointInvalid },
                { Multibase.EncodeBase58Btc([0x80, 0x24, .. raw]), KeyFault.MultikeyMalformed },
                { Multibase.EncodeBase58Btc([0x80, 0x24, .. off]), KeyFault.PointInvalid },
                { Multibase.EncodeBase58Btc([0x81, 0x24, .. point]), KeyFault.MultikeyMalformed },
                // An X25519 key, a secp256k1 key, and a private Ed25519 key.
                { Multibase.EncodeBase58Btc([0xec, 0x01, .. raw]), KeyFault.MultikeyUnsupported },
                { Multibase.EncodeBase58Btc([0xe7, 0x01, .. point]), KeyFault.MultikeyUnsupported },
                { Multibase.EncodeBase58Btc([0x80, 0x26, .. raw]), KeyFault.MultikeyUnsupported },
                { "z" + new string('z', 1_000_000), KeyFault.MultikeyMalformed },
            };
        }
    }

    [Theory]
    [MemberData(nameof(BadMultikeys), DisableDiscoveryEnumeration = true)]
    public void What_is_not_a_multikey_is_refused(string multikey, string fault)
    {
        PublicKey.TryFromMultikey(multikey, out var key, out var found).Should().BeFalse();
        key.Should().BeNull();
        found.Should().Be(fault);
    }

    [Fact]
    public void The_keys_of_the_attack_set_are_read_from_seed_JWK_and_identifier_alike()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(TestData.Shared("attacks/vc-jwt-attacks.json")));
        var issuer = file.RootElement.GetProperty("keys").GetProperty("issuerEd");
        PublicKey.TryFromJwk(issuer.GetProperty("jwk"), out var fromJwk, out var fault).Should().BeTrue(fault);
        using var key = new SigningKey(SignatureAlgorithm.Ed25519, SignatureAlgorithm.Ed25519.Import(Convert.FromHexString(issuer.GetProperty("seedHex").GetString()!))!);
        key.PublicKey.Should().Be(fromJwk);
        issuer.GetProperty("did").GetString().Should().Be("did:key:" + fromJwk!.ToMultikey());
        foreach (var name in new[] { "issuerEc", "issuerEc384" })
        {
            SigningKey.TryFromJwk(file.RootElement.GetProperty("keys").GetProperty(name).GetProperty("jwk"), out var ec, out fault).Should().BeTrue(fault);
            ec!.PublicKey.Verify("m"u8, ec.Sign("m"u8)).Should().BeTrue();
            ec.Dispose();
        }
    }
}
