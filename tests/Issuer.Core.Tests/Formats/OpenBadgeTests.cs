using System.Collections.Immutable;
using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.Model;
using Xunit;

namespace Issuer.Core.Tests.Formats;

public class OpenBadgeTests
{
    /// <summary>
    /// What a badge says and how it is spelled changes on purpose or not at all. The interop checks (JSON schema, JSON-LD safe mode) run over the same
    /// files, so that what passes there is what is written here.
    /// </summary>
    [Theory]
    [InlineData("full")]
    [InlineData("minimal")]
    public void Document_is_the_golden_one_byte_for_byte(string name)
    {
        var path = Path.Combine(TestData.Repository(), "tests/Issuer.Core.Tests/Formats/Golden", $"badge-{name}.json");

        (Text(Write(name == "full" ? Badges.Full : Badges.Minimal)) + "\n").Should().Be(File.ReadAllText(path));
    }

    public static TheoryData<string, string> Elements() => new()
    {
        { "/id", "https://badges.example.org/credentials/AAECAwQFBgcICQoLDA0ODw" },
        { "/type/0", "VerifiableCredential" },
        { "/type/1", "OpenBadgeCredential" },
        { "/name", "Principles of Sport Management" },
        { "/validFrom", "2026-11-21T09:30:15Z" },
        { "/validUntil", "2031-11-21T23:59:59Z" },
        { "/credentialStatus/type", "BitstringStatusListEntry" },
        { "/credentialStatus/statusPurpose", "revocation" },
        { "/credentialStatus/statusListIndex", "94567" },
        { "/credentialStatus/statusListCredential", "https://badges.example.org/status/EBESExQVFhcYGRobHB0eHw" },
        // Annex I, mandatory 1 to 11.
        { "/credentialSubject/name", "Nia Rees-Ŵyn" },
        { "/credentialSubject/fullName/und", "Nia Rees-Ŵyn" },
        { "/credentialSubject/achievement/name", "Principles of Sport Management" },
        { "/credentialSubject/achievement/title/cy", "Egwyddorion Rheolaeth Chwaraeon" },
        { "/issuer/address/addressCountryCode", "GB" },
        { "/issuer/location/elmAddress/countryCode/id", "http://publications.europa.eu/resource/authority/country/GBR" },
        { "/issuer/address/addressRegion", "Wales" },
        { "/issuer/location/spatialCode/id", "http://data.europa.eu/nuts/code/UKL" },
        { "/credentialSubject/achievement/creator/id", "did:web:badges.example.org:institutions:cardiff-met" },
        { "/credentialSubject/achievement/awardingOpportunity/awardingBody/0/id", "did:web:badges.example.org:institutions:cardiff-met" },
        { "/credentialSubject/achievement/awardingOpportunity/awardingBody/0/elmIdentifier/0/notation", "10007854" },
        { "/credentialSubject/achievement/awardingOpportunity/awardingBody/1/legalName/ga", "Ollscoil Shamplach" },
        { "/credentialSubject/achievement/awardingOpportunity/awardingBody/1/location/elmAddress/countryCode/id", "http://publications.europa.eu/resource/authority/country/IRL" },
        { "/awardedDate", "2026-11-21T00:00:00Z" },
        { "/credentialSubject/hasClaim/awardedBy/awardingDate", "2026-11-21T00:00:00Z" },
        { "/credentialSubject/achievement/learningOutcome/0/title/cy", "Cymhwyso swyddogaethau rheoli i sefydliad chwaraeon" },
        { "/credentialSubject/achievement/learningOutcome/0/additionalNote/0/noteLiteral/en", "Planning, organising, leading, controlling." },
        { "/credentialSubject/achievement/learningOutcome/0/relatedESCOSkill/0", "http://data.europa.eu/esco/skill/3a1f5b8e-0000-4000-8000-000000000001" },
        { "/credentialSubject/achievement/learningOutcome/1/title/en", "Use <b>data_sets</b> & [sources] *well*" },
        { "/credentialSubject/achievement/creditPoint/0/framework/id", "http://data.europa.eu/snb/education-credit/6fcec5c5af" },
        { "/credentialSubject/achievement/creditPoint/0/point", "5" },
        { "/credentialSubject/achievement/creditPoint/1/framework/id", "urn:x-issuer:credit:cats" },
        { "/credentialSubject/achievement/creditPoint/1/point", "10" },
        { "/credentialSubject/achievement/creditsAvailable", "5" },
        { "/credentialSubject/creditsEarned", "5" },
        { "/credentialSubject/achievement/volumeOfLearning", "PT125H30M" },
        { "/credentialSubject/achievement/eqfLevel/id", "http://data.europa.eu/snb/eqf/5" },
        { "/credentialSubject/achievement/nqfLevel/0/id", "http://data.europa.eu/snb/qdr/c_3a511ca6" },
        { "/credentialSubject/achievement/educationLevel/3/id", "urn:x-issuer:fheq:fheq-4" },
        { "/credentialSubject/achievement/educationLevel/0/id", "urn:x-issuer:qf-ehea:short-cycle" },
        { "/credentialSubject/achievement/educationLevel/1/id", "urn:x-issuer:isced-level:5" },
        { "/credentialSubject/achievement/educationLevel/2/notation", "3b" },
        { "/credentialSubject/achievement/educationLevel/2/inScheme/prefLabel/en", "Sport Coaching Framework" },
        { "/credentialSubject/achievement/provenBy/0/dcType/id", "http://data.europa.eu/snb/assessment/795dac4096" },
        { "/credentialSubject/achievement/provenBy/0/dcType/inScheme", "http://data.europa.eu/snb/assessment/25831c2" },
        { "/credentialSubject/achievement/provenBy/0/elmDescription/en", "A project report of 2,000 words and a quiz" },
        { "/credentialSubject/achievement/provenBy/0/gradingScheme/title/en", "Pass, Merit, Distinction" },
        { "/credentialSubject/achievement/provenBy/1/dcType/id", "http://data.europa.eu/snb/assessment/b1b68f6735" },
        { "/credentialSubject/achievement/mode/0/id", "http://data.europa.eu/snb/learning-assessment/920fbb3cbe" },
        { "/credentialSubject/achievement/mode/1/id", "http://data.europa.eu/snb/learning-assessment/7813801c77" },
        { "/credentialSubject/achievement/accreditation/0/dcType/id", "http://data.europa.eu/snb/accreditation/bb4618238e" },
        { "/credentialSubject/achievement/accreditation/0/accreditingAgent/legalName/en", "Quality Assurance Agency" },
        { "/credentialSubject/achievement/accreditation/0/landingPage/contentURL", "https://www.qaa.example/decisions/77" },
        { "/credentialSubject/achievement/accreditation/0/report/contentURL", "https://data.deqar.eu/report/123" },
        { "/credentialSubject/achievement/accreditation/1/dcType/id", "http://data.europa.eu/snb/accreditation/e57dddfcf3" },
        // Annex I, optional.
        { "/credentialSubject/achievement/entryRequirement/noteLiteral/cy", "Cymhwyster lefel 3" },
        { "/credentialSubject/hasClaim/provenBy/idVerification/id", "http://data.europa.eu/snb/supervision-verification/70be69aaf9" },
        { "/credentialSubject/hasClaim/provenBy/grade/noteLiteral/en", "Merit" },
        { "/credentialSubject/result/0/value", "Merit" },
        { "/credentialSubject/achievement/resultDescription/0/name", "Pass, Merit, Distinction" },
        { "/credentialSubject/achievement/stackability/id", "urn:x-issuer:stackability:stackable" },
        { "/credentialSubject/achievement/isPartOf/0/title/en", "Certificate of Higher Education in Sport Management" },
        { "/credentialSubject/achievement/isPartOf/1/id", "https://www.cardiffmet.example/awards/certhe-sm" },
        { "/credentialSubject/achievement/additionalNote/0/noteLiteral/en", "Taught in the evening" },
        // MICROBOL and the United Kingdom.
        { "/credentialSubject/achievement/thematicArea/0/id", "http://data.europa.eu/snb/isced-f/1014" },
        { "/credentialSubject/achievement/accessRequirements/en", "Employed or volunteering in sport" },
        { "/credentialSubject/achievement/learningOpportunity/providedBy/0/legalName/en", "Example Sport Academy Ltd" },
        { "/credentialSubject/hasClaim/provenBy/dateOfAssessment", "2026-11-02" },
        { "/credentialSubject/hasClaim/recognitionOfPriorLearning", "False" },
        { "/credentialSubject/achievement/elmDescription/cy", "Sut y caiff sefydliadau chwaraeon eu harwain." },
        // Copies for badge software.
        { "/credentialSubject/achievement/alignment/0/targetType", "ext:EQF" },
        { "/credentialSubject/achievement/alignment/0/targetCode", "5" },
        { "/credentialSubject/achievement/alignment/5/targetName", "Institutional Quality Assurance: Quality Assurance Agency" },
        { "/credentialSubject/achievement/alignment/5/targetUrl", "https://data.deqar.eu/report/123" },
    };

    [Theory]
    [MemberData(nameof(Elements))]
    public void Every_element_is_found_again(string pointer, string value)
    {
        using var document = JsonDocument.Parse(Write(Badges.Full));

        At(document.RootElement, pointer).ToString().Should().Be(value);
    }

    [Theory]
    [InlineData("/credentialSubject/achievement/reasonForNoCredits/en", "Outside any credit system")]
    [InlineData("/credentialSubject/achievement/reasonForNoLevel/en", "Not levelled")]
    [InlineData("/credentialSubject/achievement/volumeOfLearning", "PT20H")]
    [InlineData("/credentialSubject/achievement/inLanguage", "cy")]
    [InlineData("/credentialSubject/achievement/description", "Deilliannau dysgu: Disgrifio arfer cynhwysol.")]
    [InlineData("/credentialSubject/achievement/mode/0/prefLabel/cy", "Cyfunol")]
    [InlineData("/credentialSubject/achievement/mode/0/prefLabel/en", "Blended")]
    [InlineData("/issuer/name", "Prifysgol Metropolitan Caerdydd")]
    [InlineData("/credentialStatus/statusPurpose", "suspension")]
    public void A_badge_with_the_least_there_may_be_says_why(string pointer, string value)
    {
        using var document = JsonDocument.Parse(Write(Badges.Minimal));

        At(document.RootElement, pointer).ToString().Should().Be(value);
        document.RootElement.TryGetProperty("validUntil", out _).Should().BeFalse();
    }

    /// <summary>What the 1EdTech schema and validator demand, beyond the members above: shapes that a value does not show.</summary>
    [Theory]
    [InlineData("full")]
    [InlineData("minimal")]
    public void Shapes_are_those_that_Open_Badges_demands(string name)
    {
        using var document = JsonDocument.Parse(Write(name == "full" ? Badges.Full : Badges.Minimal));
        var root = document.RootElement;

        EuContext.AreKnown(root.GetProperty("@context")).Should().BeTrue();
        root.GetProperty("@context").GetArrayLength().Should().Be(3);
        root.GetProperty("issuer").ValueKind.Should().Be(JsonValueKind.Object);
        root.GetProperty("issuer").GetProperty("type").ValueKind.Should().Be(JsonValueKind.Array);
        root.GetProperty("credentialStatus").ValueKind.Should().Be(JsonValueKind.Object);
        var achievement = root.GetProperty("credentialSubject").GetProperty("achievement");
        achievement.GetProperty("achievementType").GetString().Should().Be("MicroCredential");
        achievement.GetProperty("criteria").GetProperty("narrative").GetString().Should().NotBeNullOrEmpty();
        foreach (var alignment in achievement.GetProperty("alignment").EnumerateArray())
        {
            alignment.GetProperty("targetName").GetString().Should().NotBeNullOrEmpty();
            alignment.GetProperty("targetUrl").GetString().Should().StartWith("http");
        }

        foreach (var (path, value) in Nodes(root, ""))
        {
            (value.ValueKind == JsonValueKind.Null).Should().BeFalse("{0} is null, which JSON-LD drops", path);
            (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0).Should().BeFalse("{0} is an empty list", path);
            (value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any()).Should().BeFalse("{0} is empty", path);
        }
    }

    [Theory]
    [InlineData("full")]
    [InlineData("minimal")]
    public void Every_member_is_a_term_of_a_context(string name)
    {
        var terms = new HashSet<string> { "@context", "id", "type" };
        foreach (var file in (string[])["data/ob3/context-3.0.3.json", "vectors/contexts/credentials/contexts/credentials/v2"])
        {
            using var context = JsonDocument.Parse(File.ReadAllBytes(TestData.Shared(file)));
            terms.UnionWith(Nodes(context.RootElement, "").Select(node => node.Path[(node.Path.LastIndexOf('/') + 1)..]));
        }

        using var inline = JsonDocument.Parse(EuContext.Utf8.ToArray());
        var maps = new HashSet<string>();
        foreach (var term in inline.RootElement.EnumerateObject())
        {
            terms.Add(term.Name);
            if (term.Value.ValueKind == JsonValueKind.Object && term.Value.TryGetProperty("@container", out _))
                maps.Add(term.Name);
        }

        using var document = JsonDocument.Parse(Write(name == "full" ? Badges.Full : Badges.Minimal));
        Nodes(document.RootElement, "")
            .Where(node => !node.Path.StartsWith("/@context/", StringComparison.Ordinal) && !node.Path.EndsWith(']'))
            .Select(node => node.Path.Split('/'))
            .Where(path => !maps.Contains(path[^2]))
            .Select(path => path[^1])
            .Should().BeSubsetOf(terms);
    }

    [Fact]
    public void Of_the_learner_only_the_name_is_said()
    {
        var written = Text(Write(Badges.Full));

        written.Should().NotContain("1996").And.NotContain("nia.canary").And.NotContain("20231234");
        using var document = JsonDocument.Parse(written);
        document.RootElement.GetProperty("credentialSubject").EnumerateObject().Select(member => member.Name)
            .Should().Equal("id", "type", "name", "fullName", "creditsEarned", "result", "achievement", "hasClaim");
    }

    public static TheoryData<string> OtherHolders() => new("learner", "grade", "date of issuing", "date of assessment", "supervision", "prior learning", "validity", "status");

    [Theory]
    [MemberData(nameof(OtherHolders))]
    public void All_holders_of_a_course_run_share_one_achievement(string difference)
    {
        var other = difference switch
        {
            "learner" => Badges.Full with { Learner = new() { FullName = "Someone Else", Did = "did:key:z6Mk" } },
            "grade" => Badges.Full with { Grade = Badges.Full.Grade! with { Value = "Pass" } },
            "date of issuing" => Badges.Full with { DateOfIssuing = new(2026, 12, 1) },
            "date of assessment" => Badges.Full with { DateOfAssessment = null },
            "supervision" => Badges.Full with { Assessment = Badges.Full.Assessment with { Supervision = null } },
            "prior learning" => Badges.Full with { RecognitionOfPriorLearning = true },
            "validity" => Badges.Full with { ValidUntil = null },
            _ => Badges.Full with { Options = Badges.Full.Options with { StatusPurpose = "suspension", JwtAlgorithm = "EdDSA" } },
        };

        Text(Write(other)).Should().NotBe(Text(Write(Badges.Full)));
        OpenBadge.AchievementContent(other, Badges.Issuer).Should().Equal(OpenBadge.AchievementContent(Badges.Full, Badges.Issuer));
        Achievement(Write(other)).Should().Be(Achievement(Write(Badges.Full)));
    }

    [Fact]
    public void Another_course_is_another_achievement()
    {
        var other = Badges.Full with { Level = Badges.Full.Level with { Eqf = CodeLists.Eqf.Find("6") } };

        OpenBadge.AchievementDigest(other, Badges.Issuer).Should().NotBe(OpenBadge.AchievementDigest(Badges.Full, Badges.Issuer));
    }

    [Fact]
    public void The_achievement_s_content_is_the_badge_s_without_the_id()
    {
        using var document = JsonDocument.Parse(Write(Badges.Full));
        var achievement = document.RootElement.GetProperty("credentialSubject").GetProperty("achievement");
        var withoutId = "{" + string.Join(',', achievement.EnumerateObject().Where(member => member.Name != "id").Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}")) + "}";

        Text(OpenBadge.AchievementContent(Badges.Full, Badges.Issuer)).Should().Be(withoutId);
        OpenBadge.AchievementDigest(OpenBadge.AchievementContent(Badges.Full, Badges.Issuer)).Should().MatchRegex("^[A-Za-z0-9_-]{22}$")
            .And.Be(achievement.GetProperty("id").GetString()!.Split('/')[^1]);
    }

    [Fact]
    public void A_name_comes_back_with_the_same_code_points()
    {
        using var set = JsonDocument.Parse(File.ReadAllBytes(TestData.Shared("attacks/unicode-names.json")));
        var names = set.RootElement.GetProperty("names").EnumerateArray().Select(name => name.GetString()!).ToList();
        names.Should().HaveCountGreaterThan(20);
        foreach (var name in names)
        {
            var credential = Badges.Minimal with { Learner = new() { FullName = name }, Title = LocalizedText.Of("cy", name) };
            using var document = JsonDocument.Parse(Write(credential));

            At(document.RootElement, "/credentialSubject/name").GetString().Should().Be(name);
            At(document.RootElement, "/credentialSubject/achievement/title/cy").GetString().Should().Be(name);
        }
    }

    [Fact]
    public void Letters_are_written_as_themselves() => Text(Write(Badges.Full)).Should().Contain("\"Nia Rees-Ŵyn\"").And.Contain("<b>data_sets</b> & [sources]");

    [Fact]
    public void The_narrative_keeps_markup_that_someone_typed_as_text()
    {
        using var document = JsonDocument.Parse(Write(Badges.Full));

        At(document.RootElement, "/credentialSubject/achievement/criteria/narrative").GetString().Should().Be(
            """
            Learning outcomes:

            - Apply management functions to a sport organisation
            - Use \<b\>data\_sets\</b\> & \[sources\] \*well\*

            Level: EQF Level 5, Short cycle, CQFW Level 4, FHEQ Level 4, Sport Coaching Framework: 3b

            Assessment: project work, quiz. A project report of 2,000 words and a quiz

            Form of participation: Online, Project based

            Workload: 5 ECTS, 10 CATS, 125.5 hours

            Prerequisites: A level 3 qualification
            """);
    }

    [Theory]
    [InlineData("en", "en")]
    [InlineData("cy-GB", "cy-GB")]
    [InlineData("zh-Hant-TW", "zh-Hant-TW")]
    [InlineData("de-1996", "de")]
    [InlineData("sl-rozaj-biske", "sl")]
    public void The_language_is_said_as_far_as_the_schema_can(string tag, string said)
    {
        using var document = JsonDocument.Parse(Write(Badges.Full with { Options = new() { Language = tag } }));

        At(document.RootElement, "/credentialSubject/achievement/inLanguage").GetString().Should().Be(said);
    }

    [Theory]
    [InlineData("0.5", "PT0H30M")]
    [InlineData("1", "PT1H")]
    [InlineData("7.505", "PT7H30M18S")]
    [InlineData("1000.00", "PT1000H")]
    public void Hours_become_a_duration(string hours, string duration)
    {
        var workload = new Workload { Hours = decimal.Parse(hours, System.Globalization.CultureInfo.InvariantCulture) };
        using var document = JsonDocument.Parse(Write(Badges.Minimal with { Workload = workload }));

        At(document.RootElement, "/credentialSubject/achievement/volumeOfLearning").GetString().Should().Be(duration);
    }

    [Theory]
    [InlineData("2.50", "2.5")]
    [InlineData("30.000", "30")]
    [InlineData("0.25", "0.25")]
    public void Credits_have_no_trailing_zeros(string points, string written)
    {
        var workload = new Workload { OtherCredits = [new(CodeLists.CreditFrameworks.Find("cats")!, decimal.Parse(points, System.Globalization.CultureInfo.InvariantCulture))] };
        using var document = JsonDocument.Parse(Write(Badges.Minimal with { Workload = workload }));

        At(document.RootElement, "/credentialSubject/achievement/creditsAvailable").GetRawText().Should().Be(written);
        At(document.RootElement, "/credentialSubject/achievement/creditPoint/0/point").GetString().Should().Be(written);
    }

    [Theory]
    [InlineData("cy", "Prifysgol Metropolitan Caerdydd", null, true)]
    [InlineData("en", "Cardiff Metropolitan University", "GBR", true)]
    [InlineData("en", "Cardiff Metropolitan University", "IRL", false)]
    [InlineData("en", "Cardiff University", null, false)]
    public void An_awarding_body_is_the_issuer_by_its_legal_name_and_country(string language, string name, string? country, bool isIssuer)
    {
        var body = new Organisation { LegalName = LocalizedText.Of(language, name), Country = country is null ? null : CodeLists.Countries.Find(country) };
        using var document = JsonDocument.Parse(Write(Badges.Minimal with { AwardingBodies = [body] }));

        var id = At(document.RootElement, "/credentialSubject/achievement/creator/id").GetString();
        if (isIssuer)
            id.Should().Be(Badges.Issuer.Did);
        else
            id.Should().MatchRegex("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$");
        At(document.RootElement, "/credentialSubject/hasClaim/awardedBy/awardingBody/0").GetString().Should().Be(id);
    }

    [Fact]
    public void A_fraction_of_a_second_is_refused()
    {
        var facts = Badges.FactsOf(Badges.Full) with { ValidFrom = new DateTimeOffset(2026, 11, 21, 9, 30, 15, 500, TimeSpan.Zero) };

        FluentActions.Invoking(() => OpenBadge.Write(Badges.Full, facts)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void An_instant_in_another_zone_is_written_in_UTC()
    {
        var facts = Badges.FactsOf(Badges.Full) with { ValidFrom = new DateTimeOffset(2026, 11, 21, 0, 30, 15, TimeSpan.FromHours(2)) };
        using var document = JsonDocument.Parse(OpenBadge.Write(Badges.Full, facts));

        document.RootElement.GetProperty("validFrom").GetString().Should().Be("2026-11-20T22:30:15Z");
    }

    private static byte[] Write(MicroCredential credential) => OpenBadge.Write(credential, Badges.FactsOf(credential));

    private static string Text(byte[] utf8) => System.Text.Encoding.UTF8.GetString(utf8);

    private static string Achievement(byte[] document)
    {
        using var parsed = JsonDocument.Parse(document);
        return parsed.RootElement.GetProperty("credentialSubject").GetProperty("achievement").GetRawText();
    }

    private static JsonElement At(JsonElement element, string pointer)
    {
        foreach (var token in pointer.Split('/').Skip(1))
            element = element.ValueKind == JsonValueKind.Array ? element[int.Parse(token, System.Globalization.CultureInfo.InvariantCulture)] : element.GetProperty(token);
        return element;
    }

    /// <summary>Every value below an element; members by name, items of a list in brackets.</summary>
    private static IEnumerable<(string Path, JsonElement Value)> Nodes(JsonElement element, string path)
    {
        var children = element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Select(member => (Path: $"{path}/{member.Name}", member.Value)),
            JsonValueKind.Array => element.EnumerateArray().Select((item, i) => (Path: $"{path}[{i}]", Value: item)),
            _ => [],
        };
        return children.SelectMany(child => Nodes(child.Value, child.Path).Prepend(child));
    }

    [Fact]
    public void A_picture_has_its_place_and_leaves_what_all_holders_share_in_one_piece()
    {
        const string Url = "https://badges.example.org/achievements/x/image.svg";
        var document = OpenBadge.Write(Badges.Full, Badges.FactsOf(Badges.Full) with { AchievementImageUrl = Url });
        using var badge = JsonDocument.Parse(document);
        var image = badge.RootElement.GetProperty("credentialSubject").GetProperty("achievement").GetProperty("image");
        image.GetProperty("id").GetString().Should().Be(Url);
        image.GetProperty("type").GetString().Should().Be("Image");
        document.AsSpan().IndexOf(OpenBadge.AchievementContent(Badges.Full, Badges.Issuer).AsSpan(1)).Should().BePositive();
    }
}
