using System.Collections.Immutable;
using System.Text.Json;
using Issuer.Core.Model;

namespace Issuer.Core.Formats;

/// <summary>Open Badges' <c>Profile</c>: the issuer, and what it shares with the creator of an achievement.</summary>
static class ProfileWriter
{
    public static void Issuer(Utf8JsonWriter json, BadgeIssuer issuer, MicroCredential credential)
    {
        var language = credential.Options.Language;
        var elm = new ElmWriter(json, credential.Title, language);
        json.WriteStartObject("issuer"u8);
        json.WriteString("id"u8, issuer.Did);
        // An object with the type, as a list: validators demand both.
        json.WriteStartArray("type"u8);
        json.WriteStringValue("Profile"u8);
        json.WriteEndArray();
        json.WriteString("name"u8, issuer.LegalName.In(language).Text);
        if (issuer.Url is { } url)
            json.WriteString("url"u8, url.AbsoluteUri);
        if (issuer.Email is { } email)
            json.WriteString("email"u8, email);
        if (issuer.ImageUrl is { } image)
        {
            json.WriteStartObject("image"u8);
            json.WriteString("id"u8, image);
            json.WriteString("type"u8, "Image"u8);
            json.WriteEndObject();
        }

        Address(json, credential.IssuerCountry, credential.IssuerRegion, language);
        Identifiers(json, issuer.Identifiers);
        elm.Text("legalName"u8, issuer.LegalName);
        elm.Location(credential.IssuerCountry, credential.IssuerRegion);
        json.WriteEndObject();
    }

    public static void Address(Utf8JsonWriter json, Concept? country, Concept? region, string language)
    {
        if (country is null)
            return;
        json.WriteStartObject("address"u8);
        json.WriteStartArray("type"u8);
        json.WriteStringValue("Address"u8);
        json.WriteEndArray();
        json.WriteString("addressCountry"u8, country.Label.In(language).Text);
        // The country list's notation is ISO 3166-1 alpha-2, which the term demands.
        if (country.Notation.Length == 2)
            json.WriteString("addressCountryCode"u8, country.Notation);
        if (region is not null)
            json.WriteString("addressRegion"u8, region.Label.In(language).Text);
        json.WriteEndObject();
    }

    public static void Identifiers(Utf8JsonWriter json, ImmutableArray<Identifier> identifiers)
    {
        if (identifiers.IsEmpty)
            return;
        json.WriteStartArray("otherIdentifier"u8);
        foreach (var identifier in identifiers)
        {
            json.WriteStartObject();
            // A plain string here: the schema refuses a list for this class.
            json.WriteString("type"u8, "IdentifierEntry"u8);
            json.WriteString("identifier"u8, identifier.Value);
            json.WriteString("identifierType"u8, "ext:" + identifier.Type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
