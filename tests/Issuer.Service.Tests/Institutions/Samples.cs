using Issuer.Core.Model;
using Issuer.Service.Institutions;

namespace Issuer.Service.Tests.Institutions;

internal static class Samples
{
    public static InstitutionProfile Profile(string name) => new()
    {
        LegalName = new LocalizedText([("en", name), ("cy", $"Enw {name}")]),
        Country = CodeLists.Countries.Find("GBR")!,
        Region = CodeLists.Regions.Find("UKL"),
    };

    public static InstitutionProfile FullProfile { get; } = new()
    {
        LegalName = new LocalizedText([("en", "Cardiff School of Examples"), ("cy", "Ysgol Enghreifftiau Caerdydd, ŵyr")]),
        Country = CodeLists.Countries.Find("GBR")!,
        Region = CodeLists.Regions.Find("UKL"),
        Identifiers = [new("ukprn", "10007854"), new("deqar", "DEQARINST1234")],
        Address = new PostalAddress("1 Example Street", "Caerdydd", "CF5 2YB"),
        HomePage = new Uri("https://example.ac.uk/"),
        Email = "credentials@example.ac.uk",
        Accreditation =
        [
            new QualityAssurance
            {
                Type = CodeLists.QualityAssuranceTypes.Find("institutional-quality-assurance")!,
                Agent = new Organisation
                {
                    LegalName = LocalizedText.Of("en", "Quality Agency"),
                    Country = CodeLists.Countries.Find("GBR"),
                    Identifiers = [new("deqar", "DEQARAGC1")],
                    HomePage = new Uri("https://agency.example/"),
                },
                Decision = new Uri("https://agency.example/decision/1"),
                Deqar = new Uri("https://data.deqar.eu/report/123"),
            },
        ],
    };
}
