using System.Globalization;
using Issuer.Service.Languages;

namespace Issuer.Service.Pages;

/// <summary>Every sentence of the pages by its name; the words are in the languages' files. What a credential says is never here: it comes from the credential.</summary>
public static class Words
{
    // Frame
    public static readonly Sentence ServiceName = new();
    public static readonly Sentence SkipToContent = new();
    public static readonly Sentence LanguageChoice = new();
    public static readonly Sentence Home = new();
    public static readonly Sentence CheckACredential = new();
    public static readonly Sentence Documentation = new();
    public static readonly Sentence FooterPromise = new();
    public static readonly Sentence FooterNavigation = new();
    public static readonly Sentence TestInstitution = new();

    // Headlines: the one answer
    public static readonly Sentence Genuine = new();
    public static readonly Sentence GenuineOfUnknown = new();
    public static readonly Sentence IsRevoked = new();
    public static readonly Sentence IsSuspended = new();
    public static readonly Sentence IsSuperseded = new();
    public static readonly Sentence IsExpired = new();
    public static readonly Sentence IsNotYetValid = new();
    public static readonly Sentence NotGenuine = new();
    public static readonly Sentence NotSigned = new();
    public static readonly Sentence NotReadable = new();
    public static readonly Sentence DidNotPass = new();
    public static readonly Sentence CannotTell = new();

    public static readonly Sentence GenuineMeaning = new();
    public static readonly Sentence GenuineOfUnknownMeaning = new();
    public static readonly Sentence RevokedMeaning = new();
    public static readonly Sentence SuspendedMeaning = new();
    public static readonly Sentence SupersededMeaning = new();
    public static readonly Sentence ExpiredMeaning = new();
    public static readonly Sentence NotYetValidMeaning = new();
    public static readonly Sentence NotGenuineMeaning = new();
    public static readonly Sentence NotSignedMeaning = new();
    public static readonly Sentence NotReadableMeaning = new();
    public static readonly Sentence DidNotPassMeaning = new();
    public static readonly Sentence CannotTellMeaning = new();

    public static readonly Sentence ReasonGiven = new();

    // Certificate
    public static readonly Sentence MicroCredential = new();
    public static readonly Sentence Credential = new();
    public static readonly Sentence AwardedTo = new();
    public static readonly Sentence AwardedBy = new();
    public static readonly Sentence AwardedByClaim = new();
    public static readonly Sentence SignedBy = new();
    public static readonly Sentence IssuedOn = new();
    public static readonly Sentence ValidUntil = new();
    public static readonly Sentence NoNameInCredential = new();
    public static readonly Sentence Untitled = new();
    public static readonly Sentence AtAGlance = new();
    public static readonly Sentence Workload = new();
    public static readonly Sentence Level = new();
    public static readonly Sentence Grade = new();
    public static readonly Sentence Participation = new();
    public static readonly Sentence Assessment = new();
    public static readonly Sentence QualityAssurance = new();
    public static readonly Sentence CountsTowards = new();
    public static readonly Sentence WhatTheLearnerCanDo = new();
    public static readonly Sentence MoreOutcomesBelow = new();
    public static readonly Sentence QrCaption = new();
    public static readonly Sentence PrintedState = new();

    // Checks
    public static readonly Sentence HowWeChecked = new();
    public static readonly Sentence Passed = new();
    public static readonly Sentence Failed = new();
    public static readonly Sentence OutcomeCannotTell = new();
    public static readonly Sentence Warning = new();
    public static readonly Sentence NotApplicable = new();
    public static readonly Sentence TechnicalDetail = new();

    // Who says so
    public static readonly Sentence WhoSaysSo = new();
    public static readonly Sentence Issuer = new();
    public static readonly Sentence CallsItself = new();
    public static readonly Sentence Identifier = new();
    public static readonly Sentence WebSite = new();
    public static readonly Sentence Key = new();
    public static readonly Sentence KeyHistory = new();
    public static readonly Sentence Accreditation = new();
    public static readonly Sentence HowWeKnow = new();
    public static readonly Sentence NoIssuerName = new();
    public static readonly Sentence IssuerRegistered = new();
    public static readonly Sentence IssuerNotConfirmed = new();
    public static readonly Sentence IssuerIsOnlyAKey = new();

    // Elements
    public static readonly Sentence WhatItSays = new();
    public static readonly Sentence ElementsIntroduction = new();
    public static readonly Sentence MandatoryElements = new();
    public static readonly Sentence OptionalElements = new();
    public static readonly Sentence MoreItStates = new();
    public static readonly Sentence NotStated = new();
    public static readonly Sentence ElementWrong = new();
    public static readonly Sentence AndMore = new();

    public static readonly Sentence ElementLearner = new();
    public static readonly Sentence ElementTitle = new();
    public static readonly Sentence ElementCountry = new();
    public static readonly Sentence ElementAwardingBodies = new();
    public static readonly Sentence ElementDateOfIssuing = new();
    public static readonly Sentence ElementLearningOutcomes = new();
    public static readonly Sentence ElementWorkload = new();
    public static readonly Sentence ElementLevel = new();
    public static readonly Sentence ElementAssessment = new();
    public static readonly Sentence ElementParticipation = new();
    public static readonly Sentence ElementQualityAssurance = new();
    public static readonly Sentence ElementPrerequisites = new();
    public static readonly Sentence ElementSupervision = new();
    public static readonly Sentence ElementGrade = new();
    public static readonly Sentence ElementStackability = new();
    public static readonly Sentence ElementFurtherInformation = new();

    public static readonly Sentence MoreDescription = new();
    public static readonly Sentence MoreCriteria = new();
    public static readonly Sentence MoreProvider = new();
    public static readonly Sentence MoreDateOfAssessment = new();
    public static readonly Sentence MoreSubjectAreas = new();
    public static readonly Sentence MoreRecognition = new();
    public static readonly Sentence MoreAccess = new();
    public static readonly Sentence MoreEvidence = new();
    public static readonly Sentence MoreValidFrom = new();
    public static readonly Sentence MoreCredentialId = new();

    public static readonly Sentence RecognisedPriorLearning = new();
    public static readonly Sentence NotRecognisedPriorLearning = new();
    public static readonly Sentence PartOfLarger = new();
    public static readonly Sentence NotPartOfLarger = new();
    public static readonly Sentence HiddenIdentity = new();
    public static readonly Sentence Decision = new();
    public static readonly Sentence Report = new();
    public static readonly Sentence Register = new();
    public static readonly Sentence EscoSkill = new();

    public static readonly Sentence WhatItClaims = new();
    public static readonly Sentence WhatItClaimsWarning = new();

    // For programs
    public static readonly Sentence ForPrograms = new();
    public static readonly Sentence ForProgramsText = new();

    // Several files
    public static readonly Sentence File = new();
    public static readonly Sentence TheAnswer = new();
    public static readonly Sentence WhatItIs = new();
    public static readonly Sentence OneByOne = new();
    public static readonly Sentence ProblemTooMany = new();

    // Keep and check
    public static readonly Sentence AddToLinkedIn = new();
    public static readonly Sentence AddToLinkedInNote = new();
    public static readonly Sentence KeepAndCheck = new();
    public static readonly Sentence DownloadCredential = new();
    public static readonly Sentence DownloadQrSvg = new();
    public static readonly Sentence DownloadQrPng = new();
    public static readonly Sentence BadgeForTesting = new();
    public static readonly Sentence DownloadBadgePng = new();
    public static readonly Sentence DownloadBadgeSvg = new();
    public static readonly Sentence PrintHint = new();
    public static readonly Sentence CheckYourselfIntroduction = new();
    public static readonly Sentence CheckYourselfKey = new();
    public static readonly Sentence CheckYourselfVerify = new();

    // Public page
    public static readonly Sentence PublicIntroduction = new();
    public static readonly Sentence State = new();
    public static readonly Sentence StateActive = new();
    public static readonly Sentence StateSuspended = new();
    public static readonly Sentence StateRevoked = new();
    public static readonly Sentence StateSuperseded = new();
    public static readonly Sentence StateExpired = new();
    public static readonly Sentence StateErased = new();
    public static readonly Sentence Since = new();
    public static readonly Sentence Reason = new();
    public static readonly Sentence WhatHoldersLearned = new();
    public static readonly Sentence HaveTheFile = new();
    public static readonly Sentence HaveTheFileText = new();

    // Achievement page
    public static readonly Sentence AchievementIntroduction = new();
    public static readonly Sentence OfferedBy = new();

    // Verify page
    public static readonly Sentence VerifyIntroduction = new();
    public static readonly Sentence PasteLabel = new();
    public static readonly Sentence PasteHint = new();
    public static readonly Sentence UploadLabel = new();
    public static readonly Sentence CheckIt = new();
    public static readonly Sentence PrivacyOfVerify = new();
    public static readonly Sentence CheckAnother = new();
    public static readonly Sentence ProblemHeading = new();
    public static readonly Sentence ErrorPrefix = new();
    public static readonly Sentence ProblemNothing = new();
    public static readonly Sentence ProblemBoth = new();
    public static readonly Sentence ProblemTooLarge = new();
    public static readonly Sentence ProblemForm = new();
    public static readonly Sentence ProblemForeignLink = new();
    public static readonly Sentence ProblemOwnLink = new();

    // Gone and faults
    public static readonly Sentence GoneErased = new();
    public static readonly Sentence GoneErasedText = new();
    public static readonly Sentence GoneErasedNext = new();
    public static readonly Sentence GoneLinkRevoked = new();
    public static readonly Sentence GoneLinkRevokedText = new();
    public static readonly Sentence GoneLinkExpired = new();
    public static readonly Sentence GoneLinkExpiredText = new();
    public static readonly Sentence GoneLinkNext = new();
    public static readonly Sentence NotFound = new();
    public static readonly Sentence NotFoundText = new();
    public static readonly Sentence Fault = new();
    public static readonly Sentence FaultText = new();
    public static readonly Sentence Busy = new();
    public static readonly Sentence BusyText = new();
    public static readonly Sentence BadRequest = new();

    // Home
    public static readonly Sentence HomeTitle = new();
    public static readonly Sentence HomeIntroduction = new();
    public static readonly Sentence HomeEmployers = new();
    public static readonly Sentence HomeEmployersText = new();
    public static readonly Sentence HomeLearners = new();
    public static readonly Sentence HomeLearnersText = new();
    public static readonly Sentence HomeInstitutions = new();
    public static readonly Sentence HomeInstitutionsText = new();
    public static readonly Sentence ReadTheDocumentation = new();

    // Dates
    private static readonly Template CheckedOnDate = new(["at"]);
    private static readonly Template RevokedOnDate = new(["date"]);
    private static readonly Template SupersededOnDate = new(["date"]);
    private static readonly Template SuspendedSinceDate = new(["date"]);
    private static readonly Template ExpiredOnDate = new(["date"]);

    public static Phrase Date(DateOnly date) => Dates.Of(date);

    public static Phrase Date(DateTimeOffset instant) => Dates.Of(instant);

    public static Phrase Instant(DateTimeOffset instant) => Dates.At(instant);

    public static Phrase CheckedAt(DateTimeOffset instant) => CheckedOnDate.With(Instant(instant));

    public static Phrase RevokedOn(DateTimeOffset instant) => RevokedOnDate.With(Date(instant));

    public static Phrase SupersededOn(DateTimeOffset instant) => SupersededOnDate.With(Date(instant));

    public static Phrase SuspendedSince(DateTimeOffset instant) => SuspendedSinceDate.With(Date(instant));

    public static Phrase ExpiredOn(DateTimeOffset instant) => ExpiredOnDate.With(Date(instant));

    // Amounts
    private static readonly Counted EctsCredits = new();
    private static readonly Template EctsHours = new(["least", "most"]);
    private static readonly Sentence EctsHoursOfOne = new();
    private static readonly Counted CreditsOfNone = new();
    private static readonly Counted CreditsOfSystem = new(["system"]);
    private static readonly Counted DurationYears = new();
    private static readonly Counted DurationMonths = new();
    private static readonly Counted DurationWeeks = new();
    private static readonly Counted DurationDays = new();
    private static readonly Counted DurationHours = new();
    private static readonly Counted FilesChecked = new();

    /// <summary>Credits; a credential may give their number in any text.</summary>
    public static Phrase Ects(string points) => TryAmount(points, out var number) ? EctsCredits.Of(number) : CreditsOf(points, "ECTS");

    /// <summary>What ECTS credits stand for (ECTS Users' Guide 2015: 25 to 30 hours each).</summary>
    public static Phrase EctsMeaning(string points) => TryAmount(points, out var credits) && credits is > 0 and <= 10_000
        ? EctsHours.With(Phrase.Number(credits * 25), Phrase.Number(credits * 30))
        : EctsHoursOfOne;

    public static Phrase Credits(string points) => TryAmount(points, out var number) ? CreditsOfNone.Of(number) : Phrase.Same(points);

    public static Phrase CreditsOf(string points, string system) =>
        TryAmount(points, out var number) ? CreditsOfSystem.Of(number, Phrase.Same(system)) : Phrase.Same($"{points} {system}");

    public static Phrase Hours(string number) => TryAmount(number, out var hours) ? Hours(hours) : Phrase.Same($"{number} h");

    public static Phrase Hours(decimal number) => DurationHours.Of(number);

    /// <summary>A duration; null where it has no part.</summary>
    public static Phrase? Duration(int years, int months, int weeks, int days)
    {
        ReadOnlySpan<(int Count, Counted Unit)> all = [(years, DurationYears), (months, DurationMonths), (weeks, DurationWeeks), (days, DurationDays)];
        var parts = new List<Phrase>(all.Length);
        foreach (var (count, unit) in all)
        {
            if (count > 0)
                parts.Add(unit.Of(count));
        }

        return parts.Count == 0 ? null : Phrase.Join(", ", [.. parts]);
    }

    public static Phrase SeveralChecked(int count) => FilesChecked.Of(count);

    // Numbers of any length stay text: they are never compared, only shown.
    private static bool TryAmount(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && decimal.Round(number, 2) == number;

    // Levels
    private static readonly Template EqfLevelNumber = new(["level"]);
    private static readonly Sentence EqfLevel1 = new();
    private static readonly Sentence EqfLevel2 = new();
    private static readonly Sentence EqfLevel3 = new();
    private static readonly Sentence EqfLevel4 = new();
    private static readonly Sentence EqfLevel5 = new();
    private static readonly Sentence EqfLevel6 = new();
    private static readonly Sentence EqfLevel7 = new();
    private static readonly Sentence EqfLevel8 = new();

    public static Phrase EqfLevel(string level) => EqfLevelNumber.With(Phrase.Same(level));

    /// <summary>What a level of the European Qualifications Framework is comparable to, for readers outside education; null for no level of it.</summary>
    public static Phrase? EqfMeaning(string level) => level switch
    {
        "1" => EqfLevel1,
        "2" => EqfLevel2,
        "3" => EqfLevel3,
        "4" => EqfLevel4,
        "5" => EqfLevel5,
        "6" => EqfLevel6,
        "7" => EqfLevel7,
        "8" => EqfLevel8,
        _ => null,
    };

    // Why, and how it stands
    private static readonly Sentence ReasonError = new();
    private static readonly Sentence ReasonMisconduct = new();
    private static readonly Sentence ReasonCorrection = new();
    private static readonly Sentence ReasonSuperseded = new();
    private static readonly Sentence ReasonWithdrawn = new();
    private static readonly Sentence ReasonKey = new();
    private static readonly Sentence ReasonOther = new();
    private static readonly Sentence StampNotYetValid = new();
    private static readonly Sentence StampUnknownIssuer = new();
    private static readonly Sentence StampNotConfirmed = new();
    private static readonly Sentence StampDidNotPass = new();

    /// <summary>The sentence for a public reason code; null for a code that this version does not know.</summary>
    public static Phrase? ReasonFor(string? code) => code switch
    {
        "issued-in-error" => ReasonError,
        "misconduct" => ReasonMisconduct,
        "data-correction" => ReasonCorrection,
        "superseded" => ReasonSuperseded,
        "withdrawn-by-learner" => ReasonWithdrawn,
        "key-compromise" => ReasonKey,
        "other" => ReasonOther,
        _ => null,
    };

    public static Phrase StateOf(CredentialState state) => state switch
    {
        CredentialState.Active => StateActive,
        CredentialState.Suspended => StateSuspended,
        CredentialState.Revoked => StateRevoked,
        CredentialState.Superseded => StateSuperseded,
        CredentialState.Expired => StateExpired,
        CredentialState.Erased => StateErased,
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    /// <summary>The answer as a stamp on the certificate, so that a picture of the certificate alone does not mislead; null where there is nothing to add.</summary>
    public static Phrase? Stamp(AnswerKind kind) => kind switch
    {
        AnswerKind.Revoked => StateRevoked,
        AnswerKind.Suspended => StateSuspended,
        AnswerKind.Superseded => StateSuperseded,
        AnswerKind.Expired => StateExpired,
        AnswerKind.NotYetValid => StampNotYetValid,
        AnswerKind.GenuineOfUnknown => StampUnknownIssuer,
        AnswerKind.CannotTell => StampNotConfirmed,
        AnswerKind.DidNotPass => StampDidNotPass,
        _ => null,
    };

    // Who
    private static readonly Template WhoSaysThisIsName = new(["name"]);
    private static readonly Template RegisteredSinceDate = new(["date"]);
    private static readonly Template KeySince = new(["key", "date"]);
    private static readonly Template KeySinceUntil = new(["key", "date", "end"]);
    private static readonly Template SignedByDomainOf = new(["host"]);
    private static readonly Template IssuerListedBy = new(["registry"]);
    private static readonly Template KeyPublishedOn = new(["host"]);

    public static Phrase WhoSaysThisIs(string name) => WhoSaysThisIsName.With(Phrase.Same(name));

    public static Phrase RegisteredSince(DateTimeOffset instant) => RegisteredSinceDate.With(Date(instant));

    public static Phrase KeyFacts(SigningKeyFacts key) => key.RetiredAt is { } retired
        ? KeySinceUntil.With(Phrase.Same(key.Id), Date(key.PublishedAt), Date(retired))
        : KeySince.With(Phrase.Same(key.Id), Date(key.PublishedAt));

    public static Phrase SignedByDomain(string host) => SignedByDomainOf.With(Phrase.Same(host));

    public static Phrase IssuerListed(string registry) => IssuerListedBy.With(Phrase.Same(registry));

    public static Phrase KeyPublishedAt(string host) => KeyPublishedOn.With(Phrase.Same(host));

    // What
    private static readonly Template LabelInCredential = new(["label"]);
    private static readonly Template QrCodeOpens = new(["url"]);
    private static readonly Template ShownAsIssued = new(["languages"]);
    private static readonly Template ElementsComplete = new(["ofMandatory", "optional", "ofOptional"]);
    private static readonly Template ElementsIncomplete = new(["mandatory", "ofMandatory", "optional", "ofOptional"]);
    private static readonly Sentence ShareDescriptionAlone = new();
    private static readonly Template ShareDescriptionOf = new(["name"]);

    public static Phrase LabelledInCredential(string label) => LabelInCredential.With(Phrase.Same(label));

    public static Phrase QrAlternative(string url) => QrCodeOpens.With(Phrase.Same(url));

    /// <summary>Which languages the parts are in that the credential does not have in the reader's.</summary>
    public static Phrase OriginalLanguages(IReadOnlyList<string> names) => ShownAsIssued.With(Phrase.Same(string.Join(", ", names)));

    public static Phrase ElementCount(int mandatory, int ofMandatory, int optional, int ofOptional) => mandatory == ofMandatory
        ? ElementsComplete.With(Phrase.Number(ofMandatory), Phrase.Number(optional), Phrase.Number(ofOptional))
        : ElementsIncomplete.With(Phrase.Number(mandatory), Phrase.Number(ofMandatory), Phrase.Number(optional), Phrase.Number(ofOptional));

    public static Phrase ShareDescription(string? awardedBy) => awardedBy is null ? ShareDescriptionAlone : ShareDescriptionOf.With(Phrase.Same(awardedBy));
}
