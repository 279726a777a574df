using System.Globalization;

namespace Issuer.Service.Pages;

/// <summary>Every sentence of the pages, English and Welsh side by side. What a credential says is never here: it comes from the credential.</summary>
public static class Words
{
    // Frame
    public static readonly Phrase ServiceName = new("Micro-credentials", "Micro-gymwysterau");
    public static readonly Phrase SkipToContent = new("Skip to main content", "Neidio i’r prif gynnwys");
    public static readonly Phrase LanguageChoice = new("Language", "Iaith");
    public static readonly Phrase Home = new("Home", "Hafan");
    public static readonly Phrase CheckACredential = new("Check a credential", "Gwirio cymhwyster");
    public static readonly Phrase Documentation = new("For developers", "I ddatblygwyr");
    public static readonly Phrase FooterPromise = new(
        "These pages set no cookies, run no scripts and load nothing from other sites.",
        "Nid yw’r tudalennau hyn yn gosod cwcis, yn rhedeg sgriptiau nac yn llwytho dim o wefannau eraill.");
    public static readonly Phrase FooterNavigation = new("About this service", "Ynglŷn â’r gwasanaeth hwn");
    public static readonly Phrase TestInstitution = new(
        "For testing only. The institution on this page was made up on a developer’s machine.",
        "At ddibenion profi yn unig. Sefydliad dychmygol, a grëwyd ar gyfrifiadur datblygwr, sydd ar y dudalen hon.");

    // Headlines: the one answer
    public static readonly Phrase Genuine = new("This credential is genuine and valid", "Mae’r cymhwyster hwn yn ddilys ac mewn grym");
    public static readonly Phrase GenuineOfUnknown = new(
        "This credential checks out, but we do not know its issuer",
        "Mae’r cymhwyster hwn yn pasio’r gwiriadau, ond nid ydym yn adnabod ei gyhoeddwr");
    public static readonly Phrase IsRevoked = new("This credential has been revoked", "Mae’r cymhwyster hwn wedi’i ddirymu");
    public static readonly Phrase IsSuspended = new("This credential is suspended", "Mae’r cymhwyster hwn wedi’i atal dros dro");
    public static readonly Phrase IsSuperseded = new("This credential has been replaced", "Mae’r cymhwyster hwn wedi’i ddisodli");
    public static readonly Phrase IsExpired = new("This credential has expired", "Mae’r cymhwyster hwn wedi dod i ben");
    public static readonly Phrase IsNotYetValid = new("This credential is not valid yet", "Nid yw’r cymhwyster hwn mewn grym eto");
    public static readonly Phrase NotGenuine = new("This credential is not genuine", "Nid yw’r cymhwyster hwn yn ddilys");
    public static readonly Phrase NotSigned = new("This is not signed, so it proves nothing", "Nid yw hwn wedi’i lofnodi, felly nid yw’n profi dim");
    public static readonly Phrase NotReadable = new("We could not read this as a credential", "Ni allem ddarllen hwn fel cymhwyster digidol");
    public static readonly Phrase DidNotPass = new("This credential did not pass our checks", "Ni lwyddodd y cymhwyster hwn yn ein gwiriadau");
    public static readonly Phrase CannotTell = new("We cannot tell whether this credential is valid", "Ni allwn ddweud a yw’r cymhwyster hwn yn ddilys");

    public static readonly Phrase GenuineMeaning = new(
        "The institution named below issued it, nothing in it has been changed, and it is in force today.",
        "Y sefydliad a enwir isod a’i cyhoeddodd, nid oes dim ynddo wedi’i newid, ac mae mewn grym heddiw.");
    public static readonly Phrase GenuineOfUnknownMeaning = new(
        "Nothing in it has been changed and it is in force. But anyone can make a signing key: before you rely on it, make sure that the identifier below belongs to the institution.",
        "Nid oes dim ynddo wedi’i newid ac mae mewn grym. Ond gall unrhyw un greu allwedd lofnodi: cyn dibynnu arno, gwnewch yn siŵr mai’r sefydliad biau’r dynodydd isod.");
    public static readonly Phrase RevokedMeaning = new(
        "It was genuinely issued, but the institution has since withdrawn it. It is no longer valid.",
        "Fe’i cyhoeddwyd yn ddilys, ond mae’r sefydliad wedi’i dynnu’n ôl ers hynny. Nid yw mewn grym mwyach.");
    public static readonly Phrase SuspendedMeaning = new(
        "It was genuinely issued, but the institution has put it on hold for now. Ask the learner or the institution before you rely on it.",
        "Fe’i cyhoeddwyd yn ddilys, ond mae’r sefydliad wedi’i atal am y tro. Holwch y dysgwr neu’r sefydliad cyn dibynnu arno.");
    public static readonly Phrase SupersededMeaning = new(
        "It was genuinely issued, but the institution has since issued a corrected one in its place. Ask the learner for the new one.",
        "Fe’i cyhoeddwyd yn ddilys, ond ers hynny mae’r sefydliad wedi cyhoeddi un wedi’i gywiro yn ei le. Gofynnwch i’r dysgwr am yr un newydd.");
    public static readonly Phrase ExpiredMeaning = new(
        "It was genuinely issued, for a limited time, and that time is over.",
        "Fe’i cyhoeddwyd yn ddilys, am gyfnod penodol, ac mae’r cyfnod hwnnw ar ben.");
    public static readonly Phrase NotYetValidMeaning = new(
        "It is to take effect at a later date.",
        "Daw i rym ar ddyddiad diweddarach.");
    public static readonly Phrase NotGenuineMeaning = new(
        "It was changed after it was signed, or the issuer that it names did not sign it. Do not rely on anything it says.",
        "Cafodd ei newid ar ôl ei lofnodi, neu nid y cyhoeddwr a enwir ynddo a’i llofnododd. Peidiwch â dibynnu ar ddim y mae’n ei ddweud.");
    public static readonly Phrase NotSignedMeaning = new(
        "Anyone could have written it. Ask for the signed file, or for the link from the institution.",
        "Gallai unrhyw un fod wedi’i ysgrifennu. Gofynnwch am y ffeil wedi’i llofnodi, neu am y ddolen gan y sefydliad.");
    public static readonly Phrase NotReadableMeaning = new(
        "It may be a different kind of file, or only part of one. That says nothing about the learner: ask for the file or the link again.",
        "Efallai mai math arall o ffeil yw hon, neu ddim ond rhan o un. Nid yw hynny’n dweud dim am y dysgwr: gofynnwch am y ffeil neu’r ddolen eto.");
    public static readonly Phrase DidNotPassMeaning = new(
        "At least one of the checks below failed. Do not rely on it before you know why.",
        "Methodd o leiaf un o’r gwiriadau isod. Peidiwch â dibynnu arno cyn gwybod pam.");
    public static readonly Phrase CannotTellMeaning = new(
        "Some checks could not be made, so we say neither yes nor no. Nothing suggests that it is false. Try again later, or ask the institution.",
        "Ni fu modd gwneud rhai o’r gwiriadau, felly nid ydym yn dweud ie na nage. Nid oes dim yn awgrymu ei fod yn ffug. Rhowch gynnig arall arni’n nes ymlaen, neu holwch y sefydliad.");

    public static readonly Phrase ReasonGiven = new("Reason given by the institution", "Rheswm y sefydliad");

    // Certificate
    public static readonly Phrase MicroCredential = new("Micro-credential", "Micro-gymhwyster");
    public static readonly Phrase Credential = new("Digital credential", "Cymhwyster digidol");
    public static readonly Phrase AwardedTo = new("Awarded to", "Dyfarnwyd i");
    public static readonly Phrase AwardedBy = new("Awarded by", "Dyfarnwyd gan");
    public static readonly Phrase AwardedByClaim = new("Awarded by, as the credential says", "Dyfarnwyd gan, yn ôl y cymhwyster");
    public static readonly Phrase SignedBy = new("Signed by", "Llofnodwyd gan");
    public static readonly Phrase IssuedOn = new("Issued on", "Cyhoeddwyd ar");
    public static readonly Phrase ValidUntil = new("Valid until", "Mewn grym hyd");
    public static readonly Phrase NoNameInCredential = new("a learner whom the credential does not name", "dysgwr nad yw’r cymhwyster yn ei enwi");
    public static readonly Phrase Untitled = new("A credential without a title", "Cymhwyster heb deitl");
    public static readonly Phrase AtAGlance = new("At a glance", "Cipolwg");
    public static readonly Phrase Workload = new("Workload", "Llwyth gwaith");
    public static readonly Phrase Level = new("Level", "Lefel");
    public static readonly Phrase Grade = new("Grade", "Gradd");
    public static readonly Phrase Participation = new("Participation", "Cymryd rhan");
    public static readonly Phrase Assessment = new("Assessment", "Asesu");
    public static readonly Phrase QualityAssurance = new("Quality assurance", "Sicrhau ansawdd");
    public static readonly Phrase CountsTowards = new("Counts towards", "Yn cyfrif tuag at");
    public static readonly Phrase WhatTheLearnerCanDo = new("What the learner can do", "Yr hyn y gall y dysgwr ei wneud");
    public static readonly Phrase MoreOutcomesBelow = new("All learning outcomes are listed below.", "Rhestrir pob deilliant dysgu isod.");
    public static readonly Phrase QrCaption = new("Scan to open this page", "Sganiwch i agor y dudalen hon");
    public static readonly Phrase PrintedState = new(
        "This print shows how things stood at the moment of printing. Scan the code, or open the address, to see how they stand now.",
        "Mae’r argraffiad hwn yn dangos y sefyllfa ar yr adeg argraffu. Sganiwch y cod, neu agorwch y cyfeiriad, i weld y sefyllfa yn awr.");

    // Checks
    public static readonly Phrase HowWeChecked = new("How we checked", "Sut y gwnaethom wirio");
    public static readonly Phrase Passed = new("Passed", "Llwyddodd");
    public static readonly Phrase Failed = new("Failed", "Methodd");
    public static readonly Phrase OutcomeCannotTell = new("Cannot tell", "Ni ellir dweud");
    public static readonly Phrase Warning = new("Take note", "Sylwch");
    public static readonly Phrase NotApplicable = new("Does not apply", "Ddim yn berthnasol");
    public static readonly Phrase TechnicalDetail = new("Technical detail", "Manylion technegol");

    // Who says so
    public static readonly Phrase WhoSaysSo = new("Who says so", "Pwy sy’n dweud");
    public static readonly Phrase Issuer = new("Issuer", "Cyhoeddwr");
    public static readonly Phrase CallsItself = new("The issuer calls itself", "Enw’r cyhoeddwr arno’i hun");
    public static readonly Phrase Identifier = new("Identifier", "Dynodydd");
    public static readonly Phrase WebSite = new("Web site", "Gwefan");
    public static readonly Phrase Key = new("Key", "Allwedd");
    public static readonly Phrase KeyHistory = new("All its keys and their history", "Ei holl allweddi a’u hanes");
    public static readonly Phrase Accreditation = new("Quality assurance of the institution", "Sicrhau ansawdd y sefydliad");
    public static readonly Phrase HowWeKnow = new("How we know", "Sut y gwyddom");
    public static readonly Phrase NoIssuerName = new("The credential gives no name", "Nid yw’r cymhwyster yn rhoi enw");
    public static readonly Phrase IssuerRegistered = new(
        "The institution is registered with this service, and the service’s own log records that it issued this credential.",
        "Mae’r sefydliad wedi’i gofrestru gyda’r gwasanaeth hwn, ac mae cofnod y gwasanaeth ei hun yn dangos mai’r sefydliad a gyhoeddodd y cymhwyster hwn.");
    public static readonly Phrase IssuerNotConfirmed = new(
        "We could not confirm that this issuer signed the credential. The name is only what the credential says.",
        "Ni allem gadarnhau mai’r cyhoeddwr hwn a lofnododd y cymhwyster. Dim ond yr hyn y mae’r cymhwyster yn ei ddweud yw’r enw.");
    public static readonly Phrase IssuerIsOnlyAKey = new(
        "The identifier is only a key and says nothing about who holds it. The name is the signer’s own claim.",
        "Dim ond allwedd yw’r dynodydd, ac nid yw’n dweud dim am bwy sy’n ei dal. Honiad y llofnodwr ei hun yw’r enw.");

    // Elements
    public static readonly Phrase WhatItSays = new("What the credential says", "Beth mae’r cymhwyster yn ei ddweud");
    public static readonly Phrase ElementsIntroduction = new(
        "In the standard elements that the European Union recommends for describing micro-credentials (Council Recommendation of 16 June 2022, Annex I). All of it is the issuer’s statement.",
        "Yn yr elfennau safonol y mae’r Undeb Ewropeaidd yn eu hargymell i ddisgrifio micro-gymwysterau (Argymhelliad y Cyngor, 16 Mehefin 2022, Atodiad I). Datganiad y cyhoeddwr yw’r cyfan.");
    public static readonly Phrase MandatoryElements = new("Mandatory elements", "Elfennau gorfodol");
    public static readonly Phrase OptionalElements = new("Optional elements", "Elfennau dewisol");
    public static readonly Phrase MoreItStates = new("More that it states", "Beth arall y mae’n ei ddatgan");
    public static readonly Phrase NotStated = new("Not stated", "Heb ei nodi");
    public static readonly Phrase ElementWrong = new("Not in the form that the EU’s list asks for", "Nid yn y ffurf y mae rhestr yr UE yn gofyn amdani");
    public static readonly Phrase AndMore = new("and more, not shown here", "a rhagor, nas dangosir yma");

    public static readonly Phrase ElementLearner = new("Identification of the learner", "Pwy yw’r dysgwr");
    public static readonly Phrase ElementTitle = new("Title of the micro-credential", "Teitl y micro-gymhwyster");
    public static readonly Phrase ElementCountry = new("Country or region of the issuer", "Gwlad neu ranbarth y cyhoeddwr");
    public static readonly Phrase ElementAwardingBodies = new("Awarding body or bodies", "Corff neu gyrff dyfarnu");
    public static readonly Phrase ElementDateOfIssuing = new("Date of issuing", "Dyddiad cyhoeddi");
    public static readonly Phrase ElementLearningOutcomes = new("Learning outcomes", "Deilliannau dysgu");
    public static readonly Phrase ElementWorkload = new(
        "Notional workload needed to achieve the learning outcomes",
        "Y llwyth gwaith tybiannol sydd ei angen i gyflawni’r deilliannau dysgu");
    public static readonly Phrase ElementLevel = new(
        "Level (and cycle) of the learning experience leading to the micro-credential",
        "Lefel (a chylch) y profiad dysgu sy’n arwain at y micro-gymhwyster");
    public static readonly Phrase ElementAssessment = new("Type of assessment", "Y math o asesu");
    public static readonly Phrase ElementParticipation = new(
        "Form of participation in the learning activity",
        "Y dull o gymryd rhan yn y gweithgaredd dysgu");
    public static readonly Phrase ElementQualityAssurance = new(
        "Type of quality assurance used to underpin the micro-credential",
        "Y math o sicrhau ansawdd sy’n sail i’r micro-gymhwyster");
    public static readonly Phrase ElementPrerequisites = new(
        "Prerequisites needed to enrol in the learning activity",
        "Rhagofynion ar gyfer cofrestru ar y gweithgaredd dysgu");
    public static readonly Phrase ElementSupervision = new(
        "Supervision and identity verification during assessment",
        "Goruchwylio a gwirio hunaniaeth yn ystod yr asesu");
    public static readonly Phrase ElementGrade = new("Grade achieved", "Y radd a gafwyd");
    public static readonly Phrase ElementStackability = new("Integration and stackability options", "Opsiynau integreiddio a phentyrru");
    public static readonly Phrase ElementFurtherInformation = new("Further information", "Rhagor o wybodaeth");

    public static readonly Phrase MoreDescription = new("Description", "Disgrifiad");
    public static readonly Phrase MoreCriteria = new("Criteria", "Meini prawf");
    public static readonly Phrase MoreProvider = new("Provider of the learning", "Darparwr y dysgu");
    public static readonly Phrase MoreDateOfAssessment = new("Date of assessment", "Dyddiad asesu");
    public static readonly Phrase MoreSubjectAreas = new("Subject area (ISCED-F)", "Maes pwnc (ISCED-F)");
    public static readonly Phrase MoreRecognition = new("Recognition of prior learning", "Cydnabod dysgu blaenorol");
    public static readonly Phrase MoreAccess = new("Access requirements", "Gofynion mynediad");
    public static readonly Phrase MoreEvidence = new("Evidence", "Tystiolaeth");
    public static readonly Phrase MoreValidFrom = new("Valid from", "Mewn grym o");
    public static readonly Phrase MoreCredentialId = new("Number of the credential", "Rhif y cymhwyster");

    public static readonly Phrase RecognisedPriorLearning = new("Awarded by recognition of prior learning", "Dyfarnwyd drwy gydnabod dysgu blaenorol");
    public static readonly Phrase NotRecognisedPriorLearning = new("Not awarded by recognition of prior learning", "Ni ddyfarnwyd drwy gydnabod dysgu blaenorol");
    public static readonly Phrase PartOfLarger = new("Counts towards a larger award", "Yn cyfrif tuag at ddyfarniad mwy");
    public static readonly Phrase NotPartOfLarger = new("Stands alone", "Yn sefyll ar ei ben ei hun");
    public static readonly Phrase HiddenIdentity = new("An identifier that is stored only as a hash", "Dynodydd a gedwir fel hash yn unig");
    public static readonly Phrase Decision = new("Decision", "Penderfyniad");
    public static readonly Phrase Report = new("Report", "Adroddiad");
    public static readonly Phrase Register = new("Register entry", "Cofnod yn y gofrestr");
    public static readonly Phrase EscoSkill = new("ESCO skill", "Sgìl ESCO");


    public static readonly Phrase WhatItClaims = new("What it claims, although it is not genuine", "Beth y mae’n ei honni, er nad yw’n ddilys");
    public static readonly Phrase WhatItClaimsWarning = new(
        "Nobody vouches for any of this. The name of the issuer, too, is only a claim.",
        "Nid oes neb yn gwarantu dim o hyn. Honiad yn unig yw enw’r cyhoeddwr hefyd.");

    // For programs
    public static readonly Phrase ForPrograms = new("The same answer for a program", "Yr un ateb i raglen");
    public static readonly Phrase ForProgramsText = new(
        "One request to our API makes the same checks. It needs no account.",
        "Mae un cais i’n API yn gwneud yr un gwiriadau. Nid oes angen cyfrif.");

    // Several files
    public static readonly Phrase File = new("File", "Ffeil");
    public static readonly Phrase TheAnswer = new("Answer", "Ateb");
    public static readonly Phrase WhatItIs = new("What it is", "Beth ydyw");
    public static readonly Phrase OneByOne = new("To see every check of a file, check it by itself.", "I weld pob gwiriad ar ffeil, gwiriwch hi ar ei phen ei hun.");
    public static readonly Phrase ProblemTooMany = new("Choose no more than 20 files at once", "Dewiswch ddim mwy nag 20 ffeil ar y tro");

    // Keep and check
    public static readonly Phrase AddToLinkedIn = new("Add it to your LinkedIn profile", "Ei ychwanegu at eich proffil LinkedIn");
    public static readonly Phrase AddToLinkedInNote = new("For the learner. It hands this page’s link to LinkedIn.", "I’r dysgwr. Mae’n rhoi dolen y dudalen hon i LinkedIn.");
    public static readonly Phrase KeepAndCheck = new("Keep it, or check it yourself", "Ei gadw, neu ei wirio eich hun");
    public static readonly Phrase DownloadCredential = new("Download the signed credential", "Lawrlwytho’r cymhwyster wedi’i lofnodi");
    public static readonly Phrase DownloadQrSvg = new("QR code for print (SVG)", "Cod QR i’w argraffu (SVG)");
    public static readonly Phrase DownloadQrPng = new("QR code as a picture (PNG)", "Cod QR fel llun (PNG)");
    public static readonly Phrase BadgeForTesting = new("test only", "prawf yn unig");
    public static readonly Phrase DownloadBadgePng = new("Badge with the credential inside (PNG)", "Bathodyn â’r cymhwyster ynddo (PNG)");
    public static readonly Phrase DownloadBadgeSvg = new("Badge with the credential inside (SVG)", "Bathodyn â’r cymhwyster ynddo (SVG)");
    public static readonly Phrase PrintHint = new(
        "To print this page or save it as a PDF, use your browser’s print command.",
        "I argraffu’r dudalen hon neu ei chadw fel PDF, defnyddiwch orchymyn argraffu eich porwr.");
    public static readonly Phrase CheckYourselfIntroduction = new(
        "You need not take our word for it. The signed file can be checked by any program that knows the W3C standard for verifiable credentials:",
        "Nid oes rhaid i chi ddibynnu ar ein gair ni. Gall unrhyw raglen sy’n deall safon W3C ar gyfer cymwysterau gwiriadwy wirio’r ffeil wedi’i llofnodi:");
    public static readonly Phrase CheckYourselfKey = new(
        "Fetch the institution’s public key from its own address:",
        "Nôl allwedd gyhoeddus y sefydliad o’i gyfeiriad ei hun:");
    public static readonly Phrase CheckYourselfVerify = new(
        "Let a verifier of your choice compare the two, or give the file to ours:",
        "Gadewch i wiriwr o’ch dewis gymharu’r ddau, neu rhowch y ffeil i’n un ni:");

    // Public page
    public static readonly Phrase PublicIntroduction = new(
        "This page shows only what anyone may know. Who holds the credential, and what else it says, is for the holder to share.",
        "Dim ond yr hyn y caiff unrhyw un ei wybod sydd ar y dudalen hon. Y deiliad sydd i ddewis rhannu pwy ydyw, a beth arall y mae’r cymhwyster yn ei ddweud.");
    public static readonly Phrase State = new("State", "Cyflwr");
    public static readonly Phrase StateActive = new("In force", "Mewn grym");
    public static readonly Phrase StateSuspended = new("Suspended", "Wedi’i atal dros dro");
    public static readonly Phrase StateRevoked = new("Revoked", "Wedi’i ddirymu");
    public static readonly Phrase StateSuperseded = new("Replaced", "Wedi’i ddisodli");
    public static readonly Phrase StateExpired = new("Expired", "Wedi dod i ben");
    public static readonly Phrase StateErased = new("Erased", "Wedi’i ddileu");
    public static readonly Phrase Since = new("Since", "Ers");
    public static readonly Phrase Reason = new("Reason", "Rheswm");
    public static readonly Phrase WhatHoldersLearned = new("What its holders have learned", "Beth y mae ei ddeiliaid wedi’i ddysgu");
    public static readonly Phrase HaveTheFile = new("Do you have the file or a link from the holder?", "A oes gennych y ffeil neu ddolen gan y deiliad?");
    public static readonly Phrase HaveTheFileText = new(
        "Then you can see the whole credential and check it.",
        "Felly gallwch weld y cymhwyster cyfan a’i wirio.");

    // Achievement page
    public static readonly Phrase AchievementIntroduction = new(
        "This is what the micro-credential stands for. It names no learner: only a credential shows who has achieved it.",
        "Dyma’r hyn y mae’r micro-gymhwyster yn ei gynrychioli. Nid yw’n enwi unrhyw ddysgwr: dim ond cymhwyster sy’n dangos pwy sydd wedi’i gyflawni.");
    public static readonly Phrase OfferedBy = new("Described by", "Disgrifiwyd gan");

    // Verify page
    public static readonly Phrase VerifyIntroduction = new(
        "Find out whether a credential is genuine, who issued it and whether it is still valid. It does not matter who issued it.",
        "Cewch wybod yma a yw cymhwyster yn ddilys, pwy a’i cyhoeddodd ac a yw’n dal mewn grym. Nid oes ots pwy a’i cyhoeddodd.");
    public static readonly Phrase PasteLabel = new("Paste a credential or a link", "Gludwch gymhwyster neu ddolen");
    public static readonly Phrase PasteHint = new(
        "The text of a credential (it often begins with “eyJ” or with “{”), or a link to a page of this service.",
        "Testun cymhwyster (yn aml mae’n dechrau ag “eyJ” neu ag “{”), neu ddolen i dudalen ar y gwasanaeth hwn.");
    public static readonly Phrase UploadLabel = new("Or choose files", "Neu dewiswch ffeiliau");
    public static readonly Phrase UploadHint = new(
        "Up to 20 files with the ending .jwt, .jws or .json, or pictures of badges (.png, .svg), together no more than 1 MB.",
        "Hyd at 20 ffeil â’r estyniad .jwt, .jws neu .json, neu luniau bathodynnau (.png, .svg), dim mwy nag 1 MB gyda’i gilydd.");
    public static readonly Phrase CheckIt = new("Check it", "Gwirio");
    public static readonly Phrase PrivacyOfVerify = new(
        "We read what you send only to check it. Nothing of it is kept. To check an issuer we may ask that issuer’s own web site for its key and its list of revoked credentials; it does not learn which credential we check.",
        "Darllenwn yr hyn a anfonwch er mwyn ei wirio yn unig. Ni chedwir dim ohono. I wirio cyhoeddwr, efallai y gofynnwn i’w wefan ei hun am ei allwedd a’i restr o gymwysterau a ddirymwyd; ni chaiff wybod pa gymhwyster yr ydym yn ei wirio.");
    public static readonly Phrase CheckAnother = new("Check another credential", "Gwirio cymhwyster arall");
    public static readonly Phrase ProblemHeading = new("There is a problem", "Mae problem");
    public static readonly Phrase ErrorPrefix = new("Error:", "Gwall:");
    public static readonly Phrase ProblemNothing = new("Paste a credential or choose a file", "Gludwch gymhwyster neu dewiswch ffeil");
    public static readonly Phrase ProblemBoth = new("Either paste a credential or choose a file, not both", "Gludwch gymhwyster neu dewiswch ffeil, nid y ddau");
    public static readonly Phrase ProblemTooLarge = new("What you sent is larger than 1 MB", "Mae’r hyn a anfonoch yn fwy nag 1 MB");
    public static readonly Phrase ProblemForm = new("We could not read the form. Send it again", "Ni allem ddarllen y ffurflen. Anfonwch hi eto");
    public static readonly Phrase ProblemForeignLink = new(
        "We open links of this service only. Open the link yourself, download the credential and choose the file here",
        "Dim ond dolenni’r gwasanaeth hwn yr ydym yn eu hagor. Agorwch y ddolen eich hun, lawrlwythwch y cymhwyster a dewiswch y ffeil yma");
    public static readonly Phrase ProblemOwnLink = new(
        "This link of ours does not lead to a credential. Check that it is complete",
        "Nid yw’r ddolen hon i’n gwasanaeth yn arwain at gymhwyster. Gwnewch yn siŵr ei bod yn gyflawn");

    // Gone and faults
    public static readonly Phrase GoneErased = new("This credential has been erased", "Mae’r cymhwyster hwn wedi’i ddileu");
    public static readonly Phrase GoneErasedText = new(
        "The learner’s data was erased for good, so there is nothing left to show here. This says nothing against the learner.",
        "Mae data’r dysgwr wedi’i ddileu am byth, felly nid oes dim ar ôl i’w ddangos yma. Nid yw hyn yn dweud dim yn erbyn y dysgwr.");
    public static readonly Phrase GoneErasedNext = new(
        "If you hold a copy of the signed file, you can still check it.",
        "Os oes gennych gopi o’r ffeil wedi’i llofnodi, gallwch ei gwirio o hyd.");
    public static readonly Phrase GoneLinkRevoked = new("This link has been closed", "Mae’r ddolen hon wedi’i chau");
    public static readonly Phrase GoneLinkRevokedText = new(
        "The learner no longer shares the credential through this link. This says nothing about the credential itself.",
        "Nid yw’r dysgwr yn rhannu’r cymhwyster drwy’r ddolen hon mwyach. Nid yw hyn yn dweud dim am y cymhwyster ei hun.");
    public static readonly Phrase GoneLinkExpired = new("This link has expired", "Mae’r ddolen hon wedi dod i ben");
    public static readonly Phrase GoneLinkExpiredText = new(
        "It was made for a limited time. This says nothing about the credential itself.",
        "Fe’i crëwyd am gyfnod penodol. Nid yw hyn yn dweud dim am y cymhwyster ei hun.");
    public static readonly Phrase GoneLinkNext = new("Ask the learner for a new link.", "Gofynnwch i’r dysgwr am ddolen newydd.");
    public static readonly Phrase NotFound = new("Page not found", "Heb ddod o hyd i’r dudalen");
    public static readonly Phrase NotFoundText = new(
        "If you typed the address, check it. If you pasted it, check that you copied all of it: a missing letter at the end is enough.",
        "Os teipioch chi’r cyfeiriad, gwiriwch ef. Os gludoch chi ef, gwnewch yn siŵr eich bod wedi copïo’r cyfan: mae un llythyren ar goll yn y diwedd yn ddigon.");
    public static readonly Phrase Fault = new("Sorry, something went wrong on our side", "Mae’n ddrwg gennym, aeth rhywbeth o’i le ar ein hochr ni");
    public static readonly Phrase FaultText = new(
        "This says nothing about the credential. Try again in a few minutes.",
        "Nid yw hyn yn dweud dim am y cymhwyster. Rhowch gynnig arall arni ymhen ychydig funudau.");
    public static readonly Phrase Busy = new("Too many requests", "Gormod o geisiadau");
    public static readonly Phrase BusyText = new("Wait a minute, then try again.", "Arhoswch funud, yna rhowch gynnig arall arni.");
    public static readonly Phrase BadRequest = new("We could not understand that request", "Ni allem ddeall y cais hwnnw");

    // Home
    public static readonly Phrase HomeTitle = new("Proof of learning that anyone can check", "Prawf o ddysgu y gall unrhyw un ei wirio");
    public static readonly Phrase HomeIntroduction = new(
        "Institutions use this service to issue micro-credentials: short courses, described in the European Union’s standard elements and signed so that nobody can forge or change them.",
        "Mae sefydliadau’n defnyddio’r gwasanaeth hwn i gyhoeddi micro-gymwysterau: cyrsiau byr, wedi’u disgrifio yn elfennau safonol yr Undeb Ewropeaidd ac wedi’u llofnodi fel na all neb eu ffugio na’u newid.");
    public static readonly Phrase HomeEmployers = new("Employers and admissions officers", "Cyflogwyr a swyddogion derbyn");
    public static readonly Phrase HomeEmployersText = new(
        "Open the link or scan the QR code that the applicant gave you. The page says at the top whether the credential is genuine and still valid. If you were sent a file, check it here.",
        "Agorwch y ddolen neu sganiwch y cod QR a gawsoch gan yr ymgeisydd. Mae’r dudalen yn dweud ar y brig a yw’r cymhwyster yn ddilys ac yn dal mewn grym. Os cawsoch ffeil, gwiriwch hi yma.");
    public static readonly Phrase HomeLearners = new("Learners", "Dysgwyr");
    public static readonly Phrase HomeLearnersText = new(
        "Your credential is yours. Share its link with whom you like, or keep the signed file: it can be checked without asking anyone’s permission.",
        "Chi biau eich cymhwyster. Rhannwch ei ddolen â phwy bynnag a fynnwch, neu cadwch y ffeil wedi’i llofnodi: gellir ei gwirio heb ofyn caniatâd neb.");
    public static readonly Phrase HomeInstitutions = new("Institutions and developers", "Sefydliadau a datblygwyr");
    public static readonly Phrase HomeInstitutionsText = new(
        "One request issues a credential in open standards: Open Badges 3.0 and W3C Verifiable Credentials, with every element of the EU’s recommendation.",
        "Un cais sy’n cyhoeddi cymhwyster mewn safonau agored: Open Badges 3.0 a W3C Verifiable Credentials, gyda phob un o elfennau argymhelliad yr UE.");
    public static readonly Phrase ReadTheDocumentation = new("Read the API documentation", "Darllen dogfennaeth yr API");

    private static readonly string[] EnglishMonths =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    private static readonly string[] WelshMonths =
        ["Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"];

    // Own months: the result must not depend on which languages the machine's ICU data holds.
    public static Phrase Date(DateOnly date) => new(
        string.Create(CultureInfo.InvariantCulture, $"{date.Day} {EnglishMonths[date.Month - 1]} {date.Year}"),
        string.Create(CultureInfo.InvariantCulture, $"{date.Day} {WelshMonths[date.Month - 1]} {date.Year}"));

    public static Phrase Date(DateTimeOffset instant) => Date(DateOnly.FromDateTime(instant.UtcDateTime));

    public static Phrase Instant(DateTimeOffset instant)
    {
        var date = Date(instant);
        var time = instant.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture);
        return new($"{date.English} at {time} UTC", $"{date.Welsh} am {time} UTC");
    }

    public static Phrase CheckedAt(DateTimeOffset instant)
    {
        var at = Instant(instant);
        return new($"Checked on {at.English}", $"Gwiriwyd ar {at.Welsh}");
    }

    public static Phrase RevokedOn(DateTimeOffset instant)
    {
        var date = Date(instant);
        return new($"This credential was revoked on {date.English}", $"Cafodd y cymhwyster hwn ei ddirymu ar {date.Welsh}");
    }

    public static Phrase SupersededOn(DateTimeOffset instant)
    {
        var date = Date(instant);
        return new($"This credential was replaced on {date.English}", $"Cafodd y cymhwyster hwn ei ddisodli ar {date.Welsh}");
    }

    public static Phrase SuspendedSince(DateTimeOffset instant)
    {
        var date = Date(instant);
        return new($"This credential has been suspended since {date.English}", $"Mae’r cymhwyster hwn wedi’i atal dros dro ers {date.Welsh}");
    }

    public static Phrase ExpiredOn(DateTimeOffset instant)
    {
        var date = Date(instant);
        return new($"This credential expired on {date.English}", $"Daeth y cymhwyster hwn i ben ar {date.Welsh}");
    }

    /// <summary>Which languages the parts are in that the credential does not have in the reader's.</summary>
    public static Phrase OriginalLanguages(IReadOnlyList<Phrase> names)
    {
        var list = Phrase.Join(", ", names);
        return new(
            $"Some of it has no English version and is shown as issued: {list.English}.",
            $"Nid oes fersiwn Gymraeg o rannau ohono; fe’u dangosir fel y’u cyhoeddwyd: {list.Welsh}.");
    }

    public static Phrase Ects(string points) => new(points == "1" ? "1 ECTS credit" : $"{points} ECTS credits", $"{points} credyd ECTS");

    /// <summary>What ECTS credits stand for (ECTS Users' Guide 2015: 25 to 30 hours each).</summary>
    public static Phrase EctsMeaning(string points)
    {
        if (!decimal.TryParse(points, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var credits) || credits is <= 0 or > 10_000)
            return new("One credit stands for 25 to 30 hours of work.", "Mae un credyd yn cyfateb i 25 i 30 awr o waith.");
        var (least, most) = ((credits * 25).ToString("0.#", CultureInfo.InvariantCulture), (credits * 30).ToString("0.#", CultureInfo.InvariantCulture));
        return new($"{least} to {most} hours of work: one credit stands for 25 to 30", $"{least} i {most} awr o waith: mae un credyd yn cyfateb i 25 i 30");
    }

    public static Phrase SeveralChecked(int count) => new($"{count} files checked", $"Gwiriwyd {count} ffeil");

    public static Phrase WhoSaysThisIs(string english, string welsh) => new($"Who says this is {english}?", $"Pwy sy’n dweud mai {welsh} yw’r cyhoeddwr?");

    public static Phrase RegisteredSince(DateTimeOffset instant)
    {
        var date = Date(instant);
        return new(
            $"The institution has been registered with this service since {date.English}, and the service’s own log records that it issued this credential.",
            $"Mae’r sefydliad wedi’i gofrestru gyda’r gwasanaeth hwn ers {date.Welsh}, ac mae cofnod y gwasanaeth ei hun yn dangos mai’r sefydliad a gyhoeddodd y cymhwyster hwn.");
    }

    public static Phrase KeyFacts(SigningKeyFacts key)
    {
        var since = Date(key.PublishedAt);
        if (key.RetiredAt is not { } retired)
            return new($"{key.Id}, published since {since.English}", $"{key.Id}, wedi’i chyhoeddi ers {since.Welsh}");
        var until = Date(retired);
        return new(
            $"{key.Id}, published since {since.English}; it has signed nothing new since {until.English}",
            $"{key.Id}, wedi’i chyhoeddi ers {since.Welsh}; nid yw wedi llofnodi dim newydd ers {until.Welsh}");
    }

    public static Phrase Credits(string points) => new(points == "1" ? "1 credit" : $"{points} credits", $"{points} credyd");

    public static Phrase CreditsOf(string points, string system) =>
        new(points == "1" ? $"1 {system} credit" : $"{points} {system} credits", $"{points} credyd {system}");

    public static Phrase Hours(string number) => new(number == "1" ? "1 hour" : $"{number} hours", $"{number} awr");

    public static Phrase Duration(int years, int months, int weeks, int days)
    {
        var parts = new List<Phrase>(4);
        Add(years, "year", "blwyddyn");
        Add(months, "month", "mis");
        Add(weeks, "week", "wythnos");
        Add(days, "day", "diwrnod");
        return Phrase.Join(", ", parts);

        void Add(int count, string english, string welsh)
        {
            if (count > 0)
                parts.Add(new(count == 1 ? $"1 {english}" : $"{count} {english}s", $"{count} {welsh}"));
        }
    }

    public static Phrase EqfLevel(string level) => new($"EQF level {level}", $"Lefel {level} yr EQF");

    /// <summary>What a level of the European Qualifications Framework is comparable to, for readers outside education; null for no level of it.</summary>
    public static Phrase? EqfMeaning(string level) => level switch
    {
        "1" => new("Level 1 of 8: basic general knowledge", "Lefel 1 o 8: gwybodaeth gyffredinol sylfaenol"),
        "2" => new("Level 2 of 8: basic factual knowledge of a field", "Lefel 2 o 8: gwybodaeth ffeithiol sylfaenol am faes"),
        "3" => new("Level 3 of 8: knowledge of facts, principles and general concepts", "Lefel 3 o 8: gwybodaeth am ffeithiau, egwyddorion a chysyniadau cyffredinol"),
        "4" => new("Level 4 of 8: comparable to the end of upper secondary school", "Lefel 4 o 8: tebyg i ddiwedd addysg uwchradd uwch"),
        "5" => new("Level 5 of 8: comparable to a short cycle of higher education, below a bachelor’s degree", "Lefel 5 o 8: tebyg i gylch byr mewn addysg uwch, islaw gradd baglor"),
        "6" => new("Level 6 of 8: comparable to a bachelor’s degree", "Lefel 6 o 8: tebyg i radd baglor"),
        "7" => new("Level 7 of 8: comparable to a master’s degree", "Lefel 7 o 8: tebyg i radd meistr"),
        "8" => new("Level 8 of 8: comparable to a doctorate", "Lefel 8 o 8: tebyg i ddoethuriaeth"),
        _ => null,
    };

    /// <summary>The sentence for a public reason code; null for a code that this version does not know.</summary>
    public static Phrase? ReasonFor(string? code) => code switch
    {
        "issued-in-error" => new("It was issued in error", "Fe’i cyhoeddwyd trwy gamgymeriad"),
        "misconduct" => new("Misconduct", "Camymddwyn"),
        "data-correction" => new("Its details had to be corrected", "Roedd angen cywiro ei fanylion"),
        "superseded" => new("A newer credential replaced it", "Mae cymhwyster mwy newydd wedi’i ddisodli"),
        "withdrawn-by-learner" => new("The learner withdrew it", "Y dysgwr a’i tynnodd yn ôl"),
        "key-compromise" => new("The key that signed it can no longer be trusted", "Ni ellir ymddiried mwyach yn yr allwedd a’i llofnododd"),
        "other" => new("Another reason, which is not published", "Rheswm arall, nas cyhoeddir"),
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

    public static Phrase SignedByDomain(string host) => new(
        $"The web site {host} publishes the key that signed this. Whoever controls that site is the issuer: make sure that it is the institution’s own.",
        $"Gwefan {host} sy’n cyhoeddi’r allwedd a lofnododd hwn. Pwy bynnag sy’n rheoli’r wefan honno yw’r cyhoeddwr: gwnewch yn siŵr mai gwefan y sefydliad ei hun yw hi.");

    public static Phrase IssuerListed(string registry) => new(
        $"{registry}, a registry that this service relies on, lists the identifier under this name.",
        $"Mae {registry}, cofrestr y mae’r gwasanaeth hwn yn dibynnu arni, yn rhestru’r dynodydd dan yr enw hwn.");

    public static Phrase KeyPublishedAt(string host) => new(
        $"The key that signed it is published at {host}.",
        $"Mae’r allwedd a’i llofnododd wedi’i chyhoeddi ar {host}.");

    public static Phrase LabelledInCredential(string label) => new(
        $"The credential labels it “{label}”.",
        $"“{label}” yw’r label yn y cymhwyster.");

    public static Phrase QrAlternative(string url) => new($"QR code that opens {url}", $"Cod QR sy’n agor {url}");

    public static Phrase ElementCount(int mandatory, int ofMandatory, int optional, int ofOptional) => mandatory == ofMandatory
        ? new(
            $"All {ofMandatory} mandatory elements of the EU’s recommendation are there, and {optional} of the {ofOptional} optional ones.",
            $"Mae pob un o’r {ofMandatory} elfen orfodol yn argymhelliad yr UE yno, a {optional} o’r {ofOptional} elfen ddewisol.")
        : new(
            $"Of the EU’s recommended elements, {mandatory} of {ofMandatory} mandatory and {optional} of {ofOptional} optional ones are there. That does not make it false.",
            $"O elfennau argymelledig yr UE, mae {mandatory} o’r {ofMandatory} gorfodol a {optional} o’r {ofOptional} dewisol yno. Nid yw hynny’n ei wneud yn ffug.");

    /// <summary>The answer as a stamp on the certificate, so that a picture of the certificate alone does not mislead; null where there is nothing to add.</summary>
    public static Phrase? Stamp(AnswerKind kind) => kind switch
    {
        AnswerKind.Revoked => StateRevoked,
        AnswerKind.Suspended => StateSuspended,
        AnswerKind.Superseded => StateSuperseded,
        AnswerKind.Expired => StateExpired,
        AnswerKind.NotYetValid => new("Not valid yet", "Heb ddod i rym eto"),
        AnswerKind.GenuineOfUnknown => new("Issuer not known to us", "Cyhoeddwr anhysbys i ni"),
        AnswerKind.CannotTell => new("Not confirmed", "Heb ei gadarnhau"),
        AnswerKind.DidNotPass => new("Did not pass", "Heb lwyddo"),
        _ => null,
    };

    public static Phrase ShareDescription(Phrase? awardedBy) => awardedBy is null
        ? new("Open the page to see whether it is genuine and still valid.", "Agorwch y dudalen i weld a yw’n ddilys ac yn dal mewn grym.")
        : new(
            $"Awarded by {awardedBy.English}. Open the page to see whether it is genuine and still valid.",
            $"Dyfarnwyd gan {awardedBy.Welsh}. Agorwch y dudalen i weld a yw’n ddilys ac yn dal mewn grym.");
}
