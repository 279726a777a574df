using Issuer.Service.Sharing;

namespace Issuer.Service.Pages;

/// <summary>Sentences about comparing what an applicant said, and about receipts.</summary>
public static class RecipientWords
{
    public static readonly Phrase Heading = new("Is it the applicant’s?", "Ai’r ymgeisydd biau hwn?");
    public static readonly Phrase Introduction = new(
        "The page is genuine; that does not show that whoever gave you its link is the learner. Type what the applicant gave you, and we compare it with what the institution has. The answer is yes or no, and nothing more.",
        "Mae’r dudalen yn ddilys; nid yw hynny’n dangos mai’r dysgwr yw’r sawl a roddodd ei dolen i chi. Teipiwch yr hyn a gawsoch gan yr ymgeisydd, a byddwn yn ei gymharu â’r hyn sydd gan y sefydliad. Yr ateb yw ie neu na, a dim mwy.");
    public static readonly Phrase EmailLabel = new("E-mail address that the applicant gave you", "Cyfeiriad e-bost a roddodd yr ymgeisydd i chi");
    public static readonly Phrase EmailHint = new(
        "It is compared and forgotten. People have several addresses: a no does not mean that somebody lies.",
        "Caiff ei gymharu a’i anghofio. Mae gan bobl sawl cyfeiriad: nid yw na yn golygu bod rhywun yn dweud celwydd.");
    public static readonly Phrase BornLabel = new("Date of birth that the applicant gave you", "Dyddiad geni a roddodd yr ymgeisydd i chi");
    public static readonly Phrase BornHint = new(
        "The learner allowed this on this link. After five wrong dates it is closed.",
        "Caniataodd y dysgwr hyn ar y ddolen hon. Ar ôl pum dyddiad anghywir bydd yn cau.");
    public static readonly Phrase Compare = new("Compare", "Cymharu");
    public static readonly Phrase BornClosed = new(
        "Dates of birth are no longer compared on this link: five wrong ones were typed.",
        "Nid yw dyddiadau geni’n cael eu cymharu mwyach ar y ddolen hon: teipiwyd pum dyddiad anghywir.");

    public static readonly Phrase EmailYes = new("Yes. The institution has this address for the learner.", "Ie. Mae’r cyfeiriad hwn gan y sefydliad ar gyfer y dysgwr.");
    public static readonly Phrase EmailNo = new("No. The institution has another address for the learner.", "Na. Mae cyfeiriad arall gan y sefydliad ar gyfer y dysgwr.");
    public static readonly Phrase BornYes = new("Yes. The institution has this date of birth for the learner.", "Ie. Mae’r dyddiad geni hwn gan y sefydliad ar gyfer y dysgwr.");
    public static readonly Phrase BornNo = new("No. The institution has another date of birth for the learner.", "Na. Mae dyddiad geni arall gan y sefydliad ar gyfer y dysgwr.");
    public static readonly Phrase TooOften = new(
        "No answer: this was asked too often within an hour. Try again later.",
        "Dim ateb: gofynnwyd hyn yn rhy aml o fewn awr. Rhowch gynnig arall arni’n nes ymlaen.");
    public static readonly Phrase NotOffered = new("No answer: there is nothing to compare with.", "Dim ateb: nid oes dim i’w gymharu ag ef.");
    public static readonly Phrase NotReadable = new("Type a whole e-mail address, or a whole date", "Teipiwch gyfeiriad e-bost cyfan, neu ddyddiad cyfan");

    public static readonly Phrase ReceiptHeading = new("Keep a receipt", "Cadw derbynneb");
    public static readonly Phrase ReceiptText = new(
        "A signed statement for your files: that you checked this credential now, and what each check found. Anyone can check the receipt later, here or without this service. It names no learner.",
        "Datganiad wedi’i lofnodi ar gyfer eich ffeiliau: eich bod wedi gwirio’r cymhwyster hwn yn awr, a’r hyn a ganfu pob gwiriad. Gall unrhyw un wirio’r dderbynneb yn nes ymlaen, yma neu heb y gwasanaeth hwn. Nid yw’n enwi’r dysgwr.");
    public static readonly Phrase ReceiptButton = new("Download the receipt", "Lawrlwytho’r dderbynneb");
    public static readonly Phrase ReceiptKind = new("Verification receipt", "Derbynneb wirio");
    public static readonly Phrase ReceiptIs = new(
        "This is a receipt: a statement that a credential was checked, and what was found then. It does not say how things stand today.",
        "Derbynneb yw hon: datganiad bod cymhwyster wedi’i wirio, a’r hyn a ganfuwyd bryd hynny. Nid yw’n dweud beth yw’r sefyllfa heddiw.");
    public static readonly Phrase ReceiptGenuine = new("This receipt is genuine", "Mae’r dderbynneb hon yn ddilys");
    public static readonly Phrase ReceiptOfInvalid = new(
        "This receipt is genuine, and it says that the credential was not valid",
        "Mae’r dderbynneb hon yn ddilys, ac mae’n dweud nad oedd y cymhwyster mewn grym");
    public static readonly Phrase ReceiptOfUnknown = new(
        "This receipt is genuine, and it says that nobody could tell whether the credential was valid",
        "Mae’r dderbynneb hon yn ddilys, ac mae’n dweud na allai neb ddweud a oedd y cymhwyster mewn grym");

    public static Phrase ReceiptMeaning(DateTimeOffset at)
    {
        var when = Words.Instant(at);
        return new(
            $"The institution named below signed it, and nothing in it has been changed. It says what a check found on {when.English}, not how things stand today.",
            $"Y sefydliad a enwir isod a’i llofnododd, ac nid oes dim ynddi wedi’i newid. Mae’n dweud yr hyn a ganfu gwiriad ar {when.Welsh}, nid y sefyllfa heddiw.");
    }

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

    public static readonly Phrase ReceiptChecked = new("What was checked", "Yr hyn a wiriwyd");
    public static readonly Phrase ReceiptWhen = new("When", "Pryd");
    public static readonly Phrase ReceiptFound = new("Found then", "Canfuwyd bryd hynny");
    public static readonly Phrase ReceiptState = new("State then", "Cyflwr bryd hynny");
    public static readonly Phrase ReceiptShown = new("What the reader saw", "Yr hyn a welodd y darllenydd");
    public static readonly Phrase ReceiptToday = new("See how it stands today", "Gweld y sefyllfa heddiw");

    public static Phrase ResultOf(RecipientResult result) => result.Answer switch
    {
        RecipientAnswer.Yes => result.OfBirthDate ? BornYes : EmailYes,
        RecipientAnswer.No => result.OfBirthDate ? BornNo : EmailNo,
        RecipientAnswer.TooOften => TooOften,
        RecipientAnswer.Closed => BornClosed,
        RecipientAnswer.NotOffered => NotOffered,
        _ => NotReadable,
    };

    /// <summary>A verdict as a receipt spells it.</summary>
    public static Phrase VerdictOf(string? verdict) => verdict switch
    {
        "valid" => new("Genuine and valid", "Dilys ac mewn grym"),
        "invalid" => new("Not valid", "Ddim mewn grym"),
        _ => new("Nobody could tell", "Ni allai neb ddweud"),
    };
}
