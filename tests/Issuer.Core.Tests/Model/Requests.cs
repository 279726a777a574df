using System.Text.Json;
using System.Text.Json.Nodes;
using Issuer.Core.Model;
using Issuer.Core.Rules;

namespace Issuer.Core.Tests.Model;

/// <summary>A sound request, and ways to change one member of it.</summary>
static class Requests
{
    public static readonly IssuingDefaults Defaults = new(
        CodeLists.Countries.Find("GBR"),
        CodeLists.Regions.Find("UKL"),
        [new Organisation { LegalName = LocalizedText.Of("en", "University of Example"), Country = CodeLists.Countries.Find("GBR") }],
        new DateOnly(2026, 11, 21),
        new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero),
        ["vc+jwt"]);

    /// <summary>Mandatory members only.</summary>
    public static JsonObject Minimal() => Parse("""
        {
          "learner": { "givenName": "Nia", "familyName": "Rees" },
          "title": { "en": "Principles of Sport Management" },
          "learningOutcomes": [{ "title": { "en": "Apply management functions to a sport organisation" } }],
          "workload": { "ects": 5 },
          "level": { "eqf": 5 },
          "assessment": { "types": ["project-work"] },
          "participation": ["online"],
          "qualityAssurance": [{ "type": "institutional-quality-assurance" }]
        }
        """);

    public static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    /// <summary>The minimal request with one member, given by JSON Pointer, set to other JSON; null removes it.</summary>
    public static JsonObject With(string pointer, string? json) => Minimal().With(pointer, json);

    /// <summary>Sets a member, making the objects on the way.</summary>
    public static JsonObject With(this JsonObject request, string pointer, string? json)
    {
        var tokens = pointer[1..].Split('/');
        JsonNode node = request;
        foreach (var token in tokens[..^1])
            node = node is JsonArray array ? array[int.Parse(token)]! : node[token] ??= new JsonObject();
        if (json is null)
            node.AsObject().Remove(tokens[^1]);
        else if (node is JsonArray array)
            array[int.Parse(tokens[^1])] = JsonNode.Parse(json);
        else
            node[tokens[^1]] = JsonNode.Parse(json);
        return request;
    }

    public static ReadResult Read(this JsonObject request, IssuingDefaults? defaults = null) => ReadText(request.ToJsonString(), defaults);

    public static ReadResult ReadText(string json, IssuingDefaults? defaults = null)
    {
        using var document = JsonDocument.Parse(json);
        return MicroCredentialReader.Read(document.RootElement, defaults ?? Defaults);
    }

    public static CheckedRequest Check(this JsonObject request, IssuingDefaults? defaults = null)
    {
        using var document = JsonDocument.Parse(request.ToJsonString());
        return RequestCheck.Run(document.RootElement, defaults ?? Defaults);
    }

    /// <summary>Findings as <c>pointer code</c>.</summary>
    public static IEnumerable<string> Short(this IEnumerable<Finding> findings) => findings.Select(finding => $"{finding.Pointer} {finding.Code}");
}
