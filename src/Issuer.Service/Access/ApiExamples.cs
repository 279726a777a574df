using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Issuer.Service.Access;

/// <summary>
/// Examples for the API's description. Those of an operation are in <c>Examples/{operationId}.json</c>, embedded: <c>parameters</c> by name, <c>request</c> by
/// media type, <c>responses</c> by status and media type. Tests send the requests and hold the answers against what the service answers.
/// </summary>
internal sealed class ApiExamples
{
    private const string Prefix = "problem-";

    private readonly JsonObject _examples;

    private ApiExamples(JsonObject examples) => _examples = examples;

    /// <summary>Examples of an operation; empty where it has no file.</summary>
    public static ApiExamples Of(string operationId)
    {
        using var file = typeof(ApiExamples).Assembly.GetManifestResourceStream($"Examples.{operationId}.json");
        return new ApiExamples(file is null ? [] : JsonNode.Parse(file)!.AsObject());
    }

    public void AddTo(OpenApiOperation operation)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            parameter.Example = _examples["parameters"]?[parameter.Name!]?.DeepClone();
        AddTo(operation.RequestBody?.Content, _examples["request"]);
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (_examples["responses"]?[status] is JsonObject examples)
                AddTo(((OpenApiResponse)response).Content ??= new Dictionary<string, IOpenApiMediaType>(), examples, mayAdd: true);
        }
    }

    /// <summary>Name of a problem among the document's examples.</summary>
    public static string ProblemName(int status, string code) => $"{Prefix}{status.ToString(CultureInfo.InvariantCulture)}-{code}";

    /// <summary>The problems that were referred to, by their names.</summary>
    public static Dictionary<string, IOpenApiExample> Problems(IEnumerable<string?> names) => names.OfType<string>().Distinct().Order(StringComparer.Ordinal)
        .ToDictionary(name => name, name => (IOpenApiExample)Problem(int.Parse(name.AsSpan(Prefix.Length, 3), CultureInfo.InvariantCulture), name[(Prefix.Length + 4)..]));

    private static OpenApiExample Problem(int status, string code)
    {
        var kind = ProblemCodes.All[code];
        var body = new JsonObject
        {
            ["type"] = "/problems/" + code,
            ["title"] = kind.Title,
            ["status"] = status,
            ["detail"] = kind.Explanation,
            ["code"] = code,
        };
        (string Pointer, string Code, string Message)? fault = code switch
        {
            "validation" => ("/title", "required", "The title is missing."),
            "unreadable-json" when status == 400 => ("", "json-syntax", "The body is not JSON: a value was expected at byte 12."),
            "unreadable-json" => ("/title", "duplicate-member", "The member title stands here twice."),
            _ => null,
        };
        if (fault is { } entry)
            body["errors"] = new JsonArray(new JsonObject { ["pointer"] = entry.Pointer, ["code"] = entry.Code, ["severity"] = "error", ["message"] = entry.Message });
        return new OpenApiExample { Summary = kind.Title, Value = body };
    }

    // An answer that no type of ours describes (a DID document, a JWT, a picture) has its media type from its example.
    private static void AddTo(IDictionary<string, IOpenApiMediaType>? content, JsonNode? examples, bool mayAdd = false)
    {
        if (content is null || examples is not JsonObject byType)
            return;
        foreach (var (type, example) in byType)
        {
            if (!content.TryGetValue(type, out var media))
                content[type] = media = mayAdd ? new OpenApiMediaType { Schema = SchemaOf(type) } : throw new InvalidOperationException($"An example is given for {type}, which the operation does not take.");
            ((OpenApiMediaType)media).Example = example?.DeepClone();
        }
    }

    private static OpenApiSchema SchemaOf(string mediaType) =>
        mediaType.EndsWith("json", StringComparison.Ordinal) ? new() { Type = JsonSchemaType.Object }
        : mediaType.StartsWith("image/", StringComparison.Ordinal) ? new() { Type = JsonSchemaType.String, Format = "binary" }
        : new() { Type = JsonSchemaType.String };
}
