using Issuer.Core.Formats;
using Issuer.Core.Model;

namespace Issuer.Core.Tests.Formats;

/// <summary>Micro-credentials whose documents are kept as golden files.</summary>
static class Badges
{
    public static readonly BadgeIssuer Issuer = new(
        "did:web:badges.example.org:institutions:cardiff-met",
        new([("en", "Cardiff Metropolitan University"), ("cy", "Prifysgol Metropolitan Caerdydd")]),
        new("https://www.cardiffmet.example/"),
        "https://badges.example.org/institutions/cardiff-met/logo.png",
        "registry@cardiffmet.example",
        Country("GBR"),
        Region("UKL"),
        [new("ukprn", "10007854"), new("deqar", "https://data.deqar.eu/institution/1234")]);

    /// <summary>Every element there is, in two languages.</summary>
    public static readonly MicroCredential Full = new()
    {
        Learner = new()
        {
            GivenName = "Nia",
            FamilyName = "Rees-Ŵyn",
            FullName = "Nia Rees-Ŵyn",
            DateOfBirth = new(1996, 4, 19),
            Email = "nia.canary@example.org",
            Identifiers = [new("student-number", "20231234")],
        },
        Title = new([("en", "Principles of Sport Management"), ("cy", "Egwyddorion Rheolaeth Chwaraeon")]),
        Description = new([("en", "How sport organisations are led & managed."), ("cy", "Sut y caiff sefydliadau chwaraeon eu harwain.")]),
        IssuerCountry = Country("GBR"),
        IssuerRegion = Region("UKL"),
        AwardingBodies =
        [
            new() { LegalName = LocalizedText.Of("en", "Cardiff Metropolitan University"), HomePage = new("https://www.cardiffmet.example/"), Identifiers = [new("ukprn", "10007854")] },
            new() { LegalName = LocalizedText.Of("ga", "Ollscoil Shamplach"), Country = Country("IRL") },
        ],
        Provider = new() { LegalName = LocalizedText.Of("en", "Example Sport Academy Ltd"), Country = Country("GBR") },
        DateOfIssuing = new(2026, 11, 21),
        DateOfAssessment = new(2026, 11, 2),
        ValidUntil = new(2031, 11, 21, 23, 59, 59, TimeSpan.Zero),
        LearningOutcomes =
        [
            new()
            {
                Title = new([("en", "Apply management functions to a sport organisation"), ("cy", "Cymhwyso swyddogaethau rheoli i sefydliad chwaraeon")]),
                Description = LocalizedText.Of("en", "Planning, organising, leading, controlling."),
                EscoSkills = [new("http://data.europa.eu/esco/skill/3a1f5b8e-0000-4000-8000-000000000001")],
            },
            new() { Title = LocalizedText.Of("en", "Use <b>data_sets</b> & [sources] *well*") },
        ],
        Workload = new() { Ects = 5.0m, Hours = 125.5m, OtherCredits = [new(CodeLists.CreditFrameworks.Find("cats")!, 10m)] },
        Level = new()
        {
            Eqf = CodeLists.Eqf.Find("5"),
            QfEhea = CodeLists.QfEhea.Find("short-cycle"),
            Nqf = [CodeLists.Nqf.Find("cqfw-4")!, CodeLists.Nqf.Find("fheq-4")!],
            Sqf = [new(LocalizedText.Of("en", "Sport Coaching Framework"), "3b")],
            IscedLevel = CodeLists.IscedLevel.Find("5"),
        },
        Assessment = new()
        {
            Types = [CodeLists.AssessmentTypes.Find("project-work")!, CodeLists.AssessmentTypes.Find("quiz")!],
            Supervision = CodeLists.Supervision.Find("supervised-with-id"),
            Description = LocalizedText.Of("en", "A project report of 2,000 words and a quiz"),
        },
        Participation = [CodeLists.Participation.Find("online")!, CodeLists.Participation.Find("project-based")!],
        QualityAssurance =
        [
            new()
            {
                Type = CodeLists.QualityAssuranceTypes.Find("institutional-quality-assurance")!,
                Agent = new() { LegalName = LocalizedText.Of("en", "Quality Assurance Agency"), Country = Country("GBR"), HomePage = new("https://www.qaa.example/") },
                Decision = new("https://www.qaa.example/decisions/77"),
                Deqar = new("https://data.deqar.eu/report/123"),
            },
            new() { Type = CodeLists.QualityAssuranceTypes.Find("programme-licence")! },
        ],
        SubjectAreas = [CodeLists.IscedF.Find("1014")!, CodeLists.IscedF.Find("0413")!],
        Prerequisites = new([("en", "A level 3 qualification"), ("cy", "Cymhwyster lefel 3")]),
        AccessRequirements = LocalizedText.Of("en", "Employed or volunteering in sport"),
        Grade = new("Merit", LocalizedText.Of("en", "Pass, Merit, Distinction")),
        Stackability = new(CodeLists.Stackability.Find("stackable")!, ["Certificate of Higher Education in Sport Management", "https://www.cardiffmet.example/awards/certhe-sm"]),
        RecognitionOfPriorLearning = false,
        FurtherInformation = LocalizedText.Of("en", "Taught in the evening"),
        Options = new(),
    };

    /// <summary>The eleven mandatory elements and no more; Welsh first; no credits and no level, with the reasons.</summary>
    public static readonly MicroCredential Minimal = new()
    {
        Learner = new() { FullName = "Siân Ó Néill" },
        Title = new([("cy", "Anghenion Dysgu Ychwanegol")]),
        IssuerCountry = Country("GBR"),
        AwardingBodies = [new() { LegalName = LocalizedText.Of("cy", "Coleg Enghreifftiol") }],
        DateOfIssuing = new(2026, 11, 20),
        LearningOutcomes = [new() { Title = LocalizedText.Of("cy", "Disgrifio arfer cynhwysol.") }],
        Workload = new() { Hours = 20m, Reason = LocalizedText.Of("en", "Outside any credit system") },
        Level = new() { Reason = LocalizedText.Of("en", "Not levelled") },
        Assessment = new() { Types = [CodeLists.AssessmentTypes.Find("portfolio")!] },
        Participation = [CodeLists.Participation.Find("blended")!],
        QualityAssurance = [new() { Type = CodeLists.QualityAssuranceTypes.Find("programme-quality-assurance")! }],
        Options = new() { StatusPurpose = "suspension", Language = "cy" },
    };

    public static BadgeFacts FactsOf(MicroCredential credential) => new(
        "https://badges.example.org/credentials/AAECAwQFBgcICQoLDA0ODw",
        "https://badges.example.org/achievements/" + OpenBadge.AchievementDigest(credential, Issuer),
        "urn:uuid:0198c0de-0000-4000-8000-00000000abcd",
        new(2026, 11, 21, 9, 30, 15, TimeSpan.Zero),
        Issuer,
        new(credential.Options.StatusPurpose, "https://badges.example.org/status/EBESExQVFhcYGRobHB0eHw", 94_567));

    private static Concept Country(string code) => CodeLists.Countries.Find(code)!;

    private static Concept Region(string code) => CodeLists.Regions.Find(code)!;
}
