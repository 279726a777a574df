using System.Security.Cryptography;
using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Keys;
using Xunit;

namespace Issuer.Core.Tests.Keys;

/// <summary>What holds for every algorithm.</summary>
public class SigningKeyTests
{
    public static TheoryData<string> Algorithms => ["Ed25519", "P-256", "P-384"];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Every_form_of_a_key_comes_back_as_the_same_key(string name)
    {
        var algorithm = SignatureAlgorithm.FromName(name)!;
        using var key = SigningKey.Generate(algorithm);
        var signature = key.Sign("message"u8);
        signature.Should().HaveCount(algorithm.SignatureSize);

        using var jwk = JsonDocument.Parse(key.ExportPrivateJwk());
        SigningKey.TryFromJwk(jwk.RootElement, out var fromJwk, out var fault).Should().BeTrue(fault);
        SigningKey.TryFromPem(key.ExportPkcs8Pem(), out var fromPem, out fault).Should().BeTrue(fault);
        PublicKey.TryFromMultikey(key.PublicKey.ToMultikey(), out var fromMultikey, out fault).Should().BeTrue(fault);
        PublicKey.TryFromSpki(key.PublicKey.ToSpki(), out var fromSpki, out fault).Should().BeTrue(fault);
        PublicKey.TryFromPem(key.PublicKey.ToPem(), out var fromPublicPem, out fault).Should().BeTrue(fault);
        using var publicJwk = JsonDocument.Parse(key.PublicKey.ToJwk("kid", "sig", withAlgorithm: true).ToJsonString());
        PublicKey.TryFromJwk(publicJwk.RootElement, algorithm.JwsName, out var fromPublicJwk, out fault).Should().BeTrue(fault);

        foreach (var other in new[] { fromJwk!.PublicKey, fromPem!.PublicKey, fromMultikey!, fromSpki!, fromPublicPem!, fromPublicJwk! })
        {
            other.Should().Be(key.PublicKey);
            other.GetHashCode().Should().Be(key.PublicKey.GetHashCode());
            other.Thumbprint().Should().Be(key.PublicKey.Thumbprint());
            other.Verify("message"u8, signature).Should().BeTrue();
            other.Verify("massage"u8, signature).Should().BeFalse();
        }

        key.PublicKey.Verify("m"u8, fromJwk.Sign("m"u8)).Should().BeTrue();
        key.PublicKey.Verify("m"u8, fromPem.Sign("m"u8)).Should().BeTrue();
        fromJwk.Dispose();
        fromPem.Dispose();

        using var another = SigningKey.Generate(algorithm);
        another.PublicKey.Should().NotBe(key.PublicKey);
        another.PublicKey.Verify("message"u8, signature).Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_disposed_key_signs_and_exports_nothing_and_its_public_key_lives_on(string name)
    {
        var key = SigningKey.Generate(SignatureAlgorithm.FromName(name)!);
        var signature = key.Sign("m"u8);
        key.Dispose();
        key.Dispose();
        key.Invoking(k => k.Sign("m"u8)).Should().Throw<ObjectDisposedException>();
        key.Invoking(k => k.ExportPrivateJwk()).Should().Throw<ObjectDisposedException>();
        key.Invoking(k => k.ExportPkcs8Pem()).Should().Throw<ObjectDisposedException>();
        key.PublicKey.Verify("m"u8, signature).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_key_disposed_while_others_sign_gives_good_signatures_or_none(string name)
    {
        for (var round = 0; round < 5; round++)
        {
            var key = SigningKey.Generate(SignatureAlgorithm.FromName(name)!);
            var (good, refused, bad) = (0, 0, 0);
            Parallel.For(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            {
                if (i == 50)
                    key.Dispose();
                try
                {
                    _ = key.PublicKey.Verify("m"u8, key.Sign("m"u8)) ? Interlocked.Increment(ref good) : Interlocked.Increment(ref bad);
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref refused);
                }
            });
            bad.Should().Be(0);
            (good + refused).Should().Be(100);
            refused.Should().BePositive();
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_span_of_another_length_is_the_caller_s_mistake(string name)
    {
        var algorithm = SignatureAlgorithm.FromName(name)!;
        using var key = SigningKey.Generate(algorithm);
        foreach (var length in new[] { 0, algorithm.SignatureSize - 1, algorithm.SignatureSize + 1 })
            key.Invoking(k => k.Sign("m"u8, new byte[length])).Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData("EdDSA", "Ed25519")]
    [InlineData("Ed25519", "Ed25519")]
    [InlineData("ES256", "P-256")]
    [InlineData("ES384", "P-384")]
    [InlineData("RS256", "RS256")]
    [InlineData("PS256", "PS256")]
    [InlineData("none", null)]
    [InlineData("None", null)]
    [InlineData("nOnE", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("HS256", null)]
    [InlineData("es256", null)]
    [InlineData("ES256 ", null)]
    [InlineData("ES256K", null)]
    [InlineData("ES512", null)]
    [InlineData("RS512", null)]
    [InlineData("Ed448", null)]
    [InlineData("EDDSA", null)]
    public void Only_these_JWS_names_are_algorithms(string? jwsName, string? name) =>
        SignatureAlgorithm.FromJwsName(jwsName)?.Name.Should().Be(name ?? "none is expected");

    [Fact]
    public void The_self_test_passes_on_this_machine()
    {
        CryptoSelfTest.Run();
        CryptoSelfTest.Ed25519BackEnd.Should().Be(Ed25519BackEnd.Installed().First().Name);
    }

    [Fact]
    public void The_self_test_stops_a_library_that_computes_wrongly()
    {
        var good = Ed25519BackEnd.Installed().First();
        CryptoSelfTest.RunEd25519(new Faulty(good, signsWrongly: false, verifiesAnything: false));
        foreach (var faulty in new[] { new Faulty(good, signsWrongly: true, verifiesAnything: false), new Faulty(good, signsWrongly: false, verifiesAnything: true) })
        {
            FluentActions.Invoking(() => CryptoSelfTest.RunEd25519(faulty)).Should()
                .Throw<CryptographicException>().WithMessage("Known-answer test failed: Ed25519 (faulty) *");
        }
    }

    private sealed class Faulty(Ed25519BackEnd good, bool signsWrongly, bool verifiesAnything) : Ed25519BackEnd
    {
        public override string Name => "faulty";

        public override bool IsPrimeOrderPoint(ReadOnlySpan<byte> point) => good.IsPrimeOrderPoint(point);

        public override Ed25519PublicMaterial OpenPublic(byte[] publicKey) => new Public(good.OpenPublic(publicKey), verifiesAnything);

        public override SigningMaterial OpenSeed(ReadOnlySpan<byte> seed)
        {
            var key = good.OpenSeed(seed);
            return new Signing(key, OpenPublic(key.Public.Raw.ToArray()), signsWrongly);
        }

        private sealed class Public(Ed25519PublicMaterial good, bool verifiesAnything) : Ed25519PublicMaterial(good.Raw.ToArray())
        {
            protected override bool VerifyEquation(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
                verifiesAnything || good.Verify(message, signature);
        }

        private sealed class Signing(SigningMaterial good, PublicMaterial publicKey, bool signsWrongly) : SigningMaterial
        {
            public override PublicMaterial Public => publicKey;

            public override void Sign(ReadOnlySpan<byte> message, Span<byte> signature)
            {
                good.Sign(message, signature);
                signature[40] ^= (byte)(signsWrongly ? 1 : 0);
            }

            public override void Export(Span<byte> secret) => good.Export(secret);

            public override void Dispose() => good.Dispose();
        }
    }
}
