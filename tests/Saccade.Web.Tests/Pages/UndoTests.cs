using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Saccade.Web.Tests.Pages;

public sealed class UndoTests(LiveServer server, Chromium chromium)
{
    [Fact]
    public Task Every_change_can_be_undone() => chromium.Visit(server.Address, async page =>
    {
        ILocator undo = page.GetByRole(AriaRole.Button, new() { Name = "Undo" });
        await Expect(undo).ToHaveAttributeAsync("aria-disabled", "true");
        Func<Task>[] changes =
        [
            () => page.GetByRole(AriaRole.Button, new() { Name = "Test digit 5," }).ClickAsync(),
            () => page.GetByRole(AriaRole.Button, new() { Name = "More clutter" }).ClickAsync(),
            () => page.Draw((0.1, 0.5), (0.3, 0.5)),
            () => page.Draw((0.7, 0.5), (0.9, 0.5)),
            () => page.GetByRole(AriaRole.Combobox, new() { Name = "Frame" }).SelectOptionAsync("60×60"),
            () => page.Keyboard.PressAsync("ArrowRight"),
        ];
        List<string> states = [];
        foreach (Func<Task> change in changes)
        {
            await page.Stage().FocusAsync();
            states.Add(Pixels(await page.Looking(change)));
            await Expect(page.Status()).ToHaveTextAsync(PageParts.Verdict());
        }
        await page.Clear();

        Assert.Equal(states[^1], Pixels(await page.Looking(() => page.Keyboard.PressAsync("Control+z"))));
        for (int i = states.Count - 2; i >= 0; i--)
        {
            Assert.Equal(states[i], Pixels(await page.Looking(() => undo.ClickAsync())));
        }
        await page.Looking(() => undo.ClickAsync());
        await Expect(undo).ToHaveAttributeAsync("aria-disabled", "true");
    });

    [Fact]
    public Task Clutter_ends_at_a_limit() => chromium.Visit(server.Address, async page =>
    {
        ILocator more = page.GetByRole(AriaRole.Button, new() { Name = "More clutter" });
        for (int i = 0; i < 20; i++)
        {
            await more.ClickAsync(new() { Force = true });
        }
        await Expect(page.Locator("#clutter")).ToHaveTextAsync("16");
        await Expect(more).ToHaveAttributeAsync("aria-disabled", "true");
    });

    private static string Pixels((JsonElement Request, JsonElement Answer) look) => look.Request.GetProperty("pixels").GetString()!;
}
