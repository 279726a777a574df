using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Issuer.Core.Verification;

/// <summary>
/// The check <c>trust</c>: who, beside the issuer itself, says who it is. An issuer that nobody here knows is a warning and never a fault: most of the
/// world's issuers are in no registry. That a domain is controlled is said apart from who the institution is.
/// </summary>
internal static class TrustCheck
{
    private const string Name = "trust";

    /// <summary>Runs it.</summary>
    /// <param name="facts">The credential.</param>
    /// <param name="key">The key that signed; null where the credential is not shown to be the issuer's.</param>
    /// <param name="own">Our own record of the issuer, or null.</param>
    /// <param name="sources">Where registries are asked.</param>
    /// <param name="now">The clock.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async ValueTask<(Check Check, IssuerReport Issuer)> RunAsync(
        CredentialFacts facts, CandidateKey? key, OwnIssuer? own, IVerificationSources sources, DateTimeOffset now, CancellationToken ct)
    {
        if (key is null)
            return NotShown(facts);
        var answer = await sources.FindInRegistriesAsync(facts.Issuer, ct);
        var report = new IssuerReport(
            facts.Issuer, ClaimedName(facts), own?.Name ?? Best(answer.Listings, now)?.Entry.Name, DomainOf(facts.Issuer),
            own is not null, answer.Listings, answer.Unread, new(key.Kid, own?.Key?.ActiveFrom), key.Certificate);
        var check = own is not null
            ? new(Name, Outcome.Passed, "own-institution", $"{own.Name} is registered with this service.")
            : Listed(report, now) ?? Unknown(report);
        return (check, report);
    }

    /// <summary>The check where nobody is asked: a forgery must not borrow the word that others keep for the issuer it names.</summary>
    public static (Check Check, IssuerReport Issuer) NotShown(CredentialFacts facts) => (
        new(Name, Outcome.CannotTell, "issuer-not-shown", "The credential is not shown to come from the issuer that it names."),
        new(facts.Issuer, ClaimedName(facts), null, null, false, [], [], null, null));

    /// <summary>Foreign text in a sentence: short, and without characters that hide or reorder the rest.</summary>
    internal static string Shown(string text)
    {
        const int Maximum = 120;
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var hidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
            shown.Append(hidden ? "?" : rune.ToString());
            if (shown.Length >= Maximum)
                return shown.Append('…').ToString();
        }

        return shown.ToString();
    }

    // A listing for every credential goes before one for certain credentials, then the order of configuration decides.
    private static RegistryListing? Best(ImmutableArray<RegistryListing> listings, DateTimeOffset now) =>
        listings.FirstOrDefault(listing => IsListed(listing.Entry, now) && !listing.Entry.IsLimited)
        ?? listings.FirstOrDefault(listing => IsListed(listing.Entry, now));

    private static Check? Listed(IssuerReport report, DateTimeOffset now)
    {
        var listings = report.Registries;
        if (Best(listings, now) is { } best)
        {
            return best.Entry.IsLimited
                ? new(Name, Outcome.Warning, "registry-limited",
                    $"{Says(best, report)} But only for certain credentials, and whether this is one of them is not compared here. {Control(report)}")
                : new(Name, Outcome.Passed, "in-registry", $"{Says(best, report)} {Control(report)}");
        }

        if (listings.IsEmpty)
            return null;
        var entry = listings[0].Entry;
        var when = entry.Until <= now ? $"up to {Day(entry.Until.Value)} only" : $"from {Day(entry.Since!.Value)} on only";
        return new(Name, Outcome.Warning, "registry-lapsed", $"{Says(listings[0], report)} But {when}. {Control(report)}");
    }

    private static Check Unknown(IssuerReport report)
    {
        var unread = report.UnreadRegistries.IsEmpty
            ? ""
            : $" Whether it is listed in {string.Join(", ", report.UnreadRegistries.Select(Shown))} cannot be told: the registry could not be read.";
        var certified = report.Certificate is { Organisation: { } organisation } certificate
            ? $" A certificate from {Shown(certificate.Authority ?? "a trusted authority")} names the organisation \"{Shown(organisation)}\"."
            : "";
        var known = report.Domain is { } domain
            ? $"Whoever issued it controls {domain}; nobody here vouches that this is the institution it names."
            : "The issuer is known by its key alone; nobody here vouches for who it is.";
        return new(Name, Outcome.Warning, "issuer-unknown", known + certified + unread);
    }

    private static string Says(RegistryListing listing, IssuerReport report)
    {
        var other = report.Name is { } claimed && claimed != listing.Entry.Name ? $" (the credential itself says \"{Shown(claimed)}\")" : "";
        return $"{Shown(listing.Registry)} lists the issuer as \"{Shown(listing.Entry.Name)}\"{other}.";
    }

    private static string Control(IssuerReport report) => report.Domain is { } domain
        ? $"It is shown to control {domain}."
        : "It is known by its key alone.";

    private static bool IsListed(RegistryEntry entry, DateTimeOffset now) => !(entry.Since > now) && !(entry.Until <= now);

    // Where the key was found on the host, or a certificate names it, the host is shown; with its port, which may be another's than 443.
    private static string? DomainOf(string issuer) =>
        DidWeb.HostOf(issuer) ?? (Uri.TryCreate(issuer, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" ? url.Authority : null);

    private static string? ClaimedName(CredentialFacts facts)
    {
        const int Maximum = 500;
        if (!facts.ContextsKnown || facts.Credential.Member("issuer") is not { } issuer)
            return null;
        var name = issuer.Values("name").Select(value => value.AsText() ?? value.Text("@value")).FirstOrDefault(text => text is not null);
        return name?.Length > Maximum ? null : name;
    }

    private static string Day(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
