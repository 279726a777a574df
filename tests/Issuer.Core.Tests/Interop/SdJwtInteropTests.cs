using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Status;
using Issuer.Core.Tests.Formats;
using Xunit;

namespace Issuer.Core.Tests.Interop;

/// <summary>What npm's <c>@sd-jwt/sd-jwt-vc</c> says of our SD-JWTs; the other direction is <c>tests/interop/sd-jwt.test.mjs</c>.</summary>
public sealed class SdJwtInteropTests : IDisposable
{
    private const string ListUrl = "https://badges.example.org/token-status/EBESExQVFhcYGRobHB0eHw";
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly SigningKey _holder = SigningKey.Generate(SignatureAlgorithm.P256);
    private readonly List<(JsonObject Case, bool Expected)> _cases = [];

    public void Dispose() => _holder.Dispose();

    [Fact]
    public async Task Their_verifier_takes_ours_and_refuses_what_is_wrong_with_them()
    {
        foreach (var algorithm in (ReadOnlySpan<SignatureAlgorithm>)[SignatureAlgorithm.P256, SignatureAlgorithm.P384, SignatureAlgorithm.Ed25519])
        {
            using var key = SigningKey.Generate(algorithm);
            foreach (var hash in (ReadOnlySpan<SdJwtHash>)[SdJwtHash.Sha256, SdJwtHash.Sha384, SdJwtHash.Sha512])
                AddCases(key, hash);
        }

        var answers = await AskAsync();

        answers.Should().HaveCount(_cases.Count);
        foreach (var ((asked, expected), answer) in _cases.Zip(answers))
            answer["verified"]!.GetValue<bool>().Should().Be(expected, $"{asked["name"]}: {answer["error"]}");
        var whole = answers.First(answer => answer["name"]!.GetValue<string>().EndsWith("whole", StringComparison.Ordinal))["payload"]!;
        whole["family_name"]!.GetValue<string>().Should().Be("Rees-Ŵyn");
        whole["achievement_title"]!.GetValue<string>().Should().Be("Principles of Sport Management");
        foreach (var bound in answers.Where(answer => answer["name"]!.GetValue<string>().EndsWith("bound", StringComparison.Ordinal)))
        {
            bound["audience"]!.GetValue<string>().Should().Be("https://verifier.example");
            bound["payload"]!["birthdate"]!.GetValue<string>().Should().Be("1996-04-19");
            bound["payload"]!.AsObject().ContainsKey("family_name").Should().BeFalse();
        }
    }

    private void AddCases(SigningKey key, SdJwtHash hash)
    {
        var name = $"{key.Algorithm} {hash}";
        var issued = Issue(key, hash, Now.AddYears(1));
        var token = SdJwt.Parse(issued.Compact).Token!;
        var content = SdJwtProcessing.Process(token).Content!;
        var bound = SdJwtKeyBinding.Sign(SdJwtPresentation.Select(token, content, pointer => pointer == "/birthdate"), hash, _holder, "https://verifier.example", "n-1", Now);
        using var stranger = SigningKey.Generate(key.Algorithm);

        Add($"{name} whole", issued.Compact, key, true);
        Add($"{name} bound", bound, key, true, nonce: "n-1");
        Add($"{name} of another nonce", bound, key, false, nonce: "n-2");
        Add($"{name} without key binding", issued.Compact, key, false, nonce: "n-1");
        Add($"{name} with the key binding of another presentation", issued.Compact + bound[(bound.LastIndexOf('~') + 1)..], key, false, nonce: "n-1");
        Add($"{name} altered", issued.Compact.Replace(issued.Jwt.Signature, Altered(issued.Jwt.Signature), StringComparison.Ordinal), key, false);
        Add($"{name} of another key", issued.Compact, stranger, false);
        Add($"{name} expired", Issue(key, hash, Now.AddHours(-1)).Compact, key, false);
        Add($"{name} revoked", issued.Compact, key, false, status: TokenStatusList.Invalid);
        Add($"{name} suspended", issued.Compact, key, false, status: TokenStatusList.Suspended);
    }

    private void Add(string name, string token, SigningKey key, bool expected, string? nonce = null, int status = TokenStatusList.Valid)
    {
        var list = TokenStatusList.Empty(4096);
        (list[76], list[77], list[78]) = (1, status, 2);
        var asked = new JsonObject
        {
            ["name"] = name,
            ["token"] = token,
            ["issuerJwk"] = key.PublicKey.ToJwk(),
            ["statusList"] = TokenStatusListToken.Sign(ListUrl, Badges.Issuer.Did, list, Now.AddMinutes(-1), Now.AddDays(1), 300, key, Badges.Issuer.Did + "#k1-jwk").Compact,
            ["now"] = Now.ToUnixTimeSeconds(),
        };
        if (nonce is not null)
            asked["nonce"] = nonce;
        _cases.Add((asked, expected));
    }

    private IssuedSdJwt Issue(SigningKey key, SdJwtHash hash, DateTimeOffset expires)
    {
        var vc = new SdJwtVcFacts("urn:uuid:0198c0de-0000-4000-8000-000000000001", Badges.Issuer.Did, Now.AddDays(-1), expires, _holder.PublicKey, new(ListUrl, 77));
        SdJwtLearningCredential.TryWrite(Badges.Full, new(vc, "urn:uuid:0198c0de-0000-4000-8000-000000000002", []), out var claims, out _).Should().BeTrue();
        var nested = new SdMember("extra", new SdClaim.Object([new("list", new SdClaim.Array([new(SdClaim.Of(1), IsSelective: true), new(SdClaim.Of("two"))], Decoys: 1), IsSelective: true)], Decoys: 2), IsSelective: true);
        return SdJwtIssuing.Issue(claims! with { Members = claims.Members.Add(nested), Decoys = 3 }, key, Badges.Issuer.Did + "#k1-jwk", SdJwtVc.Typ, System.Security.Cryptography.RandomNumberGenerator.Fill, hash);
    }

    // The first character's high bit: never the same bytes.
    private static string Altered(string signature)
    {
        Base64UrlText.TryDecode(signature, out var bytes);
        bytes[0] ^= 0x80;
        return Base64UrlText.Encode(bytes);
    }

    private async Task<List<JsonNode>> AskAsync()
    {
        var folder = Path.Combine(TestData.Repository(), "tests", "interop");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "@sd-jwt")))
            Assert.Skip("The npm packages of tests/interop are not installed (npm ci).");
        var start = new ProcessStartInfo("node", ["sd-jwt-check.mjs"]) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var node = Start(start);
        var output = node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(_cases.Select(asked => asked.Case)));
        node.StandardInput.Close();
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        node.ExitCode.Should().Be(0, await errors);
        return [.. JsonNode.Parse(await output)!.AsArray().Select(answer => answer!)];
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("node is not here.");
            throw;
        }
    }
}
