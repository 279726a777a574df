using System.Globalization;
using System.Security.Cryptography;
using Issuer.Service.Credentials;
using Issuer.Service.Learners;
using Issuer.Service.Store;

namespace Issuer.Service.Sharing;

/// <summary>The one bit that a reader gets about the learner, or why they get none.</summary>
public enum RecipientAnswer
{
    /// <summary>It is what the institution has for the learner.</summary>
    Yes,

    /// <summary>It is not.</summary>
    No,

    /// <summary>This was asked too often within an hour.</summary>
    TooOften,

    /// <summary>Five wrong dates were typed: on this link no date is compared any more.</summary>
    Closed,

    /// <summary>There is nothing to compare with, or the learner did not allow it.</summary>
    NotOffered,
}

/// <summary>What a reader of a share link may have compared.</summary>
/// <param name="Email">An e-mail address.</param>
/// <param name="BirthDate">A date of birth.</param>
/// <param name="BirthDateClosed">It was, until five wrong ones were typed.</param>
public sealed record RecipientOffer(bool Email, bool BirthDate, bool BirthDateClosed);

/// <summary>
/// Whether the person who gave a link is the one whom the credential is about: compared are keyed hashes, in constant time, and how often is limited per
/// credential, for a link may be in anybody's hands.
/// </summary>
public sealed class RecipientChecks(CredentialReader reader, LearnerRecords learners, LearnerVault vault, Tries tries, TimeProvider clock)
{
    private const int EmailsAnHour = 20;
    private const int WrongBirthDates = 5;

    // As long as a link may live; the count is what closes it.
    private static readonly TimeSpan Long = TimeSpan.FromDays(365 * 100);

    /// <summary>What may be compared on a link.</summary>
    /// <param name="opened">The link's credential.</param>
    /// <param name="link">One of its links.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<RecipientOffer> OfferAsync(OpenedCredential opened, ShareLink link, CancellationToken ct)
    {
        var (email, born) = Learner(opened.Request);
        var dates = link.Facts.BirthDateCheck == true && born is not null;
        var closed = dates && !await tries.AnyLeftAsync(BirthDateScope(link), WrongBirthDates, ct);
        return new(email is not null, dates && !closed, closed);
    }

    /// <summary>Compares an e-mail address.</summary>
    public async Task<RecipientAnswer> EmailAsync(Credential credential, string typed, CancellationToken ct)
    {
        if (await LearnerAsync(credential, ct) is not { Email: { } email })
            return RecipientAnswer.NotOffered;
        var hour = clock.GetUtcNow().UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
        if (await tries.TakeAsync($"recipient/{credential.Facts.Id}/{hour}", EmailsAnHour, TimeSpan.FromHours(1), ct) is null)
            return RecipientAnswer.TooOften;
        return Same(credential, LearnerRecords.EmailKind, typed, email) ? RecipientAnswer.Yes : RecipientAnswer.No;
    }

    /// <summary>Compares a date of birth, where the learner allowed it on this link.</summary>
    public async Task<RecipientAnswer> BirthDateAsync(Credential credential, ShareLink link, DateOnly typed, CancellationToken ct)
    {
        if (link.Facts.BirthDateCheck != true || await LearnerAsync(credential, ct) is not { Born: { } born })
            return RecipientAnswer.NotOffered;
        if (await tries.TakeAsync(BirthDateScope(link), WrongBirthDates, Long, ct) is not { } taken)
            return RecipientAnswer.Closed;
        if (!Same(credential, "date-of-birth", typed.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), born))
            return RecipientAnswer.No;
        await tries.GiveBackAsync(taken);
        return RecipientAnswer.Yes;
    }

    private static string BirthDateScope(ShareLink link) => $"born/{link.Facts.LinkId}";

    private bool Same(Credential credential, string kind, string typed, string known)
    {
        var institution = credential.Facts.InstitutionId.ToString("D");
        return CryptographicOperations.FixedTimeEquals(vault.Token(institution, kind, typed), vault.Token(institution, kind, known));
    }

    private async Task<(string? Email, string? Born)> LearnerAsync(Credential credential, CancellationToken ct)
    {
        using var key = await learners.OpenKeyAsync(credential.Facts.LearnerId, ct);
        return Learner(key is null ? null : await reader.OpenRequestAsync(key, credential.Facts, ct));
    }

    private static (string? Email, string? Born) Learner(byte[]? request) =>
        request is not null && StoredRequest.LearnerOf(request) is var (email, born, _) ? (email, born) : (null, null);
}
