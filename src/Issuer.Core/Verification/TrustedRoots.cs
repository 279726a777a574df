using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Issuer.Core.Verification;

/// <summary>
/// Certificates of the authorities whose word the operator takes for who holds a key. None by default: no authority of the operating system is asked.
/// Immutable and thread-safe.
/// </summary>
public sealed class TrustedRoots
{
    /// <summary>Most roots that are held.</summary>
    public const int MaximumCount = 1024;

    /// <summary>No authority is trusted; a certificate then shows nothing.</summary>
    public static readonly TrustedRoots None = new([]);

    private TrustedRoots(X509Certificate2Collection certificates) => Certificates = certificates;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => Certificates.Count == 0;

    internal X509Certificate2Collection Certificates { get; }

    /// <summary>Reads the <c>CERTIFICATE</c> blocks of PEM files; text around them is passed over, as PEM files have it.</summary>
    /// <param name="pemFiles">The files' text.</param>
    /// <param name="roots">All of them together.</param>
    /// <param name="fault">One sentence; which file is meant says its number, from 0.</param>
    public static bool TryRead(IReadOnlyList<string> pemFiles, [NotNullWhen(true)] out TrustedRoots? roots, [NotNullWhen(false)] out (int File, string Reason)? fault)
    {
        roots = null;
        fault = null;
        var all = new X509Certificate2Collection();
        for (var i = 0; i < pemFiles.Count; i++)
        {
            var before = all.Count;
            try
            {
                all.ImportFromPem(pemFiles[i]);
            }
            catch (CryptographicException)
            {
                fault = (i, "has a block that is no certificate");
                return false;
            }

            if (all.Count == before)
                fault = (i, "has no certificate in PEM form");
            else if (all.Count > MaximumCount)
                fault = (i, $"brings the number of roots above {MaximumCount}");
            else if (all.Skip(before).Any(certificate => !IsRoot(certificate)))
                fault = (i, "has a certificate that is no root: a root signs itself and says that it is an authority");
            if (fault is not null)
                return false;
        }

        roots = new(all);
        return true;
    }

    // An intermediate here would end no chain, so it is named at start rather than wondered about later.
    private static bool IsRoot(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)
        && certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is { CertificateAuthority: true };
}
