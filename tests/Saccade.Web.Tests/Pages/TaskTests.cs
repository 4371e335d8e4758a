using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Saccade.Web.Tests.Pages;

/// <summary>What is on the frame fits the model, and what the page says fits what is on the frame.</summary>
public sealed partial class TaskTests(LiveServer server, Chromium chromium)
{
    [Fact]
    public async Task One_model_brings_its_own_size_clutter_and_glimpses()
    {
        using TemporaryFolder folder = new();
        TestModels.WriteUntrained(folder["cluttered.safetensors"], 0, "task.clutter_patches=3", "model.glimpses=9");
        await using LivePage live = await LivePage.Start(new() { Models = [folder["cluttered.safetensors"], server.ReaderPath] });

        await chromium.Visit(live.Address, async page =>
        {
            ILocator frame = page.GetByRole(AriaRole.Combobox, new() { Name = "Frame" });
            await Expect(frame).ToHaveValueAsync("60×60");
            await Expect(page.Locator("#clutter")).ToHaveTextAsync("3");
            await Expect(page.Film()).ToHaveCountAsync(9);

            await page.GetByRole(AriaRole.Checkbox, new() { Name = "reader" }).CheckAsync();
            ILocator marks = page.Panels().Locator(".task");
            await Expect(marks.Nth(0)).ToHaveTextAsync("");
            await Expect(marks.Nth(1)).ToHaveTextAsync("Not its task: it was trained with 28×28 pixels, no clutter, 4 glimpses.");

            await page.GetByRole(AriaRole.Checkbox, new() { Name = "cluttered" }).UncheckAsync();
            await Expect(frame).ToHaveValueAsync("28×28");
            await Expect(page.Locator("#clutter")).ToHaveTextAsync("0");
            await Expect(page.Film()).ToHaveCountAsync(4);
            await Expect(page.Panels().Locator(".task")).ToHaveTextAsync("");
            int right = 0;
            for (int i = 0; i < 20; i++)
            {
                (_, _) = await page.Looking(() => page.Locator("#samples button").Nth(i).ClickAsync());
                await Expect(page.Status()).ToHaveTextAsync(new Regex(": right|: wrong"));
                right += (await page.Status().TextContentAsync())!.EndsWith(": right.", StringComparison.Ordinal) ? 1 : 0;
            }
            Assert.True(right >= 15, $"{right} of 20 were right.");
        });
    }

    [Fact]
    public Task An_answer_is_called_right_or_wrong_where_the_label_is_known() => chromium.Visit(server.Address, async page =>
    {
        // Nobody has trained it: it names all digits alike.
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "untrained" }).CheckAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "reader" }).UncheckAsync();
        await Expect(page.Film()).ToHaveCountAsync(6);
        HashSet<string> said = [];
        for (int digit = 0; digit < 10; digit++)
        {
            (_, _) = await page.Looking(() => page.Locator("#samples button").Nth(digit).ClickAsync());
            await Expect(page.Status()).ToContainTextAsync("names it");
            string truth = Truth().Match((await page.Status().TextContentAsync())!).Value;
            said.Add(truth);
            await Expect(page.Panels().Locator(".truth")).ToHaveTextAsync(
                truth == ": right." ? "✓ right" : $"✗ wrong: it is {truth[^2]}");
        }
        Assert.Contains(said, truth => truth.StartsWith(": wrong, it is ", StringComparison.Ordinal));

        await page.Draw(PageParts.Zero);
        await Expect(page.Status()).ToHaveTextAsync(new Regex(@"after 6 glimpses\.$"));
        await Expect(page.Panels().Locator(".truth")).ToHaveTextAsync("");
    });

    [Fact]
    public Task The_outcome_is_said_at_the_end_only() => chromium.Visit(server.Address, async page =>
    {
        await page.GetByRole(AriaRole.Slider, new() { Name = "Speed" }).FillAsync("-2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Look again" }).ClickAsync();
        await Expect(page.Status()).ToHaveTextAsync(new Regex("^Glimpse 2 of 4: "));
        await page.Film().Last.ClickAsync();
        await Expect(page.Status()).ToHaveTextAsync(PageParts.Verdict());
    }, new() { ReducedMotion = ReducedMotion.NoPreference });

    [Fact]
    public Task The_status_follows_a_drag_and_waits_for_the_end_of_a_stroke() => chromium.Visit(server.Address, async page =>
    {
        await page.Film().First.ClickAsync();
        await Expect(page.Status()).ToHaveTextAsync(new Regex("^Glimpse 1 of 4: "));
        await page.GetByRole(AriaRole.Radio, new() { Name = "Move" }).CheckAsync();
        await page.Drag((0.5, 0.5), (0.45, 0.55), (0.4, 0.6));
        await Expect(page.Status()).ToHaveTextAsync(PageParts.Verdict());
        await page.Mouse.UpAsync();

        await page.GetByRole(AriaRole.Radio, new() { Name = "Draw" }).CheckAsync();
        await page.Drag((0.3, 0.5), (0.7, 0.5));
        await Expect(page.Status()).ToHaveTextAsync("It looks when you lift the pen.");
        await page.Mouse.UpAsync();
        await Expect(page.Status()).ToHaveTextAsync(PageParts.Verdict());
    });

    [Fact]
    public Task The_note_says_where_the_first_look_is_random() => chromium.Visit(server.Address, async page =>
    {
        await Expect(page.Locator("#policy-note")).ToContainTextAsync("the same path");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "untrained" }).CheckAsync();
        await Expect(page.Locator("#policy-note")).ToContainTextAsync("The first glimpse is at a random place");
    });

    [GeneratedRegex(@": (right|wrong, it is \d)\.$")]
    private static partial Regex Truth();
}
