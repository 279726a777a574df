using System.Buffers.Binary;
using System.Text;
using Issuer.Core.Formats;
using Issuer.Service.Store;

namespace Issuer.Service.Credentials;

/// <summary>
/// A credential's document D, its request and its proofs, for keeping, without what they share with others: the inline context and the words of the format are every
/// credential's, the achievement is every holder's and stored once, and the event itself names the credential and its place in a status list.
/// </summary>
internal static class SharedParts
{
    /// <summary>Begins what is kept over a reference; what is kept whole begins with a brace, what was kept in pieces by earlier versions with 1.</summary>
    private const byte Mark = 2;
    private const byte PiecesMark = 1;

    /// <summary>
    /// Words that stand in most documents and requests. They are in the reference of everything that is kept under <see cref="Mark"/> and never change: other words
    /// would be another mark.
    /// </summary>
    private static ReadOnlySpan<byte> Words =>
        """
        {"learner":{"givenName":"","familyName":"","fullName":"","dateOfBirth":"19","email":"@","identifiers":[{"type":"student-number","value":""}]},"title":{"en":"","cy":""},"description":{"en":"
        "learningOutcomes":[{"title":{"en":"","workload":{"ects":,"hours":},"level":{"eqf":,"qfEhea":"short-cycle","nqf":["assessment":{"types":["project-work"],"supervision":"supervised-with-id"},"participation":["online"],"qualityAssurance":[{"type":"institutional-quality-assurance","agent":{"legalName":{"en":""}}}],"subjectAreas":["grade":{"value":"","scheme":{"en":""}},"options":{},"jwtAlgorithm":"EdDSA","forms":["dateOfIssuing":"2026-","validUntil":"T00:00:00Z","issuerCountry":"http://publications.europa.eu/resource/authority/country/GBR","issuerRegion":"http://data.europa.eu/nuts/code/UKL","awardingBodies":[{"legalName":{"en":"University of ","cy":"Prifysgol "},"country":"identifiers":[{"type":"homepage":"https://
        {"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",],"id":"https://","type":["VerifiableCredential","OpenBadgeCredential"],"name":"","issuer":{"id":"did:web:","type":["Profile"],"name":"University of ","url":"https://","image":{"id":"","type":"Image"},"email":"","address":{"type":["Address"],"addressCountry":"United Kingdom","addressCountryCode":"GB","addressRegion":"Wales"},"legalName":{"en":"University of ","cy":"Prifysgol "},"location":{"type":"Location","elmAddress":{"type":"ElmAddress","countryCode":{"id":"http://publications.europa.eu/resource/authority/country/GBR","type":"Concept","inScheme":"http://publications.europa.eu/resource/authority/country","prefLabel":{"en":"United Kingdom","cy":"Y Deyrnas Unedig"}}},"spatialCode":{"id":"http://data.europa.eu/nuts/code/UKL","type":"Concept","inScheme":"http://data.europa.eu/nuts","prefLabel":{"en":"Wales","cy":"Cymru"}}}},"validFrom":"2026-11-24T15:17:17Z","validUntil":"","awardedDate":"2026-11-24T00:00:00Z","credentialSubject":{"id":"urn:uuid:","type":["AchievementSubject","Person"],"identifier":[{"type":["IdentityObject"],"hashed":false,"identityHash":"","identityType":"name":"","fullName":{"und":""},"givenName":{"und":""},"familyName":{"und":""},"creditsEarned":5,"result":[{"type":["Result"],"resultDescription":"urn:uuid:","value":""}],"achievement":{"id":"https:///achievements/","image":{"id":"https:///achievements//image.svg","type":"Image"},"hasClaim":{"type":"LearningAchievement","specifiedBy":"https:///achievements/","awardedBy":{"type":"AwardingProcess","awardingBody":["did:web:"],"awardingDate":"2026-11-24T00:00:00Z"},"provenBy":{"type":"LearningAssessment","idVerification":{"id":"http://data.europa.eu/snb/supervision-verification/","type":"Concept","inScheme":"http://data.europa.eu/snb/supervision-verification/25831c2","prefLabel":{"en":"Supervised with ID Verification","cy":"Dan oruchwyliaeth, gan wirio hunaniaeth"}},"grade":{"type":"Note","noteLiteral":{"en":"","cy":""}}}}},"credentialStatus":{"id":"https:///status/","type":"BitstringStatusListEntry","statusPurpose":"revocation","statusPurpose":"suspension","statusListIndex":"","statusListCredential":"https:///status/"},"credentialSchema":[{"id":"https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json","type":"1EdTechJsonSchemaValidator2019"}]}
        """u8;

    /// <summary>The same for proofs and protected headers, which repeat the document's issuer and date.</summary>
    private static ReadOnlySpan<byte> ProofWords =>
        """
        {"type":"DataIntegrityProof","cryptosuite":"ecdsa-jcs-2019"rdfc-2019"eddsa-jcs-2022"eddsa-rdfc-2022","created":"","verificationMethod":"#k2","proofPurpose":"assertionMethod","proofValue":"z{"alg":"EdDSA{"alg":"ES384{"alg":"ES256","kid":"#k1-jwk","typ":"vc+jwt"}
        """u8;

    /// <summary>What the proofs and protected headers over a document are kept over.</summary>
    public static byte[] ReferenceOfProofs(ReadOnlySpan<byte> document) => [.. document, .. ProofWords];

    /// <summary>What both texts of a credential are kept over.</summary>
    /// <param name="credentialId">The <c>id</c> inside the document.</param>
    /// <param name="place">Its place in a status list.</param>
    /// <param name="achievement">The achievement's content as it is stored under the id that the credential's event names; empty where it is not known.</param>
    public static byte[] Reference(string credentialId, StatusPlace place, ReadOnlySpan<byte> achievement) =>
        [.. Words, .. EuContext.Utf8, .. Encoding.UTF8.GetBytes($"\"id\":\"{credentialId}\"{place.List}\"statusListIndex\":\"{place.Index}\""), .. achievement];

    /// <summary>The text over the reference.</summary>
    public static byte[] TakeOut(ReadOnlySpan<byte> text, ReadOnlySpan<byte> reference) => [Mark, .. TextDelta.Write(text, reference)];

    /// <summary>The text again, byte for byte; null where what is kept does not go with the reference.</summary>
    /// <param name="kept">A text as any version kept it.</param>
    /// <param name="reference">As it was then.</param>
    /// <param name="achievement">The achievement's content, or empty where it is not known.</param>
    public static byte[]? PutBack(byte[] kept, ReadOnlySpan<byte> reference, ReadOnlySpan<byte> achievement) => kept switch
    {
        [Mark, .. var delta] => TextDelta.Read(delta, reference, LearnerVault.MaximumDocumentBytes),
        [PiecesMark, .. var pieces] => Join(pieces, achievement),
        _ => kept,
    };

    // Each piece is a byte that says what it is: text of its own (T, length in four bytes, big-endian, the text), the context (C), or the achievement's content
    // after its first brace (A).
    private static byte[]? Join(ReadOnlySpan<byte> pieces, ReadOnlySpan<byte> achievement)
    {
        var document = new List<byte>(pieces.Length + EuContext.Utf8.Length + achievement.Length);
        while (!pieces.IsEmpty)
        {
            var piece = pieces[0];
            pieces = pieces[1..];
            switch (piece)
            {
                case (byte)'T' when pieces.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(pieces) is var length && length <= pieces.Length - 4:
                    document.AddRange(pieces.Slice(4, (int)length));
                    pieces = pieces[(4 + (int)length)..];
                    break;
                case (byte)'C':
                    document.AddRange(EuContext.Utf8);
                    break;
                case (byte)'A' when !achievement.IsEmpty:
                    document.AddRange(achievement[1..]);
                    break;
                default:
                    return null;
            }
        }

        return [.. document];
    }
}
