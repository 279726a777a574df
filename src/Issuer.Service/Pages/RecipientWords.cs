using Issuer.Service.Languages;
using Issuer.Service.Sharing;

namespace Issuer.Service.Pages;

/// <summary>Sentences about comparing what an applicant said, and about receipts.</summary>
public static class RecipientWords
{
    public static readonly Sentence Heading = new();
    public static readonly Sentence Introduction = new();
    public static readonly Sentence EmailLabel = new();
    public static readonly Sentence EmailHint = new();
    public static readonly Sentence BornLabel = new();
    public static readonly Sentence BornHint = new();
    public static readonly Sentence Compare = new();
    public static readonly Sentence BornClosed = new();

    public static readonly Sentence EmailYes = new();
    public static readonly Sentence EmailNo = new();
    public static readonly Sentence BornYes = new();
    public static readonly Sentence BornNo = new();
    public static readonly Sentence TooOften = new();
    public static readonly Sentence NotOffered = new();
    public static readonly Sentence NotComparable = new();

    public static readonly Sentence ReceiptHeading = new();
    public static readonly Sentence ReceiptText = new();
    public static readonly Sentence ReceiptButton = new();
    public static readonly Sentence ReceiptKind = new();
    public static readonly Sentence ReceiptIs = new();
    public static readonly Sentence ReceiptGenuine = new();
    public static readonly Sentence ReceiptOfInvalid = new();
    public static readonly Sentence ReceiptOfUnknown = new();

    private static readonly Template ReceiptMeaningAt = new(["at"]);

    public static Phrase ReceiptMeaning(DateTimeOffset at) => ReceiptMeaningAt.With(Words.Instant(at));

    /// <summary>An outcome as a receipt spells it; what this version does not know is a question mark.</summary>
    public static Phrase OutcomeOf(string? outcome) => outcome switch
    {
        "passed" => Words.Passed,
        "failed" => Words.Failed,
        "cannot-tell" => Words.OutcomeCannotTell,
        "warning" => Words.Warning,
        "not-applicable" => Words.NotApplicable,
        _ => Phrase.Same("?"),
    };

    /// <summary>A state as a receipt spells it.</summary>
    public static Phrase StateOf(string? state) =>
        Enum.GetValues<CredentialState>().Where(known => Standing.NameOf(known) == state).Select(Words.StateOf).FirstOrDefault() ?? Phrase.Same("?");

    public static readonly Sentence ReceiptChecked = new();
    public static readonly Sentence ReceiptWhen = new();
    public static readonly Sentence ReceiptFound = new();
    public static readonly Sentence ReceiptState = new();
    public static readonly Sentence ReceiptShown = new();
    public static readonly Sentence ReceiptToday = new();

    public static Phrase ResultOf(RecipientResult result) => result.Answer switch
    {
        RecipientAnswer.Yes => result.OfBirthDate ? BornYes : EmailYes,
        RecipientAnswer.No => result.OfBirthDate ? BornNo : EmailNo,
        RecipientAnswer.TooOften => TooOften,
        RecipientAnswer.Closed => BornClosed,
        RecipientAnswer.NotOffered => NotOffered,
        _ => NotComparable,
    };

    private static readonly Sentence VerdictValid = new();
    private static readonly Sentence VerdictInvalid = new();
    private static readonly Sentence VerdictUnknown = new();

    /// <summary>A verdict as a receipt spells it.</summary>
    public static Phrase VerdictOf(string? verdict) => verdict switch
    {
        "valid" => VerdictValid,
        "invalid" => VerdictInvalid,
        _ => VerdictUnknown,
    };
}
