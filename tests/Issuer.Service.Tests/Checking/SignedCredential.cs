using System.Text;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Status;
using Issuer.Core.Verification;

namespace Issuer.Service.Tests.Checking;

/// <summary>A small signed credential of a did:web issuer, with its DID document and its status list.</summary>
internal sealed record SignedCredential(string Compact, byte[] DidDocument, string StatusList)
{
    public static SignedCredential Make(string did, string listUrl, bool revoked = false)
    {
        using var key = SigningKey.Generate(SignatureAlgorithm.P256);
        var kid = DidDocumentWriter.JwkMethod(did, "k1");
        var list = BitstringStatusList.Empty();
        list.Set(42, revoked);
        var document = Encoding.UTF8.GetBytes($$"""
            {"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:uuid:7d1c0f0e-0000-4000-8000-000000000001","type":["VerifiableCredential"],"issuer":"{{did}}","validFrom":"2026-01-01T00:00:00Z","credentialSubject":{"id":"did:example:learner","name":"Ŵyn 𝒵 \u0007"},"credentialStatus":{"type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"42","statusListCredential":"{{listUrl}}"} }
            """);
        return new(
            VcJwt.Sign(document, key, kid).Compact,
            DidDocumentWriter.Write(did, [("k1", key.PublicKey)]),
            VcJwt.Sign(StatusListCredential.Write(listUrl, did, "revocation", list, new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), 60_000), key, kid).Compact);
    }
}
