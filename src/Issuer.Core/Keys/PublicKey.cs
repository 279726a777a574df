using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Issuer.Core.Encoding;

namespace Issuer.Core.Keys;

/// <summary>
/// A public key that has been checked: its point is on its curve and of the large prime order, its encoding the canonical one, an RSA modulus has at least
/// 2048 bits. Immutable and thread-safe. Two keys are equal when their algorithm and their bytes are.
/// </summary>
public sealed class PublicKey : IEquatable<PublicKey>
{
    // The varints of multicodec ed25519-pub (0xed), p256-pub (0x1200) and p384-pub (0x1201) are two bytes each.
    private const ushort Ed25519Multicodec = 0xed01;
    private const int MostRsaBytes = 1024;

    private readonly PublicMaterial _material;

    internal PublicKey(SignatureAlgorithm algorithm, PublicMaterial material) => (Algorithm, _material) = (algorithm, material);

    /// <summary>The one algorithm that this key verifies.</summary>
    public SignatureAlgorithm Algorithm { get; }

    /// <summary>Ed25519: the 32 bytes of RFC 8032. P-256 and P-384: the compressed point, 33 or 49 bytes. RSA: the DER of its SubjectPublicKeyInfo.</summary>
    public ReadOnlyMemory<byte> Raw => _material.Raw;

    /// <summary>Whether the signature is this key's over exactly these bytes. Never throws: what is not a signature at all is false.</summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        try
        {
            return _material.Verify(message, signature);
        }
        catch (CryptographicException)
        {
            // Lengths and ranges were checked before; should the library still balk at something, it has not verified.
            return false;
        }
    }

    /// <summary>
    /// Reads a public JWK (RFC 7517, 7518, 8037). False, with a code of <see cref="KeyFault"/>, when it is not one, is private, or contradicts itself; an
    /// RSA key must say its <c>alg</c>. Other members (<c>kid</c>, <c>x5c</c>, …) are not looked at.
    /// </summary>
    public static bool TryFromJwk(JsonElement jwk, [NotNullWhen(true)] out PublicKey? key, [NotNullWhen(false)] out string? fault) =>
        TryFromJwk(jwk, null, out key, out fault);

    /// <summary>
    /// As <see cref="TryFromJwk(JsonElement, out PublicKey?, out string?)"/>, for a JWS whose <c>alg</c> is known: an RSA key without <c>alg</c> takes it
    /// (RS256 or PS256), and every other key must agree with it.
    /// </summary>
    public static bool TryFromJwk(
        JsonElement jwk, string? jwsAlgorithm, [NotNullWhen(true)] out PublicKey? key, [NotNullWhen(false)] out string? fault)
    {
        try
        {
            key = FromJwk(jwk, jwsAlgorithm, out fault);
        }
        catch (InvalidOperationException thrown) when (Jwk.IsLoneSurrogate(thrown))
        {
            (key, fault) = (null, KeyFault.MemberMalformed);
        }

        return Outcome(key, ref fault);
    }

    /// <summary>Reads a Multikey's <c>publicKeyMultibase</c>, or the identifier of a did:key: <c>z</c>, base58btc (W3C Controlled Identifiers section 2.2.2).</summary>
    public static bool TryFromMultikey(string multikey, [NotNullWhen(true)] out PublicKey? key, [NotNullWhen(false)] out string? fault)
    {
        key = null;
        fault = KeyFault.MultikeyMalformed;
        // The longest is P-384's, 72 characters.
        if (multikey.Length is < 2 or > 128 || multikey[0] != 'z' || !Base58Btc.TryDecode(multikey.AsSpan(1), out var bytes) || bytes.Length < 2)
            return false;
        var point = bytes.AsSpan(2);
        switch (BinaryPrimitives.ReadUInt16BigEndian(bytes))
        {
            case Ed25519Multicodec:
                key = point.Length == Ed25519BackEnd.KeySize ? Ed25519(point, out fault) : null;
                break;
            case var code when code == EcCurve.P256.Multicodec:
                key = point.Length == 33 ? Ec(EcCurve.P256, point, out fault) : null;
                break;
            case var code when code == EcCurve.P384.Multicodec:
                key = point.Length == 49 ? Ec(EcCurve.P384, point, out fault) : null;
                break;
            default:
                fault = KeyFault.MultikeyUnsupported;
                break;
        }

        return Outcome(key, ref fault);
    }

    /// <summary>Reads the DER of a SubjectPublicKeyInfo. An RSA key needs <paramref name="jwsAlgorithm"/> (RS256 or PS256); any other must agree with it.</summary>
    public static bool TryFromSpki(
        ReadOnlySpan<byte> der, [NotNullWhen(true)] out PublicKey? key, [NotNullWhen(false)] out string? fault, string? jwsAlgorithm = null)
    {
        key = KeyDer.ReadSpki(der.ToArray(), SignatureAlgorithm.FromJwsName(jwsAlgorithm), out fault);
        if (key is not null && jwsAlgorithm is not null && !key.Algorithm.IsJwsName(jwsAlgorithm))
            (key, fault) = (null, KeyFault.AlgorithmMismatch);
        return Outcome(key, ref fault);
    }

    /// <summary>Reads one PEM block <c>PUBLIC KEY</c>, with nothing but white space around it.</summary>
    public static bool TryFromPem(
        ReadOnlySpan<char> pem, [NotNullWhen(true)] out PublicKey? key, [NotNullWhen(false)] out string? fault, string? jwsAlgorithm = null)
    {
        key = null;
        fault = KeyFault.PemMalformed;
        if (!Pem.TryRead(pem, "PUBLIC KEY", out var der))
            return false;
        return TryFromSpki(der, out key, out fault, jwsAlgorithm);
    }

    /// <summary>The public key as <c>publicKeyMultibase</c> of a Multikey.</summary>
    /// <exception cref="NotSupportedException">An RSA key, which has no such form.</exception>
    public string ToMultikey()
    {
        var code = Algorithm switch
        {
            Ed25519Algorithm => Ed25519Multicodec,
            EcdsaAlgorithm ec => ec.Curve.Multicodec,
            _ => throw new NotSupportedException("An RSA key has no Multikey form."),
        };
        Span<byte> bytes = stackalloc byte[2 + Raw.Length];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, code);
        Raw.Span.CopyTo(bytes[2..]);
        return Multibase.EncodeBase58Btc(bytes);
    }

    /// <summary>Writes the JWK as an object: its required members, and of the others those that are given.</summary>
    /// <param name="writer">At a place where a value may stand.</param>
    /// <param name="kid">Key identifier; in our own sets the full DID URL of the verification method.</param>
    /// <param name="use"><c>sig</c>, or nothing.</param>
    /// <param name="withAlgorithm">Whether to write <c>alg</c>.</param>
    public void WriteJwk(Utf8JsonWriter writer, string? kid = null, string? use = null, bool withAlgorithm = false)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in AllMembers(kid, use, withAlgorithm))
            writer.WriteString(name, value);
        writer.WriteEndObject();
    }

    /// <summary>As <see cref="WriteJwk"/>, as a new object.</summary>
    public JsonObject ToJwk(string? kid = null, string? use = null, bool withAlgorithm = false)
    {
        var jwk = new JsonObject();
        foreach (var (name, value) in AllMembers(kid, use, withAlgorithm))
            jwk.Add(name, value);
        return jwk;
    }

    /// <summary>The DER of the SubjectPublicKeyInfo.</summary>
    public byte[] ToSpki() => _material.ToSpki();

    /// <summary>The SubjectPublicKeyInfo as PEM, with the label <c>PUBLIC KEY</c>.</summary>
    public string ToPem() => PemEncoding.WriteString("PUBLIC KEY", _material.ToSpki());

    /// <summary>The JWK thumbprint (RFC 7638): SHA-256 of the required members, base64url, 43 characters.</summary>
    public string Thumbprint()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in _material.JwkMembers)
                writer.WriteString(name, value);
            writer.WriteEndObject();
        }

        return Base64UrlText.Encode(SHA256.HashData(buffer.WrittenSpan));
    }

    /// <inheritdoc/>
    public bool Equals(PublicKey? other) => other is not null && Algorithm.Name == other.Algorithm.Name && Raw.Span.SequenceEqual(other.Raw.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    /// <inheritdoc/>
    public override int GetHashCode() => BinaryPrimitives.ReadInt32LittleEndian(Raw.Span[^4..]);

    /// <summary>The members of a JWK in RFC 7638's order, as the private form repeats them.</summary>
    internal IReadOnlyList<(string Name, string Value)> JwkMembers => _material.JwkMembers;

    internal static EcdsaAlgorithm AlgorithmOf(EcCurve curve) =>
        (EcdsaAlgorithm)(curve == EcCurve.P256 ? SignatureAlgorithm.P256 : SignatureAlgorithm.P384);

    internal static PublicKey? Ed25519(ReadOnlySpan<byte> point, out string? fault)
    {
        var algorithm = (Ed25519Algorithm)SignatureAlgorithm.Ed25519;
        return Checked(algorithm, algorithm.ImportPublic(point), KeyFault.PointInvalid, out fault);
    }

    /// <summary>A point in one of the encodings of SEC 1: 02 or 03 and x, or 04 and x and y.</summary>
    internal static PublicKey? Ec(EcCurve curve, ReadOnlySpan<byte> point, out string? fault)
    {
        PublicMaterial? material = null;
        if (point.Length == 1 + (2 * curve.Size) && point[0] == 4)
            material = AlgorithmOf(curve).ImportPublic(point.Slice(1, curve.Size), point[(1 + curve.Size)..]);
        else if (curve.TryDecompress(point, out var x, out var y))
            material = AlgorithmOf(curve).ImportPublic(x, y);
        return Checked(AlgorithmOf(curve), material, KeyFault.PointInvalid, out fault);
    }

    internal static PublicKey? Rsa(SignatureAlgorithm? algorithm, ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent, out string? fault)
    {
        fault = KeyFault.AlgorithmMissing;
        if (algorithm is null)
            return null;
        fault = KeyFault.AlgorithmMismatch;
        if (algorithm is not RsaAlgorithm rsa)
            return null;
        var material = rsa.ImportPublic(modulus, exponent, out fault);
        return material is null ? null : new PublicKey(rsa, material);
    }

    private static PublicKey? Checked(SignatureAlgorithm algorithm, PublicMaterial? material, string otherwise, out string? fault)
    {
        fault = material is null ? otherwise : null;
        return material is null ? null : new PublicKey(algorithm, material);
    }

    private IEnumerable<(string Name, string Value)> AllMembers(string? kid, string? use, bool withAlgorithm)
    {
        foreach (var member in _material.JwkMembers)
            yield return member;
        if (kid is not null)
            yield return ("kid", kid);
        if (use is not null)
            yield return ("use", use);
        if (withAlgorithm)
            yield return ("alg", Algorithm.JwsName);
    }

    private static bool Outcome([NotNullWhen(true)] PublicKey? key, [NotNullWhen(false)] ref string? fault)
    {
        if (key is not null)
        {
            fault = null;
            return true;
        }

        fault ??= KeyFault.MemberMalformed;
        return false;
    }

    private static PublicKey? FromJwk(JsonElement jwk, string? jwsAlgorithm, out string? fault)
    {
        fault = KeyFault.NotAnObject;
        if (jwk.ValueKind != JsonValueKind.Object)
            return null;
        fault = KeyFault.PrivateKey;
        if (Jwk.HasPrivateMember(jwk) || FromJwkMembers(jwk, jwsAlgorithm, out fault) is not { } key)
            return null;
        fault = Jwk.CheckUse(jwk, key.Algorithm, "verify");
        if (fault is null && jwsAlgorithm is not null && !key.Algorithm.IsJwsName(jwsAlgorithm))
            fault = KeyFault.AlgorithmMismatch;
        return fault is null ? key : null;
    }

    /// <summary>The public part of a JWK, whether or not it has a private one.</summary>
    internal static PublicKey? FromJwkMembers(JsonElement jwk, string? jwsAlgorithm, out string? fault)
    {
        fault = KeyFault.KeyTypeUnsupported;
        switch (Jwk.Text(jwk, "kty"))
        {
            case "OKP":
                fault = KeyFault.CurveUnsupported;
                if (Jwk.Text(jwk, "crv") != "Ed25519")
                    return null;
                Span<byte> publicKey = stackalloc byte[Ed25519BackEnd.KeySize];
                fault = KeyFault.MemberMalformed;
                return Jwk.TryDecode(jwk, "x", publicKey) ? Ed25519(publicKey, out fault) : null;
            case "EC":
                fault = KeyFault.CurveUnsupported;
                var curve = Jwk.Text(jwk, "crv") switch { "P-256" => EcCurve.P256, "P-384" => EcCurve.P384, _ => null };
                if (curve is null)
                    return null;
                Span<byte> point = stackalloc byte[1 + (2 * curve.Size)];
                point[0] = 4;
                fault = KeyFault.MemberMalformed;
                return Jwk.TryDecode(jwk, "x", point.Slice(1, curve.Size)) && Jwk.TryDecode(jwk, "y", point[(1 + curve.Size)..])
                    ? Ec(curve, point, out fault)
                    : null;
            case "RSA":
                fault = KeyFault.MemberMalformed;
                if (Jwk.Decode(jwk, "n", MostRsaBytes) is not { } modulus || Jwk.Decode(jwk, "e", MostRsaBytes) is not { } exponent)
                    return null;
                return Rsa(SignatureAlgorithm.FromJwsName(Jwk.Text(jwk, "alg") ?? jwsAlgorithm), modulus, exponent, out fault);
            default:
                return null;
        }
    }
}
