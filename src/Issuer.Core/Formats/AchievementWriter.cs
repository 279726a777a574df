using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Issuer.Core.Model;

namespace Issuer.Core.Formats;

/// <summary>
/// The <c>achievement</c> of a badge: everything that is the same for all holders of one course run, so nothing of the learner and no date of award. Open
/// Badges' own terms first, then all EU elements as ELM 3.1, then alignments as a copy for badge software.
/// </summary>
sealed partial class AchievementWriter(Utf8JsonWriter json, MicroCredential credential, BadgeIssuer issuer)
{
    private readonly string _language = credential.Options.Language;
    private readonly ElmWriter _elm = new(json, credential.Title, credential.Options.Language);

    /// <param name="id">The achievement's URL; null to leave it out, for the digest that makes the URL.</param>
    /// <param name="imageUrl">URL of its picture, which is made from the achievement's own; null for none.</param>
    public void Write(string? id, string? imageUrl = null)
    {
        json.WriteStartObject();
        if (id is not null)
            json.WriteString("id"u8, id);
        // Before all that is in the content too, which stands in the document as one piece.
        if (imageUrl is not null)
        {
            json.WriteStartObject("image"u8);
            json.WriteString("id"u8, imageUrl);
            json.WriteString("type"u8, "Image"u8);
            json.WriteEndObject();
        }

        Types("Achievement"u8, "Qualification"u8);
        json.WriteString("achievementType"u8, "MicroCredential"u8);
        json.WriteString("name"u8, credential.Title.In(_language).Text);
        json.WriteString("description"u8, GeneratedText.Description(credential));
        json.WriteStartObject("criteria"u8);
        json.WriteString("narrative"u8, GeneratedText.Narrative(credential));
        json.WriteEndObject();
        Creator(credential.AwardingBodies[0]);
        if (!credential.SubjectAreas.IsEmpty)
            json.WriteString("fieldOfStudy"u8, credential.SubjectAreas[0].Label.In(_language).Text);
        if (Credits(credential.Workload) is { } credits)
            json.WriteNumber("creditsAvailable"u8, credits);
        if (InLanguage(_language) is { } inLanguage)
            json.WriteString("inLanguage"u8, inLanguage);
        ResultDescription();
        EuElements();
        Alignments();
        json.WriteEndObject();
    }

    /// <summary>
    /// Credits as Open Badges' one number without a unit: ECTS, else the first other credits there are; <c>creditPoint</c> says which.
    /// </summary>
    public static decimal? Credits(Workload workload) => workload switch
    {
        { Ects: { } ects } => ElmWriter.Plain(ects),
        { OtherCredits: [var first, ..] } => ElmWriter.Plain(first.Points),
        _ => null,
    };

    private void Types(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default)
    {
        json.WriteStartArray("type"u8);
        json.WriteStringValue(first);
        if (!second.IsEmpty)
            json.WriteStringValue(second);
        json.WriteEndArray();
    }

    /// <summary>Open Badges has one creator; a joint award names all its awarding bodies in <c>awardingOpportunity</c>.</summary>
    private void Creator(Organisation body)
    {
        json.WriteStartObject("creator"u8);
        json.WriteString("id"u8, DerivedId.Of(body, issuer));
        Types("Profile"u8);
        json.WriteString("name"u8, body.LegalName.In(_language).Text);
        if (body.HomePage is { } page)
            json.WriteString("url"u8, page.AbsoluteUri);
        ProfileWriter.Address(json, body.Country ?? (DerivedId.IsIssuer(body, issuer) ? issuer.Country : null), region: null, _language);
        ProfileWriter.Identifiers(json, body.Identifiers);
        json.WriteEndObject();
    }

    /// <summary>The scheme that the learner's result refers to; the result itself is the subject's.</summary>
    private void ResultDescription()
    {
        if (credential.Grade is not { } grade)
            return;
        json.WriteStartArray("resultDescription"u8);
        json.WriteStartObject();
        json.WriteString("id"u8, DerivedId.OfGradingScheme(grade.Scheme));
        Types("ResultDescription"u8);
        json.WriteString("name"u8, grade.Scheme?.In(_language).Text ?? "Grade");
        json.WriteString("resultType"u8, "Result"u8);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void EuElements()
    {
        _elm.Text("title"u8, credential.Title);
        _elm.Text("elmDescription"u8, credential.Description);

        json.WriteStartObject("awardingOpportunity"u8);
        json.WriteString("type"u8, "AwardingOpportunity"u8);
        _elm.Organisations("awardingBody"u8, credential.AwardingBodies, issuer);
        json.WriteEndObject();

        if (credential.Provider is { } provider)
        {
            json.WriteStartObject("learningOpportunity"u8);
            json.WriteString("type"u8, "LearningOpportunity"u8);
            _elm.Organisations("providedBy"u8, [provider], issuer);
            json.WriteEndObject();
        }

        LearningOutcomes();
        Workload();
        Level();
        Assessments();
        _elm.Concepts("mode"u8, credential.Participation);
        QualityAssurance();
        _elm.Concepts("thematicArea"u8, credential.SubjectAreas);
        _elm.Note("entryRequirement"u8, credential.Prerequisites);
        _elm.Text("accessRequirements"u8, credential.AccessRequirements);
        Stackability();
        if (credential.FurtherInformation is { } further)
        {
            json.WriteStartArray("additionalNote"u8);
            _elm.Note(further);
            json.WriteEndArray();
        }
    }

    private void LearningOutcomes()
    {
        json.WriteStartArray("learningOutcome"u8);
        foreach (var outcome in credential.LearningOutcomes)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "LearningOutcome"u8);
            _elm.Text("title"u8, outcome.Title);
            // ELM's LearningOutcome has no description of its own.
            if (outcome.Description is { } description)
            {
                json.WriteStartArray("additionalNote"u8);
                _elm.Note(description);
                json.WriteEndArray();
            }

            if (!outcome.EscoSkills.IsEmpty)
            {
                json.WriteStartArray("relatedESCOSkill"u8);
                foreach (var skill in outcome.EscoSkills)
                    json.WriteStringValue(skill.AbsoluteUri);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Workload()
    {
        var workload = credential.Workload;
        if (workload.Ects is not null || !workload.OtherCredits.IsEmpty)
        {
            json.WriteStartArray("creditPoint"u8);
            if (workload.Ects is { } ects)
                CreditPoint(CodeLists.CreditFrameworks.Find("ects")!, ects);
            foreach (var credits in workload.OtherCredits)
                CreditPoint(credits.Framework, credits.Points);
            json.WriteEndArray();
        }

        if (workload.Hours is { } hours)
            json.WriteString("volumeOfLearning"u8, ElmWriter.Duration(hours));
        _elm.Text("reasonForNoCredits"u8, workload.Reason);
    }

    private void CreditPoint(Concept framework, decimal points)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "CreditPoint"u8);
        _elm.Concept("framework"u8, framework);
        // A string in ELM (xsd:string), although a number.
        json.WriteString("point"u8, ElmWriter.Plain(points).ToString(System.Globalization.CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    /// <summary>
    /// EQF and national levels have terms of their own; QF-EHEA cycle, ISCED and sectoral levels are education levels of their schemes. ELM binds
    /// <c>nqfLevel</c> to the EU's list, so a national level that is not in it (FHEQ) is an education level too.
    /// </summary>
    private void Level()
    {
        var level = credential.Level;
        _elm.Concept("eqfLevel"u8, level.Eqf);
        _elm.Concepts("nqfLevel"u8, [.. level.Nqf.Where(IsOfTheEusList)]);
        ImmutableArray<Concept> others = [.. level.Nqf.Where(concept => !IsOfTheEusList(concept))];
        if (level.QfEhea is not null || level.IscedLevel is not null || !level.Sqf.IsEmpty || !others.IsEmpty)
        {
            json.WriteStartArray("educationLevel"u8);
            if (level.QfEhea is { } cycle)
                _elm.Concept(cycle);
            if (level.IscedLevel is { } isced)
                _elm.Concept(isced);
            foreach (var sectoral in level.Sqf)
            {
                json.WriteStartObject();
                json.WriteString("type"u8, "Concept"u8);
                json.WriteString("notation"u8, sectoral.Level);
                json.WriteStartObject("inScheme"u8);
                json.WriteString("type"u8, "ConceptScheme"u8);
                _elm.Text("prefLabel"u8, sectoral.Framework);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            foreach (var national in others)
                _elm.Concept(national);
            json.WriteEndArray();
        }

        _elm.Text("reasonForNoLevel"u8, level.Reason);
    }

    private static bool IsOfTheEusList(Concept level) => level.SchemeIri == CodeLists.Nqf.SchemeIri;

    /// <summary>
    /// One specification for each type, since ELM allows a specification one type; the institution's own words and the grading scheme, which are about the
    /// whole, stand on the first.
    /// </summary>
    private void Assessments()
    {
        json.WriteStartArray("provenBy"u8);
        for (var i = 0; i < credential.Assessment.Types.Length; i++)
        {
            var type = credential.Assessment.Types[i];
            json.WriteStartObject();
            json.WriteString("type"u8, "LearningAssessmentSpecification"u8);
            _elm.Concept("dcType"u8, type);
            if (i == 0)
            {
                _elm.Text("elmDescription"u8, credential.Assessment.Description);
                if (credential.Grade?.Scheme is { } scheme)
                {
                    json.WriteStartObject("gradingScheme"u8);
                    json.WriteString("type"u8, "GradingScheme"u8);
                    _elm.Text("title"u8, scheme);
                    json.WriteEndObject();
                }
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void QualityAssurance()
    {
        json.WriteStartArray("accreditation"u8);
        foreach (var assurance in credential.QualityAssurance)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "Accreditation"u8);
            _elm.Concept("dcType"u8, assurance.Type);
            if (assurance.Agent is { } agent)
            {
                json.WritePropertyName("accreditingAgent"u8);
                _elm.Organisation(agent, issuer);
            }

            // elm:decision is a concept of a list; an address of the published decision is the accreditation's page.
            _elm.WebResource("landingPage"u8, assurance.Decision);
            _elm.WebResource("report"u8, assurance.Deqar);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Stackability()
    {
        if (credential.Stackability is not { } stackability)
            return;
        _elm.Concept("stackability"u8, stackability.Type);
        if (stackability.Towards.IsEmpty)
            return;
        // Only what adds up to something named is part of a qualification; "stackable" alone promises none.
        json.WriteBoolean("isPartialQualification"u8, true);
        json.WriteStartArray("isPartOf"u8);
        foreach (var award in stackability.Towards)
        {
            json.WriteStartObject();
            if (Uri.TryCreate(award, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps)
                json.WriteString("id"u8, uri.AbsoluteUri);
            json.WriteString("type"u8, "Qualification"u8);
            if (uri?.Scheme != Uri.UriSchemeHttps)
            {
                json.WriteStartObject("title"u8);
                json.WriteString(_language, award);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>
    /// Badge software reads levels, fields, skills and quality assurance here or not at all (the Dutch pattern, <c>ext:</c> target types). A target is a
    /// URL, so concepts of lists that have none (cycles, FHEQ, ISCED levels) are in the narrative instead.
    /// </summary>
    private void Alignments()
    {
        var level = credential.Level;
        json.WriteStartArray("alignment"u8);
        if (level.Eqf is { } eqf)
            Alignment("EQF " + eqf.Label.In(_language).Text, eqf.Iri, eqf.Notation, "European Qualifications Framework"u8, "ext:EQF"u8);
        foreach (var national in level.Nqf)
            Alignment(national.Label.In(_language).Text, national.Iri, national.Notation, default, "ext:NQF"u8);
        foreach (var area in credential.SubjectAreas)
            Alignment(area.Label.In(_language).Text, area.Iri, area.Notation, "ISCED-F 2013"u8, "ext:ISCED-F"u8);
        foreach (var outcome in credential.LearningOutcomes)
        {
            foreach (var skill in outcome.EscoSkills)
                Alignment(outcome.Title.In(_language).Text, skill.AbsoluteUri, code: null, "ESCO"u8, "ceasn:Competency"u8);
        }

        foreach (var assurance in credential.QualityAssurance)
        {
            var label = assurance.Type.Label.In(_language).Text;
            var name = assurance.Agent is { } agent ? label + ": " + agent.LegalName.In(_language).Text : label;
            var url = (assurance.Deqar ?? assurance.Decision)?.AbsoluteUri ?? assurance.Type.Iri;
            Alignment(name, url, code: null, default, "ext:QualityAssurance"u8);
        }

        json.WriteEndArray();
    }

    private void Alignment(string name, string url, string? code, ReadOnlySpan<byte> framework, ReadOnlySpan<byte> type)
    {
        if (!url.StartsWith("http", StringComparison.Ordinal))
            return;
        json.WriteStartObject();
        Types("Alignment"u8);
        json.WriteString("targetName"u8, name);
        json.WriteString("targetUrl"u8, url);
        if (code is not null)
            json.WriteString("targetCode"u8, code);
        if (!framework.IsEmpty)
            json.WriteString("targetFramework"u8, framework);
        json.WriteString("targetType"u8, type);
        json.WriteEndObject();
    }

    /// <summary>The 1EdTech schema takes language, script and region only; of a longer tag the language is left.</summary>
    private static string? InLanguage(string tag)
    {
        if (SchemaLanguage().IsMatch(tag))
            return tag;
        var primary = tag.Split('-')[0];
        return SchemaLanguage().IsMatch(primary) ? primary : null;
    }

    [GeneratedRegex("^[a-z]{2,4}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SchemaLanguage();
}
