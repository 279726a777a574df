using System.Buffers;
using System.Text.Json;
using Issuer.Core.Keys;

namespace Issuer.Core.Verification;

/// <summary>
/// Writes the DID document of an institution. Each key appears twice, because some verifiers read one form and some the other and DID Core 5.2.1
/// forbids both in one method: <c>#k1</c> (Multikey) and <c>#k1-jwk</c> (JsonWebKey). All identifiers are absolute and <c>assertionMethod</c> holds text,
/// since some verifiers take nothing else.
/// </summary>
public static class DidDocumentWriter
{
    /// <summary>What the identifier of a key's JWK form ends in.</summary>
    public const string JwkSuffix = "-jwk";

    /// <summary>DID URL of a key's Multikey form, the <c>verificationMethod</c> of Data Integrity proofs.</summary>
    public static string MultikeyMethod(string did, string keyId) => $"{did}#{keyId}";

    /// <summary>DID URL of a key's JWK form, the <c>kid</c> of a JWS.</summary>
    public static string JwkMethod(string did, string keyId) => $"{did}#{keyId}{JwkSuffix}";

    /// <summary>The document, UTF-8 JSON: the same keys in the same order give the same bytes.</summary>
    /// <param name="did">The institution's DID; controller of every method.</param>
    /// <param name="keys">Every key that ever signed, under its key id (<c>k1</c>), oldest first.</param>
    public static byte[] Write(string did, IEnumerable<(string KeyId, PublicKey Key)> keys)
    {
        var all = keys.ToList();
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JwksWriter.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("@context"u8);
            json.WriteStringValue("https://www.w3.org/ns/did/v1"u8);
            json.WriteStringValue("https://w3id.org/security/multikey/v1"u8);
            json.WriteStringValue("https://w3id.org/security/jwk/v1"u8);
            json.WriteEndArray();
            json.WriteString("id"u8, did);
            json.WriteStartArray("verificationMethod"u8);
            foreach (var (keyId, key) in all)
            {
                StartMethod(json, MultikeyMethod(did, keyId), "Multikey", did);
                json.WriteString("publicKeyMultibase"u8, key.ToMultikey());
                json.WriteEndObject();
                StartMethod(json, JwkMethod(did, keyId), "JsonWebKey", did);
                json.WritePropertyName("publicKeyJwk"u8);
                key.WriteJwk(json, JwkMethod(did, keyId), withAlgorithm: true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("assertionMethod"u8);
            foreach (var (keyId, _) in all)
            {
                json.WriteStringValue(MultikeyMethod(did, keyId));
                json.WriteStringValue(JwkMethod(did, keyId));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void StartMethod(Utf8JsonWriter json, string id, string type, string did)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, type);
        json.WriteString("controller"u8, did);
    }
}
