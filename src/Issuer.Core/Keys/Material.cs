namespace Issuer.Core.Keys;

/// <summary>What one algorithm keeps of a public key. Thread-safe.</summary>
internal abstract class PublicMaterial
{
    /// <summary>See <see cref="PublicKey.Raw"/>.</summary>
    public abstract ReadOnlyMemory<byte> Raw { get; }

    /// <summary>The members that a JWK must have, in the lexicographic order that RFC 7638 section 3 hashes.</summary>
    public abstract IReadOnlyList<(string Name, string Value)> JwkMembers { get; }

    public abstract bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);

    /// <summary>The DER of a SubjectPublicKeyInfo (RFC 5280 section 4.1).</summary>
    public abstract byte[] ToSpki();
}

/// <summary>What one algorithm keeps of a private key, in memory that is wiped. Thread-safe.</summary>
internal abstract class SigningMaterial : IDisposable
{
    public abstract PublicMaterial Public { get; }

    /// <summary>Signs into a span of exactly the algorithm's signature size.</summary>
    public abstract void Sign(ReadOnlySpan<byte> message, Span<byte> signature);

    /// <summary>Copies the secret into a span of exactly the algorithm's secret size; the caller wipes it.</summary>
    public abstract void Export(Span<byte> secret);

    public abstract void Dispose();
}
