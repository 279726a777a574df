using System.Collections.Immutable;
using Issuer.Service.Access;
using Issuer.Service.Store;

namespace Issuer.Service.Institutions;

/// <summary>Institutions, their profiles and their signing keys.</summary>
public static class InstitutionServices
{
    /// <summary>Tables that the store must know.</summary>
    public static ImmutableArray<TableDefinition> Tables { get; } = [InstitutionStream.Table, InstitutionStream.Logos];

    /// <summary>What of them follows from the events.</summary>
    public static ViewDefinition View => InstitutionStream.View;

    /// <summary>Adds them; needs <c>AddAccess</c>, an <see cref="IEventStore"/> and a <see cref="KeysDirectory"/>.</summary>
    public static IServiceCollection AddInstitutions(this IServiceCollection services, IssuerSettings settings) => services
        .AddSingleton(new DevelopmentFile(settings))
        .AddSingleton<SigningKeyFiles>()
        .AddSingleton<InstitutionDirectory>()
        .AddSingleton<IDirectory>(provider => provider.GetRequiredService<InstitutionDirectory>())
        .AddSingleton<InstitutionRegister>()
        .AddSingleton<KeyRing>()
        .AddSingleton<InstitutionReadiness>()
        .AddSingleton<InstitutionStart>();
}
