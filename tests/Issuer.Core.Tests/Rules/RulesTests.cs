using FluentAssertions;
using Issuer.Core.Model;
using Issuer.Core.Rules;
using Issuer.Core.Tests.Model;
using Xunit;

namespace Issuer.Core.Tests.Rules;

/// <summary>
/// Good and bad fixtures of each rule: members of the minimal request set to other JSON (<c>pointer=json</c>, several divided by <c>;;</c>), and all that
/// is then found. The day is 2026-11-21.
/// </summary>
public sealed class RulesTests
{
    [Theory]
    [InlineData("/workload={\"ects\":5}")]
    [InlineData("/workload={\"hours\":20,\"reason\":\"Not a course of higher education\"}")]
    [InlineData("/workload={\"otherCredits\":[{\"framework\":\"ecvet\",\"points\":3}],\"reason\":\"Vocational\"}")]
    [InlineData("/workload={}", "/workload missing")]
    [InlineData("/workload={\"reason\":\"We do not count\"}", "/workload missing")]
    [InlineData("/workload={\"hours\":20}", "/workload/reason reason-missing")]
    [InlineData("/workload={\"otherCredits\":[{\"framework\":\"ecvet\",\"points\":3}]}", "/workload/reason reason-missing")]
    [InlineData("/workload={\"ects\":5,\"otherCredits\":[{\"framework\":\"ects\",\"points\":5}]}", "/workload/otherCredits/0 ects-among-others")]
    public void WorkloadIsStated(string changes, params string[] found) => Expect(changes, found);

    [Theory]
    [InlineData("/workload={\"ects\":5,\"hours\":125}")]
    [InlineData("/workload={\"ects\":5,\"hours\":150}")]
    [InlineData("/workload={\"ects\":0.5,\"hours\":12.5}")]
    [InlineData("/workload={\"ects\":5,\"hours\":124}", "/workload/hours hours-per-ects")]
    [InlineData("/workload={\"ects\":5,\"hours\":150.5}", "/workload/hours hours-per-ects")]
    public void HoursFitEcts(string changes, params string[] found) => Expect(changes, found);

    [Theory]
    [InlineData("/workload={\"ects\":5,\"otherCredits\":[{\"framework\":\"cats\",\"points\":10}]}")]
    [InlineData("/workload={\"ects\":2.5,\"otherCredits\":[{\"framework\":\"ecvet\",\"points\":1},{\"framework\":\"cats\",\"points\":5}]}")]
    [InlineData("/workload={\"hours\":50,\"reason\":\"UK\",\"otherCredits\":[{\"framework\":\"cats\",\"points\":5}]}")]
    [InlineData("/workload={\"ects\":5,\"otherCredits\":[{\"framework\":\"cats\",\"points\":5}]}", "/workload/otherCredits/0/points cats-per-ects")]
    [InlineData("/workload={\"hours\":60,\"reason\":\"UK\",\"otherCredits\":[{\"framework\":\"cats\",\"points\":5}]}", "/workload/otherCredits/0/points cats-per-ects")]
    public void CatsFitEcts(string changes, params string[] found) => Expect(changes, found);

    [Theory]
    [InlineData("/level={\"eqf\":5}")]
    [InlineData("/level={\"reason\":\"No level has been set\"}")]
    [InlineData("/level={\"sqf\":[{\"framework\":\"Sport\",\"level\":\"4\"}],\"reason\":\"Not referenced\"}")]
    [InlineData("/level={}", "/level missing")]
    [InlineData("/level={\"iscedLevel\":5}", "/level missing")]
    [InlineData("/level={\"nqf\":[\"cqfw-4\"]}", "/level/eqf eqf-absent")]
    [InlineData("/level={\"qfEhea\":\"second-cycle\"}", "/level/eqf eqf-absent")]
    [InlineData("/level={\"sqf\":[{\"framework\":\"Sport\",\"level\":\"4\"}]}", "/level/eqf eqf-absent")]
    public void LevelIsStated(string changes, params string[] found) => Expect(changes, found);

    [Theory]
    [InlineData("/level={\"eqf\":5,\"qfEhea\":\"short-cycle\"}")]
    [InlineData("/level={\"eqf\":6,\"qfEhea\":\"first-cycle\"}")]
    [InlineData("/level={\"eqf\":7,\"qfEhea\":\"second-cycle\"}")]
    [InlineData("/level={\"eqf\":8,\"qfEhea\":\"third-cycle\"}")]
    [InlineData("/level={\"eqf\":4,\"qfEhea\":\"short-cycle\"}", "/level/qfEhea level-contradiction")]
    [InlineData("/level={\"eqf\":6,\"qfEhea\":\"second-cycle\"}", "/level/qfEhea level-contradiction")]
    [InlineData("/level={\"eqf\":8,\"qfEhea\":\"first-cycle\"}", "/level/qfEhea level-contradiction")]
    public void EqfFitsCycle(string changes, params string[] found) => Expect(changes, found);

    [Theory]
    [InlineData("/level={\"eqf\":5,\"nqf\":[\"cqfw-4\",\"rqf-4\",\"fheq-4\",\"scqf-7\"]}")]
    [InlineData("/level={\"eqf\":5,\"nqf\":[\"cqfw-5\",\"rqf-5\",\"fheq-5\",\"scqf-8\",\"ie-nqf-6\",\"dqr-5\"]}")]
    [InlineData("/level={\"eqf\":6,\"nqf\":[\"cqfw-6\",\"rqf-6\",\"fheq-6\",\"scqf-9\",\"scqf-10\",\"ie-nqf-7\",\"ie-nqf-8\"]}")]
    [InlineData("/level={\"eqf\":7,\"nqf\":[\"cqfw-7\",\"rqf-7\",\"fheq-7\",\"scqf-11\",\"croqf-7.1\"]}")]
    [InlineData("/level={\"eqf\":8,\"nqf\":[\"cqfw-8\",\"rqf-8\",\"fheq-8\",\"scqf-12\",\"ie-nqf-10\"]}")]
    [InlineData("/level={\"eqf\":4,\"nqf\":[\"cqfw-3\",\"rqf-3\",\"scqf-6\",\"ie-nqf-5\",\"nlqf-4+\"]}")]
    [InlineData("/level={\"eqf\":3,\"nqf\":[\"cqfw-2\",\"rqf-2\",\"scqf-5\"]}")]
    [InlineData("/level={\"eqf\":2,\"nqf\":[\"cqfw-1\",\"rqf-1\",\"scqf-4\"]}")]
    [InlineData("/level={\"eqf\":1,\"nqf\":[\"rqf-entry-3\",\"scqf-3\"]}")]
    // No certain counterpart, nothing said.
    [InlineData("/level={\"eqf\":5,\"nqf\":[\"cqfw-entry\",\"rqf-entry-1-2\",\"scqf-1\",\"sqf-6\",\"isqf-4\"]}")]
    [InlineData("/level={\"eqf\":4,\"nqf\":[\"cqfw-4\"]}", "/level/nqf/0 level-contradiction")]
    [InlineData("/level={\"eqf\":5,\"nqf\":[\"cqfw-4\",\"fheq-6\",\"dqr-6\"]}", "/level/nqf/1 level-contradiction", "/level/nqf/2 level-contradiction")]
    [InlineData("/level={\"qfEhea\":\"first-cycle\",\"nqf\":[\"cqfw-7\"]}", "/level/eqf eqf-absent", "/level/nqf/0 level-contradiction")]
    [InlineData("/level={\"nqf\":[\"cqfw-4\",\"rqf-5\"]}", "/level/eqf eqf-absent")]
    [InlineData("/level={\"nqf\":[\"cqfw-4\",\"rqf-6\"]}", "/level/eqf eqf-absent", "/level/nqf/1 level-contradiction")]
    [InlineData("/level={\"eqf\":5,\"nqf\":[\"http://data.europa.eu/snb/qdr/c_36ff4631\"]}", "/level/nqf/0 not-a-level")]
    public void NationalLevelsFit(string changes, params string[] found) => Expect(changes, found);

    [Theory]
    [InlineData("/level={\"eqf\":5,\"iscedLevel\":5}")]
    [InlineData("/level={\"eqf\":5,\"iscedLevel\":4}")]
    [InlineData("/level={\"eqf\":3,\"iscedLevel\":3}")]
    [InlineData("/level={\"eqf\":7,\"iscedLevel\":6}", "/level/iscedLevel isced-level-unlikely")]
    [InlineData("/level={\"eqf\":5,\"iscedLevel\":6}", "/level/iscedLevel isced-level-unlikely")]
    public void IscedLevelFitsEqf(string changes, params string[] found) => Expect(changes, found);

    [Theory]
    [InlineData("/dateOfIssuing=\"2026-11-21\";;/dateOfAssessment=\"2026-11-21\"")]
    [InlineData("/dateOfIssuing=\"2020-01-01\";;/dateOfAssessment=\"2019-12-31\"")]
    [InlineData("/dateOfIssuing=\"2026-11-22\"", "/dateOfIssuing date-in-future")]
    [InlineData("/dateOfAssessment=\"2026-11-22\"", "/dateOfAssessment date-order")]
    [InlineData("/dateOfIssuing=\"2026-11-01\";;/dateOfAssessment=\"2026-11-02\"", "/dateOfAssessment date-order")]
    [InlineData("/dateOfIssuing=\"2027-11-01\";;/dateOfAssessment=\"2027-12-02\"", "/dateOfIssuing date-in-future", "/dateOfAssessment date-order")]
    [InlineData("/dateOfIssuing=\"1900-01-01\"")]
    [InlineData("/dateOfIssuing=\"0026-11-21\"", "/dateOfIssuing implausible-date")]
    [InlineData("/dateOfAssessment=\"0026-11-20\"", "/dateOfAssessment implausible-date")]
    [InlineData("/validUntil=\"2026-11-21\"")]
    [InlineData("/validUntil=\"2026-11-21T10:00:01Z\"")]
    [InlineData("/validUntil=\"2026-11-21T10:00:00Z\"", "/validUntil already-expired")]
    [InlineData("/validUntil=\"2026-11-20\"", "/validUntil already-expired")]
    public void DatesAreInOrder(string changes, params string[] found) => Expect(changes, found);

    [Theory]
    [InlineData("/learner/dateOfBirth=\"1996-04-19\"")]
    [InlineData("/learner/dateOfBirth=\"2013-11-21\"")]
    [InlineData("/learner/dateOfBirth=\"1906-11-21\"")]
    [InlineData("/learner/dateOfBirth=\"2013-11-22\"", "/learner/dateOfBirth implausible-age")]
    [InlineData("/learner/dateOfBirth=\"1905-11-21\"", "/learner/dateOfBirth implausible-age")]
    [InlineData("/learner/dateOfBirth=\"0996-04-19\"", "/learner/dateOfBirth implausible-age")]
    [InlineData("/learner/dateOfBirth=\"2026-11-21\"", "/learner/dateOfBirth date-order")]
    [InlineData("/learner/dateOfBirth=\"2096-04-19\"", "/learner/dateOfBirth date-order")]
    [InlineData("/dateOfIssuing=\"1990-01-01\";;/learner/dateOfBirth=\"1996-04-19\"", "/learner/dateOfBirth date-order")]
    public void AgeIsPlausible(string changes, params string[] found) => Expect(changes, found);

    [Theory]
    [InlineData("/learningOutcomes=[{\"title\":\"Apply principles of sport management\"}]")]
    [InlineData("/learningOutcomes=[{\"title\":\"खेल प्रबंधन के सिद्धांत लागू करें\"}]")]
    [InlineData("/learningOutcomes=[{\"title\":\"  principles of sport — MANAGEMENT.\"}]", "/learningOutcomes/0/title outcome-repeats-title")]
    [InlineData("/learningOutcomes=[{\"title\":\"Lead\"},{\"title\":{\"en\":\"Manage\",\"cy\":\"Principles of Sport Management\"}}]", "/learningOutcomes/1/title outcome-repeats-title")]
    [InlineData("/learningOutcomes=[{\"title\":\"-\"}]", "/learningOutcomes/0/title outcome-says-nothing")]
    [InlineData("/learningOutcomes=[{\"title\":\"N/A\"}]", "/learningOutcomes/0/title outcome-says-nothing")]
    [InlineData("/learningOutcomes=[{\"title\":\"👩🏽‍🎓\"}]", "/learningOutcomes/0/title outcome-says-nothing")]
    public void OutcomesSaySomething(string changes, params string[] found) => Expect(changes, found);

    [Theory]
    [InlineData("/learningOutcomes=[{\"title\":\"Plan an event\"},{\"title\":\"Run an event\"}]")]
    [InlineData("/learningOutcomes=[{\"title\":\"Plan an event\"},{\"title\":\"Run an event\"},{\"title\":\"plan an event.\"}]", "/learningOutcomes/2/title outcome-repeated")]
    public void OutcomesDiffer(string changes, params string[] found) => Expect(changes, found);

    [Theory]
    [InlineData("/awardingBodies=[{\"legalName\":\"A\",\"country\":\"GB\"},{\"legalName\":\"B\",\"country\":\"IE\"}]")]
    [InlineData("/awardingBodies=[{\"legalName\":\"A\",\"country\":\"GB\"},{\"legalName\":\"B\"}]", "/awardingBodies/1/country country-absent")]
    public void AwardingBodiesHaveCountry(string changes, params string[] found) => Expect(changes, found);

    [Theory]
    [InlineData("/provider={\"legalName\":\"Example Sport Academy\"}")]
    [InlineData("/provider={\"legalName\":\"University of Example\"}", "/provider provider-is-awarding-body")]
    [InlineData(
        "/awardingBodies=[{\"legalName\":\"A\",\"country\":\"GB\",\"identifiers\":[{\"type\":\"ukprn\",\"value\":\"1\"}]}];;/provider={\"legalName\":\"B\",\"identifiers\":[{\"type\":\"ukprn\",\"value\":\"1\"}]}",
        "/provider provider-is-awarding-body")]
    public void ProviderDiffers(string changes, params string[] found) => Expect(changes, found);

    [Theory]
    [InlineData("/qualityAssurance/0/deqar=\"https://data.deqar.eu/report/12345\"")]
    [InlineData("/qualityAssurance/0/deqar=\"https://data.deqar.eu/decision/positive_with_conditions\"")]
    [InlineData("/qualityAssurance/0/deqar=\"https://data.deqar.eu/agency/12/\"")]
    [InlineData("/qualityAssurance/0/deqar=\"https://data.deqar.eu.evil.example/report/1\"", "/qualityAssurance/0/deqar bad-deqar-reference")]
    [InlineData("/qualityAssurance/0/deqar=\"http://data.deqar.eu/report/1\"", "/qualityAssurance/0/deqar bad-deqar-reference")]
    [InlineData("/qualityAssurance/0/deqar=\"https://data.deqar.eu/report/\"", "/qualityAssurance/0/deqar bad-deqar-reference")]
    [InlineData("/qualityAssurance/0/deqar=\"https://www.qaa.ac.uk/\"", "/qualityAssurance/0/deqar bad-deqar-reference")]
    public void DeqarReferences(string changes, params string[] found) => Expect(changes, found);

    [Theory]
    [InlineData("/learningOutcomes/0/escoSkills=[\"http://data.europa.eu/esco/skill/58095196-d766-4a5c-b16c-d941489f8e66\"]")]
    [InlineData("/learningOutcomes/0/escoSkills=[\"http://data.europa.eu/esco/skill/S4.2\",\"https://example.org/skill\"]", "/learningOutcomes/0/escoSkills/1 bad-esco-skill")]
    [InlineData("/learningOutcomes/0/escoSkills=[\"http://data.europa.eu/esco/occupation/528f90ed\"]", "/learningOutcomes/0/escoSkills/0 bad-esco-skill")]
    public void EscoSkills(string changes, params string[] found) => Expect(changes, found);

    [Theory]
    [InlineData("/issuerCountry=\"DEU\";;/issuerRegion=\"DE-BY\"")]
    [InlineData("/issuerCountry=\"GRC\";;/issuerRegion=\"EL3\"")]
    [InlineData("/issuerRegion=\"UKM\"")]
    [InlineData("/issuerCountry=\"IRL\";;/issuerRegion=\"UKN\"", "/issuerRegion region-outside-country")]
    [InlineData("/issuerRegion=\"DE2\"", "/issuerRegion region-outside-country")]
    public void RegionLiesInCountry(string changes, params string[] found) => Expect(changes, found);

    [Theory]
    [InlineData("/title={\"en-GB\":\"Title\"}")]
    [InlineData("/title={\"cy\":\"Teitl\"};;/options={\"language\":\"cy\"};;/learningOutcomes=[{\"title\":\"Arwain\"}]")]
    [InlineData("/title={\"cy\":\"Teitl\"};;/learningOutcomes=[{\"title\":{\"cy\":\"Arwain\"}}]", "/title primary-language-missing")]
    [InlineData("/title={\"en\":\"Title\"};;/options={\"language\":\"cy\"};;/learningOutcomes=[{\"title\":{\"en\":\"Lead\"}}]", "/title primary-language-missing")]
    [InlineData("/title={\"en\":\"Title\",\"cy\":\"Teitl\"};;/learningOutcomes=[{\"title\":{\"en\":\"Lead\",\"cy\":\"Arwain\"}}]")]
    [InlineData("/title={\"en\":\"Title\",\"cy\":\"Teitl\"};;/description=\"Only English\"", "/description language-missing", "/learningOutcomes/0/title language-missing")]
    public void LanguagesAgree(string changes, params string[] found) => Expect(changes, found);

    [Theory]
    [InlineData("/participation=[\"online\",\"blended\"]")]
    [InlineData("/participation=[\"presential\",\"in-person\"]", "/participation/1 repeated")]
    [InlineData("/assessment/types=[\"quiz\",\"portfolio\",\"quiz\"]", "/assessment/types/2 repeated")]
    [InlineData("/subjectAreas=[\"1014\",\"http://data.europa.eu/snb/isced-f/1014\"]", "/subjectAreas/1 repeated")]
    [InlineData("/level/nqf=[\"cqfw-4\",\"cqfw-4\"]", "/level/nqf/1 repeated")]
    [InlineData("/workload/otherCredits=[{\"framework\":\"cats\",\"points\":10},{\"framework\":\"cats\",\"points\":10}]", "/workload/otherCredits/1 repeated")]
    public void EntriesDiffer(string changes, params string[] found) => Expect(changes, found);

    /// <summary>What did not come through the reader is looked at again before it is signed.</summary>
    [Fact]
    public void MandatoryElements()
    {
        var value = Requests.Minimal().Check().Value!;
        ProfileRules.Check(value, Requests.Defaults).Should().BeEmpty();
        var hollow = value with
        {
            Learner = new Learner { FullName = " " },
            Title = LocalizedText.Of("en", ""),
            AwardingBodies = [],
            LearningOutcomes = [],
            Assessment = new Assessment { Types = [] },
            Participation = [],
            QualityAssurance = [],
        };
        ProfileRules.Check(hollow, Requests.Defaults).Where(finding => finding.Code == "missing").Select(finding => finding.Pointer).Should().Equal(
            "/learner", "/title", "/awardingBodies", "/learningOutcomes", "/assessment/types", "/participation", "/qualityAssurance");
    }

    [Theory]
    [InlineData("/workload={\"ects\":5,\"hours\":10}", Severity.Warning)]
    [InlineData("/workload={\"ects\":5,\"otherCredits\":[{\"framework\":\"cats\",\"points\":5}]}", Severity.Warning)]
    [InlineData("/level={\"nqf\":[\"cqfw-4\"]}", Severity.Warning)]
    [InlineData("/level={\"eqf\":5,\"iscedLevel\":7}", Severity.Warning)]
    [InlineData("/learner/dateOfBirth=\"2020-01-01\"", Severity.Warning)]
    [InlineData("/provider={\"legalName\":\"University of Example\"}", Severity.Warning)]
    [InlineData("/participation=[\"online\",\"online\"]", Severity.Warning)]
    [InlineData("/title={\"en\":\"Title\",\"cy\":\"Teitl\"}", Severity.Warning)]
    [InlineData("/level={\"eqf\":5,\"qfEhea\":\"first-cycle\"}", Severity.Error)]
    [InlineData("/level={\"eqf\":5,\"nqf\":[\"cqfw-6\"]}", Severity.Error)]
    [InlineData("/dateOfIssuing=\"2030-01-01\"", Severity.Error)]
    [InlineData("/learner/dateOfBirth=\"1800-01-01\"", Severity.Error)]
    [InlineData("/title={\"cy\":\"Teitl\"};;/learningOutcomes/0/title={\"cy\":\"Arwain\"}", Severity.Error)]
    public void Warnings_do_not_block_and_errors_do(string changes, Severity severity)
    {
        var result = Changed(changes).Check();
        result.Findings.Should().ContainSingle().Which.Severity.Should().Be(severity);
        result.HasErrors.Should().Be(severity == Severity.Error);
        (result.Value is null).Should().Be(severity == Severity.Error);
    }

    [Fact]
    public void Speaks_of_shape_and_sense_in_one_answer_but_never_twice_of_one_member()
    {
        var result = Changed(
            "/level={\"eqf\":\"five\",\"qfEhea\":\"first-cycle\",\"nqf\":[\"cqfw-7\"]};;/workload={\"ects\":5,\"hours\":10};;/dateOfIssuing=\"2030-01-01\";;/titel=\"x\";;/learner/email=\"x\"").Check();
        result.Value.Should().BeNull();
        result.Findings.Short().Should().BeEquivalentTo(
            "/titel unknown-member", "/learner/email bad-email", "/level/eqf unknown-concept", "/workload/hours hours-per-ects", "/dateOfIssuing date-in-future");
    }

    [Fact]
    public void Says_nothing_of_what_could_not_be_read()
    {
        var result = Requests.Parse("{}").Check();
        result.Findings.Should().OnlyContain(finding => finding.Code == "missing");
        result.Findings.Select(finding => finding.Pointer).Should().OnlyHaveUniqueItems().And.HaveCount(8);
    }

    [Fact]
    public void Has_every_rule_of_the_folder_in_its_list()
    {
        var rules = typeof(ProfileRules).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IRule)) && type.IsClass).Select(type => type.Name).ToList();
        ProfileRules.All.Select(rule => rule.GetType().Name).Should().BeEquivalentTo(rules);
        typeof(RulesTests).GetMethods().Select(method => method.Name).Should().Contain(rules, "each rule has its fixtures here");
    }

    [Fact]
    public void Documents_every_code_once()
    {
        var codes = Constants(typeof(FindingCodes)).Concat(Constants(typeof(RuleCodes))).ToList();
        codes.Should().OnlyHaveUniqueItems();
        codes.Should().OnlyContain(code => System.Text.RegularExpressions.Regex.IsMatch(code, "^[a-z]+(-[a-z]+)*$"));
    }

    static IEnumerable<string> Constants(Type type) => type.GetFields().Select(field => (string)field.GetRawConstantValue()!);

    static void Expect(string changes, string[] found) => Changed(changes).Check().Findings.Short().Should().Equal(found);

    static System.Text.Json.Nodes.JsonObject Changed(string changes)
    {
        var request = Requests.Minimal();
        foreach (var change in changes.Split(";;"))
        {
            var parts = change.Split('=', 2);
            request.With(parts[0], parts[1]);
        }

        return request;
    }
}
