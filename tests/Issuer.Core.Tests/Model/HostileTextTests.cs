using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Model;
using Xunit;

namespace Issuer.Core.Tests.Model;

/// <summary>Every string of two published sets, in every field: it comes back code point for code point, or is refused with a finding that names the field.</summary>
public sealed class HostileTextTests
{
    /// <summary>Fields that hold text, and how to read them back.</summary>
    static readonly (string Pointer, Func<MicroCredential, string?> Value)[] TextFields =
    [
        ("/learner/givenName", value => value.Learner.GivenName),
        ("/learner/familyName", value => value.Learner.FamilyName),
        ("/learner/fullName", value => value.Learner.FullName),
        ("/learner/identifiers/0/type", value => value.Learner.Identifiers[0].Type),
        ("/learner/identifiers/0/value", value => value.Learner.Identifiers[0].Value),
        ("/title", value => value.Title.In("en").Text),
        ("/title/cy", value => value.Title.In("cy").Text),
        ("/description/en", value => value.Description!.In("en").Text),
        ("/awardingBodies/0/legalName/en", value => value.AwardingBodies[0].LegalName.In("en").Text),
        ("/awardingBodies/0/identifiers/0/value", value => value.AwardingBodies[0].Identifiers[0].Value),
        ("/provider/legalName/cy", value => value.Provider!.LegalName.In("cy").Text),
        ("/learningOutcomes/0/title/en", value => value.LearningOutcomes[0].Title.In("en").Text),
        ("/learningOutcomes/0/description/en", value => value.LearningOutcomes[0].Description!.In("en").Text),
        ("/workload/reason", value => value.Workload.Reason!.In("en").Text),
        ("/level/sqf/0/framework/en", value => value.Level.Sqf[0].Framework.In("en").Text),
        ("/level/sqf/0/level", value => value.Level.Sqf[0].Level),
        ("/assessment/description/en", value => value.Assessment.Description!.In("en").Text),
        ("/qualityAssurance/0/agent/legalName/en", value => value.QualityAssurance[0].Agent!.LegalName.In("en").Text),
        ("/prerequisites/en", value => value.Prerequisites!.In("en").Text),
        ("/accessRequirements/en", value => value.AccessRequirements!.In("en").Text),
        ("/grade/value", value => value.Grade!.Value),
        ("/grade/scheme/en", value => value.Grade!.Scheme!.In("en").Text),
        ("/stackability/towards/0", value => value.Stackability!.Towards[0]),
        ("/furtherInformation/en", value => value.FurtherInformation!.In("en").Text),
    ];

    /// <summary>Fields of another kind: almost every string is refused; those that are not come back.</summary>
    static readonly (string Pointer, Func<MicroCredential, string?> Value)[] OtherFields =
    [
        ("/learner/email", value => value.Learner.Email),
        ("/learner/did", value => value.Learner.Did),
        ("/learner/dateOfBirth", value => value.Learner.DateOfBirth?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
        ("/provider/homePage", value => value.Provider!.HomePage!.OriginalString),
        ("/qualityAssurance/0/decision", value => value.QualityAssurance[0].Decision!.OriginalString),
        ("/learningOutcomes/0/escoSkills/0", value => value.LearningOutcomes[0].EscoSkills[0].OriginalString),
    ];

    const string Mark = "\"replace-this-mark\"";

    static readonly string[] CodeFields =
    [
        "/issuerCountry", "/issuerRegion", "/level/qfEhea", "/level/nqf/0", "/assessment/supervision", "/participation/0", "/qualityAssurance/0/type",
        "/workload/otherCredits/0/framework", "/stackability/type", "/options/statusPurpose", "/options/forms/0", "/options/jwtAlgorithm", "/recognitionOfPriorLearning",
        "/workload/ects",
    ];

    [Theory]
    [InlineData("attacks/unicode-names.json")]
    [InlineData("attacks/blns.json")]
    public void Comes_back_unchanged_or_is_refused_by_name(string set)
    {
        var texts = Strings(set);
        texts.Should().HaveCountGreaterThan(50);
        var templates = new Dictionary<string, string>(StringComparer.Ordinal);
        var wrong = new List<string>();
        foreach (var text in texts)
        {
            foreach (var (pointer, value) in TextFields.Concat(OtherFields))
            {
                var result = ReadWith(templates, pointer, text);
                var sound = result.Value is { } credential
                    ? string.Equals(value(credential), text, StringComparison.Ordinal)
                    : result.Findings is [var only] && only.Pointer == pointer;
                if (!sound)
                    wrong.Add($"{pointer}: {JsonSerializer.Serialize(text)}");
            }
        }

        wrong.Should().BeEmpty();
    }

    [Theory]
    [InlineData("attacks/unicode-names.json")]
    [InlineData("attacks/blns.json")]
    public void Is_never_taken_for_a_code_a_number_or_a_flag(string set)
    {
        var templates = new Dictionary<string, string>(StringComparer.Ordinal);
        var wrong = new List<string>();
        foreach (var text in Strings(set))
        {
            foreach (var pointer in CodeFields)
            {
                var result = ReadWith(templates, pointer, text);
                if (result.Value is not null || result.Findings is not [var only] || only.Pointer != pointer)
                    wrong.Add($"{pointer}: {JsonSerializer.Serialize(text)}");
            }
        }

        wrong.Should().BeEmpty();
    }

    /// <summary>What people are called is accepted, in every script; only what would deceive or break a line is not.</summary>
    [Fact]
    public void Accepts_the_names_of_people()
    {
        var templates = new Dictionary<string, string>(StringComparer.Ordinal);
        var refused = Strings("attacks/unicode-names.json", "names").Where(name => ReadWith(templates, "/learner/familyName", name).Findings.Length > 0).ToList();
        refused.Select(name => name.Length > 500 ? "long" : name).Distinct().Should().BeEquivalentTo("", "   ", "\u202ereversed\u202c", "a\u0000b", "a\nb", "a\tb", "long");
    }

    static ReadResult ReadWith(Dictionary<string, string> templates, string pointer, string text)
    {
        if (!templates.TryGetValue(pointer, out var template))
            templates[pointer] = template = Template(pointer);
        return Requests.ReadText(template.Replace(Mark, JsonSerializer.Serialize(text), StringComparison.Ordinal));
    }

    static string Template(string pointer)
    {
        var request = Requests.Parse(File.ReadAllText(Path.Combine(TestData.Repository(), "samples", "maximal.json")));
        if (pointer == "/title")
            request["title"] = null;
        return request.With(pointer, Mark).ToJsonString();
    }

    static List<string> Strings(string set, string? member = null)
    {
        var root = JsonNode.Parse(File.ReadAllText(TestData.Shared(set)))!;
        var strings = new List<string>();
        Collect(member is null ? root : root[member]!, strings);
        return strings;
    }

    static void Collect(JsonNode node, List<string> strings)
    {
        if (node is JsonArray list)
        {
            foreach (var entry in list)
                Collect(entry!, strings);
        }
        else if (node is JsonObject members)
        {
            foreach (var (_, value) in members)
                Collect(value!, strings);
        }
        else
            strings.Add(node.GetValue<string>());
    }
}
