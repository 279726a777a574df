using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Issuer.Service.Access;

/// <summary>
/// Writes every problem body, whatever the Accept header says (a client that asked for HTML still learns what went wrong), and sets
/// <c>Retry-After</c>. The framework's own writer adds a trace id and declines some Accept headers.
/// </summary>
internal sealed class ProblemWriter(IOptions<JsonOptions> json) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var (http, problem) = (context.HttpContext, context.ProblemDetails);
        if (problem.Extensions.Remove(Problems.RetryAfter, out var seconds) && seconds is int value)
            http.Response.Headers.RetryAfter = value.ToString(CultureInfo.InvariantCulture);

        http.Response.StatusCode = problem.Status ?? http.Response.StatusCode;
        http.Response.ContentType = "application/problem+json";
        http.Response.Headers.CacheControl = "no-store";
        var body = JsonSerializer.SerializeToUtf8Bytes(problem, problem.GetType(), json.Value.SerializerOptions);
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
