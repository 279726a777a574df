using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.Model;

namespace Issuer.Core.Verification;

/// <summary>
/// A credential that another program wrote and asks to have signed. It is held to what verifiers hold it to (VCDM 2.0 and 1.1, no undefined terms), so that
/// nothing is signed that nobody could accept.
/// </summary>
public sealed class UnsignedCredential
{
    // What a compact token says beside the credential (RFC 7519): in the credential itself it would be taken out by every reader.
    private static readonly string[] Claims = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "nonce", "vc", "vp"];

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private UnsignedCredential(JsonElement json, string issuer) => (Json, Issuer) = (json, issuer);

    /// <summary>The credential, as it came.</summary>
    public JsonElement Json { get; }

    /// <summary>Identifier of its issuer.</summary>
    public string Issuer { get; }

    /// <summary>Its own identifier, or null.</summary>
    public string? Id => Json.Text("id");

    /// <summary>It is of the data model 1.1, whose context defines neither proofs nor status entries.</summary>
    public bool IsOfDataModel1 => LegacyCredential.Is(Json);

    /// <summary>Reads one; null, with the fault, where no verifier could accept it.</summary>
    /// <param name="json">Of a document that <see cref="StrictJson"/> accepted and that outlives this.</param>
    /// <param name="fault">The first that was found, its pointer into the credential. Codes are those of the check <c>format</c>, and <c>proof-present</c>,
    /// <c>claim-present</c>, <c>status-list</c>, <c>not-an-object</c>. It never repeats a value.</param>
    public static UnsignedCredential? Read(JsonElement json, out Finding? fault)
    {
        fault = Fault(json);
        return fault is null ? new(json, json.Text("issuer") ?? json.Member("issuer")!.Value.Text("id")!) : null;
    }

    /// <summary>UTF-8 JSON for the key: its members as they came, in order, with what is given; without white space around it.</summary>
    /// <param name="json">The credential, an object.</param>
    /// <param name="issuer">Stands for the issuer's identifier, and is added where there is none; null to leave it.</param>
    /// <param name="status">Status entry, added as the last member; null for none.</param>
    /// <param name="embedded">For an embedded proof: a credential of the data model 1.1 gets the contexts that define it, where they are missing.</param>
    public static byte[] Write(JsonElement json, string? issuer, StatusEntry? status, bool embedded)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            writer.WriteStartObject();
            foreach (var member in json.EnumerateObject())
            {
                writer.WritePropertyName(member.Name);
                if (issuer is not null && member.NameEquals("issuer"u8))
                    WriteIssuer(writer, member.Value, issuer);
                else if (member.NameEquals("@context"u8) && LegacyCredential.Is(json))
                    WriteContexts(writer, member.Value, [.. embedded ? [DataIntegrity.ContextV2] : Array.Empty<string>(), .. status is null ? [] : new[] { LegacyCredential.StatusV1 }]);
                else
                    writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
            }

            if (issuer is not null && json.Member("issuer") is null)
                writer.WriteString("issuer"u8, issuer);
            status?.WriteTo(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A fault that a signature met, as it is told to whoever wrote the document: where it is and what kind of thing, but no value of theirs.</summary>
    public static Finding FindingOf(TransformationFault fault) => Finding.Error(fault.Pointer, fault.Code, fault.Code switch
    {
        "term-undefined" => "No context defines this term, so it would say nothing.",
        "type-undefined" => "No context defines this type.",
        "invalid-iri" or "relative-id-reference" or "relative-object-reference" or "relative-subject-reference" => "What stands here is no absolute IRI.",
        "loading-remote-context-failed" => "A context is not among those that are embedded here, and none is fetched.",
        "number-not-exact" => fault.Message,
        _ when fault.IsOurLimit => "The document is beyond what is taken here: it is nested too deeply, too large, or takes too much work to make canonical.",
        _ => "What stands here is not in order as JSON-LD.",
    });

    private static Finding? Fault(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return Finding.Error("", "not-an-object", "A credential is a JSON object.");
        if (json.Member("proof") is not null)
            return Finding.Error("/proof", "proof-present", "The credential has a proof already; one is added to what has none.");
        if (Array.Find(Claims, claim => json.Member(claim) is not null) is { } named)
            return Finding.Error("/" + named, "claim-present", $"The member {named} is a claim of a token, not of a credential.");
        var (format, _) = FormatCheck.OfDocument(json);
        if (format.Outcome == Outcome.Failed)
            return Finding.Error("", format.Code, format.Detail);
        if (json.HasType("BitstringStatusListCredential"))
            return Finding.Error("/type", "status-list", "A status list is signed by the service that keeps it, and by nobody else's request.");
        return new ProofHashing(json).StatementsFault(HashAlgorithmName.SHA256) is { } fault ? FindingOf(fault) : ResourceFault(json);
    }

    // The check format has looked at it in a credential of 2.0; one of 1.1 may define the member itself.
    private static Finding? ResourceFault(JsonElement json) => RelatedResources.Examine(json).Fault is { Code: "related-resource-mismatch" } wrong
        ? Finding.Error("/relatedResource", wrong.Code, "A digest is not that of what is published at its address.")
        : null;

    private static void WriteIssuer(Utf8JsonWriter writer, JsonElement issuer, string id)
    {
        if (issuer.ValueKind != JsonValueKind.Object)
        {
            writer.WriteStringValue(id);
            return;
        }

        writer.WriteStartObject();
        foreach (var member in issuer.EnumerateObject())
        {
            writer.WritePropertyName(member.Name);
            if (member.NameEquals("id"u8))
                writer.WriteStringValue(id);
            else
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    private static void WriteContexts(Utf8JsonWriter writer, JsonElement context, string[] needed)
    {
        var present = ((JsonElement?)context).OneOrMany().ToList();
        var missing = needed.Where(url => !present.Exists(entry => entry.AsText() == url)).ToList();
        if (missing.Count == 0)
        {
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(context), skipInputValidation: true);
            return;
        }

        writer.WriteStartArray();
        foreach (var entry in present)
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(entry), skipInputValidation: true);
        foreach (var url in missing)
            writer.WriteStringValue(url);
        writer.WriteEndArray();
    }
}
