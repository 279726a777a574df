using FluentAssertions;
using Issuer.Core.Keys;
using Issuer.Service.Institutions;
using Xunit;

namespace Issuer.Service.Tests.Institutions;

/// <summary>A signing key's life on a real store and keys directory: published, active, retired, compromised; and what signs when.</summary>
public sealed class KeyLifeTests : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(10);
    private readonly TestFolder _folder = new();
    private readonly TestClock _clock = new(new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_institution_signs_at_once_with_ES256_and_EdDSA()
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var institution = await service.RegisterAsync("alpha");
        institution.Keys.Select(key => (key.KeyId, key.Algorithm.JwsName)).Should().Equal(("k1", "ES256"), ("k2", "EdDSA"));

        var ring = service.Get<KeyRing>();
        foreach (var algorithm in (SignatureAlgorithm[])[SignatureAlgorithm.P256, SignatureAlgorithm.Ed25519])
        {
            var key = ring.ActiveKey(institution, algorithm, out var named)!;
            named!.PublicKey.Verify("hello"u8, key.Sign("hello"u8)).Should().BeTrue();
        }

        ring.ActiveKey(institution, SignatureAlgorithm.P384, out var none).Should().BeNull();
        none.Should().BeNull();
        service.Get<InstitutionReadiness>().Faults().Should().BeEmpty();
    }

    [Fact]
    public async Task A_rotated_key_is_published_before_it_signs_and_the_old_one_never_leaves()
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var institution = await service.RegisterAsync("alpha");
        var done = (InstitutionOutcome.Done)await service.Register.NewKeyAsync(institution.Id, SignatureAlgorithm.P256, rotate: true, Delay);
        institution = service.Institutions.ById(institution.Id)!;
        done.Key!.KeyId.Should().Be("k3");
        institution.Key("k3")!.State(_clock.GetUtcNow()).Should().Be(KeyState.Published);
        Signs(service, institution).Should().Be("k1");
        IdentityText(institution).Should().ContainAll("#k1", "#k2", "#k3");

        _clock.Advance(Delay - TimeSpan.FromMilliseconds(1));
        Signs(service, institution).Should().Be("k1");
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Signs(service, institution).Should().Be("k3");
        institution.Key("k1")!.State(_clock.GetUtcNow()).Should().Be(KeyState.Retired);
        Signs(service, institution, SignatureAlgorithm.Ed25519).Should().Be("k2", "the other algorithm's key is not touched");
        IdentityText(institution).Should().ContainAll("#k1", "#k2", "#k3");
    }

    [Fact]
    public async Task A_second_rotation_waits_for_the_first_or_happens_at_once()
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var institution = await service.RegisterAsync("alpha");
        await service.Register.NewKeyAsync(institution.Id, SignatureAlgorithm.P256, rotate: true, Delay);
        var refused = await service.Register.NewKeyAsync(institution.Id, SignatureAlgorithm.P256, rotate: true, Delay);
        refused.Should().BeOfType<InstitutionOutcome.Refused>().Which.Sentence.Should().Contain("k3");

        await service.Register.NewKeyAsync(institution.Id, SignatureAlgorithm.P256, rotate: true, TimeSpan.Zero);
        institution = service.Institutions.ById(institution.Id)!;
        Signs(service, institution).Should().Be("k4");
        _clock.Advance(Delay);
        Signs(service, institution).Should().Be("k4", "the key that was overtaken before it signed never does");
        institution.Keys.Select(key => key.KeyId).Should().Equal("k1", "k2", "k3", "k4");
    }

    [Fact]
    public async Task Retiring_is_scheduled_or_at_once_and_never_leaves_nothing_to_sign_with()
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var institution = await service.RegisterAsync("alpha");
        (await service.Register.RetireKeyAsync(institution.Id, "k1")).Should().BeOfType<InstitutionOutcome.Refused>().Which.Sentence.Should().Contain("ES256");
        (await service.Register.RetireKeyAsync(institution.Id, "k2")).Should().BeOfType<InstitutionOutcome.Refused>().Which.Sentence.Should().Contain("EdDSA");

        _clock.Advance(TimeSpan.FromSeconds(1));
        await service.Register.NewKeyAsync(institution.Id, SignatureAlgorithm.Ed25519, rotate: false, TimeSpan.Zero);
        await service.Register.RetireKeyAsync(institution.Id, "k3", _clock.GetUtcNow().AddHours(1));
        Signs(service, service.Institutions.ById(institution.Id)!, SignatureAlgorithm.Ed25519).Should().Be("k3");
        _clock.Advance(TimeSpan.FromHours(1));
        Signs(service, service.Institutions.ById(institution.Id)!, SignatureAlgorithm.Ed25519).Should().Be("k2");

        var version = service.Institutions.ById(institution.Id)!.Version;
        await service.Register.RetireKeyAsync(institution.Id, "k3");
        service.Institutions.ById(institution.Id)!.Version.Should().Be(version, "repeating it changes nothing");
        (await service.Register.RetireKeyAsync(institution.Id, "k9")).Should().BeOfType<InstitutionOutcome.Refused>().Which.Code.Should().Be("key-not-found");
    }

    [Theory]
    [InlineData("k1", "ES256")]
    [InlineData("k2", "EdDSA")]
    public async Task Without_a_key_of_each_kind_a_node_is_not_ready_and_says_what_to_run(string keyId, string algorithm)
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var institution = await service.RegisterAsync("alpha");
        (await service.Register.CompromiseKeyAsync(institution.Id, keyId, _clock.GetUtcNow())).Should().BeOfType<InstitutionOutcome.Done>();

        service.Get<InstitutionReadiness>().Faults().Should().ContainSingle().Which.Should().Contain($"keys rotate --institution alpha --algorithm {algorithm} --now");
        await service.Register.NewKeyAsync(institution.Id, SignatureAlgorithm.FromJwsName(algorithm)!, rotate: true, TimeSpan.Zero);
        service.Get<InstitutionReadiness>().Faults().Should().BeEmpty();
    }

    [Fact]
    public async Task A_compromised_key_never_signs_again_and_asserts_nothing_to_others()
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var institution = await service.RegisterAsync("alpha");
        _clock.Advance(TimeSpan.FromDays(3));
        var at = _clock.GetUtcNow().AddDays(-1);
        (await service.Register.CompromiseKeyAsync(institution.Id, "k1", _clock.GetUtcNow().AddSeconds(1))).Should().BeOfType<InstitutionOutcome.Refused>();
        await service.Register.CompromiseKeyAsync(institution.Id, "k1", at);

        institution = service.Institutions.ById(institution.Id)!;
        institution.Key("k1")!.CompromisedAt.Should().Be(at);
        Signs(service, institution).Should().BeNull();
        service.Get<InstitutionReadiness>().Faults().Should().ContainSingle().Which.Should().Contain("keys rotate");
        using var document = System.Text.Json.JsonDocument.Parse(IdentityDocuments.PublishedDidDocument(institution));
        document.RootElement.GetProperty("assertionMethod").EnumerateArray().Select(method => method.GetString())
            .Should().Equal($"{institution.Did}#k2", $"{institution.Did}#k2-jwk");
        var methods = document.RootElement.GetProperty("verificationMethod").EnumerateArray().ToList();
        methods.Should().HaveCount(4);
        methods.Where(method => method.GetProperty("id").GetString()!.Contains("#k1")).Select(method => method.GetProperty("revoked").GetString())
            .Should().Equal("2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z");
        System.Text.Encoding.UTF8.GetString(IdentityDocuments.KeySet(institution)).Should().NotContain("#k1").And.Contain("#k2-jwk");

        await service.Register.CompromiseKeyAsync(institution.Id, "k1", at.AddHours(1));
        service.Institutions.ById(institution.Id)!.Key("k1")!.CompromisedAt.Should().Be(at, "a later time would call forgeries good");
        await service.Register.CompromiseKeyAsync(institution.Id, "k1", at.AddHours(-1));
        service.Institutions.ById(institution.Id)!.Key("k1")!.CompromisedAt.Should().Be(at.AddHours(-1));
        (await service.Register.RetireKeyAsync(institution.Id, "k1")).Should().BeOfType<InstitutionOutcome.Refused>();

        await service.Register.NewKeyAsync(institution.Id, SignatureAlgorithm.P256, rotate: true, TimeSpan.Zero);
        Signs(service, service.Institutions.ById(institution.Id)!).Should().Be("k3");
        service.Get<InstitutionReadiness>().Faults().Should().BeEmpty();
    }

    [Fact]
    public async Task A_key_made_elsewhere_is_taken_once_and_survives_a_restart()
    {
        var raw = SigningKey.Generate(SignatureAlgorithm.P384);
        Guid id;
        await using (var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock))
        {
            id = (await service.RegisterAsync("alpha")).Id;
            var taken = (InstitutionOutcome.Done)await service.Register.TakeKeyAsync(id, raw, rotate: false, TimeSpan.Zero);
            taken.Key!.Algorithm.JwsName.Should().Be("ES384");
            (await service.Register.TakeKeyAsync(id, raw, rotate: false, TimeSpan.Zero)).Should().BeOfType<InstitutionOutcome.Refused>();
        }

        await using var again = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var key = again.Get<KeyRing>().ActiveKey(again.Institutions.ById(id)!, SignatureAlgorithm.P384, out _)!;
        raw.PublicKey.Verify("hello"u8, key.Sign("hello"u8)).Should().BeTrue();
        raw.Dispose();
    }

    [Fact]
    public async Task A_missing_or_swapped_key_file_makes_the_node_unready_and_signs_nothing()
    {
        await using (var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock))
        {
            await service.RegisterAsync("alpha");
            await service.RegisterAsync("beta");
        }

        File.Delete(Path.Combine(_folder.Keys, "alpha", "k1.json"));
        File.Copy(Path.Combine(_folder.Keys, "alpha", "k2.json"), Path.Combine(_folder.Keys, "beta", "k2.json"), overwrite: true);
        await using var again = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        again.Get<InstitutionReadiness>().Faults().Should().HaveCount(2).And.Contain(fault => fault.Contains("alpha/k1")).And.Contain(fault => fault.Contains("beta/k2"));
        Signs(again, again.Institutions.BySlug("alpha")!).Should().BeNull();
        Signs(again, again.Institutions.BySlug("beta")!, SignatureAlgorithm.Ed25519).Should().BeNull();
        Signs(again, again.Institutions.BySlug("beta")!).Should().Be("k1");
    }

    [Fact]
    public async Task Programs_that_rotate_at_the_same_moment_never_share_a_key_id_or_lose_a_key()
    {
        await using var one = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var institution = await one.RegisterAsync("alpha");
        await using var two = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            Task.Run(() => (i % 2 == 0 ? one : two).Register.NewKeyAsync(institution.Id, SignatureAlgorithm.Ed25519, rotate: false, TimeSpan.Zero))));

        outcomes.OfType<InstitutionOutcome.Done>().Select(done => done.Key!.KeyId).Should().OnlyHaveUniqueItems().And.HaveCount(10);
        await one.Institutions.RefreshAsync();
        institution = one.Institutions.ById(institution.Id)!;
        institution.Keys.Should().HaveCount(12);
        one.Get<KeyRing>().Faults(institution).Should().BeEmpty("every published key has its private file");
    }

    [Fact]
    public async Task A_number_that_a_crash_left_a_file_for_is_not_used_again()
    {
        await using var service = await InstitutionHost.StartAsync(_folder.Settings(), _clock);
        var institution = await service.RegisterAsync("alpha");
        using (var orphan = SigningKey.Generate(SignatureAlgorithm.P256))
            service.Get<SigningKeyFiles>().Store("alpha", "k3", orphan);
        var done = (InstitutionOutcome.Done)await service.Register.NewKeyAsync(institution.Id, SignatureAlgorithm.P256, rotate: true, TimeSpan.Zero);
        done.Key!.KeyId.Should().Be("k4");
        Signs(service, service.Institutions.ById(institution.Id)!).Should().Be("k4");
        (await service.Register.NewKeyAsync(institution.Id, SignatureAlgorithm.P256, rotate: true, TimeSpan.Zero)).Should().BeOfType<InstitutionOutcome.Done>();
        service.Get<InstitutionReadiness>().Faults().Should().BeEmpty();
    }

    private static string? Signs(InstitutionHost service, Institution institution, SignatureAlgorithm? algorithm = null) =>
        service.Get<KeyRing>().ActiveKey(institution, algorithm ?? SignatureAlgorithm.P256, out var key) is null ? null : key!.KeyId;

    private static string IdentityText(Institution institution) =>
        System.Text.Encoding.UTF8.GetString(IdentityDocuments.PublishedDidDocument(institution)) + System.Text.Encoding.UTF8.GetString(IdentityDocuments.KeySet(institution));
}
