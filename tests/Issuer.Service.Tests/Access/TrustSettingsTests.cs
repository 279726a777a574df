using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FluentAssertions;
using Issuer.Service.Store;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Issuer.Service.Tests.Access;

/// <summary>Registries and roots in the configuration: what is good, and that every fault says what to set.</summary>
public sealed class TrustSettingsTests : IDisposable
{
    private const string Signer = "did:web:register.example";
    private readonly string _folder = Directory.CreateTempSubdirectory("issuer-settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void There_are_none_by_default()
    {
        var trust = Good().Trust;
        trust.Registries.Should().BeEmpty();
        trust.Roots.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void Registries_keep_their_order_and_know_a_file_from_an_address()
    {
        File.WriteAllText(Path.Combine(_folder, "list.json"), "{}");
        var settings = Good(
            ("Registries:0:Name", "First"), ("Registries:0:Location", "https://register.example/list"), ("Registries:0:Signer", Signer), ("Registries:0:RefreshMinutes", "5"),
            ("Registries:1:Name", "Second"), ("Registries:1:Location", "list.json"));
        settings.UnknownNames.Should().BeEmpty();
        settings.Trust.Registries.Should().Equal(
            new RegistrySettings("First", null, new("https://register.example/list"), Signer, TimeSpan.FromMinutes(5)),
            new RegistrySettings("Second", Path.Combine(_folder, "list.json"), null, null, TimeSpan.FromMinutes(360)));
    }

    [Theory]
    [InlineData("Location", null, "Issuer__Registries__0__Location is not set")]
    [InlineData("Name", null, "Issuer__Registries__0__Name is not set")]
    [InlineData("Signer", null, "Issuer__Registries__0__Signer is not set")]
    [InlineData("Signer", "register.example", "Issuer__Registries__0__Signer must be")]
    [InlineData("Signer", "did:web:127.0.0.1", "Issuer__Registries__0__Signer must be")]
    [InlineData("Location", "http://register.example/list", "Issuer__Registries__0__Location must be")]
    [InlineData("Location", "https://user@register.example/list", "Issuer__Registries__0__Location must be")]
    [InlineData("Location", "ftp://register.example/list", "Issuer__Registries__0__Location must be")]
    [InlineData("Location", "missing.json", "Issuer__Registries__0__Location names a file that does not exist")]
    [InlineData("RefreshMinutes", "0", "Issuer__Registries__0__RefreshMinutes must be")]
    [InlineData("RefreshMinutes", "often", "Issuer__Registries__0__RefreshMinutes must be")]
    [InlineData("Url", "https://register.example/", "Issuer__Registries__0__Url means nothing")]
    public void A_fault_in_a_registry_says_what_to_set(string member, string? value, string sentence)
    {
        Dictionary<string, string?> members = new() { ["Name"] = "Register", ["Location"] = "https://register.example/list", ["Signer"] = Signer, [member] = value };
        Read([.. members.Select(one => ("Registries:0:" + one.Key, one.Value))], out _).Should().ContainSingle().Which.Should().StartWith(sentence);
    }

    [Fact]
    public void Roots_are_files_or_folders_and_each_fault_names_the_file()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = request.CreateSelfSigned(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2050, 1, 1, 0, 0, 0, TimeSpan.Zero));
        File.WriteAllText(Path.Combine(_folder, "root.pem"), root.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "notes.txt"), "no certificate");
        Good(("TrustedRoots", "root.pem")).Trust.Roots.IsEmpty.Should().BeFalse();
        Good(("TrustedRoots", _folder)).Trust.Roots.IsEmpty.Should().BeFalse();
        Read([("TrustedRoots", "root.pem, notes.txt")], out _).Should().ContainSingle().Which.Should().Contain("notes.txt, which has no certificate");
        Read([("TrustedRoots", "missing.pem")], out _).Should().ContainSingle().Which.Should().Contain("missing.pem, which does not exist");
        Directory.CreateDirectory(Path.Combine(_folder, "empty"));
        Read([("TrustedRoots", "empty")], out _).Should().ContainSingle().Which.Should().Contain("without a .pem or .crt file");
    }

    private IssuerSettings Good(params (string Name, string? Value)[] values)
    {
        Read(values, out var settings).Should().BeEmpty();
        return settings!;
    }

    private ImmutableArray<string> Read((string Name, string? Value)[] values, out IssuerSettings? settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(value => "Issuer:" + value.Name, value => value.Value)).Build();
        IssuerSettings.TryRead(configuration, "Development", _folder, out settings, out var faults);
        return faults;
    }
}
