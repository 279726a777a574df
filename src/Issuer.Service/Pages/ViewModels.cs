using Issuer.Core.Verification;
using Issuer.Service.Languages;
using Issuer.Service.Sharing;

namespace Issuer.Service.Pages;

/// <summary>What every page needs to know of its reader and its place.</summary>
/// <param name="Language">Language of the page.</param>
/// <param name="LanguageChosen">The reader chose it by the switch: links keep it, since there is no cookie to remember it.</param>
/// <param name="PathBase">Path under which the service is mounted, usually empty.</param>
public sealed record PageFrame(UiLanguage Language, bool LanguageChosen, string PathBase)
{
    /// <summary>What the reader may choose among.</summary>
    public LanguageOffer Offer { get; init; } = LanguageOffer.Ours;

    /// <summary>A link to one of our own pages or files.</summary>
    public string To(string path) => PathBase + path + (LanguageChosen ? "?lang=" + Language.Tag : "");

    /// <summary>A link to something that has no language.</summary>
    public string ToFile(string path) => PathBase + path;

    /// <summary>
    /// The same page in another language. Relative on purpose: a path taken from the request and written into a link could name another host
    /// (<c>//evil.example</c>); a bare query cannot.
    /// </summary>
    public static string In(UiLanguage language) => "?lang=" + language.Tag;
}

/// <summary>A page with its frame.</summary>
public interface IPage
{
    /// <summary>The frame.</summary>
    PageFrame Frame { get; }

    /// <summary>
    /// Whether it holds something that only its reader may know, beside what others may have chosen: then it is not compressed, since lengths would tell (BREACH).
    /// </summary>
    bool HoldsSecret => false;
}

/// <summary><c>/</c></summary>
public sealed record HomePage(PageFrame Frame) : IPage;

/// <summary><c>/s/{token}</c>: a credential as its holder shares it.</summary>
/// <param name="Frame">Frame.</param>
/// <param name="Token">Token of the share link.</param>
/// <param name="PageUrl">The link itself, from the configured address: what the QR code opens.</param>
/// <param name="Credential">What is shared.</param>
/// <param name="Content">What it says.</param>
/// <param name="Report">Checks made for this page.</param>
/// <param name="Answer">The one answer.</param>
/// <param name="CheckedAt">When.</param>
public sealed record SharedCredentialPage(
    PageFrame Frame, string Token, string PageUrl, SharedCredential Credential, CredentialContent Content, VerificationReport Report, Answer Answer, DateTimeOffset CheckedAt) : IPage
{
    /// <summary>Address of the service.</summary>
    public required string PublicUrl { get; init; }

    /// <summary>Whether the page can be had as a PDF.</summary>
    public bool HasPdf { get; init; }

    /// <summary>The checks that the page shows: which elements the whole has is a thing that a part does not say.</summary>
    public VerificationReport Visible => Credential.IsWhole ? Report : Report with { Checks = [.. Report.Checks.Where(check => check.Name != "elements")] };

    /// <summary>What comparing an address or a date came to, where the reader asked.</summary>
    public RecipientResult? Recipient { get; init; }
}

/// <summary>What comparing came to.</summary>
/// <param name="Answer">The bit, or why there is none; null: what was typed cannot be compared.</param>
/// <param name="OfBirthDate">A date was compared, not an address.</param>
public sealed record RecipientResult(RecipientAnswer? Answer, bool OfBirthDate);

/// <summary><c>/credentials/{id}</c>: what anyone may know.</summary>
/// <param name="Frame">Frame.</param>
/// <param name="Credential">What anyone may know.</param>
/// <param name="CheckedAt">When its state was looked up.</param>
/// <param name="Data">The same for programs (schema.org).</param>
public sealed record PublicCredentialPage(PageFrame Frame, PublicCredential Credential, DateTimeOffset CheckedAt, string Data) : IPage
{
    /// <summary>Address of the service.</summary>
    public string? PublicUrl { get; init; }
}

/// <summary><c>/achievements/{id}</c>: what its holders have in common.</summary>
public sealed record AchievementPage(PageFrame Frame, CredentialContent Content, IssuingInstitution Issuer) : IPage
{
    /// <summary>The same for programs (schema.org).</summary>
    public string? Data { get; init; }
}

/// <summary><c>/verify</c>: the form, with a problem to mend or with a result.</summary>
/// <param name="Frame">Frame.</param>
/// <param name="Problem">Why nothing was checked, or null.</param>
/// <param name="Entered">What was typed, to be corrected.</param>
/// <param name="Result">What was found, or null.</param>
public sealed record VerifyPage(PageFrame Frame, Phrase? Problem = null, string? Entered = null, VerifyResult? Result = null) : IPage
{
    /// <summary>What was found in each of several files; empty where there was one.</summary>
    public IReadOnlyList<FileResult> Files { get; init; } = [];

    /// <summary>An address that a QR code led to and that was not opened.</summary>
    public string? Address { get; init; }

    /// <summary>A command that asks the API for the same answer.</summary>
    public required string ApiCall { get; init; }
}

/// <summary>One of several files.</summary>
/// <param name="Name">Its name, as the reader's computer calls it.</param>
/// <param name="Content">What it says, or null where it could not be read.</param>
/// <param name="Answer">The one answer.</param>
public sealed record FileResult(string Name, CredentialContent? Content, Answer Answer)
{
    /// <summary>What to do next, where there was nothing to check.</summary>
    public Phrase? Next { get; init; }

    /// <summary>Path of a page of ours that its QR code leads to.</summary>
    public string? Path { get; init; }

    /// <summary>An address that its QR code leads to and that was not opened.</summary>
    public string? Address { get; init; }
}

/// <summary>Result of checking something that a reader handed in.</summary>
/// <param name="Report">The checks.</param>
/// <param name="Content">What it says, or null where it could not be read.</param>
/// <param name="Answer">The one answer.</param>
/// <param name="CheckedAt">When.</param>
/// <param name="Submitted">What was handed in, so that the language switch can hand it in again; null where it is too long for that.</param>
public sealed record VerifyResult(VerificationReport Report, CredentialContent? Content, Answer Answer, DateTimeOffset CheckedAt, string? Submitted)
{
    /// <summary>Whether a receipt can be had: it is a credential of ours, and what was handed in is short enough to be handed in again.</summary>
    public bool HasReceipt { get; init; }
}

/// <summary>410: a share link that no longer shows anything.</summary>
public sealed record GonePage(PageFrame Frame, GoneBecause Because) : IPage;

/// <summary>Any other answer that is not the page asked for.</summary>
/// <param name="Frame">Frame.</param>
/// <param name="Status">HTTP status: 400, 404, 405, 413, 429, 500, 503.</param>
public sealed record FaultPage(PageFrame Frame, int Status) : IPage;

/// <summary>404: a PDF that is not to be had here.</summary>
/// <param name="Frame">Frame.</param>
/// <param name="Token">Token of the share link whose page can be printed instead.</param>
public sealed record NoPdfPage(PageFrame Frame, string Token) : IPage;
