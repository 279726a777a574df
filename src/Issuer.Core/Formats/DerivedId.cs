using System.Collections.Immutable;
using System.Security.Cryptography;
using Issuer.Core.Model;

namespace Issuer.Core.Formats;

/// <summary>
/// Identifiers for things that Open Badges demands one for and that have none: the same content has the same <c>urn:uuid</c> (version 8, RFC 9562
/// section 5.8, of a SHA-256) in every credential, so that they are neither random nor tied to a host.
/// </summary>
static class DerivedId
{
    /// <summary>The issuer's DID where the organisation is the issuer itself (a legal name in common, no other country); else of all that is known of it.</summary>
    public static string Of(Organisation organisation, BadgeIssuer issuer)
    {
        if (IsIssuer(organisation, issuer))
            return issuer.Did;
        using var hash = new Digest("organisation");
        hash.Add(organisation.LegalName);
        hash.Add(organisation.Country?.Iri);
        foreach (var identifier in organisation.Identifiers)
        {
            hash.Add(identifier.Type);
            hash.Add(identifier.Value);
        }

        hash.Add(organisation.HomePage?.AbsoluteUri);
        return hash.ToUrn();
    }

    /// <summary>Of a grading scheme; the same scheme is the same in every achievement.</summary>
    public static string OfGradingScheme(LocalizedText? scheme)
    {
        using var hash = new Digest("grading-scheme");
        hash.Add(scheme);
        return hash.ToUrn();
    }

    public static bool IsIssuer(Organisation organisation, BadgeIssuer issuer)
    {
        if (organisation.Country is { } country && country.Iri != issuer.Country.Iri)
            return false;
        foreach (var (_, name) in organisation.LegalName.Entries)
        {
            foreach (var (_, own) in issuer.LegalName.Entries)
            {
                if (name == own)
                    return true;
            }
        }

        return false;
    }

    private sealed class Digest : IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public Digest(string kind) => Add(kind);

        /// <summary>Every part is preceded by its length, so that no two sequences of parts are the same bytes.</summary>
        public void Add(string? part)
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(part ?? "");
            Span<byte> length = stackalloc byte[4];
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, part is null ? -1 : bytes.Length);
            _hash.AppendData(length);
            _hash.AppendData(bytes);
        }

        public void Add(LocalizedText? text)
        {
            foreach (var (language, value) in text?.Entries ?? ImmutableArray<(string, string)>.Empty)
            {
                Add(language);
                Add(value);
            }

            Add((string?)null);
        }

        public string ToUrn()
        {
            Span<byte> digest = stackalloc byte[32];
            _hash.GetCurrentHash(digest);
            var uuid = digest[..16];
            uuid[6] = (byte)((uuid[6] & 0x0F) | 0x80);
            uuid[8] = (byte)((uuid[8] & 0x3F) | 0x80);
            return "urn:uuid:" + new Guid(uuid, bigEndian: true).ToString("D");
        }

        public void Dispose() => _hash.Dispose();
    }
}
