using Issuer.Service.Languages;

namespace Issuer.Service.Pages.Paper;

/// <summary>Sentences about the certificate as a PDF.</summary>
public static class PaperWords
{
    // On the page
    public static readonly Sentence PdfDownload = new();
    public static readonly Sentence PdfDownloadPart = new();
    public static readonly Sentence PdfNotHere = new();
    public static readonly Sentence PdfFailedHeading = new();
    public static readonly Sentence PdfFailedText = new();
    public static readonly Sentence PdfOpenThePage = new();

    // On paper
    public static readonly Sentence PaperMayHaveChanged = new();
    public static readonly Sentence PaperFileHeading = new();
    public static readonly Sentence PaperPartText = new();

    private static readonly Template PaperAsOf = new(["instant", "address"]);
    private static readonly Template PaperAttached = new(["file", "address"]);

    /// <summary>When it was true, and where to see whether it still is.</summary>
    public static Phrase AsOf(DateTimeOffset at, string address) => PaperAsOf.With(Dates.At(at), Phrase.Same(address));

    /// <summary>What to do with what is attached.</summary>
    public static Phrase AttachedText(string file, string address) => PaperAttached.With(Phrase.Same(file), Phrase.Same(address));
}
