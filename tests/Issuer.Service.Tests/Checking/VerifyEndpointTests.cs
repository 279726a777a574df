using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Tests;
using Issuer.Core.Verification;
using Issuer.Service.Checking;
using Issuer.Service.Operations;
using Issuer.Service.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Issuer.Service.Tests.Checking;

/// <summary>The endpoint over the real verifier, guarded client and cache; other issuers live on loopback, named as test origins.</summary>
public class VerifyEndpointTests
{
    [Fact]
    public async Task A_foreign_credential_is_checked_with_what_its_issuer_publishes()
    {
        await using var issuer = new Foreign();
        await using var service = await Service.StartAsync(issuer.Origin);
        foreach (var (type, body) in new[]
        {
            ("application/json", $$"""{"credential": "{{issuer.Compact}}"}"""),
            ("application/json; charset=utf-8", $$"""{"credential": "{{issuer.Compact}}", "options": null}"""),
            ("application/json", $$"""{"credential": {"@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiableCredential", "id": "data:application/vc+jwt,{{issuer.Compact}}"}, "options": {"at": "2026-11-21T09:00:00Z"} }"""),
            ("application/vc", $$"""{"@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiableCredential", "id": "data:application/vc+jwt,{{issuer.Compact}}"}"""),
            ("application/json", $"\"{issuer.Compact}\""),
            ("application/vc+jwt", issuer.Compact),
            ("text/plain", "\n" + issuer.Compact + "\r\n"),
        })
        {
            var (status, answer) = await service.PostAsync(type, body);
            status.Should().Be(HttpStatusCode.OK, body);
            answer.GetProperty("verdict").GetString().Should().Be("valid", answer.GetRawText());
            answer.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("check").GetString()).Should()
                .Equal("format", "signature", "issuer", "validity", "status", "trust", "elements");
            answer.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("outcome").GetString()).Should()
                .Equal("passed", "passed", "passed", "passed", "passed", "warning", "warning");
            answer.GetProperty("credential").GetProperty("credentialSubject").GetProperty("name").GetString().Should().Be("Ŵyn 𝒵 \u0007");
            answer.GetProperty("elements").GetArrayLength().Should().Be(16);
            answer.GetProperty("elements")[1].EnumerateObject().Select(member => member.Name).Should().StartWith(["element", "mandatory", "found"]);
        }

        // One fetch each of the DID document and of the list: the rest came from the cache.
        issuer.Connections.Should().Be(2);
    }

    [Fact]
    public async Task A_revoked_one_is_invalid_and_one_whose_issuer_is_not_reached_is_indeterminate()
    {
        await using var issuer = new Foreign(revoked: true);
        await using (var service = await Service.StartAsync(issuer.Origin))
        {
            var (status, answer) = await service.PostAsync("application/vc+jwt", issuer.Compact);
            status.Should().Be(HttpStatusCode.OK);
            answer.GetProperty("verdict").GetString().Should().Be("invalid");
            Check(answer, "status").GetProperty("code").GetString().Should().Be("revoked");
        }

        await using (var service = await Service.StartAsync())
        {
            var connections = issuer.Connections;
            var (status, answer) = await service.PostAsync("application/vc+jwt", issuer.Compact);
            status.Should().Be(HttpStatusCode.OK);
            answer.GetProperty("verdict").GetString().Should().Be("indeterminate");
            Check(answer, "signature").GetProperty("outcome").GetString().Should().Be("cannot-tell");
            issuer.Connections.Should().Be(connections, "loopback is refused unless it is named");
        }
    }

    [Theory]
    [InlineData("application/json", "", 400, "json-syntax")]
    [InlineData("text/plain", " ", 400, "empty")]
    [InlineData("application/json", "{\"credential\": \"a\", \"credential\": \"b\"}", 400, "json-duplicate-member")]
    [InlineData("application/json", "{\"credential\": ", 400, "json-syntax")]
    [InlineData("text/plain", "hello", 400, "json-syntax")]
    [InlineData("application/json", "{}", 422, "required")]
    [InlineData("application/json", "[]", 422, "not-a-credential")]
    [InlineData("application/json", "null", 422, "not-a-credential")]
    [InlineData("application/json", "{\"credential\": null}", 422, "not-a-credential")]
    [InlineData("application/json", "{\"credential\": {}}", 422, "not-a-credential")]
    [InlineData("application/json", "{\"credential\": \"text\"}", 422, "not-a-credential")]
    [InlineData("application/json", "{\"credential\": \"a.b.c\", \"option\": {}}", 422, "unknown-member")]
    [InlineData("application/json", "{\"credential\": \"a.b.c\", \"options\": []}", 422, "not-an-object")]
    [InlineData("application/json", "{\"credential\": \"a.b.c\", \"options\": {\"audience\": \"x\"}}", 422, "unknown-member")]
    [InlineData("application/json", "{\"credential\": \"a.b.c\", \"options\": {\"nonce\": 1}}", 422, "not-text")]
    [InlineData("application/json", "{\"credential\": \"a.b.c\", \"options\": {\"at\": \"tomorrow\"}}", 422, "not-an-instant")]
    [InlineData("application/vc", "{\"type\": \"EnvelopedVerifiablePresentation\"}", 422, "envelope-not-supported")]
    [InlineData("application/xml", "<a/>", 415, null)]
    [InlineData("application/json; charset=utf-16", "{}", 415, null)]
    [InlineData("multipart/form-data; boundary=x", "--x--", 415, null)]
    public async Task What_cannot_be_read_is_a_problem_body(string type, string body, int expected, string? code)
    {
        await using var service = await Service.StartAsync();
        var (status, problem) = await service.PostAsync(type, body);
        ((int)status).Should().Be(expected, problem.GetRawText());
        if (code is not null)
            problem.GetProperty("errors")[0].GetProperty("code").GetString().Should().Be(code);
    }

    [Fact]
    public async Task Three_parts_that_are_no_token_are_answered_with_a_verdict()
    {
        await using var service = await Service.StartAsync();
        foreach (var token in new[] { "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "..", "eyJhbGciOiJFUzI1NiJ9=.e30.AA" })
        {
            var (status, answer) = await service.PostAsync("application/vc+jwt", token);
            status.Should().Be(HttpStatusCode.OK, token);
            answer.GetProperty("verdict").GetString().Should().Be("invalid");
            answer.GetProperty("credential").ValueKind.Should().Be(JsonValueKind.Null);
        }
    }

    [Fact]
    public async Task More_than_a_mebibyte_is_too_large_whether_or_not_it_is_declared()
    {
        await using var service = await Service.StartAsync();
        foreach (var declared in new[] { true, false })
        {
            using var content = new StreamContent(declared ? new MemoryStream(new byte[CredentialInput.MaximumBytes + 1]) : new Undeclared(CredentialInput.MaximumBytes + 1));
            content.Headers.ContentType = MediaTypeHeaderValue.Parse("text/plain");
            using var answer = await service.Client.PostAsync("/v1/verify", content);
            answer.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        }
    }

    [Fact]
    public async Task The_attack_set_gives_what_it_expects()
    {
        await using var service = await Service.StartAsync();
        using var set = JsonDocument.Parse(await File.ReadAllBytesAsync(TestData.Shared("attacks/vc-jwt-attacks.json")));
        foreach (var vector in set.RootElement.GetProperty("vectors").EnumerateArray())
        {
            var (status, answer) = await service.PostAsync("application/json", JsonSerializer.Serialize(new { credential = vector.GetProperty("token").GetString() }));
            var id = vector.GetProperty("id").GetString();
            status.Should().Be(HttpStatusCode.OK, id);
            answer.GetProperty("verdict").GetString().Should().Be(vector.GetProperty("expect").GetString() == "reject" ? "invalid" : "valid", id);
        }
    }

    /// <summary>Issuers of the set are keys themselves, but for the two whose address leads inside: nobody is asked, and what is left open is as Core decides it.</summary>
    [Fact]
    public async Task The_attack_set_on_sd_jwt_gives_what_it_expects()
    {
        await using var canary = LoopbackHost.Answering("{}");
        await using var service = await Service.StartAsync();
        using var set = JsonDocument.Parse(await File.ReadAllBytesAsync(TestData.Shared("attacks/sd-jwt-attacks.json")));
        foreach (var vector in set.RootElement.GetProperty("vectors").EnumerateArray())
        {
            var id = vector.GetProperty("id").GetString();
            var token = vector.GetProperty("token").GetString();
            object request = vector.TryGetProperty("nonce", out var nonce)
                ? new { credential = token, options = new { nonce = nonce.GetString(), aud = vector.GetProperty("aud").GetString() } }
                : new { credential = token };
            var (status, answer) = await service.PostAsync("application/json", JsonSerializer.Serialize(request));
            status.Should().Be(HttpStatusCode.OK, id);
            var verdict = answer.GetProperty("verdict").GetString();
            switch (vector.GetProperty("expect").GetString())
            {
                case "accept" or "accept-when-nonce-aud-expected" or "accept-or-reject-documented":
                    verdict.Should().Be("valid", id);
                    break;
                case "no-fetch-to-internal":
                    verdict.Should().BeOneOf(["valid", "indeterminate"], id);
                    break;
                default:
                    verdict.Should().Be("invalid", id);
                    break;
            }
        }

        canary.Connections.Should().Be(0);
    }

    [Theory]
    [InlineData("application/dc+sd-jwt")]
    [InlineData("application/vc+sd-jwt")]
    [InlineData("application/sd-jwt")]
    [InlineData("text/plain")]
    public async Task An_sd_jwt_comes_as_itself_too(string type)
    {
        await using var service = await Service.StartAsync();
        var (compact, _) = LearningCredential();

        var (status, answer) = await service.PostAsync(type, compact + "\n");

        status.Should().Be(HttpStatusCode.OK);
        answer.GetProperty("verdict").GetString().Should().Be("valid", answer.GetRawText());
        answer.GetProperty("credential").GetProperty("family_name").GetString().Should().Be("Rees");
        answer.GetProperty("elements").EnumerateArray().Single(element => element.GetProperty("element").GetString() == "learner").GetProperty("found").GetString().Should().Be("found");
    }

    [Fact]
    public async Task Nonce_and_audience_are_those_of_the_key_binding()
    {
        await using var service = await Service.StartAsync();
        var (compact, holder) = LearningCredential();
        using (holder)
        {
            var presented = SdJwtKeyBinding.Sign(compact, SdJwtHash.Sha256, holder, "https://verifier.example", "n-1", TimeProvider.System.GetUtcNow());

            (await VerdictAsync(presented, "n-1", "https://verifier.example")).Should().Be("valid");
            (await VerdictAsync(presented, "n-2", "https://verifier.example")).Should().Be("invalid");
            (await VerdictAsync(presented, "n-1", "https://other.example")).Should().Be("invalid");
            (await VerdictAsync(compact, "n-1", "https://verifier.example")).Should().Be("invalid");
        }

        async Task<string?> VerdictAsync(string token, string nonce, string aud)
        {
            var (_, answer) = await service.PostAsync("application/json", JsonSerializer.Serialize(new { credential = token, options = new { nonce, aud } }));
            return answer.GetProperty("verdict").GetString();
        }
    }

    /// <summary>A learning credential of an issuer that is its key, with every disclosure.</summary>
    private static (string Compact, SigningKey Holder) LearningCredential()
    {
        using var issuer = SigningKey.Generate(SignatureAlgorithm.P256);
        var holder = SigningKey.Generate(SignatureAlgorithm.P256);
        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var facts = new SdJwtVcFacts("urn:uuid:0198c0de-0000-4000-8000-000000000001", DidKey.Of(issuer.PublicKey), now.AddMinutes(-1), now.AddDays(1), holder.PublicKey, Status: null);
        var claims = SdJwtVc.Claims(
            SdJwtLearningCredential.Vct, facts,
            [new("achievement_title", SdClaim.Of("Sport Management")), new("family_name", SdClaim.Of("Rees"), IsSelective: true)]);
        return (SdJwtVc.Sign(claims, issuer, DidKey.MethodOf(issuer.PublicKey), System.Security.Cryptography.RandomNumberGenerator.Fill).Compact, holder);
    }

    [Fact]
    public async Task The_attack_set_on_embedded_proofs_gives_what_it_expects()
    {
        await using var service = await Service.StartAsync();
        using var set = JsonDocument.Parse(await File.ReadAllBytesAsync(TestData.Shared("attacks/data-integrity-attacks.json")));
        var verdicts = new Dictionary<string, int>();
        foreach (var vector in set.RootElement.GetProperty("vectors").EnumerateArray())
        {
            var id = vector.GetProperty("id").GetString()!;
            var document = vector.TryGetProperty("raw", out var raw) ? raw.GetString()! : vector.GetProperty("document").GetRawText();
            foreach (var (type, body) in new[] { ("application/vc", document), ("application/json", $$"""{"credential": {{document}} }""") })
            {
                var (status, answer) = await service.PostAsync(type, body);
                if (vector.GetProperty("expect").GetString() == "accept")
                {
                    status.Should().Be(HttpStatusCode.OK, id);
                    answer.GetProperty("verdict").GetString().Should().Be("valid", id);
                }
                else
                {
                    // Duplicate members and half characters are no readable JSON; the rest is answered with a verdict.
                    status.Should().BeOneOf([HttpStatusCode.OK, HttpStatusCode.BadRequest], id);
                    if (status == HttpStatusCode.OK)
                        answer.GetProperty("verdict").GetString().Should().BeOneOf(["invalid", "indeterminate"], id);
                    else
                        id.Should().BeOneOf("dup-keys-raw", "dup-keys-raw-rev", "jcs-lone-surrogate");
                }
            }
        }
    }

    [Theory]
    [InlineData("eddsa-rdfc-2022", "Ed25519")]
    [InlineData("eddsa-jcs-2022", "Ed25519")]
    [InlineData("ecdsa-rdfc-2019", "P-256")]
    [InlineData("ecdsa-rdfc-2019", "P-384")]
    public async Task An_embedded_proof_of_a_foreign_institution_is_checked_with_its_did_document(string suite, string algorithm)
    {
        using var key = SigningKey.Generate(SignatureAlgorithm.FromName(algorithm)!);
        var did = "";
        await using var host = new LoopbackHost((_, stream, ct) => LoopbackHost.WriteAsync(stream, DidDocumentWriter.Write(did, [("k1", key.PublicKey)]), "", ct));
        did = $"did:web:localhost%3A{host.Port}";
        await using var service = await Service.StartAsync(host.Origin);
        var document = Encoding.UTF8.GetBytes($$"""
            {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "issuer": "{{did}}",
             "validFrom": "2024-01-01T00:00:00Z", "credentialSubject": {"id": "urn:uuid:7d1c0f0e-0000-4000-8000-0000000000d2", "name": "Ŵyn 𝒵"} }
            """);
        var signed = DataIntegrity.Sign(document, key, did + "#k1", Cryptosuite.FromName(suite)!, new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));

        var (status, answer) = await service.PostAsync("application/vc", Encoding.UTF8.GetString(signed.Document));
        status.Should().Be(HttpStatusCode.OK);
        answer.GetProperty("verdict").GetString().Should().Be("valid", answer.GetRawText());
        Check(answer, "trust").GetProperty("outcome").GetString().Should().Be("warning");
        answer.TryGetProperty("related", out _).Should().BeFalse();

        (_, answer) = await service.PostAsync("application/vc", Encoding.UTF8.GetString(signed.Document).Replace("Ŵyn", "Ŷyn", StringComparison.Ordinal));
        answer.GetProperty("verdict").GetString().Should().Be("invalid");
        Check(answer, "signature").GetProperty("code").GetString().Should().Be("signature-mismatch");
    }

    [Fact]
    public async Task Malformed_json_of_the_test_suite_is_refused_and_nothing_is_a_fault_of_ours()
    {
        await using var service = await Service.StartAsync();
        foreach (var file in Directory.EnumerateFiles(TestData.Shared("vectors/jsontestsuite"), "*.json"))
        {
            using var content = new ByteArrayContent(await File.ReadAllBytesAsync(file));
            content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
            using var answer = await service.Client.PostAsync("/v1/verify", content);
            if (Path.GetFileName(file).StartsWith("n_", StringComparison.Ordinal))
                answer.StatusCode.Should().Be(HttpStatusCode.BadRequest, file);
            else
                answer.StatusCode.Should().BeOneOf([HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity], file);
        }
    }

    private static JsonElement Check(JsonElement answer, string name) =>
        answer.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("check").GetString() == name);

    /// <summary>A did:web issuer on loopback.</summary>
    private sealed class Foreign : IAsyncDisposable
    {
        private readonly LoopbackHost _host;
        private SignedCredential? _signed;

        public Foreign(bool revoked = false)
        {
            _host = new((request, stream, ct) => LoopbackHost.WriteAsync(
                stream,
                request.StartsWith("GET /.well-known/did.json ", StringComparison.Ordinal) ? _signed!.DidDocument : Encoding.ASCII.GetBytes(_signed!.StatusList),
                "", ct));
            _signed = SignedCredential.Make($"did:web:localhost%3A{_host.Port}", Origin + "/status/1", revoked);
        }

        public string Origin => _host.Origin;

        public int Connections => _host.Connections;

        public string Compact => _signed!.Compact;

        public ValueTask DisposeAsync() => _host.DisposeAsync();
    }

    /// <summary>The service with this one endpoint.</summary>
    private sealed class Service(WebApplication app) : IAsyncDisposable
    {
        public HttpClient Client { get; } = app.GetTestClient();

        public static async Task<Service> StartAsync(params string[] testOrigins)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseTestServer();
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<IOwnIssuers, NobodysIssuers>();
            builder.Services.AddSingleton(provider => new GuardedClient(
                new() { AllowedTestOrigins = [.. testOrigins] }, TimeProvider.System, provider.GetRequiredService<ILogger<GuardedClient>>()));
            builder.Services.TryAddSingleton(TimeProvider.System);
            builder.Services.AddSingleton<IVerificationSources, LiveVerificationSources>();
            builder.Services.AddSingleton<CredentialVerifier>().AddSingleton<Metrics>().AddSingleton(ForeignPrograms.OfThisMachine(TimeProvider.System)).AddHandedIn();
            builder.Services.AddProblemDetails();
            var app = builder.Build();
            app.UseStatusCodePages();
            new CheckingEndpoints().AddRoutes(app);
            await app.StartAsync();
            return new(app);
        }

        public async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string type, string body)
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            using var answer = await Client.PostAsync("/v1/verify", content);
            using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
            return (answer.StatusCode, json.RootElement.Clone());
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await app.DisposeAsync();
        }
    }

    /// <summary>A body whose length nobody knows before its end.</summary>
    private sealed class Undeclared(int length) : MemoryStream(new byte[length])
    {
        public override bool CanSeek => false;
    }
}
