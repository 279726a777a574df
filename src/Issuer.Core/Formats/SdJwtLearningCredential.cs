using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Issuer.Core.Model;

namespace Issuer.Core.Formats;

/// <summary>What issuing adds to a micro-credential for a wallet.</summary>
/// <param name="Vc">Identifiers, instants, holder's key, status. <see cref="SdJwtVcFacts.Expires"/> is the end of this form; an earlier end of the credential counts.</param>
/// <param name="LearnerId">A random <c>urn:uuid</c>, for a learner of whom the institution knows no number.</param>
/// <param name="ClassLanguages">Languages of the classes, BCP 47; empty for the credential's own language.</param>
public sealed record LearningCredentialFacts(SdJwtVcFacts Vc, string LearnerId, ImmutableArray<string> ClassLanguages);

/// <summary>
/// From a micro-credential to the claims of the EUDI wallet's learning credential ("Micro-Credential Attestation"), with its marks: what its type metadata
/// calls always selectively disclosable is, and nothing of the learner is not.
/// </summary>
/// <remarks>
/// The type has no claim for the type of assessment, the form of participation and the supervision. Date of birth and e-mail address stand beside its own
/// claims under the names of OpenID Connect Core section 5.1, each a disclosure of its own. Texts are in the credential's primary language.
/// </remarks>
public static class SdJwtLearningCredential
{
    /// <summary>The type.</summary>
    public const string Vct = "urn:eu.europa.ec.eudi:learning:credential:1";

    /// <summary>Writes the claims, ready to be signed by <see cref="SdJwtVc.Sign"/>.</summary>
    /// <param name="credential">The micro-credential; it has passed the rules.</param>
    /// <param name="facts">What issuing adds.</param>
    /// <param name="claims">The claims, or null.</param>
    /// <param name="fault">
    /// <c>eudi-expiry-missing</c> (the type demands an end of validity), <c>eudi-holder-key-missing</c> (and a holder's key), <c>eudi-level-missing</c> (and
    /// a level of the EQF, given or by its cycle).
    /// </param>
    public static bool TryWrite(
        MicroCredential credential, LearningCredentialFacts facts, [NotNullWhen(true)] out SdClaim.Object? claims, [NotNullWhen(false)] out string? fault)
    {
        claims = null;
        fault = facts.Vc.Expires is null ? "eudi-expiry-missing"
            : facts.Vc.HolderKey is null ? "eudi-holder-key-missing"
            : LevelOf(credential.Level) is null ? "eudi-level-missing"
            : null;
        if (fault is not null)
            return false;
        var expires = credential.ValidUntil is { } until && until < facts.Vc.Expires ? until : facts.Vc.Expires;
        claims = SdJwtVc.Claims(Vct, facts.Vc with { Expires = expires }, [.. Shown(credential, facts), .. Disclosable(credential, facts)]);
        return true;
    }

    private static IEnumerable<SdMember> Shown(MicroCredential credential, LearningCredentialFacts facts)
    {
        var language = credential.Options.Language;
        yield return new("issuing_authority", SdClaim.Of(string.Join("; ", credential.AwardingBodies.Select(body => body.LegalName.In(language).Text))));
        // The list's notation is the code of two letters.
        yield return new("issuing_country", SdClaim.Of(credential.IssuerCountry.Notation));
        yield return new("date_of_issuance", SdClaim.Of(Timestamp.Date(credential.DateOfIssuing)));
        if (credential.ValidUntil is { } until)
            yield return new("date_of_expiry", SdClaim.Of(Timestamp.Date(DateOnly.FromDateTime(until.UtcDateTime))));
        yield return new("achievement_title", SdClaim.Of(credential.Title.In(language).Text));
        if (credential.Description is { } description)
            yield return new("achievement_description", SdClaim.Of(description.In(language).Text));
        yield return new("language_of_classes", SdClaim.Of(facts.ClassLanguages.IsDefaultOrEmpty ? [language] : facts.ClassLanguages));
    }

    private static IEnumerable<SdMember> Disclosable(MicroCredential credential, LearningCredentialFacts facts)
    {
        var language = credential.Options.Language;
        var learner = credential.Learner;
        // Who has one name has it as family name: the type demands one.
        yield return Selective("family_name", SdClaim.Of(learner.FamilyName ?? learner.FullName));
        if (learner.GivenName is { } given && learner.FamilyName is not null)
            yield return Selective("given_name", SdClaim.Of(given));
        yield return Selective("learner_identification", SdClaim.Of(learner.Identifiers.IsEmpty ? facts.LearnerId : learner.Identifiers[0].Value));
        if (learner.DateOfBirth is { } born)
            yield return Selective("birthdate", SdClaim.Of(Timestamp.Date(born)));
        if (learner.Email is { } email)
            yield return Selective("email", SdClaim.Of(email));

        yield return Selective("learning_outcomes", SdClaim.Of(credential.LearningOutcomes.Select(outcome => outcome.Title.In(language).Text)));
        yield return Selective("expected_study_time", SdClaim.Of(GeneratedText.Workload(credential.Workload, language)));
        yield return Selective("level_of_learning_experience", SdClaim.Of(LevelOf(credential.Level)!.Value));
        yield return Selective("types_of_quality_assurance", SdClaim.Of(credential.QualityAssurance.Select(assurance => Describe(assurance, language)).Distinct()));
        if (credential.Grade is { } grade)
            yield return Selective("assessment_grade", SdClaim.Of(grade.Value));
        if (credential.Prerequisites is { } prerequisites)
            yield return Selective("prerequisites_to_enroll", SdClaim.Of([prerequisites.In(language).Text]));
        if (credential.Stackability is { } stackability)
            yield return Selective("integration_stackability_options", SdClaim.Of(stackability.Type.Slug == "stackable"));
    }

    private static SdMember Selective(string name, SdClaim value) => new(name, value, IsSelective: true);

    private static string Describe(QualityAssurance assurance, string language)
    {
        var type = assurance.Type.Label.In(language).Text;
        return assurance.Agent is { } agent ? $"{type}: {agent.LegalName.In(language).Text}" : type;
    }

    /// <summary>The EQF's level; of a cycle the one that DEQAR's own export gives it (short 5, first 6, second 7, third 8).</summary>
    private static long? LevelOf(Level level) => level switch
    {
        { Eqf: { } eqf } => long.Parse(eqf.Slug, NumberStyles.None, CultureInfo.InvariantCulture),
        { QfEhea.Slug: "short-cycle" } => 5,
        { QfEhea.Slug: "first-cycle" } => 6,
        { QfEhea.Slug: "second-cycle" } => 7,
        { QfEhea.Slug: "third-cycle" } => 8,
        _ => null,
    };
}
