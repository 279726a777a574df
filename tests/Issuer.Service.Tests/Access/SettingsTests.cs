using System.Net;
using FluentAssertions;
using Issuer.Service.Store;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Issuer.Service.Tests.Access;

public sealed class SettingsTests
{
    private static readonly string Root = OperatingSystem.IsWindows() ? @"C:\srv" : "/srv";

    [Fact]
    public void Development_needs_nothing()
    {
        var settings = Good("Development");
        settings.PublicUrl.Should().Be("http://localhost:5080");
        settings.PublicAuthority.Should().Be("localhost:5080");
        settings.DataDirectory.Should().Be(Path.Combine(Root, "data"));
        settings.KeysDirectory.Should().Be(Path.Combine(Root, "keys"));
        settings.IsDevelopment.Should().BeTrue();
        settings.Outbound.AllowedTestOrigins.Should().BeEmpty();
        settings.Outbound.Enabled.Should().BeTrue();
        settings.KnownProxies.Should().BeEmpty();
    }

    [Theory]
    [InlineData("http://127.0.0.1:6001", "http://localhost:6001")]
    [InlineData("http://0.0.0.0:6002", "http://localhost:6002")]
    [InlineData("http://[::1]:6003", "http://localhost:6003")]
    [InlineData("http://+:6004", "http://localhost:6004")]
    [InlineData("http://*:80", "http://localhost")]
    [InlineData("https://dev.example.org:7443;http://localhost:5", "https://dev.example.org:7443")]
    public void In_Development_the_address_follows_where_the_service_listens(string urls, string publicUrl) =>
        Good("Development", ("urls", urls)).PublicUrl.Should().Be(publicUrl);

    [Fact]
    public void Two_data_directories_in_Development_never_share_keys() =>
        Good("Development", ("Issuer:DataDirectory", "t1")).KeysDirectory.Should().Be(Path.Combine(Root, "t1-keys"));

    [Fact]
    public void Elsewhere_nothing_is_invented_and_all_that_is_missing_is_said_at_once()
    {
        var faults = Faults("Production");
        faults.Should().HaveCount(2);
        faults.Should().Contain(fault => fault.StartsWith("Issuer__PublicUrl is not set")).And.Contain(fault => fault.StartsWith("Issuer__KeysDirectory is not set"));
    }

    [Theory]
    [InlineData("credentials.example.org")]
    [InlineData("ftp://credentials.example.org")]
    [InlineData("http://credentials.example.org")]
    [InlineData("https://credentials.example.org/path")]
    [InlineData("https://credentials.example.org/?q=1")]
    [InlineData("https://credentials.example.org?")]
    [InlineData("https://credentials.example.org/#x")]
    [InlineData("https://user@credentials.example.org")]
    [InlineData("https://192.0.2.7")]
    [InlineData("https://2130706433")]
    [InlineData("https://[2001:db8::1]")]
    [InlineData("https://localhost")]
    [InlineData("https://prifysgol-ŵyr.example")]
    [InlineData("https://credentials.example.org.")]
    public void A_public_address_that_could_not_stand_in_a_credential_is_refused(string url) =>
        Faults("Production", ("Issuer:PublicUrl", url), ("Issuer:KeysDirectory", "/keys")).Should().ContainSingle().Which.Should().StartWith("Issuer__PublicUrl must");

    [Theory]
    [InlineData("https://Credentials.Example.ORG/", "https://credentials.example.org", "credentials.example.org")]
    [InlineData("https://credentials.example.org:443", "https://credentials.example.org", "credentials.example.org")]
    [InlineData("https://credentials.example.org:8443", "https://credentials.example.org:8443", "credentials.example.org:8443")]
    [InlineData("https://xn--prifysgol-yr-9eb.example", "https://xn--prifysgol-yr-9eb.example", "xn--prifysgol-yr-9eb.example")]
    public void A_good_one_is_kept_in_one_spelling(string url, string kept, string authority)
    {
        var settings = Good("Production", ("Issuer:PublicUrl", url), ("Issuer:KeysDirectory", "/keys"));
        settings.PublicUrl.Should().Be(kept);
        settings.PublicAuthority.Should().Be(authority);
    }

    [Theory]
    [InlineData("/srv/data")]
    [InlineData("/srv/data/keys")]
    [InlineData("/srv/data/../data/keys/")]
    [InlineData("data/keys")]
    [InlineData("/srv")]
    public void Keys_and_data_never_lie_in_one_another(string keys) =>
        Faults("Production", ("Issuer:PublicUrl", "https://a.example"), ("Issuer:KeysDirectory", keys)).Should().ContainSingle().Which.Should().Contain("must not lie in one another");

    [Fact]
    public void A_name_that_only_begins_alike_is_another_directory() =>
        Good("Production", ("Issuer:PublicUrl", "https://a.example"), ("Issuer:KeysDirectory", "/srv/data-keys")).KeysDirectory.Should().Be("/srv/data-keys");

    [Fact]
    public void Lists_come_with_commas_or_one_by_one()
    {
        var settings = Good(
            "Development",
            ("Issuer:Outbound:AllowedTestOrigins", "http://127.0.0.1:9000/, http://localhost:9001"),
            ("Issuer:Outbound:AllowedTestOrigins:0", "https://c.example"),
            ("Issuer:KnownProxies", "10.0.0.4,10.1.0.0/16, ::1"));
        settings.Outbound.AllowedTestOrigins.Should().Equal("http://127.0.0.1:9000", "http://localhost:9001", "https://c.example");
        settings.KnownProxies.Should().Equal(IPNetwork.Parse("10.0.0.4/32"), IPNetwork.Parse("10.1.0.0/16"), IPNetwork.Parse("::1/128"));
    }

    [Fact]
    public void Every_wrong_value_is_a_sentence_that_names_its_setting()
    {
        var faults = Faults(
            "Development",
            ("Issuer:PublicUrl", "nowhere"), ("Issuer:Outbound:Enabled", "perhaps"), ("Issuer:Outbound:AllowedTestOrigins", "http://a/b"), ("Issuer:KnownProxies", "proxy"),
            ("Issuer:Limits:PublicPerMinute", "0"), ("Issuer:Limits:MaxRequestBytes", "1e6"), ("Issuer:KeysPassphraseFile", "/nowhere/at/all"), ("ConnectionStrings:Issuer", "Host=db"));
        faults.Select(fault => fault.Split(' ')[0]).Should().BeEquivalentTo(
            "Issuer__PublicUrl", "Issuer__Outbound__Enabled", "Issuer__Outbound__AllowedTestOrigins", "Issuer__KnownProxies",
            "Issuer__Limits__PublicPerMinute", "Issuer__Limits__MaxRequestBytes", "Issuer__KeysPassphraseFile", "ConnectionStrings__Issuer");
    }

    [Theory]
    [InlineData("Host=db;Database=issuer;Username=issuer;Passfile=/etc/issuer/pgpass", true)]
    [InlineData("Host=db;Database=issuer;Search Path=credentials", true)]
    [InlineData("Database=issuer", false)]
    [InlineData("Host=db;Database=issuer;Search Path=a.b", false)]
    [InlineData("Host=db;Database=issuer;Password=s3cret;Prot=5432", false)]
    [InlineData("postgres://nia:s3cret@db/issuer", false)]
    public void A_connection_string_is_read_at_start_and_its_password_never_repeated(string text, bool good)
    {
        if (good)
            Good("Development", ("ConnectionStrings:Issuer", text)).ConnectionString.Should().Be(text);
        else
            Faults("Development", ("ConnectionStrings:Issuer", text)).Should().ContainSingle().Which.Should().StartWith("ConnectionStrings__Issuer").And.NotContain("s3cret");
    }

    [Fact]
    public void A_misspelt_setting_is_told() =>
        Good("Development", ("Issuer:KeyDirectory", "/k"), ("Issuer:Limits:PublicPerMinute", "10")).UnknownNames.Should().Equal("KeyDirectory");

    [Fact]
    public void A_port_that_the_system_chooses_needs_an_address() =>
        Faults("Development", ("urls", "http://127.0.0.1:0")).Should().ContainSingle().Which.Should().Contain("Issuer__PublicUrl");

    private static IssuerSettings Good(string environment, params (string, string)[] values)
    {
        IssuerSettings.TryRead(Configuration(values), environment, Root, out var settings, out var faults).Should().BeTrue(string.Join(' ', faults));
        return settings!;
    }

    private static System.Collections.Immutable.ImmutableArray<string> Faults(string environment, params (string, string)[] values)
    {
        IssuerSettings.TryRead(Configuration(values), environment, Root, out var settings, out var faults).Should().BeFalse();
        settings.Should().BeNull();
        return faults;
    }

    private static IConfiguration Configuration((string Name, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Name, (string?)pair.Value))).Build();
}
