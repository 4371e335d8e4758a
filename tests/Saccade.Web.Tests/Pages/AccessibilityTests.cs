using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Saccade.Web.Tests.Pages;

/// <summary>axe-core, the checker of WCAG's rules, finds nothing wrong.</summary>
public sealed class AccessibilityTests(LiveServer server, Chromium chromium)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public Task Nothing_is_found_in_any_state_of_the_page(ColorScheme colours, int width) => chromium.Visit(server.Address, async page =>
    {
        await Expect(page.Status()).ToHaveTextAsync(PageParts.Verdict());
        Assert.Empty(await page.Violations());

        await page.Film().First.ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "untrained" }).CheckAsync();
        await Expect(page.Panels()).ToHaveCountAsync(2);
        Assert.Empty(await page.Violations());

        await page.Clear();
        Assert.Empty(await page.Violations());
    }, new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = colours, ReducedMotion = ReducedMotion.Reduce });
}
