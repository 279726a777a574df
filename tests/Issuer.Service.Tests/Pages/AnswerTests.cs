using FluentAssertions;
using Issuer.Core.Verification;
using Issuer.Service.Languages;
using Issuer.Service.Pages;
using Xunit;

namespace Issuer.Service.Tests.Pages;

/// <summary>Many checks, one answer: forgery before state, state before time, and never a yes where a check could not be made.</summary>
public sealed class AnswerTests
{
    private static readonly Check Forged = new("signature", Outcome.Failed, "signature-mismatch", "");
    private static readonly Check Unsigned = new("signature", Outcome.Failed, "no-proof", "");
    private static readonly Check Stolen = new("issuer", Outcome.Failed, "not-in-log", "");
    private static readonly Check Revoked = new("status", Outcome.Failed, "revoked", "");
    private static readonly Check Suspended = new("status", Outcome.Failed, "suspended", "");
    private static readonly Check Replaced = new("status", Outcome.Failed, "superseded", "");
    private static readonly Check StatusUnknown = new("status", Outcome.CannotTell, "status-list-unreachable", "");
    private static readonly Check Expired = new("validity", Outcome.Failed, "expired", "");
    private static readonly Check Early = new("validity", Outcome.Failed, "not-yet-valid", "");
    private static readonly Check Unreadable = new("format", Outcome.Failed, "not-a-credential", "");
    private static readonly Check Odd = new("format", Outcome.CannotTell, "unknown-context", "");
    private static readonly Check Stranger = new("trust", Outcome.Warning, "issuer-unknown", "");

    public static TheoryData<Check[], AnswerKind> Cases => new()
    {
        { [], AnswerKind.Genuine },
        { [Stranger], AnswerKind.GenuineOfUnknown },
        { [Revoked], AnswerKind.Revoked },
        { [Suspended], AnswerKind.Suspended },
        { [Replaced], AnswerKind.Superseded },
        { [Expired], AnswerKind.Expired },
        { [Early], AnswerKind.NotYetValid },
        { [Expired, Revoked], AnswerKind.Revoked },
        { [StatusUnknown], AnswerKind.CannotTell },
        { [StatusUnknown, Stranger], AnswerKind.CannotTell },
        { [Odd], AnswerKind.CannotTell },
        { [Expired, StatusUnknown], AnswerKind.Expired },
        { [Forged, Revoked], AnswerKind.NotGenuine },
        { [Forged, Stranger, Expired], AnswerKind.NotGenuine },
        { [Stolen], AnswerKind.NotGenuine },
        { [Unsigned, Revoked], AnswerKind.NotSigned },
        { [Unreadable, Forged], AnswerKind.NotReadable },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_answer_stands_for_all_checks(Check[] checks, AnswerKind expected) => Answer.Of(Samples.Report(null, checks), standing: null).Kind.Should().Be(expected);

    [Theory]
    [InlineData(CredentialState.Revoked, AnswerKind.Revoked)]
    [InlineData(CredentialState.Suspended, AnswerKind.Suspended)]
    [InlineData(CredentialState.Superseded, AnswerKind.Superseded)]
    [InlineData(CredentialState.Expired, AnswerKind.Expired)]
    public void The_state_in_our_log_wins_over_a_list_that_does_not_show_it_yet(CredentialState state, AnswerKind expected)
    {
        var answer = Answer.Of(Samples.Report(null), new Standing(state, Samples.Now));

        answer.Kind.Should().Be(expected);
        answer.Headline.In(UiLanguage.English).Should().Contain("21 November 2026");
    }

    [Fact]
    public void A_forgery_of_a_credential_of_ours_has_no_state() =>
        Answer.Of(Samples.Report(null, Forged), new Standing(CredentialState.Revoked, Samples.Now)).Kind.Should().Be(AnswerKind.NotGenuine);

    [Fact]
    public void Only_a_good_answer_looks_good() =>
        Cases.Select(row => Answer.Of(Samples.Report(null, row.Data.Item1), standing: null)).Where(answer => answer.Tone == Tone.Good)
            .Should().OnlyContain(answer => answer.Kind == AnswerKind.Genuine);
}
