using System.Collections.Immutable;
using System.Text.Json;
using Issuer.Core.Model;

namespace Issuer.Service.Institutions;

/// <summary>Reads the profile that an administrator sends, and names every fault.</summary>
public static class ProfileReader
{
    private const int MaxAccreditation = 20;

    /// <summary>Reads a profile; null where there is an error.</summary>
    /// <param name="request">The request's root.</param>
    /// <param name="findings">Takes the faults.</param>
    public static InstitutionProfile? Read(JsonElement request, FindingList findings)
    {
        if (ObjectReader.Open(request, "", findings, "en", "legalName", "country", "region", "identifiers", "address", "homePage", "email", "accreditation", "linkedInOrganisation") is not { } reader)
            return null;

        reader.Require("legalName", "The legal name of the institution is missing.");
        reader.Require("country", "The country of the institution is missing, for example GBR.");
        var legalName = reader.Localized("legalName", TextRules.LineLength, multiline: false);
        var country = reader.Concept("country", CodeLists.Countries);
        var region = reader.Concept("region", CodeLists.Regions);
        // A NUTS code begins with its country's two letters, in the EU's spelling (EL, UK), which the list of countries knows.
        if (country is not null && region is not null && CodeLists.Countries.Find(region.Slug[..2]) != country)
            reader.Error("region", "region-of-another-country", "This region does not lie in that country.");
        var identifiers = OrganisationReader.Identifiers(reader);
        var address = ReadAddress(reader);
        var homePage = reader.Url("homePage");
        var email = reader.Email("email");
        var linkedIn = reader.Line("linkedInOrganisation", 20);
        if (linkedIn is not null && !linkedIn.All(char.IsAsciiDigit))
            reader.Error("linkedInOrganisation", "not-a-number", "LinkedIn's number of the institution is made of digits: the last part of the address of its page's administration.");
        var accreditation = reader.Objects("accreditation", MaxAccreditation, ["type", "agent", "decision", "deqar"], ReadAccreditation);
        return findings.HasErrors || legalName is null || country is null
            ? null
            : new InstitutionProfile
            {
                LegalName = legalName,
                Country = country,
                Region = region,
                Identifiers = identifiers,
                Address = address,
                HomePage = homePage,
                Email = email,
                Accreditation = accreditation,
                LinkedInOrganisation = linkedIn,
            };
    }

    private static PostalAddress? ReadAddress(ObjectReader reader)
    {
        if (reader.Object("address", "street", "locality", "postalCode") is not { } address)
            return null;
        return new PostalAddress(address.Line("street", 200), address.Line("locality", 200), address.Line("postalCode", 20));
    }

    private static QualityAssurance? ReadAccreditation(ObjectReader reader)
    {
        reader.Require("type", "The type of quality assurance is missing.");
        var type = reader.Concept("type", CodeLists.QualityAssuranceTypes);
        var agent = reader.Object("agent", [.. OrganisationReader.Members]) is { } agency ? OrganisationReader.Read(agency) : null;
        var decision = reader.Url("decision");
        var deqar = reader.Url("deqar");
        return type is null ? null : new QualityAssurance { Type = type, Agent = agent, Decision = decision, Deqar = deqar };
    }
}
