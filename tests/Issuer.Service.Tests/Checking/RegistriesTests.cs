using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Encoding;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Issuer.Service.Checking;
using Issuer.Service.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Issuer.Service.Tests.Checking;

/// <summary>Registries as the running service holds them: read once, read again when due, kept over an outage, never in the way.</summary>
public sealed class RegistriesTests : IAsyncLifetime
{
    private const string Listed = "did:web:university.example";
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly HandClock _clock = new();
    private readonly SigningKey _key = SigningKey.Generate(SignatureAlgorithm.P256);
    private readonly string _folder = Directory.CreateTempSubdirectory("issuer-registry-").FullName;
    private readonly LoopbackHost _host;
    private volatile byte[]? _body;
    private GuardedClient _client;

    public RegistriesTests()
    {
        _host = new((_, stream, ct) => _body is { } body
            ? LoopbackHost.WriteAsync(stream, body, "Content-Type: application/vc+jwt\r\n", ct)
            : stream.WriteAsync("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), ct).AsTask());
        _client = Client(enabled: true);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _key.Dispose();
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_signed_list_is_fetched_once_however_many_ask()
    {
        _body = Signed("University");
        var registries = Book(Remote());
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => FindAsync(registries)));
        answers.Should().AllSatisfy(answer => answer.Listings.Should().ContainSingle().Which.Entry.Name.Should().Be("University"));
        (await FindAsync(registries, "did:web:unknown.example")).Should().BeEquivalentTo(RegistryAnswer.None);
        _host.Connections.Should().Be(1);
    }

    [Fact]
    public async Task It_is_read_again_when_due_and_the_last_good_copy_serves_meanwhile()
    {
        _body = Signed("Old name");
        var registries = Book(Remote());
        (await FindAsync(registries)).Listings[0].Entry.Name.Should().Be("Old name");
        _body = Signed("New name");
        _clock.Advance(TimeSpan.FromMinutes(59));
        (await FindAsync(registries)).Listings[0].Entry.Name.Should().Be("Old name");
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await FindAsync(registries)).Listings[0].Entry.Name.Should().Be("Old name", "nobody waits for the new copy");
        while ((await FindAsync(registries)).Listings[0].Entry.Name != "New name")
            await Task.Yield();
        _host.Connections.Should().Be(2);
    }

    [Fact]
    public async Task An_outage_is_bridged_for_a_week_and_then_said_to_be_one()
    {
        _body = Signed("University");
        var registries = Book(Remote());
        await FindAsync(registries);
        _body = null;
        _clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromTicks(1));
        (await FindAsync(registries)).Listings.Should().ContainSingle();
        _clock.Advance(TimeSpan.FromTicks(1));
        (await FindAsync(registries)).Should().BeEquivalentTo(new RegistryAnswer([], ["Sector register"]));
        _body = Signed("Back");
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await FindAsync(registries)).Listings[0].Entry.Name.Should().Be("Back");
    }

    [Fact]
    public async Task A_list_that_is_not_the_signers_is_unread_and_asked_for_again_only_after_a_pause()
    {
        using var attacker = SigningKey.Generate(SignatureAlgorithm.P256);
        _body = Signed("Forged", attacker);
        var registries = Book(Remote());
        for (var i = 0; i < 5; i++)
            (await FindAsync(registries)).Should().BeEquivalentTo(new RegistryAnswer([], ["Sector register"]));
        _host.Connections.Should().Be(1);
        _body = Encoding.UTF8.GetBytes("""{"registry": {"did:web:university.example": {"name": "Unsigned"}}}""");
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await FindAsync(registries)).Unread.Should().Equal("Sector register");
        _body = new byte[IssuerRegistry.MaximumBytes + 1];
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await FindAsync(registries)).Unread.Should().Equal("Sector register");
    }

    [Fact]
    public async Task Switched_off_nothing_is_fetched_and_a_file_is_still_read()
    {
        _client.Dispose();
        _client = Client(enabled: false);
        _body = Signed("University");
        var file = Path.Combine(_folder, "registry.json");
        await File.WriteAllTextAsync(file, """{"meta": {}, "registry": {"did:web:university.example": {"name": "From the file"}}}""");
        var registries = Book(Remote(), new RegistrySettings("Own list", file, null, null, TimeSpan.FromHours(1)));
        var answer = await FindAsync(registries);
        answer.Unread.Should().Equal("Sector register");
        answer.Listings.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Registry = "Own list", Entry = new { Name = "From the file" } });
        _host.Connections.Should().Be(0);
        File.Delete(file);
        _clock.Advance(TimeSpan.FromHours(1));
        (await FindAsync(registries)).Listings.Should().ContainSingle("the last good copy serves");
    }

    [Fact]
    public async Task A_list_past_its_own_end_says_nothing_more()
    {
        _body = Signed("University", until: "2026-11-21T12:30:00Z");
        var registries = Book(Remote());
        (await FindAsync(registries)).Listings.Should().ContainSingle();
        _clock.Advance(TimeSpan.FromMinutes(30));
        (await FindAsync(registries)).Unread.Should().Equal("Sector register");
    }

    private RegistrySettings Remote() =>
        new("Sector register", null, new Uri(_host.Origin + "/list.jwt"), DidKey.Of(_key.PublicKey), TimeSpan.FromHours(1));

    private Registries Book(params RegistrySettings[] settings) => new(new() { Registries = [.. settings] }, _client, _clock, NullLogger<Registries>.Instance);

    private static async Task<RegistryAnswer> FindAsync(Registries registries, string issuer = Listed) =>
        await registries.FindAsync(issuer, new OfflineVerificationSources(), None);

    private GuardedClient Client(bool enabled) =>
        new(new() { Enabled = enabled, AllowedTestOrigins = [_host.Origin] }, _clock, NullLogger<GuardedClient>.Instance);

    private byte[] Signed(string name, SigningKey? key = null, string until = "2034-03-15T00:00:00Z") => SignedList.Make(key ?? _key, "did:web:register.example", Listed, name, until);
}

/// <summary>A signed list of one recognised issuer.</summary>
internal static class SignedList
{
    public static byte[] Make(SigningKey key, string issuer, string listed, string name, string until = "2034-03-15T00:00:00Z")
    {
        var payload = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
            ["type"] = new JsonArray("VerifiableCredential", "RecognizedEntityCredential"),
            ["issuer"] = issuer,
            ["validFrom"] = "2024-03-15T00:00:00Z",
            ["validUntil"] = until,
            ["credentialSubject"] = new JsonArray(new JsonObject
            {
                ["id"] = listed,
                ["type"] = "RecognizedEntity",
                ["name"] = name,
                ["recognizedTo"] = new JsonObject { ["type"] = "RecognizedAction", ["action"] = "issue" },
            }),
        };
        var header = new JsonObject { ["alg"] = key.Algorithm.JwsName, ["typ"] = "vc+jwt" };
        var input = Base64UrlText.Encode(Encoding.UTF8.GetBytes(header.ToJsonString())) + "." + Base64UrlText.Encode(Encoding.UTF8.GetBytes(payload.ToJsonString()));
        return Encoding.ASCII.GetBytes(input + "." + Base64UrlText.Encode(key.Sign(Encoding.ASCII.GetBytes(input))));
    }
}
