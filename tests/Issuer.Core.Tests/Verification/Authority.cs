using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Issuer.Core.Keys;
using Issuer.Core.Verification;

namespace Issuer.Core.Tests.Verification;

/// <summary>A certificate with its private key, which may sign others: a small authority for tests.</summary>
internal sealed class Authority(X509Certificate2 certificate, ECDsa key) : IDisposable
{
    public static readonly DateTimeOffset From = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Until = new(2035, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public X509Certificate2 Certificate => certificate;

    public string Base64 => Convert.ToBase64String(certificate.RawData);

    public TrustedRoots AsRoots()
    {
        if (!TrustedRoots.TryRead([certificate.ExportCertificatePem()], out var roots, out var fault))
            throw new InvalidOperationException(fault.Value.Reason);
        return roots;
    }

    /// <summary>A root.</summary>
    public static Authority Root(string name = "CN=Root, O=Test Authority")
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return new(request.CreateSelfSigned(From, Until), key);
    }

    /// <summary>An authority below this one.</summary>
    public Authority Intermediate(bool isAuthority = true, DateTimeOffset? until = null)
    {
        var below = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Intermediate", below, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        return new(Sign(request, From, until ?? Until), below);
    }

    /// <summary>A certificate for a signing key.</summary>
    public X509Certificate2 Certify(
        SigningKey signing, string[]? dns = null, string[]? uris = null, DateTimeOffset? from = null, DateTimeOffset? until = null,
        Action<CertificateRequest>? change = null)
    {
        using var subject = ECDsa.Create();
        subject.ImportSubjectPublicKeyInfo(signing.PublicKey.ToSpki(), out _);
        var request = new CertificateRequest("CN=www.example.org, O=Prifysgol Ŵyn", subject, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in dns ?? [])
            names.AddDnsName(name);
        foreach (var uri in uris ?? [])
            names.AddUri(new Uri(uri));
        if ((dns ?? uris) is not null)
            request.CertificateExtensions.Add(names.Build());
        change?.Invoke(request);
        return Sign(request, from ?? From, until ?? Until);
    }

    public static JsonArray X5c(params X509Certificate2[] certificates) => new([.. certificates.Select(one => (JsonNode)Convert.ToBase64String(one.RawData))]);

    public void Dispose()
    {
        certificate.Dispose();
        key.Dispose();
    }

    private X509Certificate2 Sign(CertificateRequest request, DateTimeOffset from, DateTimeOffset until) =>
        request.Create(certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(key), from, until, RandomNumberGenerator.GetBytes(8));
}
