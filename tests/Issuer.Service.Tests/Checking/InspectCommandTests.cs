using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Tests.Formats;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Service.Tests.Checking;

public sealed class InspectCommandTests : IDisposable
{
    private const string Did = "did:web:badges.example.org";
    private const string ListUrl = "https://badges.example.org/status/1";
    private readonly CommandFiles _files = new();
    private readonly SignedCredential _good = SignedCredential.Make(Did, ListUrl);

    public InspectCommandTests()
    {
        _files.Write("badge.jwt", _good.Compact + "\n");
        _files.Write("list.jwt", _good.StatusList);
        _files.Write("did.json", _good.DidDocument);
    }

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_token_is_told_with_its_checks_and_elements()
    {
        var (code, told, errors) = Run("badge.jwt", "--did-document", "did.json", "--status-list", "list.jwt");
        code.Should().Be(0, errors);
        told.Should().Contain("credential in jwt")
            .And.Contain($"issuer     {Did}").And.Contain("subject    did:example:learner").And.Contain("valid      from 2026-01-01T00:00:00Z")
            .And.Contain($"proof      jws, ES256, key {Did}#k1-jwk, for vc+jwt")
            .And.Contain("checks: valid").And.Contain("signature-good").And.Contain("active")
            .And.MatchRegex(@"\* learner +found +/credentialSubject");
        told.Should().MatchRegex(@"\* workload +missing");
        _files.Run(["inspect", "-"], System.Text.Encoding.UTF8.GetBytes(_good.Compact)).Out.Should().Contain("checks: indeterminate");
    }

    [Fact]
    public void Json_says_the_same_for_programs()
    {
        using var json = Json("badge.jwt");
        var content = json.RootElement.GetProperty("content");
        Texts(content.GetProperty("layers")).Should().Equal("jwt");
        content.GetProperty("issuer").GetString().Should().Be(Did);
        content.GetProperty("proofs")[0].GetProperty("suite").GetString().Should().Be("ES256");
        json.RootElement.GetProperty("report").GetProperty("checks")[0].GetProperty("check").GetString().Should().Be("format");
        json.RootElement.GetProperty("report").GetProperty("elements").GetArrayLength().Should().Be(16);
        json.RootElement.GetProperty("bytes").GetInt32().Should().Be(_good.Compact.Length + 1);
    }

    [Fact]
    public void Every_layer_around_a_credential_is_named()
    {
        _files.Write("badge.png", BakedPng.Write(Pictures.Png(), _good.Compact)!);
        _files.Write("badge.svg", BakedSvg.Write(System.Text.Encoding.UTF8.GetBytes(Pictures.Svg), _good.Compact)!);
        _files.Write("text.json", $"  \"{_good.Compact}\"");
        _files.Write("envelope.json", $$"""{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiableCredential","id":"data:application/vc+jwt,{{_good.Compact}}"}""");
        foreach (var (file, layers) in new[] { ("badge.png", "png jwt"), ("badge.svg", "svg jwt"), ("text.json", "json-text jwt"), ("envelope.json", "json envelope jwt") })
        {
            using var json = Json(file);
            string.Join(' ', Texts(json.RootElement.GetProperty("content").GetProperty("layers"))).Should().Be(layers);
            json.RootElement.GetProperty("content").GetProperty("issuer").GetString().Should().Be(Did, file);
        }
    }

    [Fact]
    public void Disclosures_are_told_with_their_places()
    {
        using var key = SigningKey.Generate(SignatureAlgorithm.P256);
        var facts = new SdJwtVcFacts("urn:uuid:0198c0de-0000-4000-8000-000000000001", Did, new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), null, HolderKey: null, Status: null);
        var claims = SdJwtVc.Claims(SdJwtLearningCredential.Vct, facts, [new("family_name", SdClaim.Of("Rees"), IsSelective: true), new("title", SdClaim.Of("Open"))]);
        var token = SdJwtVc.Sign(claims, key, Did + "#k1-jwk", System.Security.Cryptography.RandomNumberGenerator.Fill).Compact;
        _files.Write("wallet.txt", token);
        Run("wallet.txt").Out.Should().Contain("credential in sd-jwt").And.Contain("disclosed  /family_name").And.Contain("made 2026-11-01T00:00:00Z");
        using var json = Json("wallet.txt");
        var disclosure = json.RootElement.GetProperty("content").GetProperty("disclosures")[0];
        disclosure.GetProperty("pointer").GetString().Should().Be("/family_name");
        disclosure.GetProperty("value").GetString().Should().Be("Rees");

        // One that nothing refers to: the whole has no meaning, and what came along is still listed.
        _files.Write("added.txt", token + "WyJzYWx0IiwieCIsMV0~");
        using var added = Json("added.txt");
        added.RootElement.GetProperty("content").GetProperty("disclosures").GetArrayLength().Should().Be(2);
        added.RootElement.GetProperty("content").GetProperty("disclosures")[0].TryGetProperty("pointer", out var pointer).Should().Be(pointer.ValueKind == JsonValueKind.Null);
        added.RootElement.GetProperty("report").GetProperty("verdict").GetString().Should().Be("invalid");
    }

    [Fact]
    public void A_presentation_is_told_with_what_it_holds()
    {
        using var holder = SigningKey.Generate(SignatureAlgorithm.Ed25519);
        _files.Write("holder.json", holder.ExportPrivateJwk());
        _files.Write("presentation.json", $$"""
            {"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiablePresentation"],"holder":"{{DidKey.Of(holder.PublicKey)}}",
             "verifiableCredential":[{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiableCredential","id":"data:application/vc+jwt,{{_good.Compact}}"}]}
            """);
        var (_, signed, refused) = _files.Run(["sign", "presentation.json", "--key", "holder.json", "--challenge", "c1", "--domain", "https://employer.example"]);
        _files.Write("signed.json", signed);
        var (code, told, errors) = Run("signed.json", "--did-document", "did.json", "--status-list", "list.jwt", "--challenge", "c1", "--domain", "https://employer.example");
        code.Should().Be(0, refused + errors);
        told.Should().Contain("presentation in json").And.Contain($"holder     {DidKey.Of(holder.PublicKey)}")
            .And.Contain("for authentication, to https://employer.example, nonce c1")
            .And.Contain("holds      /verifiableCredential/0").And.Contain("    credential in json, envelope, jwt")
            .And.Contain("checks: valid").And.Contain("checks of the credential at /verifiableCredential/0: valid");
    }

    [Fact]
    public void What_a_credential_says_obeys_no_terminal()
    {
        _files.Write("hostile.json", "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"type\":[\"VerifiableCredential\",\"\\u001b]0;x\\u0007\"],\"issuer\":\"a\\u202eb\",\"credentialSubject\":{\"id\":\"Ŵyn\\u001b[2J\"}}");
        var (code, told, _) = Run("hostile.json");
        code.Should().Be(0);
        told.Should().Contain("Ŵyn?[2J").And.Contain("a?b").And.NotContain("\u001b").And.NotContain("\u0007").And.NotContain("\u202e");
        Run("hostile.json", "--json").Out.Should().NotContain("\u001b").And.NotContain("\u0007");
    }

    [Theory]
    [InlineData("{\"a\":1}", 0, "unknown in json")]
    [InlineData("hello", 3, "")]
    [InlineData("", 3, "")]
    [InlineData("{\"type\":", 3, "")]
    public void What_is_no_credential_is_said_so(string text, int expected, string begins)
    {
        _files.Write("other.txt", text);
        var (code, told, errors) = Run("other.txt");
        code.Should().Be(expected);
        told.Should().StartWith(begins);
        (told + errors).Should().MatchRegex(expected == 0 ? "not checked: " : "other.txt: ");
        Run("badge.jwt", "--unknown", "x").Code.Should().Be(3);
    }

    private static IEnumerable<string?> Texts(JsonElement array) => array.EnumerateArray().Select(text => text.GetString());

    private JsonDocument Json(string file)
    {
        var (code, told, errors) = Run(file, "--json");
        code.Should().Be(0, errors);
        return JsonDocument.Parse(told);
    }

    private (int Code, string Out, string Err) Run(params string[] arguments) => _files.Run(["inspect", .. arguments]);
}
