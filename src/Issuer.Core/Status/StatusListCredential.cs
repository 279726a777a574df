using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Issuer.Core.Formats;

namespace Issuer.Core.Status;

/// <summary>A status list as a Verifiable Credential (Bitstring Status List v1.0 section 2.2), to be signed like any other document D.</summary>
public static class StatusListCredential
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes the document: UTF-8 JSON without white space.</summary>
    /// <param name="listUrl">The list's address, which is its id; the subject is <c>{listUrl}#list</c>.</param>
    /// <param name="issuerDid">The issuer of the credentials in the list; a plain string, which all verifiers compare.</param>
    /// <param name="purpose"><c>revocation</c> or <c>suspension</c>.</param>
    /// <param name="list">The bits.</param>
    /// <param name="validFrom">When this edition was made: UTC, whole seconds.</param>
    /// <param name="ttlMilliseconds">How long a reader may keep it, in milliseconds.</param>
    /// <param name="validUntil">End of this edition, whole seconds, or null.</param>
    public static byte[] Write(
        string listUrl, string issuerDid, string purpose, BitstringStatusList list, DateTimeOffset validFrom, long ttlMilliseconds, DateTimeOffset? validUntil = null)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("@context"u8);
            json.WriteStringValue(EuContext.CredentialsV2);
            json.WriteEndArray();
            json.WriteString("id"u8, listUrl);
            json.WriteStartArray("type"u8);
            json.WriteStringValue("VerifiableCredential"u8);
            json.WriteStringValue("BitstringStatusListCredential"u8);
            json.WriteEndArray();
            json.WriteString("issuer"u8, issuerDid);
            json.WriteString("validFrom"u8, Timestamp.Of(validFrom));
            if (validUntil is { } until)
                json.WriteString("validUntil"u8, Timestamp.Of(until));
            json.WriteStartObject("credentialSubject"u8);
            json.WriteString("id"u8, listUrl + "#list");
            json.WriteString("type"u8, "BitstringStatusList"u8);
            json.WriteString("statusPurpose"u8, purpose);
            json.WriteNumber("ttl"u8, ttlMilliseconds);
            json.WriteString("encodedList"u8, list.Encode());
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
