using Issuer.Service.Credentials;

namespace Issuer.Service.Pages;

/// <summary>Sentences about what is shared and what is not.</summary>
public static class SharingWords
{
    // What the page shows
    public static readonly Phrase ShownHeading = new("What this page shows", "Beth mae’r dudalen hon yn ei ddangos");
    public static readonly Phrase ShownAll = new(
        "The whole credential. The institution’s signature covers everything that it says.",
        "Y cymhwyster cyfan. Mae llofnod y sefydliad yn cwmpasu popeth y mae’n ei ddweud.");
    public static readonly Phrase ShownPart = new(
        "A part of the credential: the learner chose what to show.",
        "Rhan o’r cymhwyster: y dysgwr a ddewisodd beth i’w ddangos.");
    public static readonly Phrase LeftOut = new("Left out, whether the credential has it or not", "Wedi’i hepgor, p’un a yw yn y cymhwyster ai peidio");
    public static readonly Phrase LeftOutBirth = new("the date of birth", "y dyddiad geni");
    public static readonly Phrase LeftOutGrade = new("the grade", "y radd");
    public static readonly Phrase LeftOutIdentifiers = new("numbers and addresses that identify the learner", "rhifau a chyfeiriadau sy’n dynodi’r dysgwr");
    public static readonly Phrase LeftOutEvidence = new("evidence of the learner’s work", "tystiolaeth o waith y dysgwr");
    public static readonly Phrase LeftOutRest = new(
        "everything but the learner’s name, the title, who awarded it and its level",
        "popeth heblaw enw’r dysgwr, y teitl, pwy a’i dyfarnodd a’i lefel");

    /// <summary>What a view leaves out.</summary>
    public static IReadOnlyList<Phrase> LeftOutOf(string shows) => shows switch
    {
        LinkView.Full => [],
        LinkView.Reduced => [LeftOutBirth, LeftOutGrade, LeftOutIdentifiers, LeftOutEvidence],
        _ => [LeftOutRest],
    };

    /// <summary>Whose statement a part is.</summary>
    public static Phrase PartIsOurStatement(string english, string welsh) => new(
        $"{english} signed the whole credential, and this service checked that signature for this page. That the part shown here is the same as in the whole is this service’s own statement. Without the whole nobody else could check the signature, so this link has no file to download.",
        $"Llofnododd {welsh} y cymhwyster cyfan, a gwiriodd y gwasanaeth hwn y llofnod hwnnw ar gyfer y dudalen hon. Datganiad y gwasanaeth hwn ei hun yw bod y rhan a ddangosir yma yr un fath ag yn y cyfan. Heb y cyfan ni allai neb arall wirio’r llofnod, felly nid oes ffeil i’w lawrlwytho drwy’r ddolen hon.");

    public static readonly Phrase KeepThePage = new("Keep the page", "Cadw’r dudalen");
}
