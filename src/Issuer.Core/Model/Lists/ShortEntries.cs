namespace Issuer.Core.Model.Lists;

/// <summary>
/// The short lists, with as many languages as can be stated with certainty. English labels are the lists' own where a list is the EU's
/// ("Workbased", "Presential"), since credentials carry them as <c>prefLabel</c>; the other languages are translations of ours.
/// </summary>
static class ShortEntries
{
    /// <summary>"Level" for EQF, by language; <c>#</c> stands for the number.</summary>
    public const string LevelWords =
        "en Level #|cy Lefel #|bg Ниво #|cs Úroveň #|da Niveau #|de Niveau #|el Επίπεδο #|es Nivel #|fi Taso #|fr Niveau #|ga Leibhéal #|hr Razina #"
        + "|hu #. szint|it Livello #|lv #. līmenis|mt Livell #|nl Niveau #|no Nivå #|pl Poziom #|pt Nível #|ro Nivelul #|sk Úroveň #|sl Raven #|sv Nivå #";

    public const string QfEhea = """
        short-cycle | Short cycle | cy Cylch byr | es Ciclo corto | fr Cycle court | it Ciclo breve | nl Korte cyclus | pl Krótki cykl | pt Ciclo curto
        first-cycle | First cycle | cy Cylch cyntaf | de Erster Zyklus | es Primer ciclo | fr Premier cycle | it Primo ciclo | nl Eerste cyclus | pl Pierwszy cykl | pt Primeiro ciclo
        second-cycle | Second cycle | cy Ail gylch | de Zweiter Zyklus | es Segundo ciclo | fr Deuxième cycle | it Secondo ciclo | nl Tweede cyclus | pl Drugi cykl | pt Segundo ciclo
        third-cycle | Third cycle | cy Trydydd cylch | de Dritter Zyklus | es Tercer ciclo | fr Troisième cycle | it Terzo ciclo | nl Derde cyclus | pl Trzeci cykl | pt Terceiro ciclo
        """;

    /// <summary>The Framework for Higher Education Qualifications of England, Wales and Northern Ireland starts at level 4.</summary>
    public const string Fheq = """
        fheq-4 | FHEQ Level 4 | cy FHEQ Lefel 4
        fheq-5 | FHEQ Level 5 | cy FHEQ Lefel 5
        fheq-6 | FHEQ Level 6 | cy FHEQ Lefel 6
        fheq-7 | FHEQ Level 7 | cy FHEQ Lefel 7
        fheq-8 | FHEQ Level 8 | cy FHEQ Lefel 8
        """;

    public const string IscedLevel = """
        0 | Early childhood education | cy Addysg plentyndod cynnar
        1 | Primary education | cy Addysg gynradd | de Primarbereich | es Educación primaria | fr Enseignement primaire | it Istruzione primaria
        2 | Lower secondary education | cy Addysg uwchradd is | de Sekundarbereich I | fr Premier cycle de l’enseignement secondaire
        3 | Upper secondary education | cy Addysg uwchradd uwch | de Sekundarbereich II | fr Deuxième cycle de l’enseignement secondaire
        4 | Post-secondary non-tertiary education | cy Addysg ôl-uwchradd nad yw’n drydyddol | de Postsekundarer nichttertiärer Bereich | fr Enseignement postsecondaire non supérieur
        5 | Short-cycle tertiary education | cy Addysg drydyddol cylch byr | de Kurzes tertiäres Bildungsprogramm | fr Enseignement supérieur de cycle court
        6 | Bachelor’s or equivalent level | cy Lefel baglor neu gyfwerth | de Bachelor- oder gleichwertiges Bildungsprogramm | fr Niveau licence ou équivalent
        7 | Master’s or equivalent level | cy Lefel meistr neu gyfwerth | de Master- oder gleichwertiges Bildungsprogramm | fr Niveau master ou équivalent
        8 | Doctoral or equivalent level | cy Lefel doethur neu gyfwerth | de Promotion | fr Niveau doctorat ou équivalent
        """;

    public const string AssessmentTypes = """
        written-examination 6e6cb2cc78 | written examination | cy arholiad ysgrifenedig | de schriftliche Prüfung | es examen escrito | fr examen écrit | ga scrúdú scríofa | it esame scritto | nl schriftelijk examen | pl egzamin pisemny | pt exame escrito
        oral-examination d30284d7df | oral examination | cy arholiad llafar | de mündliche Prüfung | es examen oral | fr examen oral | ga scrúdú béil | it esame orale | nl mondeling examen | pl egzamin ustny | pt exame oral
        marked-assignment 2939dae15f | marked assignment | cy aseiniad wedi’i farcio | de benotete Arbeit | es trabajo calificado | fr devoir noté | it elaborato valutato | nl beoordeelde opdracht | pt trabalho avaliado
        continuous-evaluation 3484bd7e51 | continuous evaluation | cy asesu parhaus | de kontinuierliche Bewertung | es evaluación continua | fr contrôle continu | ga measúnú leanúnach | it valutazione continua | pl ocena ciągła | pt avaliação contínua
        peer-assessment 19a2e5e671 | peer assessment | cy asesu gan gymheiriaid | es evaluación entre pares | fr évaluation par les pairs | ga piarmheasúnú | it valutazione tra pari | nl peer assessment | pl ocena koleżeńska | pt avaliação pelos pares
        peer-review 812e3b0ae1 | peer review | cy adolygiad gan gymheiriaid | es revisión por pares | it revisione tra pari | nl peer review | pt revisão por pares
        portfolio 4f03b91c0e | portfolio | cy portffolio | de Portfolio | es portafolio | fr portfolio | it portfolio | nl portfolio | pl portfolio | pt portefólio
        level-of-attendance 7331eb4762 | level of attendance | cy lefel presenoldeb | es nivel de asistencia | it livello di frequenza | pl poziom frekwencji
        project-work 795dac4096 | project work | cy gwaith prosiect | de Projektarbeit | es trabajo de proyecto | fr travail de projet | ga obair thionscadail | it lavoro di progetto | nl projectwerk | pl praca projektowa | pt trabalho de projeto
        group-performance 56539a6507 | group performance | cy perfformiad grŵp | de Gruppenleistung | es desempeño en grupo | nl groepsprestatie | pt desempenho em grupo
        practical-assessment 6a4db9f11d | practical assessment | cy asesiad ymarferol | de praktische Prüfung | es evaluación práctica | fr évaluation pratique | ga measúnú praiticiúil | it valutazione pratica | nl praktische beoordeling | pl ocena praktyczna | pt avaliação prática
        artefact-assessment de4d165a6c | artefact assessment | cy asesu arteffact
        quiz b1b68f6735 | quiz | cy cwis | de Quiz | fr quiz | it quiz | nl quiz | pl quiz
        problem-based-learning c4256a2726 | problem based learning | cy dysgu seiliedig ar broblemau | de problembasiertes Lernen | es aprendizaje basado en problemas | fr apprentissage par problèmes | it apprendimento basato sui problemi | nl probleemgestuurd leren | pl uczenie się oparte na problemach | pt aprendizagem baseada em problemas
        """;

    public const string Participation = """
        online 920fbb3cbe | Online | cy Ar-lein | de Online | es En línea | fr En ligne | ga Ar líne | it Online | nl Online | pl Online | pt Em linha
        presential 9191af2ed9 9191af2ed9 in-person | Presential | cy Wyneb yn wyneb | de Präsenz | es Presencial | fr En présentiel | it In presenza | pl Stacjonarnie | pt Presencial
        blended e92d221e4d | Blended | cy Cyfunol | fr Hybride | ga Cumaisc | it Mista | nl Blended
        project-based 7813801c77 | Project based | cy Seiliedig ar brosiect | de Projektbasiert | es Basada en proyectos | fr Par projet | it Basata su progetti | pt Baseada em projetos
        research-lab-based ed4c557045 | Research-Lab based | cy Seiliedig ar labordy ymchwil | es Basada en laboratorio de investigación | fr En laboratoire de recherche | it Basata su laboratorio di ricerca
        work-based 729f3bed4b 729f3bed4b workbased | Workbased | cy Seiliedig ar waith | de Arbeitsbasiert | es Basada en el trabajo | fr En milieu de travail | it Basata sul lavoro | pt Baseada no trabalho
        """;

    public const string Supervision = """
        unsupervised-without-id c598449d64 nosupnoid | Unsupervised without ID Verification | cy Heb oruchwyliaeth a heb wirio hunaniaeth | de Unbeaufsichtigt, ohne Identitätsprüfung | es No supervisada, sin verificación de identidad | fr Sans surveillance, sans vérification d’identité | it Senza supervisione, senza verifica dell’identità | nl Zonder toezicht, zonder identiteitscontrole | pl Bez nadzoru, bez weryfikacji tożsamości | pt Sem supervisão, sem verificação de identidade
        unsupervised-with-id df2880c5cb nosupid | Unsupervised with ID Verification | cy Heb oruchwyliaeth, gan wirio hunaniaeth | de Unbeaufsichtigt, mit Identitätsprüfung | es No supervisada, con verificación de identidad | fr Sans surveillance, avec vérification d’identité | it Senza supervisione, con verifica dell’identità | nl Zonder toezicht, met identiteitscontrole | pl Bez nadzoru, z weryfikacją tożsamości | pt Sem supervisão, com verificação de identidade
        supervised-without-id 44314532f9 supnoid | Supervised without ID Verification | cy Dan oruchwyliaeth, heb wirio hunaniaeth | de Beaufsichtigt, ohne Identitätsprüfung | es Supervisada, sin verificación de identidad | fr Sous surveillance, sans vérification d’identité | it Con supervisione, senza verifica dell’identità | nl Onder toezicht, zonder identiteitscontrole | pl Pod nadzorem, bez weryfikacji tożsamości | pt Com supervisão, sem verificação de identidade
        supervised-with-id 70be69aaf9 supid | Supervised with ID Verification | cy Dan oruchwyliaeth, gan wirio hunaniaeth | de Beaufsichtigt, mit Identitätsprüfung | es Supervisada, con verificación de identidad | fr Sous surveillance, avec vérification d’identité | it Con supervisione, con verifica dell’identità | nl Onder toezicht, met identiteitscontrole | pl Pod nadzorem, z weryfikacją tożsamości | pt Com supervisão, com verificação de identidade
        """;

    public const string QualityAssuranceTypes = """
        programme-quality-assurance 820101cba6 | Program Quality Assurance | cy Sicrhau ansawdd rhaglen | de Qualitätssicherung auf Programmebene | es Garantía de la calidad del programa | fr Assurance qualité du programme | it Assicurazione della qualità del programma | nl Kwaliteitsborging van het programma | pl Zapewnianie jakości programu | pt Garantia da qualidade do programa
        institutional-quality-assurance bb4618238e | Institutional Quality Assurance | cy Sicrhau ansawdd sefydliadol | de Institutionelle Qualitätssicherung | es Garantía de la calidad institucional | fr Assurance qualité institutionnelle | it Assicurazione della qualità istituzionale | nl Institutionele kwaliteitsborging | pl Instytucjonalne zapewnianie jakości | pt Garantia da qualidade institucional
        programme-licence e57dddfcf3 | Program License | cy Trwydded rhaglen
        institutional-licence 003293d2ce | Institutional License | cy Trwydded sefydliadol
        """;

    public const string EuCredits = """
        ects 6fcec5c5af | European Credit Transfer System | cy System Trosglwyddo Credydau Ewropeaidd | es Sistema europeo de transferencia de créditos | fr Système européen de transfert de crédits | it Sistema europeo di trasferimento dei crediti | pt Sistema europeu de transferência de créditos
        ecvet 60b314e826 | European credit system for vocational education and training | cy System gredydau Ewropeaidd ar gyfer addysg a hyfforddiant galwedigaethol | de Europäisches Leistungspunktesystem für die Berufsbildung | fr Système européen de crédits pour l’enseignement et la formation professionnels
        """;

    public const string OwnCredits = """
        cats | Credit Accumulation and Transfer Scheme | cy Cynllun Cronni a Throsglwyddo Credydau
        """;

    public const string Stackability = """
        standalone | Standalone, independent micro-credential | cy Micro-gymhwyster annibynnol, ar ei ben ei hun
        stackable | Integrated, stackable towards another credential | cy Integredig, gellir ei bentyrru tuag at gymhwyster arall
        """;

    public const string RevocationReasons = """
        issued-in-error | Issued in error | cy Rhoddwyd trwy gamgymeriad | de Irrtümlich ausgestellt | es Emitida por error | fr Délivrée par erreur | it Rilasciata per errore | pt Emitida por engano
        misconduct | Misconduct | cy Camymddwyn | de Fehlverhalten | es Conducta indebida
        data-correction | Data corrected | cy Cywiro data | de Datenkorrektur | es Corrección de datos | fr Correction de données | it Correzione dei dati | nl Gegevenscorrectie | pl Korekta danych | pt Correção de dados
        superseded | Replaced by a newer credential | cy Disodlwyd gan gymhwyster mwy diweddar
        withdrawn-by-learner | Withdrawn at the learner’s request | cy Tynnwyd yn ôl ar gais y dysgwr
        key-compromise | Signing key compromised | cy Peryglwyd yr allwedd lofnodi
        other | Other reason | cy Rheswm arall | de Sonstiger Grund | es Otro motivo | fr Autre motif | ga Cúis eile | it Altro motivo | nl Andere reden | pl Inny powód | pt Outro motivo
        """;

    /// <summary>The 29 languages of the Europass interface, and Welsh; each also in itself.</summary>
    public const string Languages = """
        bg BUL | Bulgarian | cy Bwlgareg | bg български
        cs CES | Czech | cy Tsieceg | cs čeština
        cy CYM | Welsh | cy Cymraeg
        da DAN | Danish | cy Daneg | da dansk
        de DEU | German | cy Almaeneg | de Deutsch
        el ELL | Greek | cy Groeg | el ελληνικά
        en ENG | English | cy Saesneg
        es SPA | Spanish | cy Sbaeneg | es español
        et EST | Estonian | cy Estoneg | et eesti keel
        fi FIN | Finnish | cy Ffinneg | fi suomi
        fr FRA | French | cy Ffrangeg | fr français
        ga GLE | Irish | cy Gwyddeleg | ga Gaeilge
        hr HRV | Croatian | cy Croateg | hr hrvatski
        hu HUN | Hungarian | cy Hwngareg | hu magyar
        is ISL | Icelandic | cy Islandeg | is íslenska
        it ITA | Italian | cy Eidaleg | it italiano
        lt LIT | Lithuanian | cy Lithwaneg | lt lietuvių kalba
        lv LAV | Latvian | cy Latfieg | lv latviešu valoda
        mk MKD | Macedonian | cy Macedoneg | mk македонски
        mt MLT | Maltese | cy Malteg | mt Malti
        nl NLD | Dutch | cy Iseldireg | nl Nederlands
        no NOR | Norwegian | cy Norwyeg | no norsk
        pl POL | Polish | cy Pwyleg | pl polski
        pt POR | Portuguese | cy Portiwgaleg | pt português
        ro RON | Romanian | cy Rwmaneg | ro română
        sk SLK | Slovak | cy Slofaceg | sk slovenčina
        sl SLV | Slovenian | cy Slofeneg | sl slovenščina
        sr SRP | Serbian | cy Serbeg | sr српски
        sv SWE | Swedish | cy Swedeg | sv svenska
        tr TUR | Turkish | cy Tyrceg | tr Türkçe
        """;
}
