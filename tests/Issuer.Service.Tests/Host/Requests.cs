using System.Text.Json.Nodes;

namespace Issuer.Service.Tests.Host;

/// <summary>Requests that pass every rule, to be changed by each test.</summary>
public static class Requests
{
    public static JsonObject SportManagement(string givenName = "Nia", string familyName = "Rees", string? email = null, string? number = null)
    {
        var learner = new JsonObject { ["givenName"] = givenName, ["familyName"] = familyName, ["dateOfBirth"] = "1996-04-19" };
        if (email is not null)
            learner["email"] = email;
        if (number is not null)
            learner["identifiers"] = new JsonArray(new JsonObject { ["type"] = "student-number", ["value"] = number });
        return new JsonObject
        {
            ["learner"] = learner,
            ["title"] = new JsonObject { ["en"] = "Principles of Sport Management", ["cy"] = "Egwyddorion Rheolaeth Chwaraeon" },
            ["learningOutcomes"] = new JsonArray(new JsonObject { ["title"] = new JsonObject { ["en"] = "Apply management functions to a sport organisation" } }),
            ["workload"] = new JsonObject { ["ects"] = 5, ["hours"] = 125 },
            ["level"] = new JsonObject { ["eqf"] = 5, ["qfEhea"] = "short-cycle", ["nqf"] = new JsonArray("cqfw-4") },
            ["assessment"] = new JsonObject { ["types"] = new JsonArray("project-work"), ["supervision"] = "supervised-with-id" },
            ["participation"] = new JsonArray("online"),
            ["qualityAssurance"] = new JsonArray(new JsonObject { ["type"] = "institutional-quality-assurance" }),
        };
    }

    public static JsonObject With(this JsonObject request, string name, JsonNode? value)
    {
        request[name] = value;
        return request;
    }
}
