namespace Issuer.Core.Encoding;

/// <summary>The two multibase forms that credentials use (W3C Controlled Identifiers section 2.4): <c>z</c>, base58btc, and <c>u</c>, base64url without padding.</summary>
public static class Multibase
{
    /// <summary>Encodes as <c>z…</c>.</summary>
    public static string EncodeBase58Btc(ReadOnlySpan<byte> bytes) => "z" + Base58Btc.Encode(bytes);

    /// <summary>Encodes as <c>u…</c>.</summary>
    public static string EncodeBase64Url(ReadOnlySpan<byte> bytes) => "u" + Base64UrlText.Encode(bytes);

    /// <summary>Decodes <c>z…</c> and <c>u…</c>; false for every other prefix and for text that the form's strict decoder refuses.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        return text.Length != 0 && text[0] switch
        {
            'z' => Base58Btc.TryDecode(text[1..], out bytes),
            'u' => Base64UrlText.TryDecode(text[1..], out bytes),
            _ => false,
        };
    }
}
