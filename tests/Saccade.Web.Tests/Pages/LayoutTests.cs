using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Saccade.Web.Tests.Pages;

public sealed class LayoutTests(LiveServer server, Chromium chromium)
{
    private static readonly BrowserNewContextOptions s_phone = new()
    {
        ViewportSize = new() { Width = 390, Height = 844 },
        HasTouch = true,
        IsMobile = true,
        ReducedMotion = ReducedMotion.Reduce,
    };

    [Fact]
    public Task A_phone_is_wide_enough_whatever_is_shown() => chromium.Visit(server.Address, async page =>
    {
        await Expect(page.Film()).ToHaveCountAsync(4);
        await AssertFits(page);
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "untrained" }).CheckAsync();
        await page.GetByRole(AriaRole.Slider, new() { Name = "Glimpses" }).FillAsync("16");
        await Expect(page.Film()).ToHaveCountAsync(16);
        await Expect(page.Panels()).ToHaveCountAsync(2);
        await AssertFits(page);
        Assert.True(await page.EvaluateAsync<bool>(
            "[...document.querySelectorAll('#film button')].every(button => button.getBoundingClientRect().right <= innerWidth)"));
    }, s_phone);

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public Task Nothing_shifts_while_the_page_loads(int width) => chromium.Visit(server.Address, async page =>
    {
        await Expect(page.Status()).ToHaveTextAsync(PageParts.Verdict());
        double shift = await page.EvaluateAsync<double>("""
            new Promise(resolve => {
              let sum = 0;
              const observer = new PerformanceObserver(list => list.getEntries().forEach(entry => sum += entry.value));
              observer.observe({ type: 'layout-shift', buffered: true });
              requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
            })
            """);
        Assert.InRange(shift, 0, 0.05);
    }, new() { ViewportSize = new() { Width = width, Height = 900 }, ReducedMotion = ReducedMotion.Reduce });

    [Fact]
    public Task A_finger_draws_and_does_not_scroll() => chromium.Visit(server.Address, async page =>
    {
        await page.Clear();
        LocatorBoundingBoxResult box = (await page.Stage().BoundingBoxAsync())!;
        ICDPSession devices = await page.Context.NewCDPSessionAsync(page);
        double scrolled = await page.EvaluateAsync<double>("scrollY");
        await Touch("touchStart", PageParts.Zero[0]);
        foreach ((double X, double Y) point in PageParts.Zero[1..])
        {
            await Touch("touchMove", point);
        }
        await devices.SendAsync("Input.dispatchTouchEvent", new() { ["type"] = "touchEnd", ["touchPoints"] = Array.Empty<object>() });

        await Expect(page.Status()).ToContainTextAsync("reader names it 0");
        Assert.Equal(scrolled, await page.EvaluateAsync<double>("scrollY"));

        Task<JsonElement?> Touch(string type, (double X, double Y) point) => devices.SendAsync("Input.dispatchTouchEvent", new()
        {
            ["type"] = type,
            ["touchPoints"] = new[] { new { x = box.X + point.X * box.Width, y = box.Y + point.Y * box.Height } },
        });
    }, s_phone);

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public Task Nothing_jumps_when_the_models_look(int width) => chromium.Visit(server.Address, async page =>
    {
        string[] parts = ["#stage", "#film", "#play", "#status", "#panels", "#glimpses", "#samples", "#charts"];
        await page.Clear();
        await Expect(page.Locator("#charts .curve").First).ToBeAttachedAsync();
        float[] before = await Tops();
        await page.Draw(PageParts.Zero);
        await Expect(page.Status()).ToHaveTextAsync(PageParts.Verdict());
        Assert.Equal(before, await Tops());
        await page.Film().Last.ClickAsync();
        Assert.Equal(before, await Tops());

        Task<float[]> Tops() => page.EvaluateAsync<float[]>(
            "parts => parts.map(part => document.querySelector(part).getBoundingClientRect().top + scrollY)", parts);
    }, new() { ViewportSize = new() { Width = width, Height = 900 }, ReducedMotion = ReducedMotion.Reduce });

    private static async Task AssertFits(IPage page) =>
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
}
