using Issuer.Core.Model.Lists;

namespace Issuer.Core.Model;

/// <summary>
/// Every code list that a micro-credential draws on. Lists of EU Vocabularies keep their IRIs; where the EU has no list, ours has IRIs
/// <c>urn:x-issuer:{list}:{slug}</c>: they must hold on every host and for ever, so they cannot contain the host that a service happens to run under,
/// and RFC 8141 promises that no namespace starting with <c>x-</c> is ever given to anyone else. The running service publishes them at <c>/v1/vocabularies</c>.
/// </summary>
public static class CodeLists
{
    const string Snb = "http://data.europa.eu/snb/";
    const string Authority = "http://publications.europa.eu/resource/authority/";
    const string Own = "urn:x-issuer:";

    /// <summary><c>eqf</c>: European Qualifications Framework, <c>1</c> to <c>8</c>.</summary>
    public static CodeList Eqf { get; } = CodeList.Of(
        "eqf", EuScheme("eqf"), "European Qualifications Framework levels", "Lefelau Fframwaith Cymwysterau Ewrop",
        CodeList.Levels(ShortEntries.LevelWords, 1, 8, EuScheme("eqf"), Snb + "eqf/"));

    /// <summary><c>qf-ehea</c>: cycles of the Qualifications Framework of the European Higher Education Area; our own scheme.</summary>
    public static CodeList QfEhea { get; } = OwnList(
        "qf-ehea", "Cycles of the Qualifications Framework of the European Higher Education Area", "Cylchoedd Fframwaith Cymwysterau Ardal Addysg Uwch Ewrop", ShortEntries.QfEhea);

    /// <summary><c>fheq</c>: levels 4 to 8 of the Framework for Higher Education Qualifications, which the EU's list lacks; our own scheme. Also found through <see cref="Nqf"/>.</summary>
    public static CodeList Fheq { get; } = OwnList(
        "fheq", "Levels of the Framework for Higher Education Qualifications", "Lefelau’r Fframwaith Cymwysterau Addysg Uwch", ShortEntries.Fheq);

    /// <summary>
    /// <c>nqf</c>: the 424 national frameworks and levels of the EU's list, and the FHEQ's five. Slugs <c>cqfw-N</c>, <c>rqf-N</c>, <c>scqf-N</c>, <c>fheq-N</c>,
    /// otherwise the EU's code; a level is also found by its label in slug form (<c>dqr-6</c>, <c>ie-nqf-8</c>).
    /// </summary>
    public static CodeList Nqf { get; } = CodeList.Of(
        "nqf", EuScheme("qdr"), "National qualifications framework levels", "Lefelau fframweithiau cymwysterau cenedlaethol",
        CodeList.Parse(NqfEntries.Entries, EuScheme("qdr"), Snb + "qdr/").Select(entry => (entry.Concept, LevelAlias(entry.Concept)))
            .Concat(Fheq.Concepts.Select(concept => (concept, Array.Empty<string>()))));

    /// <summary><c>isced-f</c>: fields of education and training, by their digits.</summary>
    public static CodeList IscedF { get; } = CodeList.Of(
        "isced-f", EuScheme("isced-f"), "Fields of education and training (ISCED-F 2013)", "Meysydd addysg a hyfforddiant (ISCED-F 2013)",
        CodeList.Parse(IscedFEntries.Entries, EuScheme("isced-f"), Snb + "isced-f/"));

    /// <summary><c>isced-level</c>: levels of education (ISCED 2011), <c>0</c> to <c>8</c>; our own scheme.</summary>
    public static CodeList IscedLevel { get; } = OwnList("isced-level", "Levels of education (ISCED 2011)", "Lefelau addysg (ISCED 2011)", ShortEntries.IscedLevel);

    /// <summary><c>assessment</c>: types of assessment.</summary>
    public static CodeList AssessmentTypes { get; } = EuList("assessment", "assessment", "Types of assessment", "Mathau o asesiad", ShortEntries.AssessmentTypes);

    /// <summary><c>participation</c>: forms of participation in the learning activity ("modes of learning and assessment").</summary>
    public static CodeList Participation { get; } = EuList(
        "participation", "learning-assessment", "Forms of participation in the learning activity", "Ffurfiau cyfranogi yn y gweithgaredd dysgu", ShortEntries.Participation);

    /// <summary><c>supervision</c>: supervision and identity verification during assessment.</summary>
    public static CodeList Supervision { get; } = EuList(
        "supervision", "supervision-verification", "Supervision and identity verification during assessment", "Goruchwylio a gwirio hunaniaeth yn ystod asesiad", ShortEntries.Supervision);

    /// <summary><c>quality-assurance</c>: types of quality assurance.</summary>
    public static CodeList QualityAssuranceTypes { get; } = EuList(
        "quality-assurance", "accreditation", "Types of quality assurance", "Mathau o sicrhau ansawdd", ShortEntries.QualityAssuranceTypes);

    /// <summary><c>credit</c>: credit systems: the EU's <c>ects</c> and <c>ecvet</c>, and <c>cats</c> of a scheme of our own.</summary>
    public static CodeList CreditFrameworks { get; } = CodeList.Of(
        "credit", EuScheme("education-credit"), "Credit systems", "Systemau credyd",
        CodeList.Parse(ShortEntries.EuCredits, EuScheme("education-credit"), Snb + "education-credit/")
            .Concat(CodeList.Parse(ShortEntries.OwnCredits, OwnScheme("credit"), Own + "credit:")));

    /// <summary><c>country</c>: the EU's country authority list. The slug is the list's three-letter code, the notation the two-letter code.</summary>
    public static CodeList Countries { get; } = CodeList.Of(
        "country", Authority + "country", "Countries", "Gwledydd",
        CodeList.Parse(CountryEntries.Entries, Authority + "country", Authority + "country/"), StringComparer.OrdinalIgnoreCase);

    /// <summary><c>region</c>: NUTS 1 regions; the slug is the NUTS code, ISO 3166-2 codes (<c>GB-WLS</c>) are aliases.</summary>
    public static CodeList Regions { get; } = CodeList.Of(
        "region", "http://data.europa.eu/nuts", "Regions (NUTS 1)", "Rhanbarthau (NUTS 1)",
        CodeList.Parse(RegionEntries.Entries, "http://data.europa.eu/nuts", "http://data.europa.eu/nuts/code/"));

    /// <summary><c>language</c>: languages. The slug is the BCP 47 tag, the notation the three-letter code.</summary>
    public static CodeList Languages { get; } = CodeList.Of(
        "language", Authority + "language", "Languages", "Ieithoedd", CodeList.Parse(ShortEntries.Languages, Authority + "language", Authority + "language/"));

    /// <summary><c>stackability</c>: integration and stackability options in the words of the Recommendation's Annex I; our own scheme.</summary>
    public static CodeList Stackability { get; } = OwnList("stackability", "Integration and stackability options", "Dewisiadau integreiddio a phentyrru", ShortEntries.Stackability);

    /// <summary><c>reason</c>: public reasons for revoking or suspending; our own scheme.</summary>
    public static CodeList RevocationReasons { get; } = OwnList(
        "reason", "Reasons for a change of status", "Rhesymau dros newid statws", ShortEntries.RevocationReasons);

    /// <summary>Every list, in the order in which <c>/v1/vocabularies</c> shows them.</summary>
    public static IReadOnlyList<CodeList> All { get; } =
    [
        Eqf, QfEhea, Nqf, Fheq, IscedF, IscedLevel, AssessmentTypes, Participation, Supervision, QualityAssuranceTypes, CreditFrameworks, Stackability, Countries, Regions,
        Languages, RevocationReasons,
    ];

    /// <summary>The list of this name, or null.</summary>
    public static CodeList? Named(string name) => All.FirstOrDefault(list => list.Name == name);

    // The EU's scheme IRIs all end in the same release token.
    static string EuScheme(string name) => $"{Snb}{name}/25831c2";

    static string OwnScheme(string name) => $"{Own}scheme:{name}";

    static CodeList EuList(string name, string euName, string english, string welsh, string entries) =>
        CodeList.Of(name, EuScheme(euName), english, welsh, CodeList.Parse(entries, EuScheme(euName), $"{Snb}{euName}/"));

    static CodeList OwnList(string name, string english, string welsh, string entries) =>
        CodeList.Of(name, OwnScheme(name), english, welsh, CodeList.Parse(entries, OwnScheme(name), $"{Own}{name}:"));

    /// <summary>"AT: NQF Level 7" is also found as <c>at-nqf-7</c>. Frameworks as a whole have no alias.</summary>
    static string[] LevelAlias(Concept concept)
    {
        var label = concept.Label.Entries[0].Text;
        return label.Contains(" Level ", StringComparison.Ordinal)
            ? [label.Replace(" Level ", "-", StringComparison.Ordinal).Replace(":", "", StringComparison.Ordinal).Replace(' ', '-').ToLowerInvariant()]
            : [];
    }
}
