using Issuer.Core.Formats;
using Issuer.Service.Institutions;

namespace Issuer.Service.Credentials;

/// <summary>The institution as a badge's <c>issuer</c> shows it.</summary>
public static class BadgeIssuers
{
    public static BadgeIssuer Of(Institution institution)
    {
        var profile = institution.Profile;
        return new BadgeIssuer(
            institution.Did, profile.LegalName, profile.HomePage, institution.LogoUrl, profile.Email, profile.Country, profile.Region, profile.Identifiers);
    }
}
