using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Status;
using Issuer.Core.Tests.Formats;
using Issuer.Core.Verification;
using Issuer.Service.Checking;
using Xunit;

namespace Issuer.Service.Tests.Checking;

public sealed class VerifyCommandTests : IDisposable
{
    private const string Did = "did:web:badges.example.org";
    private const string ListUrl = "https://badges.example.org/status/1";
    private readonly CommandFiles _files = new();
    private readonly SignedCredential _good = SignedCredential.Make(Did, ListUrl);

    public VerifyCommandTests()
    {
        Write("badge.jwt", _good.Compact + "\n");
        Write("list.jwt", _good.StatusList);
        File.WriteAllBytes(At("did.json"), _good.DidDocument);
    }

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Files_alone_suffice()
    {
        var (code, told, errors) = Run(At("badge.jwt"), "--did-document", At("did.json"), "--status-list", At("list.jwt"));
        code.Should().Be(0, told + errors);
        told.Split('\n')[0].Trim().Should().Be("valid");
        told.Should().Contain("signature-good").And.Contain("Status", Exactly.Times(0));
        errors.Should().BeEmpty();
    }

    [Fact]
    public void The_exit_code_tells_valid_invalid_and_unknown_apart()
    {
        Run(At("badge.jwt"), "--did-document", At("did.json")).Code.Should().Be(2);
        Run(At("badge.jwt")).Code.Should().Be(2);
        Run("--at", "2025-12-31T23:59:59Z", At("badge.jwt"), "--did-document", At("did.json"), "--status-list", At("list.jwt")).Code.Should().Be(1);
        Write("changed.jwt", _good.Compact.Replace("eyJhbGciOiJFUzI1NiI", "eyJhbGciOiJFUzI1NyI", StringComparison.Ordinal));
        Run(At("changed.jwt"), "--did-document", At("did.json"), "--status-list", At("list.jwt")).Code.Should().Be(1);
        var revoked = SignedCredential.Make(Did, ListUrl, revoked: true);
        Write("revoked.jwt", revoked.Compact);
        Write("revoked-list.jwt", revoked.StatusList);
        File.WriteAllBytes(At("revoked-did.json"), revoked.DidDocument);
        Run(At("revoked.jwt"), "--did-document", At("revoked-did.json"), "--status-list", At("revoked-list.jwt")).Code.Should().Be(1);
    }

    [Fact]
    public void An_sd_jwt_is_checked_with_the_same_files()
    {
        using var key = SigningKey.Generate(SignatureAlgorithm.P256);
        var kid = DidDocumentWriter.JwkMethod(Did, "k1");
        var now = _files.Clock.GetUtcNow();
        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds() - 60);
        var facts = new SdJwtVcFacts("urn:uuid:0198c0de-0000-4000-8000-000000000001", Did, issuedAt, issuedAt.AddDays(1), HolderKey: null, new("https://badges.example.org/token-status/1", 7));
        var claims = SdJwtVc.Claims(SdJwtLearningCredential.Vct, facts, [new("family_name", SdClaim.Of("Rees"), IsSelective: true)]);
        Write("wallet.txt", SdJwtVc.Sign(claims, key, kid, System.Security.Cryptography.RandomNumberGenerator.Fill).Compact + "\n");
        File.WriteAllBytes(At("wallet-did.json"), DidDocumentWriter.Write(Did, [("k1", key.PublicKey)]));
        foreach (var (status, expected) in new[] { (TokenStatusList.Valid, 0), (TokenStatusList.Invalid, 1), (TokenStatusList.Suspended, 1) })
        {
            var list = TokenStatusList.Empty(1024);
            list[7] = status;
            Write("wallet-list.jwt", TokenStatusListToken.Sign("https://badges.example.org/token-status/1", Did, list, issuedAt, issuedAt.AddDays(1), 300, key, kid).Compact);
            var (code, told, errors) = Run(At("wallet.txt"), "--did-document", At("wallet-did.json"), "--status-list", At("wallet-list.jwt"));
            code.Should().Be(expected, told + errors);
        }

        Run(At("wallet.txt"), "--did-document", At("wallet-did.json")).Code.Should().Be(2);
    }

    [Fact]
    public void A_badge_picture_is_checked_by_what_is_in_it()
    {
        File.WriteAllBytes(At("badge.png"), BakedPng.Write(Pictures.Png(), _good.Compact)!);
        File.WriteAllBytes(At("badge.svg"), BakedSvg.Write(System.Text.Encoding.UTF8.GetBytes(Pictures.Svg), _good.Compact)!);
        foreach (var file in new[] { "badge.png", "badge.svg" })
            Run(At(file), "--did-document", At("did.json"), "--status-list", At("list.jwt")).Code.Should().Be(0, file);

        File.WriteAllBytes(At("empty.png"), Pictures.Png());
        var (code, _, errors) = Run(At("empty.png"));
        code.Should().Be(3);
        errors.Should().Contain("holds no credential");
        File.WriteAllBytes(At("old.png"), Pictures.Png(Pictures.Plain("openbadges", "https://badges.example.org/assertions/1")));
        var (old, told, _) = Run(At("old.png"));
        old.Should().Be(2);
        told.Should().Contain("open-badges-2");
    }

    [Fact]
    public void The_report_can_be_had_as_json()
    {
        var (code, told, _) = Run(At("badge.jwt"), "--json", "--did-document", At("did.json"), "--status-list", At("list.jwt"));
        code.Should().Be(0);
        using var json = JsonDocument.Parse(told);
        json.RootElement.GetProperty("verdict").GetString().Should().Be("valid");
        json.RootElement.GetProperty("credential").GetProperty("issuer").GetString().Should().Be(Did);
        told.Should().NotContain("\u0007", "a terminal obeys control characters");
    }

    [Fact]
    public void Registries_and_roots_are_files_like_the_others()
    {
        Write("registry.json", $$"""{"registry": {"{{Did}}": {"name": "Prifysgol Ŵyn"} } }""");
        var (code, told, _) = Run(At("badge.jwt"), "--did-document", At("did.json"), "--status-list", At("list.jwt"), "--registry", At("registry.json"));
        code.Should().Be(0);
        told.Should().Contain("in-registry").And.Contain("registry.json lists the issuer as \"Prifysgol Ŵyn\"");
        Run(At("badge.jwt"), "--trusted-root", At("did.json")).Err.Should().Contain("has no certificate in PEM form");
        Run(At("badge.jwt"), "--registry", At("did.json")).Err.Should().Contain("is no registry of issuers");
    }

    [Fact]
    public void Standard_input_stands_for_one_of_the_files()
    {
        var credential = System.Text.Encoding.UTF8.GetBytes(_good.Compact);
        _files.Run(["verify", "-", "--did-document", "did.json", "--status-list", "list.jwt"], credential).Code.Should().Be(0);
        _files.Run(["verify", "badge.jwt", "--did-document", "-", "--status-list", "list.jwt"], _good.DidDocument).Code.Should().Be(0);
        var (code, _, errors) = _files.Run(["verify", "-", "--did-document", "-"], _good.DidDocument);
        code.Should().Be(3);
        errors.Should().Contain("one file only").And.NotContain("cannot be read");
    }

    [Theory]
    [InlineData]
    [InlineData("missing.jwt")]
    [InlineData("badge.jwt", "did.json")]
    [InlineData("badge.jwt", "--unknown")]
    [InlineData("badge.jwt", "--did-document")]
    [InlineData("badge.jwt", "--did-document", "missing.json")]
    [InlineData("badge.jwt", "--did-document", "list.jwt")]
    [InlineData("badge.jwt", "--status-list", "did.json")]
    [InlineData("badge.jwt", "--at", "tomorrow")]
    [InlineData("did.json")]
    public void Wrong_arguments_and_files_that_are_no_credential_are_said_so(params string[] arguments)
    {
        var (code, told, errors) = Run(arguments);
        code.Should().Be(3);
        told.Should().BeEmpty();
        errors.Should().NotBeEmpty();
    }

    private string At(string name) => _files.At(name);

    private void Write(string name, string text) => _files.Write(name, text);

    private (int Code, string Out, string Err) Run(params string[] arguments) => _files.Run(["verify", .. arguments]);
}
