using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Issuer.Core.Model;
using Issuer.Service.Languages;

namespace Issuer.Service.Pages;

/// <summary>
/// Finds the EU's elements in a credential. Open Badges keep them on <c>achievement</c>, ELM spreads them over claim, specification, assessment, activity and
/// awarding process; a badge with EU elements does both. So the reader first collects these nodes, then asks each element of the nodes that may hold it.
/// </summary>
internal sealed partial class ContentReader
{
    private readonly JsonElement _credential;
    private readonly JsonElement _issuer;
    private readonly JsonElement _subject;
    private readonly List<JsonElement> _achievements;
    private readonly List<JsonElement> _claims;
    private readonly List<JsonElement> _specifications;
    private readonly List<JsonElement> _assessments;
    private readonly List<JsonElement> _activities;
    private readonly List<JsonElement> _awards;
    private readonly string _language;

    public ContentReader(JsonElement credential)
        : this(credential, credential.Member("issuer") ?? default, credential.Members("credentialSubject").FirstOrDefault())
    {
    }

    private ContentReader(JsonElement credential, JsonElement issuer, JsonElement subject)
    {
        _credential = credential;
        _issuer = issuer;
        _subject = subject;
        _achievements = [.. Nodes([subject], "achievement")];
        _claims = [subject, .. Nodes([subject], "hasClaim")];
        _specifications = [.. _achievements, .. Nodes(_claims, "specifiedBy")];
        var assessed = Nodes([.. _claims, .. _specifications], "provenBy");
        _assessments = [.. assessed, .. Nodes(assessed, "specifiedBy")];
        var learned = Nodes([.. _claims, .. _specifications], "influencedBy");
        _activities = [.. learned, .. Nodes(learned, "specifiedBy")];
        _awards = [.. Nodes([.. _claims, .. assessed], "awardedBy"), .. Nodes(_specifications, "awardingOpportunity")];
        // The strings of Open Badges have no language of their own.
        _language = JsonReading.LanguageOr(_achievements.Select(a => a.Text("inLanguage")).FirstOrDefault(tag => tag is not null));
    }

    /// <summary>A reader for an achievement without a credential around it.</summary>
    public static ContentReader OfAchievement(JsonElement achievement)
    {
        using var around = JsonDocument.Parse("{}");
        return new(around.RootElement.Clone(), default, default, achievement);
    }

    private ContentReader(JsonElement credential, JsonElement issuer, JsonElement subject, JsonElement achievement)
        : this(credential, issuer, subject)
    {
        _achievements.Add(achievement);
        _specifications.Add(achievement);
        _assessments.AddRange(Nodes([achievement], "provenBy"));
        _awards.AddRange(Nodes([achievement], "awardingOpportunity"));
        _language = JsonReading.LanguageOr(achievement.Text("inLanguage"));
    }

    public CredentialContent Read()
    {
        var title = Title();
        var awarding = AwardingBodies();
        var issued = DateOfIssuing();
        var workload = Workload();
        var level = Level();
        var participation = Participation();
        var grade = Grade();
        var outcomes = LearningOutcomes();
        var assessment = Assessment();
        var quality = QualityAssurance();
        var stackability = Stackability();
        JsonReading.TryInstant(_credential.Text("validUntil") ?? _credential.Text("expirationDate"), out var until);

        return new()
        {
            Language = _language,
            LearnerName = LearnerName(),
            Title = title,
            IssuerName = IssuerName(),
            IssuerId = _issuer.AsIri(),
            AwardingBodies = [.. awarding.Select(body => body.Main?.Theirs).OfType<LocalizedText>()],
            DateOfIssuing = issued,
            ValidUntil = until == default ? null : until,
            IsMicroCredential = _achievements.Any(a => a.Text("achievementType") == "MicroCredential"),
            Outcomes = [.. outcomes.Select(outcome => outcome.Main).OfType<Said>().Take(CredentialContent.OutcomesShown)],
            Facts = [.. Facts((Words.Level, level), (Words.Workload, workload), (Words.Grade, grade), (Words.Assessment, assessment), (Words.Participation, participation),
                (Words.QualityAssurance, quality), (Words.CountsTowards, Larger(stackability)))],
            Mandatory =
            [
                new("learner", Words.ElementLearner, Learner()),
                new("title", Words.ElementTitle, title is null ? [] : [new(title)]),
                new("issuerCountry", Words.ElementCountry, Country()),
                new("awardingBodies", Words.ElementAwardingBodies, awarding),
                new("dateOfIssuing", Words.ElementDateOfIssuing, issued is { } day ? [new(Words.Date(day))] : []),
                new("learningOutcomes", Words.ElementLearningOutcomes, outcomes),
                new("workload", Words.ElementWorkload, workload),
                new("level", Words.ElementLevel, level),
                new("assessment", Words.ElementAssessment, assessment),
                new("participation", Words.ElementParticipation, participation),
                new("qualityAssurance", Words.ElementQualityAssurance, quality),
            ],
            Optional =
            [
                new("prerequisites", Words.ElementPrerequisites, Texts(_specifications, "entryRequirement")),
                new("supervision", Words.ElementSupervision, Supervision()),
                new("grade", Words.ElementGrade, grade),
                new("stackability", Words.ElementStackability, stackability),
                new("furtherInformation", Words.ElementFurtherInformation, FurtherInformation()),
            ],
            More = [.. More().Where(element => !element.Values.IsEmpty)],
        };
    }

    private LocalizedText? Title()
    {
        foreach (var node in _specifications.Concat(_claims.Skip(1)))
        {
            if (node.Localized("title", _language) is { } title)
                return title;
        }

        foreach (var node in _achievements.Append(_credential))
        {
            if (node.Localized("name", _language) is { } name)
                return name;
        }

        return _credential.Member("displayParameter")?.Localized("title", _language);
    }

    private LocalizedText? IssuerName() => _issuer.ValueKind == JsonValueKind.Object
        ? _issuer.Localized("legalName", _language) ?? _issuer.Localized("name", _language)
        : null;

    private string? LearnerName()
    {
        if ((_subject.Text("name") ?? _subject.Localized("fullName", JsonReading.UnknownLanguage)?.Entries[0].Text) is { } name)
            return name;
        var given = _subject.Localized("givenName", JsonReading.UnknownLanguage)?.Entries[0].Text;
        var family = _subject.Localized("familyName", JsonReading.UnknownLanguage)?.Entries[0].Text;
        if (given is not null || family is not null)
            return string.Join(' ', new[] { given, family }.Where(part => part is not null));
        // Open Badges: a name is an identity object that is not hashed.
        foreach (var identity in _subject.Members("identifier"))
        {
            if (identity.Text("identityType") == "name" && identity.Member("hashed") is { ValueKind: JsonValueKind.False })
                return identity.Text("identityHash");
        }

        return null;
    }

    private ImmutableArray<ContentValue> Learner()
    {
        var values = ImmutableArray.CreateBuilder<ContentValue>();
        var id = _subject.AsIri();
        if (LearnerName() is { } name)
            values.Add(new(Said.Untagged(name)) { Codes = id is null ? [] : [id] });
        foreach (var identity in _subject.Members("identifier"))
        {
            if (identity.Member("hashed") is { ValueKind: JsonValueKind.True })
                values.Add(new(Words.HiddenIdentity) { Codes = identity.Text("identityType") is { } type ? [type] : [] });
            else if (identity.Text("identityType") is { } kind and not "name" && identity.Text("identityHash") is { } value)
                values.Add(new(Said.Untagged(value)) { Codes = [kind] });
        }

        if (values.Count == 0 && id is not null)
            values.Add(new(Words.NoNameInCredential) { Codes = [id] });
        return values.ToImmutable();
    }

    private ImmutableArray<ContentValue> Country()
    {
        var values = new List<ContentValue>();
        foreach (var location in _issuer.Members("location"))
        {
            foreach (var address in location.Members("elmAddress").Concat(location.Members("address")))
                values.AddRange(address.Members("countryCode").Select(Concept));
            values.AddRange(location.Members("spatialCode").Select(Concept));
        }

        if (values.Count == 0)
        {
            foreach (var address in _issuer.Members("address"))
            {
                var country = CodeLists.Countries.Find(address.Text("addressCountryCode") ?? "")?.Label ?? address.Localized("addressCountry", _language);
                if (country is not null)
                    values.Add(new(country));
                if (address.Localized("addressRegion", _language) is { } region)
                    values.Add(new(region));
            }
        }

        return Distinct(values);
    }

    private ImmutableArray<ContentValue> AwardingBodies()
    {
        var bodies = Distinct(_awards.SelectMany(award => award.Members("awardingBody")).Select(Organisation).OfType<ContentValue>());
        if (bodies.IsEmpty)
            bodies = Distinct(_achievements.SelectMany(a => a.Members("creator")).Select(Organisation).OfType<ContentValue>());
        return bodies.IsEmpty && Organisation(_issuer) is { } issuer ? [issuer] : bodies;
    }

    private DateOnly? DateOfIssuing()
    {
        foreach (var text in _awards.Select(award => award.Text("awardingDate")).Prepend(_credential.Text("awardedDate"))
                     .Concat([_credential.Text("issued"), _credential.Text("issuanceDate"), _credential.Text("validFrom")]))
        {
            if (JsonReading.TryDate(text, out var date))
                return date;
        }

        return null;
    }

    private ImmutableArray<ContentValue> LearningOutcomes()
    {
        var outcomes = new List<ContentValue>();
        foreach (var outcome in Items(_specifications, "learningOutcome"))
        {
            if ((outcome.Localized("title", _language) ?? outcome.AsLocalizedText(_language)) is not { } title)
                continue;
            var notes = outcome.Members("additionalNote").Concat(outcome.Members("elmDescription")).Concat(outcome.Members("description"))
                .Select(note => note.AsLocalizedText(_language)).OfType<LocalizedText>().Select(text => new ContentNote(text));
            var skills = outcome.Members("relatedESCOSkill").Concat(outcome.Members("relatedSkill")).Select(Skill).OfType<ContentNote>();
            outcomes.Add(new(title) { Notes = [.. notes, .. skills] });
        }

        if (outcomes.Count == 0)
            outcomes.AddRange(Texts(_specifications, "learningOutcomeSummary"));
        if (outcomes.Count == 0)
            outcomes.AddRange(Aligned("ceasn:Competency", "CFItem"));
        return Distinct(outcomes);
    }

    private ContentNote? Skill(JsonElement skill)
    {
        JsonReading.TryLink(skill.AsIri()?.Replace("http://data.europa.eu/", "https://data.europa.eu/", StringComparison.Ordinal), out var link);
        return skill.ValueKind == JsonValueKind.Object && skill.Localized("prefLabel", _language) is { } label
            ? new(label, link)
            : link is null ? null : new(Words.EscoSkill, link);
    }

    private ImmutableArray<ContentValue> Workload()
    {
        var values = new List<ContentValue>();
        foreach (var credit in Items(_specifications, "creditPoint").Concat(Items(_claims, "creditReceived")))
        {
            if (credit.Number("point") is not { } points)
                continue;
            var framework = credit.Member("framework");
            var known = KnownConcepts.Find(framework?.AsIri());
            values.Add(known switch
            {
                { Concept.Slug: "ects" } => new(Words.Ects(points)) { Notes = [new(Words.EctsMeaning(points))] },
                { } other => new(Words.CreditsOf(points, other.Concept.Slug.ToUpperInvariant())) { Notes = [new(other.Concept.Label)] },
                null => new(Words.Credits(points)) { Notes = framework?.AsLocalizedText(_language) is { } name ? [new(name)] : [] },
            });
        }

        // The Dutch extension, read all over Europe.
        foreach (var achievement in _achievements)
        {
            if (values.Count == 0 && achievement.Number("ECTS") is { } ects)
                values.Add(new(Words.Ects(ects)) { Notes = [new(Words.EctsMeaning(ects))] });
        }

        foreach (var volume in Items([.. _specifications, .. _activities], "volumeOfLearning").Concat(Items(_activities, "workload")))
        {
            if (volume.AsString() is { } text)
                values.Add(new(Duration(text)));
        }

        // Open Badges' number says no unit.
        if (values.Count == 0 && (_subject.Number("creditsEarned") ?? _achievements.Select(a => a.Number("creditsAvailable")).FirstOrDefault(n => n is not null)) is { } bare)
            values.Add(new(Words.Credits(bare)));
        values.AddRange(Texts(_specifications, "reasonForNoCredits"));
        return Distinct(values);
    }

    private ImmutableArray<ContentValue> Level()
    {
        var values = new List<ContentValue>();
        foreach (var level in Items(_specifications, "eqfLevel"))
        {
            var known = KnownConcepts.Find(level.AsIri());
            values.Add(known is { List.Name: "eqf" } eqf
                ? Concept(level) with { Main = Words.EqfLevel(eqf.Concept.Notation) } is var value && Words.EqfMeaning(eqf.Concept.Notation) is { } meaning
                    ? value with { Notes = [new(meaning), .. value.Notes] }
                    : value
                : Concept(level));
        }

        foreach (var level in Items(_specifications, "nqfLevel").Concat(Items(_specifications, "educationLevel")))
        {
            var value = Concept(level);
            var framework = KnownConcepts.Find(level.AsIri())?.List is { Name: not "nqf" } list ? list.Title : level.Member("inScheme")?.AsNodeLabel(_language);
            values.Add(framework is null ? value : value with { Notes = [new(framework), .. value.Notes] });
        }

        if (values.Count == 0)
            values.AddRange(Aligned("ext:EQF", "ext:QF-EHEA", "ext:NQF", "ext:ISCED"));
        values.AddRange(Texts(_specifications, "reasonForNoLevel"));
        return Distinct(values);
    }

    private ImmutableArray<ContentValue> Assessment()
    {
        var values = new List<ContentValue>();
        foreach (var assessment in _assessments)
        {
            var notes = Texts([assessment], "elmDescription").Concat(Texts([assessment], "description")).Select(text => new ContentNote(text.Main!));
            foreach (var type in assessment.Members("dcType"))
            {
                var value = Concept(type);
                values.Add(value with { Notes = [.. value.Notes, .. notes] });
            }
        }

        foreach (var achievement in _achievements)
        {
            if (values.Count == 0)
                values.AddRange(Texts([achievement], "assessmentType"));
        }

        if (values.Count == 0)
            values.AddRange(_assessments.Select(a => a.Localized("title", _language)).OfType<LocalizedText>().Select(title => new ContentValue(title)));
        return Distinct(values);
    }

    private ImmutableArray<ContentValue> Participation()
    {
        var values = Distinct(Items([.. _specifications, .. _activities], "mode").Select(Concept));
        return values.IsEmpty ? Texts(_achievements, "participationType") : values;
    }

    private ImmutableArray<ContentValue> QualityAssurance()
    {
        var evidence = _credential.Members("evidence").SelectMany(e => e.Members("accreditation"));
        var values = new List<ContentValue>();
        foreach (var item in Items([.. _specifications, .. _awards.SelectMany(a => a.Members("awardingBody"))], "accreditation").Concat(evidence))
        {
            if (item.ValueKind != JsonValueKind.Object)
                continue;
            var type = item.Member("dcType") is { } dcType ? Concept(dcType) : null;
            if ((type?.Main ?? Titled(item)) is not { } main)
                continue;
            var notes = ImmutableArray.CreateBuilder<ContentNote>();
            notes.AddRange(type?.Notes ?? []);
            foreach (var agent in item.Members("accreditingAgent").Select(Organisation).OfType<ContentValue>())
                notes.Add(new(agent.Main!, agent.Notes.Select(note => note.Link).FirstOrDefault(link => link is not null)));
            AddLink(item, "landingPage", Words.Decision);
            AddLink(item, "report", Words.Report);
            if (JsonReading.TryLink(item.AsIri(), out var register))
                notes.Add(new(Words.Register, register));
            values.Add(new(main) { Notes = notes.ToImmutable() });

            void AddLink(JsonElement node, string name, Phrase label)
            {
                foreach (var page in node.Members(name))
                {
                    if (WebPage(page) is { } link)
                        notes.Add(new(label, link));
                }
            }
        }

        if (values.Count == 0)
            values.AddRange(Aligned("ext:QualityAssurance"));
        return Distinct(values);
    }

    private Said? Titled(JsonElement node) => node.Localized("title", _language) is { } title ? (Said)title : null;

    private ImmutableArray<ContentValue> Supervision()
    {
        var values = Distinct(Items([.. _assessments, .. _claims], "idVerification").Select(Concept));
        return values.IsEmpty ? Texts(_achievements, "supervisionType") : values;
    }

    private ImmutableArray<ContentValue> Grade()
    {
        var scheme = Items(_assessments, "gradingScheme").Select(s => s.Localized("title", _language)).FirstOrDefault(title => title is not null);
        ImmutableArray<ContentNote> notes = scheme is null ? [] : [new(scheme)];
        var values = Items(_assessments, "grade").Select(grade => grade.AsLocalizedText(_language)).OfType<LocalizedText>().Select(g => new ContentValue(g) { Notes = notes });
        if (values.Any())
            return Distinct(values);

        var descriptions = _achievements.SelectMany(a => a.Members("resultDescription")).ToList();
        return Distinct(_subject.Members("result").Select(result =>
        {
            var text = result.Text("value") ?? result.Number("value") ?? result.Text("status") ?? result.Text("achievedLevel");
            if (text is null)
                return null;
            var described = descriptions.FirstOrDefault(d => d.Text("id") is { } id && id == result.Text("resultDescription"));
            return new ContentValue(LocalizedText.Of(_language, text)) { Notes = described.Localized("name", _language) is { } name ? [new(name)] : [] };
        }).OfType<ContentValue>());
    }

    private ImmutableArray<ContentValue> Stackability()
    {
        var values = Items(_specifications, "stackability").Select(Concept).ToList();
        foreach (var award in Items([.. _specifications, .. _claims], "isPartOf"))
        {
            JsonReading.TryLink(award.AsIri(), out var link);
            if (award.AsNodeLabel(_language) is { } title)
                values.Add(new(Words.PartOfLarger) { Notes = [new(title, link)] });
            else if (link is not null)
                values.Add(new(Words.PartOfLarger) { Notes = [new(Phrase.Same(link.IdnHost + link.AbsolutePath), link)] });
        }

        if (values.Count == 0)
        {
            foreach (var partial in Items(_specifications, "isPartialQualification"))
            {
                if (partial.ValueKind is JsonValueKind.True or JsonValueKind.False)
                    values.Add(new(partial.ValueKind == JsonValueKind.True ? Words.PartOfLarger : Words.NotPartOfLarger));
            }
        }

        return Distinct(values);
    }

    /// <summary>The larger award itself, which says more than that there is one.</summary>
    private static ImmutableArray<ContentValue> Larger(ImmutableArray<ContentValue> stackability) =>
        [.. stackability.Where(value => value.Main?.Ours == Words.PartOfLarger).SelectMany(value => value.Notes).Select(note => new ContentValue(note.Text)).Take(1)];

    private ImmutableArray<ContentValue> FurtherInformation()
    {
        var values = new List<ContentValue>(Texts([.. _specifications, .. _claims.Skip(1)], "additionalNote"));
        foreach (var page in Items([.. _specifications, .. _claims.Skip(1)], "homepage").Concat(Items([.. _specifications, .. _claims.Skip(1)], "supplementaryDocument")))
        {
            if (WebPage(page) is { } link)
            {
                var title = page.AsNodeLabel(_language);
                Said name = title is null ? Phrase.Same(link.IdnHost) : title;
                values.Add(new(name) { Notes = [new(Phrase.Same(link.AbsoluteUri), link)] });
            }
        }

        return Distinct(values);
    }

    private IEnumerable<ContentElement> More()
    {
        var ownOutcomes = Items(_specifications, "learningOutcome").Any();
        var description = Texts(_specifications, "elmDescription");
        // Open Badges demands a description and criteria; beside the EU's elements they only repeat them.
        if (description.IsEmpty && !ownOutcomes)
            description = Texts([.. _achievements, _credential, .. _claims.Skip(1)], "description");
        yield return new("description", Words.MoreDescription, description);
        if (!ownOutcomes)
            yield return new("criteria", Words.MoreCriteria, Distinct(_achievements.SelectMany(a => a.Members("criteria")).SelectMany(Criteria)));
        yield return new("provider", Words.MoreProvider, Distinct(
            _specifications.Concat(_claims).SelectMany(s => s.Members("learningOpportunity")).SelectMany(o => o.Members("providedBy"))
                .Concat(_activities.SelectMany(a => a.Members("directedBy"))).Concat(_subject.Members("source")).Select(Organisation).OfType<ContentValue>()));
        yield return new("dateOfAssessment", Words.MoreDateOfAssessment, Distinct(
            _assessments.Select(a => a.Text("dateOfAssessment") ?? a.Text("dateIssued")).Where(text => JsonReading.TryDate(text, out _))
                .Select(text => JsonReading.TryDate(text, out var date) ? new ContentValue(Words.Date(date)) : null).OfType<ContentValue>()));
        yield return new("subjectAreas", Words.MoreSubjectAreas, SubjectAreas());
        yield return new("accessRequirements", Words.MoreAccess, Texts(_specifications, "accessRequirements"));
        yield return new("recognitionOfPriorLearning", Words.MoreRecognition, [
            .. Items(_claims, "recognitionOfPriorLearning").Where(v => v.ValueKind is JsonValueKind.True or JsonValueKind.False).Take(1)
                .Select(v => new ContentValue(v.ValueKind == JsonValueKind.True ? Words.RecognisedPriorLearning : Words.NotRecognisedPriorLearning))]);
        yield return new("evidence", Words.MoreEvidence, Distinct(_credential.Members("evidence").SelectMany(Evidence)));
        if (JsonReading.TryInstant(_credential.Text("validFrom"), out var from))
            yield return new("validFrom", Words.MoreValidFrom, [new(Words.Instant(from))]);
        if (JsonReading.TryInstant(_credential.Text("validUntil") ?? _credential.Text("expirationDate"), out var until))
            yield return new("validUntil", Words.ValidUntil, [new(Words.Instant(until))]);
        if (_credential.AsIri() is { } id && _credential.ValueKind == JsonValueKind.Object)
            yield return new("id", Words.MoreCredentialId, [new((Said?)null) { Codes = [id] }]);
    }

    private ImmutableArray<ContentValue> SubjectAreas()
    {
        var areas = Distinct(Items(_specifications, "thematicArea").Select(Concept));
        return areas.IsEmpty ? Texts(_achievements, "fieldOfStudy") : areas;
    }

    private IEnumerable<ContentValue> Criteria(JsonElement criteria)
    {
        if (criteria.Localized("narrative", _language) is { } narrative)
            yield return new(narrative);
        if (JsonReading.TryLink(criteria.AsIri(), out var link))
            yield return new(Phrase.Same(link.IdnHost)) { Notes = [new(Phrase.Same(link.AbsoluteUri), link)] };
    }

    private IEnumerable<ContentValue> Evidence(JsonElement evidence)
    {
        JsonReading.TryLink(evidence.AsIri(), out var link);
        var text = evidence.Localized("name", _language) ?? evidence.Localized("description", _language) ?? evidence.Localized("narrative", _language);
        if (text is not null)
            yield return new(text) { Notes = link is null ? [] : [new(Phrase.Same(link.AbsoluteUri), link)] };
        else if (link is not null)
            yield return new(Phrase.Same(link.IdnHost)) { Notes = [new(Phrase.Same(link.AbsoluteUri), link)] };
    }

    /// <summary>For the certificate: the first value of each, with what explains it.</summary>
    private static IEnumerable<ContentFact> Facts(params (Phrase Label, ImmutableArray<ContentValue> Values)[] elements)
    {
        foreach (var (label, values) in elements)
        {
            if (values is not [{ Main: { } main } first, ..])
                continue;
            var note = first.Notes.Select(n => n.Text).FirstOrDefault() ?? (values is [_, var second, ..] ? second.Main : null);
            yield return new(label, main, note);
        }
    }

    /// <summary>A concept: the list's own label where the IRI is of a list that we know, with a remark where the credential labels it otherwise.</summary>
    private ContentValue Concept(JsonElement node)
    {
        var iri = node.AsIri();
        var label = node.ValueKind == JsonValueKind.Object ? node.AsNodeLabel(_language) : null;
        if (KnownConcepts.Find(iri) is { } known)
        {
            var value = new ContentValue(Capitalised(known.Concept.Label));
            return label is null || label.Entries.Any(theirs => known.Concept.Label.Entries.Any(ours => string.Equals(ours.Text, theirs.Text, StringComparison.OrdinalIgnoreCase)))
                ? value
                : value with { Notes = [new(Words.LabelledInCredential(label.Entries[0].Text))] };
        }

        if (label is not null)
            return new(label) { Codes = node.Text("notation") is { } notation ? [notation] : [] };
        return new(Said.Untagged(node.Text("notation") ?? iri ?? "?"));
    }

    private ContentValue? Organisation(JsonElement node)
    {
        if (node.ValueKind != JsonValueKind.Object || node.AsNodeLabel(_language) is not { } name)
            return null;
        var codes = new List<string>();
        if (node.AsIri() is { } id && !id.StartsWith("urn:", StringComparison.Ordinal))
            codes.Add(id);
        foreach (var identifier in node.Members("elmIdentifier").Concat(node.Members("identifier")).Concat(node.Members("registration")).Concat(node.Members("otherIdentifier")))
        {
            if ((identifier.Text("notation") ?? identifier.Text("identifier")) is { } notation)
                codes.Add((identifier.Text("schemeName") ?? identifier.Text("identifierType")?.Replace("ext:", "", StringComparison.Ordinal)) is { } scheme ? $"{scheme}: {notation}" : notation);
        }

        var notes = new List<ContentNote>();
        foreach (var location in node.Members("location"))
        {
            foreach (var country in location.Members("elmAddress").Concat(location.Members("address")).SelectMany(address => address.Members("countryCode")))
                notes.Add(new(Concept(country).Main!));
        }

        foreach (var page in node.Members("homepage").Concat(node.Members("url")))
        {
            if (WebPage(page) is { } link)
                notes.Add(new(Phrase.Same(link.IdnHost), link));
        }

        return new(name) { Codes = [.. codes.Distinct().Take(JsonReading.MaximumItems)], Notes = [.. notes.Take(JsonReading.MaximumItems)] };
    }

    private IEnumerable<ContentValue> Aligned(params string[] targetTypes) => _achievements
        .SelectMany(a => a.Members("alignment"))
        .Where(alignment => targetTypes.Contains(alignment.Text("targetType")))
        .Select(alignment => alignment.Localized("targetName", _language) is { } name
            ? new ContentValue(name)
            {
                Notes = JsonReading.TryLink(alignment.Text("targetUrl"), out var link) ? [new(Phrase.Same(link.AbsoluteUri), link)] : [],
                Codes = alignment.Text("targetCode") is { } code ? [code] : [],
            }
            : null)
        .OfType<ContentValue>();

    private ImmutableArray<ContentValue> Texts(IEnumerable<JsonElement> nodes, string name) =>
        Distinct(Localized(nodes, name).Select(text => new ContentValue(text)));

    /// <summary>Each text of a member: a list is several texts, a language map is one.</summary>
    private IEnumerable<LocalizedText> Localized(IEnumerable<JsonElement> nodes, string name) =>
        nodes.SelectMany(node => node.Members(name)).Select(item => item.AsLocalizedText(_language)).OfType<LocalizedText>();

    private static Uri? WebPage(JsonElement page)
    {
        var text = page.ValueKind == JsonValueKind.Object ? page.Text("contentURL") ?? page.AsIri() : page.AsString();
        return JsonReading.TryLink(text, out var link) ? link : null;
    }

    /// <summary>Objects in a member of any of the nodes; at most <see cref="JsonReading.MaximumItems"/>, since each is walked again.</summary>
    private static List<JsonElement> Nodes(IReadOnlyList<JsonElement> nodes, string name) =>
        [.. nodes.SelectMany(node => node.Members(name)).Where(item => item.ValueKind == JsonValueKind.Object).Take(JsonReading.MaximumItems)];

    private static IEnumerable<JsonElement> Items(IEnumerable<JsonElement> nodes, string name) => nodes.SelectMany(node => node.Members(name)).Take(JsonReading.MaximumItems);

    private static ImmutableArray<ContentValue> Distinct(IEnumerable<ContentValue> values)
    {
        var distinct = ImmutableArray.CreateBuilder<ContentValue>();
        foreach (var value in values)
        {
            if (distinct.Count == JsonReading.MaximumItems)
            {
                distinct.Add(new(Words.AndMore));
                break;
            }

            if (!distinct.Any(other => other.Main == value.Main && other.Codes.SequenceEqual(value.Codes) && other.Notes.SequenceEqual(value.Notes)))
                distinct.Add(value);
        }

        return distinct.ToImmutable();
    }

    /// <summary>The EU's lists write some labels in lower case; on a page they begin a line.</summary>
    private static LocalizedText Capitalised(LocalizedText label) =>
        new([.. label.Entries.Select(entry => (entry.Language, entry.Text.Length == 0 ? "" : char.ToUpperInvariant(entry.Text[0]) + entry.Text[1..]))]);

    private static Said Duration(string text)
    {
        var match = IsoDuration().Match(text);
        if (!match.Success || text is "P" or "PT")
            return Said.Untagged(text);
        var parts = new List<Phrase>();
        if (Words.Duration(Part("y"), Part("mo"), Part("w"), Part("d")) is { } longer)
            parts.Add(longer);
        var hours = Part("h") + (Part("mi") / 60m);
        if (hours > 0)
            parts.Add(Words.Hours(decimal.Round(hours, 2)));
        return parts.Count == 0 ? Said.Untagged(text) : Phrase.Join(", ", [.. parts]);

        int Part(string group) => match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(
        "^P(?:(?<y>[0-9]{1,6})Y)?(?:(?<mo>[0-9]{1,6})M)?(?:(?<w>[0-9]{1,6})W)?(?:(?<d>[0-9]{1,6})D)?(?:T(?:(?<h>[0-9]{1,6})H)?(?:(?<mi>[0-9]{1,6})M)?(?:[0-9]{1,6}S)?)?$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex IsoDuration();
}
