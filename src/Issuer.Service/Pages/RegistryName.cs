using Issuer.Core.Model;
using Issuer.Core.Verification;

namespace Issuer.Service.Pages;

/// <summary>An issuer's name as a registry has it: to be shown before the one that the credential claims.</summary>
internal static class RegistryName
{
    /// <summary>The name; null for an issuer that no registry lists fully today, and for institutions of our own.</summary>
    public static LocalizedText? Of(VerificationReport report) =>
        Listing(report) is not null && report.Issuer?.NameFromRegistry is { } name ? LocalizedText.Of(JsonReading.UnknownLanguage, name) : null;

    /// <summary>The registry that gives it, as the operator calls it.</summary>
    public static string? Listing(VerificationReport report) =>
        report.Checks.Any(check => check is { Name: "trust", Code: "in-registry" })
            ? report.Issuer?.Registries.FirstOrDefault(listing => listing.Entry.Name == report.Issuer.NameFromRegistry)?.Registry
            : null;
}
