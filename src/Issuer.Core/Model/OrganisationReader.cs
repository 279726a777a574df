using System.Collections.Immutable;

namespace Issuer.Core.Model;

/// <summary>Reads organisations and identifiers: awarding bodies, providers, agencies, and the same members of an institution's profile.</summary>
public static class OrganisationReader
{
    /// <summary>Most identifiers of one organisation or learner.</summary>
    public const int MaxIdentifiers = 20;

    /// <summary>Members of an organisation.</summary>
    public static IReadOnlyList<string> Members { get; } = ["legalName", "country", "identifiers", "homePage"];

    /// <summary>Reads an opened organisation; null, after reporting why, where it has no sound legal name.</summary>
    public static Organisation? Read(ObjectReader reader)
    {
        reader.Require("legalName", "The legal name of the organisation is missing.");
        var legalName = reader.Localized("legalName", TextRules.LineLength, multiline: false);
        var organisation = new Organisation
        {
            LegalName = legalName ?? Unread.Text,
            Country = reader.Concept("country", CodeLists.Countries),
            Identifiers = Identifiers(reader),
            HomePage = reader.Url("homePage"),
        };
        return legalName is null ? null : organisation;
    }

    /// <summary>Reads the member <c>identifiers</c>: a list of <c>{ "type", "value" }</c>.</summary>
    public static ImmutableArray<Identifier> Identifiers(ObjectReader reader) =>
        reader.Objects("identifiers", MaxIdentifiers, ["type", "value"], item =>
        {
            item.Require("type", "Say what kind of number or code this is, for example student-number.");
            item.Require("value", "The number or code itself is missing.");
            var type = item.Line("type", 100);
            var value = item.Line("value", 200);
            return type is not null && value is not null ? new Identifier(type, value) : null;
        });
}
