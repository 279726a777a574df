using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Keys;

namespace Issuer.Core.Formats;

/// <summary>
/// A document on its way to its proofs. It is parsed once, and each canonical form of it is made once, however many proofs are put over it.
/// </summary>
public sealed class UnsignedDocument : IDisposable
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly byte[] _document;
    private readonly JsonDocument _parsed;
    private readonly JsonElement _context;
    private readonly ProofHashing _hashing;

    /// <summary>Takes document D.</summary>
    /// <param name="document">UTF-8 JSON, one object without white space after it; not changed while this lives.</param>
    /// <exception cref="ArgumentException">Not such an object, without <c>@context</c>, or with a proof already.</exception>
    public UnsignedDocument(byte[] document)
    {
        _document = document;
        _parsed = JsonDocument.Parse(document);
        var root = _parsed.RootElement;
        if (root.ValueKind != JsonValueKind.Object || document[^1] != (byte)'}')
            throw new ArgumentException("A document D is one JSON object without white space after it.", nameof(document));
        if (root.TryGetProperty("proof", out _))
            throw new ArgumentException("The document has a proof already.", nameof(document));
        if (!root.TryGetProperty("@context", out _context))
            throw new ArgumentException("The document has no @context.", nameof(document));
        _hashing = new(root);
    }

    /// <summary>Makes a proof over the document; it can be called again, and each call adds to the set.</summary>
    /// <exception cref="ArgumentException">
    /// The suite does not take the key; an earlier proof has no identifier; or the document cannot be signed as it is: with an RDFC suite, a term that no
    /// context defines (the message says what).
    /// </exception>
    public SignedProof Sign(SigningKey key, ProofOptions options) => TrySign(key, options, out var fault)
        ?? throw new ArgumentException($"The document cannot be signed with {options.Suite}: {fault!.Message}", nameof(options));

    /// <summary>The same for a document that others wrote: null, with the reason, where it cannot be signed as it is.</summary>
    /// <exception cref="ArgumentException">The suite does not take the key, or an earlier proof has no identifier.</exception>
    public SignedProof? TrySign(SigningKey key, ProofOptions options, out TransformationFault? fault)
    {
        if (!options.Suite.Takes(key.Algorithm) || options.Suite.ProofType != Cryptosuite.DataIntegrityProof)
            throw new ArgumentException($"The cryptosuite {options.Suite} makes no proofs with {key.Algorithm} keys.", nameof(options));

        var proof = Write(options);
        var hashing = options.Previous.IsEmpty ? _hashing : Chained(options.Previous);
        using var parsed = JsonDocument.Parse(proof);
        if (hashing.HashData(parsed.RootElement, options.Suite, Cryptosuite.HashOf(key.Algorithm), out fault) is not { } hashData)
            return null;
        var value = Multibase.EncodeBase58Btc(key.Sign(hashData));
        return new(options.Id, $"{System.Text.Encoding.UTF8.GetString(proof.Span[..^1])},\"proofValue\":\"{value}\"}}", SHA256.HashData(hashData));
    }

    /// <inheritdoc/>
    public void Dispose() => _parsed.Dispose();

    // A chain's later proof is over the document with the earlier ones that it refers to.
    private ProofHashing Chained(ImmutableArray<SignedProof> previous)
    {
        var secured = DataIntegrity.Restore(_document, [.. previous.Select(proof => proof.Json)]);
        return new(JsonDocument.Parse(secured).RootElement, previous: [.. previous.Select(proof => JsonDocument.Parse(proof.Json).RootElement)]);
    }

    // A JCS proof carries the document's context (VC-DI-EdDSA 1.0, 3.3.1).
    private ReadOnlyMemory<byte> Write(ProofOptions options)
    {
        var proof = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(proof, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, options.Suite.ProofType);
            if (options.Id is { } id)
                json.WriteString("id"u8, id);
            json.WriteString("cryptosuite"u8, options.Suite.Name);
            json.WriteString("created"u8, Timestamp.Of(options.Created));
            if (options.Expires is { } expires)
                json.WriteString("expires"u8, Timestamp.Of(expires));
            json.WriteString("verificationMethod"u8, options.VerificationMethod);
            json.WriteString("proofPurpose"u8, options.Purpose);
            if (options.Domain is { } domain)
                json.WriteString("domain"u8, domain);
            if (options.Challenge is { } challenge)
                json.WriteString("challenge"u8, challenge);
            WritePrevious(json, options);
            if (options.Suite.IsJcs)
            {
                json.WritePropertyName("@context"u8);
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(_context), skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        return proof.WrittenMemory;
    }

    private static void WritePrevious(Utf8JsonWriter json, ProofOptions options)
    {
        if (options.Previous.IsEmpty)
            return;
        json.WritePropertyName("previousProof"u8);
        if (options.Previous.Length > 1)
            json.WriteStartArray();
        foreach (var previous in options.Previous)
            json.WriteStringValue(previous.Id ?? throw new ArgumentException("A proof that a chain refers to has an identifier.", nameof(options)));
        if (options.Previous.Length > 1)
            json.WriteEndArray();
    }
}
