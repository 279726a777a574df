using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

/// <summary>Both published forms of a list of issuers, and what makes one unreadable.</summary>
public sealed class IssuerRegistryTests : IDisposable
{
    private const string Listed = "did:web:university.example";
    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void The_consortiums_registry_is_read()
    {
        // The shape of the Digital Credentials Consortium's registry.json.
        var registry = Unsigned("""
            {"meta": {"created": "2022-10-27T17:57:31+00:00", "updated": "2025-03-25T18:29:52+00:00"},
             "registry": {
               "did:key:z6MkpLDL3RoAoMRTwTgo3rs39ZwssfaPKtGdZw7AGRN7CK4W": {"name": "San José College", "location": "Prato, Italy", "url": "https://some.domain.org"},
               "did:web:university.example": {"name": "University"}}}
            """, out _)!;
        registry.Count.Should().Be(2);
        registry.Find("did:key:z6MkpLDL3RoAoMRTwTgo3rs39ZwssfaPKtGdZw7AGRN7CK4W").Should().Be(new RegistryEntry(
            "did:key:z6MkpLDL3RoAoMRTwTgo3rs39ZwssfaPKtGdZw7AGRN7CK4W", "San José College", "https://some.domain.org", null, null, false));
        registry.Find(Listed)!.Name.Should().Be("University");
        registry.Find("did:web:University.example").Should().BeNull();
        registry.Find("did:web:university.example:other").Should().BeNull();
    }

    [Theory]
    [InlineData("", "json-syntax")]
    [InlineData("[]", "registry-malformed")]
    [InlineData("{}", "registry-malformed")]
    [InlineData("""{"registry": []}""", "registry-malformed")]
    [InlineData("""{"registry": {"did:web:a.example": "A"}}""", "registry-malformed")]
    [InlineData("""{"registry": {"did:web:a.example": {"name": ""}}}""", "registry-malformed")]
    [InlineData("""{"registry": {"university": {"name": "A"}}}""", "registry-malformed")]
    [InlineData("""{"registry": {"did:web:a.example": {"name": "A"}, "did:web:a.example": {"name": "B"}}}""", "json-duplicate-member")]
    public void What_is_no_registry_is_refused(string json, string fault)
    {
        Unsigned(json, out var found).Should().BeNull();
        found.Should().Be(fault);
    }

    [Fact]
    public void A_registry_is_bounded()
    {
        Unsigned("{\"registry\":{" + string.Join(',', Enumerable.Range(0, 20_001).Select(i => $"\"did:web:u{i}.example\":{{\"name\":\"U\"}}")) + "}}", out var fault).Should().BeNull();
        fault.Should().Be("registry-too-large");
        IssuerRegistry.ReadUnsigned(new byte[IssuerRegistry.MaximumBytes + 1], out fault).Should().BeNull();
        fault.Should().Be("registry-too-large");
    }

    [Fact]
    public async Task A_signed_list_of_recognised_entities_is_read()
    {
        var (registry, fault) = await ReadAsync(_world.Sign(List()));
        fault.Should().BeNull();
        registry!.ValidUntil.Should().Be(new DateTimeOffset(2034, 3, 15, 0, 0, 0, TimeSpan.Zero));
        registry.Find(Listed).Should().Be(new RegistryEntry(
            Listed, "Example State University", "https://www.university.example/", new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), null, false));
        registry.Find("did:web:college.example")!.IsLimited.Should().BeTrue();
        registry.Find("did:web:verifier.example").Should().BeNull("it is recognised to verify, not to issue");
        registry.Count.Should().Be(2);
        _world.Asked.Should().Equal(World.Did);
    }

    [Fact]
    public async Task A_signer_named_by_key_needs_no_document()
    {
        var list = List();
        list["issuer"] = "https://registrar.example/";
        (await ReadAsync(_world.Sign(list), DidKey.Of(_world.Key.PublicKey))).Registry!.Count.Should().Be(2);
        (await ReadAsync(_world.Sign(list), DidJwk.Of(_world.Key.PublicKey))).Registry!.Count.Should().Be(2);
        using var other = SigningKey.Generate(SignatureAlgorithm.P256);
        (await ReadAsync(_world.Sign(list), DidKey.Of(other.PublicKey))).Fault.Should().Be("signature-mismatch");
        _world.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task A_list_of_another_signer_or_kind_or_time_is_refused()
    {
        using var attacker = SigningKey.Generate(SignatureAlgorithm.P256);
        (await ReadAsync(_world.Sign(List(), key: attacker))).Fault.Should().Be("signature-mismatch");
        (await ReadAsync(_world.Sign(List(), World.Header(kid: DidKey.MethodOf(attacker.PublicKey)), attacker))).Fault.Should().Be("issuer-mismatch");
        (await ReadAsync(_world.Sign(List()), "did:web:other.example")).Fault.Should().Be("registry-of-another");
        (await ReadAsync(_world.Sign(List(), World.Header("none")))).Fault.Should().Be("algorithm-not-accepted");
        (await ReadAsync(List().ToJsonString())).Fault.Should().Be("registry-not-signed");
        (await ReadAsync("{\"registry\": {}}")).Fault.Should().Be("registry-not-signed");
        (await ChangedAsync(list => list["iss"] = "did:web:other.example")).Should().Be("registry-of-another");
        (await ChangedAsync(list => list["type"] = new JsonArray("VerifiableCredential"))).Should().Be("registry-malformed");
        (await ChangedAsync(list => list["type"] = "RecognizedEntityCredential")).Should().Be("registry-malformed");
        (await ChangedAsync(list => list["validUntil"] = "2026-11-21T12:00:00Z")).Should().Be("registry-not-in-force");
        (await ChangedAsync(list => list["validFrom"] = "2026-11-21T12:00:01Z")).Should().Be("registry-not-in-force");
        (await ChangedAsync(list => list["exp"] = World.Now.ToUnixTimeSeconds())).Should().Be("registry-not-in-force");
        (await ChangedAsync(list => list["exp"] = "soon")).Should().Be("registry-malformed");
        (await ChangedAsync(list => list["validUntil"] = "soon")).Should().Be("registry-malformed");
        (await ChangedAsync(list => list["credentialStatus"] = new JsonObject())).Should().Be("registry-has-status");
        (await ChangedAsync(list => list["credentialSubject"]!.AsArray().Add(list["credentialSubject"]![0]!.DeepClone()))).Should().Be("registry-ambiguous");
        (await ChangedAsync(list => list["credentialSubject"]![0]!["name"] = null)).Should().Be("registry-malformed");
        _world.Documents.Clear();
        (await ReadAsync(_world.Sign(List()))).Fault.Should().Be("key-unreachable");
        (await ReadAsync(new string('.', IssuerRegistry.MaximumBytes + 1))).Fault.Should().Be("registry-too-large");
    }

    [Fact]
    public async Task A_recognition_counts_by_its_widest_part_and_never_by_a_date_that_cannot_be_read()
    {
        var list = List();
        list["credentialSubject"]![0]!["recognizedTo"] = JsonNode.Parse("""
            [{"action": "issue", "outputValidation": {}, "validUntil": "2040-01-01T00:00:00Z"}, {"action": "issue", "validUntil": "2027-01-01T00:00:00Z"},
             {"action": "issue", "validUntil": "2028-01-01T00:00:00Z"}, {"action": "issue", "validUntil": "never"}]
            """);
        var entry = (await ReadAsync(_world.Sign(list))).Registry!.Find(Listed)!;
        entry.IsLimited.Should().BeFalse();
        entry.Until.Should().Be(new DateTimeOffset(2028, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private async Task<string?> ChangedAsync(Action<JsonObject> change)
    {
        var list = List();
        change(list);
        return (await ReadAsync(_world.Sign(list))).Fault;
    }

    private async Task<(IssuerRegistry? Registry, string? Fault)> ReadAsync(string text, string signer = World.Did) =>
        await new RegistryReader(_world).ReadAsync(System.Text.Encoding.UTF8.GetBytes(text), signer, World.Now);

    private static IssuerRegistry? Unsigned(string json, out string? fault) => IssuerRegistry.ReadUnsigned(System.Text.Encoding.UTF8.GetBytes(json), out fault);

    // The shape of W3C's Recognized Entities 1.0 examples.
    private static JsonObject List() => JsonNode.Parse($$"""
        {
          "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
          "type": ["VerifiableCredential", "RecognizedEntityCredential"],
          "issuer": {"id": "{{World.Did}}", "type": "RecognizedIssuer", "name": "State Department of Education"},
          "validFrom": "2024-03-15T00:00:00Z",
          "validUntil": "2034-03-15T00:00:00Z",
          "credentialSubject": [
            {"id": "{{Listed}}", "type": "RecognizedEntity", "name": "Example State University", "url": "https://www.university.example/",
             "recognizedTo": {"type": "RecognizedAction", "action": "issue", "validFrom": "2025-01-01T00:00:00Z", "recognizedBy": "{{World.Did}}"} },
            {"id": "did:web:college.example", "type": ["RecognizedEntity"], "legalName": "Community College",
             "recognizedTo": [{"type": "RecognizedAction", "action": "issue", "outputValidation": {"id": "https://a.example/schema", "type": "JsonSchema"} }]},
            {"id": "did:web:verifier.example", "type": "RecognizedEntity", "name": "Verifier", "recognizedTo": {"type": "RecognizedAction", "action": "verify"} }]
        }
        """)!.AsObject();
}
