using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Access;

/// <summary>Whatever an operation is provoked with, it answers what its description names: status, media type, code of the problem.</summary>
public sealed class DocumentedAnswersTests(SharedService shared) : IClassFixture<SharedService>
{
    private static readonly (string Type, byte[] Body)[] Bodies =
    [
        ("text/csv", "a,b"u8.ToArray()),
        ("application/json", "{"u8.ToArray()),
        ("application/json", "{\"a\":1,\"a\":2}"u8.ToArray()),
        ("application/json", "[]"u8.ToArray()),
        ("application/json", "{\"nobody-knows-this\":1}"u8.ToArray()),
        ("application/json", new byte[2_000_000]),
        ("application/vc+jwt", "no token"u8.ToArray()),
        ("application/vc+jwt", "eyJhbGciOiJub25lIn0.e30."u8.ToArray()),
        ("image/png", "no image"u8.ToArray()),
    ];

    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task To_those_without_a_key_or_a_scope()
    {
        var document = await ApiDocument.OfAsync(_service);
        foreach (var operation in document.Operations.Where(operation => operation.IsClosed))
        {
            using var stranger = await SendAsync(operation, _service.Anyone);
            stranger.StatusCode.Should().Be(HttpStatusCode.Unauthorized, operation.Id);
            await operation.ShouldNameAsync(stranger);
            foreach (var scope in operation.Scopes)
            {
                using var client = _service.NewClient(await NewKeyAsync(new[] { "issue", "revoke", "read", "admin" }.Where(other => other != scope)));
                using var limited = await SendAsync(operation, client);
                limited.StatusCode.Should().Be(HttpStatusCode.Forbidden, operation.Id);
                await operation.ShouldNameAsync(limited);
            }
        }
    }

    [Fact]
    public async Task To_what_is_not_there()
    {
        var document = await ApiDocument.OfAsync(_service);
        var asked = 0;
        foreach (var operation in document.Operations.Where(operation => operation.Path.Contains('{')))
        {
            using var response = await SendAsync(operation, _service.Registrar, Example(operation));
            if (response.StatusCode != HttpStatusCode.UnprocessableEntity)
                // What is no DID at all is the asker's fault (DID Resolution, INVALID_DID).
                response.StatusCode.Should().Be(operation.Id == "resolveDid" ? HttpStatusCode.BadRequest : HttpStatusCode.NotFound, operation.Id);
            await operation.ShouldNameAsync(response);
            asked++;
        }

        asked.Should().BeGreaterThan(15);
    }

    [Fact]
    public async Task To_bodies_that_are_none()
    {
        var document = await ApiDocument.OfAsync(_service);
        var asked = 0;
        foreach (var operation in document.Operations.Where(operation => operation.RequestTypes is not []))
        {
            foreach (var (type, body) in Bodies)
            {
                using var response = await SendAsync(operation, _service.Registrar, Content(type, body));
                ((int)response.StatusCode).Should().BeLessThan(500);
                await operation.ShouldNameAsync(response, $"{type} of {body.Length} bytes");
                asked++;
            }
        }

        asked.Should().BeGreaterThan(80);
    }

    [Fact]
    public async Task To_what_the_state_does_not_allow()
    {
        var document = await ApiDocument.OfAsync(_service);
        var issued = await _service.IssueAsync(Requests.SportManagement(), "once");
        var path = $"/v1/credentials/{issued["id"]}";
        await ExpectAsync("issueCredential", "/v1/credentials", 422, "idempotency-key-reused", Requests.SportManagement("Other"), ("Idempotency-Key", "once"));
        await ExpectAsync("issueCredential", "/v1/credentials", 400, "bad-request", Requests.SportManagement(), ("Idempotency-Key", new string('k', 300)));
        await ExpectAsync("issueCredential", "/v1/credentials", 422, "validation", Requests.SportManagement().With("title", ""));
        await ExpectAsync("suspendCredential", path + "/suspend", 409, "no-suspension-entry", new JsonObject());
        await ExpectAsync("revokeCredential", path + "/revoke", 412, "precondition-failed", new JsonObject(), ("If-Match", "\"99\""));
        await ExpectAsync("revokeCredential", path + "/revoke", 200, null, new JsonObject());
        await ExpectAsync("reinstateCredential", path + "/reinstate", 409, "state-final", new JsonObject());
        await ExpectAsync("correctCredential", path + "/correct", 409, "state-final", Requests.SportManagement());
        await ExpectAsync("listCredentials", "/v1/credentials?limit=0", 400, "bad-request");
        await ExpectAsync("listCredentials", "/v1/credentials?cursor=nobody", 400, "bad-request");
        await ExpectAsync("retireSigningKey", "/v1/institution/keys/k9/retire", 404, "key-not-found", new JsonObject());
        await ExpectAsync("compromiseSigningKey", "/v1/institution/keys/k1/compromise", 409, "key-state", new JsonObject { ["at"] = "2999-01-01T00:00:00Z" });
        await ExpectAsync("putInstitution", "/v1/institution", 412, "precondition-failed", (JsonObject)Example(document, "putInstitution").DeepClone(), ("If-Match", "\"99\""));
        await ExpectAsync("createApiKey", "/v1/api-keys", 404, "not-found", new JsonObject { ["rotates"] = "zzzzzzzz" });
        await ExpectAsync("eraseLearner", $"/v1/learners/{issued["learnerId"]}", 204, null);
        await ExpectAsync("getLearner", $"/v1/learners/{issued["learnerId"]}", 410, "erased");

        async Task ExpectAsync(string id, string target, int status, string? code, JsonNode? body = null, (string Name, string Value)? header = null)
        {
            var operation = document.Operation(id);
            using var message = new HttpRequestMessage(operation.Method, target) { Content = body is null ? null : TestService.Json(body) };
            if (header is var (name, value))
                message.Headers.TryAddWithoutValidation(name, value);
            using var response = await _service.Registrar.SendAsync(message);
            var answer = await operation.ShouldNameAsync(response);
            ((int)response.StatusCode).Should().Be(status, id);
            (status < 400 ? null : answer!["code"]!.ToString()).Should().Be(code);
        }
    }

    private static Task<HttpResponseMessage> SendAsync(ApiOperation operation, HttpClient client, HttpContent? content = null) =>
        client.SendAsync(new HttpRequestMessage(operation.Method, Absent(operation.Path)) { Content = content ?? Content(operation) });

    // Well formed, and nobody's.
    private static string Absent(string path) => path.Replace("{learnerId}", "5cf41171-99a1-4b1b-8158-a5027b607fbc").Replace("{prefix}", "zzzzzzzz")
        .Replace("{id}", "AAAAAAAAAAAAAAAAAAAAAA").Replace("{list}", "AAAAAAAAAAAAAAAAAAAAAA").Replace("{", "absent-").Replace("}", "");

    private static ByteArrayContent? Content(ApiOperation operation) =>
        operation.RequestTypes is [var type, ..] ? Content(type, "{}"u8.ToArray()) : null;

    private static ByteArrayContent Content(string type, byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    private static StringContent? Example(ApiOperation operation) =>
        operation.Node["requestBody"]?["content"]?["application/json"]?["example"] is { } example ? new StringContent(example.ToJsonString(), Encoding.UTF8, "application/json") : null;

    private static JsonNode Example(ApiDocument document, string id) => document.Operation(id).Node["requestBody"]!["content"]!["application/json"]!["example"]!;

    private async Task<string> NewKeyAsync(IEnumerable<string> scopes)
    {
        var (_, body) = await _service.SendAsync(HttpMethod.Post, "/v1/api-keys", new JsonObject { ["name"] = "test", ["scopes"] = new JsonArray([.. scopes.Select(s => (JsonNode)s)]) });
        return body!["apiKey"]!.ToString();
    }
}
