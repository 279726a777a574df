using System.Collections.Immutable;
using Issuer.Service.Store;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Issuer.Service.Access;

/// <summary>Who may do what: problem bodies, API keys, scopes, limits.</summary>
public static class AccessServices
{
    /// <summary>Tables that the store must know.</summary>
    public static ImmutableArray<TableDefinition> Tables { get; } = [ApiKeyStream.Table, DirectoryStamps.Table];

    /// <summary>What of them follows from the events.</summary>
    public static ViewDefinition View => ApiKeyStream.View;

    /// <summary>Adds them; needs an <see cref="IEventStore"/>.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services, IssuerSettings settings)
    {
        services.TryAddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddExceptionHandler<FaultHandler>();

        services.AddSingleton<ApiKeyDirectory>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<IDirectory>(provider => provider.GetRequiredService<ApiKeyDirectory>());
        services.AddHostedService<DirectoryRefresher>();

        // Not AddAuthentication(): that brings data protection along, whose key files an API key has no use for.
        services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = ApiKeyAuthentication.Scheme;
            options.AddScheme<ApiKeyAuthentication>(ApiKeyAuthentication.Scheme, displayName: null);
        });
        services.AddWebEncoders();
        services.AddTransient<ApiKeyAuthentication>();
        services.AddAuthorization(Scopes.AddPolicies);
        services.AddRateLimiter(options => RateLimits.Configure(options, settings));

        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.Limits.MaxRequestBytes;
        });
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = false);
        services.Configure<ForwardedHeadersOptions>(headers =>
        {
            // The host is never taken from a request, forwarded or not.
            headers.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            headers.KnownProxies.Clear();
            headers.KnownIPNetworks.Clear();
            foreach (var network in settings.KnownProxies)
                headers.KnownIPNetworks.Add(network);
        });
        return services;
    }

    /// <summary>
    /// Adds the middleware in the one order that works: forwarded addresses, faults and bare statuses into problem bodies, routing, size, key, limits, scopes.
    /// </summary>
    public static WebApplication UseAccess(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<IssuerSettings>();
        if (!settings.KnownProxies.IsEmpty)
            app.UseForwardedHeaders();
        app.UseExceptionHandler();
        app.UseStatusCodePages(async context =>
        {
            var status = context.HttpContext.Response.StatusCode;
            var problem = Problems.Details(status, ProblemCodes.ForStatus(status), FaultHandler.Sentence(status));
            await context.HttpContext.RequestServices.GetRequiredService<IProblemDetailsService>()
                .TryWriteAsync(new ProblemDetailsContext { HttpContext = context.HttpContext, ProblemDetails = problem });
        });
        app.UseRouting();
        // The server's own limit counts what comes without a length.
        app.Use((http, next) => http.Request.ContentLength > (http.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? settings.Limits.MaxRequestBytes) ? TooLarge(http) : next(http));
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        return app;
    }

    /// <summary>
    /// Answers 413 before the body is read. With the server's own limit lifted for this one request it throws away what still arrives, for
    /// five seconds at most; else it would cut the connection, and a client in the middle of sending would see that in place of the answer.
    /// </summary>
    private static Task TooLarge(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        return Task.CompletedTask;
    }
}
