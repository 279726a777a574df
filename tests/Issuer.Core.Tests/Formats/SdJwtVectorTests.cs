using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Xunit;

namespace Issuer.Core.Tests.Formats;

/// <summary>The 13 published SD-JWTs of RFC 9901 and of the SD-JWT VC draft, with their 114 disclosures and 5 key-binding JWTs.</summary>
public class SdJwtVectorTests
{
    [Fact]
    public void Every_published_token_verifies_and_every_disclosure_has_its_place()
    {
        var (tokens, disclosures, bindings) = (0, 0, 0);
        foreach (var vector in Vectors())
        {
            tokens++;
            var token = SdJwt.Parse(vector.GetProperty("sdjwt").GetString()!).Token!;
            PublicKey.TryFromJwk(vector.GetProperty("issuerKey"), out var issuer, out _).Should().BeTrue();
            issuer!.Verify(token.Jwt.SigningInput, token.Jwt.Signature).Should().BeTrue();
            var (content, fault) = SdJwtProcessing.Process(token);
            fault.Should().BeNull();
            content!.Disclosed.Should().HaveCount(token.Disclosures.Length);
            foreach (var path in content.Disclosed)
            {
                disclosures++;
                var disclosure = token.Disclosures[path.Disclosure];
                var value = At(content.Payload, path.Pointer);
                if (disclosure.Name is not null)
                    path.Pointer.Should().EndWith("/" + disclosure.Name);
                if (!disclosure.Value.GetRawText().Contains("\"_sd\"", StringComparison.Ordinal) && !disclosure.Value.GetRawText().Contains("\"...\"", StringComparison.Ordinal))
                    JsonElement.DeepEquals(value, disclosure.Value).Should().BeTrue(path.Pointer);
            }

            content.Payload.GetRawText().Should().NotContain("\"_sd\"").And.NotContain("\"...\"").And.NotContain("_sd_alg");
            SdJwtVc.WronglyDisclosed(content).Should().BeNull();
            if (vector.GetProperty("keyBinding").ValueKind == JsonValueKind.True)
            {
                bindings++;
                SdJwtKeyBinding.Verify(token, content.Payload, out var holder, out var why).Should().BeTrue(why?.Code);
                holder!.Nonce.Should().Be("1234567890");
            }
            else
            {
                token.KeyBinding.Should().BeNull();
            }
        }

        (tokens, disclosures, bindings).Should().Be((13, 114, 5));
    }

    [Fact]
    public void No_disclosure_can_be_altered_doubled_or_brought_from_another_token()
    {
        var foreign = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0";
        var tried = 0;
        foreach (var vector in Vectors())
        {
            var parts = vector.GetProperty("sdjwt").GetString()!.Split('~');
            for (var i = 1; i < parts.Length - 1; i++)
            {
                tried++;
                var altered = (string[])parts.Clone();
                altered[i] = Altered(parts[i]);
                Reads(altered).Should().BeFalse();
                Reads([.. parts[..i], parts[i], .. parts[i..]]).Should().BeFalse();
                Reads([.. parts[..i], foreign, .. parts[i..]]).Should().BeFalse();
            }
        }

        tried.Should().Be(114);
    }

    private static bool Reads(string[] parts) =>
        SdJwt.Parse(string.Join('~', parts)).Token is { } token && SdJwtProcessing.Process(token).Content is not null;

    // Another salt: still well formed, of no digest.
    private static string Altered(string encoded) => encoded[..6] + (encoded[6] == 'A' ? 'B' : 'A') + encoded[7..];

    private static JsonElement At(JsonElement root, string pointer)
    {
        foreach (var token in pointer.Split('/')[1..])
            root = root.ValueKind == JsonValueKind.Array ? root[int.Parse(token)] : root.GetProperty(token.Replace("~1", "/").Replace("~0", "~"));
        return root;
    }

    private static List<JsonElement> Vectors()
    {
        using var set = JsonDocument.Parse(File.ReadAllBytes(TestData.Shared("vectors/sd-jwt-vectors.json")));
        return [.. set.RootElement.EnumerateArray().Select(vector => vector.Clone())];
    }
}
