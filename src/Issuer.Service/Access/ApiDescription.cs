using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Issuer.Service.Access;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c> and its pages at <c>/docs</c>, which load nothing from elsewhere.</summary>
public static class ApiDescription
{
    internal const string SchemeName = "ApiKey";

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services
        .AddEndpointsApiExplorer()
        .AddSwaggerGen(options =>
        {
            options.SwaggerDoc("v1", new OpenApiInfo
            {
                Title = "Issuer",
                Version = "v1",
                Description = "Issues micro-credentials in the EU's standard elements as verifiable credentials, and checks them. Errors are problem documents (RFC 9457).",
                License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            });
            foreach (var file in (ReadOnlySpan<string>)["Issuer.Service.xml", "Issuer.Core.xml"])
            {
                var path = Path.Combine(AppContext.BaseDirectory, file);
                if (File.Exists(path))
                    options.IncludeXmlComments(path);
            }

            options.SupportNonNullableReferenceTypes();
            options.NonNullableReferenceTypesAsRequired();
            options.AddSecurityDefinition(SchemeName, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An institution's API key: Authorization: Bearer iss_…",
            });
            options.OperationFilter<ApiOperations>();
            options.DocumentFilter<StableOrder>();
        });

    public static WebApplication UseApiDescription(this WebApplication app)
    {
        app.UseSwagger(options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.RouteTemplate = "openapi/{documentName}.json";
        });
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "docs";
            options.DocumentTitle = "Issuer API";
            options.SwaggerEndpoint("/openapi/v1.json", "Issuer v1");
            options.EnableTryItOutByDefault();
        });
        return app;
    }

    /// <summary>Paths and schemas in alphabetical order, so that the committed document changes only where the API does; the problems that operations refer to.</summary>
    private sealed class StableOrder : IDocumentFilter
    {
        public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
        {
            var paths = new OpenApiPaths();
            foreach (var (path, item) in swaggerDoc.Paths.OrderBy(p => p.Key, StringComparer.Ordinal))
                paths.Add(path, item);
            swaggerDoc.Paths = paths;
            swaggerDoc.Components ??= new OpenApiComponents();
            if (swaggerDoc.Components.Schemas is { } schemas)
                swaggerDoc.Components.Schemas = new Dictionary<string, IOpenApiSchema>(schemas.OrderBy(s => s.Key, StringComparer.Ordinal));
            swaggerDoc.Components.Examples = ApiExamples.Problems(paths.Values.SelectMany(item => item.Operations!.Values).SelectMany(ReferredProblems));
        }

        private static IEnumerable<string?> ReferredProblems(OpenApiOperation operation) => operation.Responses!.Values
            .SelectMany(response => response.Content?.Values ?? Enumerable.Empty<IOpenApiMediaType>())
            .SelectMany(content => content.Examples?.Values ?? Enumerable.Empty<IOpenApiExample>())
            .Select(example => ((OpenApiExampleReference)example).Reference.Id);
    }
}
