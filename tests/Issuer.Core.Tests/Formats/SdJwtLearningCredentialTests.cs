using System.Collections.Immutable;
using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Model;
using Xunit;

namespace Issuer.Core.Tests.Formats;

public sealed class SdJwtLearningCredentialTests : IDisposable
{
    private const string Kid = "did:web:badges.example.org:institutions:cardiff-met#k1-jwk";

    private readonly SigningKey _issuer = SigningKey.Generate(SignatureAlgorithm.P256);
    private readonly SigningKey _holder = SigningKey.Generate(SignatureAlgorithm.P256);

    public void Dispose()
    {
        _issuer.Dispose();
        _holder.Dispose();
    }

    [Fact]
    public void Everything_that_the_type_knows_is_there_under_its_name()
    {
        var payload = Whole(Badges.Full).Payload;

        payload.EnumerateObject().Select(member => member.Name).Should().BeEquivalentTo(
            "vct", "iss", "jti", "iat", "nbf", "exp", "cnf", "status",
            "issuing_authority", "issuing_country", "date_of_issuance", "date_of_expiry", "achievement_title", "achievement_description", "language_of_classes",
            "family_name", "given_name", "learner_identification", "birthdate", "email", "learning_outcomes", "expected_study_time",
            "level_of_learning_experience", "types_of_quality_assurance", "assessment_grade", "prerequisites_to_enroll", "integration_stackability_options");
        payload.GetProperty("vct").GetString().Should().Be("urn:eu.europa.ec.eudi:learning:credential:1");
        payload.GetProperty("iss").GetString().Should().Be(Badges.Issuer.Did);
        payload.GetProperty("jti").GetString().Should().Be("urn:uuid:0198c0de-0000-4000-8000-000000000001");
        payload.GetProperty("status").GetRawText().Should().Be("""{"status_list":{"idx":77,"uri":"https://badges.example.org/token-status/AA"}}""");
        payload.GetProperty("issuing_country").GetString().Should().Be("GB");
        payload.GetProperty("date_of_expiry").GetString().Should().Be("2031-11-21");
        payload.GetProperty("expected_study_time").GetString().Should().Be("5 ECTS, 10 CATS, 125.5 hours");
        payload.GetProperty("level_of_learning_experience").GetInt32().Should().Be(5);
        payload.GetProperty("integration_stackability_options").GetBoolean().Should().BeTrue();
        payload.GetProperty("learning_outcomes").GetArrayLength().Should().Be(2);
        payload.GetProperty("language_of_classes").GetRawText().Should().Be("""["en"]""");
        PublicKey.TryFromJwk(payload.GetProperty("cnf").GetProperty("jwk"), out var holder, out _).Should().BeTrue();
        holder.Should().Be(_holder.PublicKey);
    }

    /// <summary>Section a.4 of the EU's type metadata; and nothing of the learner is shown without being chosen.</summary>
    [Fact]
    public void Without_disclosures_nothing_of_the_learner_is_there()
    {
        var token = SdJwt.Parse(Issue(Badges.Full).Compact).Token!;
        var bare = SdJwtProcessing.Process(token with { Disclosures = [] }).Content!.Payload;

        bare.EnumerateObject().Select(member => member.Name).Should().BeEquivalentTo(
            "vct", "iss", "jti", "iat", "nbf", "exp", "cnf", "status",
            "issuing_authority", "issuing_country", "date_of_issuance", "date_of_expiry", "achievement_title", "achievement_description", "language_of_classes");
        foreach (var canary in (string[])["Nia", "Rees", "1996", "nia.canary", "20231234", "Merit"])
            System.Text.Encoding.UTF8.GetString(token.Jwt.PayloadBytes).Should().NotContain(canary);
        token.Disclosures.Select(disclosure => disclosure.Name).Should().Contain(["family_name", "given_name", "birthdate", "email", "learner_identification"]);
    }

    [Fact]
    public void It_stands_in_no_relation_to_the_badge_of_the_same_learner()
    {
        var badge = System.Text.Encoding.UTF8.GetString(OpenBadge.Write(Badges.Full, Badges.FactsOf(Badges.Full)));
        var payload = System.Text.Encoding.UTF8.GetString(Issue(Badges.Full).Payload);

        payload.Should().NotContain(Badges.FactsOf(Badges.Full).SubjectId).And.NotContain(Badges.FactsOf(Badges.Full).CredentialId).And.NotContain("94567");
        badge.Should().NotContain("0198c0de-0000-4000-8000-000000000001");
    }

    [Fact]
    public void A_learner_of_one_name_and_no_number_is_named_and_numbered_all_the_same()
    {
        var credential = Badges.Minimal with { Level = new() { QfEhea = CodeLists.QfEhea.Find("second-cycle") } };
        var payload = Whole(credential).Payload;

        payload.GetProperty("family_name").GetString().Should().Be("Siân Ó Néill");
        payload.TryGetProperty("given_name", out _).Should().BeFalse();
        payload.GetProperty("learner_identification").GetString().Should().Be("urn:uuid:0198c0de-0000-4000-8000-000000000002");
        payload.GetProperty("level_of_learning_experience").GetInt32().Should().Be(7);
        payload.GetProperty("language_of_classes").GetRawText().Should().Be("""["cy"]""");
        payload.GetProperty("exp").GetInt64().Should().Be(Expires.ToUnixTimeSeconds());
        payload.TryGetProperty("date_of_expiry", out _).Should().BeFalse();
    }

    [Fact]
    public void What_the_type_demands_and_the_credential_lacks_is_said()
    {
        Fault(Badges.Minimal, Facts()).Should().Be("eudi-level-missing");
        Fault(Badges.Full, Facts() with { Vc = Facts().Vc with { HolderKey = null } }).Should().Be("eudi-holder-key-missing");
        Fault(Badges.Full, Facts() with { Vc = Facts().Vc with { Expires = null } }).Should().Be("eudi-expiry-missing");
    }

    [Fact]
    public void The_earlier_end_counts()
    {
        Whole(Badges.Full).Payload.GetProperty("exp").GetInt64().Should().Be(Expires.ToUnixTimeSeconds());
        Whole(Badges.Full with { ValidUntil = Expires.AddDays(-1) }).Payload.GetProperty("exp").GetInt64().Should().Be(Expires.AddDays(-1).ToUnixTimeSeconds());
    }

    private static readonly DateTimeOffset Expires = new(2027, 11, 21, 9, 30, 15, TimeSpan.Zero);

    private LearningCredentialFacts Facts() => new(
        new(
            "urn:uuid:0198c0de-0000-4000-8000-000000000001", Badges.Issuer.Did, new(2026, 11, 21, 9, 30, 15, TimeSpan.Zero), Expires, _holder.PublicKey,
            new("https://badges.example.org/token-status/AA", 77)),
        "urn:uuid:0198c0de-0000-4000-8000-000000000002",
        ImmutableArray<string>.Empty);

    private static string? Fault(MicroCredential credential, LearningCredentialFacts facts)
    {
        SdJwtLearningCredential.TryWrite(credential, facts, out _, out var fault).Should().BeFalse();
        return fault;
    }

    private IssuedSdJwt Issue(MicroCredential credential)
    {
        SdJwtLearningCredential.TryWrite(credential, Facts(), out var claims, out var fault).Should().BeTrue(fault);
        return SdJwtVc.Sign(claims!, _issuer, Kid, System.Security.Cryptography.RandomNumberGenerator.Fill);
    }

    private SdJwtContent Whole(MicroCredential credential) => SdJwtProcessing.Process(SdJwt.Parse(Issue(credential).Compact).Token!).Content!;
}
