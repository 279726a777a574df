using System.Runtime.InteropServices;
using System.Text.Json;

namespace Issuer.Service.Pages;

/// <summary>An assertion of Open Badges 2.0 in the shape of a 3.0 credential, for the one reader of contents; nothing is lost that pages show.</summary>
internal static class OldBadge
{
    private const string Context = "https://w3id.org/openbadges/v";

    // One more than the deepest document that comes in.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    /// <summary>The shape of a credential, or null where this is no assertion of the old format.</summary>
    public static JsonElement? AsCredential(JsonElement assertion)
    {
        if (!assertion.Members("type").Any(type => type.AsString() == "Assertion")
            || !assertion.Members("@context").Any(context => context.AsString()?.StartsWith(Context, StringComparison.Ordinal) == true))
            return null;

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            Copy("id", assertion.Member("id"));
            Copy("issuer", assertion.Member("badge")?.Member("issuer"));
            Copy("issuanceDate", assertion.Member("issuedOn"));
            Copy("expirationDate", assertion.Member("expires"));
            Copy("evidence", assertion.Member("evidence"));
            json.WriteStartObject("credentialSubject");
            Copy("achievement", assertion.Member("badge"));
            json.WriteEndObject();
            json.WriteEndObject();

            // As it was written: a string with half a surrogate pair is no text, but it is JSON.
            void Copy(string name, JsonElement? value)
            {
                if (value is not { } present)
                    return;
                json.WritePropertyName(name);
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(present), skipInputValidation: true);
            }
        }

        using var document = JsonDocument.Parse(buffer.ToArray(), Deep);
        return document.RootElement.Clone();
    }
}
