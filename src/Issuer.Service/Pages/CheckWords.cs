using Issuer.Core.Verification;

namespace Issuer.Service.Pages;

/// <summary>
/// What a check found, in a sentence for people. The check's own <see cref="Check.Detail"/> is an English sentence for those who integrate; pages
/// show it beside this one, marked as English.
/// </summary>
public static class CheckWords
{
    /// <summary>A check's name as a heading.</summary>
    public static Phrase Name(string check) => check switch
    {
        "format" => new("Form", "Ffurf"),
        "signature" => new("Signature", "Llofnod"),
        "issuer" => new("Issuer", "Cyhoeddwr"),
        "validity" => new("Dates", "Dyddiadau"),
        "status" => new("Status", "Statws"),
        "trust" => new("Trust in the issuer", "Ymddiriedaeth yn y cyhoeddwr"),
        "elements" => new("EU elements", "Elfennau’r UE"),
        _ => Phrase.Same(check),
    };

    /// <summary>The outcome in words, beside its icon.</summary>
    public static Phrase Outcome(Outcome outcome) => outcome switch
    {
        Core.Verification.Outcome.Passed => Words.Passed,
        Core.Verification.Outcome.Failed => Words.Failed,
        Core.Verification.Outcome.CannotTell => Words.OutcomeCannotTell,
        Core.Verification.Outcome.Warning => Words.Warning,
        Core.Verification.Outcome.NotApplicable => Words.NotApplicable,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    /// <summary>The sentence: by its code where the code says more to people than the outcome does, else by check and outcome.</summary>
    public static Phrase Sentence(Check check) => ByCode(check.Name, check.Code) ?? ByOutcome(check.Name, check.Outcome);

    private static Phrase? ByCode(string name, string code) => (name, code) switch
    {
        ("status", "revoked") => new("The issuer has revoked it.", "Mae’r cyhoeddwr wedi’i ddirymu."),
        ("status", "suspended") => new("The issuer has suspended it.", "Mae’r cyhoeddwr wedi’i atal dros dro."),
        ("status", "superseded") => new("The issuer has replaced it with a corrected one.", "Mae’r cyhoeddwr wedi rhoi un wedi’i gywiro yn ei le."),
        ("status", "no-status" or "status-informative") => new(
            "Its issuer has kept no way to revoke it, so there is nothing to ask.",
            "Nid yw ei gyhoeddwr wedi cadw modd i’w ddirymu, felly nid oes dim i’w holi."),
        ("format", "open-badges-2") => new(
            "It is a badge of Open Badges 2.0: an older form without embedded proof, which we do not check. Only its issuer’s own server can confirm it.",
            "Bathodyn Open Badges 2.0 ydyw: ffurf hŷn heb brawf wedi’i ymgorffori, nad ydym yn ei gwirio. Gweinydd ei gyhoeddwr yn unig all ei gadarnhau."),
        (_, "open-badges-2") => new(
            "We do not check this for badges of Open Badges 2.0.",
            "Nid ydym yn gwirio hyn ar gyfer bathodynnau Open Badges 2.0."),
        ("signature", "no-proof") => new("It is not signed.", "Nid yw wedi’i lofnodi."),
        ("signature", "holder-shown") => new(
            "The signature is right, and it was presented by the holder of the key that it is bound to.",
            "Mae’r llofnod yn gywir, ac fe’i cyflwynwyd gan ddeiliad yr allwedd y mae ynghlwm wrthi."),
        ("signature", "holder-not-shown") => new(
            "The signature is right. The credential is bound to its holder’s key; whoever sent it has not shown to hold that key.",
            "Mae’r llofnod yn gywir. Mae’r cymhwyster ynghlwm wrth allwedd ei ddeiliad; nid yw’r sawl a’i hanfonodd wedi dangos bod yr allwedd honno ganddo."),
        ("validity", "expired") => new("Its time of validity is over.", "Mae cyfnod ei ddilysrwydd ar ben."),
        ("validity", "not-yet-valid") => new("Its time of validity has not begun.", "Nid yw cyfnod ei ddilysrwydd wedi dechrau."),
        ("issuer", "not-in-log") => new(
            "The issuer’s own log does not know this credential, although the key is right. It may have been made with a stolen key.",
            "Nid yw cofnod y cyhoeddwr ei hun yn adnabod y cymhwyster hwn, er bod yr allwedd yn gywir. Efallai iddo gael ei lunio ag allwedd wedi’i dwyn."),
        ("trust", "in-registry") => new(
            "A registry that this service relies on lists the issuer.",
            "Mae cofrestr y mae’r gwasanaeth hwn yn dibynnu arni yn rhestru’r cyhoeddwr."),
        ("trust", "registry-limited") => new(
            "A registry lists the issuer for certain credentials only. We do not compare whether this is one of them.",
            "Mae cofrestr yn rhestru’r cyhoeddwr ar gyfer rhai cymwysterau yn unig. Nid ydym yn cymharu a yw hwn yn un ohonynt."),
        ("trust", "registry-lapsed") => new(
            "A registry lists the issuer, but not for today.",
            "Mae cofrestr yn rhestru’r cyhoeddwr, ond nid ar gyfer heddiw."),
        _ => null,
    };

    private static Phrase ByOutcome(string name, Outcome outcome) => (name, outcome) switch
    {
        ("format", Core.Verification.Outcome.Passed) => new(
            "It is a well-formed credential.",
            "Mae’n gymhwyster digidol ar ffurf gywir."),
        ("format", Core.Verification.Outcome.Failed) => new(
            "It is not a well-formed credential.",
            "Nid yw’n gymhwyster digidol ar ffurf gywir."),
        ("format", Core.Verification.Outcome.CannotTell) => new(
            "It has parts that we cannot judge.",
            "Mae ynddo rannau na allwn eu barnu."),
        ("signature", Core.Verification.Outcome.Passed) => new(
            "The signature is right: nothing has been changed since it was signed.",
            "Mae’r llofnod yn gywir: nid oes dim wedi’i newid ers ei lofnodi."),
        ("signature", Core.Verification.Outcome.Failed) => new(
            "The signature is wrong: something was changed, or somebody else signed it.",
            "Mae’r llofnod yn anghywir: cafodd rhywbeth ei newid, neu rywun arall a’i llofnododd."),
        ("signature", Core.Verification.Outcome.CannotTell) => new(
            "We could not check the signature.",
            "Ni allem wirio’r llofnod."),
        ("signature", Core.Verification.Outcome.NotApplicable) => new(
            "There was no signature to check.",
            "Nid oedd llofnod i’w wirio."),
        ("issuer", Core.Verification.Outcome.Passed) => new(
            "The key that signed it belongs to the issuer named in it.",
            "Y cyhoeddwr a enwir ynddo biau’r allwedd a’i llofnododd."),
        ("issuer", Core.Verification.Outcome.Failed) => new(
            "The key that signed it does not belong to the issuer named in it.",
            "Nid y cyhoeddwr a enwir ynddo biau’r allwedd a’i llofnododd."),
        ("issuer", Core.Verification.Outcome.CannotTell) => new(
            "We could not find out whether the key belongs to the issuer named in it.",
            "Ni allem ganfod ai’r cyhoeddwr a enwir ynddo biau’r allwedd."),
        ("validity", Core.Verification.Outcome.Passed) => new(
            "Today is within its time of validity.",
            "Mae heddiw o fewn cyfnod ei ddilysrwydd."),
        ("validity", Core.Verification.Outcome.Failed) => new(
            "Today is not within its time of validity.",
            "Nid yw heddiw o fewn cyfnod ei ddilysrwydd."),
        ("validity", Core.Verification.Outcome.CannotTell) => new(
            "We could not read its dates of validity.",
            "Ni allem ddarllen dyddiadau ei ddilysrwydd."),
        ("status", Core.Verification.Outcome.Passed) => new(
            "It has not been revoked, suspended or replaced.",
            "Nid yw wedi’i ddirymu, ei atal na’i ddisodli."),
        ("status", Core.Verification.Outcome.Failed) => new(
            "The issuer says that it is no longer in force.",
            "Dywed y cyhoeddwr nad yw mewn grym mwyach."),
        ("status", Core.Verification.Outcome.CannotTell) => new(
            "We could not find out whether it has been revoked.",
            "Ni allem ganfod a yw wedi’i ddirymu."),
        ("status", Core.Verification.Outcome.NotApplicable) => new(
            "Its issuer offers no way to find out whether it has been revoked.",
            "Nid yw ei gyhoeddwr yn cynnig modd i ganfod a yw wedi’i ddirymu."),
        ("trust", Core.Verification.Outcome.Passed) => new(
            "The issuer is an institution registered with this service.",
            "Mae’r cyhoeddwr yn sefydliad sydd wedi’i gofrestru gyda’r gwasanaeth hwn."),
        ("trust", Core.Verification.Outcome.CannotTell) => new(
            "As long as it is not shown who signed it, there is nobody to trust.",
            "Cyn belled nad oes prawf pwy a’i llofnododd, nid oes neb i ymddiried ynddo."),
        ("trust", _) => new(
            "We have no record of this issuer. That is not a fault of the credential, but you should make sure who the issuer is.",
            "Nid oes gennym gofnod o’r cyhoeddwr hwn. Nid bai ar y cymhwyster yw hynny, ond dylech wneud yn siŵr pwy yw’r cyhoeddwr."),
        ("elements", Core.Verification.Outcome.Passed) => new(
            "Every mandatory element of the EU’s recommendation is there.",
            "Mae pob un o elfennau gorfodol argymhelliad yr UE yno."),
        ("elements", Core.Verification.Outcome.NotApplicable) => new(
            "It could not be read, so we did not look for the EU’s elements.",
            "Nid oedd modd ei ddarllen, felly ni chwiliwyd am elfennau’r UE."),
        ("elements", _) => new(
            "Not every mandatory element of the EU’s recommendation is there. That does not make it false.",
            "Nid yw pob un o elfennau gorfodol argymhelliad yr UE yno. Nid yw hynny’n ei wneud yn ffug."),
        (_, Core.Verification.Outcome.NotApplicable) => new(
            "This check was not needed, or an earlier one already failed.",
            "Nid oedd angen y gwiriad hwn, neu roedd un cynharach eisoes wedi methu."),
        (_, _) => Outcome(outcome),
    };
}
