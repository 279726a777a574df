using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Model;
using Issuer.Core.Rules;
using Issuer.Core.Verification;
using Issuer.Service.Pages;

namespace Issuer.Service.Tests.Pages;

/// <summary>Credentials to show: our own, made by the same writers as in the service, and other people's.</summary>
internal static class Samples
{
    public const string PublicUrl = "https://credentials.example.ac.uk";

    public static readonly DateTimeOffset Now = new(2026, 11, 21, 14, 5, 0, TimeSpan.Zero);

    public static readonly IssuingInstitution Institution = new(
        new([("en", "University of Example, Wales"), ("cy", "Prifysgol Enghraifft, Cymru")]), "did:web:credentials.example.ac.uk:institutions:example")
    {
        RegisteredAt = new(2025, 9, 1, 8, 0, 0, TimeSpan.Zero),
        LogoPath = "/institutions/example/logo",
        KeysPath = "/institutions/example/keys.json",
        Accreditation = [new(LocalizedText.Of("en", "Quality Assurance Agency for Higher Education"), new("https://www.qaa.example/reviews/university-of-example"))],
    };

    /// <summary>A request with every element, in English and Welsh.</summary>
    public static JsonObject Request() => JsonNode.Parse(
        """
        {
          "learner": { "givenName": "Nia", "familyName": "Rees" },
          "title": { "en": "Principles of Sport Management", "cy": "Egwyddorion Rheolaeth Chwaraeon" },
          "description": {
            "en": "How sport organisations are led, financed and governed, from a local club to a national body.",
            "cy": "Sut y caiff sefydliadau chwaraeon eu harwain, eu hariannu a'u llywodraethu, o glwb lleol i gorff cenedlaethol."
          },
          "issuerCountry": "GBR", "issuerRegion": "UKL",
          "awardingBodies": [
            { "legalName": { "en": "University of Example, Wales", "cy": "Prifysgol Enghraifft, Cymru" }, "country": "GBR", "identifiers": [{ "type": "ukprn", "value": "10007854" }] }
          ],
          "provider": { "legalName": { "en": "Welsh Institute of Sport", "cy": "Athrofa Chwaraeon Cymru" }, "country": "GBR" },
          "dateOfIssuing": "2026-11-21", "dateOfAssessment": "2026-11-02", "validUntil": "2031-11-20",
          "learningOutcomes": [
            { "title": { "en": "Apply the functions of management to a sport organisation", "cy": "Cymhwyso swyddogaethau rheoli i sefydliad chwaraeon" },
              "escoSkills": ["http://data.europa.eu/esco/skill/9b0d7a36-2b9c-4a2a-9a4d-6ed9a3b5c1de"] },
            { "title": { "en": "Explain how sport is governed in Wales and in Europe", "cy": "Egluro sut y caiff chwaraeon eu llywodraethu yng Nghymru ac yn Ewrop" } },
            { "title": { "en": "Draw up a budget for a small club and defend it", "cy": "Llunio cyllideb ar gyfer clwb bach a'i hamddiffyn" } }
          ],
          "workload": { "ects": 5, "hours": 125, "otherCredits": [{ "framework": "cats", "points": 10 }] },
          "level": { "eqf": 5, "qfEhea": "short-cycle", "nqf": ["cqfw-4", "fheq-4"], "iscedLevel": 5 },
          "assessment": { "types": ["project-work", "oral-examination"], "supervision": "supervised-with-id",
                          "description": { "en": "A project report of 2,500 words and a discussion of it.", "cy": "Adroddiad prosiect o 2,500 o eiriau a thrafodaeth arno." } },
          "participation": ["blended"],
          "qualityAssurance": [
            { "type": "institutional-quality-assurance", "agent": { "legalName": { "en": "Quality Assurance Agency for Higher Education" } },
              "decision": "https://www.qaa.example/reviews/university-of-example", "deqar": "https://data.deqar.eu/report/12345" }
          ],
          "subjectAreas": ["1014"],
          "prerequisites": { "en": "None. A DBS check for those who work with children.", "cy": "Dim. Gwiriad DBS i'r rhai sy'n gweithio gyda phlant." },
          "grade": { "value": "Merit", "scheme": { "en": "Pass, Merit, Distinction", "cy": "Llwyddo, Teilyngdod, Rhagoriaeth" } },
          "stackability": { "type": "stackable", "towards": ["Certificate of Higher Education in Sport Management"] },
          "recognitionOfPriorLearning": false,
          "furtherInformation": { "en": "Taught in Cardiff and online.", "cy": "Addysgir yng Nghaerdydd ac ar-lein." }
        }
        """)!.AsObject();

    /// <summary>The document D of a request, made as the service makes it.</summary>
    public static JsonElement Document(JsonObject request)
    {
        var (credential, facts) = Read(request);
        return JsonDocument.Parse(OpenBadge.Write(credential, facts)).RootElement;
    }

    /// <summary>The achievement of a request, as <c>/achievements/{id}</c> publishes it.</summary>
    public static byte[] AchievementOf(JsonObject request)
    {
        var (credential, facts) = Read(request);
        return OpenBadge.AchievementContent(credential, facts.Issuer);
    }

    /// <summary>A document D signed as a compact token.</summary>
    public static string Sign(JsonElement document)
    {
        using var key = SigningKey.Generate(SignatureAlgorithm.P256);
        return VcJwt.Sign(Encoding.UTF8.GetBytes(document.GetRawText()), key, Institution.Did + "#k1").Compact;
    }

    /// <summary>A report in which every check passed, but for those given.</summary>
    public static VerificationReport Report(JsonElement? document, params ReadOnlySpan<Check> instead)
    {
        var given = instead.ToArray();
        var elements = document is { } credential ? Elements(credential) : [];
        var complete = elements.All(e => !e.Mandatory || e.Found == "found");
        ImmutableArray<Check> usual =
        [
            new("format", Outcome.Passed, "vc-jwt", "A signed credential as a compact token."),
            new("signature", Outcome.Passed, "signature-good", "The signature is good (ES256)."),
            new("issuer", Outcome.Passed, "issuer-key", "The key is one of the issuer's."),
            new("validity", Outcome.Passed, "in-period", "The credential is within its period of validity."),
            new("status", Outcome.Passed, "active", "The credential is in force."),
            new("trust", Outcome.Passed, "own-institution", "University of Example, Wales is registered with this service."),
            complete
                ? new("elements", Outcome.Passed, "elements-complete", "All 11 mandatory EU elements are there.")
                : new("elements", Outcome.Warning, "elements-incomplete", "Some mandatory EU elements are missing."),
        ];
        ImmutableArray<Check> checks = [.. usual.Select(check => given.FirstOrDefault(other => other.Name == check.Name) ?? check)];
        return new(VerificationReport.Decide(checks), checks, document, elements);
    }

    private static ImmutableArray<ElementFinding> Elements(JsonElement credential)
    {
        var content = CredentialContent.Of(credential);
        return
        [
            .. content.Mandatory.Select(e => new ElementFinding(e.Name, true, e.Values.IsEmpty ? "missing" : "found", null)),
            .. content.Optional.Select(e => new ElementFinding(e.Name, false, e.Values.IsEmpty ? "missing" : "found", null)),
        ];
    }

    private static (MicroCredential, BadgeFacts) Read(JsonObject request)
    {
        var defaults = new IssuingDefaults(
            CodeLists.Countries.Find("GBR"), CodeLists.Regions.Find("UKL"), [], DateOnly.FromDateTime(Now.UtcDateTime), Now, ["vc+jwt"]);
        using var json = JsonDocument.Parse(request.ToJsonString());
        var read = RequestCheck.Run(json.RootElement, defaults);
        var credential = read.Value ?? throw new InvalidOperationException(string.Join('\n', read.Findings));
        var facts = new BadgeFacts(
            PublicUrl + "/credentials/Yt3kQ0v9bRk2mB5xJd8wAg", PublicUrl + "/achievements/sport", "urn:uuid:0193a1de-3f0c-7c3e-9a51-6d1c2f7f9b10", Now,
            new(Institution.Did, Institution.LegalName, new("https://www.example.ac.uk/"), null, null, CodeLists.Countries.Find("GBR")!, CodeLists.Regions.Find("UKL"),
                [new("ukprn", "10007854")]),
            new("revocation", PublicUrl + "/status/Hc0d3aXo6yqf1T7nLw2uPg", 4711));
        return (credential, facts);
    }

    /// <summary>A badge of another issuer in plain Open Badges with the Dutch extensions: no ELM at all.</summary>
    public static JsonElement ForeignBadge { get; } = Parse(
        """
        {
          "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
          "id": "https://badges.hogeschool.example/credentials/7781",
          "type": ["VerifiableCredential", "OpenBadgeCredential"],
          "issuer": { "id": "did:web:badges.hogeschool.example", "type": ["Profile"], "name": "Hogeschool Voorbeeld", "url": "https://www.hogeschool.example/",
                      "address": { "type": ["Address"], "addressCountryCode": "NL", "addressRegion": "Utrecht" } },
          "validFrom": "2025-06-30T00:00:00Z",
          "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [ { "type": "IdentityObject", "hashed": false, "identityHash": "Jan de Vries", "identityType": "name" },
                            { "type": "IdentityObject", "hashed": true, "identityHash": "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399", "salt": "Kosher", "identityType": "emailAddress" } ],
            "creditsEarned": 3,
            "result": [ { "type": ["Result"], "resultDescription": "urn:uuid:1", "value": "8.5" } ],
            "achievement": {
              "id": "https://badges.hogeschool.example/achievements/12", "type": ["Achievement"], "achievementType": "MicroCredential", "inLanguage": "nl",
              "name": "Werken met digitale bewijzen", "description": "Een korte opleiding over digitale bewijzen.",
              "criteria": { "id": "https://badges.hogeschool.example/criteria/12", "narrative": "Een werkstuk en een gesprek daarover." },
              "ECTS": 3, "participationType": "blended", "assessmentType": "application_of_a_skill", "supervisionType": "physically", "fieldOfStudy": "ICT",
              "resultDescription": [ { "id": "urn:uuid:1", "type": ["ResultDescription"], "name": "Cijfer", "resultType": "Result" } ],
              "alignment": [
                { "type": ["Alignment"], "targetType": "ext:EQF", "targetName": "EQF 6", "targetUrl": "https://europa.eu/europass/en/description-eight-eqf-levels", "targetCode": "6" },
                { "type": ["Alignment"], "targetType": "ext:QualityAssurance", "targetName": "NVAO", "targetUrl": "https://www.nvao.example/" },
                { "type": ["Alignment"], "targetType": "ceasn:Competency", "targetName": "Digitale bewijzen uitgeven", "targetUrl": "http://data.europa.eu/esco/skill/abc" }
              ]
            }
          }
        }
        """);

    /// <summary>An ELM credential in the newer array style (data model 1.1), Greek and English.</summary>
    public static JsonElement ElmCredential { get; } = Parse(
        """
        {
          "@context": ["https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap"],
          "id": "urn:credential:6f3c2f0e-2f4b-4f9c-8f0a-2d8f5f5f1c11", "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
          "issued": "2026-01-31T10:00:00+02:00", "validFrom": "2026-01-31T10:00:00+02:00",
          "issuer": { "id": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "type": "Organisation", "legalName": { "el": ["Πανεπιστήμιο Παραδείγματος"], "en": ["University of Paradigm"] },
                      "location": [ { "type": "Location", "address": [ { "type": "Address", "countryCode": { "id": "http://publications.europa.eu/resource/authority/country/GRC", "type": "Concept", "prefLabel": { "en": ["Greece"] } } } ] } ] },
          "credentialSubject": {
            "type": "Person", "givenName": { "el": ["Ελένη"] }, "familyName": { "el": ["Παπαδοπούλου"] },
            "hasClaim": [ {
              "type": "LearningAchievement", "title": { "el": ["Θαλάσσια βιολογία"], "en": ["Marine biology"] },
              "awardedBy": { "type": "AwardingProcess", "awardingBody": [ { "type": "Organisation", "legalName": { "el": ["Πανεπιστήμιο Παραδείγματος"] } } ], "awardingDate": "2026-01-30T00:00:00Z" },
              "specifiedBy": [ { "type": "Qualification", "title": { "en": ["Marine biology"] },
                "learningOutcome": [ { "type": "LearningOutcome", "title": { "en": ["Identify twenty species of the Aegean"] }, "relatedESCOSkill": [ { "id": "http://data.europa.eu/esco/skill/xyz", "prefLabel": { "en": ["marine biology"] } } ] } ],
                "creditPoint": [ { "type": "CreditPoint", "framework": { "id": "http://data.europa.eu/snb/education-credit/6fcec5c5af" }, "point": "2.5" } ],
                "volumeOfLearning": "P2M", "eqfLevel": { "id": "http://data.europa.eu/snb/eqf/6", "prefLabel": { "en": ["Level 8"] } },
                "mode": [ { "id": "http://data.europa.eu/snb/learning-assessment/920fbb3cbe", "prefLabel": { "en": ["Online"] } } ],
                "entryRequirement": { "type": "Note", "noteLiteral": { "en": ["A diving licence"] } }, "isPartialQualification": true } ],
              "provenBy": [ { "type": "LearningAssessment", "title": { "en": ["Field work"] }, "grade": { "type": "Note", "noteLiteral": { "en": ["9/10"] } },
                "idVerification": { "id": "http://data.europa.eu/snb/supervision-verification/70be69aaf9" },
                "specifiedBy": [ { "type": "LearningAssessmentSpecification", "title": { "en": ["Field work"] }, "dcType": { "id": "http://data.europa.eu/snb/assessment/6a4db9f11d" } } ] } ],
              "influencedBy": [ { "type": "LearningActivity", "directedBy": [ { "type": "Organisation", "legalName": { "en": ["Institute of the Sea"] } } ] } ]
            } ]
          }
        }
        """);

    public static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
