using System.Security.Cryptography;
using Issuer.Core.Encoding;
using Issuer.Service.Store;

namespace Issuer.Service.Credentials;

/// <summary>Share tokens: whoever holds one sees the credential, so the database knows only their keyed hash.</summary>
public static class ShareLinks
{
    /// <summary>Keyed hash of a token, base64url.</summary>
    public static string Hash(KeysDirectory secrets, string token) =>
        KeyedHash.Of(secrets.ShareKey.Span, token);

    /// <summary>A new token, or a public id: 16 random bytes, base64url.</summary>
    public static string NewToken() => Base64UrlText.Encode(RandomNumberGenerator.GetBytes(16));

    /// <summary>What a sealed token is sealed as.</summary>
    public static string SealedAs(string credentialId, ShareLinkCreated link) => link.Default ? $"credential/{credentialId}/share" : $"credential/{credentialId}/share/{link.LinkId}";

    /// <summary>Whether this could be a token at all: 16 bytes in base64url.</summary>
    public static bool HasShape(string token) => token.Length == 22 && Base64UrlText.TryDecode(token, out var bytes) && bytes.Length == 16;
}
