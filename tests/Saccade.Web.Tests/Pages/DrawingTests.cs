using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Saccade.Web.Tests.Pages;

public sealed class DrawingTests(LiveServer server, Chromium chromium)
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public Task A_drawn_digit_is_looked_at_and_named(int digit) => chromium.Visit(server.Address, async page =>
    {
        await page.Clear();
        await Expect(page.Film()).ToHaveCountAsync(0);

        await page.Draw(digit == 0 ? PageParts.Zero : PageParts.Three);

        await Expect(page.Status()).ToContainTextAsync($"reader names it {digit}");
        await Expect(page.Film()).ToHaveCountAsync(4);
        await page.Film().Last.ClickAsync();
        await Expect(page.Panels().Locator(".digit")).ToHaveTextAsync($"{digit}");
        await Expect(page.Panels().Locator("li.named .name")).ToHaveTextAsync($"{digit}");
        await Expect(page.Panels().Locator(".eyes canvas")).ToHaveCountAsync(2);
    });

    [Fact]
    public Task The_first_stroke_replaces_a_picked_digit_and_the_next_continues_it() => chromium.Visit(server.Address, async page =>
    {
        await page.Clear();
        await page.GetByRole(AriaRole.Button, new() { Name = "Test digit 4," }).ClickAsync();
        await Expect(page.Status()).ToHaveTextAsync(PageParts.Verdict());
        (JsonElement first, _) = await page.Looking(() => page.Draw((0.1, 0.5), (0.3, 0.5)));
        (JsonElement second, _) = await page.Looking(() => page.Draw((0.7, 0.5), (0.9, 0.5)));

        Assert.InRange(first.Centre().X, 0.15 * 28, 0.25 * 28);
        Assert.InRange(second.Centre().X, 0.45 * 28, 0.55 * 28);
    });

    [Fact]
    public Task A_digit_can_be_dragged_about() => chromium.Visit(server.Address, async page =>
    {
        await page.Clear();
        (JsonElement before, _) = await page.Looking(() => page.Draw((0.4, 0.5), (0.6, 0.5)));
        await page.GetByRole(AriaRole.Radio, new() { Name = "Move" }).CheckAsync();
        (double X, double Y) moved = before.Centre();
        for (int tries = 0; tries < 20 && moved.X > before.Centre().X - 7; tries++)
        {
            // During a drag the models look again and again; the last look is the one at its end.
            (JsonElement after, _) = await page.Looking(() => page.Draw((0.5, 0.5), (0.375, 0.625), (0.25, 0.75)));
            moved = after.Centre();
        }
        await Expect(page.Status()).ToHaveTextAsync(PageParts.Verdict());

        Assert.True(moved.X < before.Centre().X - 3 && moved.Y > before.Centre().Y + 3, $"It moved from {before.Centre()} to {moved}.");
    });

    [Fact]
    public Task Clutter_comes_and_goes() => chromium.Visit(server.Address, async page =>
    {
        await page.Clear();
        ILocator more = page.GetByRole(AriaRole.Button, new() { Name = "More clutter" });
        (JsonElement one, _) = await page.Looking(() => more.ClickAsync());
        (JsonElement two, _) = await page.Looking(() => more.ClickAsync());
        await Expect(page.Locator("#clutter")).ToHaveTextAsync("2");
        (JsonElement again, _) = await page.Looking(() => page.GetByRole(AriaRole.Button, new() { Name = "Less clutter" }).ClickAsync());

        Assert.True(Ink(one) > 0);
        Assert.True(Ink(two) > Ink(one));
        Assert.Equal(one.GetProperty("pixels").GetString(), again.GetProperty("pixels").GetString());
    });

    [Fact]
    public Task A_larger_frame_keeps_the_digit() => chromium.Visit(server.Address, async page =>
    {
        (JsonElement request, JsonElement answer) =
            await page.Looking(() => page.GetByRole(AriaRole.Combobox, new() { Name = "Frame" }).SelectOptionAsync("60×60"));

        Assert.Equal((60, 60), (answer.GetProperty("width").GetInt32(), answer.GetProperty("height").GetInt32()));
        Assert.Equal(3600, request.GetProperty("pixels").GetBytesFromBase64().Length);
        Assert.True(Ink(request) > 0);
    });

    private static double Ink(JsonElement request) => request.GetProperty("pixels").GetBytesFromBase64().Sum(p => (double)p);
}
