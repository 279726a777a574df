using System.Globalization;

namespace Issuer.Service.Pages;

/// <summary>LinkedIn's form for adding a certificate to one's own profile, filled in. Nothing goes there before the learner follows the link.</summary>
internal static class LinkedIn
{
    /// <summary>The address of the form.</summary>
    public static Uri AddToProfile(SharedCredentialPage page)
    {
        var content = page.Content;
        var language = page.Frame.Language;
        var fields = new List<(string Name, string? Value)>
        {
            ("startTask", "CERTIFICATION_NAME"),
            ("name", VisibleText.Plain(content.Title?.In(language.Tag).Text ?? Words.Untitled.In(language))),
            // With its number LinkedIn shows the institution's own page and logo; with its name alone it guesses.
            ("organizationId", page.Credential.Issuer.LinkedInOrganisation),
            ("organizationName", page.Credential.Issuer.LinkedInOrganisation is null ? VisibleText.Plain(page.Credential.Issuer.LegalName.In(language.Tag).Text) : null),
            ("issueYear", content.DateOfIssuing?.Year.ToString(CultureInfo.InvariantCulture)),
            ("issueMonth", content.DateOfIssuing?.Month.ToString(CultureInfo.InvariantCulture)),
            ("expirationYear", content.ValidUntil?.UtcDateTime.Year.ToString(CultureInfo.InvariantCulture)),
            ("expirationMonth", content.ValidUntil?.UtcDateTime.Month.ToString(CultureInfo.InvariantCulture)),
            ("certUrl", page.PageUrl),
            ("certId", page.Credential.Id),
        };
        return new("https://www.linkedin.com/profile/add?" + string.Join('&', fields.Where(field => field.Value is not null).Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value!)}")));
    }
}
