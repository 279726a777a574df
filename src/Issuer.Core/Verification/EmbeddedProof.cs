using System.Collections.Immutable;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;

namespace Issuer.Core.Verification;

/// <summary>A Data Integrity proof as it stands in a document (VC Data Integrity 1.0, 2.1), read and not yet verified.</summary>
internal sealed record EmbeddedProof
{
    private const string Name = "signature";

    /// <summary>The whole proof.</summary>
    public required JsonElement Json { get; init; }

    public required Cryptosuite Suite { get; init; }

    public required string VerificationMethod { get; init; }

    public required string Purpose { get; init; }

    public required byte[] Signature { get; init; }

    public string? Id { get; init; }

    public DateTimeOffset? Created { get; init; }

    public DateTimeOffset? Expires { get; init; }

    /// <summary>Identifiers of the proofs that this one was made over as well.</summary>
    public ImmutableArray<string> Previous { get; init; } = [];

    /// <summary>Reads one; otherwise the check <c>signature</c> that says why not. A type or suite that is not known is not wrong: nobody can tell.</summary>
    public static (EmbeddedProof? Proof, Check? Fault) Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return Failed("proof-malformed", "A proof is no object.");
        if (json.Text("type") is not { } type)
            return Failed("proof-type-missing", "A proof does not say its type.");
        if (type == Cryptosuite.DataIntegrityProof && json.Text("cryptosuite") is null)
            return Failed("cryptosuite-missing", "A proof does not say its cryptosuite.");
        if (SuiteOf(json, type) is not { } suite)
            return CannotTell("cryptosuite-unknown", "A proof is of a type or cryptosuite that this verifier does not know.");
        if (json.Text("verificationMethod") is not { Length: > 0 } method)
            return Failed("verification-method-missing", "A proof does not name its key by a URL.");
        if (json.Text("proofPurpose") is not { } purpose)
            return Failed("proof-purpose-missing", "A proof does not say its purpose.");
        if (SignatureOf(json) is not { } signature)
            return Failed("proof-value-malformed", "A proof has no value in base58btc multibase.");
        if (json.Member("id") is { } id && (id.AsText() is not { } iri || !JsonReading.IsAbsoluteIri(iri)))
            return Failed("proof-malformed", "A proof's id is no URL.");
        if (!TryReadDate(json, "created", out var created) || !TryReadDate(json, "expires", out var expires))
            return Failed("proof-date-malformed", "A proof's created or expires is no date and time with a zone.");
        if (json.Member("challenge") is { ValueKind: not JsonValueKind.String } || json.Values("domain").Any(domain => domain.AsText() is null))
            return Failed("proof-malformed", "A proof's domain or challenge is no text.");
        if (PreviousOf(json) is not { } previous)
            return Failed("previous-proof-malformed", "A proof's previousProof is neither a URL nor a list of them.");

        return (new()
        {
            Json = json,
            Suite = suite,
            VerificationMethod = method,
            Purpose = purpose,
            Signature = signature,
            Id = json.Text("id"),
            Created = created,
            Expires = expires,
            Previous = previous,
        }, null);
    }

    private static Cryptosuite? SuiteOf(JsonElement json, string type) =>
        type == Cryptosuite.DataIntegrityProof ? Cryptosuite.FromName(json.Text("cryptosuite"))
        : type == Cryptosuite.Ed25519Signature2020.ProofType ? Cryptosuite.Ed25519Signature2020
        : null;

    // Every suite known here writes base58btc (VC-DI-EdDSA 1.0, 3.3.1): another base would be a second spelling of one signature.
    private static byte[]? SignatureOf(JsonElement json) =>
        json.Text("proofValue") is ['z', _, ..] text && Base58Btc.TryDecode(text.AsSpan(1), out var signature) ? signature : null;

    private static bool TryReadDate(JsonElement json, string name, out DateTimeOffset? date)
    {
        date = null;
        if (json.Member(name) is not { } member)
            return true;
        if (member.AsText() is not { } text || !XsdDateTime.TryParse(text, out var value))
            return false;
        date = value;
        return true;
    }

    // Null for anything that is neither a URL nor an array of at least one.
    private static ImmutableArray<string>? PreviousOf(JsonElement json)
    {
        if (json.Member("previousProof") is not { } member)
            return [];
        var ids = ((JsonElement?)member).OneOrMany().Select(value => value.AsText()).ToList();
        return ids.Count == 0 || ids.Contains(null) ? null : [.. ids!];
    }

    private static (EmbeddedProof? Proof, Check? Fault) Failed(string code, string detail) => (null, new(Name, Outcome.Failed, code, detail));

    private static (EmbeddedProof? Proof, Check? Fault) CannotTell(string code, string detail) => (null, new(Name, Outcome.CannotTell, code, detail));
}
