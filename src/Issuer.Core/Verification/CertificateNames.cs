using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Issuer.Core.Verification;

/// <summary>What a certificate says of its holder: alternative names (RFC 5280, 4.2.1.6) and the organisation in its subject.</summary>
internal static class CertificateNames
{
    private const string AlternativeName = "2.5.29.17";
    private const string Organisation = "2.5.4.10";
    private const string CommonName = "2.5.4.3";

    // GeneralName's choices.
    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag UriName = new(TagClass.ContextSpecific, 6);

    /// <summary>
    /// Whether an alternative name is the issuer: a URI equal to its identifier, or the DNS name of its host (of an https address or did:web). Wildcards
    /// and the common name do not count: the certificate of a credential's issuer names that issuer.
    /// </summary>
    public static bool Name(X509Certificate2 certificate, string issuer)
    {
        var host = HostOf(issuer);
        foreach (var extension in certificate.Extensions)
        {
            if (extension.Oid?.Value == AlternativeName && IsAmong(extension.RawData, issuer, host))
                return true;
        }

        return false;
    }

    /// <summary>The organisation that the subject names, or its common name, or nothing.</summary>
    public static string? OrganisationOf(X500DistinguishedName name) => Attribute(name, Organisation) ?? Attribute(name, CommonName);

    /// <summary>Host name without port; null for an identifier that has none.</summary>
    public static string? HostOf(string issuer)
    {
        if (DidWeb.TryToUrl(issuer, out var document))
            return document.Host;
        return Uri.TryCreate(issuer, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps && url.HostNameType == UriHostNameType.Dns ? url.IdnHost : null;
    }

    private static bool IsAmong(byte[] extension, string issuer, string? host)
    {
        try
        {
            var outer = new AsnReader(extension, AsnEncodingRules.DER);
            var names = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            while (names.HasData)
            {
                var tag = names.PeekTag();
                if (tag == UriName && names.ReadCharacterString(UniversalTagNumber.IA5String, UriName) == issuer)
                    return true;
                if (tag == DnsName && string.Equals(names.ReadCharacterString(UniversalTagNumber.IA5String, DnsName), host, StringComparison.OrdinalIgnoreCase))
                    return true;
                if (tag != UriName && tag != DnsName)
                    names.ReadEncodedValue();
            }
        }
        catch (AsnContentException)
        {
            // Malformed names name nobody.
        }

        return false;
    }

    private static string? Attribute(X500DistinguishedName name, string type)
    {
        try
        {
            foreach (var part in name.EnumerateRelativeDistinguishedNames())
            {
                if (!part.HasMultipleElements && part.GetSingleElementType().Value == type)
                    return part.GetSingleElementValue();
            }
        }
        catch (CryptographicException)
        {
            // A name that cannot be read says nothing.
        }

        return null;
    }
}
