using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

/// <summary>Who says who the issuer is: a statement of its own that never changes the verdict.</summary>
public sealed class TrustCheckTests : IDisposable
{
    private static readonly RegistryEntry Entry = new(World.Did, "Prifysgol Metropolitan Caerdydd", "https://www.example.ac.uk", null, null, IsLimited: false);
    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_registry_gives_the_name_and_the_credential_only_claims_one()
    {
        var report = await VerifyAsync(new RegistryListing("Sector register", Entry));
        report.Of("trust").Should().BeEquivalentTo(new
        {
            Outcome = Outcome.Passed,
            Code = "in-registry",
            Detail = "Sector register lists the issuer as \"Prifysgol Metropolitan Caerdydd\" (the credential itself says \"Claimed\"). It is shown to control badges.example.org.",
        });
        report.Issuer.Should().BeEquivalentTo(new
        {
            Id = World.Did,
            Name = "Claimed",
            NameFromRegistry = Entry.Name,
            Domain = "badges.example.org",
            IsOwn = false,
            Registries = new[] { new RegistryListing("Sector register", Entry) },
            Key = new IssuerKeyReport(World.Kid, null),
        });
        _world.AskedOfRegistries.Should().Equal(World.Did);
    }

    [Fact]
    public async Task Whatever_secures_a_credential_the_key_that_signed_and_the_registrys_word_are_reported()
    {
        using var root = Authority.Root();
        _world.TrustedRoots = root.AsRoots();
        _world.Registries = new([new("Sector register", Entry)], []);
        var certified = JsonNode.Parse(DidDocumentWriter.Write(World.Did, [("k1", _world.Key.PublicKey)]))!;
        certified["verificationMethod"]![1]!["publicKeyJwk"]!["x5c"] = Authority.X5c(root.Certify(_world.Key, ["badges.example.org"]));
        _world.Documents[World.Did] = System.Text.Encoding.UTF8.GetBytes(certified.ToJsonString());

        var proven = DataIntegrity.Sign(System.Text.Encoding.UTF8.GetBytes(Payload().ToJsonString()), _world.Key, World.Kid, Cryptosuite.EcdsaRdfc2019, World.Now);
        var claims = new JsonObject { ["vct"] = "https://example.org/course", ["iss"] = World.Did, ["exp"] = 4_070_908_800 };
        var header = new JsonObject { ["alg"] = "ES256", ["typ"] = "dc+sd-jwt", ["kid"] = World.Kid };
        foreach (var credential in new[] { Signed(), System.Text.Encoding.UTF8.GetString(proven.Document), _world.Sign(claims, header) + "~" })
        {
            var report = await _world.VerifyAsync(credential);
            report.Verdict.Should().Be(Verdict.Valid, report.Told());
            report.Of("trust").Code.Should().Be("in-registry");
            report.Issuer.Should().BeEquivalentTo(new
            {
                NameFromRegistry = Entry.Name,
                Domain = "badges.example.org",
                Key = new IssuerKeyReport(World.Kid, null),
                Certificate = new CertificateFacts("Prifysgol Ŵyn", "Test Authority"),
            });
        }
    }

    [Fact]
    public async Task An_unknown_issuer_is_a_warning_and_an_unread_registry_is_said_to_be_so()
    {
        var unknown = await VerifyAsync();
        unknown.Verdict.Should().Be(Verdict.Valid);
        unknown.Of("trust").Should().BeEquivalentTo(new { Outcome = Outcome.Warning, Code = "issuer-unknown" });
        unknown.Issuer!.NameFromRegistry.Should().BeNull();
        unknown.Issuer.Name.Should().Be("Claimed");

        _world.Registries = new([], ["Lost register"]);
        var unread = await _world.VerifyAsync(Signed());
        unread.Verdict.Should().Be(Verdict.Valid);
        unread.Of("trust").Should().BeEquivalentTo(new { Outcome = Outcome.Warning, Code = "issuer-unknown" });
        unread.Of("trust").Detail.Should().EndWith("Whether it is listed in Lost register cannot be told: the registry could not be read.");
        unread.Issuer!.UnreadRegistries.Should().Equal("Lost register");
    }

    [Fact]
    public async Task A_forgery_does_not_borrow_a_registrys_word()
    {
        using var attacker = SigningKey.Generate(SignatureAlgorithm.P256);
        _world.Registries = new([new("Sector register", Entry)], []);
        var report = await _world.VerifyAsync(_world.Sign(Payload(), key: attacker));
        report.Verdict.Should().Be(Verdict.Invalid);
        report.Of("trust").Code.Should().Be("issuer-not-shown");
        report.Issuer.Should().BeEquivalentTo(new { Id = World.Did, Name = "Claimed", NameFromRegistry = (string?)null, Domain = (string?)null, Key = (IssuerKeyReport?)null });
        report.Issuer!.Registries.Should().BeEmpty();
        _world.AskedOfRegistries.Should().BeEmpty();
    }

    [Fact]
    public async Task Our_own_record_goes_before_any_registry()
    {
        _world.Own = new("Our own", new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), null, null), new(World.Plain()["id"]!.ToString(), World.Now, OwnState.Active));
        var report = await VerifyAsync(new RegistryListing("Sector register", Entry));
        report.Of("trust").Code.Should().Be("own-institution");
        report.Issuer!.NameFromRegistry.Should().Be("Our own");
        report.Issuer.IsOwn.Should().BeTrue();
        report.Issuer.Key!.Since.Should().Be(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_limited_or_lapsed_listing_is_a_warning_unless_another_registry_lists_fully()
    {
        var limited = new RegistryListing("A", Entry with { IsLimited = true });
        var lapsed = new RegistryListing("B", Entry with { Until = World.Now });
        var coming = new RegistryListing("C", Entry with { Since = World.Now.AddDays(1) });
        (await VerifyAsync(limited)).Of("trust").Should().BeEquivalentTo(new { Outcome = Outcome.Warning, Code = "registry-limited" });
        (await VerifyAsync(lapsed)).Of("trust").Should().BeEquivalentTo(new { Outcome = Outcome.Warning, Code = "registry-lapsed" });
        (await VerifyAsync(lapsed)).Of("trust").Detail.Should().Contain("up to 2026-11-21 only");
        (await VerifyAsync(coming)).Of("trust").Detail.Should().Contain("from 2026-11-22 on only");
        (await VerifyAsync(lapsed)).Issuer!.NameFromRegistry.Should().BeNull();
        (await VerifyAsync(lapsed, limited, coming)).Of("trust").Code.Should().Be("registry-limited");
        var full = await VerifyAsync(lapsed, limited, new RegistryListing("D", Entry with { Since = World.Now, Until = World.Now.AddTicks(1) }));
        full.Of("trust").Code.Should().Be("in-registry");
        full.Of("trust").Detail.Should().StartWith("D lists");
        (await VerifyAsync(new RegistryListing("A", Entry with { IsLimited = true, Name = "Limited" }), new RegistryListing("D", Entry))).Issuer!.NameFromRegistry
            .Should().Be(Entry.Name, "the name comes from the registry that the check names");
        full.Verdict.Should().Be(Verdict.Valid);
    }

    [Fact]
    public async Task Names_in_a_sentence_neither_hide_nor_reorder_it()
    {
        var report = await VerifyAsync(new RegistryListing("R", Entry with { Name = "A\u202E\u0007\u200B\nB" + new string('x', 400) }));
        report.Of("trust").Detail.Should().StartWith("R lists the issuer as \"A????Bxxx").And.Contain("x…\"");
        report.Of("trust").Detail.Length.Should().BeLessThan(300);
    }

    private async Task<VerificationReport> VerifyAsync(params RegistryListing[] listings)
    {
        _world.Registries = new([.. listings], []);
        return await _world.VerifyAsync(Signed());
    }

    private string Signed() => _world.Sign(Payload());

    private static JsonObject Payload()
    {
        var payload = World.Plain();
        payload["issuer"] = new JsonObject { ["id"] = World.Did, ["name"] = "Claimed" };
        return payload;
    }
}
