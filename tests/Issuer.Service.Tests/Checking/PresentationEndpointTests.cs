using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Encoding;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Checking;

/// <summary>A wallet's answer, over HTTP: the service's own credential in a presentation that its holder signed as a token.</summary>
public sealed class PresentationEndpointTests(SharedService shared) : IClassFixture<SharedService>, IDisposable
{
    private readonly TestService _service = shared.Service;
    private readonly SigningKey _holder = SigningKey.Generate(SignatureAlgorithm.Ed25519);

    public void Dispose() => _holder.Dispose();

    [Fact]
    public async Task An_employer_who_asked_gets_a_verdict_on_presentation_and_credential()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement());
        var token = Present(issued["formats"]!["vc+jwt"]!.ToString(), "n-1", "https://employer.example");
        var enveloped = new JsonObject { ["@context"] = "https://www.w3.org/ns/credentials/v2", ["type"] = "EnvelopedVerifiablePresentation", ["id"] = "data:application/vp+jwt," + token };
        foreach (var credential in new JsonNode[] { JsonValue.Create(token)!, enveloped })
        {
            var answer = await AskAsync(credential, "n-1", "https://employer.example");
            answer["verdict"]!.ToString().Should().Be("valid", answer.ToJsonString());
            answer["related"]![0]!["report"]!["verdict"]!.ToString().Should().Be("valid");
            answer["related"]![0]!["report"]!["issuer"]!["id"]!.ToString().Should().Be(_service.Did);
        }

        Code(await AskAsync(JsonValue.Create(token)!, "n-2", "https://employer.example"), "validity").Should().Be("nonce-mismatch");
        Code(await AskAsync(JsonValue.Create(token)!, "n-1", "https://other.example"), "validity").Should().Be("audience-mismatch");

        // As itself, with its own media type; nobody was named for whom it would be, so it is for somebody else.
        using var content = new StringContent(token, Encoding.UTF8, "application/vp+jwt");
        using var posted = await _service.Anyone.PostAsync("/v1/verify", content);
        posted.StatusCode.Should().Be(HttpStatusCode.OK);
        Code(JsonNode.Parse(await posted.Content.ReadAsStringAsync())!, "validity").Should().Be("audience-mismatch");

        await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/revoke", new JsonObject { ["reason"] = "issued-in-error" });
        var revoked = await AskAsync(JsonValue.Create(token)!, "n-1", "https://employer.example");
        revoked["verdict"]!.ToString().Should().Be("invalid");
        Code(revoked, "status").Should().Be("credential-invalid");
        Code(revoked["related"]![0]!["report"]!, "status").Should().Be("revoked");
    }

    private async Task<JsonNode> AskAsync(JsonNode credential, string nonce, string audience)
    {
        var (status, body) = await _service.SendAsync(
            HttpMethod.Post, "/v1/verify", new JsonObject { ["credential"] = credential.DeepClone(), ["options"] = new JsonObject { ["nonce"] = nonce, ["aud"] = audience } }, _service.Anyone);
        status.Should().Be(HttpStatusCode.OK, body?.ToJsonString());
        return body!;
    }

    private static string Code(JsonNode answer, string check) => answer["checks"]!.AsArray().Single(one => one!["check"]!.ToString() == check)!["code"]!.ToString();

    private string Present(string credential, string nonce, string audience)
    {
        var claims = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
            ["type"] = new JsonArray("VerifiablePresentation"),
            ["holder"] = DidKey.Of(_holder.PublicKey),
            ["aud"] = audience,
            ["nonce"] = nonce,
            ["verifiableCredential"] = new JsonArray(new JsonObject
            {
                ["@context"] = "https://www.w3.org/ns/credentials/v2",
                ["type"] = "EnvelopedVerifiableCredential",
                ["id"] = "data:application/vc+jwt," + credential,
            }),
        };
        var header = new JsonObject { ["alg"] = "EdDSA", ["kid"] = DidKey.MethodOf(_holder.PublicKey), ["typ"] = "vp+jwt" };
        var input = $"{Part(header)}.{Part(claims)}";
        return $"{input}.{Base64UrlText.Encode(_holder.Sign(Encoding.ASCII.GetBytes(input)))}";
    }

    private static string Part(JsonObject json) => Base64UrlText.Encode(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
