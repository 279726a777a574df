using System.Text.Json;
using Issuer.Core.Encoding;

namespace Issuer.Core.Verification;

/// <summary>
/// The structure that the classes of Open Badges 3.0 have, part of the check <c>format</c> of a badge whose <c>credentialSchema</c> says that it has it
/// (<c>1EdTechJsonSchemaValidator2019</c>). The rules are our own code: no schema is fetched. A badge that names no schema is held to the data model alone.
/// </summary>
internal static class BadgeStructure
{
    private const string SchemaType = "1EdTechJsonSchemaValidator2019";

    // Open Badges 3.0, the members that a class requires beside its type; the type that an object of the class says.
    private static readonly Shape Image = new("Image", ["id"]);
    private static readonly Shape Evidence = new("Evidence", []);
    private static readonly Shape Profile = new("Profile", ["id"]) { Parts = [("image", Image)] };
    private static readonly Shape Alignment = new("Alignment", ["targetName", "targetUrl"]);
    private static readonly Shape Identity = new("IdentityObject", ["hashed", "identityHash", "identityType"]);
    private static readonly Shape Result = new("Result", []) { Parts = [("alignment", Alignment)] };
    private static readonly Shape ResultDescription = new("ResultDescription", ["id", "name", "resultType"]) { Parts = [("alignment", Alignment)] };
    private static readonly Shape Criteria = new(null, []) { Either = ("id", "narrative") };

    private static readonly Shape Achievement = new("Achievement", ["id", "name", "description", "criteria"])
    {
        IsSingle = true,
        Parts =
        [
            ("criteria", Criteria), ("image", Image), ("alignment", Alignment), ("resultDescription", ResultDescription), ("creator", Profile),
        ],
    };

    private static readonly Shape Subject = new("AchievementSubject", ["achievement"])
    {
        IsSingle = true,
        Either = ("id", "identifier"),
        Parts = [("achievement", Achievement), ("identifier", Identity), ("image", Image), ("result", Result), ("source", Profile)],
    };

    private static readonly Shape Endorsed = new("EndorsementSubject", ["id"]);

    /// <summary>What is wrong, as the check <c>format</c>; null for a badge that is in order or promises nothing.</summary>
    public static Check? Fault(JsonElement badge)
    {
        if (!badge.Values("credentialSchema").Any(schema => schema.HasType(SchemaType)))
            return null;
        var isEndorsement = badge.HasType("EndorsementCredential");
        var fault = Look(badge, "", "credentialSubject", isEndorsement ? Endorsed : Subject)
            ?? Look(badge, "", "image", Image)
            ?? Look(badge, "", "evidence", Evidence)
            ?? (badge.Member("issuer") is { ValueKind: JsonValueKind.Object } ? Look(badge, "", "issuer", Profile) : null)
            ?? When(isEndorsement && badge.Text("name") is null, "/name", "is missing")
            ?? When(badge.Member("credentialStatus") is { ValueKind: JsonValueKind.Array }, "/credentialStatus", "is an array");
        return fault is var (pointer, why)
            ? new("format", Outcome.Failed, "badge-structure", $"The badge is not built as its schema says: {pointer} {why} (Open Badges 3.0).")
            : null;
    }

    private static (string Pointer, string Why)? When(bool isWrong, string pointer, string why) => isWrong ? (pointer, why) : null;

    private static (string Pointer, string Why)? Look(JsonElement holder, string pointer, string name, Shape shape)
    {
        if (holder.Member(name) is not { } member)
            return null;
        var place = JsonPointer.Append(pointer, name);
        if (shape.IsSingle && member.ValueKind == JsonValueKind.Array)
            return (place, "is an array");
        var index = 0;
        foreach (var value in ((JsonElement?)member).OneOrMany())
        {
            var here = member.ValueKind == JsonValueKind.Array ? $"{place}/{index++}" : place;
            if (OfValue(value, here, shape) is { } fault)
                return fault;
        }

        return null;
    }

    private static (string Pointer, string Why)? OfValue(JsonElement value, string pointer, Shape shape)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return (pointer, "is no object");
        if (shape.Type is not null && !value.HasType(shape.Type))
            return (pointer + "/type", $"does not say {shape.Type}");
        foreach (var name in shape.Required)
        {
            if (value.Member(name) is null)
                return ($"{pointer}/{name}", "is missing");
        }

        if (shape.Either is var (one, other) && value.Member(one) is null && value.Member(other) is null)
            return (pointer, $"has neither {one} nor {other}");
        foreach (var (name, part) in shape.Parts)
        {
            if (Look(value, pointer, name, part) is { } fault)
                return fault;
        }

        return null;
    }

    private sealed record Shape(string? Type, string[] Required)
    {
        public bool IsSingle { get; init; }

        public (string One, string Other)? Either { get; init; }

        public (string Name, Shape Shape)[] Parts { get; init; } = [];
    }
}
