using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Tests.Host;

namespace Issuer.Service.Tests.Access;

/// <summary>The service's own description, to hold answers against.</summary>
internal sealed class ApiDocument(JsonNode root)
{
    public static async Task<ApiDocument> OfAsync(TestService service) => new(JsonNode.Parse(await service.Anyone.GetStringAsync("/openapi/v1.json"))!);

    public JsonNode Root => root;

    public IEnumerable<ApiOperation> Operations =>
        from path in root["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select new ApiOperation(new HttpMethod(operation.Key.ToUpperInvariant()), path.Key, operation.Value!.AsObject(), this);

    public ApiOperation Operation(string id) => Operations.Single(operation => operation.Id == id);

    /// <summary>What a reference leads to; the node itself where it is none.</summary>
    public JsonNode Follow(JsonNode node)
    {
        if (node["$ref"] is not { } reference)
            return node;
        return reference.ToString().Split('/')[1..].Aggregate(root, (at, name) => at[name]!);
    }
}

/// <summary>An operation of the description.</summary>
internal sealed record ApiOperation(HttpMethod Method, string Path, JsonObject Node, ApiDocument Document)
{
    public string Id => Node["operationId"]?.ToString() ?? "";

    public bool IsClosed => Node["security"] is JsonArray { Count: > 0 };

    public string[] Scopes => IsClosed ? [.. Node["security"]![0]!.AsObject().First().Value!.AsArray().Select(scope => scope!.ToString())] : [];

    public string[] RequestTypes => [.. Node["requestBody"]?["content"]?.AsObject().Select(content => content.Key) ?? []];

    /// <summary>The status is among the operation's own, and a problem's code among those of the status.</summary>
    public async Task<JsonNode?> ShouldNameAsync(HttpResponseMessage response, string because = "")
    {
        var status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var text = await response.Content.ReadAsStringAsync();
        Node["responses"]!.AsObject().Select(one => one.Key).Should().Contain(status, "{0} {1} {2} answered {3}", Method, Path, because, text);
        var type = response.Content.Headers.ContentType?.MediaType;
        if (type is null || text.Length == 0)
            return null;
        Node["responses"]![status]!["content"]!.AsObject().Select(one => one.Key).Should().Contain(type, "{0} {1} answered it", Method, Path);
        if (!type.EndsWith("json", StringComparison.Ordinal))
            return null;
        var body = JsonNode.Parse(text);
        if (type == "application/problem+json")
            Node["responses"]![status]!["content"]![type]!["examples"]!.AsObject().Select(one => one.Key).Should().Contain(body!["code"]!.ToString(), "{0} {1} {2}", Method, Path, because);
        return body;
    }
}
