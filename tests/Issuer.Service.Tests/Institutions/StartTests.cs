using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Model;
using Issuer.Core.Rules;
using Issuer.Service.Access;
using Issuer.Service.Institutions;
using Issuer.Service.Store;
using Xunit;

namespace Issuer.Service.Tests.Institutions;

/// <summary>Registration, and what a start refuses or, in Development, invents.</summary>
public sealed class StartTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestClock _clock = new(new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_start_in_Development_makes_everything_and_later_ones_repeat_it()
    {
        DevelopmentAccess first;
        await using (var service = await InstitutionHost.StartAsync(_folder.Settings()))
        {
            var start = service.Get<InstitutionStart>();
            (await start.PrepareAsync()).Should().BeEmpty();
            first = (await start.FirstStartAsync())!;
            first.Should().BeEquivalentTo(new
            {
                PublicUrl = "http://localhost:5080",
                Institution = new { Slug = "university-of-example", Did = "did:web:localhost%3A5080:institutions:university-of-example" },
            });
            var key = await service.Get<ApiKeyDirectory>().AuthenticateAsync(first.ApiKey);
            key!.Scopes.Should().Equal(Scopes.All);
            var institution = service.Institutions.ById(key.InstitutionId)!;
            institution.Profile.LegalName.Entries.Should().Equal(("en", "University of Example"), ("cy", "Prifysgol Enghraifft"));
            institution.Profile.Country.Slug.Should().Be("GBR");
            institution.Profile.Region!.Slug.Should().Be("UKL");
            service.Get<InstitutionReadiness>().Faults().Should().BeEmpty();
        }

        var file = Path.Combine(_folder.Data, "development.json");
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
        json.RootElement.EnumerateObject().Select(member => member.Name).Should().Equal("publicUrl", "institution", "apiKey");
        json.RootElement.GetProperty("institution").EnumerateObject().Select(member => member.Name).Should().Equal("slug", "did");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await using var again = await InstitutionHost.StartAsync(_folder.Settings());
        (await again.Get<InstitutionStart>().PrepareAsync()).Should().BeEmpty();
        (await again.Get<InstitutionStart>().FirstStartAsync()).Should().Be(first);
        again.Institutions.All.Should().ContainSingle();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{\"publicUrl\":\"http://localhost:5080\"}")]
    [InlineData("{\"publicUrl\":\"x\",\"institution\":{\"slug\":\"a\",\"did\":\"b\"},\"apiKey\":\"iss_abcdefgh_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}")]
    public async Task A_development_file_that_is_missing_or_wrong_is_made_anew_with_a_key_that_works(string? content)
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings());
        var start = service.Get<InstitutionStart>();
        await start.FirstStartAsync();
        var file = Path.Combine(_folder.Data, "development.json");
        if (content is null)
            File.Delete(file);
        else
            await File.WriteAllTextAsync(file, content);
        var access = (await start.FirstStartAsync())!;
        (await service.Get<ApiKeyDirectory>().AuthenticateAsync(access.ApiKey)).Should().NotBeNull();
        (await start.FirstStartAsync()).Should().Be(access);
    }

    [Fact]
    public async Task Data_thrown_away_in_Development_comes_back_with_the_same_keys()
    {
        string before;
        await using (var service = await InstitutionHost.StartAsync(_folder.Settings()))
        {
            await service.Get<InstitutionStart>().FirstStartAsync();
            before = service.Institutions.BySlug("university-of-example")!.Keys[0].PublicKey.Thumbprint();
        }

        Directory.Delete(_folder.Data, recursive: true);
        await using var again = await InstitutionHost.StartAsync(_folder.Settings());
        await again.Get<InstitutionStart>().FirstStartAsync();
        again.Institutions.BySlug("university-of-example")!.Keys[0].PublicKey.Thumbprint().Should().Be(before);
        again.Get<InstitutionReadiness>().Faults().Should().BeEmpty();
    }

    [Fact]
    public async Task Outside_Development_nothing_is_invented()
    {
        var settings = _folder.Settings(development: false, "https://credentials.example.org");
        await using var service = await InstitutionHost.StartAsync(settings);
        var start = service.Get<InstitutionStart>();
        (await start.PrepareAsync()).Should().BeEmpty();
        (await start.FirstStartAsync()).Should().BeNull();
        service.Institutions.All.Should().BeEmpty();
        File.Exists(Path.Combine(_folder.Data, "development.json")).Should().BeFalse();
        service.Get<InstitutionReadiness>().Faults().Should().ContainSingle().Which.Should().Contain("institutions add");
    }

    [Fact]
    public async Task Development_does_not_add_to_a_store_that_has_institutions()
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings());
        await service.RegisterAsync("alpha");
        (await service.Get<InstitutionStart>().FirstStartAsync()).Should().BeNull();
        service.Institutions.All.Should().ContainSingle();
    }

    [Fact]
    public async Task A_changed_address_other_keys_or_a_development_institution_refuse_to_start()
    {
        await using (var service = await InstitutionHost.StartAsync(_folder.Settings()))
            await service.RegisterAsync("alpha");

        (await FaultsAsync(_folder.Settings())).Should().BeEmpty();
        (await FaultsAsync(_folder.Settings(publicUrl: "http://localhost:5081"))).Should().ContainSingle()
            .Which.Should().Contain("Set Issuer__PublicUrl=http://localhost:5080 again").And.Contain("To move");
        (await FaultsAsync(_folder.Settings() with { KeysDirectory = Path.Combine(_folder.Path, "other-keys") })).Should().ContainSingle()
            .Which.Should().StartWith("Issuer__KeysDirectory");
        StartFaults.Of(_folder.Settings(development: false), await FingerprintAsync(), await InstitutionsAsync()).Should().ContainSingle()
            .Which.Should().Contain("alpha").And.Contain("made in Development");
    }

    [Theory]
    [InlineData("Alpha")]
    [InlineData("-alpha")]
    [InlineData("alpha-")]
    [InlineData("al--pha")]
    [InlineData("al.pha")]
    [InlineData("../alpha")]
    [InlineData("alpha\n")]
    [InlineData("")]
    [InlineData("ŵyr")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_slug_that_is_no_address_is_refused(string slug)
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        (await service.Register.RegisterAsync(new NewInstitution(slug, null, Samples.Profile("x")))).Should().BeOfType<InstitutionOutcome.Refused>().Which.Code.Should().Be("slug");
    }

    [Theory]
    [InlineData("did:web:example.ac.uk", true)]
    [InlineData("did:web:example.ac.uk:registry", true)]
    [InlineData("did:web:localhost%3A5080", true)]
    [InlineData("did:web:localhost%3A5080:institutions:alpha", true)]
    [InlineData("did:web:localhost%3A5080:institutions:beta", false)]
    [InlineData("did:web:LOCALHOST%3A5080:x", false)]
    [InlineData("did:web:192.0.2.1", false)]
    [InlineData("did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw", false)]
    [InlineData("https://example.ac.uk", false)]
    public async Task An_institution_may_have_an_identifier_of_its_own_that_can_be_resolved(string did, bool good)
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var outcome = await service.Register.RegisterAsync(new NewInstitution("alpha", did, Samples.Profile("x")));
        if (good)
            outcome.Should().BeOfType<InstitutionOutcome.Done>().Which.Institution.Did.Should().Be(did);
        else
            outcome.Should().BeOfType<InstitutionOutcome.Refused>().Which.Code.Should().Be("did");
    }

    [Fact]
    public async Task Twenty_registrations_of_one_slug_at_once_make_one_institution()
    {
        await using var one = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        await using var two = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            Task.Run(() => (i % 2 == 0 ? one : two).Register.RegisterAsync(new NewInstitution("alpha", null, Samples.Profile("x"))))));
        outcomes.OfType<InstitutionOutcome.Done>().Should().ContainSingle();
        outcomes.OfType<InstitutionOutcome.Refused>().Should().HaveCount(19).And.OnlyContain(refused => refused.Code == "slug-taken");
        one.Get<InstitutionReadiness>().Faults().Should().BeEmpty();
    }

    [Fact]
    public void The_printed_request_says_everything_the_standard_asks_for_without_a_remark()
    {
        var institution = new Organisation { LegalName = LocalizedText.Of("en", "University of Example"), Country = CodeLists.Countries.Find("GBR") };
        var now = _clock.GetUtcNow();
        using var request = JsonDocument.Parse(InstitutionStart.SampleRequest);
        var result = RequestCheck.Run(
            request.RootElement,
            new IssuingDefaults(CodeLists.Countries.Find("GBR"), CodeLists.Regions.Find("UKL"), [institution], DateOnly.FromDateTime(now.UtcDateTime), now, ["vc+jwt"]));
        result.Findings.Should().BeEmpty();
        result.Value.Should().NotBeNull();
    }

    private async Task<IReadOnlyList<string>> FaultsAsync(IssuerSettings settings)
    {
        await using var service = await InstitutionHost.StartAsync(settings);
        return await service.Get<InstitutionStart>().PrepareAsync();
    }

    private async Task<string> FingerprintAsync()
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings());
        return service.Get<SigningKeyFiles>().Fingerprint;
    }

    private async Task<IReadOnlyCollection<Institution>> InstitutionsAsync()
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings());
        return service.Institutions.All;
    }
}
