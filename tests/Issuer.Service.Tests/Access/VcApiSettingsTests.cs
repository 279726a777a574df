using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Service.Store;
using Issuer.Service.Tests.VcApi;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Issuer.Service.Tests.Access;

/// <summary>Instances of the VC-API in the configuration: what is good, and that every fault says what to set.</summary>
public sealed class VcApiSettingsTests
{
    [Fact]
    public void There_are_none_by_default()
    {
        var settings = Read([], out var faults)!;
        faults.Should().BeEmpty();
        settings.VcApi.Instances.Should().BeEmpty();
        settings.VcApi.GivesTokens.Should().BeFalse();
    }

    [Fact]
    public void Little_must_be_said_and_the_rest_has_defaults()
    {
        var settings = Read(Of("one", "Cryptosuite=ecdsa-rdfc-2019"), out _)!;
        settings.UnknownNames.Should().BeEmpty();
        settings.VcApi.Instances.Should().Equal(
            new VcApiInstance("one", "university-of-example", Cryptosuite.EcdsaRdfc2019, SignatureAlgorithm.P256, false, null, VcApiAccess.Key, false));
        Read(Of("two", "Form=vc+jwt Algorithm=EdDSA Key=did-key Access=client-credentials Issuer=set Status=none"), out _)!.VcApi.Find("two")
            .Should().Be(new VcApiInstance("two", "university-of-example", null, SignatureAlgorithm.Ed25519, true, null, VcApiAccess.ClientCredentials, true));
        Read(Of("three", "Cryptosuite=eddsa-jcs-2022 Status=suspension"), out _)!.VcApi.Find("three")!.StatusPurpose.Should().Be("suspension");
    }

    [Theory]
    [InlineData("UPPER", "Cryptosuite=eddsa-rdfc-2022", "Issuer__VcApi__Instances__UPPER__… has a name")]
    [InlineData("a_b", "Cryptosuite=eddsa-rdfc-2022", "Issuer__VcApi__Instances__a_b__… has a name")]
    [InlineData("x", "Cryptosuite=bbs-2023", "Issuer__VcApi__Instances__x__Cryptosuite must be one of")]
    [InlineData("x", "Cryptosuite=Ed25519Signature2020", "Issuer__VcApi__Instances__x__Cryptosuite must be one of")]
    [InlineData("x", "", "Issuer__VcApi__Instances__x__Cryptosuite must be one of")]
    [InlineData("x", "Form=jwt", "Issuer__VcApi__Instances__x__Form must be one of vc, vc+jwt")]
    [InlineData("x", "Form=vc+jwt Cryptosuite=eddsa-rdfc-2022", "Issuer__VcApi__Instances__x__Cryptosuite is for embedded proofs")]
    [InlineData("x", "Cryptosuite=eddsa-rdfc-2022 Algorithm=ES256", "Issuer__VcApi__Instances__x__Algorithm must be one of EdDSA")]
    [InlineData("x", "Cryptosuite=eddsa-rdfc-2022 Key=other", "Issuer__VcApi__Instances__x__Key must be one of institution, did-key")]
    [InlineData("x", "Cryptosuite=eddsa-rdfc-2022 Key=did-key Status=revocation", "Issuer__VcApi__Instances__x__Status must be none where Key is did-key")]
    [InlineData("x", "Cryptosuite=eddsa-rdfc-2022 Status=message", "Issuer__VcApi__Instances__x__Status must be one of none, revocation, suspension")]
    [InlineData("x", "Cryptosuite=eddsa-rdfc-2022 Access=oauth2", "Issuer__VcApi__Instances__x__Access must be one of key, client-credentials, open")]
    [InlineData("x", "Cryptosuite=eddsa-rdfc-2022 Issuer=any", "Issuer__VcApi__Instances__x__Issuer must be one of check, set")]
    [InlineData("x", "Cryptosuite=eddsa-rdfc-2022 Acess=key", "Issuer__VcApi__Instances__x__Acess means nothing")]
    [InlineData("x", "Cryptosuite=eddsa-rdfc-2022 Institution=", "Issuer__VcApi__Instances__x__Institution is not set")]
    public void A_fault_names_its_setting(string name, string members, string sentence)
    {
        Read(Of(name, members), out var faults).Should().BeNull();
        faults.Should().ContainSingle().Which.Should().StartWith(sentence);
    }

    [Fact]
    public void A_name_beside_the_instances_is_a_fault() =>
        Faults([("Issuer:VcApi:Enabled", "true")]).Should().ContainSingle().Which.Should().StartWith("Issuer__VcApi__Enabled means nothing");

    [Theory]
    [InlineData("Development", "http://0.0.0.0:80", true)]
    [InlineData("Production", null, true)]
    [InlineData("Production", "http://localhost:5080", true)]
    [InlineData("Production", "http://127.0.0.1:5080;http://[::1]:5080", true)]
    [InlineData("Production", "http://127.0.0.1:5080;http://0.0.0.0:5081", false)]
    [InlineData("Production", "http://+:5080", false)]
    [InlineData("Production", "http://*:5080", false)]
    [InlineData("Production", "http://10.0.0.4:5080", false)]
    [InlineData("Production", "http://127.0.0.1.example.org:5080", false)]
    public void Outside_Development_an_open_instance_needs_a_listener_on_loopback(string environment, string? urls, bool good)
    {
        List<(string, string)> values = [.. Of("x", "Cryptosuite=eddsa-rdfc-2022 Access=open")];
        if (urls is not null)
            values.Add(("urls", urls));
        Read(values, out var faults, environment);
        faults.Should().HaveCount(good ? 0 : 1);
        if (!good)
            faults.Single().Should().StartWith("Issuer__VcApi__Instances__x__Access must not be open here");
    }

    [Theory]
    [InlineData("http_ports", "8080")]
    [InlineData("https_ports", "8443")]
    [InlineData("Kestrel:Endpoints:Http:Url", "http://0.0.0.0:5080")]
    public void Ports_alone_and_endpoints_of_the_server_count_as_well(string name, string value) =>
        Faults([.. Of("x", "Cryptosuite=eddsa-rdfc-2022 Access=open"), (name, value)], "Production").Should().ContainSingle();

    private static IEnumerable<(string, string)> Of(string name, string members) =>
        VcApiService.SettingsOf([new(name, members)]).Select(one => (one.Key, one.Value));

    private static List<string> Faults(IEnumerable<(string, string)> values, string environment = "Development")
    {
        Read(values, out var faults, environment);
        return faults;
    }

    private static IssuerSettings? Read(IEnumerable<(string Name, string Value)> values, out List<string> faults, string environment = "Development")
    {
        var all = values.ToDictionary(one => one.Name, one => (string?)one.Value);
        if (environment != "Development")
            (all["Issuer:PublicUrl"], all["Issuer:KeysDirectory"]) = ("https://credentials.example.org", "/srv/keys");
        IssuerSettings.TryRead(new ConfigurationBuilder().AddInMemoryCollection(all).Build(), environment, "/srv", out var settings, out var found);
        faults = [.. found];
        return settings;
    }
}
