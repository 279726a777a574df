using Issuer.Service.Institutions;
using Issuer.Service.Store;
using Microsoft.AspNetCore.RateLimiting;

namespace Issuer.Service.VcApi;

/// <summary>The VC-API: credentials of other programs, signed and checked.</summary>
public static class VcApiServices
{
    /// <summary>Adds it; needs credentials, checking and institutions.</summary>
    public static IServiceCollection AddVcApi(this IServiceCollection services, IssuerSettings settings)
    {
        services.AddSingleton<AccessTokens>().AddSingleton<VcApiGate>().AddSingleton<DocumentSigning>().AddSingleton<DocumentStatus>().AddSingleton<VcApiStart>();
        services.Configure<RateLimiterOptions>(options => VcApiLimits.Configure(options, settings));
        return services;
    }

    /// <summary>Maps every route.</summary>
    public static void AddVcApiRoutes(this IEndpointRouteBuilder routes)
    {
        new TokenEndpoint().AddRoutes(routes);
        new IssuingEndpoints().AddRoutes(routes);
        new VerifyingEndpoints().AddRoutes(routes);
    }
}

/// <summary>What the settings of the VC-API lack, once the store is open.</summary>
public sealed class VcApiStart(IssuerSettings settings, InstitutionDirectory institutions, TimeProvider clock, ILogger<VcApiStart> log)
{
    /// <summary>Sentences that keep the service from starting; what only keeps an instance from signing yet is logged.</summary>
    public IReadOnlyList<string> Check()
    {
        var faults = new List<string>();
        foreach (var instance in settings.VcApi.Instances)
        {
            if (institutions.BySlug(instance.Institution) is not { } institution)
                faults.Add($"Issuer__VcApi__Instances__{instance.Name}__Institution is {instance.Institution}, which is not registered: set the slug of an institution, or register it first (institutions add).");
            else if (institution.ActiveKey(instance.Algorithm, clock.GetUtcNow()) is null)
                log.LogWarning("The VC-API's instance {Instance} cannot sign yet: run keys rotate --institution {Institution} --algorithm {Algorithm} --now.", instance.Name, institution.Slug, instance.Algorithm.JwsName);
        }

        return faults;
    }
}
