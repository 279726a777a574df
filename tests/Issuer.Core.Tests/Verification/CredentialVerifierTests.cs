using System.Text.Json.Nodes;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Xunit;
using Check = Issuer.Core.Verification.Check;
using Outcome = Issuer.Core.Verification.Outcome;

namespace Issuer.Core.Tests.Verification;

public class CredentialVerifierTests
{
    private static readonly string[] Order = ["format", "signature", "issuer", "validity", "status", "trust", "elements"];

    [Theory]
    [InlineData("Ed25519")]
    [InlineData("P-256")]
    [InlineData("P-384")]
    public async Task A_badge_as_the_service_signs_it_is_valid(string algorithm)
    {
        using var world = new World(SignatureAlgorithm.FromName(algorithm));
        var report = await world.VerifyAsync(world.Badge());
        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        report.Checks.Select(check => check.Name).Should().Equal(Order);
        report.Of("format").Code.Should().Be("vcdm-2.0");
        report.Of("signature").Code.Should().Be("signature-good");
        report.Of("issuer").Code.Should().Be("issuer-key");
        report.Of("validity").Code.Should().Be("in-period");
        report.Of("status").Code.Should().Be("active");
        report.Of("trust").Should().BeEquivalentTo(new { Outcome = Outcome.Warning, Code = "issuer-unknown" });
        report.Of("trust").Detail.Should().Contain("badges.example.org");
        report.Of("elements").Code.Should().Be("elements-complete");
        report.Credential!.Value.TryGetProperty("iss", out _).Should().BeFalse();
        report.Credential.Value.GetProperty("name").GetString().Should().Be("Principles of Sport Management");
    }

    [Fact]
    public async Task One_changed_character_anywhere_is_never_valid()
    {
        using var world = new World();
        var token = world.Badge();
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ~";
        Prop.ForAll(
            Gen.Choose(0, token.Length - 1).Zip(Gen.Elements(Alphabet.ToCharArray()), (at, c) => (at, c)).Where(change => token[change.at] != change.c).ToArbitrary(),
            change =>
            {
                var changed = token.Remove(change.at, 1).Insert(change.at, change.c.ToString());
                // Nothing in these sources waits.
                var report = world.VerifyAsync(changed).AsTask().GetAwaiter().GetResult();
                return report.Verdict == Verdict.Invalid;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

        // The last character of each part carries unused bits: all its neighbours, not a sample.
        foreach (var at in new[] { token.IndexOf('.') - 1, token.LastIndexOf('.') - 1, token.Length - 1 })
        {
            foreach (var c in Alphabet.Where(c => c != token[at]))
                (await world.VerifyAsync(token.Remove(at, 1).Insert(at, c.ToString()))).Verdict.Should().Be(Verdict.Invalid, "{0} at {1}", c, at);
        }
    }

    [Theory]
    [InlineData(" \r\n{0}\n")]
    [InlineData("\"{0}\"")]
    [InlineData("""{{"@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiableCredential", "id": "data:application/vc+jwt,{0}"}}""")]
    [InlineData("""{{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["EnvelopedVerifiableCredential"], "id": "data:Application/VC+JWT,{0}"}}""")]
    public async Task A_token_is_taken_bare_quoted_or_enveloped(string form)
    {
        using var world = new World();
        var report = await world.VerifyAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, world.Badge()));
        report.Verdict.Should().Be(Verdict.Valid, report.Told());
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("   ", "empty")]
    [InlineData("hello", "json-syntax")]
    [InlineData("{", "json-syntax")]
    [InlineData("{\"a\":1,\"a\":2}", "json-duplicate-member")]
    [InlineData("[]", "not-a-credential")]
    [InlineData("{}", "not-a-credential")]
    [InlineData("1", "not-a-credential")]
    [InlineData("\"text\"", "not-a-credential")]
    [InlineData("\"a.b.c.d.e\"", "encrypted")]
    [InlineData("a.b.c.d.e", "encrypted")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.AA~WyJhIl0~", "not-a-credential")]
    [InlineData("..........", "not-a-credential")]
    [InlineData("{\"type\":\"EnvelopedVerifiablePresentation\"}", "envelope-not-supported")]
    [InlineData("{\"type\":\"EnvelopedVerifiableCredential\",\"id\":\"data:application/mso_mdoc,a.b.c\"}", "envelope-not-supported")]
    [InlineData("{\"type\":\"EnvelopedVerifiableCredential\",\"id\":[]}", "envelope-not-supported")]
    public async Task What_is_no_credential_is_said_to_be_none(string text, string code)
    {
        using var world = new World();
        CredentialInput.Read(System.Text.Encoding.UTF8.GetBytes(text)).Should().Match<CredentialInput>(input =>
            input is CredentialInput.Unreadable || input is CredentialInput.NotACredential);
        var report = await world.VerifyAsync(text);
        report.Verdict.Should().Be(Verdict.Invalid);
        report.Of("format").Code.Should().Be(code);
        report.Credential.Should().BeNull();
        report.Checks.Select(check => check.Name).Should().Equal(Order);
    }

    [Fact]
    public void More_than_a_mebibyte_and_a_million_dots_are_not_looked_at()
    {
        CredentialInput.Read(new byte[CredentialInput.MaximumBytes + 1]).Should().BeOfType<CredentialInput.Unreadable>().Which.Code.Should().Be("too-large");
        CredentialInput.Read(System.Text.Encoding.ASCII.GetBytes(new string('.', 1_000_000))).Should().BeOfType<CredentialInput.NotACredential>();
        CredentialInput.Read(System.Text.Encoding.ASCII.GetBytes(new string('[', 1_000_000))).Should().BeOfType<CredentialInput.Unreadable>().Which.Code.Should().Be("json-too-deep");
    }

    [Theory]
    [InlineData("at", "2025-12-31T23:59:59Z", "not-yet-valid")]
    [InlineData("at", "2026-01-01T00:00:00Z", "in-period")]
    [InlineData("at", "2030-01-01T00:00:00Z", "in-period")]
    [InlineData("at", "2030-01-01T00:00:01Z", "expired")]
    [InlineData("nbf", "1893456000", "not-yet-valid")]
    [InlineData("nbf", "1e300", "not-yet-valid")]
    [InlineData("exp", "1763726400", "expired")]
    [InlineData("exp", "-1e300", "expired")]
    [InlineData("exp", "1e300", "in-period")]
    public async Task Validity_is_the_narrowest_period_that_credential_and_token_name(string what, string value, string code)
    {
        using var world = new World();
        var payload = World.Plain();
        var options = VerifyOptions.None;
        if (what == "at")
            options = new(At: DateTimeOffset.Parse(value, System.Globalization.CultureInfo.InvariantCulture));
        else
            payload[what] = JsonNode.Parse(value);
        var report = await world.VerifyAsync(world.Sign(payload), options);
        report.Of("validity").Code.Should().Be(code);
        report.Verdict.Should().Be(code == "in-period" ? Verdict.Valid : Verdict.Invalid);
    }

    [Fact]
    public async Task A_token_for_others_or_without_what_is_demanded_is_not_valid()
    {
        using var world = new World();
        var payload = World.Plain();
        (await world.VerifyAsync(world.Sign(payload), new(Nonce: "n"))).Of("validity").Code.Should().Be("nonce-mismatch");
        (await world.VerifyAsync(world.Sign(payload), new(Audience: "a"))).Of("validity").Code.Should().Be("audience-mismatch");
        payload["aud"] = new JsonArray("a", "b");
        (await world.VerifyAsync(world.Sign(payload))).Of("validity").Code.Should().Be("audience-mismatch");
        (await world.VerifyAsync(world.Sign(payload), new(Audience: "b"))).Verdict.Should().Be(Verdict.Valid);
        (await world.VerifyAsync(world.Sign(payload), new(Audience: "c"))).Of("validity").Code.Should().Be("audience-mismatch");
    }

    [Theory]
    [InlineData(Outcome.Passed, Verdict.Valid)]
    [InlineData(Outcome.Failed, Verdict.Invalid)]
    [InlineData(Outcome.CannotTell, Verdict.Indeterminate)]
    public void Each_deciding_check_decides_and_the_others_never_do(Outcome outcome, Verdict verdict)
    {
        foreach (var name in Order)
        {
            var checks = Order.Select(other => new Check(other, other == name ? outcome : Outcome.Passed, "", ""));
            VerificationReport.Decide(checks).Should().Be(name is "trust" or "elements" ? Verdict.Valid : verdict, name);
        }

        VerificationReport.Decide([new("format", Outcome.CannotTell, "", ""), new("status", Outcome.Failed, "", "")]).Should().Be(Verdict.Invalid);
    }

    [Fact]
    public async Task No_bytes_make_it_throw()
    {
        using var world = new World();
        var token = world.Badge();
        var parts = token.Split('.');
        // Random bytes as the whole, and as each part of a token whose other parts are good.
        Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>(),
            bytes =>
            {
                var text = Issuer.Core.Encoding.Base64UrlText.Encode(bytes);
                foreach (var input in new[]
                {
                    CredentialInput.Read(bytes),
                    new CredentialInput.Token($"{text}.{parts[1]}.{parts[2]}"),
                    new CredentialInput.Token($"{parts[0]}.{text}.{parts[2]}"),
                    new CredentialInput.Token($"{parts[0]}.{parts[1]}.{text}"),
                })
                {
                    var report = new CredentialVerifier(world).VerifyAsync(input, VerifyOptions.None, World.Now).AsTask().GetAwaiter().GetResult();
                    if (report.Verdict != Verdict.Invalid)
                        return false;
                }

                return true;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
        (await world.VerifyAsync(token)).Verdict.Should().Be(Verdict.Valid);
    }
}
