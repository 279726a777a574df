using System.Text;
using System.Text.Json;
using Issuer.Core.Model;
using Issuer.Service.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Issuer.Service.VcApi;

/// <summary>
/// Bodies of the VC-API: a frame of known members, whose kinds are held to (400), around a document that others judge. Members that are not known are passed
/// over, as the VC-API has it: other software's requests carry what its own issuer understands.
/// </summary>
internal static class VcApiBody
{
    /// <summary>A member that must be an object; null, with a finding, where it is not there or something else.</summary>
    public static JsonElement? Object(JsonElement root, string name, List<Finding> findings)
    {
        if (root.ValueKind != JsonValueKind.Object)
            findings.Add(Finding.Error("", "not-an-object", "The body is a JSON object."));
        else if (!root.TryGetProperty(name, out var member))
            findings.Add(Finding.Error("/" + name, "required", $"The body has no member {name}."));
        else if (member.ValueKind != JsonValueKind.Object)
            findings.Add(Finding.Error("/" + name, "not-an-object", $"The member {name} is a JSON object."));
        else
            return member;
        return null;
    }

    /// <summary>The member <c>options</c>; null where there is none.</summary>
    public static JsonElement? Options(JsonElement root, List<Finding> findings) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("options", out var options) && options.ValueKind != JsonValueKind.Null ? Object(root, "options", findings) : null;

    /// <summary>A member that is text where it is there; null, with a finding, for anything else.</summary>
    /// <param name="parent">An object.</param>
    /// <param name="pointer">To the parent.</param>
    /// <param name="longest">In characters.</param>
    public static string? Text(JsonElement parent, string pointer, string name, int longest, List<Finding> findings, bool required = false)
    {
        if (!parent.TryGetProperty(name, out var member) || (member.ValueKind == JsonValueKind.Null && !required))
        {
            if (required)
                findings.Add(Finding.Error($"{pointer}/{name}", "required", $"The member {name} is missing."));
            return null;
        }

        if (member.ValueKind == JsonValueKind.String && member.GetString() is { Length: > 0 } text && text.Length <= longest)
            return text;
        findings.Add(Finding.Error($"{pointer}/{name}", "not-text", $"The member {name} is text of 1 to {longest} characters."));
        return null;
    }

    /// <summary>400: the frame is not as the VC-API has it.</summary>
    public static ProblemHttpResult Bad(IEnumerable<Finding> findings) =>
        Problems.Of(StatusCodes.Status400BadRequest, "bad-request", "The request is not as the VC-API has it; errors says where.", findings);

    /// <summary>201 with one member, whose JSON is answered as it was signed.</summary>
    public static IResult Created(string name, byte[] json) => new RawAnswer(StatusCodes.Status201Created, [.. Encoding.ASCII.GetBytes($"{{\"{name}\":"), .. json, (byte)'}']);

    private sealed class RawAnswer(int status, byte[] json) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = status;
            response.ContentType = "application/json";
            response.ContentLength = json.Length;
            response.Headers.CacheControl = "no-store";
            await response.Body.WriteAsync(json, httpContext.RequestAborted);
        }
    }
}
