using System.Collections.Immutable;
using Issuer.Service.Learners;
using Issuer.Service.Sharing.Mail;
using Issuer.Service.Store;

namespace Issuer.Service.Sharing;

/// <summary>What learners share, how they get at it, and the letters they get.</summary>
public static class SharingServices
{
    /// <summary>Tables that the store must know.</summary>
    public static ImmutableArray<TableDefinition> Tables { get; } =
        [LinkViews.Table, LearnerMail.Table, MailSender.Attempts, MailSender.Outcomes, Tries.Table, Codes.Table, ErasureRequests.Table, Receipts.Table];

    /// <summary>Those of them that follow from the log.</summary>
    public static ImmutableArray<ViewDefinition> Views { get; } = [ErasureRequests.View, Receipts.View];

    /// <summary>Adds it; needs credentials, learners and the store.</summary>
    public static IServiceCollection AddSharing(this IServiceCollection services) => services
        .AddSingleton<LinkViews>().AddHostedService(provider => provider.GetRequiredService<LinkViews>())
        .AddSingleton<LearnerMail>().AddSingleton<MailTransport>()
        .AddSingleton<MailSender>().AddHostedService(provider => provider.GetRequiredService<MailSender>())
        .AddSingleton<LearnerLinks>().AddSingleton<Claims>().AddSingleton<Devices>().AddSingleton<Codes>().AddSingleton<ErasureRequests>().AddSingleton<RecipientChecks>().AddSingleton<Receipts>().AddSingleton<LearnerExport>()
        .AddSingleton<Tries>().AddHostedService(provider => provider.GetRequiredService<Tries>());
}
