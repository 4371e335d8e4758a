using Microsoft.Playwright;

namespace Saccade.Web.Tests.Pages;

/// <summary>One headless browser for all tests; where there is none, they are skipped.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] s_places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _running = new(Start);

    /// <summary>
    /// Opens the page in a separate window, by default one without motion, and closes it after the test, which fails if the browser
    /// complained.
    /// </summary>
    internal async Task Visit(Uri address, Func<IPage, Task> test, BrowserNewContextOptions? window = null)
    {
        Assert.SkipUnless(
            s_places.Any(File.Exists), "There is no Chromium to drive the page with; install one, such as Debian's package 'chromium'.");
        IBrowser browser = (await _running.Value).Browser;
        await using IBrowserContext context = await browser.NewContextAsync(
            window ?? new() { ViewportSize = new() { Width = 1280, Height = 1000 }, ReducedMotion = ReducedMotion.Reduce });
        // The machine may be busy with other things; a fault should show before one loses patience.
        context.SetDefaultTimeout(15_000);
        IPage page = await context.NewPageAsync();
        List<string> complaints = [];
        page.Console += (_, message) => complaints.AddRange(message.Type is "error" or "warning" ? [message.Text] : []);
        page.PageError += (_, error) => complaints.Add(error);
        await page.GotoAsync(address.ToString());
        await Assertions.Expect(page.Locator("html[data-ready]")).ToHaveCountAsync(1);
        await test(page);
        Assert.Empty(complaints);
    }

    public async ValueTask DisposeAsync()
    {
        if (_running.IsValueCreated)
        {
            (IPlaywright playwright, IBrowser browser) = await _running.Value;
            await browser.DisposeAsync();
            playwright.Dispose();
        }
    }

    private static async Task<(IPlaywright, IBrowser)> Start()
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(15_000);
        return (playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = s_places.First(File.Exists),
            // Its sandbox is unavailable to the root of a container.
            Args = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [],
        }));
    }
}
