using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Status;
using Xunit;

namespace Issuer.Core.Tests.Status;

public class StatusListCredentialTests
{
    private const string Url = "https://badges.example.org/status/EBESExQVFhcYGRobHB0eHw";
    private const string Did = "did:web:badges.example.org:institutions:cardiff-met";

    private static readonly DateTimeOffset At = new(2026, 11, 21, 9, 30, 15, TimeSpan.Zero);

    [Fact]
    public void It_says_what_the_specification_asks_for_and_no_more()
    {
        var list = BitstringStatusList.Empty();
        list.Set(94_567, true);

        System.Text.Encoding.UTF8.GetString(StatusListCredential.Write(Url, Did, "revocation", list, At, 300_000, At.AddDays(7))).Should().Be(
            "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"id\":\"" + Url + "\",\"type\":[\"VerifiableCredential\",\"BitstringStatusListCredential\"],\"issuer\":\"" + Did
            + "\",\"validFrom\":\"2026-11-21T09:30:15Z\",\"validUntil\":\"2026-11-28T09:30:15Z\",\"credentialSubject\":{\"id\":\"" + Url
            + "#list\",\"type\":\"BitstringStatusList\",\"statusPurpose\":\"revocation\",\"ttl\":300000,\"encodedList\":\"" + list.Encode() + "\"}}");
    }

    [Fact]
    public void A_badge_s_entry_is_found_in_the_signed_list()
    {
        using var key = SigningKey.Generate(SignatureAlgorithm.Ed25519);
        var list = BitstringStatusList.Empty();
        list.Set(94_567, true);
        var signed = VcJwt.Sign(StatusListCredential.Write(Url, Did, "suspension", list, At, 60_000), key, Did + "#k1-jwk");

        var token = VcJwt.Parse(signed.Compact).Token!;

        key.PublicKey.Verify(token.SigningInput, token.Signature).Should().BeTrue();
        token.Payload.GetProperty("iss").GetString().Should().Be(Did);
        token.Payload.GetProperty("sub").GetString().Should().Be(Url + "#list");
        token.Payload.GetProperty("jti").GetString().Should().Be(Url);
        token.Payload.TryGetProperty("exp", out _).Should().BeFalse();
        EuContext.AreKnown(token.Payload.GetProperty("@context")).Should().BeTrue();
        BitstringStatusList.TryDecode(token.Payload.GetProperty("credentialSubject").GetProperty("encodedList").GetString(), 1024 * 1024, out var read, out _).Should().BeTrue();
        read![94_567].Should().BeTrue();
        read[94_566].Should().BeFalse();
    }
}
