using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Issuer.Core.Keys;

namespace Issuer.Core.Verification;

/// <summary>Writes an institution's keys for JOSE software: a JWK set (RFC 7517, 5), and single keys. Every <c>kid</c> is the full DID URL that a JWS names.</summary>
public static class JwksWriter
{
    internal static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The set, UTF-8 JSON.</summary>
    /// <param name="did">The institution's DID.</param>
    /// <param name="keys">Keys under their key ids (<c>k1</c>).</param>
    public static byte[] Write(string did, IEnumerable<(string KeyId, PublicKey Key)> keys) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("keys"u8);
        foreach (var (keyId, key) in keys)
            Write(json, did, keyId, key);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>One bare JWK, UTF-8 JSON: what an <c>https</c> key URL answers (Open Badges 3.0, 8.2.3).</summary>
    public static byte[] WriteKey(string did, string keyId, PublicKey key) => Write(json => Write(json, did, keyId, key));

    private static void Write(Utf8JsonWriter json, string did, string keyId, PublicKey key) =>
        key.WriteJwk(json, DidDocumentWriter.JwkMethod(did, keyId), use: "sig", withAlgorithm: true);

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
            write(json);
        return buffer.WrittenSpan.ToArray();
    }
}
