using System.Buffers.Text;
using System.Text;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Model;
using Issuer.Service.Access;
using Issuer.Service.Institutions;
using Issuer.Service.Store;

namespace Issuer.Service.Credentials;

/// <summary>The forms that a credential is signed in: made from document D, and given back byte for byte from D and what is stored of each.</summary>
public sealed class SignedForms(KeyRing keys)
{
    /// <summary>Document D with embedded Data Integrity proofs, <c>application/vc</c>: what badge verifiers take.</summary>
    public const string Embedded = "vc";

    /// <summary>VC-JWT, <c>application/vc+jwt</c>.</summary>
    public const string Jwt = "vc+jwt";

    /// <summary>What <c>options.forms</c> may ask for; all of them where it asks for none.</summary>
    public static readonly IReadOnlyList<string> Supported = [Embedded, Jwt];

    /// <summary>Signs document D in every form asked for.</summary>
    /// <param name="institution">Whose keys sign.</param>
    /// <param name="document">Document D.</param>
    /// <param name="options">Forms, cryptosuites and JWT algorithm.</param>
    /// <param name="now">Goes into the proofs, in whole seconds.</param>
    /// <exception cref="StoreUnavailableException">The institution has no active key of the kind.</exception>
    public IReadOnlyList<SignedForm> Sign(Institution institution, byte[] document, IssueOptions options, DateTimeOffset now)
    {
        List<SignedForm> forms = [];
        foreach (var form in options.Forms.IsEmpty ? Supported : options.Forms)
        {
            if (form == Embedded)
                forms.AddRange(Embed(institution, document, options.Cryptosuites, now));
            else
                forms.Add(SignJwt(institution, document, options.JwtAlgorithm));
        }

        return forms;
    }

    /// <summary>The forms as events keep them: without what they share with the document that they sign.</summary>
    public static IReadOnlyList<SignedForm> Keep(IReadOnlyList<SignedForm> forms, byte[] document)
    {
        var reference = SharedParts.ReferenceOfProofs(document);
        return
        [
            .. forms.Select(form => form with
            {
                Proof = null,
                Header = null,
                Kept = SharedParts.TakeOut(form.Proof is { } proof ? Encoding.UTF8.GetBytes(proof) : Base64Url.DecodeFromChars(form.Header), reference),
            }),
        ];
    }

    /// <summary>The signed form as it was handed out first; null where it was never made.</summary>
    public static byte[]? Restore(string format, byte[] document, IReadOnlyList<SignedForm> forms)
    {
        var made = forms.Where(form => form.Format == format).ToList();
        var reference = made.Exists(form => form.Kept is not null) ? SharedParts.ReferenceOfProofs(document) : [];
        return made switch
        {
            [] => null,
            _ when format == Embedded => DataIntegrity.Restore(document, made.ConvertAll(form => form.Proof ?? Encoding.UTF8.GetString(PutBack(form, reference)))),
            [var jwt, ..] => Encoding.ASCII.GetBytes(VcJwt.Restore(document, jwt.Header ?? Base64UrlText.Encode(PutBack(jwt, reference)), jwt.Signature!)),
        };
    }

    private static byte[] PutBack(SignedForm form, byte[] reference) => SharedParts.PutBack(form.Kept!, reference, default)
        ?? throw new InvalidDataException("A proof or header is not kept over this document.");

    // The document is canonicalised once for all proofs of a kind; each is a member of the set, none is over another.
    private IEnumerable<SignedForm> Embed(Institution institution, byte[] document, IReadOnlyList<string> cryptosuites, DateTimeOffset now)
    {
        var created = Instant.WholeSecond(now);
        using var unsigned = new UnsignedDocument(document);
        foreach (var name in cryptosuites)
        {
            var suite = Cryptosuite.FromName(name) ?? throw new InvalidOperationException("The reader lets known cryptosuites through only.");
            var (key, published) = ActiveKey(institution, suite.Algorithms);
            var proof = unsigned.Sign(key, new() { Suite = suite, VerificationMethod = institution.MultikeyMethodId(published), Created = created });
            yield return new(Embedded, published.KeyId, null, null, Base64UrlText.Encode(proof.Digest), proof.Json);
        }
    }

    private SignedForm SignJwt(Institution institution, byte[] document, string algorithm)
    {
        var known = SignatureAlgorithm.FromJwsName(algorithm) ?? throw new InvalidOperationException("The reader lets known algorithms through only.");
        var (key, published) = ActiveKey(institution, [known]);
        var jwt = VcJwt.Sign(document, key, institution.JwkMethodId(published));
        return new(Jwt, published.KeyId, jwt.ProtectedHeader, jwt.Signature, Base64UrlText.Encode(jwt.Digest));
    }

    /// <summary>The key that signs now, of the first algorithm for which the institution has one.</summary>
    /// <exception cref="StoreUnavailableException">It has none.</exception>
    internal (SigningKey Key, InstitutionKey Published) ActiveKey(Institution institution, IReadOnlyList<SignatureAlgorithm> algorithms)
    {
        foreach (var algorithm in algorithms)
        {
            if (keys.ActiveKey(institution, algorithm, out var published) is { } key && published is not null)
                return (key, published);
        }

        throw new StoreUnavailableException($"The institution has no active key for {string.Join(" or ", algorithms)}.");
    }
}
