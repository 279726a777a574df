using Issuer.Service.Store;

namespace Issuer.Service.Institutions;

/// <summary>What the store says about whether this service, with these settings, may serve it at all.</summary>
public static class StartFaults
{
    /// <summary>Sentences that say what is wrong and what to do; empty when all is well.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="keysFingerprint">Fingerprint of the keys directory.</param>
    /// <param name="institutions">Every institution of the store.</param>
    public static IEnumerable<string> Of(IssuerSettings settings, string keysFingerprint, IEnumerable<Institution> institutions)
    {
        var all = institutions.OrderBy(institution => institution.RegisteredAt).ToList();
        if (all.Count == 0)
            yield break;

        var first = all[0];
        if (first.PublicUrl != settings.PublicUrl)
        {
            yield return $"Issuer__PublicUrl is {settings.PublicUrl}, but this store issues under {first.PublicUrl}, and every credential it signed says so. "
                + $"Set Issuer__PublicUrl={first.PublicUrl} again. To move, start a new store under the new address, and keep this one running (or redirecting every path) under the old one for as long as its credentials matter.";
        }

        if (first.KeysFingerprint != keysFingerprint)
            yield return "Issuer__KeysDirectory is not the one that this store was made with: its data cannot be read with other keys. Mount the right directory, the same on every node, or restore it from a backup.";

        if (!settings.IsDevelopment && all.FirstOrDefault(institution => institution.Development) is { } toy)
            yield return $"The institution {toy.Slug} was made in Development, where keys and settings are invented, so it cannot be trusted here. Start with an empty Issuer__DataDirectory and register your institution: institutions add.";
    }
}
