using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Model;

namespace Issuer.Core.Formats;

/// <summary>
/// From a micro-credential to document D: a Verifiable Credential (VCDM 2.0) that is an Open Badge 3.0 and carries all EU elements as ELM 3.1 terms. D is
/// what every signed form of the badge says, byte for byte; it has no proof and no JWT claims.
/// </summary>
/// <remarks>Of the learner it carries the name and an id, and nothing else.</remarks>
public static class OpenBadge
{
    private static readonly JsonWriterOptions Options = new()
    {
        // What is signed is read by people too: ŵ stays ŵ. The document is never put into HTML or a script without encoding it there.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Writes document D: UTF-8 JSON without white space.</summary>
    /// <exception cref="ArgumentException"><see cref="BadgeFacts.ValidFrom"/> or <see cref="MicroCredential.ValidUntil"/> has a fraction of a second.</exception>
    public static byte[] Write(MicroCredential credential, BadgeFacts facts)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            var language = credential.Options.Language;
            json.WriteStartObject();
            json.WriteStartArray("@context"u8);
            json.WriteStringValue(EuContext.CredentialsV2);
            json.WriteStringValue(EuContext.OpenBadges);
            json.WriteRawValue(EuContext.Utf8, skipInputValidation: true);
            json.WriteEndArray();
            json.WriteString("id"u8, facts.CredentialId);
            Types(json, "VerifiableCredential"u8, "OpenBadgeCredential"u8);
            json.WriteString("name"u8, credential.Title.In(language).Text);
            ProfileWriter.Issuer(json, facts.Issuer, credential);
            json.WriteString("validFrom"u8, Timestamp.Of(facts.ValidFrom));
            if (credential.ValidUntil is { } until)
                json.WriteString("validUntil"u8, Timestamp.Of(until));
            json.WriteString("awardedDate"u8, Timestamp.AtMidnight(credential.DateOfIssuing));
            Subject(json, credential, facts);
            facts.Status.WriteTo(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// The achievement without its <c>id</c>: the same for every holder of one course run, and what <c>/achievements/{id}</c> shows. From its second byte on,
    /// it stands in document D byte for byte.
    /// </summary>
    public static byte[] AchievementContent(MicroCredential credential, BadgeIssuer issuer)
    {
        var buffer = new ArrayBufferWriter<byte>(8 * 1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
            new AchievementWriter(json, credential, issuer).Write(id: null);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The last segment of an achievement's URL: base64url of the first 16 bytes of SHA-256 over its content's canonical JSON (RFC 8785).</summary>
    /// <param name="achievementContent">What <see cref="AchievementContent"/> gives.</param>
    public static string AchievementDigest(ReadOnlyMemory<byte> achievementContent)
    {
        using var document = JsonDocument.Parse(achievementContent);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(CanonicalJson.Canonicalize(document.RootElement), hash);
        return Base64UrlText.Encode(hash[..16]);
    }

    /// <inheritdoc cref="AchievementDigest(ReadOnlyMemory{byte})"/>
    public static string AchievementDigest(MicroCredential credential, BadgeIssuer issuer) => AchievementDigest(AchievementContent(credential, issuer));

    private static void Types(Utf8JsonWriter json, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default)
    {
        json.WriteStartArray("type"u8);
        json.WriteStringValue(first);
        if (!second.IsEmpty)
            json.WriteStringValue(second);
        json.WriteEndArray();
    }

    private static void Subject(Utf8JsonWriter json, MicroCredential credential, BadgeFacts facts)
    {
        json.WriteStartObject("credentialSubject"u8);
        json.WriteString("id"u8, facts.SubjectId);
        Types(json, "AchievementSubject"u8, "Person"u8);
        json.WriteString("name"u8, credential.Learner.FullName);
        json.WriteStartObject("fullName"u8);
        // ELM wants a language-tagged string, and a name is in no language (RFC 5646 section 4.1, item 5: "und" where a tag is required).
        json.WriteString("und"u8, credential.Learner.FullName);
        json.WriteEndObject();
        if (AchievementWriter.Credits(credential.Workload) is { } credits)
            json.WriteNumber("creditsEarned"u8, credits);
        if (credential.Grade is { } grade)
        {
            json.WriteStartArray("result"u8);
            json.WriteStartObject();
            Types(json, "Result"u8);
            json.WriteString("resultDescription"u8, DerivedId.OfGradingScheme(grade.Scheme));
            json.WriteString("value"u8, grade.Value);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WritePropertyName("achievement"u8);
        new AchievementWriter(json, credential, facts.Issuer).Write(facts.AchievementId, facts.AchievementImageUrl);
        Claim(json, credential, facts);
        json.WriteEndObject();
    }

    /// <summary>The learner's own part in ELM: the award, its date, and the assessment that it rests on.</summary>
    private static void Claim(Utf8JsonWriter json, MicroCredential credential, BadgeFacts facts)
    {
        var language = credential.Options.Language;
        var elm = new ElmWriter(json, credential.Title, language);
        json.WriteStartObject("hasClaim"u8);
        json.WriteString("type"u8, "LearningAchievement"u8);
        json.WriteString("specifiedBy"u8, facts.AchievementId);
        json.WriteStartObject("awardedBy"u8);
        json.WriteString("type"u8, "AwardingProcess"u8);
        json.WriteStartArray("awardingBody"u8);
        foreach (var body in credential.AwardingBodies)
            json.WriteStringValue(DerivedId.Of(body, facts.Issuer));
        json.WriteEndArray();
        json.WriteString("awardingDate"u8, Timestamp.AtMidnight(credential.DateOfIssuing));
        json.WriteEndObject();

        if (credential.Grade is not null || credential.DateOfAssessment is not null || credential.Assessment.Supervision is not null)
        {
            json.WriteStartObject("provenBy"u8);
            json.WriteString("type"u8, "LearningAssessment"u8);
            if (credential.DateOfAssessment is { } date)
                json.WriteString("dateOfAssessment"u8, Timestamp.Date(date));
            elm.Concept("idVerification"u8, credential.Assessment.Supervision);
            if (credential.Grade is { } grade)
                elm.Note("grade"u8, LocalizedText.Of(language, grade.Value));
            json.WriteEndObject();
        }

        if (credential.RecognitionOfPriorLearning is { } recognised)
            json.WriteBoolean("recognitionOfPriorLearning"u8, recognised);
        json.WriteEndObject();
    }
}
