using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Issuer.Core.Keys;

/// <summary>SubjectPublicKeyInfo (RFC 5280 section 4.1, RFC 5480, RFC 8410) and PKCS #8 (RFC 5958, RFC 5915), DER only.</summary>
internal static class KeyDer
{
    private const string Ed25519Oid = "1.3.101.112";
    private const string EcOid = "1.2.840.10045.2.1";
    private const string RsaOid = "1.2.840.113549.1.1.1";

    /// <summary>SEQUENCE { SEQUENCE { OID 1.3.101.112 } BIT STRING, 32 bytes }, up to those bytes.</summary>
    public static ReadOnlySpan<byte> Ed25519SpkiPrefix => [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

    public static byte[] WriteEcSpki(EcCurve curve, ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(EcOid);
                writer.WriteObjectIdentifier(curve.Oid);
            }

            writer.WriteBitString([4, .. x, .. y]);
        }

        return writer.Encode();
    }

    public static byte[] WriteRsaSpki(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteIntegerUnsigned(modulus);
            key.WriteIntegerUnsigned(exponent);
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(RsaOid);
                writer.WriteNull();
            }

            writer.WriteBitString(key.Encode());
        }

        return writer.Encode();
    }

    /// <summary>Null, with a fault, when the bytes are not one SubjectPublicKeyInfo of a supported, valid key. RSA needs the caller's algorithm.</summary>
    public static PublicKey? ReadSpki(ReadOnlyMemory<byte> der, SignatureAlgorithm? rsa, out string? fault)
    {
        fault = KeyFault.DerMalformed;
        try
        {
            var outer = new AsnReader(der, AsnEncodingRules.DER);
            var info = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            var algorithm = info.ReadSequence();
            var key = info.ReadBitString(out var unused);
            info.ThrowIfNotEmpty();
            if (unused != 0)
                return null;

            switch (algorithm.ReadObjectIdentifier())
            {
                case Ed25519Oid:
                    algorithm.ThrowIfNotEmpty();
                    return PublicKey.Ed25519(key, out fault);
                case EcOid:
                    var curve = ReadCurve(algorithm);
                    if (curve is null)
                    {
                        fault = KeyFault.CurveUnsupported;
                        return null;
                    }

                    return PublicKey.Ec(curve, key, out fault);
                case RsaOid:
                    algorithm.ReadNull();
                    algorithm.ThrowIfNotEmpty();
                    var parameters = new AsnReader(key, AsnEncodingRules.DER);
                    var numbers = parameters.ReadSequence();
                    parameters.ThrowIfNotEmpty();
                    var modulus = numbers.ReadIntegerBytes();
                    var exponent = numbers.ReadIntegerBytes();
                    numbers.ThrowIfNotEmpty();
                    return PublicKey.Rsa(rsa, Unsigned(modulus.Span), Unsigned(exponent.Span), out fault);
                default:
                    fault = KeyFault.KeyTypeUnsupported;
                    return null;
            }
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>The caller wipes what is returned.</summary>
    public static byte[] WritePkcs8(SigningMaterial material, SignatureAlgorithm algorithm)
    {
        var secret = GC.AllocateUninitializedArray<byte>(algorithm.SecretSize, pinned: true);
        // Built in a sized writer, so that it never grows and leaves a copy behind.
        var writer = new AsnWriter(AsnEncodingRules.DER, 512);
        try
        {
            material.Export(secret);
            using (writer.PushSequence())
            {
                writer.WriteInteger(0);
                using (writer.PushSequence())
                {
                    if (algorithm is EcdsaAlgorithm ec)
                    {
                        writer.WriteObjectIdentifier(EcOid);
                        writer.WriteObjectIdentifier(ec.Curve.Oid);
                    }
                    else
                    {
                        writer.WriteObjectIdentifier(Ed25519Oid);
                    }
                }

                using (writer.PushOctetString())
                {
                    if (algorithm is EcdsaAlgorithm)
                        WriteEcPrivateKey(writer, secret, material.Public);
                    else
                        writer.WriteOctetString(secret);
                }
            }

            var der = GC.AllocateUninitializedArray<byte>(writer.GetEncodedLength(), pinned: true);
            writer.Encode(der);
            return der;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            // Resetting zeroes the writer's buffer.
            writer.Reset();
        }
    }

    /// <summary>Null, with a fault, when the bytes are not one unencrypted PKCS #8 private key of an algorithm that signs here.</summary>
    public static SigningKey? ReadPkcs8(ReadOnlyMemory<byte> der, out string? fault)
    {
        fault = KeyFault.DerMalformed;
        try
        {
            var outer = new AsnReader(der, AsnEncodingRules.DER);
            var info = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            // 0 is PKCS #8; 1 (RFC 5958) may add the public key.
            if (!info.TryReadInt32(out var version) || version is not (0 or 1))
                return null;
            var algorithm = info.ReadSequence();
            var oid = algorithm.ReadObjectIdentifier();
            var curve = oid == EcOid ? ReadCurve(algorithm) : null;
            algorithm.ThrowIfNotEmpty();
            if (!info.TryReadPrimitiveOctetString(out var privateKey))
                return null;
            var attributes = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
            if (info.HasData && info.PeekTag() == attributes)
                info.ReadSetOf(attributes);
            var publicKey = ReadOptionalPublicKey(info, version);
            info.ThrowIfNotEmpty();

            switch (oid)
            {
                case Ed25519Oid:
                    var inner = new AsnReader(privateKey, AsnEncodingRules.DER);
                    if (!inner.TryReadPrimitiveOctetString(out var seed))
                        return null;
                    inner.ThrowIfNotEmpty();
                    return SigningKey.Open(SignatureAlgorithm.Ed25519, seed.Span, publicKey, out fault);
                case EcOid when curve is null:
                    fault = KeyFault.CurveUnsupported;
                    return null;
                case EcOid:
                    return ReadEcPrivateKey(privateKey, curve, publicKey, out fault);
                default:
                    fault = KeyFault.KeyTypeUnsupported;
                    return null;
            }
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>[1] IMPLICIT BIT STRING of a OneAsymmetricKey, version 1 only.</summary>
    private static byte[]? ReadOptionalPublicKey(AsnReader info, int version)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, 1);
        return version == 1 && info.HasData && info.PeekTag() == tag ? info.ReadBitString(out _, tag) : null;
    }

    /// <summary>The named curve, or null for one that is not supported (and for explicit parameters).</summary>
    private static EcCurve? ReadCurve(AsnReader algorithm)
    {
        if (!algorithm.HasData || algorithm.PeekTag() != Asn1Tag.ObjectIdentifier)
        {
            while (algorithm.HasData)
                algorithm.ReadEncodedValue();
            return null;
        }

        var oid = algorithm.ReadObjectIdentifier();
        algorithm.ThrowIfNotEmpty();
        return oid == EcCurve.P256.Oid ? EcCurve.P256 : oid == EcCurve.P384.Oid ? EcCurve.P384 : null;
    }

    /// <summary>ECPrivateKey of RFC 5915: SEQUENCE { 1, OCTET STRING d, [0] parameters OPTIONAL, [1] BIT STRING Q OPTIONAL }.</summary>
    private static SigningKey? ReadEcPrivateKey(ReadOnlyMemory<byte> der, EcCurve curve, byte[]? outerPublicKey, out string? fault)
    {
        fault = KeyFault.DerMalformed;
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        var key = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        if (!key.TryReadInt32(out var version) || version != 1 || !key.TryReadPrimitiveOctetString(out var d))
            return null;
        var parameters = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        if (key.HasData && key.PeekTag() == parameters && ReadCurve(key.ReadSequence(parameters)) != curve)
            return null;
        var publicKey = outerPublicKey;
        var q = new Asn1Tag(TagClass.ContextSpecific, 1, isConstructed: true);
        if (key.HasData && key.PeekTag() == q)
        {
            var wrapped = key.ReadSequence(q);
            publicKey = wrapped.ReadBitString(out _);
            wrapped.ThrowIfNotEmpty();
        }

        key.ThrowIfNotEmpty();
        byte[]? expected = null;
        if (publicKey is not null)
        {
            if (PublicKey.Ec(curve, publicKey, out fault) is not { } point)
                return null;
            expected = point.Raw.ToArray();
        }

        return SigningKey.Open(PublicKey.AlgorithmOf(curve), d.Span, expected, out fault);
    }

    private static void WriteEcPrivateKey(AsnWriter writer, ReadOnlySpan<byte> d, PublicMaterial publicMaterial)
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteOctetString(d);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1, isConstructed: true)))
            {
                // The last bytes of the SubjectPublicKeyInfo are the uncompressed point.
                writer.WriteBitString(publicMaterial.ToSpki().AsSpan(^((2 * d.Length) + 1)));
            }
        }
    }

    /// <summary>Without the zero that DER puts before a number whose top bit is set; a negative number becomes empty.</summary>
    private static ReadOnlySpan<byte> Unsigned(ReadOnlySpan<byte> integer) =>
        integer[0] >= 0x80 ? [] : integer.Length > 1 && integer[0] == 0 ? integer[1..] : integer;
}
