using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Access;
using Issuer.Service.Institutions;
using Issuer.Service.Store;
using Issuer.Service.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Issuer.Service.Tests.VcApi;

/// <summary>Who is let in: API keys, access tokens, programs on the machine itself; and nobody where there are no instances.</summary>
public sealed class VcApiAccessTests(VcApiService api) : IClassFixture<VcApiService>
{
    private string Prefix => api.Service.ApiKey.Split('_')[1];

    private string Secret => api.Service.ApiKey[(4 + 8 + 1)..];

    [Fact]
    public async Task Without_instances_there_is_nothing()
    {
        await using var service = await TestService.StartAsync();
        using (var form = new FormUrlEncodedContent([new("grant_type", "client_credentials")]))
        using (var response = await service.Anyone.PostAsync("/vc-api/token", form))
            response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        foreach (var path in (string[])["/vc-api/any/credentials/issue", "/vc-api/any/credentials/verify", "/vc-api/any/credentials/status", "/vc-api/any/presentations/verify"])
            (await service.SendAsync(HttpMethod.Post, path, new JsonObject())).Status.Should().Be(HttpStatusCode.NotFound, path);
    }

    [Theory]
    [InlineData("nobody/credentials/issue")]
    [InlineData("nobody/credentials/verify")]
    [InlineData("nobody/presentations/verify")]
    [InlineData("nobody/credentials/status")]
    [InlineData("EDDSA-RDFC/credentials/issue")]
    [InlineData("eddsa-rdfc/credentials/status")]
    public async Task What_no_setting_names_is_not_there(string path) => (await api.PostAsync(path, new JsonObject())).Status.Should().Be(HttpStatusCode.NotFound);

    [Theory]
    [InlineData("eddsa-rdfc/credentials/issue")]
    [InlineData("revocable/credentials/status")]
    [InlineData("client/credentials/issue")]
    [InlineData("client/credentials/status")]
    public async Task Without_a_key_nothing_is_signed_and_before_the_body_is_read(string path)
    {
        foreach (var key in (string?[])[null, "iss_aaaaaaaa_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "vct_AA.AA", "vct_", "vct_" + new string('A', 100_000)])
        {
            using var client = api.Service.NewClient(null);
            if (key is not null)
                client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + (key.Length > 20_000 ? key[..8000] : key));
            using var response = await client.PostAsync("/vc-api/" + path, new StringContent("not json", Encoding.UTF8, "application/json"));
            response.StatusCode.Should().Be(HttpStatusCode.Unauthorized, path);
            response.Headers.WwwAuthenticate.Should().ContainSingle().Which.Scheme.Should().Be("Bearer");
            (await response.Content.ReadAsStringAsync()).Should().Contain("/problems/unauthorized");
        }
    }

    [Fact]
    public async Task A_key_needs_the_scope_and_to_be_of_the_institution()
    {
        using var reader = api.Service.NewClient(await KeyAsync("read", "revoke"));
        (await api.PostAsync("eddsa-rdfc/credentials/issue", new JsonObject(), reader)).Status.Should().Be(HttpStatusCode.Forbidden);
        using var issuer = api.Service.NewClient(await KeyAsync("issue"));
        (await api.PostAsync("eddsa-rdfc/credentials/issue", new JsonObject(), issuer)).Status.Should().Be(HttpStatusCode.BadRequest);
        (await api.PostAsync("revocable/credentials/status", new JsonObject(), issuer)).Status.Should().Be(HttpStatusCode.Forbidden);

        var register = api.Service.Services.GetRequiredService<InstitutionRegister>();
        var directory = api.Service.Services.GetRequiredService<InstitutionDirectory>();
        var other = (InstitutionOutcome.Done)await register.RegisterAsync(new NewInstitution($"other-{RandomUuid.Create():N}"[..20], null, directory.All.First().Profile));
        var key = await api.Service.Services.GetRequiredService<ApiKeys>().CreateAsync(other.Institution.Id, new NewApiKey("Other", ["issue", "revoke"]));
        using var stranger = api.Service.NewClient(key.Text.ToString());
        (await api.PostAsync("eddsa-rdfc/credentials/issue", new JsonObject { ["credential"] = api.Credential("eddsa-rdfc") }, stranger)).Status.Should().Be(HttpStatusCode.NotFound);
        (await api.PostAsync("revocable/credentials/status", new JsonObject(), stranger)).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_key_is_exchanged_for_a_token_that_is_for_this_alone_and_dies_with_the_key()
    {
        var (status, token) = await TokenAsync(Form(("grant_type", "client_credentials"), ("client_id", Prefix), ("client_secret", Secret)));
        status.Should().Be(HttpStatusCode.OK, token.ToJsonString());
        token["token_type"]!.ToString().Should().Be("Bearer");
        token["expires_in"]!.GetValue<int>().Should().Be(600);
        token["scope"]!.ToString().Should().Be("issue revoke");
        var text = token["access_token"]!.ToString();
        text.Should().NotContain(Secret);

        using var client = api.Service.NewClient(text);
        var credential = api.Credential("client");
        await api.IssueAsync("client", credential, client: client);
        var change = new JsonObject
        {
            ["credentialId"] = credential["id"]!.ToString(),
            ["credentialStatus"] = new JsonObject { ["type"] = "BitstringStatusListEntry", ["statusPurpose"] = "suspension" },
            ["status"] = true,
        };
        (await api.PostAsync("client/credentials/status", change, client)).Status.Should().Be(HttpStatusCode.OK);
        (await api.PostAsync("eddsa-rdfc/credentials/issue", new JsonObject(), client)).Status.Should().Be(HttpStatusCode.Unauthorized, "that instance takes keys");
        (await api.PostAsync("client/credentials/issue", new JsonObject())).Status.Should().Be(HttpStatusCode.Unauthorized, "and this one tokens");
        (await api.Service.SendAsync(HttpMethod.Get, "/v1/credentials", client: client)).Status.Should().Be(HttpStatusCode.Unauthorized, "a token opens the VC-API alone");

        var mac = text.IndexOf('.', StringComparison.Ordinal) + 1;
        var otherMac = $"{text[..mac]}{(text[mac] == 'A' ? 'B' : 'A')}{text[(mac + 1)..]}";
        foreach (var changed in (string[])[otherMac, "vct_" + text[5..], text.Replace(".", "", StringComparison.Ordinal), text + ".AA", text.ToUpperInvariant()])
        {
            using var thief = api.Service.NewClient(changed);
            (await api.PostAsync("client/credentials/issue", new JsonObject(), thief)).Status.Should().Be(HttpStatusCode.Unauthorized, changed);
        }

        var key = await KeyAsync("issue");
        var (_, mortal) = await TokenAsync(Form(("grant_type", "client_credentials"), ("client_id", key.Split('_')[1]), ("client_secret", key[13..])));
        mortal["scope"]!.ToString().Should().Be("issue");
        using var dying = api.Service.NewClient(mortal["access_token"]!.ToString());
        (await api.PostAsync("client/credentials/issue", new JsonObject(), dying)).Status.Should().Be(HttpStatusCode.BadRequest);
        (await api.PostAsync("client/credentials/status", new JsonObject(), dying)).Status.Should().Be(HttpStatusCode.Forbidden);
        (await api.Service.SendAsync(HttpMethod.Delete, $"/v1/api-keys/{key.Split('_')[1]}")).Status.Should().Be(HttpStatusCode.NoContent);
        (await api.PostAsync("client/credentials/issue", new JsonObject(), dying)).Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Basic_is_taken_as_well_and_scopes_can_be_fewer()
    {
        var (status, token) = await TokenAsync(Form(("grant_type", "client_credentials"), ("scope", "revoke")), Basic(Prefix, Secret));
        status.Should().Be(HttpStatusCode.OK);
        token["scope"]!.ToString().Should().Be("revoke");
        using var client = api.Service.NewClient(token["access_token"]!.ToString());
        (await api.PostAsync("client/credentials/issue", new JsonObject(), client)).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    public static TheoryData<string, string?, string, int> Abuse => new()
    {
        { "", null, "invalid_request", 400 },
        { "grant_type=", null, "invalid_request", 400 },
        { "grant_type=client_credentials", null, "invalid_client", 401 },
        { "grant_type=client_credentials&client_id={id}", null, "invalid_client", 401 },
        { "grant_type=client_credentials&client_id={id}&client_secret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", null, "invalid_client", 401 },
        { "grant_type=client_credentials&client_id=aaaaaaaa&client_secret={secret}", null, "invalid_client", 401 },
        { "grant_type=client_credentials&client_id={id}%00&client_secret={secret}", null, "invalid_client", 401 },
        { "grant_type=client_credentials&client_id=iss_{id}&client_secret={secret}", null, "invalid_client", 401 },
        { "grant_type=client_credentials&client_id={id}&client_id={id}&client_secret={secret}", null, "invalid_request", 400 },
        { "grant_type=client_credentials&client_id={id}&client_secret={secret}&scope=admin", null, "invalid_scope", 400 },
        { "grant_type=client_credentials&client_id={id}&client_secret={secret}&scope=issue+read", null, "invalid_scope", 400 },
        { "grant_type=password&client_id={id}&client_secret={secret}", null, "unsupported_grant_type", 400 },
        { "grant_type=CLIENT_CREDENTIALS&client_id={id}&client_secret={secret}", null, "unsupported_grant_type", 400 },
        { "grant_type=client_credentials&client_id={id}&client_secret={secret}", "Basic {basic}", "invalid_request", 400 },
        { "grant_type=client_credentials", "Basic %%%", "invalid_request", 400 },
        { "grant_type=client_credentials", "Basic YWJj", "invalid_request", 400 },
        { "grant_type=client_credentials", "Basic Og==", "invalid_client", 401 },
        { "grant_type=client_credentials", "Bearer {key}", "invalid_request", 400 },
        { "grant_type=client_credentials&client_id=another1", "Basic {basic}", "invalid_request", 400 },
        { "grant_type=client_credentials&x=%ff%fe%00&&&===", null, "invalid_client", 401 },
    };

    [Theory]
    [MemberData(nameof(Abuse))]
    public async Task A_bad_request_for_a_token_is_answered_as_oauth_has_it(string form, string? authorization, string error, int expected)
    {
        var (status, body) = await TokenAsync(Fill(form), authorization is null ? null : Fill(authorization));
        ((int)status).Should().Be(expected, body.ToJsonString());
        body["error"]!.ToString().Should().Be(error);
        body["error_description"]!.ToString().Should().NotBeEmpty();
        body.ToJsonString().Should().NotContain(Secret);

        string Fill(string text) => text.Replace("{id}", Prefix, StringComparison.Ordinal).Replace("{secret}", Secret, StringComparison.Ordinal)
            .Replace("{key}", api.Service.ApiKey, StringComparison.Ordinal).Replace("{basic}", Basic(Prefix, Secret)[6..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_for_a_token_is_a_short_form()
    {
        (await TokenAsync("{\"grant_type\":\"client_credentials\"}", type: "application/json")).Status.Should().Be(HttpStatusCode.UnsupportedMediaType);
        (await TokenAsync(new string('a', 9000))).Status.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await TokenAsync("x", type: "multipart/form-data; boundary=x")).Status.Should().Be(HttpStatusCode.UnsupportedMediaType);
        (await TokenAsync("grant_type=client_credentials&" + string.Join('&', Enumerable.Range(0, 1000).Select(i => $"a{i}")))).Body["error"]!.ToString().Should().Be("invalid_client");
    }

    [Fact]
    public async Task An_open_instance_is_for_this_machine_whatever_a_header_says()
    {
        var body = new JsonObject { ["credential"] = api.Credential("open") };
        (await api.PostAsync("open/credentials/issue", body, api.Service.Anyone)).Status.Should().Be(HttpStatusCode.Created);
        foreach (var (name, value) in ((string, string)[])
        [
            ("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-For", ""), ("Forwarded", "for=127.0.0.1"), ("X-Real-IP", "::1"), ("Via", "1.1 proxy"),
            ("X-Original-For", "127.0.0.1"), ("X-Forwarded-Proto", "https"), ("Host", "rebound.example.org"), ("Host", "127.0.0.1.example.org"),
        ])
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, "/vc-api/open/credentials/issue") { Content = TestService.Json(body) };
            message.Headers.TryAddWithoutValidation(name, value).Should().BeTrue();
            using var response = await api.Service.Anyone.SendAsync(message);
            response.StatusCode.Should().Be(HttpStatusCode.Forbidden, "{0}: {1}", name, value);
        }
    }

    /// <summary>Another address of this machine is another machine to the service: the interface decides, no header does.</summary>
    [Fact]
    public async Task An_open_instance_is_not_for_another_address()
    {
        var address = (await Dns.GetHostAddressesAsync(Dns.GetHostName())).FirstOrDefault(one => !IPAddress.IsLoopback(one) && one.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork);
        if (address is null)
            Assert.Skip("This machine has no address but loopback.");
        var settings = VcApiService.SettingsOf([new("open", VcApiService.Instances["open"])]);
        settings["urls"] = $"http://{address}:0";
        await using var service = await TestService.StartAsync(settings);
        var listening = service.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature>()!.Addresses;
        using var client = new HttpClient { BaseAddress = new Uri(listening.Single()) };
        foreach (var (name, value) in ((string, string)[])[("X", "y"), ("X-Forwarded-For", "127.0.0.1"), ("Forwarded", "for=127.0.0.1"), ("Host", "localhost")])
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, "/vc-api/open/credentials/issue") { Content = TestService.Json(new JsonObject { ["credential"] = new JsonObject() }) };
            message.Headers.TryAddWithoutValidation(name, value);
            using var response = await client.SendAsync(message);
            response.StatusCode.Should().Be(HttpStatusCode.Forbidden, name);
        }
    }

    [Theory]
    [InlineData("127.0.0.1", "localhost:5080", true)]
    [InlineData("::1", "[::1]:5080", true)]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "credentials.example.org", true)]
    [InlineData("127.0.0.1", "credentials.example.org:81", false)]
    [InlineData("127.0.0.1", "localhost.example.org", false)]
    [InlineData("127.0.0.1", "", false)]
    [InlineData("203.0.113.7", "localhost:5080", false)]
    [InlineData("::ffff:203.0.113.7", "localhost:5080", false)]
    [InlineData("10.0.0.1", "127.0.0.1", false)]
    [InlineData(null, "localhost:5080", false)]
    public void The_connection_and_the_host_decide_who_is_on_this_machine(string? address, string host, bool may)
    {
        var settings = new IssuerSettings { PublicUrl = "https://credentials.example.org", DataDirectory = "/d", KeysDirectory = "/k" };
        var http = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        http.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        http.Request.Host = new(host);
        Service.VcApi.VcApiGate.MayEnterOpen(http, settings).Should().Be(may);
    }

    [Fact]
    public async Task An_instance_of_an_institution_that_is_not_registered_stops_the_start_by_name()
    {
        var folder = Directory.CreateTempSubdirectory("issuer-vc-api-");
        using var errors = new StringWriter();
        var app = await Composition.BuildAsync(
            [
                "--environment=Development", "--urls=http://localhost:5999", $"--Issuer:DataDirectory={folder.FullName}/data", $"--Issuer:KeysDirectory={folder.FullName}/keys",
                "--Issuer:VcApi:Instances:x:Institution=nobody", "--Issuer:VcApi:Instances:x:Cryptosuite=eddsa-rdfc-2022",
            ],
            TextWriter.Null, errors);
        app.Should().BeNull();
        errors.ToString().Should().Contain("Issuer__VcApi__Instances__x__Institution is nobody, which is not registered");
        folder.Delete(recursive: true);
    }

    /// <summary>Without its key an instance says so, and when to come back; the others sign.</summary>
    [Fact]
    public async Task Without_an_active_key_of_its_algorithm_an_instance_is_unavailable()
    {
        await using var service = await TestService.StartAsync(VcApiService.SettingsOf([new("p384", "Cryptosuite=ecdsa-rdfc-2019 Algorithm=ES384 Issuer=set")]));
        using var response = await service.Registrar.PostAsync("/vc-api/p384/credentials/issue", TestService.Json(new JsonObject { ["credential"] = new JsonObject() }));
        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.Should().NotBeNull();
    }

    private async Task<string> KeyAsync(params string[] scopes)
    {
        var (status, made) = await api.Service.SendAsync(
            HttpMethod.Post, "/v1/api-keys", new JsonObject { ["name"] = "Test", ["scopes"] = new JsonArray([.. scopes.Select(scope => (JsonNode)scope)]) });
        status.Should().Be(HttpStatusCode.Created);
        return made!["apiKey"]!.ToString();
    }

    private async Task<(HttpStatusCode Status, JsonObject Body)> TokenAsync(string form, string? authorization = null, string type = "application/x-www-form-urlencoded")
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/vc-api/token") { Content = new StringContent(form, Encoding.UTF8) };
        message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (authorization is not null)
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await api.Service.Anyone.SendAsync(message);
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    private static string Form(params (string Name, string Value)[] members) => string.Join('&', members.Select(member => $"{member.Name}={Uri.EscapeDataString(member.Value)}"));

    private static string Basic(string id, string secret) => "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"{id}:{secret}"));
}
