using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

/// <summary>The shared attack set on SD-JWT VC: every vector, and for what the set leaves open, what we decided.</summary>
public class SdJwtAttackSetTests
{
    [Fact]
    public async Task Every_vector_gives_what_it_expects()
    {
        using var set = JsonDocument.Parse(await File.ReadAllBytesAsync(TestData.Shared("attacks/sd-jwt-attacks.json")));
        var wrong = new List<string>();
        var count = 0;
        foreach (var vector in set.RootElement.GetProperty("vectors").EnumerateArray())
        {
            count++;
            using var world = new World();
            var options = vector.TryGetProperty("nonce", out var nonce)
                ? new VerifyOptions(Nonce: nonce.GetString(), Audience: vector.GetProperty("aud").GetString())
                : VerifyOptions.None;
            var report = await world.VerifyAsync(vector.GetProperty("token").GetString()!, options);
            if (Fault(vector, report, world) is { } fault)
                wrong.Add($"{vector.GetProperty("id").GetString()}: {fault}: {report.Told()}, asked {string.Join(',', world.Asked)}");
        }

        wrong.Should().BeEmpty();
        count.Should().Be(set.RootElement.GetProperty("count").GetInt32());
    }

    /// <summary>The published tokens that are SD-JWT VCs, of issuers that are found by their metadata; all others say that they are something else.</summary>
    [Fact]
    public async Task Every_published_credential_is_valid_and_no_other_token_is_one()
    {
        using var set = JsonDocument.Parse(await File.ReadAllBytesAsync(TestData.Shared("vectors/sd-jwt-vectors.json")));
        var (credentials, others) = (0, 0);
        foreach (var vector in set.RootElement.EnumerateArray())
        {
            using var world = new World();
            var token = vector.GetProperty("sdjwt").GetString()!;
            var parsed = SdJwt.Parse(token).Token!;
            var issuer = parsed.Jwt.Payload.TryGetProperty("iss", out var iss) ? iss.GetString()! : "";
            if (IssuerMetadata.TryToUrl(issuer, out var url))
            {
                var key = JsonNode.Parse(vector.GetProperty("issuerKey").GetRawText())!;
                key["kid"] = parsed.Jwt.Kid;
                world.Keys[url.AbsoluteUri] = JsonSerializer.SerializeToUtf8Bytes(new { issuer, jwks = new { keys = new[] { key } } });
            }

            var options = new VerifyOptions(At: new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), Nonce: parsed.KeyBinding is null ? null : "1234567890");
            var report = await world.VerifyAsync(token, options);
            if (parsed.Jwt.Typ == "dc+sd-jwt")
            {
                credentials++;
                report.Verdict.Should().Be(Verdict.Valid, report.Told());
            }
            else
            {
                others++;
                report.Of("format").Code.Should().Be("wrong-type-of-token");
            }
        }

        (credentials, others).Should().Be((7, 6));
    }

    private static string? Fault(JsonElement vector, VerificationReport report, World world)
    {
        var expected = vector.GetProperty("expect").GetString();
        switch (expected)
        {
            // typ vc+sd-jwt, the former name, is accepted.
            case "accept" or "accept-when-nonce-aud-expected" or "accept-or-reject-documented":
                return report.Verdict != Verdict.Valid ? "not valid" : Claims(vector, report.Credential!.Value);
            case "reject":
                return report.Verdict == Verdict.Invalid && world.Asked.Count == 0 ? null : "not refused, or somebody was asked";
            case "reject-expired":
                return report.Of("validity").Code == "expired" && report.Verdict == Verdict.Invalid ? null : "not expired";
            case "reject-not-yet-valid":
                return report.Of("validity").Code == "not-yet-valid" && report.Verdict == Verdict.Invalid ? null : "not of the future";
            case "no-fetch-to-internal":
                // Of an issuer with a web address the metadata are asked for, through the sources and no other way; a type's address never is.
                return world.Asked.TrueForAll(address => address.Contains("/.well-known/jwt-vc-issuer", StringComparison.Ordinal)) ? null : "asked elsewhere";
            default:
                return $"the set expects {expected}";
        }
    }

    private static string? Claims(JsonElement vector, JsonElement credential)
    {
        if (vector.TryGetProperty("expectClaims", out var claims))
        {
            foreach (var claim in claims.EnumerateObject())
            {
                if (!credential.TryGetProperty(claim.Name, out var value) || !JsonElement.DeepEquals(value, claim.Value))
                    return $"{claim.Name} is missing or another";
            }
        }

        return vector.TryGetProperty("mustNotShow", out var hidden) && hidden.EnumerateArray().Any(name => credential.TryGetProperty(name.GetString()!, out _))
            ? "something hidden is shown"
            : null;
    }
}
