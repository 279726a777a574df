using Issuer.Core.Verification;
using Issuer.Service.Store;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Issuer.Service.Checking;

/// <summary>Checking credentials, our own and others'.</summary>
public static class CheckingServices
{
    /// <summary>Adds the verifier with its sources; needs an <see cref="IOwnIssuers"/> and the institutions.</summary>
    public static IServiceCollection AddChecking(this IServiceCollection services, IssuerSettings settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new GuardedClient(
            settings.Outbound, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<GuardedClient>>()));
        services.AddSingleton(settings.Trust).AddSingleton<Registries>();
        services.AddSingleton<IVerificationSources, LiveVerificationSources>();
        services.AddSingleton<CredentialVerifier>().AddSingleton<DidResolver>();
        services.AddHandedIn();
        return services;
    }
}
