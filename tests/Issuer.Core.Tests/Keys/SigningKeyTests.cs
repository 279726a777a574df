using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Keys;
using Xunit;

namespace Issuer.Core.Tests.Keys;

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
            other.Verify("message"u8, signature).Should().BeTrue();
            other.Verify("massage"u8, signature).Should().BeFalse();
        }

        key.PublicKey.Verify("m"u8, fromJwk.Sign("m"u8)).Should().BeTrue();
        key.PublicKey.Verify("m"u8, fromPem.Sign("m"u8)).Should().BeTrue();
        fromJwk.Dispose();
        fromPem.Dispose();
    }

    [Fact]
    public void The_self_test_passes_on_this_machine() => CryptoSelfTest.Run();
}
