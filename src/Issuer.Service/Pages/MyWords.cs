using Issuer.Service.Credentials;

namespace Issuer.Service.Pages;

/// <summary>Sentences of the learner's own pages.</summary>
public static class MyWords
{
    public static readonly Phrase CookiePromise = new(
        "This page keeps one cookie, by which it knows this device again. It runs no scripts and loads nothing from other sites.",
        "Mae’r dudalen hon yn cadw un cwci, er mwyn adnabod y ddyfais hon eto. Nid yw’n rhedeg sgriptiau nac yn llwytho dim o wefannau eraill.");

    // Claim
    public static readonly Phrase ClaimTitle = new("A micro-credential for you", "Micro-gymhwyster i chi");
    public static readonly Phrase ClaimText = new(
        "Open it on a device of your own. You get a page from which you can see it, share it on your own terms and download it. You need no account and no password.",
        "Agorwch ef ar eich dyfais eich hun. Cewch dudalen lle gallwch ei weld, ei rannu ar eich telerau eich hun a’i lawrlwytho. Nid oes angen cyfrif na chyfrinair arnoch.");
    public static readonly Phrase ClaimOnce = new(
        "This link works once. Keep the address of the page that it opens: it is yours.",
        "Mae’r ddolen hon yn gweithio unwaith. Cadwch gyfeiriad y dudalen y mae’n ei hagor: chi biau hi.");
    public static readonly Phrase ClaimButton = new("Open my micro-credential", "Agor fy micro-gymhwyster");
    public static readonly Phrase ClaimGone = new("This link does not work any more", "Nid yw’r ddolen hon yn gweithio mwyach");
    public static readonly Phrase ClaimGoneText = new(
        "It was used, or its time is over, or a newer one has replaced it. If you used it yourself, open the page that you got then. Otherwise ask the institution for a new link.",
        "Mae wedi’i defnyddio, neu mae ei chyfnod ar ben, neu mae un newydd wedi cymryd ei lle. Os chi a’i defnyddiodd, agorwch y dudalen a gawsoch bryd hynny. Fel arall, gofynnwch i’r sefydliad am ddolen newydd.");

    // New device
    public static readonly Phrase NewDevice = new("Is it you?", "Ai chi sydd yno?");
    public static readonly Phrase NewDeviceText = new(
        "This page belongs to one learner, and we have not seen this device before. We can send a code to the e-mail address that the institution has for you.",
        "Un dysgwr biau’r dudalen hon, ac nid ydym wedi gweld y ddyfais hon o’r blaen. Gallwn anfon cod i’r cyfeiriad e-bost sydd gan y sefydliad ar eich cyfer.");
    public static readonly Phrase SendCode = new("Send me a code", "Anfon cod ataf");
    public static readonly Phrase SendAnother = new("Send another code", "Anfon cod arall");
    public static readonly Phrase CodeLabel = new("Code from the e-mail", "Y cod o’r e-bost");
    public static readonly Phrase CodeHint = new(
        "Six digits. A code works for 10 minutes and can be tried five times. It may take a minute to arrive.",
        "Chwe digid. Mae cod yn gweithio am 10 munud a gellir rhoi pum cynnig arno. Gall gymryd munud i gyrraedd.");
    public static readonly Phrase OpenPage = new("Open my page", "Agor fy nhudalen");
    public static readonly Phrase CodeWrong = new(
        "That is not the code, or it works no more. Check it, or ask for another",
        "Nid dyna’r cod, neu nid yw’n gweithio mwyach. Gwiriwch ef, neu gofynnwch am un arall");
    public static readonly Phrase CodeTooMany = new(
        "We have sent as many codes as we may within an hour. Try again later",
        "Rydym wedi anfon cynifer o godau ag y gallwn mewn awr. Rhowch gynnig arall arni’n nes ymlaen");
    public static readonly Phrase CodeImpossible = new(
        "We cannot send you a code: the institution gave us no e-mail address for you, or this service sends no e-mail. Ask the institution for a new link",
        "Ni allwn anfon cod atoch: ni roddodd y sefydliad gyfeiriad e-bost i ni ar eich cyfer, neu nid yw’r gwasanaeth hwn yn anfon e-bost. Gofynnwch i’r sefydliad am ddolen newydd");

    // My page
    public static readonly Phrase MyPage = new("Your micro-credential", "Eich micro-gymhwyster");
    public static readonly Phrase MyIntroduction = new(
        "Only you can open this page. Keep its address: a bookmark is enough.",
        "Dim ond chi all agor y dudalen hon. Cadwch ei chyfeiriad: mae nod tudalen yn ddigon.");
    public static readonly Phrase ShareHeading = new("Who can see it", "Pwy all ei weld");
    public static readonly Phrase ShareText = new(
        "Whoever has one of these links sees what it shows, always with the state of today. Make one for each purpose, and close it when it has served.",
        "Mae pwy bynnag sydd ag un o’r dolenni hyn yn gweld yr hyn y mae’n ei ddangos, bob amser yn ôl y sefyllfa heddiw. Gwnewch un at bob diben, a’i chau pan fydd wedi gwneud ei gwaith.");
    public static readonly Phrase NoLinks = new("Nobody: no link is open.", "Neb: nid oes dolen ar agor.");
    public static readonly Phrase DefaultLink = new("First link, made with the credential", "Y ddolen gyntaf, a wnaed gyda’r cymhwyster");
    public static readonly Phrase UnnamedLink = new("Link without a note", "Dolen heb nodyn");
    public static readonly Phrase Shows = new("Shows", "Yn dangos");
    public static readonly Phrase ShowsFull = new("Everything", "Popeth");
    public static readonly Phrase ShowsReduced = new("Without date of birth, grade and numbers", "Heb ddyddiad geni, gradd na rhifau");
    public static readonly Phrase ShowsMinimal = new("Only who, what, from whom, at which level", "Dim ond pwy, beth, gan bwy, ar ba lefel");
    public static readonly Phrase ShowsFullHint = new(
        "The whole credential with its signed files. Anyone can check the institution’s signature.",
        "Y cymhwyster cyfan gyda’i ffeiliau wedi’u llofnodi. Gall unrhyw un wirio llofnod y sefydliad.");
    public static readonly Phrase ShowsReducedHint = new(
        "The page says that these are left out. No files: the page itself is the proof.",
        "Mae’r dudalen yn dweud bod y rhain wedi’u hepgor. Dim ffeiliau: y dudalen ei hun yw’r prawf.");
    public static readonly Phrase ShowsMinimalHint = new(
        "Your name, the title, the awarding body and the level, and nothing else.",
        "Eich enw, y teitl, y corff dyfarnu a’r lefel, a dim byd arall.");
    public static readonly Phrase Made = new("Made on", "Gwnaed ar");
    public static readonly Phrase Ends = new("Ends on", "Yn dod i ben ar");
    public static readonly Phrase NoEnd = new("No end", "Dim diwedd");
    public static readonly Phrase Opened = new("Opened", "Wedi’i hagor");
    public static readonly Phrase ByDay = new("By day", "Yn ôl diwrnod");
    public static readonly Phrase BirthDateOn = new("A reader may check your date of birth", "Caiff darllenydd wirio eich dyddiad geni");
    public static readonly Phrase PreviewOn = new("Previews of the link name you", "Mae rhagolygon o’r ddolen yn eich enwi");
    public static readonly Phrase QrCodeOf = new("QR code", "Cod QR");
    public static readonly Phrase Embed = new("Put it on a web page", "Ei roi ar dudalen we");
    public static readonly Phrase EmbedText = new(
        "Copy this HTML. It shows the badge and leads to the page of this link; it runs no script and says nothing about you.",
        "Copïwch yr HTML hwn. Mae’n dangos y bathodyn ac yn arwain at dudalen y ddolen hon; nid yw’n rhedeg sgript nac yn dweud dim amdanoch.");
    public static readonly Phrase CloseLink = new("Close this link", "Cau’r ddolen hon");
    public static readonly Phrase EndedLinks = new("Links that are closed", "Dolenni sydd wedi’u cau");
    public static readonly Phrase Closed = new("Closed on", "Caewyd ar");

    public static readonly Phrase MakeHeading = new("Make a link", "Gwneud dolen");
    public static readonly Phrase PurposeLabel = new("What is it for? (optional)", "At ba ddiben? (dewisol)");
    public static readonly Phrase PurposeHint = new("A note for yourself. Nobody else sees it.", "Nodyn i chi’ch hun. Nid oes neb arall yn ei weld.");
    public static readonly Phrase PurposeTooLong = new("The note has at most 200 characters", "Mae gan y nodyn 200 nod ar y mwyaf");
    public static readonly Phrase ShowsQuestion = new("What does it show?", "Beth mae’n ei ddangos?");
    public static readonly Phrase EndsQuestion = new("When does it end?", "Pryd mae’n dod i ben?");
    public static readonly Phrase After7 = new("After 7 days", "Ar ôl 7 diwrnod");
    public static readonly Phrase After30 = new("After 30 days", "Ar ôl 30 diwrnod");
    public static readonly Phrase After90 = new("After 90 days", "Ar ôl 90 diwrnod");
    public static readonly Phrase After365 = new("After a year", "Ar ôl blwyddyn");
    public static readonly Phrase Never = new("When I close it", "Pan gaeaf i hi");
    public static readonly Phrase Extras = new("More choices", "Rhagor o ddewisiadau");
    public static readonly Phrase BirthDateChoice = new("Readers may check a date of birth", "Caiff darllenwyr wirio dyddiad geni");
    public static readonly Phrase BirthDateHint = new(
        "They type the date that you gave them; the page answers yes or no. After five wrong dates it answers no more on this link.",
        "Maent yn teipio’r dyddiad a roesoch iddynt; mae’r dudalen yn ateb ie neu na. Ar ôl pum dyddiad anghywir nid yw’n ateb mwyach ar y ddolen hon.");
    public static readonly Phrase PreviewChoice = new("Previews of the link may name me", "Caiff rhagolygon o’r ddolen fy enwi");
    public static readonly Phrase PreviewHint = new(
        "Chat programs and social networks show a card for a link to everybody who sees it.",
        "Mae rhaglenni sgwrsio a rhwydweithiau cymdeithasol yn dangos cerdyn ar gyfer dolen i bawb sy’n ei gweld.");
    public static readonly Phrase MakeIt = new("Make the link", "Gwneud y ddolen");
    public static readonly Phrase TooManyLinks = new("You have as many links as there may be. Close one first", "Mae gennych gynifer o ddolenni ag a ganiateir. Caewch un yn gyntaf");

    public static readonly Phrase KeepHeading = new("Keep it", "Ei gadw");
    public static readonly Phrase KeepText = new(
        "The signed files stay good without this service: any program that knows the W3C standard can check them.",
        "Mae’r ffeiliau wedi’u llofnodi yn dal yn dda heb y gwasanaeth hwn: gall unrhyw raglen sy’n deall safon W3C eu gwirio.");
    public static readonly Phrase DownloadJson = new("Signed credential (JSON)", "Cymhwyster wedi’i lofnodi (JSON)");
    public static readonly Phrase DownloadJwt = new("Signed credential (JWT)", "Cymhwyster wedi’i lofnodi (JWT)");

    // Erasure
    public static readonly Phrase EraseHeading = new("Have your data erased", "Dileu eich data");
    public static readonly Phrase EraseText = new(
        "You can ask the institution to erase everything that it holds about you here. It decides, since it may be bound to keep some records. When it agrees, all your links close and nobody can read your data again. Signed files that you or others keep can still be checked.",
        "Gallwch ofyn i’r sefydliad ddileu popeth sydd ganddo amdanoch yma. Y sefydliad sy’n penderfynu, gan y gall fod yn rhaid iddo gadw rhai cofnodion. Pan fydd yn cytuno, bydd eich holl ddolenni’n cau ac ni all neb ddarllen eich data eto. Gellir gwirio o hyd ffeiliau wedi’u llofnodi sydd gennych chi neu eraill.");
    public static readonly Phrase EraseAsk = new("Ask for a code to confirm", "Gofyn am god i gadarnhau");
    public static readonly Phrase EraseConfirm = new("Ask for my data to be erased", "Gofyn am ddileu fy nata");
    public static readonly Phrase EraseConfirmText = new(
        "We have sent you a code. With it you confirm that you ask the institution to erase your data.",
        "Rydym wedi anfon cod atoch. Ag ef rydych yn cadarnhau eich bod yn gofyn i’r sefydliad ddileu eich data.");

    public static readonly Phrase ForgetHeading = new("This device", "Y ddyfais hon");
    public static readonly Phrase ForgetText = new(
        "Is it not your own? Then let it forget this page when you are done.",
        "Nid eich dyfais chi yw hi? Gadewch iddi anghofio’r dudalen hon pan fyddwch wedi gorffen.");
    public static readonly Phrase Forget = new("Forget this device", "Anghofio’r ddyfais hon");

    public static Phrase ShowsOf(string view) => view switch
    {
        LinkView.Full => ShowsFull,
        LinkView.Reduced => ShowsReduced,
        _ => ShowsMinimal,
    };

    public static Phrase Times(long count) => new(count switch { 0 => "not yet", 1 => "once", _ => $"{count} times" }, count switch { 0 => "ddim eto", 1 => "unwaith", _ => $"{count} o weithiau" });

    public static Phrase AskedOn(DateTimeOffset at)
    {
        var date = Words.Date(at);
        return new(
            $"You asked for your data to be erased on {date.English}. The institution has not decided yet.",
            $"Gofynnoch am ddileu eich data ar {date.Welsh}. Nid yw’r sefydliad wedi penderfynu eto.");
    }

    /// <summary>For those who hear buttons without what stands around them.</summary>
    public static Phrase CloseNamed(string name) => new($"Close this link: {name}", $"Cau’r ddolen hon: {name}");
}
