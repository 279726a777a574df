using System.Collections.Immutable;
using System.Text.Json;

namespace Issuer.Core.Model;

/// <summary>What reading a request gave.</summary>
/// <param name="Value">The micro-credential; null where there is any error.</param>
/// <param name="Findings">Every fault of shape at once.</param>
public sealed record ReadResult(MicroCredential? Value, ImmutableArray<Finding> Findings)
{
    /// <summary>What could be read, for the rules; null where the request is no object. Never to be issued.</summary>
    internal MicroCredential? Draft { get; init; }
}

/// <summary>
/// Reads a request of <c>POST /v1/credentials</c> by an own walk over the parsed document, since the serializer stops at the first fault. It tells whether
/// each member is well formed and each concept in its list; whether they fit together is for <c>Issuer.Core.Rules</c>.
/// </summary>
public static class MicroCredentialReader
{
    const int MaxOrganisations = 20;
    const int MaxOutcomes = 100;
    const int MaxConcepts = 30;
    const decimal MaxCredits = 1000;
    const decimal MaxHours = 100_000;

    static readonly string[] OrganisationMembers = [.. OrganisationReader.Members];

    static readonly string[] Members =
    [
        "learner", "title", "description", "issuerCountry", "issuerRegion", "awardingBodies", "provider", "dateOfIssuing", "dateOfAssessment", "validUntil",
        "learningOutcomes", "workload", "level", "assessment", "participation", "qualityAssurance", "subjectAreas", "prerequisites", "accessRequirements", "grade",
        "stackability", "recognitionOfPriorLearning", "furtherInformation", "options",
    ];

    /// <summary>Reads <paramref name="request"/>. Never throws on hostile input.</summary>
    public static ReadResult Read(JsonElement request, IssuingDefaults defaults)
    {
        var findings = new FindingList();
        if (ObjectReader.Open(request, "", findings, "en", Members) is not { } reader)
            return new(null, findings.ToImmutable());
        var draft = ReadMembers(reader, defaults);
        return new(findings.HasErrors ? null : draft, findings.ToImmutable()) { Draft = draft };
    }

    static MicroCredential ReadMembers(ObjectReader reader, IssuingDefaults defaults)
    {
        // First, for it names the language of text that is given without one.
        var options = ReadOptions(reader, defaults);
        reader.Language = options.Language;

        reader.Require("learner", "The learner is missing.");
        reader.Require("title", "The title of the micro-credential is missing.");
        reader.Require("learningOutcomes", "The learning outcomes are missing: what the learner knows, understands and can do.");
        reader.Require("workload", "The workload is missing: ECTS credits, or hours or other credits with the reason.");
        reader.Require("level", "The level is missing: EQF, cycle or national level, or the reason why there is none.");
        reader.Require("assessment", "The type of assessment is missing.");
        reader.Require("participation", "The form of participation in the learning activity is missing.");
        reader.Require("qualityAssurance", "The type of quality assurance is missing.");

        var country = reader.Concept("issuerCountry", CodeLists.Countries);
        if (defaults.Country is null)
            reader.Require("issuerCountry", "The country of the issuer is missing, and the institution's profile names none.");
        else if (!reader.Has("issuerCountry"))
            country = defaults.Country;
        var region = reader.Concept("issuerRegion", CodeLists.Regions);
        if (!reader.Has("issuerRegion") && country == defaults.Country)
            region = defaults.Region;

        var awardingBodies = reader.Objects("awardingBodies", MaxOrganisations, OrganisationMembers, OrganisationReader.Read, mandatory: true);
        if (defaults.AwardingBodies.IsDefaultOrEmpty)
            reader.Require("awardingBodies", "The awarding body is missing, and the institution's profile names none.");
        else if (!reader.Has("awardingBodies"))
            awardingBodies = defaults.AwardingBodies;

        return new MicroCredential
        {
            Learner = ReadLearner(reader) ?? new Learner { FullName = "" },
            Title = reader.Localized("title", TextRules.LineLength, multiline: false) ?? Unread.Text,
            Description = reader.Localized("description"),
            IssuerCountry = country ?? Unread.Concept,
            IssuerRegion = region,
            AwardingBodies = awardingBodies,
            Provider = reader.Object("provider", OrganisationMembers) is { } provider ? OrganisationReader.Read(provider) : null,
            DateOfIssuing = reader.Date("dateOfIssuing") ?? defaults.Today,
            DateOfAssessment = reader.Date("dateOfAssessment"),
            ValidUntil = reader.LastInstant("validUntil"),
            LearningOutcomes = reader.Objects("learningOutcomes", MaxOutcomes, ["title", "description", "escoSkills"], ReadOutcome, mandatory: true),
            Workload = ReadWorkload(reader),
            Level = ReadLevel(reader),
            Assessment = ReadAssessment(reader),
            Participation = reader.Concepts("participation", CodeLists.Participation, MaxConcepts, mandatory: true),
            QualityAssurance = reader.Objects("qualityAssurance", MaxOrganisations, ["type", "agent", "decision", "deqar"], ReadQualityAssurance, mandatory: true),
            SubjectAreas = reader.Concepts("subjectAreas", CodeLists.IscedF, MaxConcepts),
            Prerequisites = reader.Localized("prerequisites"),
            AccessRequirements = reader.Localized("accessRequirements"),
            Grade = ReadGrade(reader),
            Stackability = ReadStackability(reader),
            RecognitionOfPriorLearning = reader.Flag("recognitionOfPriorLearning"),
            FurtherInformation = reader.Localized("furtherInformation"),
            Options = options,
        };
    }

    // VC-DI-EDDSA and VC-DI-ECDSA: all that this product makes.
    static readonly string[] Cryptosuites = ["eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019"];

    static IssueOptions ReadOptions(ObjectReader reader, IssuingDefaults defaults)
    {
        var standard = new IssueOptions();
        if (reader.Object("options", "statusPurpose", "forms", "cryptosuites", "jwtAlgorithm", "language") is not { } options)
            return standard;
        var cryptosuites = options.Choices("cryptosuites", MaxConcepts, Cryptosuites, FindingCodes.FormNotSupported);
        return new IssueOptions
        {
            StatusPurpose = options.Choice("statusPurpose", "revocation", "suspension") ?? standard.StatusPurpose,
            Forms = options.Choices("forms", MaxConcepts, defaults.SupportedForms, FindingCodes.FormNotSupported),
            Cryptosuites = cryptosuites.IsEmpty ? standard.Cryptosuites : cryptosuites,
            JwtAlgorithm = options.Choice("jwtAlgorithm", "ES256", "EdDSA") ?? standard.JwtAlgorithm,
            Language = options.Tag("language") ?? standard.Language,
        };
    }

    static Learner? ReadLearner(ObjectReader reader)
    {
        if (reader.Object("learner", "givenName", "familyName", "fullName", "dateOfBirth", "email", "did", "identifiers") is not { } learner)
            return null;
        var given = learner.Line("givenName");
        var family = learner.Line("familyName");
        var full = learner.Line("fullName");
        learner.RequireOneOf("The learner has no name: give familyName and givenName, or fullName.", "familyName", "givenName", "fullName");
        return new Learner
        {
            GivenName = given,
            FamilyName = family,
            FullName = full ?? string.Join(' ', new[] { given, family }.OfType<string>()),
            DateOfBirth = learner.Date("dateOfBirth"),
            Email = learner.Email("email"),
            Did = learner.Did("did"),
            Identifiers = OrganisationReader.Identifiers(learner),
        };
    }

    static LearningOutcome? ReadOutcome(ObjectReader outcome)
    {
        outcome.Require("title", "The learning outcome itself is missing.");
        var title = outcome.Localized("title", TextRules.LineLength * 2, multiline: false);
        var description = outcome.Localized("description");
        var skills = outcome.Urls("escoSkills", MaxConcepts);
        return title is null ? null : new LearningOutcome { Title = title, Description = description, EscoSkills = skills };
    }

    static Workload ReadWorkload(ObjectReader reader)
    {
        if (reader.Object("workload", "ects", "hours", "otherCredits", "reason") is not { } workload)
            return new();
        return new Workload
        {
            Ects = workload.Number("ects", MaxCredits),
            Hours = workload.Number("hours", MaxHours),
            OtherCredits = workload.Objects("otherCredits", MaxConcepts, ["framework", "points"], credits =>
            {
                credits.Require("framework", "The credit system is missing: ecvet or cats.");
                credits.Require("points", "The number of credits is missing.");
                var framework = credits.Concept("framework", CodeLists.CreditFrameworks);
                var points = credits.Number("points", MaxHours);
                return framework is not null && points is not null ? new CreditPoints(framework, points.Value) : null;
            }),
            Reason = workload.Localized("reason"),
        };
    }

    static Level ReadLevel(ObjectReader reader)
    {
        if (reader.Object("level", "eqf", "qfEhea", "nqf", "sqf", "iscedLevel", "reason") is not { } level)
            return new();
        return new Level
        {
            Eqf = level.Concept("eqf", CodeLists.Eqf),
            QfEhea = level.Concept("qfEhea", CodeLists.QfEhea),
            Nqf = level.Concepts("nqf", CodeLists.Nqf, MaxConcepts),
            Sqf = level.Objects("sqf", MaxConcepts, ["framework", "level"], sectoral =>
            {
                sectoral.Require("framework", "The name of the sectoral framework is missing.");
                sectoral.Require("level", "The level in the sectoral framework is missing.");
                var framework = sectoral.Localized("framework", TextRules.LineLength, multiline: false);
                var name = sectoral.Line("level", 100);
                return framework is not null && name is not null ? new SectoralLevel(framework, name) : null;
            }),
            IscedLevel = level.Concept("iscedLevel", CodeLists.IscedLevel),
            Reason = level.Localized("reason"),
        };
    }

    static Assessment ReadAssessment(ObjectReader reader)
    {
        if (reader.Object("assessment", "types", "supervision", "description") is not { } assessment)
            return new() { Types = [] };
        assessment.Require("types", "The type of assessment is missing.");
        return new Assessment
        {
            Types = assessment.Concepts("types", CodeLists.AssessmentTypes, MaxConcepts, mandatory: true),
            Supervision = assessment.Concept("supervision", CodeLists.Supervision),
            Description = assessment.Localized("description"),
        };
    }

    static QualityAssurance? ReadQualityAssurance(ObjectReader assurance)
    {
        assurance.Require("type", "The type of quality assurance is missing.");
        var type = assurance.Concept("type", CodeLists.QualityAssuranceTypes);
        var agent = assurance.Object("agent", OrganisationMembers) is { } agency ? OrganisationReader.Read(agency) : null;
        var decision = assurance.Url("decision");
        var deqar = assurance.Url("deqar");
        return type is null ? null : new QualityAssurance { Type = type, Agent = agent, Decision = decision, Deqar = deqar };
    }

    static Grade? ReadGrade(ObjectReader reader)
    {
        if (reader.Object("grade", "value", "scheme") is not { } grade)
            return null;
        grade.Require("value", "The grade itself is missing.");
        var value = grade.Line("value", 200);
        var scheme = grade.Localized("scheme");
        return value is null ? null : new Grade(value, scheme);
    }

    static Stackability? ReadStackability(ObjectReader reader)
    {
        if (reader.Object("stackability", "type", "towards") is not { } stackability)
            return null;
        stackability.Require("type", "Say whether it is standalone or stackable.");
        var type = stackability.Concept("type", CodeLists.Stackability);
        var towards = stackability.Lines("towards", MaxConcepts);
        return type is null ? null : new Stackability(type, towards);
    }
}
