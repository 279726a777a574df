using System.Text.Encodings.Web;
using Microsoft.AspNetCore.DataProtection;

namespace Issuer.Service.Access;

/// <summary>How answers are written: camelCase, instants in UTC with <c>Z</c>, letters as letters (ŵ, not an escape).</summary>
public static class ApiBodies
{
    public static IServiceCollection AddApiBodies(this IServiceCollection services)
    {
        // Nothing here is protected between requests or nodes; without this the framework would write keys into a home directory.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        // Its start-up task makes a key in a home directory even so, for a provider that nobody asks any more.
        foreach (var task in services.Where(service => service.ImplementationType is { Name: "DataProtectionHostedService" }).ToList())
            services.Remove(task);
        return services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            options.SerializerOptions.Converters.Add(new InstantConverter());
        });
    }
}
