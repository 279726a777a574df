using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Issuer.Service.Checking;
using Xunit;

namespace Issuer.Service.Tests.Checking;

public sealed class SignCommandTests : IDisposable
{
    private const string Credential = """
        { "@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "issuer": "ISSUER",
          "validFrom": "2024-01-01T00:00:00Z", "credentialSubject": { "id": "urn:uuid:7d1c0f0e-0000-4000-8000-0000000000d2" } }
        """;

    private readonly CommandFiles _files = new();
    private readonly SigningKey _key = SigningKey.Generate(SignatureAlgorithm.P256);

    public SignCommandTests()
    {
        File.WriteAllBytes(At("key.json"), _key.ExportPrivateJwk());
        File.WriteAllText(At("key.pem"), _key.ExportPkcs8Pem());
        File.WriteAllText(At("document.json"), Credential.Replace("ISSUER", DidKey.Of(_key.PublicKey), StringComparison.Ordinal) + "\n");
    }

    public void Dispose()
    {
        _key.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData("key.json", "ecdsa-rdfc-2019")]
    [InlineData("key.pem", "ecdsa-jcs-2019")]
    public void What_it_signs_the_verify_command_finds_valid(string key, string suite)
    {
        var (code, signed, errors) = Run("document.json", "--key", key, "--cryptosuite", suite);
        code.Should().Be(0, errors);
        using var document = JsonDocument.Parse(signed);
        document.RootElement.GetProperty("proof").GetProperty("cryptosuite").GetString().Should().Be(suite);
        Verify(signed).Should().Be(0);
        Verify(signed.Replace("2024-01-01", "2024-01-02", StringComparison.Ordinal)).Should().Be(1);
    }

    [Fact]
    public void Tokens_and_the_digest_can_be_had_as_well()
    {
        var (code, told, errors) = Run("document.json", "--key", "key.json", "--form", "vc+jwt", "--json");
        code.Should().Be(0, errors);
        using var json = JsonDocument.Parse(told);
        json.RootElement.GetProperty("digest").GetString().Should().HaveLength(43);
        Verify(json.RootElement.GetProperty("signed").GetString()!).Should().Be(0);
    }

    [Fact]
    public void A_document_that_cannot_be_signed_is_refused_with_the_reason()
    {
        File.WriteAllText(At("undefined.json"), File.ReadAllText(At("document.json")).Replace("\"validFrom\"", "\"validSince\"", StringComparison.Ordinal));
        var (code, told, errors) = Run("undefined.json", "--key", "key.json");
        code.Should().Be(1);
        told.Should().BeEmpty();
        errors.Should().Contain("/validSince");
        Run("document.json", "--key", "key.json", "--cryptosuite", "eddsa-rdfc-2022").Code.Should().Be(1, "the key is of another kind");
    }

    [Fact]
    public void Document_or_key_may_come_by_standard_input()
    {
        _files.Run(["sign", "-", "--key", "key.json"], File.ReadAllBytes(At("document.json"))).Code.Should().Be(0);
        _files.Run(["sign", "document.json", "--key", "-"], File.ReadAllBytes(At("key.pem"))).Code.Should().Be(0);
    }

    [Theory]
    [InlineData]
    [InlineData("document.json")]
    [InlineData("document.json", "--key", "missing.json")]
    [InlineData("document.json", "--key", "document.json")]
    [InlineData("missing.json", "--key", "key.json")]
    [InlineData("key.pem", "--key", "key.json")]
    [InlineData("document.json", "--key", "key.json", "--cryptosuite", "rot13")]
    [InlineData("document.json", "--key", "key.json", "--created", "today")]
    [InlineData("document.json", "--key", "key.json", "--unknown", "x")]
    public void Wrong_arguments_are_said_so(params string[] arguments)
    {
        var (code, told, errors) = Run(arguments);
        code.Should().Be(3);
        told.Should().BeEmpty();
        errors.Should().NotBeEmpty();
    }

    private string At(string name) => _files.At(name);

    private int Verify(string signed) => _files.Run(["verify", "-"], System.Text.Encoding.UTF8.GetBytes(signed)).Code;

    private (int Code, string Out, string Err) Run(params string[] arguments) => _files.Run(["sign", .. arguments]);
}
