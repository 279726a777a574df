using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Checking;

/// <summary>DID Resolution over HTTP, against the real program: our own DIDs, keys, other hosts on loopback, and what is refused.</summary>
public sealed class IdentifierEndpointTests : IAsyncLifetime
{
    private const string Key = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
    private readonly LoopbackHost _other;
    private TestService _service = null!;
    private byte[] _document = [];

    public IdentifierEndpointTests() => _other = new((_, stream, ct) => LoopbackHost.WriteAsync(stream, _document, "", ct));

    private string OtherDid => $"did:web:localhost%3A{_other.Port}:institutions:a";

    public async ValueTask InitializeAsync() =>
        _service = await TestService.StartAsync(new() { ["Issuer:Outbound:AllowedTestOrigins"] = _other.Origin });

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task Our_own_DIDs_keys_and_other_hosts_are_resolved_with_their_metadata_or_alone()
    {
        using var key = SigningKey.Generate(SignatureAlgorithm.Ed25519);
        _document = DidDocumentWriter.Write(OtherDid, [("k1", key.PublicKey)]);
        foreach (var did in new[] { _service.Did, Key, DidJwk.Of(key.PublicKey), OtherDid })
        {
            foreach (var spelled in new[] { did, Uri.EscapeDataString(did) })
            {
                foreach (var accept in new[] { null, "*/*", "application/did-resolution", "application/json", "application/ld+json;profile=\"https://w3id.org/did-resolution\"" })
                {
                    var (status, type, body) = await GetAsync(spelled, accept);
                    status.Should().Be(HttpStatusCode.OK, "{0} as {1}: {2}", did, accept, body);
                    type.Should().StartWith(accept is null or "*/*" ? "application/did-resolution" : accept.Split(';')[0]);
                    body["@context"]!.ToString().Should().Be("https://w3id.org/did-resolution/v1");
                    body["didDocument"]!["id"]!.ToString().Should().Be(did);
                    body["didResolutionMetadata"]!["contentType"]!.ToString().Should().Be("application/did");
                    body["didDocumentMetadata"]!.AsObject().Should().BeEmpty();
                }

                foreach (var accept in new[] { "application/did", "application/did+json", "application/did+ld+json", "application/did;q=0.9, application/did-resolution;q=0.1" })
                {
                    var (status, type, body) = await GetAsync(spelled, accept);
                    status.Should().Be(HttpStatusCode.OK);
                    type.Should().Be(accept.Split(';')[0]);
                    body["id"]!.ToString().Should().Be(did);
                }
            }
        }

        _other.Connections.Should().Be(1, "the document was kept");
        JsonNode.DeepEquals((await GetAsync(_service.Did, "application/did")).Body,
            JsonNode.Parse(await _service.Anyone.GetByteArrayAsync("/institutions/university-of-example/did.json"))).Should().BeTrue();
    }

    [Fact]
    public async Task What_does_not_resolve_is_told_by_status_and_error()
    {
        (string Did, int Status, string Error)[] cases =
        [
            ("nonsense", 400, "INVALID_DID"),
            ("did:", 400, "INVALID_DID"),
            ("did:web", 400, "INVALID_DID"),
            ("did:web:", 400, "INVALID_DID"),
            ("did:Web:example.org", 400, "INVALID_DID"),
            ("did:web:example.org%23k1", 400, "INVALID_DID"),
            ("did:key:z", 400, "INVALID_DID"),
            ("did:key:abc", 400, "INVALID_DID"),
            ("did:jwk:e30", 400, "INVALID_DID"),
            ("did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6IkFBIiwiZCI6IkFBIn0", 400, "INVALID_DID"), // a private key
            ("did:web:127.0.0.1", 400, "INVALID_DID"),
            ("did:web:2130706433", 400, "INVALID_DID"),
            ("did:web:%5B%3A%3A1%5D", 400, "INVALID_DID"),
            ("did:web:169.254.169.254:latest:meta-data", 400, "INVALID_DID"),
            ("did:web:user%40example.org", 400, "INVALID_DID"),
            ("did:web:example.org:..:a", 400, "INVALID_DID"),
            ("did:web:example.org:%2e%2e:a", 400, "INVALID_DID"),
            ("did:web:example.org%0d%0aX:a", 400, "INVALID_DID"),
            ("did:web:localhost", 404, "NOT_FOUND"),
            ("did:web:localhost%3A1", 404, "NOT_FOUND"),
            ("did:ion:EiClkZMDxPKqC9c-umQfTkR8vvZ9JPhl_xLDI9Nfk38w5w", 501, "METHOD_NOT_SUPPORTED"),
            ("did:key:z6LSeu9HkTHSfLLeUs2nnzUSNedgDUevfNQgQjQC23ZCit6F", 501, "FEATURE_NOT_SUPPORTED"), // X25519
            (Key + "?versionId=1", 501, "FEATURE_NOT_SUPPORTED"),
        ];
        foreach (var (did, expected, error) in cases)
        {
            foreach (var accept in new[] { "application/did-resolution", "application/did" })
            {
                var (status, type, body) = await GetAsync(did, accept);
                ((int)status).Should().Be(expected, "{0}: {1}", did, body.ToJsonString());
                type.Should().Be("application/did-resolution");
                body["didDocument"].Should().BeNull();
                body["didResolutionMetadata"]!["error"]!["type"]!.ToString().Should().Be("https://www.w3.org/ns/did#" + error, did);
                body["didResolutionMetadata"]!["error"]!["title"]!.ToString().Should().NotBeEmpty();
            }
        }

        _other.Connections.Should().Be(0);
    }

    [Fact]
    public async Task An_identifier_of_ours_that_nobody_has_is_not_found_without_any_fetch()
    {
        var (status, _, _) = await GetAsync($"did:web:{new Uri(_service.PublicUrl).Authority.Replace(":", "%3A")}:institutions:nobody", null);
        status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_another_host_answers_is_passed_on_only_as_that_DIDs_document()
    {
        var bodies = new[] { "<html>", "{}", "[]", """{"id": "did:web:other.example"}""", """{"id": "a", "id": "b"}""", "" };
        var answers = new List<string>();
        for (var i = 0; i < bodies.Length; i++)
        {
            _document = Encoding.UTF8.GetBytes(bodies[i]);
            var (status, _, body) = await GetAsync($"did:web:localhost%3A{_other.Port}:case{i}", null);
            status.Should().Be(HttpStatusCode.NotFound, bodies[i]);
            answers.Add(body.ToJsonString());
        }

        answers.Add((await GetAsync("did:web:localhost%3A1", null)).Body.ToJsonString());
        answers.Distinct().Should().ContainSingle("open, closed and odd hosts are answered alike");
    }

    [Fact]
    public async Task A_form_that_there_is_not_is_refused()
    {
        var (status, type, body) = await GetAsync(Key, "text/html");
        status.Should().Be(HttpStatusCode.NotAcceptable);
        type.Should().Be("application/did-resolution");
        body["didResolutionMetadata"]!["error"]!["type"]!.ToString().Should().Be("https://www.w3.org/ns/did#REPRESENTATION_NOT_SUPPORTED");
    }

    [Fact]
    public async Task The_API_description_has_it()
    {
        var description = JsonNode.Parse(await _service.Anyone.GetStringAsync("/openapi/v1.json"))!;
        var operation = description["paths"]!["/1.0/identifiers/{did}"]!["get"]!;
        operation["operationId"]!.ToString().Should().Be("resolveDid");
        operation["responses"]!.AsObject().Select(response => response.Key).Should().BeEquivalentTo("200", "400", "404", "406", "429", "501", "default");
        operation["parameters"]![0]!["example"]!.ToString().Should().Be(Key);
    }

    private async Task<(HttpStatusCode Status, string? Type, JsonNode Body)> GetAsync(string did, string? accept)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(_service.PublicUrl + "/1.0/identifiers/" + did, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (accept is not null)
            message.Headers.Accept.ParseAdd(accept);
        using var response = await _service.Anyone.SendAsync(message);
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, JsonNode.Parse(await response.Content.ReadAsByteArrayAsync())!);
    }
}
