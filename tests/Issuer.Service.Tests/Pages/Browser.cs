using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Issuer.Service.Tests.Pages.Browser))]

namespace Issuer.Service.Tests.Pages;

/// <summary>Debian's Chromium, started when the first test wants it. Without it browser tests are skipped, by name.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly SemaphoreSlim _starting = new(1, 1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        _starting.Dispose();
    }

    /// <summary>A window of its own: nothing is shared with other tests.</summary>
    public async Task<IBrowserContext> WindowAsync(int width = 1280, bool dark = false, string language = "en-GB", bool script = false, bool bypassPolicy = false)
    {
        var browser = await StartAsync();
        return await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = width < 600 ? 740 : 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = language,
            // Readers may have scripts; the pages must not need them.
            JavaScriptEnabled = script,
            BypassCSP = bypassPolicy,
        });
    }

    private async Task<IBrowser> StartAsync()
    {
        if (!File.Exists(Chromium))
            Assert.Skip($"There is no {Chromium} (Debian's package chromium).");
        await _starting.WaitAsync();
        try
        {
            if (_browser is null)
            {
                _playwright = await Playwright.CreateAsync();
                _browser = await _playwright.Chromium.LaunchAsync(new()
                {
                    ExecutablePath = Chromium,
                    Args =
                    [
                        "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
                    ],
                });
            }

            return _browser;
        }
        finally
        {
            _starting.Release();
        }
    }
}
