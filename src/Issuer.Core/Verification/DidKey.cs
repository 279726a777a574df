using System.Diagnostics.CodeAnalysis;
using Issuer.Core.Keys;

namespace Issuer.Core.Verification;

/// <summary>The <c>did:key</c> method: the identifier is a Multikey (Ed25519, P-256, P-384).</summary>
public static class DidKey
{
    /// <summary>What every DID of this method begins with.</summary>
    public const string Prefix = "did:key:";

    /// <summary>The DID of a key.</summary>
    public static string Of(PublicKey key) => Prefix + key.ToMultikey();

    /// <summary>DID URL of the key itself, as a JWS names it in <c>kid</c>: <c>did:key:z…#z…</c>.</summary>
    public static string MethodOf(PublicKey key)
    {
        var multikey = key.ToMultikey();
        return $"{Prefix}{multikey}#{multikey}";
    }

    /// <summary>The document that the identifier stands for.</summary>
    /// <param name="did">The DID.</param>
    /// <param name="document">One method, <c>did:key:z…#z…</c>, that may assert.</param>
    /// <param name="fault">A code of <see cref="KeyFault"/>.</param>
    public static bool TryResolve(string did, [NotNullWhen(true)] out DidDocument? document, [NotNullWhen(false)] out string? fault)
    {
        document = null;
        fault = KeyFault.MultikeyMalformed;
        if (!did.StartsWith(Prefix, StringComparison.Ordinal) || !PublicKey.TryFromMultikey(did[Prefix.Length..], out _, out fault))
            return false;
        document = DidDocument.OfOneKey(did, VerificationMethod.OfMultikey(did, did[Prefix.Length..]));
        return true;
    }
}
