using System.Buffers;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Keys;

namespace Issuer.Core.Verification;

/// <summary>
/// Writes the documents of DIDs that are keys themselves, as their methods have them: did:key 3.1 (one Multikey for everything that signs) and did:jwk
/// (one JsonWebKey2020, for what its <c>use</c> allows).
/// </summary>
public static class KeyDidDocumentWriter
{
    private static readonly string[] Signing = ["assertionMethod", "authentication", "capabilityInvocation", "capabilityDelegation"];

    /// <summary>Writes it, UTF-8 JSON.</summary>
    /// <param name="did">A DID of the method <c>key</c> or <c>jwk</c>.</param>
    /// <param name="document">The document.</param>
    /// <param name="fault">A code of <see cref="JsonFault"/> or <see cref="KeyFault"/>; <see cref="KeyFault.MultikeyUnsupported"/> for kinds of key that are
    /// good, but not known here.</param>
    public static bool TryWrite(string did, out byte[]? document, out string? fault)
    {
        document = null;
        if (did.StartsWith(DidJwk.Prefix, StringComparison.Ordinal))
            return TryWriteJwk(did, out document, out fault);
        if (!DidKey.TryResolve(did, out _, out fault))
            return false;
        var multikey = did[DidKey.Prefix.Length..];
        document = Write(did, "https://w3id.org/security/multikey/v1", $"{did}#{multikey}", "Multikey", Signing, json => json.WriteString("publicKeyMultibase"u8, multikey));
        return true;
    }

    private static bool TryWriteJwk(string did, out byte[]? document, out string? fault)
    {
        document = null;
        if (!DidJwk.TryReadJwk(did, out var jwk, out fault))
            return false;
        fault = KeyFault.NotAnObject;
        if (jwk.ValueKind != JsonValueKind.Object)
            return false;
        fault = KeyFault.PrivateKey;
        if (Jwk.HasPrivateMember(jwk))
            return false;
        fault = KeyFault.KeyTypeUnsupported;
        if (Jwk.Text(jwk, "kty") is null)
            return false;
        string[] uses = Jwk.Text(jwk, "use") switch { "sig" => Signing, "enc" => ["keyAgreement"], _ => [.. Signing, "keyAgreement"] };
        document = Write(did, "https://w3id.org/security/suites/jws-2020/v1", did + "#0", "JsonWebKey2020", uses, json =>
        {
            json.WritePropertyName("publicKeyJwk"u8);
            jwk.WriteTo(json);
        });
        fault = null;
        return true;
    }

    private static byte[] Write(string did, string context, string id, string type, string[] uses, Action<Utf8JsonWriter> writeKey)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JwksWriter.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("@context"u8);
            json.WriteStringValue("https://www.w3.org/ns/did/v1"u8);
            json.WriteStringValue(context);
            json.WriteEndArray();
            json.WriteString("id"u8, did);
            json.WriteStartArray("verificationMethod"u8);
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteString("type"u8, type);
            json.WriteString("controller"u8, did);
            writeKey(json);
            json.WriteEndObject();
            json.WriteEndArray();
            foreach (var use in uses)
            {
                json.WriteStartArray(use);
                json.WriteStringValue(id);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
