using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Tests.Formats;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

/// <summary>Pictures handed in for the credential in them, and badges of Open Badges 2.0.</summary>
public class BakedInputTests
{
    private const string Assertion = """
        {
          "@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "https://badges.example.org/assertions/1",
          "recipient": { "type": "email", "hashed": true, "identity": "sha256$00" },
          "badge": { "type": "BadgeClass", "id": "https://badges.example.org/badges/1", "name": "Sport Management" },
          "issuedOn": "2020-01-01T00:00:00Z", "verification": { "type": "HostedBadge" }
        }
        """;

    [Fact]
    public async Task A_token_in_a_picture_is_checked_as_by_itself()
    {
        using var world = new World();
        var badge = world.Badge();
        foreach (var file in new[]
        {
            BakedPng.Write(Pictures.Png(), badge)!, BakedSvg.Write(Bytes(Pictures.Svg), badge)!, Pictures.Png(Pictures.Plain("openbadges", badge)),
            Pictures.Png(Pictures.International("openbadgecredential", " " + badge + "\n", compressed: true)), [.. "\uFEFF \r\n"u8, .. BakedSvg.Write(Bytes(Pictures.Svg), badge)!],
        })
        {
            var report = await VerifyAsync(world, file);
            report.Verdict.Should().Be(Verdict.Valid, report.Told());
        }

        var altered = BakedPng.Write(Pictures.Png(), badge[..^10] + "AAAAAAAAAA")!;
        (await VerifyAsync(world, altered)).Of("signature").Outcome.Should().Be(Outcome.Failed);
    }

    [Fact]
    public async Task Json_in_a_picture_is_checked_as_by_itself()
    {
        using var world = new World();
        var json = World.Plain().ToJsonString();
        foreach (var file in new[] { BakedPng.Write(Pictures.Png(), json)!, BakedSvg.Write(Bytes(Pictures.Svg), json)! })
            (await VerifyAsync(world, file)).Told().Should().Be((await world.VerifyAsync(json)).Told());
    }

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}", "json-duplicate-member")]
    [InlineData("{", "json-syntax")]
    [InlineData(" ", "empty")]
    public void What_lies_in_the_picture_is_read_as_strictly_as_anything(string content, string code) =>
        CredentialInput.Read(Pictures.Png(Pictures.Plain("openbadgecredential", content))).Should().BeOfType<CredentialInput.Unreadable>().Which.Code.Should().Be(code);

    [Fact]
    public void A_picture_in_a_picture_is_no_credential()
    {
        var inner = System.Text.Encoding.UTF8.GetString(BakedSvg.Write(Bytes(Pictures.Svg), "a.b.c")!);
        CredentialInput.Read(Pictures.Png(Pictures.International("openbadgecredential", inner))).Should().BeOfType<CredentialInput.NotACredential>().Which.Code.Should().Be("not-a-credential");
    }

    [Fact]
    public void Pictures_without_a_credential_or_with_damage_say_so()
    {
        CredentialInput.Read(Pictures.Png()).Should().BeOfType<CredentialInput.NotACredential>().Which.Code.Should().Be("image-without-credential");
        CredentialInput.Read(Bytes(Pictures.Svg)).Should().BeOfType<CredentialInput.NotACredential>().Which.Code.Should().Be("image-without-credential");
        CredentialInput.Read(Pictures.Png().AsMemory(..^1)).Should().BeOfType<CredentialInput.Unreadable>().Which.Code.Should().Be("image-damaged");
        CredentialInput.Read(Bytes("<!DOCTYPE svg>" + Pictures.Svg)).Should().BeOfType<CredentialInput.Unreadable>().Which.Code.Should().Be("image-document-type");
        CredentialInput.Read(Bytes("<html><body>a.b.c</body></html>")).Should().BeOfType<CredentialInput.NotACredential>().Which.Code.Should().Be("not-a-credential");
        CredentialInput.Read(new byte[CredentialInput.MaximumBytes + 1]).Should().BeOfType<CredentialInput.Unreadable>().Which.Code.Should().Be("too-large");
    }

    [Fact]
    public async Task A_badge_of_the_old_format_is_named_and_what_it_says_comes_back_unchecked()
    {
        using var world = new World();
        var signed = World.Sign(Assertion, """{"alg":"ES256"}""", world.Key);
        foreach (var file in new[]
        {
            Bytes(Assertion), Bytes(signed), Bytes(Assertion.Replace("/v2", "/v1", StringComparison.Ordinal)), Bytes(JsonSerializer.Serialize(signed)),
            Pictures.Png(Pictures.International("openbadges", Assertion)), Pictures.Png(Pictures.Plain("openbadges", signed)),
            Bytes(Pictures.Svg.Replace("<title>", $"<o:assertion xmlns:o='http://openbadges.org' verify='{signed}'/><title>", StringComparison.Ordinal)),
        })
        {
            var report = await VerifyAsync(world, file);
            report.Verdict.Should().Be(Verdict.Indeterminate);
            report.Of("format").Code.Should().Be("open-badges-2");
            report.Of("format").Detail.Should().Contain("Open Badges 2.0").And.Contain("without embedded proof");
            report.Checks.Should().NotContain(check => check.Outcome == Outcome.Passed);
            report.Credential!.Value.GetProperty("badge").GetProperty("name").GetString().Should().Be("Sport Management");
        }

        world.Asked.Should().BeEmpty("nothing of it is looked up");
    }

    [Fact]
    public async Task A_hosted_badge_may_be_an_address_alone()
    {
        using var world = new World();
        var report = await VerifyAsync(world, Pictures.Png(Pictures.Plain("openbadges", "https://badges.example.org/assertions/1")));
        report.Of("format").Code.Should().Be("open-badges-2");
        report.Credential.Should().BeNull();
        report.Verdict.Should().Be(Verdict.Indeterminate);
        world.Asked.Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"@context": "https://w3id.org/openbadges/v2", "type": "BadgeClass"}""")]
    [InlineData("""{"@context": "https://w3id.org/openbadges/v3", "type": "Assertion"}""")]
    [InlineData("""{"@context": {"x": "https://w3id.org/openbadges/v2"}, "type": "Assertion"}""")]
    [InlineData("""{"type": "Assertion"}""")]
    public void Only_assertions_of_the_old_contexts_are(string json) => CredentialInput.Read(Bytes(json)).Should().BeOfType<CredentialInput.NotACredential>();

    private static ValueTask<VerificationReport> VerifyAsync(World world, byte[] file) =>
        new CredentialVerifier(world).VerifyAsync(CredentialInput.Read(file), VerifyOptions.None, World.Now);

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
