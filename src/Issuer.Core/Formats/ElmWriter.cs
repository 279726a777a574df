using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Issuer.Core.Model;

namespace Issuer.Core.Formats;

/// <summary>Writes the recurring nodes of the European Learning Model, in the terms of <see cref="EuContext"/>.</summary>
/// <param name="json">Where to.</param>
/// <param name="title">The credential's title: labels of concepts are given in its languages and English, since a list may know thirty.</param>
/// <param name="language">The credential's primary language.</param>
sealed class ElmWriter(Utf8JsonWriter json, LocalizedText title, string language)
{
    /// <summary>Text in all its languages, as a JSON-LD language map.</summary>
    public void Text(ReadOnlySpan<byte> name, LocalizedText? text)
    {
        if (text is null)
            return;
        json.WriteStartObject(name);
        foreach (var (tag, value) in text.Entries)
            json.WriteString(tag, value);
        json.WriteEndObject();
    }

    /// <summary>An elm:Note (EDC application profile 1.1.0: exactly a <c>noteLiteral</c>).</summary>
    public void Note(LocalizedText text)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "Note"u8);
        Text("noteLiteral"u8, text);
        json.WriteEndObject();
    }

    public void Note(ReadOnlySpan<byte> name, LocalizedText? text)
    {
        if (text is null)
            return;
        json.WritePropertyName(name);
        Note(text);
    }

    public void Concept(ReadOnlySpan<byte> name, Concept? concept)
    {
        if (concept is null)
            return;
        json.WritePropertyName(name);
        Concept(concept);
    }

    public void Concepts(ReadOnlySpan<byte> name, ImmutableArray<Concept> concepts)
    {
        if (concepts.IsEmpty)
            return;
        json.WriteStartArray(name);
        foreach (var concept in concepts)
            Concept(concept);
        json.WriteEndArray();
    }

    /// <summary>A skos:Concept with its scheme, which is what ELM's shapes check.</summary>
    public void Concept(Concept concept)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, concept.Iri);
        json.WriteString("type"u8, "Concept"u8);
        json.WriteString("inScheme"u8, concept.SchemeIri);
        Text("prefLabel"u8, Spoken(concept.Label));
        json.WriteEndObject();
    }

    public void Organisation(Organisation organisation, BadgeIssuer issuer)
    {
        var isIssuer = DerivedId.IsIssuer(organisation, issuer);
        json.WriteStartObject();
        json.WriteString("id"u8, DerivedId.Of(organisation, issuer));
        json.WriteString("type"u8, "Organisation"u8);
        Text("legalName"u8, organisation.LegalName);
        Location(organisation.Country ?? (isIssuer ? issuer.Country : null), isIssuer ? issuer.Region : null);
        if (!organisation.Identifiers.IsEmpty)
        {
            json.WriteStartArray("elmIdentifier"u8);
            foreach (var identifier in organisation.Identifiers)
            {
                json.WriteStartObject();
                json.WriteString("type"u8, "Identifier"u8);
                json.WriteString("notation"u8, identifier.Value);
                json.WriteString("schemeName"u8, identifier.Type);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        WebResource("homepage"u8, organisation.HomePage);
        json.WriteEndObject();
    }

    public void Organisations(ReadOnlySpan<byte> name, IEnumerable<Organisation> organisations, BadgeIssuer issuer)
    {
        json.WriteStartArray(name);
        foreach (var organisation in organisations)
            Organisation(organisation, issuer);
        json.WriteEndArray();
    }

    public void Location(Concept? country, Concept? region)
    {
        if (country is null)
            return;
        json.WriteStartObject("location"u8);
        json.WriteString("type"u8, "Location"u8);
        json.WriteStartObject("elmAddress"u8);
        json.WriteString("type"u8, "ElmAddress"u8);
        Concept("countryCode"u8, country);
        json.WriteEndObject();
        Concept("spatialCode"u8, region);
        json.WriteEndObject();
    }

    public void WebResource(ReadOnlySpan<byte> name, Uri? address)
    {
        if (address is null)
            return;
        json.WriteStartObject(name);
        json.WriteString("type"u8, "WebResource"u8);
        json.WriteString("contentURL"u8, address.AbsoluteUri);
        json.WriteEndObject();
    }

    /// <summary>The label in the languages of the credential, and in English, which every list has.</summary>
    private LocalizedText Spoken(LocalizedText label)
    {
        var spoken = label.Entries.Where(entry => IsSpoken(entry.Language)).ToImmutableArray();
        return spoken.IsEmpty ? label : new LocalizedText(spoken);
    }

    private bool IsSpoken(string tag)
    {
        if (string.Equals(tag, "en", StringComparison.OrdinalIgnoreCase) || string.Equals(tag, language, StringComparison.OrdinalIgnoreCase))
            return true;
        foreach (var entry in title.Entries)
        {
            if (string.Equals(tag, entry.Language, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>A number as ECMAScript writes it: without trailing zeros.</summary>
    public static decimal Plain(decimal number) => number / 1.0000000000000000000000000000m;

    /// <summary>Hours as an xsd:duration: <c>PT125H</c>, <c>PT7H30M</c>; whole seconds.</summary>
    public static string Duration(decimal hours)
    {
        var seconds = (long)decimal.Round(hours * 3600m);
        var text = string.Create(CultureInfo.InvariantCulture, $"PT{seconds / 3600}H");
        if (seconds % 3600 / 60 is > 0 and var minutes)
            text += string.Create(CultureInfo.InvariantCulture, $"{minutes}M");
        if (seconds % 60 is > 0 and var rest)
            text += string.Create(CultureInfo.InvariantCulture, $"{rest}S");
        return text;
    }
}
