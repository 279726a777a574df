using System.Buffers;
using System.Text;

namespace Issuer.Core.Formats;

/// <summary>
/// Credentials and presentations secured by embedded proofs (VC Data Integrity 1.0). The proof is spliced in before the document's last brace, so that
/// document D and the stored proof give the signed document back exactly.
/// </summary>
public static class DataIntegrity
{
    /// <summary>The context that defines the terms of a proof; VCDM 2.0's own does, for VCDM 1.1 the issuer appends this one.</summary>
    public const string ContextV2 = "https://w3id.org/security/data-integrity/v2";

    /// <summary>Signs document D with one proof; for several on one document see <see cref="UnsignedDocument"/>.</summary>
    /// <param name="document">Document D: one JSON object without a proof.</param>
    /// <param name="key">A key that the suite takes.</param>
    /// <param name="verificationMethod">DID URL of the key.</param>
    /// <param name="suite">Canonicalisation and algorithm.</param>
    /// <param name="created">The clock, in whole seconds.</param>
    /// <exception cref="ArgumentException">See <see cref="UnsignedDocument"/>.</exception>
    public static SignedDocument Sign(byte[] document, Keys.SigningKey key, string verificationMethod, Cryptosuite suite, DateTimeOffset created)
    {
        using var unsigned = new UnsignedDocument(document);
        var proof = unsigned.Sign(key, new() { Suite = suite, VerificationMethod = verificationMethod, Created = created });
        return new(Restore(document, [proof.Json]), proof);
    }

    /// <summary>The signed document again, from document D and its proofs in their order: one stands alone, several in an array.</summary>
    public static byte[] Restore(byte[] document, IReadOnlyList<string> proofs)
    {
        ArgumentOutOfRangeException.ThrowIfZero(proofs.Count, nameof(proofs));
        var buffer = new ArrayBufferWriter<byte>(document.Length + (proofs.Count * 512));
        buffer.Write(document.AsSpan(..^1));
        buffer.Write(proofs.Count > 1 ? ",\"proof\":["u8 : ",\"proof\":"u8);
        for (var i = 0; i < proofs.Count; i++)
        {
            if (i > 0)
                buffer.Write(","u8);
            System.Text.Encoding.UTF8.GetBytes(proofs[i].AsSpan(), buffer);
        }

        buffer.Write(proofs.Count > 1 ? "]}"u8 : "}"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
