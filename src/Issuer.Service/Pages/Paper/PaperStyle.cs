namespace Issuer.Service.Pages.Paper;

/// <summary>
/// The style of the certificate as a PDF: the look of the printed page, in what WeasyPrint 57 understands of CSS (tables, no grid, no <c>calc</c>, no logical
/// properties, no isolation of directions). The views are the page's own.
/// </summary>
internal static class PaperStyle
{
    /// <summary>Colours of the marks, which a style outside a drawing does not reach here.</summary>
    public static string MarkColour(string name) => name switch
    {
        "good" or "passed" => "#1b6b45",
        "bad" or "failed" => "#a5231d",
        "caution" or "warning" => "#8a5200",
        _ => "#45526b",
    };

    public const string Css = /* lang=css */ """
        @page { size: A4; margin: 14mm 16mm 20mm;
          @bottom-left { content: string(as-of); font: 7.5pt "Noto Sans", "DejaVu Sans", sans-serif; color: #55565a; width: 88%; text-align: start; }
          @bottom-right { content: counter(page) " / " counter(pages); font: 7.5pt "Noto Sans", "DejaVu Sans", sans-serif; color: #55565a; }
        }
        html { font: 9.25pt/1.42 "Noto Sans", "DejaVu Sans", sans-serif; color: #1d1f21; }
        body, h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
        body { overflow-wrap: anywhere; }
        h1, h2, h3 { line-height: 1.25; break-after: avoid; }
        a { color: inherit; text-decoration: none; }
        code { font: 8pt/1.45 "Noto Sans Mono", "DejaVu Sans Mono", monospace; }
        code { direction: ltr; }
        main { string-set: as-of attr(data-as-of); }
        .as-of { font-weight: bold; }
        .visually-hidden { display: none; }
        .label, .note, .when, .detail { color: #55565a; }
        .hidden-character { border: .5pt solid; padding: 0 .25em; font: .75em "DejaVu Sans Mono", monospace; direction: ltr; }
        .testing { border: 1pt dashed #8a5200; color: #1d1f21; padding: 2mm 5mm; margin-bottom: 3mm; font-weight: bold; }

        .verdict { display: table; width: 100%; box-sizing: border-box; border: 1pt solid #45526b; border-left-width: 5pt; padding: 3mm 4mm; background: #e9edf4; }
        [dir=rtl] .verdict { border-left-width: 1pt; border-right-width: 5pt; }
        .verdict.good { border-color: #1b6b45; background: #e6f2ea; }
        .verdict.caution { border-color: #8a5200; background: #fdf1da; }
        .verdict.bad { border-color: #a5231d; background: #fbe9e6; }
        .verdict > * { display: table-cell; vertical-align: middle; }
        .verdict > .mark { width: 13mm; height: 13mm; }
        .verdict > div { width: 100%; padding: 0 4mm; }
        .verdict h1 { font-size: 14pt; }
        .verdict p { margin-top: 1mm; }
        .verdict .when { font-weight: bold; color: #1d1f21; }

        .certificate { margin-top: 4mm; border: 3pt double #a8935a; border-top: 5pt solid #1f5c4a; }
        .plate, .outcomes, .outcomes li, .facts > div { break-inside: avoid; }
        .plate { display: table; width: 100%; box-sizing: border-box; padding: 6mm 8mm 5mm; }
        .plate > div { display: table-cell; vertical-align: top; }
        .plate > .words { width: 100%; }
        .kind { color: #1f5c4a; font-weight: bold; }
        .stamp { border: 1.5pt solid #8a5200; color: #8a5200; padding: 0 2mm; margin: 0 3mm; font-weight: bold; }
        .stamp.bad { border-color: #a5231d; color: #a5231d; }
        .title, .learner, .outcomes li { font-family: "P052", "Noto Serif", "DejaVu Serif", serif; }
        .title { font-size: 23pt; font-weight: bold; line-height: 1.15; margin-top: 1.5mm; }
        .other-title { font-family: "P052", "Noto Serif", "DejaVu Serif", serif; font-size: 12pt; color: #55565a; margin-top: 1.5mm; }
        .awarded-to { margin-top: 5mm; }
        .awarded-by { margin-top: 3mm; }
        .plate .label { display: block; }
        .learner { font-size: 18pt; display: block; line-height: 1.3; }
        .learner.unnamed { font-size: 11pt; }
        .body { display: block; font-size: 11pt; font-weight: bold; }
        .identifier { display: block; }
        .dates { margin-top: 3mm; }
        .dates > div { display: inline-block; vertical-align: top; margin-right: 12mm; }
        .dates dt { color: #55565a; }
        .dates dd { font-weight: bold; font-size: 10.5pt; }
        .beside { width: 34mm; text-align: center; }
        .logo { max-width: 34mm; max-height: 22mm; margin-bottom: 5mm; }
        .qr img { width: 34mm; height: 34mm; }
        .qr figcaption { font-size: 8pt; color: #55565a; }
        .outcomes { border-top: .75pt solid #c9b684; padding: 3mm 8mm; }
        .outcomes h3 { font-size: 9.25pt; font-weight: normal; color: #55565a; }
        .outcomes ul { list-style: none; }
        .outcomes li { font-size: 11.5pt; line-height: 1.35; margin-top: 1.2mm; padding-left: 5mm; text-indent: -5mm; }
        [dir=rtl] .outcomes li { padding-left: 0; padding-right: 5mm; }
        .outcomes li::before { content: "\25C6"; font: 6pt "DejaVu Sans", sans-serif; color: #1f5c4a; display: inline-block; width: 5mm; text-indent: 0; vertical-align: 1pt; }
        .facts { border-top: .75pt solid #c9b684; padding: 1mm 8mm 3mm; }
        .facts > div { display: inline-block; vertical-align: top; width: 22%; margin-right: 2.6%; padding-top: 2.5mm; }
        .facts dt { color: #55565a; font-size: 8.5pt; }
        .fact { display: block; font-weight: bold; font-size: 10.5pt; line-height: 1.3; }
        .facts .note { display: block; font-size: 8pt; line-height: 1.35; margin-top: .3mm; }
        .printed-state { margin-top: 4mm; break-inside: avoid; border-top: .75pt solid #d8d2c4; padding-top: 2.5mm; }

        .columns { display: table; table-layout: fixed; width: 100%; break-before: page; }
        .columns > section { display: table-cell; vertical-align: top; }
        .columns > section:first-child { padding-right: 8mm; width: 46%; }
        .panel { margin-top: 7mm; }
        .columns > .panel { margin-top: 0; }
        .panel > h2 { font-size: 12.5pt; padding-bottom: 1mm; border-bottom: 1pt solid #1d1f21; }
        .panel > h2 ~ p { margin-top: 2mm; }
        .panel > h3 { font-size: 10.5pt; margin-top: 5mm; }
        .checks { list-style: none; }
        .checks > li { display: table; width: 100%; border-bottom: .5pt solid #d8d2c4; padding: 1.5mm 0; break-inside: avoid; }
        .checks > li > * { display: table-cell; vertical-align: top; }
        .checks .mark { width: 5mm; height: 5mm; }
        .checks > li > div { width: 100%; padding: 0 3mm; }
        .checks h3 { font-size: 9.25pt; }
        .colon { margin-right: .2em; }
        .outcome { color: #45526b; }
        .outcome.passed { color: #1b6b45; }
        .outcome.failed { color: #a5231d; }
        .outcome.warning { color: #8a5200; }
        .rows > div { padding: 1.6mm 0; border-bottom: .5pt solid #d8d2c4; break-inside: avoid; }
        .rows dt { font-weight: bold; }
        .rows dd p + p { margin-top: .8mm; }
        .elements .rows > div { display: table; table-layout: fixed; width: 100%; }
        .elements .rows > div > * { display: table-cell; }
        .elements .rows > div > dt { width: 38%; padding-right: 6mm; }
        .values { list-style: none; }
        .values > li + li { margin-top: 1.5mm; }
        .value .main, .value .note { white-space: pre-line; }
        .value .note, .value .code { font-size: 8.25pt; }
        .missing { color: #55565a; font-style: italic; }
        .left-out { padding-left: 5mm; }
        [dir=rtl] .left-out { padding-left: 0; padding-right: 5mm; }
        """;
}
