using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Model;
using Xunit;

namespace Issuer.Core.Tests.Model;

public sealed class MicroCredentialReaderTests
{
    const string Canary = "Zebulon Quartz";

    [Fact]
    public void Reads_a_minimal_request_and_takes_the_rest_from_the_institution_and_the_clock()
    {
        var result = Requests.Minimal().Read();
        result.Findings.Should().BeEmpty();
        var credential = result.Value!;
        credential.Learner.FullName.Should().Be("Nia Rees");
        credential.IssuerCountry.Slug.Should().Be("GBR");
        credential.IssuerRegion!.Slug.Should().Be("UKL");
        credential.AwardingBodies.Should().Equal(Requests.Defaults.AwardingBodies);
        credential.DateOfIssuing.Should().Be(new DateOnly(2026, 11, 21));
        credential.ValidUntil.Should().BeNull();
        credential.Options.Should().Be(new IssueOptions());
        credential.Workload.Ects.Should().Be(5);
        credential.Level.Eqf!.Iri.Should().Be("http://data.europa.eu/snb/eqf/5");
    }

    [Fact]
    public void Reads_every_member_of_the_maximal_request()
    {
        var value = Maximal().Read().Value!;
        value.Learner.FullName.Should().Be("Nia Mair Rees");
        value.Learner.DateOfBirth.Should().Be(new DateOnly(1996, 4, 19));
        value.Learner.Email.Should().Be("nia.rees@example.org");
        value.Learner.Did.Should().StartWith("did:key:");
        value.Learner.Identifiers.Should().HaveCount(2).And.Contain(new Identifier("student-number", "20231234"));
        value.Title.Entries.Should().Equal(("en", "Principles of Sport Management"), ("cy", "Egwyddorion Rheolaeth Chwaraeon"));
        value.IssuerRegion!.Iri.Should().Be("http://data.europa.eu/nuts/code/UKL");
        value.AwardingBodies.Should().HaveCount(2);
        value.AwardingBodies[0].HomePage!.OriginalString.Should().Be("https://www.cardiffmet.ac.uk/");
        value.Provider!.LegalName.In("cy").Text.Should().Be("Academi Chwaraeon Enghraifft");
        value.DateOfIssuing.Should().Be(new DateOnly(2025, 7, 4));
        value.DateOfAssessment.Should().Be(new DateOnly(2025, 6, 20));
        value.ValidUntil.Should().Be(new DateTimeOffset(2045, 12, 31, 23, 59, 59, TimeSpan.Zero));
        value.LearningOutcomes.Should().HaveCount(3);
        value.LearningOutcomes[0].EscoSkills.Single().OriginalString.Should().Be("http://data.europa.eu/esco/skill/S4.2");
        value.Workload.Hours.Should().Be(125);
        value.Workload.OtherCredits.Single().Should().Be(new CreditPoints(CodeLists.CreditFrameworks.Find("cats")!, 10));
        value.Level.QfEhea!.Slug.Should().Be("short-cycle");
        value.Level.Nqf.Select(level => level.Slug).Should().Equal("cqfw-4", "rqf-4", "scqf-7", "fheq-4");
        value.Level.Sqf.Single().Level.Should().Be("4");
        value.Level.IscedLevel!.Slug.Should().Be("5");
        value.Assessment.Types.Single().Slug.Should().Be("project-work");
        value.Assessment.Supervision!.Slug.Should().Be("supervised-with-id");
        value.Participation.Single().Slug.Should().Be("online");
        value.QualityAssurance.Should().HaveCount(2);
        value.QualityAssurance[0].Agent!.LegalName.In("en").Text.Should().Be("Quality Assurance Agency for Higher Education");
        value.QualityAssurance[0].Deqar!.OriginalString.Should().Be("https://data.deqar.eu/report/1");
        value.SubjectAreas.Select(area => area.Slug).Should().Equal("1014", "0413");
        value.Grade!.Value.Should().Be("Merit");
        value.Stackability!.Type.Slug.Should().Be("stackable");
        value.Stackability.Towards.Should().Equal("Certificate of Higher Education in Sport Management");
        value.RecognitionOfPriorLearning.Should().BeTrue();
        value.Options.Should().BeEquivalentTo(new IssueOptions { StatusPurpose = "suspension", Forms = ["vc+jwt"], JwtAlgorithm = "EdDSA", Language = "en" });
    }

    /// <summary>One change to the minimal request, and all that is then found, as <c>pointer code</c>; nothing means accepted.</summary>
    [Theory]
    // Missing.
    [InlineData("/learner", null, "/learner missing")]
    [InlineData("/learner", "null", "/learner missing")]
    [InlineData("/learner", "{}", "/learner missing")]
    [InlineData("/learner", "{\"dateOfBirth\":\"1996-04-19\"}", "/learner missing")]
    [InlineData("/title", null, "/title missing")]
    [InlineData("/learningOutcomes", null, "/learningOutcomes missing")]
    [InlineData("/workload", null, "/workload missing")]
    [InlineData("/level", null, "/level missing")]
    [InlineData("/assessment", null, "/assessment missing")]
    [InlineData("/assessment", "{}", "/assessment/types missing")]
    [InlineData("/participation", null, "/participation missing")]
    [InlineData("/qualityAssurance", null, "/qualityAssurance missing")]
    [InlineData("/qualityAssurance", "[{}]", "/qualityAssurance/0/type missing")]
    [InlineData("/learningOutcomes", "[{}]", "/learningOutcomes/0/title missing")]
    [InlineData("/provider", "{}", "/provider/legalName missing")]
    [InlineData("/grade", "{}", "/grade/value missing")]
    [InlineData("/stackability", "{}", "/stackability/type missing")]
    [InlineData("/workload/otherCredits", "[{}]", "/workload/otherCredits/0/framework missing", "/workload/otherCredits/0/points missing")]
    [InlineData("/level/sqf", "[{}]", "/level/sqf/0/framework missing", "/level/sqf/0/level missing")]
    [InlineData("/learner/identifiers", "[{}]", "/learner/identifiers/0/type missing", "/learner/identifiers/0/value missing")]
    // Empty.
    [InlineData("/learningOutcomes", "[]", "/learningOutcomes empty")]
    [InlineData("/participation", "[]", "/participation empty")]
    [InlineData("/qualityAssurance", "[]", "/qualityAssurance empty")]
    [InlineData("/assessment/types", "[]", "/assessment/types empty")]
    [InlineData("/awardingBodies", "[]", "/awardingBodies empty")]
    [InlineData("/title", "\"\"", "/title empty")]
    [InlineData("/title", "{}", "/title empty")]
    [InlineData("/title", "{\"en\":\" \"}", "/title/en empty")]
    [InlineData("/learner/familyName", "\"\\u3000\\u200b\"", "/learner/familyName empty")]
    [InlineData("/learner/familyName", "\"   \"", "/learner/familyName empty")]
    // null is absent for what is optional.
    [InlineData("/learner/did", "null")]
    [InlineData("/validUntil", "null")]
    [InlineData("/options", "null")]
    [InlineData("/issuerCountry", "null")]
    [InlineData("/awardingBodies", "null")]
    [InlineData("/dateOfIssuing", "null")]
    [InlineData("/grade", "null")]
    // Wrong type.
    [InlineData("/learner", "\"Nia\"", "/learner wrong-type")]
    [InlineData("/learner/givenName", "5", "/learner/givenName wrong-type")]
    [InlineData("/title", "5", "/title wrong-type")]
    [InlineData("/title", "[\"a\"]", "/title wrong-type")]
    [InlineData("/title", "{\"en\":5}", "/title/en wrong-type")]
    [InlineData("/title", "{\"en\":null}", "/title/en wrong-type")]
    [InlineData("/participation", "\"online\"", "/participation wrong-type")]
    [InlineData("/participation", "[null]", "/participation/0 wrong-type")]
    [InlineData("/learningOutcomes", "{\"title\":\"a\"}", "/learningOutcomes wrong-type")]
    [InlineData("/workload/ects", "\"5\"", "/workload/ects wrong-type")]
    [InlineData("/workload/ects", "true", "/workload/ects wrong-type")]
    [InlineData("/recognitionOfPriorLearning", "\"true\"", "/recognitionOfPriorLearning wrong-type")]
    [InlineData("/recognitionOfPriorLearning", "1", "/recognitionOfPriorLearning wrong-type")]
    [InlineData("/subjectAreas", "[1014]", "/subjectAreas/0 wrong-type")]
    [InlineData("/options", "[]", "/options wrong-type")]
    // Members.
    [InlineData("/Title", "\"x\"", "/Title unknown-member")]
    [InlineData("/status", "\"revoked\"", "/status unknown-member")]
    [InlineData("/issuer", "\"did:web:evil.example\"", "/issuer unknown-member")]
    [InlineData("/learner/sex", "\"f\"", "/learner/sex unknown-member")]
    [InlineData("/workload/a~1b", "1", "/workload/a~01b unknown-member")]
    [InlineData("/options/nonsense", "1", "/options/nonsense unknown-member")]
    // Languages.
    [InlineData("/title", "\"Plain text\"")]
    [InlineData("/title", "{\"EN\":\"a\"}")]
    [InlineData("/title", "{\"en\":\"a\",\"sr-latn-rs\":\"b\",\"de-1996\":\"c\",\"es-419\":\"d\",\"zh-yue\":\"e\",\"en-x-a\":\"f\"}")]
    [InlineData("/title", "{\"english\":\"a\"}", "/title/english bad-language-tag")]
    [InlineData("/title", "{\"en_GB\":\"a\"}", "/title/en_GB bad-language-tag")]
    [InlineData("/title", "{\"eng\":\"a\"}", "/title/eng bad-language-tag")]
    [InlineData("/title", "{\"wel\":\"a\"}", "/title/wel bad-language-tag")]
    [InlineData("/title", "{\"\":\"a\"}", "/title bad-language-tag")]
    [InlineData("/title", "{\"en\\n\":\"a\"}", "/title bad-language-tag")]
    [InlineData("/title", "{\"i-klingon\":\"a\"}", "/title/i-klingon bad-language-tag")]
    [InlineData("/title", "{\"x-own\":\"a\"}", "/title/x-own bad-language-tag")]
    [InlineData("/title", "{\"en\":\"a\",\"EN\":\"b\"}", "/title/EN repeated-language")]
    [InlineData("/options/language", "\"cy\"")]
    [InlineData("/options/language", "\"welsh\"", "/options/language bad-language-tag")]
    [InlineData("/options/language", "\"cym\"", "/options/language bad-language-tag")]
    // Dates.
    [InlineData("/dateOfIssuing", "\"2026-11-21\"")]
    [InlineData("/dateOfIssuing", "\"2026-02-29\"", "/dateOfIssuing bad-date")]
    [InlineData("/dateOfIssuing", "\"21.11.2026\"", "/dateOfIssuing bad-date")]
    [InlineData("/dateOfIssuing", "\"2026-1-1\"", "/dateOfIssuing bad-date")]
    [InlineData("/dateOfIssuing", "\" 2026-11-21\"", "/dateOfIssuing bad-date")]
    [InlineData("/dateOfIssuing", "\"٢٠٢٦-١١-٢١\"", "/dateOfIssuing bad-date")]
    [InlineData("/dateOfIssuing", "\"2026-11-21T00:00:00Z\"", "/dateOfIssuing date-with-time")]
    [InlineData("/dateOfIssuing", "20261121", "/dateOfIssuing wrong-type")]
    [InlineData("/learner/dateOfBirth", "\"1996-04-19T22:00:00Z\"", "/learner/dateOfBirth date-with-time")]
    [InlineData("/learner/dateOfBirth", "\"1996-04-19\"")]
    [InlineData("/dateOfAssessment", "\"0000-00-00\"", "/dateOfAssessment bad-date")]
    [InlineData("/validUntil", "\"2027-11-21\"")]
    [InlineData("/validUntil", "\"2027-11-21T12:00:00Z\"")]
    [InlineData("/validUntil", "\"2027-11-21T12:00:00+01:00\"")]
    [InlineData("/validUntil", "\"2027-11-21T12:00:00\"", "/validUntil bad-date")]
    [InlineData("/validUntil", "\"2027-11-21T12:00:00.5Z\"", "/validUntil bad-date")]
    [InlineData("/validUntil", "\"2027-11-21T24:00:00Z\"", "/validUntil bad-date")]
    [InlineData("/validUntil", "\"2027-11-21T12:00:60Z\"", "/validUntil bad-date")]
    [InlineData("/validUntil", "\"2027-11-21T12:00:00+99:00\"", "/validUntil bad-date")]
    [InlineData("/validUntil", "\"0001-01-01T00:00:00+14:00\"", "/validUntil bad-date")]
    // Numbers.
    [InlineData("/workload/ects", "0.5")]
    [InlineData("/workload/ects", "5.00")]
    [InlineData("/workload/ects", "5e0")]
    [InlineData("/workload/ects", "0", "/workload/ects number-range")]
    [InlineData("/workload/ects", "-5", "/workload/ects number-range")]
    [InlineData("/workload/ects", "1001", "/workload/ects number-range")]
    [InlineData("/workload/ects", "1e400", "/workload/ects number-range")]
    [InlineData("/workload/ects", "1e-400", "/workload/ects number-range")]
    [InlineData("/workload/ects", "1e-30", "/workload/ects number-precision")]
    [InlineData("/workload/ects", "5.123", "/workload/ects number-precision")]
    [InlineData("/workload/hours", "100000")]
    [InlineData("/workload/hours", "100000.01", "/workload/hours number-range")]
    // Concepts.
    [InlineData("/level/eqf", "\"5\"")]
    [InlineData("/level/eqf", "\"http://data.europa.eu/snb/eqf/5\"")]
    [InlineData("/level/eqf", "9", "/level/eqf unknown-concept")]
    [InlineData("/level/eqf", "5.0", "/level/eqf unknown-concept")]
    [InlineData("/level/eqf", "1e0", "/level/eqf unknown-concept")]
    [InlineData("/level/eqf", "\"http://data.europa.eu/snb/eqf/5/\"", "/level/eqf unknown-concept")]
    [InlineData("/level/qfEhea", "\"fourth-cycle\"", "/level/qfEhea unknown-concept")]
    [InlineData("/level/nqf", "[\"cqfw-9\"]", "/level/nqf/0 unknown-concept")]
    [InlineData("/assessment/types", "[\"project-work\",\"\"]", "/assessment/types/1 unknown-concept")]
    [InlineData("/participation", "[\"in-person\"]")]
    [InlineData("/participation", "[\"Online\"]", "/participation/0 unknown-concept")]
    [InlineData("/issuerCountry", "\"gb\"")]
    [InlineData("/issuerCountry", "\"Wales\"", "/issuerCountry unknown-concept")]
    [InlineData("/issuerRegion", "\"GB-WLS\"")]
    [InlineData("/subjectAreas", "[\"10145\"]", "/subjectAreas/0 unknown-concept")]
    [InlineData("/workload/otherCredits", "[{\"framework\":\"cats\",\"points\":10}]")]
    [InlineData("/workload/otherCredits", "[{\"framework\":\"stars\",\"points\":10}]", "/workload/otherCredits/0/framework unknown-concept")]
    // Addresses.
    [InlineData("/qualityAssurance/0/decision", "\"https://example.org/a?b=c#d\"")]
    [InlineData("/qualityAssurance/0/decision", "\"http://example.org/prifysgol-ŵ\"")]
    [InlineData("/qualityAssurance/0/decision", "\"javascript:alert(1)\"", "/qualityAssurance/0/decision bad-url")]
    [InlineData("/qualityAssurance/0/decision", "\"//example.org/\"", "/qualityAssurance/0/decision bad-url")]
    [InlineData("/qualityAssurance/0/decision", "\"/etc/passwd\"", "/qualityAssurance/0/decision bad-url")]
    [InlineData("/qualityAssurance/0/decision", "\"https://user:secret@example.org/\"", "/qualityAssurance/0/decision bad-url")]
    [InlineData("/qualityAssurance/0/decision", "\"https://example.org/a b\"", "/qualityAssurance/0/decision bad-url")]
    [InlineData("/qualityAssurance/0/decision", "\"https://\"", "/qualityAssurance/0/decision bad-url")]
    [InlineData("/qualityAssurance/0/decision", "\"https://example.org/\\\"><script>\"", "/qualityAssurance/0/decision bad-url")]
    [InlineData("/qualityAssurance/0/decision", "\"ftp://example.org/\"", "/qualityAssurance/0/decision bad-url")]
    [InlineData("/qualityAssurance/0/decision", "\"https:\\\\\\\\example.org\"", "/qualityAssurance/0/decision bad-url")]
    [InlineData("/learner/email", "\"nia@example.org\"")]
    [InlineData("/learner/email", "\"nia.rees+a@ysgol.cymru\"")]
    [InlineData("/learner/email", "\"nia\"", "/learner/email bad-email")]
    [InlineData("/learner/email", "\"nia@@example.org\"", "/learner/email bad-email")]
    [InlineData("/learner/email", "\"nia@example\"", "/learner/email bad-email")]
    [InlineData("/learner/email", "\"Nia <nia@example.org>\"", "/learner/email bad-email")]
    [InlineData("/learner/email", "\"a@b.org,c@d.org\"", "/learner/email bad-email")]
    [InlineData("/learner/email", "\"nia@example.org\\nBcc: x@y.org\"", "/learner/email control-character")]
    [InlineData("/learner/did", "\"did:web:example.org\"")]
    [InlineData("/learner/did", "\"did:web:localhost%3A5080:users:nia\"")]
    [InlineData("/learner/did", "\"did:web:example.org#k1\"", "/learner/did bad-did")]
    [InlineData("/learner/did", "\"did:web:example.org/path\"", "/learner/did bad-did")]
    [InlineData("/learner/did", "\"did:web:\"", "/learner/did bad-did")]
    [InlineData("/learner/did", "\"https://example.org/nia\"", "/learner/did bad-did")]
    // Options.
    [InlineData("/options/statusPurpose", "\"suspension\"")]
    [InlineData("/options/statusPurpose", "\"refresh\"", "/options/statusPurpose unknown-value")]
    [InlineData("/options/jwtAlgorithm", "\"EdDSA\"")]
    [InlineData("/options/jwtAlgorithm", "\"none\"", "/options/jwtAlgorithm unknown-value")]
    [InlineData("/options/jwtAlgorithm", "\"HS256\"", "/options/jwtAlgorithm unknown-value")]
    [InlineData("/options/forms", "[\"vc+jwt\"]")]
    [InlineData("/options/forms", "[\"vc+jwt\",\"vc\"]", "/options/forms/1 form-not-supported")]
    // Text.
    [InlineData("/description", "\"two\\nlines\\tand a tab\"")]
    [InlineData("/description", "\"carriage\\rreturn\"", "/description control-character")]
    [InlineData("/description", "\"a\\u0000b\"", "/description json-null-character")]
    [InlineData("/description", "\"a\\ud800b\"", "/description json-lone-surrogate")]
    [InlineData("/description", "\"a\\u202eb\"", "/description bidi-control")]
    [InlineData("/description", "\"a\\u2069b\"", "/description bidi-control")]
    [InlineData("/description", "\"a\\ufffeb\"", "/description noncharacter")]
    [InlineData("/description", "\"a\\ufdd0b\"", "/description noncharacter")]
    [InlineData("/description", "\"a\\ud83f\\udffeb\"", "/description noncharacter")]
    [InlineData("/description", "\"a\\u0085b\"", "/description control-character")]
    [InlineData("/description", "\"a\\u001b[31mb\"", "/description control-character")]
    [InlineData("/title", "\"two\\nlines\"", "/title control-character")]
    [InlineData("/title", "\"two\\u2028lines\"", "/title control-character")]
    [InlineData("/learner/givenName", "\"a\\tb\"", "/learner/givenName control-character")]
    [InlineData("/learner/givenName", "\"\\u0645\\u06cc\\u200c\\u062e\"")]
    [InlineData("/learner/givenName", "\"a\\u200eb\"")]
    public void Reports_what_is_wrong_where_it_is_wrong(string pointer, string? json, params string[] found) =>
        WithRaw(pointer, json).Findings.Short().Should().Equal(found);

    [Fact]
    public void Reports_all_faults_of_a_request_at_once()
    {
        var result = Requests.Parse("""
            {
              "learner": { "givenName": "a\tb", "dateOfBirth": "1996-04-19T22:00:00Z", "email": "x" },
              "titel": { "en": "A" },
              "issuerCountry": "Wales",
              "dateOfIssuing": "21 November",
              "learningOutcomes": [{ "title": "" }, { "titel": "B" }, 7],
              "workload": { "ects": "5", "hours": -1 },
              "level": { "eqf": 12, "nqf": "cqfw-4" },
              "assessment": { "types": ["exam"], "supervision": "none" },
              "participation": ["online", "remote"],
              "options": { "forms": ["pdf"], "jwtAlgorithm": "RS256" }
            }
            """).Read();
        result.Value.Should().BeNull();
        result.Findings.Should().OnlyContain(finding => finding.Severity == Severity.Error);
        result.Findings.Short().Should().BeEquivalentTo(
            "/titel unknown-member",
            "/options/forms/0 form-not-supported",
            "/options/jwtAlgorithm unknown-value",
            "/qualityAssurance missing",
            "/issuerCountry unknown-concept",
            "/learner/givenName control-character",
            "/learner/dateOfBirth date-with-time",
            "/learner/email bad-email",
            "/dateOfIssuing bad-date",
            "/learningOutcomes/0/title empty",
            "/learningOutcomes/1/titel unknown-member",
            "/learningOutcomes/2 wrong-type",
            "/workload/ects wrong-type",
            "/workload/hours number-range",
            "/level/eqf unknown-concept",
            "/level/nqf wrong-type",
            "/assessment/types/0 unknown-concept",
            "/assessment/supervision unknown-concept",
            "/participation/1 unknown-concept");
    }

    [Theory]
    [InlineData("/Title", "title")]
    [InlineData("/learning_outcomes", "learningOutcomes")]
    [InlineData("/dateOfIsuing", "dateOfIssuing")]
    [InlineData("/qualityassurance", "qualityAssurance")]
    [InlineData("/validUntill", "validUntil")]
    [InlineData("/learner/given-name", "givenName")]
    [InlineData("/learner/dateofbirth", "dateOfBirth")]
    [InlineData("/workload/ETCS", "ects")]
    [InlineData("/options/jwtAlgoritm", "jwtAlgorithm")]
    public void Names_the_member_that_was_meant(string pointer, string meant) =>
        WithRaw(pointer, "1").Findings.Single(finding => finding.Code == "unknown-member").Message.Should().Contain($"did you mean “{meant}”?");

    [Theory]
    [InlineData("/participation", "[\"Online\"]", "online")]
    [InlineData("/assessment/types", "[\"project work\"]", "project-work")]
    [InlineData("/assessment/types", "[\"writen-examination\"]", "written-examination")]
    [InlineData("/level/nqf", "[\"CQFW 4\"]", "cqfw-4")]
    [InlineData("/level/qfEhea", "\"short cycle\"", "short-cycle")]
    public void Names_the_concept_that_was_meant(string pointer, string json, string meant) =>
        WithRaw(pointer, json).Findings.Single().Message.Should().Contain($"did you mean “{meant}”?");

    [Fact]
    public void A_misspelt_mandatory_member_is_not_also_reported_as_missing()
    {
        var request = Requests.Minimal().With("/Title", "\"x\"").With("/title", null);
        request.Read().Findings.Short().Should().Equal("/Title unknown-member");
    }

    [Fact]
    public void Says_to_put_a_single_value_in_brackets()
    {
        var found = WithRaw("/participation", "\"online\"").Findings.Single();
        found.Message.Should().Contain("put it in [ ]");
        WithRaw("/awardingBodies", "{\"legalName\":\"A\"}").Findings.Single().Message.Should().Contain("put it in [ ]");
    }

    [Fact]
    public void Names_a_member_that_occurs_twice()
    {
        var json = Requests.Minimal().ToJsonString();
        Requests.ReadText(json[..^1] + ",\"title\":\"Another\"}").Findings.Short().Should().Equal("/title json-duplicate-member");
    }

    [Theory]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("1e400")]
    [InlineData("\"\\ud800\"")]
    public void Refuses_what_is_no_object(string json)
    {
        var result = Requests.ReadText(json);
        result.Value.Should().BeNull();
        result.Findings.Short().Should().Equal(" wrong-type");
    }

    [Fact]
    public void Takes_plain_text_in_the_language_of_the_options()
    {
        var request = Requests.Minimal().With("/title", "\"Teitl\"").With("/options/language", "\"CY\"");
        request.Read().Value!.Title.Entries.Should().Equal(("cy", "Teitl"));
        request.With("/options", null).Read().Value!.Title.Entries.Should().Equal(("en", "Teitl"));
    }

    [Fact]
    public void Writes_language_tags_in_canonical_case_and_keeps_the_order()
    {
        var title = Requests.With("/title", "{\"SR-latn-rs\":\"a\",\"EN-gb\":\"b\",\"cy\":\"c\",\"DE-ch-1996-U-CO-Phonebk\":\"d\"}").Read().Value!.Title;
        title.Entries.Select(entry => entry.Language).Should().Equal("sr-Latn-RS", "en-GB", "cy", "de-CH-1996-u-co-phonebk");
    }

    [Theory]
    [InlineData("{\"givenName\":\"Nia\",\"familyName\":\"Rees\"}", "Nia Rees")]
    [InlineData("{\"familyName\":\"Sukarno\"}", "Sukarno")]
    [InlineData("{\"givenName\":\"Björk\"}", "Björk")]
    [InlineData("{\"fullName\":\"李小龍\",\"givenName\":\"小龍\",\"familyName\":\"李\"}", "李小龍")]
    [InlineData("{\"givenName\":\" leading\",\"familyName\":\"trailing \"}", " leading trailing ")]
    public void Derives_the_full_name(string learner, string fullName) => Requests.With("/learner", learner).Read().Value!.Learner.FullName.Should().Be(fullName);

    [Theory]
    [InlineData("\"2027-11-21\"", "2027-11-21T23:59:59Z")]
    [InlineData("\"2027-11-21T12:00:00+01:00\"", "2027-11-21T11:00:00Z")]
    [InlineData("\"9999-12-31\"", "9999-12-31T23:59:59Z")]
    public void A_date_means_valid_to_its_end(string json, string instant)
    {
        var validUntil = Requests.With("/validUntil", json).Read().Value!.ValidUntil!.Value;
        validUntil.Should().Be(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));
        validUntil.Offset.Should().Be(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("5.00", "5")]
    [InlineData("2.50", "2.5")]
    [InlineData("1e2", "100")]
    public void Drops_trailing_zeros_of_numbers(string json, string written) =>
        WithRaw("/workload/ects", json).Value!.Workload.Ects!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture).Should().Be(written);

    [Fact]
    public void Asks_for_what_neither_the_request_nor_the_institution_names()
    {
        var none = Requests.Defaults with { Country = null, Region = null, AwardingBodies = [] };
        Requests.Minimal().Read(none).Findings.Short().Should().Equal("/issuerCountry missing", "/awardingBodies missing");
    }

    [Fact]
    public void Takes_the_institutions_region_only_for_its_own_country()
    {
        Requests.With("/issuerCountry", "\"IE\"").Read().Value!.IssuerRegion.Should().BeNull();
        Requests.With("/issuerCountry", "\"GB\"").Read().Value!.IssuerRegion!.Slug.Should().Be("UKL");
        Requests.With("/issuerCountry", "\"GB\"").With("/issuerRegion", "\"UKM\"").Read().Value!.IssuerRegion!.Slug.Should().Be("UKM");
    }

    [Theory]
    [InlineData("/title", 500)]
    [InlineData("/learner/familyName", 500)]
    [InlineData("/description", 10_000)]
    [InlineData("/learningOutcomes/0/title", 1000)]
    [InlineData("/grade/value", 200)]
    public void Bounds_text_by_characters_not_by_code_units(string pointer, int max)
    {
        foreach (var character in (string[])["A", "𝒵", "ŵ"])
        {
            var fits = JsonValue.Create(string.Concat(Enumerable.Repeat(character, max))).ToJsonString();
            var tooLong = JsonValue.Create(string.Concat(Enumerable.Repeat(character, max + 1))).ToJsonString();
            Requests.With(pointer, fits).Read().Findings.Should().BeEmpty();
            Requests.With(pointer, tooLong).Read().Findings.Short().Should().Equal($"{pointer} too-long");
        }
    }

    [Theory]
    [InlineData("/learningOutcomes", 100, "{\"title\":\"An outcome\"}")]
    [InlineData("/participation", 30, "\"online\"")]
    [InlineData("/awardingBodies", 20, "{\"legalName\":\"A\"}")]
    [InlineData("/learner/identifiers", 20, "{\"type\":\"a\",\"value\":\"b\"}")]
    public void Bounds_lists(string pointer, int max, string entry)
    {
        Requests.With(pointer, $"[{string.Join(',', Enumerable.Repeat(entry, max))}]").Read().Findings.Should().BeEmpty();
        Requests.With(pointer, $"[{string.Join(',', Enumerable.Repeat(entry, max + 1))}]").Read().Findings.Short().Should().Equal($"{pointer} too-many");
    }

    [Fact]
    public void Bounds_the_languages_of_a_text()
    {
        var languages = from a in "abcdefgh" from b in "nopqrstu" select $"\"{a}{b}\":\"x\"";
        Requests.With("/title", $"{{{string.Join(',', languages)}}}").Read().Findings.Short().Should().Equal("/title too-many");
    }

    [Fact]
    public void Stops_listing_where_more_would_help_nobody()
    {
        var members = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"learningOutcome{i}\":{i}"));
        var result = Requests.ReadText($"{{{members}}}");
        result.Findings.Should().HaveCount(FindingList.Limit + 1);
        result.Findings[^1].Code.Should().Be("too-many-faults");
        result.Value.Should().BeNull();
    }

    [Fact]
    public void Does_not_repeat_names_that_cannot_be_shown()
    {
        foreach (var name in (string[])["", "a\u202eb", "a\u0007b", new string('x', 101)])
        {
            var request = Requests.Minimal();
            request[name] = 1;
            request.Read().Findings.Short().Should().Equal(" unknown-member");
        }

        Requests.ReadText("{\"\\ud800\":1}").Findings.Short().Should().Contain(" unknown-member");
    }

    /// <summary>Every value of the maximal request in turn is replaced by things that do not belong there.</summary>
    [Fact]
    public void Never_throws_and_never_repeats_a_value_whatever_stands_where()
    {
        var maximal = Maximal().ToJsonString();
        var paths = new List<string>();
        Paths(JsonNode.Parse(maximal)!, "", paths);
        paths.Should().HaveCountGreaterThan(100);
        var junk = new[]
        {
            "null", "0", "-1", "1e400", "true", "[]", "{}", "[[[[]]]]", "\"\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", $"\"{Canary}\"", $"[\"{Canary}\"]",
            $"{{\"en\":\"{Canary}\\u0000\"}}", "{\"\\ud800\":\"\\ud800\"}", $"{{\"type\":\"{Canary}\"}}",
        };
        var wrong = new List<string>();
        foreach (var path in paths)
        {
            foreach (var value in junk)
            {
                const string Mark = "replace-this-mark";
                var json = Requests.Parse(maximal).With(path, $"\"{Mark}\"").ToJsonString().Replace($"\"{Mark}\"", value, StringComparison.Ordinal);
                var result = Requests.ReadText(json);
                foreach (var (pointer, _, _, message) in result.Findings)
                {
                    if (message.Contains(Canary, StringComparison.OrdinalIgnoreCase) || pointer.Contains(Canary, StringComparison.OrdinalIgnoreCase))
                        wrong.Add($"repeated by {pointer}: {path} := {value}");
                    if (!pointer.StartsWith(path, StringComparison.Ordinal) && !path.StartsWith(pointer, StringComparison.Ordinal))
                        wrong.Add($"blamed on {pointer}: {path} := {value}");
                }
            }
        }

        wrong.Should().BeEmpty();
    }

    static void Paths(JsonNode node, string path, List<string> paths)
    {
        if (path.Length > 0)
            paths.Add(path);
        if (node is JsonObject members)
        {
            foreach (var (name, value) in members.Where(member => member.Value is not null))
                Paths(value!, $"{path}/{name}", paths);
        }
        else if (node is JsonArray list)
        {
            foreach (var (index, value) in list.Index())
                Paths(value!, $"{path}/{index}", paths);
        }
    }

    static JsonObject Maximal() => Requests.Parse(File.ReadAllText(Path.Combine(TestData.Repository(), "samples", "maximal.json")));

    // JsonNode would refuse some of the JSON itself, so it goes in as text.
    static ReadResult WithRaw(string pointer, string? json)
    {
        const string Mark = "replace-this-mark";
        return json is null
            ? Requests.With(pointer, null).Read()
            : Requests.ReadText(Requests.With(pointer, $"\"{Mark}\"").ToJsonString().Replace($"\"{Mark}\"", json, StringComparison.Ordinal));
    }
}
