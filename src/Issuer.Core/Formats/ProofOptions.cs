using System.Collections.Immutable;

namespace Issuer.Core.Formats;

/// <summary>What a Data Integrity proof says beside its signature (VC Data Integrity 1.0, 2.1).</summary>
public sealed record ProofOptions
{
    /// <summary>Purpose of a proof on a credential.</summary>
    public const string Assertion = "assertionMethod";

    /// <summary>Purpose of a proof on a presentation.</summary>
    public const string Authentication = "authentication";

    /// <summary>Canonicalisation and algorithm.</summary>
    public required Cryptosuite Suite { get; init; }

    /// <summary>DID URL of the key, as its controller's document lists it.</summary>
    public required string VerificationMethod { get; init; }

    /// <summary>When it was made: UTC, whole seconds.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary><see cref="Assertion"/> or <see cref="Authentication"/>.</summary>
    public string Purpose { get; init; } = Assertion;

    /// <summary>An absolute IRI; needed by a proof that a later one of a chain refers to.</summary>
    public string? Id { get; init; }

    /// <summary>When the proof ends, whole seconds.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Whom it was made for.</summary>
    public string? Domain { get; init; }

    /// <summary>The verifier's random value.</summary>
    public string? Challenge { get; init; }

    /// <summary>Proofs of the same document that this one is made over as well, each with an <see cref="Id"/> (2.1.2, proof chains).</summary>
    public ImmutableArray<SignedProof> Previous { get; init; } = [];
}

/// <summary>A proof that was made.</summary>
/// <param name="Id">Its identifier, or null.</param>
/// <param name="Json">JSON text of the proof as it stands in the signed document.</param>
/// <param name="Digest">
/// SHA-256 of the hash data (hash of the proof configuration, then hash of the document), which is what was signed: an ECDSA signature can be changed into
/// another valid one.
/// </param>
public sealed record SignedProof(string? Id, string Json, byte[] Digest);

/// <summary>A document with its proof, and what is stored of it.</summary>
/// <param name="Document">UTF-8 JSON.</param>
/// <param name="Proof">The proof.</param>
public sealed record SignedDocument(byte[] Document, SignedProof Proof);
