namespace Issuer.Service.Pages;

/// <summary>
/// The stylesheet. Tokens first; then elements from top to bottom of a page; then dark, narrow, forced colours, print. Colours are chosen for a contrast of
/// at least 4.5:1 for text and 3:1 for marks and borders that mean something (WCAG 2.2, 1.4.3 and 1.4.11), in both schemes. No font, image or
/// script comes from anywhere else.
/// </summary>
internal static class SiteStyle
{
    public const string Css = /* lang=css */ """
        :root {
          color-scheme: light dark;
          --paper: #f6f3ec;
          --sheet: #fffefb;
          --ink: #1d1f21;
          --soft: #55565a;
          --line: #d8d2c4;
          --rule: #8d8778;
          --gold: #c9b684;
          --accent: #1f5c4a;
          --accent-deep: #163f34;
          --on-accent: #ffffff;
          --link: #14548a;
          --focus: #ffdd00;
          --focus-ink: #0b0c0c;
          --good: #1b6b45;
          --good-wash: #e6f2ea;
          --caution: #8a5200;
          --caution-wash: #fdf1da;
          --bad: #a5231d;
          --bad-wash: #fbe9e6;
          --unknown: #45526b;
          --unknown-wash: #e9edf4;
          --on-mark: #ffffff;
          --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif;
          --serif: "Iowan Old Style", "Palatino Linotype", Palatino, P052, "Book Antiqua", Georgia, "Noto Serif", serif;
          --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #131619;
            --sheet: #1c2024;
            --ink: #edebe5;
            --soft: #b7b5ae;
            --line: #3a4047;
            --rule: #7d848c;
            --gold: #6d623f;
            --accent: #8fd0b5;
            --accent-deep: #0f2f27;
            --on-accent: #0d211a;
            --link: #8fc3f0;
            --good: #7fd1a2;
            --good-wash: #16291f;
            --caution: #f0b95a;
            --caution-wash: #2c2314;
            --bad: #ff9a8f;
            --bad-wash: #331a18;
            --unknown: #b1c1dd;
            --unknown-wash: #1e2530;
            --on-mark: #101316;
          }
        }

        *, *::before, *::after { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.55 var(--sans); overflow-wrap: anywhere; }
        h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
        h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
        h1 { font-size: clamp(1.6rem, 1.2rem + 1.8vw, 2.25rem); }
        h2 { font-size: 1.375rem; }
        h3 { font-size: 1.0625rem; }
        a { color: var(--link); text-decoration-thickness: max(1px, .0625rem); text-underline-offset: .15em; }
        a:hover { text-decoration-thickness: max(3px, .1875rem); }
        :focus-visible { outline: 3px solid var(--focus); outline-offset: 0; box-shadow: 0 0 0 6px var(--focus-ink); border-radius: 2px; }
        main:focus { outline: none; box-shadow: none; }
        code { font: .875em/1.5 var(--mono); }
        .width { max-width: 62rem; margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2rem); }
        .visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        .label, .note, .hint, .when, .detail { color: var(--soft); }
        .hidden-character { border: 1px solid currentColor; border-radius: 3px; padding: 0 .25em; font: .75em/1.2 var(--mono); unicode-bidi: isolate; direction: ltr; display: inline-block; }
        .skip { position: absolute; inset-inline-start: 1rem; top: -5rem; padding: .6rem 1rem; background: var(--focus); color: var(--focus-ink); z-index: 1; }
        .skip:focus { top: 1rem; }

        /* Frame */
        header.site { border-bottom: 1px solid var(--line); background: var(--sheet); }
        header.site > .width { position: relative; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: center; justify-content: space-between; padding-block: .6rem; }
        .brand { display: inline-flex; align-items: center; gap: .6rem; min-height: 2.25rem; color: var(--ink); font-weight: 650; text-decoration: none; }
        .brand:hover span { text-decoration: underline; }
        .seal { fill: var(--accent); }
        .stroke { fill: none; stroke: var(--on-mark); stroke-width: 2.3; stroke-linecap: round; stroke-linejoin: round; }
        header .stroke { stroke: var(--on-accent); }
        .languages summary { display: flex; gap: .5rem; align-items: center; padding: .35rem .25rem; min-height: 2.25rem; cursor: pointer; font-weight: 650; list-style: none; }
        .languages summary::-webkit-details-marker { display: none; }
        .languages summary:hover { text-decoration: underline; }
        .languages summary::after { content: ""; width: .45rem; height: .45rem; border: solid currentColor; border-width: 0 2px 2px 0; transform: translateY(-25%) rotate(45deg); }
        .languages [open] > summary::after { transform: translateY(25%) rotate(225deg); }
        .languages svg { fill: none; stroke: currentColor; stroke-width: 1.5; }
        /* Beside the header's end edge, over the page: opening it moves nothing. */
        .languages details:not([open]) ul { display: none; }
        .languages ul { position: absolute; inset-block-start: calc(100% - .25rem); inset-inline-end: clamp(1rem, 4vw, 2rem); z-index: 2; display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); width: min(22rem, calc(100vw - 2rem)); padding: .5rem; list-style: none; background: var(--sheet); border: 1px solid var(--rule); border-radius: .375rem; box-shadow: 0 .25rem 1rem rgb(0 0 0 / .18); }
        .languages li > * { display: block; width: 100%; padding: .5rem .75rem; min-height: 2.5rem; text-align: start; }
        .languages li > span { font-weight: 650; background: var(--paper); border-radius: .25rem; }
        .as-link { display: inline-block; padding: .35rem 0; min-height: 24px; }
        .as-link { border: 0; background: none; color: var(--link); font: inherit; text-decoration: underline; cursor: pointer; }
        .testing { background: var(--caution-wash); color: var(--ink); border-block: 2px dashed var(--caution); }
        header.site .testing .width { display: block; padding-block: .6rem; font-weight: 600; }
        main { display: block; padding-block: clamp(1.25rem, 3vw, 2.25rem) 3rem; }
        main > .width > * + * { margin-block-start: clamp(1.25rem, 3vw, 2rem); }
        footer.site { border-top: 1px solid var(--line); color: var(--soft); font-size: .9375rem; }
        footer.site .width { padding-block: 1.5rem 2.5rem; }
        footer.site ul { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; list-style: none; margin-block-end: .75rem; }
        footer.site a { display: inline-block; padding-block: .25rem; color: inherit; }
        .lead { font-size: 1.1875rem; max-width: 42rem; }
        main > .width > h1 + .lead, main > .width > .kind + h1 { margin-block-start: .5rem; }

        /* Marks */
        .mark { flex: none; width: 1.6rem; height: 1.6rem; color: var(--unknown); }
        .mark.good, .mark.passed { color: var(--good); }
        .mark.bad, .mark.failed { color: var(--bad); }
        .mark.caution, .mark.warning { color: var(--caution); }
        .mark .shape { fill: currentColor; }
        .mark .outline { fill: none; stroke: currentColor; stroke-width: 2; }
        .mark .dark { fill: none; stroke: currentColor; stroke-width: 2.2; stroke-linecap: round; stroke-linejoin: round; }

        /* The answer */
        .verdict { display: flex; gap: clamp(.9rem, 2.5vw, 1.5rem); padding: clamp(1.1rem, 3vw, 1.75rem); background: var(--tone-wash); border: 1px solid var(--tone); border-inline-start-width: .5rem; border-radius: .375rem; }
        .verdict .mark { width: clamp(2.75rem, 8vw, 4.25rem); height: clamp(2.75rem, 8vw, 4.25rem); }
        .verdict.good { --tone: var(--good); --tone-wash: var(--good-wash); }
        .verdict.caution { --tone: var(--caution); --tone-wash: var(--caution-wash); }
        .verdict.bad { --tone: var(--bad); --tone-wash: var(--bad-wash); }
        .verdict.unknown { --tone: var(--unknown); --tone-wash: var(--unknown-wash); }
        .verdict p { margin-block-start: .5rem; max-width: 46rem; }
        .verdict .when, .verdict .label { color: var(--ink); }
        .verdict .when { font-size: .9375rem; }

        /* The certificate */
        .certificate { background: var(--sheet); border: 1px solid var(--gold); border-block-start: .45rem solid var(--accent); border-radius: .375rem; box-shadow: inset 0 0 0 .4rem var(--sheet), inset 0 0 0 calc(.4rem + 1px) var(--gold), 0 1px 3px rgb(0 0 0 / .08), 0 8px 24px rgb(0 0 0 / .06); }
        .plate { display: flex; gap: 1.5rem 2.5rem; justify-content: space-between; padding: clamp(1.25rem, 4vw, 2.5rem); }
        .plate .words { flex: 1; min-width: 0; }
        .kind { font-size: .875rem; font-weight: 650; letter-spacing: .08em; text-transform: uppercase; color: var(--accent); }
        .stamp { display: inline-block; margin-inline-start: .5em; padding: .1em .6em; border: 2px solid currentColor; border-radius: .25rem; color: var(--unknown); }
        .stamp.bad { color: var(--bad); }
        .stamp.caution { color: var(--caution); }
        .certificate.bad { border-block-start-color: var(--bad); }
        .certificate.caution { border-block-start-color: var(--caution); }
        .certificate.unknown { border-block-start-color: var(--unknown); }
        .title { font-family: var(--serif); font-weight: 600; font-size: clamp(1.75rem, 1.3rem + 2.2vw, 2.625rem); line-height: 1.15; }
        .kind + .title { margin-block-start: .35rem; }
        .other-title { font-family: var(--serif); font-size: 1.1875rem; line-height: 1.3; color: var(--soft); margin-block-start: .4rem; }
        .awarded-to { margin-block-start: 1.5rem; }
        .awarded-to .label, .awarded-by .label, .awarded-by .body { display: block; }
        .learner { display: block; font-family: var(--serif); font-weight: 600; font-size: clamp(1.4rem, 1.15rem + 1.2vw, 1.875rem); line-height: 1.3; }
        .learner.unnamed { font-weight: 400; font-style: italic; font-size: 1.125rem; }
        .awarded-by { margin-block-start: 1rem; }
        .awarded-by .identifier { display: block; font-size: .9375rem; color: var(--soft); }
        .awarded-by .body { font-weight: 600; font-size: 1.125rem; }
        .dates { display: flex; flex-wrap: wrap; gap: .5rem 2.5rem; margin-block-start: 1rem; }
        .dates dt { color: var(--soft); }
        .dates dd { font-weight: 600; }
        .label, .dates dt, .facts dt { font-size: .9375rem; }
        .qr { flex: none; width: 148px; margin-block-start: auto; text-align: center; }
        .qr img { display: block; width: 148px; height: 148px; background: #fff; border-radius: .25rem; }
        .qr figcaption { margin-block-start: .4rem; font-size: .875rem; line-height: 1.3; color: var(--soft); text-wrap: balance; }
        .beside { flex: none; display: flex; flex-direction: column; gap: 1.25rem; justify-content: space-between; align-items: flex-end; }
        .beside:empty { display: none; }
        .logo { max-width: 148px; max-height: 5.5rem; background: #fff; border-radius: .25rem; padding: .3rem; object-fit: contain; }
        .outcomes { border-block-start: 1px solid var(--gold); margin-inline: calc(.4rem + 1px); padding: 1.15rem calc(clamp(1.25rem, 4vw, 2.5rem) - .4rem - 1px); }
        .outcomes h3 { font-size: .9375rem; font-weight: 400; color: var(--soft); }
        .outcomes ul { list-style: none; margin-block-start: .35rem; display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: .35rem 2rem; }
        .outcomes li { position: relative; padding-inline-start: 1.1rem; font-family: var(--serif); font-size: 1.125rem; line-height: 1.4; }
        .outcomes li::before { content: ""; position: absolute; inset-inline-start: 0; inset-block-start: .6em; width: .4rem; height: .4rem; background: var(--accent); transform: rotate(45deg); }
        .outcomes .note { margin-block-start: .5rem; font-size: .9375rem; }
        .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 11.5rem), 1fr)); border-block-start: 1px solid var(--gold); margin-inline: calc(.4rem + 1px); padding: .35rem calc(clamp(1.25rem, 4vw, 2.5rem) - .4rem - 1px) .75rem; column-gap: 1rem; }
        .facts > div { padding-block: .9rem; }
        .facts dt { color: var(--soft); }
        .fact { display: block; font-weight: 650; font-size: 1.125rem; line-height: 1.35; }
        .facts .note { display: block; font-size: .9375rem; }
        .facts .note { line-height: 1.4; margin-block-start: .1rem; }
        .printed-state { display: none; }

        /* Panels */
        .columns { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: clamp(1.25rem, 3vw, 2rem); align-items: start; }
        .panel > h2 { padding-block-end: .5rem; border-block-end: 2px solid var(--ink); }
        .panel > h2 ~ p { margin-block-start: .75rem; max-width: 46rem; }
        .panel > h3 { margin-block-start: 1.75rem; font-size: 1.1875rem; }
        .checks { list-style: none; }
        .checks > li { display: flex; gap: .75rem; padding-block: .7rem; border-block-end: 1px solid var(--line); }
        .checks h3 { font-weight: 650; }
        .checks .colon { margin-inline-end: .2em; }
        .outcome { color: var(--unknown); }
        .outcome.passed { color: var(--good); }
        .outcome.failed { color: var(--bad); }
        .outcome.warning { color: var(--caution); }
        .checks .detail { font-size: .9375rem; margin-block-start: .25rem; }
        .rows > div { padding-block: .75rem; border-block-end: 1px solid var(--line); }
        .rows dt { font-weight: 650; }
        .rows dd p + p { margin-block-start: .25rem; }
        .elements .rows > div, .rows.wide > div { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: .25rem 2rem; }
        .values { list-style: none; }
        .values > li + li { margin-block-start: .75rem; }
        .value .main, .value .note { white-space: pre-line; }
        .value .note, .value .code { font-size: .9375rem; }
        .missing { color: var(--soft); font-style: italic; }
        .wrong, .claims-warning, .state { display: flex; gap: .5rem; align-items: center; }
        .wrong { font-size: .9375rem; margin-block-start: .35rem; }
        .wrong .mark { width: 1.25rem; height: 1.25rem; }
        .in-languages { color: var(--soft); }
        .left-out { padding-inline-start: 1.4rem; margin-block: .25rem .75rem; }
        .left-out li { padding-block: .1rem; }
        .shown .left-out-label { font-weight: 650; }
        .keep ol { padding-inline-start: 1.4rem; margin-block: .5rem 1rem; }
        .keep li { padding-block: .3rem; }
        .more-files { display: flex; flex-wrap: wrap; gap: .5rem 2rem; }
        .more-files a { padding-block: .15rem; }
        .when { font-size: .9375rem; }
        .rows + .when { margin-block-start: .75rem; }
        .aside { background: var(--sheet); border: 1px solid var(--line); border-radius: .375rem; padding: clamp(1.1rem, 3vw, 1.75rem); }
        .aside p { margin-block-start: .6rem; }
        .message .mark { width: 3rem; height: 3rem; }
        .message > * + * { margin-block-start: 1rem; }
        .message h1 { margin-block-start: .5rem; }

        /* Forms */
        .field { margin-block-end: 1.5rem; max-width: 46rem; }
        .field label { display: block; font-weight: 650; font-size: 1.1875rem; }
        .hint { margin-block: .15rem .5rem; }
        .error { color: var(--bad); font-weight: 650; margin-block: .25rem .5rem; }
        .field.invalid { border-inline-start: .3rem solid var(--bad); padding-inline-start: 1rem; }
        legend { padding: 0; font-weight: 650; font-size: 1.1875rem; }
        fieldset { border: 0; margin-inline: 0; padding: 0; }
        .choice { display: grid; grid-template-columns: 2.25rem minmax(0, 1fr); align-items: center; margin-block-start: .6rem; }
        .choice input { width: 1.5rem; height: 1.5rem; margin: 0; accent-color: var(--accent); }
        .choice label { font-weight: 400; font-size: 1.0625rem; padding-block: .2rem; }
        .choice .hint { grid-column: 2; margin-block: 0; font-size: .9375rem; }
        input.short { max-width: 12rem; letter-spacing: .15em; }
        select { display: block; font: inherit; color: inherit; background: var(--sheet); border: 2px solid var(--rule); border-radius: .25rem; padding: .55rem; max-width: 100%; }
        input[type=text], input[type=email], input[type=date], textarea, input[type=file] { display: block; width: 100%; font: inherit; color: inherit; background: var(--sheet); border: 2px solid var(--rule); border-radius: .25rem; padding: .6rem; }
        textarea { font: .9375rem/1.45 var(--mono); resize: vertical; }
        input[type=file]::file-selector-button { font: inherit; padding: .35rem .8rem; margin-inline-end: .8rem; }
        button[type=submit]:not(.as-link), .button { display: inline-block; font: inherit; font-weight: 650; padding: .65rem 1.4rem; min-height: 2.75rem; border: 0; border-block-end: 3px solid var(--accent-deep); border-radius: .25rem; background: var(--accent); color: var(--on-accent); text-decoration: none; cursor: pointer; }
        button[type=submit]:not(.as-link):hover, .button:hover { filter: brightness(.92); text-decoration: underline; }
        button[type=submit].second:not(.as-link) { background: var(--sheet); color: var(--link); border: 2px solid var(--rule); }
        button[type=submit].grave:not(.as-link) { background: var(--bad); color: var(--on-mark); border-block-end-color: var(--ink); }
        input[type=file] { border-style: dashed; padding-block: 1.1rem; }
        .camera { margin-block-start: .75rem; }
        .camera button { font: inherit; font-weight: 650; padding: .65rem 1.4rem; min-height: 2.75rem; border: 2px solid var(--rule); border-radius: .25rem; background: var(--sheet); color: var(--link); cursor: pointer; }
        .camera p { margin-block-start: .5rem; }
        .camera video { display: block; max-width: 100%; max-height: 60vh; margin-block-start: .75rem; border-radius: .25rem; }
        .camera [hidden], .camera video[hidden] { display: none; }
        form + form { margin-block-start: 1rem; }
        .problem { border: 3px solid var(--bad); border-radius: .25rem; padding: 1rem 1.25rem; max-width: 46rem; }
        .problem p { margin-block-start: .4rem; font-weight: 650; }
        .problem a { color: var(--bad); }
        .privacy { max-width: 46rem; color: var(--soft); font-size: .9375rem; }
        details.claims summary { cursor: pointer; font-weight: 650; padding-block: .5rem; }
        details.claims > * + * { margin-block-start: 1.25rem; }

        pre { margin: .75rem 0 0; padding: .75rem 1rem; background: var(--sheet); border: 1px solid var(--line); border-radius: .25rem; white-space: pre-wrap; }
        .api, details.claims { max-width: 62rem; }
        .api summary { cursor: pointer; padding-block: .4rem; font-weight: 650; width: fit-content; }
        .files table { width: 100%; border-collapse: collapse; }
        .files th, .files td { text-align: start; vertical-align: top; padding-block: .75rem; padding-inline: 0 1rem; border-block-end: 1px solid var(--line); }
        .files thead th { border-block-end: 2px solid var(--ink); padding-block-start: 0; }
        .files .state { align-items: flex-start; }
        .files p + p { margin-block-start: .2rem; }

        .result { display: flex; gap: .75rem; align-items: center; padding: .75rem 1rem; background: var(--sheet); border: 2px solid var(--unknown); border-radius: .25rem; }
        .result.passed { border-color: var(--good); }
        .result.failed { border-color: var(--bad); }

        /* The learner's own page */
        .link-cards { list-style: none; margin-block-start: 1.25rem; display: grid; gap: 1rem; }
        .link-card { display: flex; gap: 1rem 2rem; justify-content: space-between; background: var(--sheet); border: 1px solid var(--line); border-inline-start: .35rem solid var(--accent); border-radius: .375rem; padding: clamp(1rem, 3vw, 1.5rem); }
        .link-card:target { border-color: var(--accent); box-shadow: 0 0 0 2px var(--accent); }
        .link-card .words { flex: 1; min-width: 0; }
        .link-card .words > * + * { margin-block-start: .6rem; }
        .address a { display: inline-block; padding-block: .15rem; }
        .small-facts { display: flex; flex-wrap: wrap; gap: .4rem 2rem; }
        .small-facts dt { font-size: .875rem; color: var(--soft); }
        .small-facts dd { font-weight: 600; }
        .qr-link { flex: none; align-self: flex-start; }
        .qr-link img { display: block; background: #fff; border-radius: .25rem; }
        .by-day summary, .ended summary { cursor: pointer; padding-block: .2rem; width: fit-content; }
        .by-day ul, .ended ul { padding-inline-start: 1.2rem; margin-block-start: .35rem; }
        .ended { margin-block-start: 1rem; }
        .panel > form { margin-block-start: 1rem; }
        .aside form { margin-block-start: 1rem; }

        /* Home */
        .hero { padding-block: clamp(1rem, 5vw, 3rem) clamp(.5rem, 2vw, 1.5rem); }
        .hero h1 { font-family: var(--serif); font-size: clamp(2rem, 1.4rem + 3vw, 3.25rem); font-weight: 600; max-width: 22ch; }
        .hero p { margin-block-start: 1.25rem; }
        .three { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: 1.5rem 2.5rem; }
        .three section { border-block-start: .25rem solid var(--accent); padding-block-start: 1rem; }
        .three p { margin-block-start: .6rem; }

        @media (max-width: 47.99rem) {
          .columns { grid-template-columns: minmax(0, 1fr); }
          .elements .rows > div, .rows.wide > div { grid-template-columns: minmax(0, 1fr); }
          .plate { flex-direction: column; }
          .beside { align-items: flex-start; }
        }
        @media (max-width: 29.99rem) {
          .files thead { position: absolute; clip-path: inset(50%); }
          .files tr, .files th, .files td { display: block; }
          .files tbody th, .files td:not(:last-child) { border: 0; padding-block-end: 0; }
          .link-card { flex-direction: column; }
          .beside { flex-direction: row; flex-wrap: wrap; justify-content: flex-start; align-items: center; }
          .beside .logo { max-width: 6rem; }
          .verdict { flex-direction: column; }
          .qr { display: flex; flex: 1 1 12rem; min-width: 0; align-items: center; gap: 1rem; width: auto; text-align: start; }
          .qr img { width: 120px; height: 120px; }
        }
        @media (prefers-reduced-motion: no-preference) {
          .skip { transition: top .15s; }
        }
        @media (forced-colors: active) {
          .verdict, .certificate, .button, button[type=submit]:not(.as-link) { border: 2px solid; }
          .mark, .mark .shape { color: CanvasText; fill: CanvasText; forced-color-adjust: none; }
          .mark .outline { fill: none; stroke: CanvasText; }
          .mark .dark { fill: none; stroke: CanvasText; }
          .stroke { stroke: Canvas; }
          :focus-visible { outline-color: Highlight; }
        }

        @page { size: A4; margin: 13mm 16mm 15mm; }
        @media print {
          :root {
            color-scheme: light;
            --paper: #fff; --sheet: #fff; --ink: #000; --soft: #3d3d3d; --line: #b5b0a4; --rule: #777; --gold: #a8935a; --accent: #1f5c4a; --accent-deep: #163f34; --link: #000;
            --good: #1b6b45; --good-wash: #fff; --caution: #8a5200; --caution-wash: #fff; --bad: #a5231d; --bad-wash: #fff; --unknown: #45526b; --unknown-wash: #fff;
            --on-mark: #fff;
          }
          html { font-size: 9.25pt; }
          body { font-size: 1rem; line-height: 1.4; }
          .width { max-width: none; padding-inline: 0; }
          .skip, .languages, footer.site, .button, .more-files, .again, .for-screens, .receipt-offer, #recipient, .keep > p:last-child { display: none; }
          header.site { border: 0; }
          header.site .width { padding-block: 0 2mm; }
          main { padding-block: 0; }
          main > .width > * + * { margin-block-start: 4.5mm; }
          h1 { font-size: 15pt; }
          h2 { font-size: 12pt; }
          .panel > h3 { font-size: 10.5pt; margin-block-start: 5mm; }
          h2, h3 { break-after: avoid; }
          .verdict { padding: 3mm 5mm; border-width: 1.5pt; border-inline-start-width: 5pt; }
          .verdict .mark { width: 14mm; height: 14mm; }
          .verdict p { margin-block-start: 1.5mm; }
          .certificate { box-shadow: none; border: 3pt double var(--gold); border-block-start: 4pt solid var(--accent); break-inside: avoid; }
          .plate { flex-direction: row; padding: 6mm 7mm; }
          .awarded-to { margin-block-start: 5mm; }
          .awarded-by, .dates { margin-block-start: 3mm; }
          .title { font-size: 22pt; }
          .learner { font-size: 16pt; }
          .qr { width: 34mm; }
          .qr img { width: 34mm; height: 34mm; }
          .facts { margin-inline: 0; padding: 1mm 7mm; grid-template-columns: repeat(4, 1fr); }
          .outcomes { margin-inline: 0; padding: 3mm 7mm; }
          .outcomes ul { grid-template-columns: minmax(0, 1fr); gap: 1mm; }
          .outcomes li::before { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          .api { display: none; }
          .printed-state { border-block-start: 1pt solid var(--line); padding-block-start: 2mm; }
          .printed-state + .columns { break-before: page; }
          .facts > div { padding-block: 2.5mm; }
          .printed-state { display: block; }
          .columns { grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: 8mm; }
          .rows > div, .checks > li, .values > li { break-inside: avoid; }
          .rows > div { padding-block: 1.6mm; }
          .checks > li { padding-block: 1.1mm; }
          .checks .mark { width: 5mm; height: 5mm; }
          .checks p { font-size: .9375rem; }
          .values > li + li { margin-block-start: 1.6mm; }
          .elements .rows > div { grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); }
          a { color: inherit; text-decoration: none; }
          a[rel]::after { content: " (" attr(href) ")"; font-size: .85em; }
          .mark, .seal { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }
        """;
}
