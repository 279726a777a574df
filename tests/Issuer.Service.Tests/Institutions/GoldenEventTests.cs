using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Model;
using Issuer.Service.Access;
using Issuer.Service.Institutions;
using Issuer.Service.Store;
using Xunit;

namespace Issuer.Service.Tests.Institutions;

/// <summary>
/// Every event shape ever written, as a file. What is written today must equal the newest file; every file must be read for ever, to the
/// state it meant. A file is never edited: a new shape is a new file.
/// </summary>
public sealed class GoldenEventTests
{
    private static readonly DateTimeOffset T0 = new(2026, 11, 21, 9, 30, 0, 125, TimeSpan.Zero);
    private static readonly Guid Id = Guid.ParseExact("0190c0de-0000-7000-8000-000000000001", "D");
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // The public keys of RFC 8032 §7.1 test 1 and RFC 6979 A.2.5.
    private const string Ed25519Key = "z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw";
    private const string P256Key = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP";

    public static TheoryData<string> Names { get; } =
    [
        "institution_registered", "institution_registered.minimal", "institution_profile_changed", "institution_profile_changed.linkedin", "signing_key_added.p256", "signing_key_added.ed25519",
        "signing_key_activated", "signing_key_retired", "signing_key_compromised", "api_key_created", "api_key_created.minimal", "api_key_revoked",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_written_is_what_the_golden_file_says(string name)
    {
        var written = Write(name);
        written.Type.Should().Be(name.Split('.')[0]);
        using var document = JsonDocument.Parse(written.Data);
        JsonSerializer.Serialize(document.RootElement, Indented).Should().Be(Golden(name).TrimEnd());
    }

    [Fact]
    public void Every_golden_institution_event_folds_to_the_state_it_means()
    {
        var institution = InstitutionStream.Fold(
        [
            Stored("institution_registered", 1), Stored("signing_key_added.p256", 2), Stored("signing_key_activated", 3), Stored("signing_key_added.ed25519", 4),
            Stored("signing_key_retired", 5), Stored("signing_key_compromised", 6), Stored("institution_profile_changed", 7),
        ])!;

        institution.Id.Should().Be(Id);
        institution.Version.Should().Be(7);
        institution.Slug.Should().Be("school-of-examples");
        institution.Did.Should().Be("did:web:localhost%3A5080:institutions:school-of-examples");
        institution.Development.Should().BeTrue();
        institution.PublicUrl.Should().Be("http://localhost:5080");
        institution.KeysFingerprint.Should().Be("hdfXMqXFYmQYGzI5SqFrAw");
        institution.RegisteredAt.Should().Be(T0);
        institution.Profile.Should().BeEquivalentTo(Samples.FullProfile with { Logo = new Logo("image/png", new string('0', 64)) });
        institution.Keys.Should().HaveCount(2);
        institution.Keys[0].Should().BeEquivalentTo(new
        {
            KeyId = "k1",
            AddedAt = T0,
            ActiveFrom = T0.AddMinutes(10),
            RetiredAt = T0.AddDays(1),
            CompromisedAt = T0.AddHours(1),
        });
        institution.Keys[0].PublicKey.ToMultikey().Should().Be(P256Key);
        institution.Keys[1].PublicKey.ToMultikey().Should().Be(Ed25519Key);
        institution.Keys[1].ActiveFrom.Should().BeNull();
    }

    [Fact]
    public void The_minimal_registration_folds_too()
    {
        var institution = InstitutionStream.Fold([Stored("institution_registered.minimal", 1)])!;
        institution.Profile.Should().BeEquivalentTo(new InstitutionProfile { LegalName = LocalizedText.Of("en", "Example"), Country = CodeLists.Countries.Find("IRL")! });
        institution.Keys.Should().BeEmpty();
    }

    [Fact]
    public void Golden_api_key_events_fold_to_the_state_they_mean()
    {
        var key = ApiKeyStream.Fold([Stored("api_key_created", 1), Stored("api_key_revoked", 2)])!;
        key.Should().BeEquivalentTo(new
        {
            Prefix = "abcd1234",
            InstitutionId = Id,
            Name = "registry",
            CreatedAt = T0,
            ExpiresAt = T0.AddYears(1),
            RevokedAt = T0.AddDays(1),
            Version = 2L,
        });
        key.Scopes.Should().Equal("issue", "read");
        key.Hash.Should().Equal(Enumerable.Range(0, 32).Select(i => (byte)i));
        ApiKeyStream.Fold([Stored("api_key_created.minimal", 1)])!.ExpiresAt.Should().BeNull();
    }

    [Fact]
    public void An_unknown_event_is_refused_not_skipped()
    {
        var stranger = Stored("signing_key_retired", 2) with { Type = "signing_key_forgiven" };
        FluentActions.Invoking(() => InstitutionStream.Fold([Stored("institution_registered", 1), stranger])).Should().Throw<InvalidDataException>();
    }

    private static NewEvent Write(string name) => name switch
    {
        "institution_registered" => InstitutionStream.Write(new InstitutionRegistered(
            Id, "school-of-examples", "did:web:localhost%3A5080:institutions:school-of-examples", true, "http://localhost:5080", "hdfXMqXFYmQYGzI5SqFrAw", T0, ProfileData.Of(Samples.FullProfile))),
        "institution_registered.minimal" => InstitutionStream.Write(new InstitutionRegistered(
            Id, "example", "did:web:example.ie", false, "https://credentials.example.ie", "hdfXMqXFYmQYGzI5SqFrAw", T0,
            ProfileData.Of(new InstitutionProfile { LegalName = LocalizedText.Of("en", "Example"), Country = CodeLists.Countries.Find("IRL")! }))),
        "institution_profile_changed" => InstitutionStream.Write(
            new InstitutionProfileChanged(ProfileData.Of(Samples.FullProfile with { Logo = new Logo("image/png", new string('0', 64)) }))),
        "institution_profile_changed.linkedin" => InstitutionStream.Write(new InstitutionProfileChanged(ProfileData.Of(
            new InstitutionProfile { LegalName = LocalizedText.Of("en", "Example"), Country = CodeLists.Countries.Find("IRL")!, LinkedInOrganisation = "104563921" }))),
        "signing_key_added.p256" => InstitutionStream.Write(new SigningKeyAdded("k1", "P-256", P256Key, T0)),
        "signing_key_added.ed25519" => InstitutionStream.Write(new SigningKeyAdded("k2", "Ed25519", Ed25519Key, T0)),
        "signing_key_activated" => InstitutionStream.Write(new SigningKeyActivated("k1", T0.AddMinutes(10))),
        "signing_key_retired" => InstitutionStream.Write(new SigningKeyRetired("k1", T0.AddDays(1))),
        "signing_key_compromised" => InstitutionStream.Write(new SigningKeyCompromised("k1", T0.AddHours(1), T0.AddDays(2))),
        "api_key_created" => EventJson.Write(ApiKeyCreated.Type, new ApiKeyCreated(
            Id, "abcd1234", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", ["issue", "read"], "registry", T0, T0.AddYears(1), "zyxw9876")),
        "api_key_created.minimal" => EventJson.Write(ApiKeyCreated.Type, new ApiKeyCreated(
            Id, "abcd1234", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", ["admin"], "first", T0, null, null)),
        "api_key_revoked" => EventJson.Write(ApiKeyRevoked.Type, new ApiKeyRevoked(Id, "abcd1234", T0.AddDays(1))),
        _ => throw new ArgumentException(name, nameof(name)),
    };

    private static StoredEvent Stored(string name, long version)
    {
        using var document = JsonDocument.Parse(Golden(name));
        return new(version, Id, Id, version, name.Split('.')[0], document.RootElement.Clone(), T0);
    }

    private static string Golden(string name)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Issuer.sln")))
            root = root.Parent;
        if (root is null)
            Assert.Skip("The repository's sources are not above the test program.");
        return File.ReadAllText(Path.Combine(root.FullName, "tests", "Issuer.Service.Tests", "Institutions", "Golden", name + ".json"), Encoding.UTF8);
    }
}
