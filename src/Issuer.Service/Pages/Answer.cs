using Issuer.Core.Verification;
using Issuer.Service.Languages;

namespace Issuer.Service.Pages;

/// <summary>How an answer looks: never by colour alone, each tone has a mark of its own shape.</summary>
public enum Tone
{
    /// <summary>Rely on it.</summary>
    Good,

    /// <summary>Something to know first.</summary>
    Caution,

    /// <summary>Do not rely on it.</summary>
    Bad,

    /// <summary>Neither yes nor no.</summary>
    Unknown,
}

/// <summary>What the one sentence at the top of a page answers.</summary>
public enum AnswerKind
{
    /// <summary>Every deciding check passed, and the issuer is known.</summary>
    Genuine,

    /// <summary>Every deciding check passed; nobody vouches for the issuer.</summary>
    GenuineOfUnknown,

    /// <summary>Revoked.</summary>
    Revoked,

    /// <summary>Suspended.</summary>
    Suspended,

    /// <summary>A corrected credential replaced it.</summary>
    Superseded,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Its time has not begun.</summary>
    NotYetValid,

    /// <summary>Changed, or not signed by the issuer that it names.</summary>
    NotGenuine,

    /// <summary>Without any signature.</summary>
    NotSigned,

    /// <summary>Not a credential that we can read.</summary>
    NotReadable,

    /// <summary>A deciding check failed for another reason.</summary>
    DidNotPass,

    /// <summary>A deciding check could not be made.</summary>
    CannotTell,
}

/// <summary>The one answer: from the checks, and for our own credentials from the live state in the log.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Headline">The sentence.</param>
/// <param name="Meaning">What it means for the reader.</param>
/// <param name="Tone">How it looks.</param>
public sealed record Answer(AnswerKind Kind, Phrase Headline, Phrase Meaning, Tone Tone)
{
    /// <summary>Whether what the credential says may be shown as said by the issuer that it names.</summary>
    public bool SpeaksForIssuer => Kind is not (AnswerKind.NotGenuine or AnswerKind.NotSigned or AnswerKind.NotReadable);

    /// <summary>Of a file without anything that could be checked.</summary>
    internal static Answer Unreadable => Plain(AnswerKind.NotReadable);

    /// <summary>Of what was not looked at.</summary>
    internal static Answer Unread => Plain(AnswerKind.CannotTell);

    /// <summary>
    /// Forgery goes before state (a forged credential has no state), state before expiry, and whatever could not be found out is said to be so.
    /// </summary>
    /// <param name="report">Checks made now.</param>
    /// <param name="standing">Live state of a credential of our own, or null.</param>
    /// <param name="validUntil">End of validity that the credential states, for the sentence about expiry.</param>
    public static Answer Of(VerificationReport report, Standing? standing, DateTimeOffset? validUntil = null)
    {
        if (Failed("format") is not null)
            return Plain(AnswerKind.NotReadable);
        if (Failed("signature") is { Code: "no-proof" })
            return Plain(AnswerKind.NotSigned);
        if (Failed("signature") is not null || Failed("issuer") is not null)
            return Plain(AnswerKind.NotGenuine);
        if (standing is { State: not CredentialState.Active } and { State: not CredentialState.Erased })
            return OfState(standing);
        if (Failed("status") is { } status)
        {
            return status.Code switch
            {
                "revoked" => Plain(AnswerKind.Revoked),
                "suspended" => Plain(AnswerKind.Suspended),
                "superseded" => Plain(AnswerKind.Superseded),
                _ => Plain(AnswerKind.DidNotPass),
            };
        }

        if (Failed("validity") is { } validity)
        {
            return validity.Code switch
            {
                "expired" => validUntil is { } end ? Plain(AnswerKind.Expired) with { Headline = Words.ExpiredOn(end) } : Plain(AnswerKind.Expired),
                "not-yet-valid" => Plain(AnswerKind.NotYetValid),
                _ => Plain(AnswerKind.DidNotPass),
            };
        }

        return report.Verdict switch
        {
            Verdict.Valid => standing is not null || report.Checks.Any(c => c is { Name: "trust", Outcome: Outcome.Passed })
                ? Plain(AnswerKind.Genuine)
                : Plain(AnswerKind.GenuineOfUnknown),
            Verdict.Indeterminate => Plain(AnswerKind.CannotTell),
            _ => Plain(AnswerKind.DidNotPass),
        };

        Check? Failed(string name) => report.Checks.FirstOrDefault(c => c.Name == name && c.Outcome == Outcome.Failed);
    }

    private static Answer OfState(Standing standing)
    {
        var kind = standing.State switch
        {
            CredentialState.Suspended => AnswerKind.Suspended,
            CredentialState.Revoked => AnswerKind.Revoked,
            CredentialState.Superseded => AnswerKind.Superseded,
            CredentialState.Expired => AnswerKind.Expired,
            _ => throw new ArgumentOutOfRangeException(nameof(standing)),
        };
        var answer = Plain(kind);
        return standing.Since is not { } since
            ? answer
            : answer with
            {
                Headline = kind switch
                {
                    AnswerKind.Suspended => Words.SuspendedSince(since),
                    AnswerKind.Revoked => Words.RevokedOn(since),
                    AnswerKind.Superseded => Words.SupersededOn(since),
                    _ => Words.ExpiredOn(since),
                },
            };
    }

    private static Answer Plain(AnswerKind kind) => kind switch
    {
        AnswerKind.Genuine => new(kind, Words.Genuine, Words.GenuineMeaning, Tone.Good),
        AnswerKind.GenuineOfUnknown => new(kind, Words.GenuineOfUnknown, Words.GenuineOfUnknownMeaning, Tone.Caution),
        AnswerKind.Revoked => new(kind, Words.IsRevoked, Words.RevokedMeaning, Tone.Bad),
        AnswerKind.Suspended => new(kind, Words.IsSuspended, Words.SuspendedMeaning, Tone.Caution),
        AnswerKind.Superseded => new(kind, Words.IsSuperseded, Words.SupersededMeaning, Tone.Caution),
        AnswerKind.Expired => new(kind, Words.IsExpired, Words.ExpiredMeaning, Tone.Caution),
        AnswerKind.NotYetValid => new(kind, Words.IsNotYetValid, Words.NotYetValidMeaning, Tone.Caution),
        AnswerKind.NotGenuine => new(kind, Words.NotGenuine, Words.NotGenuineMeaning, Tone.Bad),
        AnswerKind.NotSigned => new(kind, Words.NotSigned, Words.NotSignedMeaning, Tone.Bad),
        AnswerKind.NotReadable => new(kind, Words.NotReadable, Words.NotReadableMeaning, Tone.Unknown),
        AnswerKind.DidNotPass => new(kind, Words.DidNotPass, Words.DidNotPassMeaning, Tone.Bad),
        AnswerKind.CannotTell => new(kind, Words.CannotTell, Words.CannotTellMeaning, Tone.Unknown),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
