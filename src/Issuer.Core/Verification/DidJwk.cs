using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Keys;

namespace Issuer.Core.Verification;

/// <summary>The <c>did:jwk</c> method: the identifier is a public JWK, base64url.</summary>
public static class DidJwk
{
    /// <summary>What every DID of this method begins with.</summary>
    public const string Prefix = "did:jwk:";

    // An RSA key of 4096 bits takes about 1000 characters.
    private const int MaximumLength = 4096;

    /// <summary>The DID of a key, over the JWK's required members.</summary>
    public static string Of(PublicKey key) =>
        Prefix + Base64UrlText.Encode(System.Text.Encoding.UTF8.GetBytes(key.ToJwk().ToJsonString()));

    /// <summary>The document that the identifier stands for. Whether the JWK is a good key shows when it is used.</summary>
    /// <param name="did">The DID.</param>
    /// <param name="document">One method, <c>did:jwk:…#0</c>, that may assert.</param>
    /// <param name="fault">A code of <see cref="JsonFault"/> or <see cref="KeyFault"/>.</param>
    public static bool TryResolve(string did, [NotNullWhen(true)] out DidDocument? document, [NotNullWhen(false)] out string? fault)
    {
        document = null;
        if (!TryReadJwk(did, out var jwk, out fault))
            return false;
        document = DidDocument.OfOneKey(did, VerificationMethod.OfJwk(did, jwk));
        return true;
    }

    /// <summary>The JWK that the identifier is, as it stands there.</summary>
    internal static bool TryReadJwk(string did, out JsonElement jwk, [NotNullWhen(false)] out string? fault)
    {
        jwk = default;
        fault = KeyFault.NotAnObject;
        if (did.Length > MaximumLength || !did.StartsWith(Prefix, StringComparison.Ordinal) || !Base64UrlText.TryDecode(did.AsSpan(Prefix.Length), out var json))
            return false;
        var parsed = StrictJson.Parse(json, maxDepth: 4);
        if (parsed.Document is null)
        {
            fault = parsed.Fault?.Code ?? fault;
            return false;
        }

        jwk = parsed.Document.RootElement;
        return true;
    }
}
