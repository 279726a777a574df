using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Credentials;
using Issuer.Service.Institutions;
using Issuer.Service.Sharing;
using Issuer.Service.Tests.Host;
using Issuer.Service.Tests.VcApi;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Issuer.Service.Tests.Access;

/// <summary>Examples in the API's description are no fiction: the requests are sent, and the answers have the members that the examples show.</summary>
public sealed class ApiExamplesTests
{
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private readonly HashSet<string> _called = [];

    [Fact]
    public async Task Every_example_is_what_the_service_takes_and_answers()
    {
        await using var service = await TestService.StartAsync(VcApiService.SettingsOf(
        [
            new("example", "Cryptosuite=eddsa-rdfc-2022 Status=revocation Issuer=set"),
            new("client", "Cryptosuite=eddsa-rdfc-2022 Access=client-credentials"),
        ]));
        var document = await ApiDocument.OfAsync(service);
        var now = TimeProvider.System.GetUtcNow();

        var issued = await CallAsync("issueCredential");
        var suspendable = await service.IssueAsync(Example(document, "issueCredential").With("options", new JsonObject { ["statusPurpose"] = "suspension" }));
        var faulty = await service.IssueAsync(Example(document, "issueCredential"));
        await CallAsync("checkCredential");
        await CallAsync("getCredential", ("id", issued!["id"]));
        await CallAsync("listCredentials");
        await CallAsync("searchCredentials");
        await CallAsync("suspendCredential", ("id", suspendable["id"]));
        await CallAsync("reinstateCredential", ("id", suspendable["id"]));
        await CallAsync("correctCredential", ("id", faulty["id"]));
        await CallAsync("offerClaim", ("id", issued["id"]));
        await CallAsync("getClaim", ("id", issued["id"]));
        await CallAsync("endClaim", ("id", issued["id"]));
        await AskToBeErasedAsync(service, issued["id"]!.ToString());
        var asked = await CallAsync("listErasureRequests");
        await CallAsync("decideErasureRequest", ("requestId", asked!["requests"]![0]!["requestId"]));
        var link = await CallAsync("createShareLink", ("id", issued["id"]));
        await CallAsync("listShareLinks", ("id", issued["id"]));
        await CallAsync("revokeShareLink", ("id", issued["id"]), ("linkId", link!["linkId"]));
        await CallAsync("revokeCredential", ("id", issued["id"]));
        await CallAsync("listCredentialEvents", ("id", issued["id"]));
        var form = await CallAsync("signCredentialForm", ("id", suspendable["id"]));
        await CallAsync("listCredentialForms", ("id", suspendable["id"]));
        await CallAsync("getCredentialRequest", ("id", issued["id"]));
        await CallAsync("getTokenStatusList", ("list", form!["status"]!.ToString().Split('/')[^1]));
        await CallAsync("getLearner", ("learnerId", issued["learnerId"]));
        await CallAsync("exportLearner", ("learnerId", issued["learnerId"]));
        await CallAsync("getStatusList", ("list", issued["links"]!["status"]!.ToString().Split('/')[^1]));
        await CallAsync("verifyCredential");
        await CallAsync("verifyCredential", "application/vc+jwt");

        await CallAsync("getInstitution");
        await CallAsync("putInstitution");
        await CallAsync("putLogo", "image/png");
        await CallAsync("getLogo", ("slug", "university-of-example"));
        await CallAsync("deleteLogo");
        var key = await CallAsync("createApiKey");
        await CallAsync("listApiKeys");
        await CallAsync("revokeApiKey", ("prefix", key!["prefix"]));
        await CallAsync("listSigningKeys");
        await CallAsync("newSigningKey");
        await CallAsync("rotateSigningKey");
        await CallAsync("retireSigningKey", ("keyId", "k3"));
        await CallAsync("compromiseSigningKey", ("keyId", "k1"));

        foreach (var id in new[] { "getDidDocument", "getJwks", "getKeyHistory" })
            await CallAsync(id, ("slug", "university-of-example"));
        await CallAsync("getKey", ("slug", "university-of-example"), ("keyId", "k2"));
        await TakeTheHostAsync(service);
        await CallAsync("getHostDidDocument");
        await CallAsync("resolveDid", ("did", "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"));
        await CallAsync("issueDocument", ("instance", "example"));
        await CallAsync("setDocumentStatus", ("instance", "example"));
        await CallAsync("verifyDocument", ("instance", "example"));
        await CallAsync("verifyPresentation", ("instance", "example"));
        await CallAsync("giveAccessToken", "application/x-www-form-urlencoded");
        await CallAsync("healthLive");
        await CallAsync("healthReady");
        await CallAsync("metrics");
        await CallAsync("explainProblem", ("code", "validation"));
        await CallAsync("listVocabularies");
        await CallAsync("getVocabulary", ("name", "stackability"));
        await CallAsync("eraseLearner", ("learnerId", issued["learnerId"]));
        _called.Should().BeEquivalentTo(document.Operations.Select(operation => operation.Id));

        Task<JsonNode?> CallAsync(string id, params object[] more)
        {
            var type = more.OfType<string>().SingleOrDefault() ?? "application/json";
            return SendAsync(service, document.Operation(id), type, now, [.. more.OfType<ValueTuple<string, JsonNode?>>(), .. more.OfType<ValueTuple<string, string>>().Select(p => (p.Item1, (JsonNode?)p.Item2))]);
        }
    }

    private async Task<JsonNode?> SendAsync(TestService service, ApiOperation operation, string type, DateTimeOffset now, (string Name, JsonNode? Value)[] parameters)
    {
        var path = parameters.Aggregate(operation.Path, (at, parameter) => at.Replace($"{{{parameter.Name}}}", parameter.Value!.ToString()));
        using var message = new HttpRequestMessage(operation.Method, path) { Content = Content(operation, type, now, service) };
        // Instances of the VC-API say themselves what they ask for; by default an API key.
        var asRegistrar = operation.IsClosed || operation.Id is "issueDocument" or "setDocumentStatus";
        using var response = await (asRegistrar ? service.Registrar : service.Anyone).SendAsync(message);
        response.IsSuccessStatusCode.Should().BeTrue("{0}: {1}", operation.Id, await response.Content.ReadAsStringAsync());
        var answer = await operation.ShouldNameAsync(response);
        _called.Add(operation.Id);
        var status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (answer is not null)
        {
            var example = operation.Node["responses"]![status]!["content"]![response.Content.Headers.ContentType!.MediaType!]!["example"]!;
            Shape.Of(example).Differences(Shape.Of(answer)).Should().BeEmpty("the example of {0} shows its answer", operation.Id);
        }

        return answer;
    }

    private static HttpContent? Content(ApiOperation operation, string type, DateTimeOffset now, TestService service)
    {
        if (operation.RequestTypes is [])
            return null;
        if (type == "image/png")
            return new ByteArrayContent(Png) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        var example = operation.Node["requestBody"]!["content"]![type]!["example"]!.DeepClone();
        // The example's client is one of another service; this one's is its API key.
        if (type == "application/x-www-form-urlencoded")
        {
            (example["client_id"], example["client_secret"]) = (service.ApiKey[4..12], service.ApiKey[13..]);
            return new FormUrlEncodedContent(example.AsObject().Select(member => KeyValuePair.Create(member.Key, member.Value!.ToString())));
        }

        // Times in examples are of one day in history; what they mean is relative to the clock.
        if (example is JsonObject body)
        {
            if (body.ContainsKey("at"))
                body["at"] = (operation.Id == "retireSigningKey" ? now.AddDays(1) : now).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
            if (body.ContainsKey("expiresAt"))
                body["expiresAt"] = now.AddYears(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        }

        return new StringContent(type == "application/json" ? example.ToJsonString() : example.ToString(), Encoding.UTF8, type);
    }

    private static JsonObject Example(ApiDocument document, string id) =>
        document.Operation(id).Node["requestBody"]!["content"]!["application/json"]!["example"]!.DeepClone().AsObject();

    // An institution whose identifier is the host's own, as /.well-known/did.json needs it.
    private static async Task TakeTheHostAsync(TestService service)
    {
        var directory = service.Services.GetRequiredService<InstitutionDirectory>();
        var did = "did:web:" + new Uri(service.PublicUrl).Authority.Replace(":", "%3A");
        var outcome = await service.Services.GetRequiredService<InstitutionRegister>().RegisterAsync(new NewInstitution("whole-host", did, directory.All.First().Profile));
        outcome.Should().BeOfType<InstitutionOutcome.Done>();
        await directory.RefreshAsync();
    }

    // What a learner does on a page of their own.
    private static async Task AskToBeErasedAsync(TestService service, string id)
    {
        var credential = await service.Services.GetRequiredService<CredentialReader>().FindAsync(id, CancellationToken.None);
        await service.Services.GetRequiredService<ErasureRequests>().AskAsync(credential!, CancellationToken.None);
    }

    /// <summary>Paths of all members, those of a list's entries taken together; what is null somewhere may be absent below it elsewhere.</summary>
    private sealed record Shape(HashSet<string> Paths, HashSet<string> Nulls)
    {
        public static Shape Of(JsonNode node)
        {
            var shape = new Shape([], []);
            shape.Walk(node, "");
            return shape;
        }

        public IEnumerable<string> Differences(Shape other) =>
            Paths.Except(other.Paths).Where(path => !other.IsUnder(path)).Select(path => $"only in the example: {path}")
                .Concat(other.Paths.Except(Paths).Where(path => !IsUnder(path)).Select(path => $"only in the answer: {path}"));

        private bool IsUnder(string path) => Nulls.Any(empty => path == empty || path.StartsWith(empty + "/", StringComparison.Ordinal) || path.StartsWith(empty + "[", StringComparison.Ordinal));

        private void Walk(JsonNode? node, string path)
        {
            Paths.Add(path);
            switch (node)
            {
                case null or JsonArray { Count: 0 }:
                    Nulls.Add(path);
                    break;
                // A signed document has the members of its credential: the example shows the frame alone.
                case JsonObject when path.EndsWith("/formats/vc", StringComparison.Ordinal) || path.EndsWith("/document", StringComparison.Ordinal):
                    break;
                case JsonObject members:
                    foreach (var (name, value) in members)
                        Walk(value, $"{path}/{name}");
                    break;
                case JsonArray entries:
                    foreach (var entry in entries)
                        Walk(entry, path + "[]");
                    break;
            }
        }
    }
}
