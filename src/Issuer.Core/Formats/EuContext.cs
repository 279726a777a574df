using System.Text.Json;
using Issuer.Core.JsonLd;

namespace Issuer.Core.Formats;

/// <summary>
/// The JSON-LD contexts of our badges. The EU's elements are terms of the European Learning Model 3.1 (and our own where the model has none), defined by one
/// frozen object that every badge carries inline. It never changes: a new version is a second object beside it, and <see cref="AreKnown"/> then takes both.
/// </summary>
/// <remarks>
/// The whole ELM context cannot be used: it redefines <c>@protected</c> terms of <c>credentials/v2</c> and of Open Badges (<c>description</c>, <c>image</c>,
/// <c>address</c>, <c>identifier</c>, <c>Address</c>, <c>Evidence</c> and others), which JSON-LD 1.1 section 4.1.11 makes an error. Terms keep ELM's names;
/// the few that clash carry the prefix <c>elm</c>. No value of the object contains white space, so that stripping it gives the bytes that are signed.
/// </remarks>
public static class EuContext
{
    /// <summary>The base context of VCDM 2.0.</summary>
    public const string CredentialsV2 = "https://www.w3.org/ns/credentials/v2";

    /// <summary>The Open Badges 3.0 context that our badges name.</summary>
    public const string OpenBadges = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

    /// <summary>Namespace of our own terms; like our code lists' it depends on no host, and RFC 8141 gives no <c>x-</c> namespace to anyone else.</summary>
    public const string OwnNamespace = "urn:x-issuer:elements:";

    /// <summary>Name and version of the inline object, as the IRI of its term <c>MicroCredentialElements</c>.</summary>
    public const string Version = OwnNamespace + "1.0";

    /// <summary>SHA-256 of the inline object's canonical JSON (RFC 8785), lower-case hex.</summary>
    public const string Digest = "b0482321cd118c97b3a284575e32811c745c4068c4c5df69488048b0be168de7";

    private const string Source = """
        {
          "@protected": true,
          "elm": "http://data.europa.eu/snb/model/elm/",
          "dc": "http://purl.org/dc/terms/",
          "skos": "http://www.w3.org/2004/02/skos/core#",
          "rov": "http://www.w3.org/ns/regorg#",
          "xsd": "http://www.w3.org/2001/XMLSchema#",
          "mc": "urn:x-issuer:elements:",
          "MicroCredentialElements": "mc:1.0",

          "Accreditation": "elm:Accreditation",
          "AwardingOpportunity": "elm:AwardingOpportunity",
          "AwardingProcess": "elm:AwardingProcess",
          "Concept": "skos:Concept",
          "ConceptScheme": "skos:ConceptScheme",
          "CreditPoint": "elm:CreditPoint",
          "ElmAddress": "elm:Address",
          "GradingScheme": "elm:GradingScheme",
          "Identifier": "elm:Identifier",
          "LearningAchievement": "elm:LearningAchievement",
          "LearningAssessment": "elm:LearningAssessment",
          "LearningAssessmentSpecification": "elm:LearningAssessmentSpecification",
          "LearningOpportunity": "elm:LearningOpportunity",
          "LearningOutcome": "elm:LearningOutcome",
          "Location": "dc:Location",
          "Note": "elm:Note",
          "Organisation": "elm:Organisation",
          "Person": "elm:Person",
          "Qualification": "elm:Qualification",
          "WebResource": "elm:WebResource",

          "accreditation": "elm:accreditation",
          "accreditingAgent": "elm:accreditingAgent",
          "additionalNote": "elm:additionalNote",
          "awardedBy": "elm:awardedBy",
          "awardingBody": {"@id": "elm:awardingBody", "@type": "@id"},
          "awardingDate": {"@id": "elm:awardingDate", "@type": "xsd:dateTime"},
          "awardingOpportunity": "elm:awardingOpportunity",
          "contentURL": {"@id": "elm:contentUrl", "@type": "xsd:anyURI"},
          "countryCode": "elm:countryCode",
          "creditPoint": "elm:creditPoint",
          "dcType": "dc:type",
          "educationLevel": "elm:educationLevel",
          "elmAddress": "elm:address",
          "elmDescription": {"@id": "dc:description", "@container": "@language"},
          "elmIdentifier": "http://www.w3.org/ns/adms#identifier",
          "entryRequirement": "elm:entryRequirement",
          "eqfLevel": "elm:EQFLevel",
          "framework": "elm:framework",
          "fullName": {"@id": "http://xmlns.com/foaf/0.1/fullName", "@container": "@language"},
          "grade": "elm:grade",
          "gradingScheme": "elm:gradingScheme",
          "hasClaim": "elm:hasClaim",
          "homepage": "http://xmlns.com/foaf/0.1/homepage",
          "idVerification": "elm:idVerification",
          "inScheme": {"@id": "skos:inScheme", "@type": "@id"},
          "isPartOf": "elm:isPartOf",
          "isPartialQualification": {"@id": "elm:isPartialQualification", "@type": "xsd:boolean"},
          "landingPage": "elm:landingPage",
          "learningOpportunity": "elm:learningOpportunity",
          "learningOutcome": "elm:learningOutcome",
          "legalName": {"@id": "rov:legalName", "@container": "@language"},
          "location": "elm:location",
          "mode": "elm:mode",
          "notation": "skos:notation",
          "noteLiteral": {"@id": "elm:noteLiteral", "@container": "@language"},
          "nqfLevel": "elm:NQFLevel",
          "point": "elm:point",
          "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
          "provenBy": "elm:provenBy",
          "providedBy": "elm:providedBy",
          "relatedESCOSkill": {"@id": "elm:relatedESCOSkill", "@type": "@id"},
          "report": "elm:report",
          "schemeName": "elm:schemeName",
          "spatialCode": "elm:spatialCode",
          "specifiedBy": {"@id": "elm:specifiedBy", "@type": "@id"},
          "thematicArea": "elm:ISCEDFCode",
          "title": {"@id": "dc:title", "@container": "@language"},
          "volumeOfLearning": {"@id": "elm:volumeOfLearning", "@type": "xsd:duration"},

          "accessRequirements": {"@id": "mc:accessRequirements", "@container": "@language"},
          "dateOfAssessment": {"@id": "mc:dateOfAssessment", "@type": "xsd:date"},
          "reasonForNoCredits": {"@id": "mc:reasonForNoCredits", "@container": "@language"},
          "reasonForNoLevel": {"@id": "mc:reasonForNoLevel", "@container": "@language"},
          "recognitionOfPriorLearning": {"@id": "mc:recognitionOfPriorLearning", "@type": "xsd:boolean"},
          "stackability": "mc:stackability"
        }
        """;

    private static readonly InlineContext Inline = new(Source);

    /// <summary>The inline object as it stands in every badge: UTF-8 JSON without white space.</summary>
    public static ReadOnlySpan<byte> Utf8 => Inline.Utf8;

    /// <summary>
    /// True for a <c>@context</c> that is the base context of VCDM 2.0, alone or followed by any of Open Badges 3.0, its extensions, our inline
    /// object, and what proofs and the published vectors need, each at most once. A signature says nothing about a document whose contexts could give its members another meaning
    /// (w3c/vc-data-integrity#272), so a document with any other context is never <em>valid</em>.
    /// </summary>
    /// <param name="context">The value of the document's <c>@context</c>; an undefined element (no such member) is not known.</param>
    public static bool AreKnown(JsonElement context)
    {
        if (context.ValueKind == JsonValueKind.String)
            return context.ValueEquals(CredentialsV2);
        if (context.ValueKind != JsonValueKind.Array || context.GetArrayLength() is 0 or > 8)
            return false;

        var seen = new HashSet<string>();
        var first = true;
        foreach (var entry in context.EnumerateArray())
        {
            if (first)
            {
                if (entry.ValueKind != JsonValueKind.String || !entry.ValueEquals(CredentialsV2))
                    return false;
                first = false;
                continue;
            }

            var edition = entry.ValueKind switch
            {
                JsonValueKind.String => KnownContexts.EditionFor(entry.GetString()!, dataModel: 2),
                JsonValueKind.Object when Inline.Is(entry) => Version,
                JsonValueKind.Object when VerificationReceipt.Inline.Is(entry) => VerificationReceipt.ContextVersion,
                _ => null,
            };
            if (edition is null || !seen.Add(edition))
                return false;
        }

        return true;
    }
}
