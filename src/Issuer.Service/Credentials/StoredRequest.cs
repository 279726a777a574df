using System.Text.Encodings.Web;
using System.Text.Json;
using Issuer.Core.Model;
using Issuer.Core.Rules;

namespace Issuer.Service.Credentials;

/// <summary>
/// The request that a credential was issued on, kept whole under the learner's key: what later forms are made from, what a correction starts from, and what
/// is held about the learner. What the institution and the clock added is written into it, since both change.
/// </summary>
public static class StoredRequest
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The request with the defaults that were taken.</summary>
    /// <param name="body">As it came; it has passed the rules.</param>
    /// <param name="micro">What was read from it.</param>
    public static byte[] Write(JsonElement body, MicroCredential micro)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            foreach (var member in body.EnumerateObject())
            {
                if (member.Value.ValueKind != JsonValueKind.Null)
                    member.WriteTo(json);
            }

            if (IsAbsent(body, "issuerCountry"))
                json.WriteString("issuerCountry"u8, micro.IssuerCountry.Iri);
            if (IsAbsent(body, "issuerRegion") && micro.IssuerRegion is { } region)
                json.WriteString("issuerRegion"u8, region.Iri);
            if (IsAbsent(body, "dateOfIssuing"))
                json.WriteString("dateOfIssuing"u8, micro.DateOfIssuing.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
            if (IsAbsent(body, "awardingBodies"))
                WriteOrganisations(json, micro.AwardingBodies);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>The micro-credential again, as of the day on which it was issued.</summary>
    /// <param name="stored">What <see cref="Write"/> wrote.</param>
    /// <param name="issuedAt">When that was.</param>
    /// <exception cref="InvalidDataException">This version no longer reads what an earlier one accepted: a fault of this version.</exception>
    public static MicroCredential Read(JsonElement stored, DateTimeOffset issuedAt)
    {
        var defaults = new IssuingDefaults(null, null, [], DateOnly.FromDateTime(issuedAt.UtcDateTime), issuedAt, SignedForms.Supported);
        var read = MicroCredentialReader.Read(stored, defaults);
        return read.Value ?? throw new InvalidDataException($"A stored request is no longer readable: {read.Findings[0].Pointer} {read.Findings[0].Code}.");
    }

    /// <summary>The learner's address and date of birth, and the language that was chosen for them; null where the request has none.</summary>
    /// <param name="stored">What <see cref="Write"/> wrote.</param>
    public static (string? Email, string? DateOfBirth, string? Language) LearnerOf(ReadOnlyMemory<byte> stored)
    {
        using var document = JsonDocument.Parse(stored);
        var root = document.RootElement;
        return (Text("learner", "email"), Text("learner", "dateOfBirth"), Text("options", "language"));

        string? Text(string part, string member) =>
            root.TryGetProperty(part, out var outer) && outer.ValueKind == JsonValueKind.Object && outer.TryGetProperty(member, out var inner) && inner.ValueKind == JsonValueKind.String
                ? inner.GetString()
                : null;
    }

    private static bool IsAbsent(JsonElement body, string name) => !body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null;

    private static void WriteOrganisations(Utf8JsonWriter json, IReadOnlyList<Organisation> organisations)
    {
        json.WriteStartArray("awardingBodies"u8);
        foreach (var organisation in organisations)
        {
            json.WriteStartObject();
            json.WriteStartObject("legalName"u8);
            foreach (var (language, text) in organisation.LegalName.Entries)
                json.WriteString(language, text);
            json.WriteEndObject();
            if (organisation.Country is { } country)
                json.WriteString("country"u8, country.Iri);
            json.WriteStartArray("identifiers"u8);
            foreach (var (type, value) in organisation.Identifiers)
            {
                json.WriteStartObject();
                json.WriteString("type"u8, type);
                json.WriteString("value"u8, value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (organisation.HomePage is { } home)
                json.WriteString("homePage"u8, home.OriginalString);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
