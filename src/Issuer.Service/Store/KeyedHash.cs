using System.Security.Cryptography;
using System.Text;
using Issuer.Core.Encoding;

namespace Issuer.Service.Store;

/// <summary>What a database may have of a text that opens or names something: nothing that could be tried out without the keys directory.</summary>
internal static class KeyedHash
{
    /// <summary>HMAC-SHA256 of the text's UTF-8, base64url.</summary>
    public static string Of(ReadOnlySpan<byte> key, string text) => Base64UrlText.Encode(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
}
