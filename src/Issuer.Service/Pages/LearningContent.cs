using System.Collections.Immutable;
using System.Text.Json;
using Issuer.Core.Model;
using Issuer.Service.Languages;

namespace Issuer.Service.Pages;

/// <summary>
/// What an SD-JWT VC says, in the claims of the EUDI wallet's learning credential. What its holder chose not to show is not there, and looks like what the
/// credential never said.
/// </summary>
internal static class LearningContent
{
    /// <summary>Whether the credential is of this kind: it names its type as SD-JWT VCs do.</summary>
    public static bool Is(JsonElement credential) => credential.Text("vct") is not null;

    /// <summary>Reads it. Never throws on any JSON.</summary>
    public static CredentialContent Read(JsonElement credential)
    {
        var title = credential.Localized("achievement_title", JsonReading.UnknownLanguage);
        var authority = credential.Localized("issuing_authority", JsonReading.UnknownLanguage);
        DateOnly? issued = JsonReading.TryDate(credential.Text("date_of_issuance"), out var day) ? day : null;
        var name = LearnerName(credential);
        var (workload, level, grade) = (Texts(credential, "expected_study_time"), Level(credential), Texts(credential, "assessment_grade"));
        return new()
        {
            LearnerName = name,
            Title = title,
            IssuerName = authority,
            IssuerId = credential.Text("iss"),
            AwardingBodies = authority is null ? [] : [authority],
            DateOfIssuing = issued,
            ValidUntil = End(credential),
            IsMicroCredential = title is not null,
            Facts = [.. Fact(Words.Workload, workload), .. Fact(Words.Level, level), .. Fact(Words.Grade, grade)],
            Mandatory =
            [
                new("learner", Words.ElementLearner, Learner(credential, name)),
                new("title", Words.ElementTitle, title is null ? [] : [new(title)]),
                new("issuerCountry", Words.ElementCountry, Country(credential)),
                new("awardingBodies", Words.ElementAwardingBodies, authority is null ? [] : [new(authority)]),
                new("dateOfIssuing", Words.ElementDateOfIssuing, issued is { } date ? [new(Words.Date(date))] : []),
                new("learningOutcomes", Words.ElementLearningOutcomes, Texts(credential, "learning_outcomes")),
                new("workload", Words.ElementWorkload, workload),
                new("level", Words.ElementLevel, level),
                new("assessment", Words.ElementAssessment, []),
                new("participation", Words.ElementParticipation, Texts(credential, "form_of_participation")),
                new("qualityAssurance", Words.ElementQualityAssurance, Texts(credential, "types_of_quality_assurance")),
            ],
            Optional =
            [
                new("prerequisites", Words.ElementPrerequisites, Texts(credential, "prerequisites_to_enroll")),
                new("supervision", Words.ElementSupervision, []),
                new("grade", Words.ElementGrade, grade),
                new("stackability", Words.ElementStackability, Stackability(credential)),
                new("furtherInformation", Words.ElementFurtherInformation, Texts(credential, "achievement_description")),
            ],
        };
    }

    private static string? LearnerName(JsonElement credential)
    {
        string?[] names = [credential.Text("given_name"), credential.Text("family_name")];
        return names is [null, null] ? null : string.Join(' ', names.Where(name => name is not null));
    }

    private static ImmutableArray<ContentValue> Learner(JsonElement credential, string? name)
    {
        ImmutableArray<string> codes = credential.Text("learner_identification") is { } number ? [number] : [];
        return name is not null ? [new(Said.Untagged(name)) { Codes = codes }]
            : codes.IsEmpty ? []
            : [new(Words.NoNameInCredential) { Codes = codes }];
    }

    private static ImmutableArray<ContentValue> Country(JsonElement credential) => credential.Text("issuing_country") switch
    {
        null => [],
        var code when CodeLists.Countries.Find(code) is { } country => [new(country.Label)],
        var code => [new(Said.Untagged(code))],
    };

    private static ImmutableArray<ContentValue> Level(JsonElement credential) =>
        credential.Number("level_of_learning_experience") is not { } level ? []
        : CodeLists.Eqf.Find(level) is not null ? [new(Words.EqfLevel(level))]
        : [new(Said.Untagged(level))];

    private static ImmutableArray<ContentValue> Stackability(JsonElement credential) => credential.Member("integration_stackability_options") switch
    {
        { ValueKind: JsonValueKind.True } => [new(CodeLists.Stackability.Find("stackable")!.Label)],
        { ValueKind: JsonValueKind.False } => [new(CodeLists.Stackability.Find("standalone")!.Label)],
        _ => Texts(credential, "integration_stackability_options"),
    };

    private static ImmutableArray<ContentValue> Texts(JsonElement credential, string name) =>
        [.. credential.Members(name).Select(value => value.AsString()).OfType<string>().Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => new ContentValue(Said.Untagged(text)))];

    private static IEnumerable<ContentFact> Fact(Phrase label, ImmutableArray<ContentValue> values) =>
        values is [{ Main: { } first }, ..] ? [new(label, first)] : [];

    // exp is the first instant at which it no longer holds; pages name days, in UTC.
    private static DateTimeOffset? End(JsonElement credential) =>
        credential.Member("exp") is { ValueKind: JsonValueKind.Number } exp && exp.TryGetInt64(out var seconds) && seconds is > 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
