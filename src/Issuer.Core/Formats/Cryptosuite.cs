using System.Security.Cryptography;
using Issuer.Core.Keys;

namespace Issuer.Core.Formats;

/// <summary>
/// A cryptosuite of Data Integrity: how a document is made canonical, and which keys sign it (VC-DI-EdDSA 1.0, VC-DI-ECDSA 1.0).
/// </summary>
public sealed class Cryptosuite
{
    /// <summary>Proof type of all suites but the oldest.</summary>
    public const string DataIntegrityProof = "DataIntegrityProof";

    private Cryptosuite(string name, string proofType, bool isJcs, params SignatureAlgorithm[] algorithms) =>
        (Name, ProofType, IsJcs, Algorithms) = (name, proofType, isJcs, algorithms);

    /// <summary>Ed25519 over RDFC-1.0: what badge verifiers take, and the default.</summary>
    public static Cryptosuite EddsaRdfc2022 { get; } = new("eddsa-rdfc-2022", DataIntegrityProof, isJcs: false, SignatureAlgorithm.Ed25519);

    /// <summary>Ed25519 over canonical JSON.</summary>
    public static Cryptosuite EddsaJcs2022 { get; } = new("eddsa-jcs-2022", DataIntegrityProof, isJcs: true, SignatureAlgorithm.Ed25519);

    /// <summary>P-256 or P-384 over RDFC-1.0.</summary>
    public static Cryptosuite EcdsaRdfc2019 { get; } =
        new("ecdsa-rdfc-2019", DataIntegrityProof, isJcs: false, SignatureAlgorithm.P256, SignatureAlgorithm.P384);

    /// <summary>P-256 or P-384 over canonical JSON.</summary>
    public static Cryptosuite EcdsaJcs2019 { get; } =
        new("ecdsa-jcs-2019", DataIntegrityProof, isJcs: true, SignatureAlgorithm.P256, SignatureAlgorithm.P384);

    /// <summary>The proof type of credentials from before 2022, hashed as <see cref="EddsaRdfc2022"/>; verified, never made.</summary>
    public static Cryptosuite Ed25519Signature2020 { get; } =
        new("Ed25519Signature2020", "Ed25519Signature2020", isJcs: false, SignatureAlgorithm.Ed25519);

    /// <summary>Every suite that signs, the default first.</summary>
    public static IReadOnlyList<Cryptosuite> Issued { get; } = [EddsaRdfc2022, EddsaJcs2022, EcdsaRdfc2019, EcdsaJcs2019];

    /// <summary>Its name, as the proof's <c>cryptosuite</c> spells it.</summary>
    public string Name { get; }

    /// <summary>The proof's <c>type</c>.</summary>
    public string ProofType { get; }

    /// <summary>RFC 8785 over the JSON; otherwise RDFC-1.0 over the statements.</summary>
    public bool IsJcs { get; }

    /// <summary>Algorithms of the keys that it takes.</summary>
    public IReadOnlyList<SignatureAlgorithm> Algorithms { get; }

    /// <summary>The suite of this name that signs, or null.</summary>
    public static Cryptosuite? FromName(string? name) => Issued.FirstOrDefault(suite => suite.Name == name);

    /// <summary>Whether keys of this algorithm make its proofs.</summary>
    public bool Takes(SignatureAlgorithm algorithm) => Algorithms.Contains(algorithm);

    /// <inheritdoc/>
    public override string ToString() => Name;

    // VC-DI-ECDSA 1.0, 3.2: a P-384 key takes SHA-384, for both hashes and inside RDFC-1.0; all others SHA-256.
    internal static HashAlgorithmName HashOf(SignatureAlgorithm algorithm) =>
        algorithm == SignatureAlgorithm.P384 ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256;
}
