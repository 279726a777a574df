using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Issuer.Core.Model;

namespace Issuer.Service.Pages;

/// <summary>What programs get where people get a page.</summary>
internal static class PublicJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary><c>/credentials/{id}</c>: no learner, no signed form.</summary>
    public static byte[] Of(PublicCredential credential, string publicUrl) => Write(json =>
    {
        json.WriteString("id"u8, $"{publicUrl}/credentials/{credential.Id}");
        if (credential.Title is { } title)
            Text(json, "title", title);
        json.WriteStartArray("awardingBodies"u8);
        foreach (var body in credential.AwardingBodies)
        {
            json.WriteStartObject();
            Text(json, "legalName", body);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("issuer"u8);
        json.WriteString("id"u8, credential.Issuer.Did);
        Text(json, "legalName", credential.Issuer.LegalName);
        json.WriteEndObject();
        json.WriteString("dateOfIssuing"u8, credential.DateOfIssuing.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Status(json, credential.Standing);
        if (credential.AchievementId is { } achievement)
            json.WriteString("achievement"u8, $"{publicUrl}/achievements/{achievement}");
    });

    private static void Status(Utf8JsonWriter json, Standing standing)
    {
        json.WriteString("status"u8, standing.Name);
        if (standing.Since is { } since)
            json.WriteString("since"u8, since.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        if (standing.Reason is { } reason)
            json.WriteString("reason"u8, reason);
    }

    private static void Text(Utf8JsonWriter json, string name, LocalizedText text)
    {
        json.WriteStartObject(name);
        foreach (var (language, value) in text.Entries)
            json.WriteString(language, value);
        json.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
