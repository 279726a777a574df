using System.Globalization;
using System.Text;
using System.Text.Json;
using Issuer.Service.Languages;

namespace Issuer.Service.Pages;

/// <summary>
/// What search engines and other programs read of a credential in schema.org's words (<c>EducationalOccupationalCredential</c>): what it is and whose, never
/// who holds it. The writer's default encoder escapes <c>&lt;</c>, <c>&gt;</c> and <c>&amp;</c>, so the same text may stand inside a page.
/// </summary>
internal static class SchemaOrg
{
    /// <summary>A credential as <c>/credentials/{id}</c> shows it.</summary>
    public static byte[] Of(PublicCredential credential, string publicUrl) => Write(json =>
    {
        json.WriteString("@id"u8, $"{publicUrl}/credentials/{credential.Id}");
        json.WriteString("url"u8, $"{publicUrl}/credentials/{credential.Id}");
        if (credential.Title is { } title)
            json.WriteString("name"u8, title.In("en").Text);
        json.WriteString("dateCreated"u8, credential.DateOfIssuing.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteString("creativeWorkStatus"u8, credential.Standing.Name);
        Organisation(json, credential.Issuer);
        if (credential.AchievementId is { } achievement)
            json.WriteString("isBasedOn"u8, $"{publicUrl}/achievements/{achievement}");
    });

    /// <summary>An achievement as <c>/achievements/{id}</c> shows it.</summary>
    public static byte[] Of(AchievementPage page, string id, string publicUrl) => Write(json =>
    {
        json.WriteString("@id"u8, $"{publicUrl}/achievements/{id}");
        json.WriteString("url"u8, $"{publicUrl}/achievements/{id}");
        if (page.Content.Title is { } title)
            json.WriteString("name"u8, title.In("en").Text);
        Texts(json, "competencyRequired", page.Content.Outcomes);
        Texts(json, "educationalLevel", [.. page.Content.Mandatory.Where(e => e.Name == "level").SelectMany(e => e.Values).Select(v => v.Main).OfType<Said>()]);
        Organisation(json, page.Issuer);
    });

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyCollection<Said> texts)
    {
        if (texts.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text.Plain(UiLanguage.English));
        json.WriteEndArray();
    }

    private static void Organisation(Utf8JsonWriter json, IssuingInstitution issuer)
    {
        json.WriteStartObject("recognizedBy"u8);
        json.WriteString("@type"u8, "EducationalOrganization");
        json.WriteString("@id"u8, issuer.Did);
        json.WriteString("legalName"u8, issuer.LegalName.In("en").Text);
        json.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("@context"u8, "https://schema.org");
            json.WriteString("@type"u8, "EducationalOccupationalCredential");
            json.WriteString("credentialCategory"u8, "Micro-credential");
            members(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>As text for a page.</summary>
    public static string Text(byte[] json) => Encoding.UTF8.GetString(json);
}
