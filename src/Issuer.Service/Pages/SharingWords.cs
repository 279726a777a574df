using Issuer.Service.Credentials;
using Issuer.Service.Languages;

namespace Issuer.Service.Pages;

/// <summary>Sentences about what is shared and what is not.</summary>
public static class SharingWords
{
    // What the page shows
    public static readonly Sentence ShownHeading = new();
    public static readonly Sentence ShownAll = new();
    public static readonly Sentence ShownPart = new();
    public static readonly Sentence LeftOut = new();
    public static readonly Sentence LeftOutBirth = new();
    public static readonly Sentence LeftOutGrade = new();
    public static readonly Sentence LeftOutIdentifiers = new();
    public static readonly Sentence LeftOutEvidence = new();
    public static readonly Sentence LeftOutRest = new();

    /// <summary>What a view leaves out.</summary>
    public static IReadOnlyList<Phrase> LeftOutOf(string shows) => shows switch
    {
        LinkView.Full => [],
        LinkView.Reduced => [LeftOutBirth, LeftOutGrade, LeftOutIdentifiers, LeftOutEvidence],
        _ => [LeftOutRest],
    };

    /// <summary>Whose statement a part is.</summary>
    public static Phrase PartIsOurStatement(string institution) => PartIsStatement.With(Phrase.Same(institution));

    private static readonly Template PartIsStatement = new(["institution"]);

    public static readonly Sentence KeepThePage = new();
}
