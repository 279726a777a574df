using System.Collections.Immutable;
using Issuer.Core.Verification;

namespace Issuer.Service.Checking;

/// <summary>
/// Who says that the issuer is who it claims to be; informs, and never changes the verdict. Where the credential is not shown to come from the issuer that
/// it names, only id and name are there.
/// </summary>
/// <param name="Id">The issuer's identifier.</param>
/// <param name="Name">What the credential calls its issuer: the issuer's own word.</param>
/// <param name="NameFromRegistry">What the first registry that lists it calls it, or this service for an institution of its own. Show this one, where it is there.</param>
/// <param name="Domain">Host that the issuer is shown to control.</param>
/// <param name="Own">An institution registered with this service.</param>
/// <param name="Registries">Configured registries that list the issuer.</param>
/// <param name="RegistriesUnread">Names of configured registries that could not be read: nobody can tell whether they list it.</param>
/// <param name="Key">The key that signed.</param>
/// <param name="Certificate">What a certificate from an authority that is trusted here says of the key's holder.</param>
public sealed record IssuerAnswer(
    string Id, string? Name, string? NameFromRegistry, string? Domain, bool Own, ImmutableArray<RegistryAnswerItem> Registries,
    ImmutableArray<string> RegistriesUnread, IssuerKeyAnswer? Key, CertificateAnswer? Certificate)
{
    /// <summary>A report's member as the API tells it.</summary>
    public static IssuerAnswer Of(IssuerReport report) => new(
        report.Id, report.Name, report.NameFromRegistry, report.Domain, report.IsOwn,
        [.. report.Registries.Select(listing => new RegistryAnswerItem(
            listing.Registry, listing.Entry.Name, listing.Entry.Url, listing.Entry.Since, listing.Entry.Until, listing.Entry.IsLimited))],
        report.UnreadRegistries,
        report.Key is { } key ? new(key.Id, key.Since) : null,
        report.Certificate is { } certificate ? new(certificate.Organisation, certificate.Authority) : null);
}

/// <summary>One registry's word.</summary>
/// <param name="Name">The registry, as this service calls it.</param>
/// <param name="IssuerName">What it calls the issuer.</param>
/// <param name="Url">The issuer's home page, as the registry has it.</param>
/// <param name="Since">From when on it is listed.</param>
/// <param name="Until">Up to when it is listed.</param>
/// <param name="Limited">Listed for certain credentials only; which, is not compared.</param>
public sealed record RegistryAnswerItem(string Name, string IssuerName, string? Url, DateTimeOffset? Since, DateTimeOffset? Until, bool Limited);

/// <summary>The key that signed.</summary>
/// <param name="Id">DID URL or address of the key, or its certificate's thumbprint.</param>
/// <param name="Since">When it came into use; known for keys of this service.</param>
public sealed record IssuerKeyAnswer(string Id, DateTimeOffset? Since);

/// <summary>What a certificate says.</summary>
/// <param name="Organisation">Organisation that it names, or its common name.</param>
/// <param name="Authority">Organisation of the root that vouches for it.</param>
public sealed record CertificateAnswer(string? Organisation, string? Authority);
