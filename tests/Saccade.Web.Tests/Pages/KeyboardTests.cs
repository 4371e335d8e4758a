using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Saccade.Web.Tests.Pages;

public sealed class KeyboardTests(LiveServer server, Chromium chromium)
{
    private const string Focused = "document.activeElement.id || document.activeElement.name || document.activeElement.className || "
        + "document.activeElement.getAttribute('aria-label') || document.activeElement.tagName";

    [Fact]
    public Task All_can_be_done_by_keyboard() => chromium.Visit(server.Address, async page =>
    {
        await Expect(page.Film()).ToHaveCountAsync(4);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Stage()).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Delete");
        await Expect(page.Status()).ToHaveTextAsync("The frame is empty.");

        await Tab(page, "document.activeElement.getAttribute('aria-label')?.startsWith('Test digit 3,')");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Status()).ToHaveTextAsync(PageParts.Verdict());

        await page.GetByRole(AriaRole.Combobox, new() { Name = "Frame" }).FocusAsync();
        (JsonElement before, _) = await page.Looking(() => page.Keyboard.TypeAsync("6"));
        await Tab(page, "document.activeElement.id === 'stage'");
        (JsonElement after, _) = await page.Looking(() => page.Keyboard.PressAsync(before.Centre().X > 30 ? "ArrowLeft" : "ArrowRight"));
        Assert.Equal(1, Math.Abs(after.Centre().X - before.Centre().X), 6);

        await page.Film().Last.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Tab(page, "document.activeElement.id === 'back'");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Status()).ToContainTextAsync("Glimpse 3 of 4");
        await Tab(page, "document.activeElement.id === 'play'");
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator("#play")).ToHaveAccessibleNameAsync("Pause");
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator("#play")).ToHaveAccessibleNameAsync("Play");

        await Tab(page, "document.activeElement.id === 'glimpses'");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Film()).ToHaveCountAsync(5);
        await Tab(page, "document.activeElement.name === 'policy'");
        // The slider's last look may still be under way: wait for the one that is sampled.
        IResponse sampled = await page.RunAndWaitForResponseAsync(
            () => page.Keyboard.PressAsync("ArrowRight"), response => response.Request.PostData?.Contains("\"sample\"") == true);
        Assert.True(sampled.Ok);
    }, new() { ReducedMotion = ReducedMotion.NoPreference });

    [Fact]
    public Task The_focus_is_always_to_be_seen() => chromium.Visit(server.Address, async page =>
    {
        await Expect(page.Film()).ToHaveCountAsync(4);
        List<string> visited = [];
        string[] hidden = [];
        do
        {
            await page.Keyboard.PressAsync("Tab");
            visited.Add(await page.EvaluateAsync<string>(Focused));
            bool visible = await page.EvaluateAsync<bool>("""
                (() => {
                  const outlined = element => element
                    && getComputedStyle(element).outlineStyle !== 'none'
                    && getComputedStyle(element).outlineWidth !== '0px';
                  return outlined(document.activeElement) || outlined(document.activeElement.nextElementSibling);
                })()
                """);
            hidden = visible || visited[^1] == "BODY" ? hidden : [.. hidden, visited[^1]];
        }
        while (visited[^1] != "BODY" && visited.Count < 100);

        Assert.Empty(hidden);
        string[] controls =
        [
            "skip", "tool", "less-clutter", "more-clutter", "size", "undo", "clear", "stage", "back", "play", "forward", "speed", "eyes",
            "model", "glimpses", "policy", "again", "more-samples", "run",
        ];
        Assert.Empty(controls.Except(visited));
    });

    private static async Task Tab(IPage page, string until)
    {
        for (int pressed = 0; !await page.EvaluateAsync<bool>($"Boolean({until})"); pressed++)
        {
            Assert.True(pressed < 100, $"Tab never leads to where {until}.");
            await page.Keyboard.PressAsync("Tab");
        }
    }
}
