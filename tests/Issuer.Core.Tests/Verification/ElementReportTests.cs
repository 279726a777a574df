using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Tests.Formats;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

public class ElementReportTests
{
    private static readonly string[] Mandatory =
    [
        "learner", "title", "issuerCountry", "awardingBodies", "dateOfIssuing", "learningOutcomes", "workload", "level", "assessment", "participation", "qualityAssurance",
    ];

    private static readonly string[] Optional = ["prerequisites", "supervision", "grade", "stackability", "furtherInformation"];

    [Fact]
    public void Our_badges_hold_every_element_and_each_path_leads_there()
    {
        using var badge = JsonDocument.Parse(OpenBadge.Write(Badges.Full, Badges.FactsOf(Badges.Full)));
        var report = ElementReport.Of(badge.RootElement);
        report.Select(element => element.Element).Should().Equal([.. Mandatory, .. Optional]);
        report.Where(element => element.Mandatory).Select(element => element.Element).Should().Equal(Mandatory);
        report.Should().OnlyContain(element => element.Found == "found" && element.Detail == null);
        foreach (var element in report)
            Resolve(badge.RootElement, element.Path!).ValueKind.Should().NotBe(JsonValueKind.Undefined, element.Path);
        Resolve(badge.RootElement, report.Single(element => element.Element == "level").Path!).GetProperty("id").GetString().Should().Be("http://data.europa.eu/snb/eqf/5");
        Resolve(badge.RootElement, report.Single(element => element.Element == "grade").Path!).GetProperty("en").GetString().Should().Be("Merit");
        ElementReport.Summary(report).Should().BeEquivalentTo(new { Outcome = Outcome.Passed, Code = "elements-complete" });
    }

    [Fact]
    public void The_least_that_we_issue_holds_the_mandatory_ones()
    {
        using var badge = JsonDocument.Parse(OpenBadge.Write(Badges.Minimal, Badges.FactsOf(Badges.Minimal)));
        var report = ElementReport.Of(badge.RootElement);
        report.Where(element => element.Mandatory).Should().OnlyContain(element => element.Found == "found");
        report.Single(element => element.Element == "level").Detail.Should().Contain("reason");
        report.Where(element => !element.Mandatory).Should().OnlyContain(element => element.Found == "missing");
    }

    [Fact]
    public void A_plain_open_badge_is_told_what_it_lacks()
    {
        var report = Report("""
            {
              "type": ["VerifiableCredential", "OpenBadgeCredential"],
              "issuer": { "id": "https://a.example", "type": ["Profile"], "name": "A College", "address": { "type": ["Address"], "addressCountry": "Ireland" } },
              "validFrom": "2026-01-01T00:00:00Z",
              "credentialSubject": {
                "id": "urn:uuid:0198c0de-0000-4000-8000-00000000abcd",
                "type": ["AchievementSubject"],
                "result": [{ "type": ["Result"], "value": "A" }],
                "achievement": {
                  "id": "https://a.example/1", "type": ["Achievement"], "name": "Welding", "description": "d", "criteria": { "narrative": "Weld." }, "creditsAvailable": 5,
                  "alignment": [
                    { "type": ["Alignment"], "targetName": "EQF 4", "targetUrl": "https://e.example", "targetType": "ext:EQF", "targetCode": "4" },
                    { "type": ["Alignment"], "targetName": "QA", "targetUrl": "https://q.example", "targetType": "ext:QualityAssurance" }]
                }
              }
            }
            """);
        Found(report).Should().Equal(
            ("learner", "wrong"), ("title", "found"), ("issuerCountry", "wrong"), ("awardingBodies", "found"), ("dateOfIssuing", "found"), ("learningOutcomes", "wrong"),
            ("workload", "wrong"), ("level", "found"), ("assessment", "missing"), ("participation", "missing"), ("qualityAssurance", "found"),
            ("prerequisites", "missing"), ("supervision", "missing"), ("grade", "found"), ("stackability", "missing"), ("furtherInformation", "missing"));
        report.Single(element => element.Element == "level").Path.Should().Be("/credentialSubject/achievement/alignment/0");
        report.Single(element => element.Element == "workload").Path.Should().Be("/credentialSubject/achievement/creditsAvailable");
        report.Single(element => element.Element == "awardingBodies").Detail.Should().NotBeNull();
        var summary = ElementReport.Summary(report);
        summary.Outcome.Should().Be(Outcome.Warning);
        summary.Detail.Should().StartWith("5 of 11").And.Contain("learner, issuerCountry, learningOutcomes, workload, assessment, participation");
    }

    // Both serialisations of the European Learning Model: single values and arrays.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_eus_own_credentials_are_read(bool asArrays)
    {
        var (open, close) = asArrays ? ("[", "]") : ("", "");
        var report = Report($$"""
            {
              "@context": ["https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap"],
              "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
              "issued": "2026-01-01T00:00:00Z",
              "issuer": { "location": {{open}}{ "address": {{open}}{ "countryCode": { "id": "http://publications.europa.eu/resource/authority/country/IRL", "inScheme": { "id": "http://publications.europa.eu/resource/authority/country" } } }{{close}} }{{close}} },
              "credentialSubject": {
                "type": "Person", "fullName": { "en": {{open}}"Jane Doe"{{close}} },
                "hasClaim": {{open}}{
                  "type": "LearningAchievement", "title": { "en": {{open}}"Welding"{{close}} },
                  "awardedBy": { "awardingBody": {{open}}{ "legalName": { "en": {{open}}"A College"{{close}} } }{{close}} },
                  "provenBy": {{open}}{ "grade": { "noteLiteral": { "en": {{open}}"A"{{close}} } }, "idVerification": { "id": "http://data.europa.eu/snb/supervision-verification/70be69aaf9" },
                                "specifiedBy": { "dcType": { "id": "http://data.europa.eu/snb/assessment/home-made" } } }{{close}},
                  "specifiedBy": {
                    "type": "Qualification", "volumeOfLearning": "P60M",
                    "learningOutcome": {{open}}{ "title": { "en": {{open}}"Weld"{{close}} } }{{close}},
                    "eqfLevel": { "id": "http://data.europa.eu/snb/eqf/4", "inScheme": { "id": "http://data.europa.eu/snb/isced-f/25831c2" } },
                    "mode": {{open}}{ "id": "http://data.europa.eu/snb/learning-assessment/920fbb3cbe" }{{close}}
                  }
                }{{close}}
              }
            }
            """);
        Found(report).Should().Equal(
            ("learner", "found"), ("title", "found"), ("issuerCountry", "found"), ("awardingBodies", "found"), ("dateOfIssuing", "found"), ("learningOutcomes", "found"),
            ("workload", "wrong"), ("level", "wrong"), ("assessment", "wrong"), ("participation", "found"), ("qualityAssurance", "missing"),
            ("prerequisites", "missing"), ("supervision", "found"), ("grade", "found"), ("stackability", "missing"), ("furtherInformation", "missing"));
        report.Single(element => element.Element == "participation").Path.Should().Be(
            asArrays ? "/credentialSubject/hasClaim/0/specifiedBy/mode/0" : "/credentialSubject/hasClaim/specifiedBy/mode");
    }

    [Fact]
    public void The_wallets_learning_credential_never_has_three_of_them()
    {
        var report = Report("""
            {
              "vct": "urn:eu.europa.ec.eudi:learning:credential:1", "issuing_authority": "A College", "issuing_country": "IE", "date_of_issuance": "2026-01-01",
              "achievement_title": "Welding", "family_name": "Doe", "expected_study_time": "PT125H", "level_of_learning_experience": "4",
              "types_of_quality_assurance": ["Institutional"], "learning_outcomes": ["Weld"], "assessment_grade": "A"
            }
            """);
        report.Where(element => element.Found == "missing").Select(element => element.Element).Should().Equal(
            "assessment", "participation", "prerequisites", "supervision", "stackability", "furtherInformation");
        report.Where(element => element.Found == "wrong").Should().BeEmpty();
    }

    [Theory]
    [InlineData("PT125H", "found")]
    [InlineData("PT7H30M", "found")]
    [InlineData("P5D", "found")]
    [InlineData("P1DT2H", "found")]
    [InlineData("P2M", "wrong")]
    [InlineData("P60M", "wrong")]
    [InlineData("P1Y", "wrong")]
    [InlineData("P", "wrong")]
    [InlineData("PT", "wrong")]
    [InlineData("PTH", "wrong")]
    [InlineData("P1", "wrong")]
    [InlineData("5 weeks", "wrong")]
    public void A_workload_is_in_hours_or_days(string duration, string found) =>
        Report($$"""{"credentialSubject": {"achievement": {"volumeOfLearning": "{{duration}}"} } }""").Single(element => element.Element == "workload").Found.Should().Be(found);

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("{\"credentialSubject\": [[[1]], null, \"a\", {\"achievement\": [5, {\"title\": {\"en\": 5}, \"eqfLevel\": [null, 7], \"creditPoint\": {\"framework\": [], \"point\": {}}}]}]}")]
    public void Nothing_makes_it_throw(string json) => Report(json).Should().HaveCount(16).And.OnlyContain(element => element.Found != "found");

    private static System.Collections.Immutable.ImmutableArray<ElementFinding> Report(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ElementReport.Of(document.RootElement);
    }

    private static IEnumerable<(string, string)> Found(IEnumerable<ElementFinding> report) => report.Select(element => (element.Element, element.Found));

    private static JsonElement Resolve(JsonElement root, string pointer)
    {
        foreach (var token in pointer.Split('/').Skip(1))
            root = root.ValueKind == JsonValueKind.Array ? root[int.Parse(token, System.Globalization.CultureInfo.InvariantCulture)] : root.GetProperty(token);
        return root;
    }
}
