using System.Numerics;
using System.Text.Json;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Issuer.Core.Keys;
using Xunit;

namespace Issuer.Core.Tests.Keys;

/// <summary>Every expectation here holds on libsodium and on OpenSSL, or there would be credentials that are valid on one machine and not on another.</summary>
public class Ed25519Tests
{
    private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493");

    public static TheoryData<string> Names => BackEnds.Names;

    public static TheoryData<string, string, string, string, string> Rfc8032
    {
        get
        {
            // Section 7.1: seed, public key, message, signature.
            (string Seed, string Public, string Message, string Signature)[] vectors =
            [
                ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                    "",
                    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
                ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                    "72",
                    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
                ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
                    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
                    "af82",
                    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
                ("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
                    "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
                    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
                    "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"),
            ];
            var data = new TheoryData<string, string, string, string, string>();
            foreach (var name in new[] { "libsodium", "OpenSSL" })
            {
                foreach (var (seed, key, message, signature) in vectors)
                    data.Add(name, seed, key, message, signature);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Rfc8032))]
    public void The_vectors_of_RFC_8032_hold(string backEnd, string seed, string publicKey, string message, string signature)
    {
        var algorithm = BackEnds.On(backEnd);
        using var key = algorithm.ImportSeed(Convert.FromHexString(seed));
        Convert.ToHexStringLower(key.PublicKey.Raw.Span).Should().Be(publicKey);
        Convert.ToHexStringLower(key.Sign(Convert.FromHexString(message))).Should().Be(signature);
        algorithm.Import(publicKey)!.Verify(Convert.FromHexString(message), Convert.FromHexString(signature)).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_vectors_of_Wycheproof_hold(string backEnd)
    {
        var algorithm = BackEnds.On(backEnd);
        using var file = JsonDocument.Parse(File.ReadAllBytes(TestData.Shared("vectors/wycheproof/ed25519_test.json")));
        var count = 0;
        foreach (var group in file.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            var key = algorithm.Import(group.GetProperty("publicKey").GetProperty("pk").GetString()!)!;
            key.Should().NotBeNull();
            PublicKey.TryFromSpki(Convert.FromHexString(group.GetProperty("publicKeyDer").GetString()!), out var spki, out var fault).Should().BeTrue(fault);
            PublicKey.TryFromPem(group.GetProperty("publicKeyPem").GetString(), out var pem, out fault).Should().BeTrue(fault);
            PublicKey.TryFromJwk(group.GetProperty("publicKeyJwk"), out var jwk, out fault).Should().BeTrue(fault);
            new[] { spki!, pem!, jwk! }.Should().AllBeEquivalentTo(key, options => options.ComparingByValue<PublicKey>());

            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var isValid = key.Verify(Hex(test, "msg"), Hex(test, "sig"));
                isValid.Should().Be(test.GetProperty("result").GetString() == "valid", $"case {test.GetProperty("tcId")} ({test.GetProperty("comment")})");
                count++;
            }
        }

        count.Should().Be(file.RootElement.GetProperty("numberOfTests").GetInt32());
    }

    /// <summary>
    /// The twelve cases of "Taming the many EdDSAs" (ed25519-speccheck), and why each is refused here. libsodium and OpenSSL left to themselves disagree:
    /// OpenSSL takes cases 0 to 3 or more of them, later versions of libsodium also 4 and 5, because those turn on the cofactor.
    /// </summary>
    public static TheoryData<int, string> SpecCheck => new()
    {
        { 0, "key: small order" },
        { 1, "key: small order" },
        { 2, "key: mixed order" },
        { 3, "key: mixed order" },
        { 4, "key: mixed order" },
        { 5, "key: mixed order" },
        { 6, "signature: S not below L" },
        { 7, "signature: S not below L" },
        { 8, "key: mixed order" },
        { 9, "key: mixed order" },
        { 10, "key: not canonical" },
        { 11, "key: not canonical" },
    };

    [Theory]
    [MemberData(nameof(SpecCheck))]
    public void The_cases_of_speccheck_are_refused_alike_and_for_this_reason(int number, string reason)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(TestData.Shared("vectors/ed25519-speccheck/cases.json")));
        file.RootElement.GetArrayLength().Should().Be(12);
        var test = file.RootElement[number];
        var (publicKey, signature) = (Hex(test, "pub_key"), Hex(test, "signature"));
        foreach (var name in new[] { "libsodium", "OpenSSL" })
        {
            var key = BackEnds.On(name).Import(test.GetProperty("pub_key").GetString()!);
            (key?.Verify(Hex(test, "message"), signature) ?? false).Should().BeFalse(name);

            var found = key is not null ? Ed25519Encoding.MayBeSignature(signature) ? "equation" : "signature: S not below L"
                : Ed25519Encoding.MayBePoint(publicKey) ? "key: mixed order"
                : IsCanonical(publicKey) ? "key: small order" : "key: not canonical";
            found.Should().Be(reason, name);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void All_points_of_small_order_in_every_encoding_are_refused_as_keys_and_as_R(string backEnd)
    {
        var algorithm = BackEnds.On(backEnd);
        using var key = algorithm.ImportSeed(new byte[32]);
        var signature = key.Sign("m"u8);
        string[] y =
        [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            // The first two again, plus p.
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ];
        foreach (var bytes in y.Select(Convert.FromHexString))
        {
            foreach (var sign in new byte[] { 0, 0x80 })
            {
                bytes[31] = (byte)((bytes[31] & 0x7f) | sign);
                algorithm.ImportPublic(bytes).Should().BeNull(Convert.ToHexString(bytes));
                key.PublicKey.Verify("m"u8, [.. bytes, .. signature[32..]]).Should().BeFalse();
                key.PublicKey.Verify("m"u8, [.. bytes, .. new byte[32]]).Should().BeFalse();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_y_that_is_not_below_p_is_refused(string backEnd)
    {
        var algorithm = BackEnds.On(backEnd);
        for (var low = 0xed; low <= 0xff; low++)
        {
            foreach (var top in new byte[] { 0x7f, 0xff })
            {
                byte[] bytes = [(byte)low, .. Enumerable.Repeat((byte)0xff, 30), top];
                algorithm.ImportPublic(bytes).Should().BeNull();
                Ed25519Encoding.MayBeSignature([.. bytes, .. new byte[32]]).Should().BeFalse();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_key_or_R_with_a_part_of_small_order_is_refused_though_one_reading_of_the_RFC_takes_it(string backEnd)
    {
        var algorithm = BackEnds.On(backEnd);
        var key = algorithm.Import(Convert.ToHexString(MixedOrderSignature.PublicKey))!;
        key.Verify(MixedOrderSignature.Message, MixedOrderSignature.Signature).Should().BeFalse();

        // The honest key's A plus i times a point of order 8, i = 1 to 7; made for this test.
        foreach (var hex in new[]
        {
            "059480a8549200b4f82deb72ca68733014f5f778cba3d3e82f0ea891952f9c9d", "21add3990f838fee4e0dea701acf8271fd899f2a0895a8e9849a8591a7ff4414",
            "bf9ae6627674a2fc5c263808c63c6406c1e7085cfc0c6c5f9ddde45df085e881", "60f8c6daf8e5a6f77e87ee6a9768aefe244a2592a833e693c9b1b6d5585d44b2",
            "e86b7f57ab6dff4b07d2148d35978ccfeb0a0887345c2c17d0f1576e6ad06362", "cc522c66f07c7011b1f2158fe5307d8e027660d5f76a57167b657a6e5800bbeb",
            "2e65199d898b5d03a3d9c7f739c39bf93e18f7a303f393a062221ba20f7a177e",
        })
        {
            algorithm.Import(hex).Should().BeNull(hex);
        }

        // R plus i times that point, with S made to fit: valid with the cofactor, i = 0 valid without it as well.
        string[] signatures =
        [
            "4989c4cca72f0ab3abd9bc8f5183702ab067d8850d5aeb21e02baccf6187751da16a37a0b3be0c5fd8cdeda09498c8532ba69481376d211043987523d9085c00",
            "4b79276bddcfab88f8ea52c675662f57b720974b11910d289f70d1159a60b9e34282215d2d0924c37f60fe3884ad2b171cbe761bcf1ff3d85be805d817337e09",
            "909071a80c558ebac28a1908a13676927bf584513e002c0df0009bd2a1909898c71531d9cc902954a5cc79b2b94ff2d42f8236600fc1763e7a62d8dcf0d0ae08",
            "a71c5040ff1b263340fa7e48ed91e7a5d09c2a49256d28b86b615fb0542320988aa88a6fcbfed741f4bfebc269a1970d4e0da5d5b94f0d78343b77bdcf3f3305",
            "a4763b3358d0f54c54264370ae7c8fd54f98277af2a514de1fd453309e788ae2dbb95fad1111d1c3e1f53c517bdcad879d0c7cb24f70539a84ee60aada505c0d",
            "a286d894223054770715ad398a99d0a848df68b4ee6ef2d7608f2eea659f461c29dc67afb1b3d064508866f79158bb0bfd6cbb6e87c72d4fc1b6ba829a8b9709",
            "5d6f8e57f3aa71453d75e6f75ec9896d840a7baec1ffd3f20fff642d5e6f67672b209dd08ab8c774c41786d6fde1f63748cff31cfb04ffb3c2970ad757e1d10b",
            "46e3afbf00e4d9ccbf0581b7126e185a2f63d5b6da92d747949ea04fabdcdf67fd3519b78b8e348056c17662b92affb2f5632906c87e0973e61e37ea8b613909",
        ];
        signatures.Select(hex => key.Verify("mixed order"u8, Convert.FromHexString(hex)))
            .Should().Equal(true, false, false, false, false, false, false, false);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void S_plus_any_multiple_of_the_order_is_refused(string backEnd)
    {
        using var key = SigningKey.Generate(BackEnds.On(backEnd));
        var signature = key.Sign("m"u8);
        key.PublicKey.Verify("m"u8, signature).Should().BeTrue();
        var s = new BigInteger(signature.AsSpan(32), isUnsigned: true);
        var multiples = 0;
        for (var other = s + Order; other < BigInteger.Pow(2, 256); other += Order)
        {
            byte[] changed = [.. signature[..32], .. new byte[32]];
            other.TryWriteBytes(changed.AsSpan(32), out _, isUnsigned: true).Should().BeTrue();
            key.PublicKey.Verify("m"u8, changed).Should().BeFalse();
            multiples++;
        }

        multiples.Should().Be(15);
        key.PublicKey.Verify("m"u8, [.. signature[..32], .. Order.ToByteArray(isUnsigned: true)]).Should().BeFalse();
        key.PublicKey.Verify("m"u8, new byte[64]).Should().BeFalse();
    }

    [Fact]
    public void Both_libraries_agree_on_which_bytes_are_keys()
    {
        var sodium = BackEnds.On("libsodium").BackEnd;
        var openSsl = BackEnds.On("OpenSSL").BackEnd;
        var taken = 0;
        // SHA-256 of a counter, so that a failure can be seen again; of such bytes half are points, an eighth of those of prime order.
        for (var i = 0; i < 400; i++)
        {
            var bytes = System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(i));
            var answer = sodium.IsPrimeOrderPoint(bytes);
            openSsl.IsPrimeOrderPoint(bytes).Should().Be(answer, Convert.ToHexString(bytes));
            taken += answer ? 1 : 0;
        }

        taken.Should().BeInRange(10, 45);
    }

    [Fact]
    public void Both_libraries_make_the_same_signatures_and_refuse_the_same_changes() => Prop.ForAll<byte[], byte[], int>((seedText, message, place) =>
    {
        var seed = System.Security.Cryptography.SHA256.HashData(seedText);
        using var one = BackEnds.On("libsodium").ImportSeed(seed);
        using var other = BackEnds.On("OpenSSL").ImportSeed(seed);
        one.PublicKey.Should().Be(other.PublicKey);
        var signature = one.Sign(message);
        other.Sign(message).Should().Equal(signature);
        one.PublicKey.Verify(message, signature).Should().BeTrue();
        other.PublicKey.Verify(message, signature).Should().BeTrue();

        var bit = Math.Abs((long)place) % ((signature.Length + message.Length) * 8);
        byte[] changed = [.. signature, .. message];
        changed[bit / 8] ^= (byte)(1 << (int)(bit % 8));
        one.PublicKey.Verify(changed.AsSpan(64), changed.AsSpan(0, 64)).Should().BeFalse();
        other.PublicKey.Verify(changed.AsSpan(64), changed.AsSpan(0, 64)).Should().BeFalse();
    }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Names))]
    public void Wrong_lengths_never_reach_the_library(string backEnd)
    {
        var algorithm = BackEnds.On(backEnd);
        using var key = SigningKey.Generate(algorithm);
        foreach (var length in new[] { 0, 1, 31, 33, 63, 64, 65, 1000 })
        {
            algorithm.ImportPublic(new byte[length]).Should().BeNull();
            algorithm.Import(new byte[length]).Should().BeNull();
            if (length == 64)
                continue;
            key.PublicKey.Verify("m"u8, new byte[length]).Should().BeFalse();
            FluentActions.Invoking(() => key.Sign("m"u8, new byte[length])).Should().Throw<ArgumentException>();
        }

        FluentActions.Invoking(() => algorithm.BackEnd.OpenSeed(new byte[31])).Should().Throw<ArgumentException>();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_of_five_megabytes_is_signed(string backEnd)
    {
        using var key = SigningKey.Generate(BackEnds.On(backEnd));
        var message = new byte[5_000_000];
        var signature = key.Sign(message);
        key.PublicKey.Verify(message, signature).Should().BeTrue();
        message[^1] = 1;
        key.PublicKey.Verify(message, signature).Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Signing_and_verifying_allocate_nothing(string backEnd)
    {
        using var key = SigningKey.Generate(BackEnds.On(backEnd));
        var message = new byte[512];
        var signature = new byte[64];
        key.Sign(message, signature);
        key.PublicKey.Verify(message, signature).Should().BeTrue();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
        {
            key.Sign(message, signature);
            key.PublicKey.Verify(message, signature);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Fact]
    public void Without_any_library_the_error_names_what_to_install() =>
        FluentActions.Invoking(() => Ed25519BackEnd.Choose([])).Should()
            .Throw<System.Security.Cryptography.CryptographicException>().WithMessage("*libsodium23*");

    private static bool IsCanonical(byte[] point)
    {
        byte[] y = [.. point];
        y[31] &= 0x7f;
        var number = new BigInteger(y, isUnsigned: true);
        // Where x is 0, a set sign bit is a second encoding.
        return number < BigInteger.Pow(2, 255) - 19 && ((point[31] & 0x80) == 0 || (number != 1 && number != BigInteger.Pow(2, 255) - 20));
    }

    private static byte[] Hex(JsonElement test, string name) => Convert.FromHexString(test.GetProperty(name).GetString()!);
}
