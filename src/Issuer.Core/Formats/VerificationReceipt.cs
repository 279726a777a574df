using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Issuer.Core.Formats;

/// <summary>What one check found, as a receipt repeats it.</summary>
/// <param name="Name">Name of the check: <c>signature</c>.</param>
/// <param name="Outcome"><c>passed</c>, <c>failed</c>, <c>cannot-tell</c>, <c>warning</c>, <c>not-applicable</c>.</param>
/// <param name="Code">Its stable code.</param>
public sealed record ReceiptCheck(string Name, string Outcome, string Code);

/// <summary>What a receipt says.</summary>
/// <param name="Id">The receipt's own identifier, a random <c>urn:uuid</c>.</param>
/// <param name="IssuerId">Who says it.</param>
/// <param name="IssuerName">Its name.</param>
/// <param name="CheckedAt">When it was checked; whole seconds, UTC.</param>
/// <param name="CredentialId">What was checked.</param>
/// <param name="CredentialDigest">SHA-256 of the bytes that were checked, base64url.</param>
/// <param name="Shows">What of it the reader saw: <c>full</c>, <c>reduced</c>, <c>minimal</c>.</param>
/// <param name="State">State of the credential at that time.</param>
/// <param name="Verdict"><c>valid</c>, <c>invalid</c>, <c>indeterminate</c>.</param>
/// <param name="Checks">Each check.</param>
public sealed record ReceiptFacts(
    string Id, string IssuerId, string IssuerName, DateTimeOffset CheckedAt, string CredentialId, string CredentialDigest, string Shows, string State, string Verdict,
    IReadOnlyList<ReceiptCheck> Checks);

/// <summary>
/// A statement that a credential was checked, when, and what was found: a Verifiable Credential about the credential, which names no learner. Its terms are
/// defined by one frozen object that it carries inline; like that of badges it never changes.
/// </summary>
public static class VerificationReceipt
{
    /// <summary>Its type, beside <c>VerifiableCredential</c>.</summary>
    public const string Type = "VerificationReceipt";

    /// <summary>Name and version of the inline object.</summary>
    public const string ContextVersion = "urn:x-issuer:receipt:1.0";

    private const string Source = """
        {
          "@protected": true,
          "VerificationReceipt": "urn:x-issuer:receipt:VerificationReceipt",
          "CheckedCredential": "urn:x-issuer:receipt:CheckedCredential",
          "VerificationCheck": "urn:x-issuer:receipt:VerificationCheck",
          "checkedAt": {"@id": "urn:x-issuer:receipt:checkedAt", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"},
          "checkedBytes": "urn:x-issuer:receipt:checkedBytes",
          "checkName": "urn:x-issuer:receipt:checkName",
          "checks": {"@id": "urn:x-issuer:receipt:checks", "@container": "@list"},
          "code": "urn:x-issuer:receipt:code",
          "outcome": "urn:x-issuer:receipt:outcome",
          "shown": "urn:x-issuer:receipt:shown",
          "state": "urn:x-issuer:receipt:state",
          "verdict": "urn:x-issuer:receipt:verdict"
        }
        """;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    internal static readonly InlineContext Inline = new(Source);

    /// <summary>The inline object: UTF-8 JSON without white space.</summary>
    public static ReadOnlySpan<byte> Context => Inline.Utf8;

    /// <summary>Writes the document: UTF-8 JSON without white space.</summary>
    public static byte[] Write(ReceiptFacts facts)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            json.WriteStartArray("@context"u8);
            json.WriteStringValue(EuContext.CredentialsV2);
            json.WriteRawValue(Inline.Utf8, skipInputValidation: true);
            json.WriteEndArray();
            json.WriteString("id"u8, facts.Id);
            json.WriteStartArray("type"u8);
            json.WriteStringValue("VerifiableCredential"u8);
            json.WriteStringValue(Type);
            json.WriteEndArray();
            json.WriteString("name"u8, "Verification receipt"u8);
            json.WriteStartObject("issuer"u8);
            json.WriteString("id"u8, facts.IssuerId);
            json.WriteString("name"u8, facts.IssuerName);
            json.WriteEndObject();
            json.WriteString("validFrom"u8, Timestamp.Of(facts.CheckedAt));
            Subject(json, facts);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Subject(Utf8JsonWriter json, ReceiptFacts facts)
    {
        json.WriteStartObject("credentialSubject"u8);
        json.WriteString("id"u8, facts.CredentialId);
        json.WriteString("type"u8, "CheckedCredential"u8);
        json.WriteString("checkedAt"u8, Timestamp.Of(facts.CheckedAt));
        json.WriteString("checkedBytes"u8, "sha-256:" + facts.CredentialDigest);
        json.WriteString("shown"u8, facts.Shows);
        json.WriteString("state"u8, facts.State);
        json.WriteString("verdict"u8, facts.Verdict);
        json.WriteStartArray("checks"u8);
        foreach (var check in facts.Checks)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "VerificationCheck"u8);
            json.WriteString("checkName"u8, check.Name);
            json.WriteString("outcome"u8, check.Outcome);
            json.WriteString("code"u8, check.Code);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
