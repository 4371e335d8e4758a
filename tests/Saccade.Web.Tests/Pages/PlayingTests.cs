using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Saccade.Web.Tests.Pages;

public sealed class PlayingTests(LiveServer server, Chromium chromium)
{
    [Fact]
    public Task Glimpses_are_stepped_through() => chromium.Visit(server.Address, async page =>
    {
        ILocator back = page.GetByRole(AriaRole.Button, new() { Name = "Previous glimpse" });
        ILocator forward = page.GetByRole(AriaRole.Button, new() { Name = "Next glimpse" });
        await Expect(page.Film()).ToHaveCountAsync(4);
        await page.Film().First.ClickAsync();
        await Expect(page.Shown()).ToHaveAccessibleNameAsync(Glimpse(1));
        await back.ClickAsync(new() { Force = true });
        await Expect(page.Status()).ToHaveTextAsync(Status(1));
        await forward.ClickAsync();
        await forward.ClickAsync();
        await Expect(page.Shown()).ToHaveAccessibleNameAsync(Glimpse(3));
        await Expect(page.Status()).ToHaveTextAsync(Status(3));
        await Expect(page.Panels().Locator(".verdict")).ToContainTextAsync("glimpse 3 of 4");
        await back.ClickAsync();
        await Expect(page.Shown()).ToHaveAccessibleNameAsync(Glimpse(2));
    });

    [Fact]
    public Task Playing_pauses_and_resumes_and_ends() => chromium.Visit(server.Address, async page =>
    {
        ILocator play = page.Locator("#play");
        await Expect(page.Film()).ToHaveCountAsync(4);
        await page.GetByRole(AriaRole.Slider, new() { Name = "Speed" }).FillAsync("-2");
        await Expect(page.GetByText("×¼")).ToBeVisibleAsync();
        await page.Film().Last.ClickAsync();
        await Expect(play).ToHaveAccessibleNameAsync("Play");

        await play.ClickAsync();
        await Expect(play).ToHaveAccessibleNameAsync("Pause");
        await Expect(page.Shown()).ToHaveAccessibleNameAsync(Glimpse(1));
        await Expect(page.Shown()).ToHaveAccessibleNameAsync(Glimpse(2));
        await play.ClickAsync();
        await Expect(play).ToHaveAccessibleNameAsync("Play");
        await page.GetByRole(AriaRole.Slider, new() { Name = "Speed" }).FillAsync("2");
        await play.ClickAsync();
        await Expect(page.Shown()).ToHaveAccessibleNameAsync(Glimpse(4));
        await Expect(play).ToHaveAccessibleNameAsync("Play");
    }, new() { ReducedMotion = ReducedMotion.NoPreference });

    [Fact]
    public Task Whoever_wants_no_motion_gets_the_end_at_once() => chromium.Visit(server.Address, async page =>
    {
        await Expect(page.Shown()).ToHaveAccessibleNameAsync(Glimpse(4));
        await Expect(page.Locator("#play")).ToHaveAccessibleNameAsync("Play");
    }, new() { ReducedMotion = ReducedMotion.Reduce });

    [Fact]
    public Task The_slider_sets_the_number_of_glimpses() => chromium.Visit(server.Address, async page =>
    {
        ILocator slider = page.GetByRole(AriaRole.Slider, new() { Name = "Glimpses" });
        await Expect(slider).ToHaveValueAsync("4");
        await slider.FillAsync("9");
        await Expect(page.Film()).ToHaveCountAsync(9);
        await slider.FillAsync("1");
        await Expect(page.Film()).ToHaveCountAsync(1);
        await Expect(page.Status()).ToContainTextAsync("after 1 glimpse");
    });

    [Fact]
    public Task A_sampled_policy_takes_another_path_each_time_and_the_mean_the_same() => chromium.Visit(server.Address, async page =>
    {
        ILocator again = page.GetByRole(AriaRole.Button, new() { Name = "Look again" });
        (_, JsonElement mean) = await page.Looking(() => again.ClickAsync());
        (_, JsonElement meanAgain) = await page.Looking(() => again.ClickAsync());
        (_, JsonElement sampled) = await page.Looking(() => page.GetByRole(AriaRole.Radio, new() { Name = "Sampled" }).CheckAsync());
        (_, JsonElement sampledAgain) = await page.Looking(() => again.ClickAsync());
        (JsonElement request, _) = await page.Looking(() => page.GetByRole(AriaRole.Radio, new() { Name = "Random" }).CheckAsync());

        Assert.Equal(Path(mean), Path(meanAgain));
        Assert.NotEqual(Path(mean), Path(sampled));
        Assert.NotEqual(Path(sampled), Path(sampledAgain));
        Assert.Equal("random", request.GetProperty("policy").GetString());

        static string Path(JsonElement answer) => answer.GetProperty("locations").GetRawText();
    });

    [Fact]
    public Task Only_what_it_saw_hides_the_rest() => chromium.Visit(server.Address, async page =>
    {
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Frame" }).SelectOptionAsync("100×100");
        await Expect(page.Film()).ToHaveCountAsync(4);
        await page.Film().First.ClickAsync();
        Assert.Equal(0, await Corner());
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Only what it saw" }).CheckAsync();
        Assert.NotEqual(0, await Corner());

        // The corner is far from the centre, where this model looks first.
        Task<int> Corner() => page.EvaluateAsync<int>("""
            (() => {
              const context = document.createElement('canvas').getContext('2d');
              context.drawImage(document.getElementById('picture'), 0, 0);
              return context.getImageData(0, 0, 1, 1).data[0];
            })()
            """);
    });

    private static Regex Glimpse(int number) => new($"^Glimpse {number}: ");

    private static Regex Status(int number) => new($"^Glimpse {number} of 4: ");
}
