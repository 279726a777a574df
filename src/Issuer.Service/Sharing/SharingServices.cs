using System.Collections.Immutable;
using Issuer.Service.Store;

namespace Issuer.Service.Sharing;

/// <summary>What learners share, and on which terms.</summary>
public static class SharingServices
{
    /// <summary>Tables that the store must know.</summary>
    public static ImmutableArray<TableDefinition> Tables { get; } = [LinkViews.Table];

    /// <summary>Adds it; needs credentials, learners and the store.</summary>
    public static IServiceCollection AddSharing(this IServiceCollection services) => services
        .AddSingleton<LinkViews>().AddHostedService(provider => provider.GetRequiredService<LinkViews>())
        .AddSingleton<LearnerLinks>();
}
