using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Issuer.Service.Tests.Pages;

/// <summary>What is asked of every page in every state: nothing for axe to find, nothing that needs scrolling sideways, nothing fetched from elsewhere.</summary>
internal static class PageAudit
{
    // WCAG 2.2 A and AA, and axe's own good practice (landmarks, order of headings).
    private const string Everything = "{ type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'] }";

    private const string ContrastAlone = "{ type: 'rule', values: ['color-contrast'] }";

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>Light and dark, wide and narrow; on widths down to the 320 px of WCAG 2.2, 1.4.10.</summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(IPage page)
    {
        var faults = new List<string>();
        // Evaluated from outside, so that the page's own policy stays in force.
        await page.EvaluateAsync(Axe);
        foreach (var width in (int[])[320, 360, 768, 1280])
        {
            await page.SetViewportSizeAsync(width, 800);
            var beyond = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (beyond > 0)
                faults.Add($"{width} px: {beyond} px to scroll sideways");
            // What lies left of the page cannot be scrolled to at all.
            var cut = await page.EvaluateAsync<string[]>(
                "() => [...document.querySelectorAll('main *, header a, header button')].filter(e => e.getClientRects().length && (e.getBoundingClientRect().left < 0"
                + " || e.getBoundingClientRect().right > document.documentElement.clientWidth)).map(e => e.outerHTML.slice(0, 80))");
            faults.AddRange(cut.Select(element => $"{width} px: cut off: {element}"));
            if (width is not (360 or 1280))
                continue;
            await LookAsync(width, ColorScheme.Light, Everything);
            // What else axe looks at does not depend on colours.
            await LookAsync(width, ColorScheme.Dark, ContrastAlone);
        }

        return faults;

        async Task LookAsync(int width, ColorScheme scheme, string rules)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            var found = await page.EvaluateAsync<string[]>(
                "async () => (await axe.run(document, { runOnly: " + rules + ", resultTypes: ['violations'], preload: false }))"
                + ".violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html} (${n.failureSummary})`))");
            faults.AddRange(found.Select(fault => $"{width} px, {scheme}: {fault}"));
        }
    }

    /// <summary>Collects what a page does and should not: faults in the console, calls to other places, windows that open.</summary>
    public static List<string> Watch(IPage page, Uri site)
    {
        var faults = new List<string>();
        page.Console += (_, message) =>
        {
            // Chromium reports the status of an answer that is itself the page, such as 404.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource: the server responded", StringComparison.Ordinal))
                faults.Add($"console: {message.Text}");
        };
        page.PageError += (_, error) => faults.Add($"script: {error}");
        page.Dialog += async (_, dialog) =>
        {
            faults.Add($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(site.AbsoluteUri, StringComparison.Ordinal))
                faults.Add($"request: {request.Url}");
        };
        page.Response += (_, response) =>
        {
            if (response.Status >= 400 && response.Request.ResourceType != "document")
                faults.Add($"answer: {response.Status} {response.Url}");
        };
        page.Popup += (_, popup) => faults.Add($"window: {popup.Url}");
        return faults;
    }
}
