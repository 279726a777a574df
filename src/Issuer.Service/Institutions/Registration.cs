using System.Text.RegularExpressions;
using Issuer.Core.Verification;

namespace Issuer.Service.Institutions;

/// <summary>What is asked for a new institution.</summary>
/// <param name="Slug">Name in addresses; see <see cref="Registration.IsSlug"/>.</param>
/// <param name="Did">Its own <c>did:web</c> identifier, or null for the default below this service's host.</param>
/// <param name="Profile">What it says of itself.</param>
public sealed record NewInstitution(string Slug, string? Did, InstitutionProfile Profile);

/// <summary>Pure rules of registering an institution.</summary>
public static partial class Registration
{
    /// <summary>Longest slug: a DNS label, so that an institution may be given a host of its own one day.</summary>
    public const int SlugLength = 63;

    /// <summary>Lower case letters, digits and single hyphens inside, at most <see cref="SlugLength"/> characters.</summary>
    public static bool IsSlug(string text) => text.Length <= SlugLength && SlugShape().IsMatch(text);

    /// <summary><c>did:web:{host}:institutions:{slug}</c>, the port percent-encoded (did:web, method-specific identifier).</summary>
    public static string DefaultDid(string publicAuthority, string slug) => $"{HostDid(publicAuthority)}:institutions:{slug}";

    /// <summary>The DID of the host itself, whose document is at <c>/.well-known/did.json</c>.</summary>
    public static string HostDid(string publicAuthority) => DidWeb.Prefix + publicAuthority.Replace(":", "%3A", StringComparison.Ordinal);

    /// <summary>Why the request cannot be granted whatever the store holds, or null.</summary>
    internal static Decision.Refused? Refuse(NewInstitution wanted, string publicAuthority)
    {
        if (!IsSlug(wanted.Slug))
            return new("slug", "A slug has lower case letters, digits and single hyphens between them, 63 characters at most: university-of-example.");
        if (wanted.Did is not { } did || did == DefaultDid(publicAuthority, wanted.Slug) || did == HostDid(publicAuthority))
            return null;
        if (!DidWeb.TryToUrl(did, out var url))
            return new("did", "The institution's own identifier must be a did:web identifier with a host name, for example did:web:example.ac.uk.");
        return string.Equals(url.Authority, publicAuthority, StringComparison.OrdinalIgnoreCase)
            ? new("did", $"Below this service's own host an institution is {HostDid(publicAuthority)} or {DefaultDid(publicAuthority, wanted.Slug)}, for no other document is served.")
            : null;
    }

    // \z, because $ would let a line feed follow.
    [GeneratedRegex(@"^[a-z0-9](-?[a-z0-9])*\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SlugShape();
}
