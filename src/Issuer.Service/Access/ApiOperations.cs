using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Issuer.Service.Access;

/// <summary>
/// What annotations cannot say of an operation: the scope it asks for, which problems stand behind each status, an example of every body and parameter.
/// </summary>
internal sealed class ApiOperations : IOperationFilter
{
    private const string ProblemType = "application/problem+json";

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        Name(operation, metadata);
        Secure(operation, metadata, context.Document);
        DescribeProblems(operation, metadata, context);
        if (operation.Responses!.ContainsKey("412"))
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = "If-Match",
                In = ParameterLocation.Header,
                Description = "The ETag of the version that the change is meant for: 412 where somebody was faster.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        ApiExamples.Of(operation.OperationId!).AddTo(operation);
    }

    // A route's own summary is short; the comment of its handler, where there is one as well, explains.
    private static void Name(OpenApiOperation operation, IList<object> metadata)
    {
        if (metadata.OfType<IEndpointSummaryMetadata>().LastOrDefault() is { Summary: var summary } && summary != operation.Summary)
            (operation.Summary, operation.Description) = (summary, $"{operation.Summary?.ReplaceLineEndings(" ")}\n\n{operation.Description}".Trim());
    }

    private static void Secure(OpenApiOperation operation, IList<object> metadata, OpenApiDocument document)
    {
        if (metadata.OfType<IAllowAnonymous>().Any())
            return;
        operation.Security = [new() { [new OpenApiSecuritySchemeReference(ApiDescription.SchemeName, document)] = [.. metadata.OfType<ScopeMetadata>().Select(s => s.Scope)] }];
        var scopes = string.Join(" and ", metadata.OfType<ScopeMetadata>().Select(s => $"`{s.Scope}`"));
        if (scopes.Length > 0)
            operation.Description = $"{operation.Description}\n\nScope: {scopes}.".TrimStart();
    }

    private static void DescribeProblems(OpenApiOperation operation, IList<object> metadata, OperationFilterContext context)
    {
        var known = metadata.OfType<ProblemMetadata>().ToLookup(problem => problem.Status, problem => problem.Codes);
        var responses = new OpenApiResponses();
        foreach (var (status, response) in operation.Responses!.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            responses.Add(status, response);
            if (int.Parse(status, CultureInfo.InvariantCulture) is var code && code >= 400)
                DescribeProblem((OpenApiResponse)response, code, [.. known[code].SelectMany(codes => codes).DefaultIfEmpty(ProblemCodes.ForStatus(code)).Distinct()], context);
        }

        // 405, 408, 500 and what a proxy in between may answer.
        var other = new OpenApiResponse { Content = new Dictionary<string, IOpenApiMediaType>() };
        DescribeProblem(other, 500, ["internal-error"], context);
        other.Description = "Any other error";
        responses.Add("default", other);
        operation.Responses = responses;
    }

    private static void DescribeProblem(OpenApiResponse response, int status, string[] codes, OperationFilterContext context)
    {
        response.Description = string.Join("; or: ", codes.Select(code => $"{ProblemCodes.All[code].Title} (`{code}`)"));
        var content = response.Content ??= new Dictionary<string, IOpenApiMediaType>();
        if (!content.TryGetValue(ProblemType, out var problem))
            content[ProblemType] = problem = new OpenApiMediaType { Schema = ProblemSchema(context) };
        ((OpenApiMediaType)problem).Examples = codes.ToDictionary(code => code, code => (IOpenApiExample)new OpenApiExampleReference(ApiExamples.ProblemName(status, code), context.Document));
        if (status is 429 or 503)
        {
            response.Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["Retry-After"] = new OpenApiHeader { Description = "Seconds to wait.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } },
            };
        }
    }

    private static IOpenApiSchema ProblemSchema(OperationFilterContext context) =>
        context.SchemaGenerator.GenerateSchema(typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), context.SchemaRepository);
}
