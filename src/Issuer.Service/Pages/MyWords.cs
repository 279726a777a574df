using Issuer.Service.Credentials;
using Issuer.Service.Languages;

namespace Issuer.Service.Pages;

/// <summary>Sentences of the learner's own pages.</summary>
public static class MyWords
{
    public static readonly Sentence CookiePromise = new();

    // Claim
    public static readonly Sentence ClaimTitle = new();
    public static readonly Sentence ClaimText = new();
    public static readonly Sentence ClaimOnce = new();
    public static readonly Sentence ClaimButton = new();
    public static readonly Sentence ClaimGone = new();
    public static readonly Sentence ClaimGoneText = new();

    // New device
    public static readonly Sentence NewDevice = new();
    public static readonly Sentence NewDeviceText = new();
    public static readonly Sentence SendCode = new();
    public static readonly Sentence SendAnother = new();
    public static readonly Sentence CodeLabel = new();
    public static readonly Sentence CodeHint = new();
    public static readonly Sentence OpenPage = new();
    public static readonly Sentence CodeWrong = new();
    public static readonly Sentence CodeTooMany = new();
    public static readonly Sentence CodeImpossible = new();

    // My page
    public static readonly Sentence MyPage = new();
    public static readonly Sentence MyIntroduction = new();
    public static readonly Sentence ShareHeading = new();
    public static readonly Sentence ShareText = new();
    public static readonly Sentence NoLinks = new();
    public static readonly Sentence DefaultLink = new();
    public static readonly Sentence UnnamedLink = new();
    public static readonly Sentence Shows = new();
    public static readonly Sentence ShowsFull = new();
    public static readonly Sentence ShowsReduced = new();
    public static readonly Sentence ShowsMinimal = new();
    public static readonly Sentence ShowsFullHint = new();
    public static readonly Sentence ShowsReducedHint = new();
    public static readonly Sentence ShowsMinimalHint = new();
    public static readonly Sentence Made = new();
    public static readonly Sentence Ends = new();
    public static readonly Sentence NoEnd = new();
    public static readonly Sentence Opened = new();
    public static readonly Sentence ByDay = new();
    public static readonly Sentence BirthDateOn = new();
    public static readonly Sentence PreviewOn = new();
    public static readonly Sentence QrCodeOf = new();
    public static readonly Sentence Embed = new();
    public static readonly Sentence EmbedText = new();
    public static readonly Sentence CloseLink = new();
    public static readonly Sentence EndedLinks = new();
    public static readonly Sentence Closed = new();

    public static readonly Sentence MakeHeading = new();
    public static readonly Sentence PurposeLabel = new();
    public static readonly Sentence PurposeHint = new();
    public static readonly Sentence PurposeTooLong = new();
    public static readonly Sentence ShowsQuestion = new();
    public static readonly Sentence EndsQuestion = new();
    public static readonly Sentence After7 = new();
    public static readonly Sentence After30 = new();
    public static readonly Sentence After90 = new();
    public static readonly Sentence After365 = new();
    public static readonly Sentence Never = new();
    public static readonly Sentence Extras = new();
    public static readonly Sentence BirthDateChoice = new();
    public static readonly Sentence BirthDateHint = new();
    public static readonly Sentence PreviewChoice = new();
    public static readonly Sentence PreviewHint = new();
    public static readonly Sentence MakeIt = new();
    public static readonly Sentence TooManyLinks = new();

    public static readonly Sentence KeepHeading = new();
    public static readonly Sentence KeepText = new();
    public static readonly Sentence DownloadJson = new();
    public static readonly Sentence DownloadJwt = new();

    // Erasure
    public static readonly Sentence EraseHeading = new();
    public static readonly Sentence EraseText = new();
    public static readonly Sentence EraseAsk = new();
    public static readonly Sentence EraseConfirm = new();
    public static readonly Sentence EraseConfirmText = new();

    public static readonly Sentence ForgetHeading = new();
    public static readonly Sentence ForgetText = new();
    public static readonly Sentence Forget = new();

    public static Phrase ShowsOf(string view) => view switch
    {
        LinkView.Full => ShowsFull,
        LinkView.Reduced => ShowsReduced,
        _ => ShowsMinimal,
    };

    private static readonly Sentence OpenedNever = new();
    private static readonly Counted OpenedTimes = new();
    private static readonly Template AskedOnDate = new(["date"]);
    private static readonly Template CloseLinkNamed = new(["name"]);

    public static Phrase Times(long count) => count == 0 ? OpenedNever : OpenedTimes.Of(count);

    public static Phrase AskedOn(DateTimeOffset at) => AskedOnDate.With(Words.Date(at));

    /// <summary>For those who hear buttons without what stands around them.</summary>
    public static Phrase CloseNamed(string name) => CloseLinkNamed.With(Phrase.Same(name));
}
