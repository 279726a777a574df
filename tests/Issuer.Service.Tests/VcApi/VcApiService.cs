using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Issuer.Service.Institutions;
using Issuer.Service.Store;
using Issuer.Service.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace Issuer.Service.Tests.VcApi;

/// <summary>A service with an instance for each cryptosuite, key and kind of access, on SQLite.</summary>
public class VcApiService : SharedService
{
    /// <summary>Instances by name: what the settings say beside the institution.</summary>
    public static readonly Dictionary<string, string> Instances = new()
    {
        ["eddsa-rdfc"] = "Cryptosuite=eddsa-rdfc-2022",
        ["eddsa-jcs"] = "Cryptosuite=eddsa-jcs-2022",
        ["p256-rdfc"] = "Cryptosuite=ecdsa-rdfc-2019",
        ["p256-jcs"] = "Cryptosuite=ecdsa-jcs-2019",
        ["p384-rdfc"] = "Cryptosuite=ecdsa-rdfc-2019 Algorithm=ES384",
        ["p384-jcs"] = "Cryptosuite=ecdsa-jcs-2019 Algorithm=ES384",
        ["jwt"] = "Form=vc+jwt",
        ["jwt-eddsa"] = "Form=vc+jwt Algorithm=EdDSA",
        ["did-eddsa-rdfc"] = "Cryptosuite=eddsa-rdfc-2022 Key=did-key",
        ["did-eddsa-jcs"] = "Cryptosuite=eddsa-jcs-2022 Key=did-key",
        ["did-p256-rdfc"] = "Cryptosuite=ecdsa-rdfc-2019 Key=did-key",
        ["did-p256-jcs"] = "Cryptosuite=ecdsa-jcs-2019 Key=did-key",
        ["did-p384-rdfc"] = "Cryptosuite=ecdsa-rdfc-2019 Algorithm=ES384 Key=did-key",
        ["did-p384-jcs"] = "Cryptosuite=ecdsa-jcs-2019 Algorithm=ES384 Key=did-key",
        ["did-jwt"] = "Form=vc+jwt Key=did-key",
        ["revocable"] = "Cryptosuite=eddsa-rdfc-2022 Status=revocation",
        ["suspendable"] = "Form=vc+jwt Status=suspension",
        ["client"] = "Cryptosuite=eddsa-rdfc-2022 Status=suspension Access=client-credentials",
        ["open"] = "Cryptosuite=eddsa-rdfc-2022 Key=did-key Access=open Issuer=set",
    };

    protected static Dictionary<string, string> Settings { get; } = SettingsOf(Instances);

    public static Dictionary<string, string> SettingsOf(IEnumerable<KeyValuePair<string, string>> instances)
    {
        var settings = new Dictionary<string, string>();
        foreach (var (name, members) in instances)
        {
            foreach (var member in members.Split(' ', StringSplitOptions.RemoveEmptyEntries).Prepend("Institution=university-of-example"))
                settings[$"Issuer:VcApi:Instances:{name}:{member.Split('=')[0]}"] = member.Split('=')[1];
        }

        return settings;
    }

    /// <summary>The identifier that an instance signs as.</summary>
    public string IssuerOf(string instance)
    {
        var settings = Instances[instance];
        if (!settings.Contains("Key=did-key", StringComparison.Ordinal))
            return Service.Did;
        var algorithm = settings.Contains("ES384", StringComparison.Ordinal) ? SignatureAlgorithm.P384
            : settings.Contains("ecdsa", StringComparison.Ordinal) || settings.Contains("jwt", StringComparison.Ordinal) ? SignatureAlgorithm.P256
            : SignatureAlgorithm.Ed25519;
        var institution = Service.Services.GetRequiredService<InstitutionDirectory>().ByDid(Service.Did)!;
        return DidKey.Of(institution.ActiveKey(algorithm, TimeProvider.System.GetUtcNow())!.PublicKey);
    }

    /// <summary>What the W3C's suites send: short, in the example vocabulary, from the instance's own issuer.</summary>
    public JsonObject Credential(string instance) => new()
    {
        ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"),
        ["id"] = $"urn:uuid:{RandomUuid.Create()}",
        ["type"] = new JsonArray("VerifiableCredential", "ExampleTestCredential"),
        ["issuer"] = IssuerOf(instance),
        ["validFrom"] = "2026-01-01T00:00:00Z",
        ["credentialSubject"] = new JsonObject { ["id"] = "did:example:alice", ["name"] = "Alice Ŵyn" },
    };

    /// <summary>The same in the data model 1.1.</summary>
    public JsonObject OldCredential(string instance) => new()
    {
        ["@context"] = new JsonArray("https://www.w3.org/2018/credentials/v1"),
        ["id"] = $"urn:uuid:{RandomUuid.Create()}",
        ["type"] = new JsonArray("VerifiableCredential"),
        ["issuer"] = IssuerOf(instance),
        ["issuanceDate"] = "2026-01-01T00:00:00Z",
        ["credentialSubject"] = new JsonObject { ["id"] = "did:example:alice" },
    };

    public Task<(HttpStatusCode Status, JsonNode? Body)> PostAsync(string path, JsonNode? body, HttpClient? client = null) =>
        Service.SendAsync(HttpMethod.Post, $"/vc-api/{path}", body, client);

    /// <summary>Signs; must be 201.</summary>
    public async Task<JsonObject> IssueAsync(string instance, JsonNode credential, JsonObject? options = null, HttpClient? client = null)
    {
        var body = new JsonObject { ["credential"] = credential.DeepClone() };
        if (options is not null)
            body["options"] = options;
        var (status, answer) = await PostAsync($"{instance}/credentials/issue", body, client);
        status.Should().Be(HttpStatusCode.Created, "{0}: {1}", instance, answer?.ToJsonString());
        answer!.AsObject().Select(member => member.Key).Should().Equal("verifiableCredential");
        return answer["verifiableCredential"]!.AsObject();
    }

    public Task<(HttpStatusCode Status, JsonNode? Body)> VerifyAsync(string instance, JsonNode credential, JsonObject? options = null)
    {
        var body = new JsonObject { ["verifiableCredential"] = credential.DeepClone(), ["options"] = options };
        return PostAsync($"{instance}/credentials/verify", body, Service.Anyone);
    }

    /// <summary>What our own verifier says.</summary>
    public async Task<JsonObject> ReportAsync(JsonNode credential)
    {
        using var content = new StringContent(new JsonObject { ["credential"] = credential.DeepClone() }.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await Service.Anyone.PostAsync("/v1/verify", content);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    public static string Code(JsonObject report, string check) =>
        report["checks"]!.AsArray().Single(entry => (string?)entry!["check"] == check)!["code"]!.ToString();

    protected override async Task<TestService> StartAsync() => await WithKeysAsync(await TestService.StartAsync(Settings));

    protected static async Task<TestService> WithKeysAsync(TestService service)
    {
        var (status, body) = await service.SendAsync(HttpMethod.Post, "/v1/institution/keys", new JsonObject { ["algorithm"] = "ES384", ["now"] = true });
        status.Should().Be(HttpStatusCode.Created, body?.ToJsonString());
        return service;
    }
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class VcApiPostgresService : VcApiService
{
    protected override async Task<TestService> StartAsync() => await WithKeysAsync(await TestService.StartOnPostgresAsync(settings: Settings));
}
