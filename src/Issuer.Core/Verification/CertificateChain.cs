using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Issuer.Core.Keys;
using PublicKey = Issuer.Core.Keys.PublicKey;

namespace Issuer.Core.Verification;

/// <summary>
/// The certificates of an <c>x5c</c> (RFC 7515, 4.1.6; RFC 7517, 4.7), leaf first, and what they show (RFC 5280, 6.1). Nothing is fetched: no missing
/// certificate, no revocation list, no OCSP; so whether the authority has withdrawn a certificate is not known here. Bounded in count and size.
/// </summary>
internal sealed class CertificateChain : IDisposable
{
    // RFC 5280 sets no bound; real chains have two to four.
    private const int MaximumCertificates = 8;
    private const int MaximumBytes = 16 * 1024;

    // SHA-256, SHA-384 and SHA-512 with RSA (1.2.840.113549.1.1), PSS and ECDSA (1.2.840.10045.4.3), and Ed25519: a forged SHA-1 certificate is affordable.
    private static readonly HashSet<string> SignatureAlgorithms =
    [
        "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13",
        "1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4", "1.3.101.112",
    ];

    private readonly X509Certificate2Collection _certificates;

    private CertificateChain(X509Certificate2Collection certificates) => _certificates = certificates;

    private X509Certificate2 Leaf => _certificates[0];

    /// <summary>SHA-256 of the leaf, as the header <c>x5t#S256</c> would name it.</summary>
    public string Thumbprint => "x5t#S256=" + Encoding.Base64UrlText.Encode(Leaf.GetCertHash(HashAlgorithmName.SHA256));

    /// <summary>Takes an <c>x5c</c> apart: one to eight strings of plain base64 (not base64url), each the DER of one certificate. Null for anything else.</summary>
    public static CertificateChain? Read(JsonElement x5c)
    {
        if (x5c.ValueKind != JsonValueKind.Array || x5c.GetArrayLength() is 0 or > MaximumCertificates)
            return null;
        var chain = new CertificateChain([]);
        foreach (var item in x5c.EnumerateArray())
        {
            if (item.AsText() is { } text && Decode(text) is { } certificate)
            {
                chain._certificates.Add(certificate);
                continue;
            }

            chain.Dispose();
            return null;
        }

        return chain;
    }

    /// <summary>The leaf's key for a JWS of this algorithm.</summary>
    public bool TryGetKey(string jwsAlgorithm, out PublicKey? key, out string? fault)
    {
        try
        {
            return PublicKey.TryFromSpki(Leaf.PublicKey.ExportSubjectPublicKeyInfo(), out key, out fault, jwsAlgorithm);
        }
        catch (CryptographicException)
        {
            (key, fault) = (null, KeyFault.DerMalformed);
            return false;
        }
    }

    /// <summary>Whether the chain shows that the leaf's key is the issuer's.</summary>
    /// <param name="issuer">The credential's issuer.</param>
    /// <param name="roots">Authorities that are trusted.</param>
    /// <param name="now">A chain in force now is good.</param>
    /// <param name="signedAt">When the credential says that it was signed: a chain in force then is good as well, since certificates end and credentials go on.</param>
    public ChainFinding Examine(string issuer, TrustedRoots roots, DateTimeOffset now, DateTimeOffset? signedAt)
    {
        if (LeafFault(issuer) is { } unfit)
            return unfit;
        if (roots.IsEmpty)
            return ChainFinding.CannotTell("no-trusted-roots", "The key comes with a certificate, but no authority is set up here whose word would count.");
        var found = Build(roots, now);
        if (found.Code == ChainFinding.NotInForce && signedAt is { } then && then < now)
        {
            found = Build(roots, then);
            if (found.Facts is not null)
                found = found with { Detail = found.Detail + " It has ended since; it was in force at the date that the credential gives itself." };
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var certificate in _certificates)
            certificate.Dispose();
    }

    private ChainFinding? LeafFault(string issuer)
    {
        if (!CertificateNames.Name(Leaf, issuer))
            return ChainFinding.Failed("certificate-of-another", "The certificate of the key does not name the credential's issuer.");
        if (Leaf.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority))
            return ChainFinding.Failed("certificate-is-authority", "The certificate of the key is an authority's, which signs certificates and no credentials.");
        const X509KeyUsageFlags Signing = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation;
        return Leaf.Extensions.OfType<X509KeyUsageExtension>().Any(usage => (usage.KeyUsages & Signing) == X509KeyUsageFlags.None)
            ? ChainFinding.Failed("certificate-not-for-signing", "The certificate of the key does not let it sign documents.")
            : null;
    }

    private ChainFinding Build(TrustedRoots roots, DateTimeOffset at)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = at.UtcDateTime;
        policy.CustomTrustStore.AddRange(roots.Certificates);
        for (var i = 1; i < _certificates.Count; i++)
            policy.ExtraStore.Add(_certificates[i]);
        try
        {
            return chain.Build(Leaf) ? Weakness(chain) ?? Good(chain) : Fault(chain);
        }
        catch (CryptographicException)
        {
            return Broken();
        }
        finally
        {
            foreach (var element in chain.ChainElements)
                element.Certificate.Dispose();
        }
    }

    private static ChainFinding Good(X509Chain chain)
    {
        var organisation = CertificateNames.OrganisationOf(chain.ChainElements[0].Certificate.SubjectName);
        var authority = CertificateNames.OrganisationOf(chain.ChainElements[^1].Certificate.SubjectName);
        return new(
            Outcome.Passed, "issuer-certificate",
            "An authority that is trusted here certifies that the key is the issuer's. Whether it has withdrawn the certificate was not looked up.",
            new(organisation, authority));
    }

    // The root is trusted for itself, so its own signature and age do not matter.
    private static ChainFinding? Weakness(X509Chain chain)
    {
        for (var i = 0; i < chain.ChainElements.Count - 1; i++)
        {
            if (!SignatureAlgorithms.Contains(chain.ChainElements[i].Certificate.SignatureAlgorithm.Value ?? ""))
                return ChainFinding.CannotTell("certificate-algorithm-not-supported", "A certificate is signed in a way that is not relied on here.");
            using var rsa = chain.ChainElements[i].Certificate.GetRSAPublicKey();
            if (rsa is { KeySize: < 2048 })
                return ChainFinding.CannotTell("certificate-algorithm-not-supported", "A certificate has a key that is too short to rely on.");
        }

        return null;
    }

    // Time alone is told apart, then an authority that nobody here trusts; whatever else is wrong, the chain does not hold.
    private static ChainFinding Fault(X509Chain chain)
    {
        const X509ChainStatusFlags Unknown = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot;
        var flags = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        if ((flags & ~(Unknown | X509ChainStatusFlags.NotTimeValid)) != X509ChainStatusFlags.NoError || flags == X509ChainStatusFlags.NoError)
            return Broken();
        return (flags & Unknown) != X509ChainStatusFlags.NoError
            ? ChainFinding.CannotTell("certificate-authority-unknown", "The certificate of the key comes from an authority that is not trusted here.")
            : ChainFinding.Failed(ChainFinding.NotInForce, "The certificate of the key was not in force.");
    }

    private static ChainFinding Broken() => ChainFinding.Failed("certificate-chain-broken", "The certificates do not vouch for one another as they should.");

    private static X509Certificate2? Decode(string text)
    {
        var der = new byte[text.Length / 4 * 3];
        if (text.Length is 0 or > MaximumBytes * 4 / 3 || text.AsSpan().ContainsAny(" \t\r\n") || !Convert.TryFromBase64String(text, der, out var length))
            return null;
        try
        {
            var certificate = X509CertificateLoader.LoadCertificate(der.AsSpan(0, length));
            // Nothing before or after it, and no other form than DER.
            if (certificate.RawDataMemory.Span.SequenceEqual(der.AsSpan(0, length)))
                return certificate;
            certificate.Dispose();
        }
        catch (CryptographicException)
        {
            // Not a certificate.
        }

        return null;
    }
}

/// <summary>What a chain shows.</summary>
/// <param name="Outcome">Passed: the key is the issuer's.</param>
/// <param name="Code">Stable code of the check <c>issuer</c>.</param>
/// <param name="Detail">One or two English sentences.</param>
/// <param name="Facts">Who says it; null unless it passed.</param>
internal sealed record ChainFinding(Outcome Outcome, string Code, string Detail, CertificateFacts? Facts)
{
    public const string NotInForce = "certificate-not-in-force";

    public static ChainFinding Failed(string code, string detail) => new(Outcome.Failed, code, detail, null);

    public static ChainFinding CannotTell(string code, string detail) => new(Outcome.CannotTell, code, detail, null);
}
