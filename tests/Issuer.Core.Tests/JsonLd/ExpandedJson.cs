using System.Text.Json;
using System.Text.Json.Nodes;
using Issuer.Core.JsonLd;

namespace Issuer.Core.Tests.JsonLd;

/// <summary>Expanded form as the JSON of the specification, and the comparison that its tests ask for: arrays are unordered, except in <c>@list</c>.</summary>
internal sealed class ExpandedJson(RdfTerms terms)
{
    public JsonArray Write(IEnumerable<ExpandedItem> items) => new([.. items.Select(Write)]);

    public static bool AreEqual(JsonNode? a, JsonNode? b, bool ordered = false)
    {
        switch (a, b)
        {
            case (JsonObject x, JsonObject y):
                var isJson = x["@type"] is JsonValue type && type.ToString() == "@json";
                return x.Count == y.Count && x.All(member => y.ContainsKey(member.Key)
                    && (isJson ? JsonNode.DeepEquals(member.Value, y[member.Key]) : AreEqual(member.Value, y[member.Key], member.Key == "@list")));
            case (JsonArray x, JsonArray y) when x.Count == y.Count:
                if (ordered)
                    return x.Zip(y).All(pair => AreEqual(pair.First, pair.Second));
                var rest = y.ToList();
                return x.All(item => rest.FindIndex(other => AreEqual(item, other)) is >= 0 and var at && RemoveAt(rest, at));
            case (JsonValue x, JsonValue y):
                return JsonNode.DeepEquals(x, y) || (x.GetValueKind() == JsonValueKind.Number && y.GetValueKind() == JsonValueKind.Number && (double)x == (double)y);
            default:
                return a is null && b is null;
        }

        static bool RemoveAt(List<JsonNode?> list, int at)
        {
            list.RemoveAt(at);
            return true;
        }
    }

    private JsonNode Write(ExpandedItem item)
    {
        var json = item switch
        {
            NodeObject node => Write(node),
            ListObject list => new JsonObject { ["@list"] = Write(list.Items) },
            _ => Write((ValueObject)item),
        };
        if (item.Index is not null)
            json["@index"] = item.Index;
        return json;
    }

    private JsonObject Write(NodeObject node)
    {
        var json = new JsonObject();
        if (node.HasId)
            json["@id"] = node.Id < 0 ? null : Iri(node.Id);
        if (node.Types is { } types)
            json["@type"] = new JsonArray([.. types.Select(type => (JsonNode)Iri(type))]);
        Write(json, [.. node.Properties]);
        if (node.Reverse is { } reverse)
            Write((JsonObject)(json["@reverse"] = new JsonObject()), reverse);
        if (node.Graph is { } graph)
            json["@graph"] = Write(graph);
        if (node.Included is { } included)
            json["@included"] = Write(included);
        return json;
    }

    private void Write(JsonObject json, IEnumerable<Property> properties)
    {
        foreach (var property in properties)
        {
            var values = (JsonArray)(json[Iri(property.Iri)] ??= new JsonArray());
            if (property.Value is not null)
                values.Add(Write(property.Value));
        }
    }

    private JsonObject Write(ValueObject value)
    {
        var json = new JsonObject { ["@value"] = value.Text is { } text ? System.Text.Encoding.UTF8.GetString(text) : JsonNode.Parse(value.Value.GetRawText()) };
        if (value.IsJson)
            json["@type"] = "@json";
        else if (value.Datatype >= 0)
            json["@type"] = Iri(value.Datatype);
        if (value.Language is { } language)
            json["@language"] = System.Text.Encoding.UTF8.GetString(language);
        if (value.Direction != TextDirection.Unset)
            json["@direction"] = value.Direction == TextDirection.Ltr ? "ltr" : "rtl";
        return json;
    }

    private string Iri(int term) =>
        System.Text.Encoding.UTF8.GetString(terms.Kind(term) == TermKind.Blank ? terms.Text(term) : terms.Iri(term));
}
