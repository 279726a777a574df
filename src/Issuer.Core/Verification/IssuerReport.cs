using System.Collections.Immutable;

namespace Issuer.Core.Verification;

/// <summary>
/// Who says that the issuer is who it claims to be. It informs and decides nothing. Where the credential is not shown to come from the issuer that it
/// names, only <paramref name="Id"/> and <paramref name="Name"/> are there: what others say of the named issuer would lend a forgery their word.
/// </summary>
/// <param name="Id">The issuer's identifier.</param>
/// <param name="Name">What the credential calls its issuer: the issuer's own word. Null where it says nothing.</param>
/// <param name="NameFromRegistry">What somebody else calls it: the first registry that lists it today, or our own records for an institution of ours. To be shown before <paramref name="Name"/>.</param>
/// <param name="Domain">Host, with its port, that the issuer is shown to control; null where its identifier has none.</param>
/// <param name="IsOwn">An institution registered with this service.</param>
/// <param name="Registries">The configured registries that list it, in the order of their configuration.</param>
/// <param name="UnreadRegistries">Names of configured registries that could not be read, so that nobody can tell whether they list it.</param>
/// <param name="Key">The key that signed.</param>
/// <param name="Certificate">Who certifies the key; null without a certificate from an authority that is trusted here.</param>
public sealed record IssuerReport(
    string Id, string? Name, string? NameFromRegistry, string? Domain, bool IsOwn, ImmutableArray<RegistryListing> Registries,
    ImmutableArray<string> UnreadRegistries, IssuerKeyReport? Key, CertificateFacts? Certificate);

/// <summary>The key that signed.</summary>
/// <param name="Id">DID URL or address of the key, or its certificate's thumbprint.</param>
/// <param name="Since">When it came into use; null where nobody but the issuer could say.</param>
public sealed record IssuerKeyReport(string Id, DateTimeOffset? Since);

/// <summary>What a certificate says of its holder.</summary>
/// <param name="Organisation">Organisation that the certificate names, or its common name.</param>
/// <param name="Authority">Organisation of the root that vouches for it.</param>
public sealed record CertificateFacts(string? Organisation, string? Authority);
